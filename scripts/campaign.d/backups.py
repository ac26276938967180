"""kill -9 of backup, restore and expire: nothing looks whole that is not, nothing needed goes.

SIGKILL comes before a system call of some kind, drawn by the seed, or at a moment. The server is
under load; backups go into a directory of each case, restores and expiries work on one history of
three backups and two timelines.
"""

import dataclasses
import json
import os
import shlex
import shutil
import subprocess
import threading
import time
from pathlib import Path

import process
import tracing
from servers import Server

COMMANDS = ("backup", "restore", "expire")
NUMBERS = 6  # of the calls of one kind
MOMENTS = 12
SCALE = 5  # 75 MB: with what every cluster has, a backup of two parts
ROWS = "SELECT count(*) || ' ' || coalesce(sum(abalance), 0) FROM pgbench_accounts"
LIMIT = 120
SMALL = ("begun.json", "backup_manifest", "backup.json")

_making = threading.Lock()


@dataclasses.dataclass
class World:
    """What all cases share."""

    server: Server
    load: subprocess.Popen
    history: Path  # archive and backups of three backups, as they were
    rows: str  # at the history's end
    tree: list  # of an undisturbed restore
    survivors: list  # of an undisturbed expiry
    calls: dict  # the kinds of system calls of each command, and how many there are of each
    seconds: dict  # that each command takes


def cases(campaign):
    world = _world(campaign)
    for command in COMMANDS:
        for name, count in sorted(world.calls[command].items()):
            random = campaign.random(command, name)
            numbers = random.sample(range(1, count + 1), min(NUMBERS, count))
            yield from (f"{command}/{name}/{number}" for number in sorted(numbers))
        random = campaign.random(command, "moments")
        for _ in range(MOMENTS):
            yield f"{command}/moment/{random.random() * world.seconds[command]:.3f}"


def end(campaign):
    """Ends the server that the first case started."""
    if world := getattr(campaign, "world", None):
        world.load.kill()
        world.load.communicate()
        world.server.stop("immediate")
        shutil.rmtree(world.server.sockets, ignore_errors=True)


def findings(campaign, case, directory):
    world = _world(campaign)
    command, name, where = case.split("/")
    yield from {"backup": _backup, "restore": _restore, "expire": _expire}[command](
        campaign, world, directory, _Kill(name, where, directory))


class _Kill:
    """Runs a command that is killed on its way, or ends before that."""

    def __init__(self, name, where, directory):
        self.name, self.where, self.directory = name, where, directory

    def run(self, campaign, line):
        line = list(map(str, line))
        if self.name == "moment":
            line = ["timeout", "-s", "KILL", self.where, *line]
        else:
            inject = f"{self.name}:signal=KILL:when={self.where}"
            line = ["strace", "-f", "-qq", "-o", "/dev/null",
                    "-e", f"trace={self.name}", "-e", f"inject={inject}", *line]
        status = _run(line, self.directory).returncode
        if status not in (0, 137, -9):
            return f"killed: status {status}"
        if status == 0:
            campaign.note("not killed: this run had ended before")
        return None


def _backup(campaign, world, directory, kill):
    backups = directory / "backups"
    backups.mkdir()
    places = _places(world.server.archive, backups)
    take = [campaign.bin / "wal-archive", "backup", *_connection(world.server), *places]
    if finding := kill.run(campaign, take):
        yield finding
    for folder in sorted(path for path in backups.iterdir() if path.is_dir()):
        strange = [path.name for path in folder.iterdir()
                   if path.name not in SMALL and not path.name.startswith("base.tar.")]
        if strange:
            yield f"in {folder.name}: {strange}"
        if (folder / "backup.json").exists():
            yield from _is_whole(campaign, world, directory, places, folder.name)
    again = _run(take, directory)
    if again.returncode != 0:
        yield f"the next backup: {_told(again)}"
        return
    yield from _is_whole(campaign, world, directory, places, "latest")


def _is_whole(campaign, world, directory, places, name):
    """A backup that looks whole restores, and is what PostgreSQL's manifest says."""
    node = directory / f"node-{name}"
    restored = _run([campaign.bin / "wal-archive", "restore", name, "--to", node,
                     "--target-immediate", *places], directory)
    if restored.returncode != 0:
        yield f"{name} looks whole, and is not: {_told(restored)}"
        return
    verified = _verified(world, node, directory)
    if verified.returncode != 0:
        yield f"{name} looks whole, and is not: {_told(verified)}"
    shutil.rmtree(node)


