"""kill -9 of backup, restore and expire: nothing looks whole that is not, nothing needed goes.

SIGKILL comes before a system call of some kind, drawn by the seed, or at a moment. The server is
under load; backups go into a place of each case, restores and expiries work on one history of
backups and two timelines. The server of a directory and of a bucket has a tablespace, that of
incremental backups is a newer one. --long runs all three, the short form a directory's alone.
"""

import shutil
import subprocess
import threading
import time

import backups_world
from backups_places import Storage
from backups_world import LIMIT, ROWS, archive_words, told

KINDS = ("directory", "s3", "incremental")
COMMANDS = ("backup", "restore", "expire")
NUMBERS = 6  # of the calls of one name
MOMENTS = 12
SMALL = ("begun.json", "backup_manifest", "backup.json")

_making = threading.Lock()


def cases(campaign):
    kinds = KINDS if campaign.arguments.long else KINDS[:1]
    times = campaign.arguments.times or NUMBERS
    for kind in kinds:
        world = _world(campaign, kind)
        for command in COMMANDS:
            for name, count in sorted(world.calls[command].items()):
                random = campaign.random(kind, command, name)
                numbers = sorted(random.sample(range(1, count + 1), min(times, count)))
                # Threads never meet in the same order: one call more than once is another case.
                for index in range(times if campaign.arguments.times else len(numbers)):
                    again = index // len(numbers)
                    number = numbers[index % len(numbers)]
                    yield f"{kind}/{command}/{name}/{number}" + (f"~{again}" if again else "")
            random = campaign.random(kind, command, "moments")
            for _ in range(max(MOMENTS, times)):
                yield f"{kind}/{command}/moment/{random.random() * world.seconds[command]:.4f}"


def end(campaign):
    """Ends what the first cases started."""
    for world in getattr(campaign, "worlds", {}).values():
        world.end()
    if storage := getattr(campaign, "storage", None):
        storage.close()


def findings(campaign, case, directory):
    kind, command, name, where = case.split("/")
    world = _world(campaign, kind)
    campaign.note(f"ran {kind}/{command}/{name}")
    yield from {"backup": _backup, "restore": _restore, "expire": _expire}[command](
        campaign, world, directory, _Kill(name, where.split("~")[0], directory))


class _Kill:
    """Runs a command that is killed on its way, or ends before that."""

    def __init__(self, name, where, directory):
        self.name, self.where, self.directory = name, where, directory

    def run(self, campaign, world, line):
        line = list(map(str, line))
        if self.name == "moment":
            line = ["timeout", "-s", "KILL", self.where, *line]
        else:
            inject = f"{self.name}:signal=KILL:when={self.where}"
            line = ["strace", "-f", "-qq", "-o", "/dev/null",
                    "-e", f"trace={self.name}", "-e", f"inject={inject}", *line]
        done = world.run(line, self.directory)
        status = done.returncode
        # Of a restore the kill may meet pg_combinebackup, which it says.
        if status not in (0, 137, -9) and 'pg_combinebackup" failed' not in done.stderr:
            return f"killed: {told(done)}"
        if status == 0:
            campaign.note("not killed: this run had ended before")
        return None


def _backup(campaign, world, directory, kill):
    place = world.place(directory)
    # An incremental backup builds on one that is there.
    place = place.filled(world.history / "backups") if world.kind == "incremental" else place.made()
    before = set(place.names())
    take = world.take_line(world.server.archive, place)
    if finding := kill.run(campaign, world, take):
        yield finding
    new = sorted(set(place.names()) - before - {"wal-archive.cluster"})
    if strange := [name for name in new if not _is_of_a_backup(name)]:
        yield f"stored: {strange}"
    for folder in {name.split("/")[0] for name in new if name.endswith("/backup.json")}:
        yield from _is_whole(world, directory, place, folder)
    again = world.run(take, directory)
    if again.returncode != 0:
        yield f"the next backup: {told(again)}"
    else:
        yield from _is_whole(world, directory, place, "latest")
    place.remove()


def _is_of_a_backup(name):
    file = name.split("/")[-1]
    return name.count("/") == 1 and (
        file in SMALL or file.split(".tar.")[0].isdigit() or file.startswith("base.tar."))


def _is_whole(world, directory, place, name):
    """A backup that looks whole restores, and is what PostgreSQL's manifest says."""
    restored = world.run(world.restore_line(
        directory, place, world.server.archive, name, "--target-immediate"), directory)
    if restored.returncode != 0:
        yield f"{name} looks whole, and is not: {told(restored)}"
        return
    if verified := _verified(world, directory):
        yield f"{name} looks whole, and is not: {verified}"
    for top in ("node", "space"):
        shutil.rmtree(directory / top, ignore_errors=True)


def _restore(campaign, world, directory, kill):
    place = world.place(directory).filled(world.history / "backups")
    line = world.restore_line(
        directory, place, world.history / "archive", "latest", "--no-archiving")
    if finding := kill.run(campaign, world, line):
        yield finding
    if (directory / "node" / "global" / "pg_control").exists():
        campaign.note("killed when the cluster was whole")
        if backups_world.tree(directory) != world.tree:
            yield "a server would start on a cluster that is not whole"
    again = world.run(line, directory)
    if again.returncode != 0 and "is not empty" not in again.stderr:
        yield f"again: {told(again)}"
        return
    if differing := _differing(backups_world.tree(directory), world.tree):
        yield f"the tree differs: {differing}"
    if verified := _verified(world, directory):
        yield verified
    yield from _recovers(world, directory)
    place.remove()


