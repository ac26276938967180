"""Real full disks and short writes, and file systems without link(2): no injection.

A case is disk/KIND/SCENARIO/NUMBER; the number is a size, or an index of errors.
"""

import subprocess

import aftermath
import messages
import scenarios
import tracing
from durability import Durability

SIZES = 12  # of each kind, drawn by the seed
LARGEST = (1 << 20) + (64 << 10)  # what a segment and all beside it need
PAGE = 4096
ENOUGH = "64m"
NO_LINK = ("EPERM", "EOPNOTSUPP", "ENOSYS")
NO_RENAME = ("EINVAL", "ENOSYS", "EOPNOTSUPP")
SEGMENT = scenarios.SEGMENT
PUSHES = [scenarios.Scenario("wal-push", SEGMENT, form, "new") for form in ("zstd", "none")]
FETCHES = [scenarios.Scenario("wal-fetch", SEGMENT, mode=mode) for mode in ("recovery", "standby")]
TEST_THEN_PUT = ("--create-once", "test-then-put")
LEFT_WITHOUT = "create_once = 'test-then-put'"  # the setting that the message names


def cases(campaign):
    if can_mount(campaign.scratch):
        for scenario in [*PUSHES, *FETCHES]:
            for size in sizes(campaign, scenario):
                yield f"disk/full/{scenario}/{size}"
        yield f"disk/spool/{PUSHES[0]}/{PAGE}"
    else:
        campaign.note("skipped: nothing can be mounted here, so no disk is really full")
    for scenario in [*PUSHES, *FETCHES]:
        for size in sizes(campaign, scenario):
            yield f"disk/limit/{scenario}/{size}"
        for index in range(len(NO_LINK) * len(NO_RENAME)):
            yield f"disk/links/{scenario}/{index}"
            yield f"disk/nothing/{scenario}/{index}"


def sizes(campaign, scenario):
    random = campaign.random(str(scenario), "sizes")
    return sorted(random.sample(range(0, LARGEST, PAGE), SIZES))


def mount(directory, size, *options):
    line = ["mount", "-t", "tmpfs", "-o", ",".join([f"size={size}", *options]), "tmpfs", directory]
    return subprocess.run(line, capture_output=True, check=False).returncode == 0


def can_mount(directory):
    probe = directory / "probe"
    probe.mkdir(exist_ok=True)
    if not mount(probe, PAGE):
        return False
    subprocess.run(["umount", probe], check=True)
    return True


def findings(campaign, case, directory):
    _, kind, name, number = case.split("/")
    scenario = scenarios.by_name()[name]
    yield from globals()[f"_{kind}"](campaign, scenario, directory, int(number))


def _full(campaign, scenario, directory, size):
    """The archive's disk, or the server's, has room for so many bytes, and later for more."""
    site = scenario.site(campaign, directory)
    scenario.set_patience(site, is_disturbed=True)
    place = site.pg_wal if scenario.fetches else site.archive
    yield from _on_disk(campaign, scenario, site, place, size)


def _spool(campaign, scenario, directory, size):
    """Nothing needs a spool."""
    site = scenario.site(campaign, directory)
    yield from _on_disk(campaign, scenario, site, site.spool, size, statuses={0})


def _on_disk(campaign, scenario, site, place, size, statuses=None):
    if not mount(place, max(size, PAGE), "mode=755"):
        raise RuntimeError(f"could not mount on {place}")
    try:
        outcome = scenario.run(site)
        yield from _judged(scenario, outcome, statuses or {*scenario.statuses()})
        yield from aftermath.after_disturbance(campaign, scenario, site)
        mount(place, ENOUGH, "remount")
        yield from aftermath.after_second_try(campaign, scenario, site)
    finally:
        subprocess.run(["umount", place], check=True)


def _limit(campaign, scenario, directory, size):
    """No file may be longer: the write that reaches it is a short one, the next one fails."""
    site = scenario.site(campaign, directory)
    scenario.set_patience(site, is_disturbed=True)
    outcome = scenario.run(site, lambda line: ["prlimit", f"--fsize={size}", *line])
    yield from _judged(scenario, outcome, {*scenario.statuses()})
    yield from aftermath.after_disturbance(campaign, scenario, site)
    yield from aftermath.after_second_try(campaign, scenario, site)


def _judged(scenario, outcome, statuses):
    if outcome.status not in statuses:
        yield f"the status is none for this: {outcome}"
    yield from messages.findings(
        outcome, scenario.program, scenario.name, outcome.status not in (0, 1))


def _links(campaign, scenario, directory, index):
    """Without link(2), renameat2 does as well."""
    site = scenario.site(campaign, directory)
    path = directory / "trace"
    failures = {"linkat": NO_LINK[index % len(NO_LINK)]}
    outcome = site.run(tracing.strace(scenario.line(site), path), failures)
    if outcome.status != 0:
        yield f"renameat2 would have done: {outcome}"
    elif not scenario.fetches:
        yield from Durability(site.archive).follow(tracing.Trace(path).calls).findings(SEGMENT)
    yield from _after_weakness(campaign, scenario, site, outcome)


def _nothing(campaign, scenario, directory, index):
    """Without either, a push is refused until the setting says otherwise."""
    site = scenario.site(campaign, directory)
    failures = {
        "linkat": NO_LINK[index % len(NO_LINK)],
        "renameat2": NO_RENAME[index // len(NO_LINK)],
    }
    outcome = site.run(scenario.line(site), failures)
    yield from _judged(scenario, outcome, {scenario.statuses()[1]})
    if not scenario.fetches:
        if LEFT_WITHOUT not in outcome.errors:
            yield f"the message does not name {LEFT_WITHOUT}: {outcome}"
        line = site.push_line(scenario.name, *TEST_THEN_PUT)
        outcome = site.run(line, failures)
        if outcome.status != 0:
            yield f"create_once = test-then-put did not help: {outcome}"
    yield from _after_weakness(campaign, scenario, site, outcome)


def _after_weakness(campaign, scenario, site, outcome):
    weak = scenarios.weakened(scenario)
    yield from aftermath.after_disturbance(campaign, weak, site)
    if outcome.status == 0:
        yield from aftermath.after_second_try(campaign, weak, site)
