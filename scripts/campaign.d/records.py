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
PAGE, PAGE_HEADER = 8192, 24


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
    contents = bytearray(path.read_bytes())
    place = drawn(contents, bare, random)
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
    if theirs is not None and ours != theirs and not (is_header and before(ours, theirs)):
        yield f"{what}: the last record is {ours}, pg_waldump's {theirs}: {view['reason']}"
    if theirs is None and not is_header and "could not find a valid record" not in waldump:
        yield f"{what}: pg_waldump found nothing, but we {view['reason']}"


def before(ours, theirs):
    ours_parts, theirs_parts = (ours or "0/0").split("/"), theirs.split("/")
    return [int(part, 16) for part in ours_parts] <= [int(part, 16) for part in theirs_parts]


def drawn(contents, view, random):
    """A bit that counts: between the first and the last record that begin in the segment."""
    first, last = view.get("first_record_lsn"), view.get("last_record_lsn")
    if first is None or first == last:
        return None
    low, high = (int(lsn.split("/")[1], 16) % len(contents) for lsn in (first, last))
    for _ in range(100):
        byte = random.randrange(low, high)
        if random.random() < 0.3:
            byte = byte // PAGE * PAGE + random.randrange(20)
        if low <= byte < high and contents[byte:byte + 8] != bytes(8):
            # Of the flags, one is true either way; and what fills a record up belongs to none.
            if byte % PAGE != 2:
                return byte * 8 + random.randrange(8)
    return None