def _differing(tree, expected):
    return [entry for entry in tree if entry not in expected][:5] \
        + [entry for entry in expected if entry not in tree][:5]


def _recovers(world, directory):
    """A server on it has every row."""
    node = directory / "node"
    for top in ("node", "space"):
        # Killed between the last rename and the journal's end: PostgreSQL minds it not.
        (directory / top / "wal-archive.restore").unlink(missing_ok=True)
    port = 10000 + abs(hash(str(directory))) % 50000
    options = f"-c unix_socket_directories='{world.server.sockets}' -c port={port}" \
        " -c archive_mode=off"
    start = world.run([world.server.binaries / "pg_ctl", "-D", node, "-l", directory / "log", "-w",
                       "-o", options, "start"], directory)
    if start.returncode != 0:
        yield f"{told(start)}\n{(directory / 'log').read_text(errors='replace')[-2000:]}"
        return
    ask = [world.server.binaries / "psql", "-XAtq", "-h", world.server.sockets, "-p", str(port),
           "-U", "postgres", "-c", "SELECT pg_is_in_recovery()", "-c", ROWS, "postgres"]
    limit = time.monotonic() + LIMIT
    while (rows := world.run(ask, directory)).stdout.startswith("t") and time.monotonic() < limit:
        time.sleep(0.05)
    if rows.stdout.split("\n")[1:2] != [world.rows]:
        yield f"rows: {world.rows} expected: {told(rows)}"
    world.run([world.server.binaries / "pg_ctl", "-D", node, "-m", "immediate", "stop"], directory)


def _expire(campaign, world, directory, kill):
    place = world.place(directory).filled(world.history / "backups")
    archive = directory / "archive"
    subprocess.run(["cp", "-al", world.history / "archive", archive], check=True)
    line = world.expire_line(archive, place)
    if finding := kill.run(campaign, world, line):
        yield finding
    yield from _nothing_needed_is_missing(world, archive, place)
    listing = world.run(world.line(
        "backups", "--json", *archive_words(archive), *place.words()), directory)
    if listing.returncode != 0:
        yield f"after the kill: {told(listing)}"
    again = world.run(line, directory)
    if again.returncode != 0:
        yield f"again: {told(again)}"
    left, expected = set(backups_world.survivors(archive, place)), set(world.survivors)
    extra = left - expected
    if remains := _remains(place):
        # It may be a backup that is being copied in: expire keeps it for a week, and all WAL.
        campaign.note("what the kill left of a backup stays for a week")
        history = {path.name for path in (world.history / "archive").iterdir()}
        extra -= history | {name for name in extra if name.split("/")[0] in remains}
    if differing := (expected - left) | extra:
        yield f"what is left differs: {sorted(differing)[:5]}"
    place.remove()


def _remains(place):
    """Folders with neither a description nor a beginning."""
    names = place.names()
    folders = {name.split("/")[0] for name in names if "/" in name}
    return {folder for folder in folders
            if not {f"{folder}/begun.json", f"{folder}/backup.json"} & set(names)}


def _nothing_needed_is_missing(world, archive, place):
    """Judged by names alone: each backup that looks whole has its parts, and WAL from its start."""
    stored = {path.name for path in archive.iterdir()}
    there = set(place.names())
    history = world.history
    for folder, backup in backups_world.described(place, history):
        # begun.json goes first; a whole backup needs it no more.
        wanted = {f"{folder}/{path.name}" for path in (history / "backups" / folder).iterdir()
                  if path.name != "begun.json"}
        if missing := wanted - there:
            yield f"{folder} looks whole, and lacks {sorted(missing)[:5]}"
        if backup.get("parent") and f"{backup['parent']}/backup.json" not in there:
            yield f"{folder} looks whole, and lacks {backup['parent']}"
        high, low = (int(part, 16) for part in backup["start_lsn"].split("/"))
        start = f"{high:08X}{low >> 20:08X}"
        wal = {path.name for path in (history / "archive").iterdir()
               if len(path.name) == 24 and path.name[8:24] >= start}
        if missing := wal - stored:
            yield f"{folder} looks whole, and lacks {sorted(missing)[:5]}"


def _verified(world, directory):
    """What PostgreSQL has to say against a restored cluster; None where it has nothing."""
    if world.kind == "incremental":
        # The one of the newer server's package crashes, on what pg_basebackup makes too. What is
        # restored is compared with an undisturbed restore, and started, all the same.
        world.campaign.note("not asked: pg_verifybackup of the incremental backups' server")
        return None
    done = world.run([
        world.server.binaries / "pg_verifybackup", "-n", "-i", "postgresql.auto.conf",
        "-i", "recovery.signal", "-i", "wal-archive.restore", "-i", "tablespace_map",
        directory / "node"], directory)
    return told(done) if done.returncode != 0 else None


def _world(campaign, kind):
    with _making:
        if not hasattr(campaign, "worlds"):
            campaign.worlds, campaign.storage = {}, Storage(campaign.scratch)
        if kind not in campaign.worlds:
            campaign.worlds[kind] = backups_world.made(campaign, kind)
        return campaign.worlds[kind]
