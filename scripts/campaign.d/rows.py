"""A server under load, whose processes are killed at random: recovery yields every row.

wal-push, wal-fetch, the process that fetches ahead, PostgreSQL's processes, the postmaster and the
S3 server get SIGKILL at random moments. A case is a place and as many segments of 1 MiB as its name
says.
"""

import re
import shutil
import subprocess
import time

import rows_places
from rows_server import PATIENCE_SECONDS, Server

SEGMENTS = 250
CASES = 4
PLACES = {"directory": rows_places.Folder, "s3": rows_places.Bucket}
# 16 kB that cannot be compressed much.
LOAD = ("INSERT INTO kept (note) SELECT string_agg(md5(random()::text), '')"
        " FROM generate_series(1, 500);\n")
CONTENTS = "SELECT count(*), coalesce(sum(hashtext(id || note)::bigint), 0) FROM kept"
PROCESSED = re.compile(r"number of transactions actually processed: ([0-9]+)")
KILLS_OF_RECOVERY = 8


def cases(campaign):
    segments = campaign.arguments.segments or SEGMENTS
    for number in range(CASES):
        for place in PLACES:
            yield f"{place}-{number}-{segments}"


class Case:
    """A place, a server that archives there, and one that is restored from it."""

    def __init__(self, campaign, case, directory):
        self.place_name, _, segments = case.split("-")
        self.segments = int(segments)
        self.campaign, self.directory = campaign, directory
        self.random = campaign.random(case)
        self.kills = {}
        (directory / "spool").mkdir(mode=0o700)
        self.place = PLACES[self.place_name](directory)
        (directory / "wal-archive.conf").write_text(
            self.place.settings() + f"spool = '{directory}/spool'\n"
            "push_ahead = 128\nfetch_ahead = 64\n", encoding="utf-8")
        self.server = Server(campaign, directory, "primary", "on", self.place.variables)
        self.restored = Server(campaign, directory, "restored", "off", self.place.variables)

    def close(self):
        for each in (self.server, self.restored):
            each.kill_all()
            shutil.rmtree(each.data, ignore_errors=True)
        self.place.close()

    def kill(self, server, choices):
        """SIGKILL to somebody, if there is one; the place gets its turn by the name "place"."""
        choice = self.random.choice(choices)
        hit = self.place.strike(self.random) if choice == "place" else \
            server.kill(self.random, choice)
        if hit:
            self.kills[choice] = self.kills.get(choice, 0) + 1
            if choice == "place":
                time.sleep(self.random.uniform(0, 2))
                self.place.lift()

    def make(self):
        server = self.server
        server.run("initdb", "-D", server.data, "-A", "trust", "-U", "postgres", "--no-sync",
                   "--wal-segsize=1")
        server.configure()
        server.start()
        server.sql("CREATE TABLE kept (id bigserial PRIMARY KEY, note text)")
        server.run("pg_basebackup", "-h", self.directory, "-U", "postgres", "-D",
                   self.restored.data, "-c", "fast", "-X", "none", "--no-sync")

    def write_under_fire(self):
        """Writes segments while processes are killed; gives how many rows were acknowledged."""
        server = self.server
        known, begun = 0, server.sql("SELECT pg_current_wal_insert_lsn()")
        script, output = self.directory / "load.sql", self.directory / "load.out"
        script.write_text(LOAD, encoding="ascii")
        end = time.monotonic() + PATIENCE_SECONDS
        line = server.line("pgbench", "-n", "-h", server.socket, "-U", "postgres", "-c", "3",
                           "-T", "2", "-f", script, "postgres")
        while time.monotonic() < end:
            with open(output, "wb") as file:
                load = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=file,
                                        stderr=subprocess.STDOUT, env=server.environment)
                while load.poll() is None:
                    time.sleep(self.random.uniform(0, 0.5))
                    self.kill(server, ("wal-push",) * 6 + ("postgres", "place"))
            told = PROCESSED.search(output.read_text(encoding="utf-8", errors="replace"))
            known += int(told.group(1)) if told else 0
            server.revive()
            written = server.sql(f"SELECT pg_current_wal_insert_lsn() - '{begun}'::pg_lsn")
            if int(written) >= self.segments << 20:
                return known
        raise RuntimeError("not enough was written in time\n" + server.log())

    def archive_all(self):
        server = self.server
        server.sql("SELECT pg_create_restore_point('end')")
        last = server.sql("SELECT pg_walfile_name(pg_switch_wal())")
        end = time.monotonic() + PATIENCE_SECONDS
        status = server.data / "pg_wal" / "archive_status"
        while any(path.suffix == ".ready" for path in status.iterdir()):
            if time.monotonic() > end:
                raise RuntimeError(f"{last} is not archived\n" + server.log())
            time.sleep(0.1)

    def recover_under_fire(self):
        """Recovers while processes are killed, until the server takes writes."""
        server = self.restored
        end, kills = time.monotonic() + PATIENCE_SECONDS, KILLS_OF_RECOVERY
        while time.monotonic() < end:
            if not server.is_up():
                # It was killed, or stopped at what was killed: the next start goes on.
                self.start_without_waiting()
            while server.is_up() and time.monotonic() < end:
                time.sleep(self.random.uniform(0.05, 0.3))
                if kills > 0:
                    self.kill(server, ("wal-fetch", "prefetcher", "prefetcher", "postgres",
                                       "place"))
                    kills -= 1
                elif self.is_recovered():
                    return
        raise RuntimeError("recovery does not end\n" + server.log())

    def is_recovered(self):
        try:
            return self.restored.sql("SELECT pg_is_in_recovery()") == "f"
        except RuntimeError:
            return False

    def start_without_waiting(self):
        try:
            self.restored.run("pg_ctl", "-D", self.restored.data, "-s", "-W",
                              "-l", f"{self.restored.data}.log", "start")
        except RuntimeError:
            pass
        time.sleep(0.2)

    def judge(self):
        self.make()
        known = self.write_under_fire()
        self.archive_all()
        expected = self.server.sql(CONTENTS)
        self.server.stop("immediate")
        self.restored.configure()
        (self.restored.data / "recovery.signal").touch()
        self.recover_under_fire()
        found = self.restored.sql(CONTENTS)
        if found != expected:
            yield f"recovery gave {found} instead of {expected}\n{self.restored.log()}"
        if int(expected.split("|")[0]) < known:
            yield f"{expected} is there, but {known} rows were acknowledged"
        for choice, count in self.kills.items():
            self.campaign.note(f"{self.place_name}: killed {choice}", count)


def findings(campaign, case, directory):
    judged = Case(campaign, case, directory)
    try:
        yield from judged.judge()
    finally:
        judged.close()