def _restore(campaign, world, directory, kill):
    node = directory / "node"
    line = _restore_line(campaign, world.history, node)
    if finding := kill.run(campaign, line):
        yield finding
    if (node / "global" / "pg_control").exists():
        campaign.note("killed when the cluster was whole")
        if _tree(node) != world.tree:
            yield "a server would start on a cluster that is not whole"
    again = _run(line, directory)
    if again.returncode != 0 and "is not empty" not in again.stderr:
        yield f"again: {_told(again)}"
        return
    if differing := set(_tree(node)) ^ set(world.tree):
        yield f"the tree differs: {sorted(differing)[:5]}"
    verified = _verified(world, node, directory)
    if verified.returncode != 0:
        yield _told(verified)
    yield from _recovers(world, node, directory)


def _recovers(world, node, directory):
    """A server on it has every row."""
    if (node / "wal-archive.restore").exists():
        # Killed between the last rename and the journal's end: PostgreSQL minds it not.
        (node / "wal-archive.restore").unlink()
    options = f"-c unix_socket_directories='{world.server.sockets}' -c port=1 -c archive_mode=off"
    port = 10000 + abs(hash(str(directory))) % 50000
    start = _run([world.server.binaries / "pg_ctl", "-D", node, "-l", directory / "log", "-w",
                  "-o", options.replace("port=1", f"port={port}"), "start"], directory)
    if start.returncode != 0:
        yield f"{_told(start)}\n{(directory / 'log').read_text(errors='replace')[-2000:]}"
        return
    ask = [world.server.binaries / "psql", "-XAtq", "-h", world.server.sockets, "-p", str(port),
           "-U", "postgres", "-c", "SELECT pg_is_in_recovery()", "-c", ROWS, "postgres"]
    limit = time.monotonic() + LIMIT
    while (told := _run(ask, directory)).stdout.startswith("t") and time.monotonic() < limit:
        time.sleep(0.05)
    if told.stdout.split("\n")[1:2] != [world.rows]:
        yield f"rows: {world.rows} expected: {_told(told)}"
    _run([world.server.binaries / "pg_ctl", "-D", node, "-m", "immediate", "stop"], directory)


def _expire(campaign, world, directory, kill):
    place = directory / "place"
    subprocess.run(["cp", "-al", world.history, place], check=True)
    line = _expire_line(campaign, place)
    if finding := kill.run(campaign, line):
        yield finding
    yield from _nothing_needed_is_missing(world, place)
    listing = _run([campaign.bin / "wal-archive", "backups", "--json",
                    *_places(place / "archive", place / "backups")], directory)
    if listing.returncode != 0:
        yield f"after the kill: {_told(listing)}"
    again = _run(line, directory)
    if again.returncode != 0:
        yield f"again: {_told(again)}"
    if differing := set(_names(place)) ^ set(world.survivors):
        yield f"what is left differs: {sorted(differing)[:5]}"


def _nothing_needed_is_missing(world, place):
    """Judged by names alone: each backup that looks whole has its parts, and WAL from its start."""
    there = set(_names(place))
    for description in (place / "backups").glob("*/backup.json"):
        folder = description.parent.name
        backup = json.loads(description.read_text(encoding="utf-8"))
        # begun.json goes first; a whole backup needs it no more.
        wanted = {name for name in _names(world.history)
                  if name.startswith(f"backups/{folder}/") and not name.endswith("/begun.json")}
        high, low = (int(part, 16) for part in backup["start_lsn"].split("/"))
        start = f"{high:08X}{low >> 20:08X}"
        wanted |= {
            name for name in _names(world.history)
            if name.startswith("archive/") and name[16:32] >= start and len(name) == 32}
        if missing := wanted - there:
            yield f"{folder} looks whole, and lacks {sorted(missing)[:5]}"


# The world


def _world(campaign):
    with _making:
        if not hasattr(campaign, "world"):
            campaign.world = _made(campaign)
        return campaign.world


