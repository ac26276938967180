"""Random damages of stored objects: never delivered, never taken for archived.

A case is FORM/KIND/NUMBER. FORM is zstd, none (beside it a digest), or foreign: a plain file
without any. Where damage leaves an object that decodes to the very bytes, as a `zstd` command
would have stored them, delivering these is no violation; such cases are noted.
"""

import damages
import fixtures
import process
import scenarios
from place import Site

CASES = 1000
NAME = scenarios.SEGMENT
STATUSES = {"recovery": 201, "standby": 3}
DAMAGED, SOUND = 3, 0
RIGHT_BYTES = "delivered with the right bytes, though damaged in what they do not depend on"


def cases(campaign):
    random = campaign.random("damages")
    for number in range(CASES):
        form = random.choice(("zstd", "none", "foreign"))
        yield f"{form}/{random.choice(damages.KINDS[form]).__name__}/{number}"


def findings(campaign, case, directory):
    form, kind, _ = case.split("/")
    random = campaign.random(case)
    original = fixtures.segment(1, random)
    site = Site(campaign, directory, "none" if form == "foreign" else form)
    store(campaign, directory, site, form, original, random)
    path = site.archive / NAME
    others = {"segment": (site.archive / fixtures.segment_name(2)).read_bytes()}
    others["cluster"] = (directory / "other" / "archive" / NAME).read_bytes()
    damage = next(found for found in damages.KINDS[form] if found.__name__ == kind)
    damage(damages.Victim(path, random, others))
    if path.is_file() and decodes_to(original, path) and kind != "damaged_digest_file":
        yield from refused_or_right(campaign, site, original)
        return
    yield from refused(site)
    yield from not_taken_for_archived(site, original)


def store(campaign, directory, site, form, original, random):
    """The object, another segment's, and another cluster's under the same name."""
    site.put({NAME: original, fixtures.segment_name(2): fixtures.segment(2, random)})
    other = Site(
        campaign, directory / "other", "none" if form == "foreign" else form,
        fixtures.OTHER_SYSTEM)
    other.put({NAME: fixtures.segment(1, random, fixtures.OTHER_SYSTEM)})
    if form == "foreign":
        for sidecar in site.archive.glob("*.sha256"):
            sidecar.unlink()


def decodes_to(original, path):
    decoded = process.output_of(["zstd", "-dcq", path], path.parent)
    return original in (decoded, path.read_bytes())


def refused_or_right(campaign, site, original):
    for mode in STATUSES:
        site.become(mode)
        outcome = site.run(site.fetch_line(NAME))
        target = site.target(NAME)
        if outcome.status == SOUND:
            campaign.note(RIGHT_BYTES)
            if target.read_bytes() != original:
                yield f"wrong bytes at %p: {outcome}"
        elif outcome.status != STATUSES[mode]:
            yield f"neither delivered nor refused as damaged: {outcome}"
        target.unlink(missing_ok=True)


def refused(site):
    for mode, status in STATUSES.items():
        site.become(mode)
        outcome = site.run(site.fetch_line(NAME))
        if outcome.status != status:
            yield f"should have ended with {status} ({mode}): {outcome}"
        if left := [path.name for path in site.pg_wal.iterdir()]:
            yield f"left in pg_wal: {left}"
    outcome = site.run(site.line("wal-fetch", "--verify", NAME))
    if outcome.status != DAMAGED:
        yield f"--verify should have said {DAMAGED}: {outcome}"


def not_taken_for_archived(site, original):
    """PostgreSQL recycles the only other copy when a push succeeds."""
    site.become("recovery")
    (site.pg_wal / NAME).write_bytes(original)
    before = identity(site)
    outcome = site.run(site.push_line(NAME))
    (site.pg_wal / NAME).unlink()
    if identity(site) != before:
        yield f"the stored object was changed: {outcome}"
    if outcome.status != SOUND:
        return
    again = site.run(site.fetch_line(NAME))
    if again.status != SOUND or site.target(NAME).read_bytes() != original:
        yield f"taken for archived: {outcome}, and then: {again}"


def identity(site):
    status = (site.archive / NAME).lstat()
    return status.st_ino, status.st_size, status.st_mtime_ns
