"""A server under load, whose processes are killed at random: recovery yields every row.

wal-push, wal-fetch, the process that fetches ahead, PostgreSQL's processes and the postmaster get
SIGKILL at random moments. A case is as many segments of 1 MiB as its name says.
"""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

SEGMENTS = 50
CASES = 20
PATIENCE_SECONDS = 240
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
dynamic_shared_memory_type = mmap
shared_buffers = 16MB
max_wal_senders = 4
autovacuum = off
checkpoint_timeout = 30s
max_wal_size = 64MB
restart_after_crash = on
fsync = off                     # processes die here, not the machine
archive_mode = {archive_mode}
archive_command = '{bin}/wal-push --config {configuration} %p %f'
restore_command = '{bin}/wal-fetch --config {configuration} %f %p'
"""
# 32 kB that cannot be compressed.
LOAD = ("WITH done AS (INSERT INTO kept (note) SELECT string_agg(md5(random()::text), '')"
        " FROM generate_series(1, 1000) RETURNING id) SELECT id FROM done")


def cases(_):
    for number in range(CASES):
        yield f"{number}-{SEGMENTS}"


class Server:
    """One data directory and the postmaster that runs there, if any."""

    def __init__(self, campaign, directory, name, archive_mode):
        self.bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.data = directory / name
        self.socket = directory
        self.settings = SETTINGS.format(
            socket=directory, bin=campaign.bin, configuration=directory / "wal-archive.conf",
            archive_mode=archive_mode)

    def run(self, program, *words):
        done = subprocess.run(
            [self.bin / program, *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True,
            text=True, check=False, cwd=self.socket)
        if done.returncode != 0:
            raise RuntimeError(f"{program} {words}: {done.stderr}\n{self.log()}")
        return done.stdout.strip()

    def log(self):
        path = Path(f"{self.data}.log")
        return path.read_text(encoding="utf-8", errors="replace")[-6000:] if path.exists() else ""

    def configure(self):
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(self.settings)

    def start(self):
        self.run("pg_ctl", "-D", self.data, "-s", "-w", "-t", PATIENCE_SECONDS,
                 "-l", f"{self.data}.log", "start")

    def stop(self, mode):
        self.run("pg_ctl", "-D", self.data, "-s", "-m", mode, "-t", PATIENCE_SECONDS, "stop")

    def sql(self, query):
        return self.run("psql", "-h", self.socket, "-U", "postgres", "-XAtqc", query, "postgres")

    def answers(self):
        try:
            return self.sql("SELECT 1") == "1"
        except RuntimeError:
            return False

    def processes(self):
        """Every process that works for this data directory, by its name."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                works_here = os.readlink(entry / "cwd") == str(self.data)
                prefetches = os.fsencode(self.data) in words and b"--prefetch-for" in words
                if works_here or prefetches:
                    found[int(entry.name)] = (entry / "comm").read_text().strip()
            except OSError:
                continue
        return found

    def revive(self):
        """Waits until the server takes connections, and starts it where it is gone."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not self.answers():
            if time.monotonic() > end:
                raise RuntimeError("the server does not come back\n" + self.log())
            if "postgres" not in self.processes().values():
                try:
                    self.start()
                except RuntimeError:
                    time.sleep(0.5)
            time.sleep(0.1)


def kill_one(server, random, choice):
    """SIGKILL to a process whose name begins like this, if there is one."""
    named = [pid for pid, name in server.processes().items() if name.startswith(choice)]
    if named:
        try:
            os.kill(random.choice(named), signal.SIGKILL)
        except ProcessLookupError:
            pass


def acknowledged(path):
    """What psql printed, each line once its transaction was committed."""
    text = path.read_text(encoding="ascii", errors="replace") if path.exists() else ""
    return {int(line) for line in text.split("\n")[:-1] if line.isdigit()}


def write_under_fire(server, random, directory, segments):
    """Writes segments while processes are killed; gives the rows that were acknowledged."""
    known, begun = set(), server.sql("SELECT pg_current_wal_insert_lsn()")
    script, output = directory / "load.sql", directory / "load.out"
    script.write_text(f"{LOAD};\n" * 400, encoding="ascii")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with open(output, "wb") as file:
            load = subprocess.Popen(
                [server.bin / "psql", "-h", server.socket, "-U", "postgres", "-XAtq", "-f", script,
                 "postgres"], stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0, 1))
            kill_one(server, random, random.choice(("wal-push",) * 5 + ("postgres",)))
            load.wait()
        known |= acknowledged(output)
        server.revive()
        written = server.sql(f"SELECT pg_current_wal_insert_lsn() - '{begun}'::pg_lsn")
        if int(written) >= segments << 20:
            return known
    raise RuntimeError("not enough was written in time\n" + server.log())


def archive_all(server):
    server.sql("SELECT pg_create_restore_point('end')")
    last = server.sql("SELECT pg_walfile_name(pg_switch_wal())")
    end = time.monotonic() + PATIENCE_SECONDS
    status = server.data / "pg_wal" / "archive_status"
    while any(path.suffix == ".ready" for path in status.iterdir()):
        if time.monotonic() > end:
            raise RuntimeError(f"{last} is not archived\n" + server.log())
        time.sleep(0.1)


def recover_under_fire(server, random):
    """Recovers while processes are killed, until the server takes writes."""
    end = time.monotonic() + PATIENCE_SECONDS
    kills = 6
    while time.monotonic() < end:
        try:
            server.start()
        except RuntimeError:
            pass  # it was killed, or stopped at what was killed: the next start goes on
        while "postgres" in server.processes().values():
            if server.answers() and server.sql("SELECT pg_is_in_recovery()") == "f":
                return
            time.sleep(random.uniform(0.05, 0.3))
            if kills > 0:
                kill_one(server, random, random.choice(("wal-fetch", "wal-fetch", "postgres")))
                kills -= 1
    raise RuntimeError("recovery does not end\n" + server.log())


CONTENTS = "SELECT count(*), coalesce(sum(hashtext(id || note)::bigint), 0) FROM kept"


def findings(campaign, case, directory):
    random = campaign.random(case)
    for name in ("archive", "spool"):
        (directory / name).mkdir(mode=0o700)
    (directory / "wal-archive.conf").write_text(
        f"archive = 'file://{directory}/archive'\nspool = '{directory}/spool'\n"
        "push_ahead = 128\nfetch_ahead = 64\n", encoding="utf-8")
    server = Server(campaign, directory, "primary", "on")
    server.run("initdb", "-D", server.data, "-A", "trust", "-U", "postgres", "--no-sync",
               "--wal-segsize=1")
    server.configure()
    restored = Server(campaign, directory, "restored", "off")
    try:
        server.start()
        server.sql("CREATE TABLE kept (id bigserial PRIMARY KEY, note text)")
        server.run("pg_basebackup", "-h", directory, "-U", "postgres", "-D", restored.data,
                   "-c", "fast", "-X", "none", "--no-sync")
        known = write_under_fire(server, random, directory, int(case.split("-")[1]))
        archive_all(server)
        expected = server.sql(CONTENTS)
        there = {int(line) for line in server.sql("SELECT id FROM kept").split()}
        server.stop("immediate")
        restored.configure()
        (restored.data / "recovery.signal").touch()
        recover_under_fire(restored, random)
        found = restored.sql(CONTENTS)
        if found != expected:
            yield f"recovery gave {found} instead of {expected}\n{restored.log()}"
        if known - there:
            yield f"{len(known - there)} acknowledged rows are not there"
    finally:
        for each in (server, restored):
            for pid in each.processes():
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            shutil.rmtree(each.data, ignore_errors=True)
