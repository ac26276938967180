"""One data directory and the postmaster that runs there, if any, among processes that die."""

import os
import signal
import subprocess
import time
from pathlib import Path

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


class Server:
    def __init__(self, campaign, directory, name, archive_mode, variables):
        self.bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.data = directory / name
        self.socket = directory
        self.environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **variables}
        self.settings = SETTINGS.format(
            socket=directory, bin=campaign.bin, configuration=directory / "wal-archive.conf",
            archive_mode=archive_mode)

    def line(self, program, *words):
        return [self.bin / program, *map(str, words)]

    def run(self, program, *words):
        """What a program of PostgreSQL's prints; it must succeed."""
        # pg_ctl's server would keep a pipe open: so nothing but files.
        with open(f"{self.data}.out", "w+", encoding="utf-8") as out, \
                open(f"{self.data}.err", "w+", encoding="utf-8") as err:
            status = subprocess.call(
                self.line(program, *words), stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                env=self.environment, cwd=self.socket, timeout=PATIENCE_SECONDS)
            out.seek(0)
            err.seek(0)
            if status != 0:
                raise RuntimeError(f"{program} {words}: {err.read()}\n{self.log()}")
            return out.read().strip()

    def log(self):
        path = Path(f"{self.data}.log")
        return path.read_text(encoding="utf-8", errors="replace")[-6000:] if path.exists() else ""

    def configure(self):
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(self.settings)

    def start(self):
        self.run("pg_ctl", "-D", self.data, "-s", "-w", "-t", PATIENCE_SECONDS // 2,
                 "-l", f"{self.data}.log", "start")

    def stop(self, mode):
        self.run("pg_ctl", "-D", self.data, "-s", "-m", mode, "-t", PATIENCE_SECONDS // 2, "stop")

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
                if b"--prefetch-for" in words and os.fsencode(self.data) in words:
                    found[int(entry.name)] = "prefetcher"
                elif os.readlink(entry / "cwd") == str(self.data):
                    found[int(entry.name)] = (entry / "comm").read_text().strip()
            except OSError:
                continue
        return found

    def is_up(self):
        return "postgres" in self.processes().values()

    def kill(self, random, choice):
        """SIGKILL to a process whose name begins like this; answers whether there was one."""
        named = [pid for pid, name in self.processes().items() if name.startswith(choice)]
        return bool(named) and kill(random.choice(named))

    def kill_all(self):
        for pid in self.processes():
            kill(pid)

    def revive(self):
        """Waits until the server takes connections, and starts it where it is gone."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not self.answers():
            if time.monotonic() > end:
                raise RuntimeError("the server does not come back\n" + self.log())
            if not self.is_up():
                try:
                    self.start()
                except RuntimeError:
                    time.sleep(0.5)
            time.sleep(0.1)


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
