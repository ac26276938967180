"""Errors at every file-related system call, a full disk, short writes, no link(2).

A case is SCENARIO/CALL/NUMBER/ERROR, where NUMBER+ means that call and all later ones; or
disk/..., for which disks.py does without injection.
"""

import re

import aftermath
import disks
import messages
import scenarios
import tracing
from durability import Durability

ERRORS = (
    "ENOSPC", "EDQUOT", "EIO", "EROFS", "EACCES", "ESTALE", "EINTR", "EMFILE", "ENOMEM",
    "ETIMEDOUT",
)
MORE_ERRORS = {"fsync": ("EINVAL",)}  # allowed for directories, and only for them
PASSING_ONLY = ("EINTR",)  # nothing is interrupted for ever
CALLS = {
    "openat", "read", "pread64", "write", "fsync", "close", "linkat", "newfstatat", "fstat",
    "getdents64", "mkdirat", "unlinkat", "renameat", "renameat2", "fchmod", "sync_file_range",
    "pidfd_open", "fcntl", "readlink",
}
# Where the runtime learns how far the stack goes, on which the command line lies.
COMMAND_LINE = re.compile(r"/proc/\w+/maps\b")
CANNOT_TELL_OF_RECOVERY, LOADER = 200, 127
USAGE_OF = {2: 5, 200: 203}


def errors_for(name):
    return ERRORS + MORE_ERRORS.get(name, ())


def chosen():
    return scenarios.by_name().values()


def cases(campaign):
    """Every error at every call; where a case takes seconds, one error for each call."""
    starts = set()
    for scenario in chosen():
        trace = tracing.baseline(campaign, scenario)
        own = {found[:2] for found in trace.own_occurrences()}
        for name, number, call in trace.occurrences():
            is_own = (name, number) in own
            # Until the program itself begins, one scenario is as good as another.
            if name not in CALLS or call.thread != trace.main or (
                    not is_own and scenario.program in starts):
                continue
            case = f"{scenario}/{name}/{number}"
            drawn = campaign.random(case).choice(errors_for(name))
            for error in [drawn] if scenario.state == "gap" else errors_for(name):
                yield f"{case}/{error}"
            if is_own and scenario.state != "gap" and drawn not in PASSING_ONLY:
                yield f"{case}+/{drawn}"
        starts.add(scenario.program)
    yield from disks.cases(campaign)


def findings(campaign, case, directory):
    if case.startswith("disk/"):
        yield from disks.findings(campaign, case, directory)
        return
    scenario_name, name, number, error = case.split("/")
    scenario = scenarios.by_name()[scenario_name]
    site = scenario.site(campaign, directory)
    scenario.set_patience(site, is_disturbed=True)
    path = directory / "trace"
    inject = f"{name}:error={error}:when={number}"
    outcome = scenario.run(site, lambda line: tracing.strace(line, path, inject))
    trace = tracing.Trace(path)
    injected = [call for call in trace.calls if "(INJECTED)" in call.rest]
    yield from judged(campaign, scenario, site, outcome, trace, injected)
    may_leave = any(call.name == "unlinkat" for call in injected)
    yield from aftermath.after_disturbance(campaign, scenario, site, may_leave)
    yield from aftermath.after_second_try(campaign, scenario, site)


def judged(campaign, scenario, site, outcome, trace, injected):
    """Findings about the status, the message, and what status 0 promised."""
    if outcome.status == LOADER and messages.LOADER.fullmatch(outcome.errors):
        campaign.note("status 127: the dynamic loader could not load a library of the system")
        return
    if outcome.status == USAGE_OF[scenario.statuses()[1]] and any(
            COMMAND_LINE.search(call.arguments) for call in injected):
        campaign.note("a usage error: Swift's runtime could not find the command line")
        return
    if outcome.status not in allowed(scenario, site, trace, injected):
        yield f"the status is none for {', '.join(sorted({c.error for c in injected}))}: {outcome}"
    is_mute = any(call.name == "write" and call.arguments.startswith("2<") for call in injected)
    if not is_mute:
        quiet = outcome.status in (0, 1)
        yield from messages.findings(outcome, scenario.program, scenario.name, not quiet)
    if outcome.status == 0 and not scenario.fetches:
        yield from Durability(site.archive).follow(trace.calls).findings(scenario.name)
    if outcome.status == 0 and scenario.fetches and not site.target(scenario.name).exists():
        yield f"exit 0, but nothing is at %p: {outcome}"


def allowed(scenario, site, trace, injected):
    """What an undisturbed call answers, or "cannot tell"; a usage error for the settings only."""
    statuses = {*scenario.statuses()}
    if scenario.fetches and not knows_mode(trace):
        statuses.add(CANNOT_TELL_OF_RECOVERY)
    if any(str(site.spool) in call.arguments for call in injected):
        # Whether a standby looks for a gap, once a minute, is remembered there.
        statuses |= scenario.statuses_again()
    if any(str(site.configuration) in call.arguments for call in injected):
        statuses |= {USAGE_OF.get(status, status) for status in statuses}
    return statuses


def knows_mode(trace):
    """Whether the call could see if it serves a standby.

    Where it could not, it stops the server: what a recovery takes for the end of WAL loses data.
    """
    return any(
        "standby.signal" in call.arguments and call.error in (None, "ENOENT")
        and "(INJECTED)" not in call.rest for call in trace.calls)