def _made(campaign):
    directory = campaign.scratch / "world"
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    server = Server(binaries, directory, campaign.random("server"), campaign.bin / "wal-push")
    history = directory / "history"
    (history / "backups").mkdir(parents=True)
    places = _places(server.archive, history / "backups")
    take = [campaign.bin / "wal-archive", "backup", *_connection(server), *places]
    server.start()
    server.command("pgbench", "-i", "-q", "-s", SCALE, "-h", server.sockets, "-U", "postgres",
                   "postgres")
    for number in range(3):
        _succeed(take, directory)
        server.pgbench(100)
        if number == 1:
            server.sql("SELECT pg_switch_wal()")
            server.step_promote()
    rows = server.sql(ROWS).strip()
    server.sql("SELECT pg_create_restore_point('end'); SELECT pg_switch_wal()")
    server.settle()
    shutil.copytree(server.archive, history / "archive")
    tree, survivors = _undisturbed(campaign, history, directory)
    calls, seconds = {}, {}
    for command, line in {
            "backup": [*take[:-1], f"file://{_made_directory(directory / 'traced')}"],
            "restore": _restore_line(campaign, history, directory / "traced-node"),
            "expire": _expire_line(campaign, _copied(history, directory / "traced-place"))}.items():
        begin = time.monotonic()
        calls[command] = _calls(line, directory, command)
        seconds[command] = time.monotonic() - begin
    load = server.command("pgbench", "-n", "-h", server.sockets, "-U", "postgres", "-R", "20",
                          "-T", "3600", "postgres", wait=False)
    return World(server, load, history, rows, tree, survivors, calls, seconds)


def _undisturbed(campaign, history, directory):
    _succeed(_restore_line(campaign, history, directory / "node"), directory)
    place = _copied(history, directory / "place")
    _succeed(_expire_line(campaign, place), directory)
    return _tree(directory / "node"), _names(place)


def _calls(line, directory, command):
    """How many calls of each kind the busiest thread makes."""
    trace = directory / f"trace-{command}"
    _succeed(tracing.strace(line, trace), directory)
    counts = {}
    for name, number, _ in tracing.Trace(trace).occurrences():
        counts[name] = max(counts.get(name, 0), number)
    trace.unlink()
    return {name: count for name, count in counts.items() if name not in ("exit", "exit_group")}


def _made_directory(path):
    path.mkdir()
    return path


def _copied(history, place):
    subprocess.run(["cp", "-al", history, place], check=True)
    return place


def _places(archive, backups):
    return ["--archive", f"file://{archive}", "--backups", f"file://{backups}"]


def _connection(server):
    return ["--dbname", f"host={server.sockets} user=postgres"]


def _restore_line(campaign, history, node):
    return [campaign.bin / "wal-archive", "restore", "--no-archiving", "--to", node,
            *_places(history / "archive", history / "backups")]


def _expire_line(campaign, place):
    return [campaign.bin / "wal-archive", "expire", "--keep-full", "1",
            *_places(place / "archive", place / "backups")]


def _tree(node):
    """Every name with its mode and size; settings with their text."""
    tree = []
    for path in node.rglob("*"):
        name, status = str(path.relative_to(node)), path.lstat()
        if name == "wal-archive.restore":
            continue
        size = status.st_size if path.is_file() else 0
        text = path.read_text(encoding="utf-8") if name == "postgresql.auto.conf" else ""
        tree.append((name, oct(status.st_mode), size, text))
    return sorted(tree)


def _names(place):
    return sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())


def _verified(world, node, directory):
    return _run([world.server.binaries / "pg_verifybackup", "-n", "-i", "postgresql.auto.conf",
                 "-i", "recovery.signal", "-i", "wal-archive.restore", node], directory)


def _run(line, directory):
    return subprocess.run(
        [str(word) for word in line], cwd=directory, env=process.ENVIRONMENT, text=True,
        errors="replace", stdin=subprocess.DEVNULL, capture_output=True, check=False,
        timeout=LIMIT)


def _succeed(line, directory):
    done = _run(line, directory)
    if done.returncode != 0:
        raise SystemExit(f"campaign: undisturbed: {_told(done)}")


def _told(done):
    return f"status {done.returncode} of: {shlex.join(map(str, done.args))}\n" \
        + (done.stdout + done.stderr).rstrip()[-3000:]
