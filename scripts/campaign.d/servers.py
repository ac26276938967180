"""PostgreSQL servers that fill an archive with WAL of every kind."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

LIMIT = 120
SETTINGS = """
listen_addresses = ''
fsync = off
archive_mode = on
wal_level = logical
max_wal_size = 64MB
shared_buffers = 16MB
log_min_messages = warning
"""
DDL = (
    "CREATE TABLE IF NOT EXISTS d AS SELECT g, md5(g::text) AS t FROM generate_series(1, 2000) g",
    "CREATE INDEX ON d (t)", "CREATE INDEX ON d USING gin (string_to_array(t, 'a'))",
    "CREATE INDEX ON d USING hash (g)", "UPDATE d SET g = g + 1 WHERE g % 7 = 0", "VACUUM d",
    "ALTER TABLE d ADD COLUMN IF NOT EXISTS c text DEFAULT 'x'", "TRUNCATE d",
    "INSERT INTO d SELECT g, repeat(md5(g::text), 300) FROM generate_series(1, 200) g",
    "DROP TABLE d", "VACUUM FULL pgbench_tellers", "REINDEX TABLE pgbench_branches",
    "CREATE SEQUENCE IF NOT EXISTS s; SELECT nextval('s') FROM generate_series(1, 100)",
    "BEGIN; SAVEPOINT a; CREATE TABLE r (a int); ROLLBACK TO a; COMMIT",
)


class Server:
    """One server, its archive, and whoever may run it."""

    def __init__(self, binaries, directory, random, push, segment_megabytes=1):
        self.binaries = Path(binaries)
        self.random = random
        self.directory = Path(directory)
        self.data = self.directory / "data"
        self.archive = self.directory / "archive"
        self.archive.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(self.directory, "postgres", "postgres")
            shutil.chown(self.archive, "postgres", "postgres")
        # A socket's path has 107 bytes at most.
        self.sockets = Path(f"/tmp/.wal-archive-{os.getpid()}-{abs(hash(str(directory))) % 10**8}")
        self.sockets.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.sockets, "postgres", "postgres")
        self.command("initdb", "-N", "-A", "trust", "-U", "postgres", "-D", self.data,
                     f"--wal-segsize={segment_megabytes}")
        with open(self.data / "postgresql.conf", "a", encoding="ascii") as file:
            file.write(SETTINGS + f"unix_socket_directories = '{self.sockets}'\n")
            file.write(f"archive_command = '{push} --archive file://{self.archive}"
                       " --compression-level -3 %p %f'\n")

    def command(self, name, *words, check=True, wait=True):
        line = [str(self.binaries / name), *map(str, words)]
        identity = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
        process = subprocess.Popen(line, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   cwd=self.directory, text=True, errors="replace", **identity)
        if not wait:
            return process
        output, _ = process.communicate(timeout=LIMIT)
        if check and process.returncode != 0:
            raise RuntimeError(f"{' '.join(line)}: status {process.returncode}: {output}")
        return output

    def start(self):
        self.command("pg_ctl", "-D", self.data, "-l", self.directory / "log", "-w", "start")

    def stop(self, mode):
        self.command("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")

    def kill(self):
        """As a power cut would, but that the system's cache stays."""
        pid = int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True,
                                  check=False).stdout.split()
        for process in (pid, *map(int, children)):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        end = time.monotonic() + LIMIT
        while time.monotonic() < end and any(Path(f"/proc/{p}/stat").exists() and
                Path(f"/proc/{p}/stat").read_text(encoding="ascii").split(")")[1].split()[0] != "Z"
                for p in (pid, *children)):
            time.sleep(0.05)

    def sql(self, text, check=True, wait=True):
        return self.command("psql", "-XAtq", "-h", self.sockets, "-U", "postgres",
                            "-c", text, "postgres", check=check, wait=wait)

    def large(self, megabytes):
        times = megabytes * 65536 + self.random.randrange(9999)
        return ("SELECT pg_logical_emit_message(true, 'large',"
                f" repeat('0123456789abcdef', {times}))")

    def pgbench(self, transactions, wait=True):
        return self.command("pgbench", "-n", "-h", self.sockets, "-U", "postgres",
                            "-t", transactions, "-c", "4", "postgres", check=False, wait=wait)

    # What a server lives through; each leaves WAL of its own.

    def step_pgbench(self):
        self.pgbench(150)

    def step_ddl(self):
        for _ in range(4):
            self.sql(self.random.choice(DDL), check=False)

    def step_large(self):
        self.sql(self.large(self.random.choice((1, 1, 2, 3))), check=False)

    def step_switch(self):
        self.sql("INSERT INTO pgbench_history (tid) VALUES (1); SELECT pg_switch_wal()")

    def step_checkpoint(self):
        self.sql("CHECKPOINT")

    def step_immediate(self):
        work = self.pgbench(10000, wait=False)
        time.sleep(0.2 + self.random.random() * 0.3)
        self.stop("immediate")
        work.communicate(timeout=LIMIT)
        self.start()

    def step_crash(self):
        """Often in the middle of a record, whose rest then has to be overwritten."""
        work = [self.sql(";".join([self.large(5)] * 4), wait=False) for _ in range(2)]
        time.sleep(0.05 + self.random.random() * 0.25)
        self.kill()
        for process in work:
            process.communicate(timeout=LIMIT)
        # A killed postmaster whom nobody has waited for yet still counts as one that runs.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for lock in self.sockets.iterdir():
            lock.unlink()
        self.start_after_crash()

    def start_after_crash(self):
        """Whoever was attached to the shared memory may take a moment to be gone."""
        for _ in range(20):
            try:
                return self.start()
            except RuntimeError as error:
                last = error
                time.sleep(0.5)
        raise last

    def step_promote(self):
        """A recovery without any archive ends at once, on a new timeline.

        It keeps nothing for the archiver, so that what waits would be lost.
        """
        self.settle()
        self.stop("immediate" if self.random.random() < 0.5 else "fast")
        with open(self.data / "postgresql.conf", "a", encoding="ascii") as file:
            file.write("restore_command = 'false'\n")
        (self.data / "recovery.signal").touch()
        if os.geteuid() == 0:
            shutil.chown(self.data / "recovery.signal", "postgres", "postgres")
        self.start()
        end = time.monotonic() + LIMIT
        while self.sql("SELECT pg_is_in_recovery()").strip() != "f" and time.monotonic() < end:
            time.sleep(0.05)

    def settle(self):
        status = self.data / "pg_wal" / "archive_status"
        end = time.monotonic() + LIMIT
        while any(status.glob("*.ready")) and time.monotonic() < end:
            time.sleep(0.1)

    STEPS = {"pgbench": 5, "ddl": 5, "large": 3, "switch": 1, "checkpoint": 1, "immediate": 1,
             "crash": 2, "promote": 0.5}

    def segments(self):
        return sorted(p.name for p in self.archive.iterdir() if len(p.name) == 24)

    def live(self, segments):
        """Works until the archive has so many segments; answers what was done."""
        done = []
        self.start()
        self.command("pgbench", "-i", "-q", "-h", self.sockets, "-U", "postgres", "postgres")
        while len(self.segments()) < segments:
            step = self.random.choices(list(self.STEPS), list(self.STEPS.values()))[0]
            done.append(step)
            getattr(self, "step_" + step)()
        self.sql("SELECT pg_switch_wal()")
        self.stop("fast")
        shutil.rmtree(self.sockets, ignore_errors=True)
        return done
