"""Signals at every system call once the handlers are installed, then the same call again.

SIGTERM and the like end the process by that very signal; a trap becomes the status that says "a
defect of the program". Neither leaves anything.
"""

import signal

import aftermath
import messages
import scenarios
import tracing

ENDING = ("TERM", "INT", "HUP", "QUIT")
TRAPS = ("ILL", "TRAP", "SEGV", "BUS", "FPE", "ABRT")
DEFECT_OF_PUSH, DEFECT_OF_STANDBY, DEFECT_OF_RECOVERY = 6, 6, 204
# A thread that ends takes no signal any more.
TOO_LATE = ("exit", "exit_group")


def chosen():
    yield from scenarios.pushes()
    for mode in ("recovery", "standby"):
        yield from scenarios.fetches(mode)


def cases(campaign):
    for scenario in chosen():
        trace = tracing.baseline(campaign, scenario)
        calls = [call[:2] for call in trace.own_occurrences() if call[0] not in TOO_LATE]
        for name, number in dict.fromkeys(calls):
            case = f"{scenario}/{name}/{number}"
            # One handler serves all of a kind; another seed draws others.
            for kind in (ENDING, TRAPS):
                yield f"{case}/{campaign.random(case).choice(kind)}"


def findings(campaign, case, directory):
    scenario_name, name, number, word = case.split("/")
    scenario = scenarios.by_name()[scenario_name]
    site = scenario.site(campaign, directory)
    path = directory / "trace"
    inject = f"{name}:signal={word}:when={number}"
    outcome = scenario.run(site, lambda line: tracing.strace(line, path, inject))
    trace = tracing.Trace(path)
    if f"SIG{word}" not in trace.signals:
        campaign.note("not met: this run had fewer calls of that name")
        word = None
    yield from judged(scenario, word, outcome, trace)
    yield from aftermath.after_disturbance(campaign, scenario, site)
    yield from aftermath.after_second_try(campaign, scenario, site)


def judged(scenario, word, outcome, trace):
    """Findings about how the call ended and what it said."""
    if word is None:
        expected = {scenario.statuses()[0]}
    elif word in ENDING:
        expected = {-getattr(signal, f"SIG{word}")}
    else:
        expected = statuses_of_trap(scenario, trace)
    if outcome.status not in expected:
        yield f"{word or 'no signal'} should have given {sorted(expected)}: {outcome}"
    # Two threads may reach the number at the same moment, and either may say it first.
    times = range(1, trace.signals[f"SIG{word}"] + 1) if word in TRAPS else (0,)
    if outcome.errors not in [messages.TRAP * count for count in times]:
        yield f"{word or 'no signal'} should have said {times} times {messages.TRAP!r}: {outcome}"


def statuses_of_trap(scenario, trace):
    """Before a fetch has seen whether it serves a standby, it stops the server."""
    if not scenario.fetches:
        return {DEFECT_OF_PUSH}
    if scenario.mode == "recovery":
        return {DEFECT_OF_RECOVERY}
    if any("standby.signal" in call.arguments and not call.failed for call in trace.calls[:-1]):
        return {DEFECT_OF_STANDBY}
    return {DEFECT_OF_STANDBY, DEFECT_OF_RECOVERY}
