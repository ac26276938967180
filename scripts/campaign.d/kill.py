"""kill -9 at every system call of a push and of a fetch, then the same call again.

SIGKILL comes before the call is carried out, so a case for every call is a case for every state
that the calls make. strace counts the calls of each thread, and kills at whichever of them is
first to reach the number.
"""

import aftermath
import scenarios
import tracing


def chosen():
    """A fetch does the same for a recovery and for a standby, as far as files go."""
    return [*scenarios.pushes(), *scenarios.fetches("recovery")]


def cases(campaign):
    for scenario in chosen():
        trace = tracing.baseline(campaign, scenario)
        for name, number in dict.fromkeys(call[:2] for call in trace.occurrences()):
            yield f"{scenario}/{name}/{number}"


def findings(campaign, case, directory):
    scenario_name, name, number = case.split("/")
    scenario = scenarios.by_name()[scenario_name]
    site = scenario.site(campaign, directory)
    inject = f"{name}:signal=KILL:when={number}"
    trace = directory / "trace"
    outcome = scenario.run(site, lambda line: tracing.strace(line, trace, inject))
    if outcome.status not in (-9, scenario.statuses()[0]):
        yield f"killed: {outcome}"
    if outcome.status != -9:
        campaign.note("not killed: this run had fewer calls of that name")
    yield from aftermath.after_disturbance(campaign, scenario, site, may_leave=True)
    yield from aftermath.after_second_try(campaign, scenario, site)
