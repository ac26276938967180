"""WAL of servers that crash, switch and promote: no false alarm, and no flipped bit is missed.

A case is a server's life, archived by wal-push; 1,000 segments in all, few of them with --cases.
"""

import json
import re
import subprocess
from pathlib import Path

from servers import Server

SCRIPTS = Path(__file__).resolve().parents[1]
VERSIONS = ("15", "16", "18")
LIVES = 3
SEGMENTS, SEGMENTS_SHORT = 112, 14
FLIPS = 12
STOPPED = re.compile(r"error in WAL record at ([0-9A-F]+/[0-9A-F]+)")
RECORD = re.compile(
    r"^rmgr: (\S+) +len \(rec/tot\): +\d+/ *(\d+), .*?, lsn: ([0-9A-F]+/[0-9A-F]+), ", re.MULTILINE)
PAGE, PAGE_HEADER = 8192, 24
# XLP_BKP_REMOVABLE, bit 2 of the third byte of a page, is true either way.
FREE_BIT = 2 * 8 + 2


def cases(_campaign):
    return [f"{version}/{life}" for life in range(1, LIVES + 1) for version in VERSIONS]


def binaries():
    script = SCRIPTS / "install-postgres"
    listed = subprocess.run([script], check=True, text=True, stdout=subprocess.PIPE).stdout
    return dict(line.split("=", 1) for line in listed.split())


def findings(campaign, case, directory):
    version, _ = case.split("/")
    random = campaign.random(case)
    directory.chmod(0o755)
    server = Server(binaries()[version], directory, random, push=campaign.bin / "wal-push")
    few = campaign.arguments.cases is not None
    done = server.live(SEGMENTS_SHORT if few else SEGMENTS)
    verified = verify(campaign, server.archive, "--all", "--deep", "--json")
    wrong = [line for line in verified[1] if line["type"] == "finding" and line["kind"] != "note"]
    if verified[0] != 0 or wrong:
        yield f"status {verified[0]} after {' '.join(done)}: {wrong}"
    campaign.note(f"{len(server.segments())} segments, {verified[1][-1]['records']} records")
    for flip in range(FLIPS):
        yield from flipped(campaign, server, directory / f"flip-{flip}", random)


def verify(campaign, archive, *words):
    line = [campaign.bin / "wal-archive", "verify", "--archive", f"file://{archive}", *words]
    done = subprocess.run(line, text=True, capture_output=True, check=False)
    if not done.stdout:
        return done.returncode, [{"type": "finding", "kind": "failed", "reason": done.stderr}]
    return done.returncode, [json.loads(text) for text in done.stdout.splitlines()]


def show(campaign, archive, name):
    line = [campaign.bin / "wal-archive", "show", "--json", "--archive", f"file://{archive}", name]
    return json.loads(subprocess.run(line, text=True, capture_output=True, check=False).stdout)


def flipped(campaign, server, directory, random):
    """Flips a bit of a segment's page header, record header or body, and asks pg_waldump too."""
    name = random.choice(server.segments()[:-1])
    directory.mkdir()
    directory.chmod(0o755)
    path = directory / name
    subprocess.run([campaign.bin / "wal-fetch", "--archive", f"file://{server.archive}", name,
                    path], check=True)
    path.chmod(0o644)
    bare = show(campaign, directory, name)
    records = [(manager, int(length), value(lsn)) for manager, length, lsn in
               RECORD.findall(server.command("pg_waldump", path, check=False))]
    yield from disagreement(path, bare, records)
    contents = bytearray(path.read_bytes())
    place = drawn(len(contents), records, random)
    if place is None:
        return
    contents[place // 8] ^= 1 << (place % 8)
    path.write_bytes(contents)
    view = show(campaign, directory, name)
    what = f"{name}, bit {place % 8} of byte {place // 8:#x}"
    if view["result"] != "damaged":
        yield f"{what} was not found: {view}"
        return
    waldump = server.command("pg_waldump", path, check=False)
    stopped = STOPPED.search(waldump)
    ours, theirs = view.get("last_record_lsn"), stopped and stopped.group(1)
    # pg_waldump looks at less of a page's header, and then stops later or not at all.
    is_header = place // 8 % PAGE < PAGE_HEADER
    agrees = value(ours) == value(theirs) or is_header and value(ours) <= value(theirs)
    if theirs is not None and not agrees:
        yield f"{what}: the last record is {ours}, pg_waldump's {theirs}: {view['reason']}"
    if theirs is None and not is_header and "could not find a valid record" not in waldump:
        yield f"{what}: pg_waldump found nothing, but we {view['reason']}"


def disagreement(path, view, records):
    """A sound segment: pg_waldump must see the same records, from the first to the last."""
    ours = {share["resource_manager"]: (share["records"], share["bytes"])
            for share in view["resource_managers"]}
    ends = [value(view[key]) for key in ("first_record_lsn", "last_record_lsn") if key in view]
    theirs = {manager: (sum(1 for r in records if r[0] == manager),
                        sum(r[1] for r in records if r[0] == manager))
              for manager in {r[0] for r in records}}
    if ours != theirs or ends != [lsn for *_, lsn in (records[:1] + records[-1:])]:
        yield f"{path.name}: {ours} from {ends}, but pg_waldump {theirs}"


def value(lsn):
    high, low = (int(part, 16) for part in (lsn or "0/0").split("/"))
    return high << 32 | low


def drawn(size, records, random):
    """A bit that counts: of a page's header or of a record, between the first and the last one."""
    if len(records) < 2:
        return None
    low, high = (records[index][2] % size for index in (0, -1))
    for _ in range(100):
        byte = random.randrange(low, high)
        if random.random() < 0.3:
            byte = byte // PAGE * PAGE + random.randrange(PAGE_HEADER)
        bit = random.randrange(8)
        if low <= byte < high and byte % PAGE * 8 + bit != FREE_BIT and not any(
                begin <= byte < end for begin, end in gaps(size, records)):
            return byte * 8 + bit
    return None


def gaps(size, records):
    """Where no record is: behind each up to the next, which is aligned, or after a lost one."""
    for (_, length, begin), (_, _, following) in zip(records, records[1:]):
        end = begin % size
        while length > 0:
            end += PAGE_HEADER if end % PAGE == 0 else 0
            taken = min(length, PAGE - end % PAGE)
            end, length = end + taken, length - taken
        begins_page = following % PAGE == PAGE_HEADER
        yield end, following % size - (PAGE_HEADER if begins_page else 0)
