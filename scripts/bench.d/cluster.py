"""A throwaway PostgreSQL server that writes real WAL."""

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SETTINGS = """
listen_addresses = ''
synchronous_commit = off
dynamic_shared_memory_type = mmap
fsync = off                     # its own speed is not measured
autovacuum = off
checkpoint_timeout = 1d
max_wal_size = 64GB
wal_keep_size = 32GB            # every segment stays in pg_wal
"""

SCALE = 20
# pgbench's transactions without a client between their statements: the same records, sooner.
TRANSACTIONS = """
CREATE OR REPLACE PROCEDURE transactions(count int, scale int) LANGUAGE plpgsql AS $$
DECLARE
    account int; branch int; teller int; delta int; balance int;
BEGIN
    FOR number IN 1 .. count LOOP
        account := 1 + floor(random() * 100000 * scale);
        branch := 1 + floor(random() * scale);
        teller := 1 + floor(random() * 10 * scale);
        delta := floor(random() * 10001) - 5000;
        UPDATE pgbench_accounts SET abalance = abalance + delta WHERE aid = account;
        SELECT abalance INTO balance FROM pgbench_accounts WHERE aid = account;
        UPDATE pgbench_tellers SET tbalance = tbalance + delta WHERE tid = teller;
        UPDATE pgbench_branches SET bbalance = bbalance + delta WHERE bid = branch;
        INSERT INTO pgbench_history (tid, bid, aid, delta, mtime)
            VALUES (teller, branch, account, delta, CURRENT_TIMESTAMP);
        COMMIT;
    END LOOP;
END $$
"""
TRANSACTIONS_AT_ONCE = 25_000
# How far apart checkpoints are as installed: max_wal_size (1 GB) by 1 +
# checkpoint_completion_target (0.9). Segments full of whole pages follow, which compress well.
CHECKPOINT_SEGMENTS = 33


class Cluster:
    def __init__(self, directory, segment_mib=16):
        self.data = Path(directory) / f"data-{segment_mib}"
        self.socket = str(directory)
        self.run("initdb", "-D", self.data, "-A", "trust", f"--wal-segsize={segment_mib}")
        with open(self.data / "postgresql.conf", "a", encoding="ascii") as configuration:
            configuration.write(f"{SETTINGS}\nunix_socket_directories = '{self.socket}'\n")

    def __enter__(self):
        self.run("pg_ctl", "-D", self.data, "-s", "-l", self.data / "log", "start")
        return self

    def __exit__(self, *_):
        self.run("pg_ctl", "-D", self.data, "-s", "-m", "fast", "stop")
        os.chdir(self.socket)
        shutil.rmtree(self.data)

    def run(self, *command):
        command = [str(word) for word in command]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"bench: {' '.join(command)} failed:\n{done.stderr}")
        return done.stdout.strip()

    def query(self, sql):
        return self.run("psql", "-h", self.socket, "-XAtc", sql, "postgres")

    def pgbench(self, *options):
        self.run("pgbench", "-h", self.socket, *options, "postgres")

    def segment_in_use(self):
        return self.query("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")

    def full_segments(self, first):
        last = self.segment_in_use()
        return sorted(p.name for p in (self.data / "pg_wal").iterdir() if first <= p.name < last)

    def write_segments(self, count, prepared=False):
        """Names of segments that pgbench's transactions filled."""
        if not prepared:
            self.pgbench("-i", "-q", "-s", str(SCALE))
        self.query(TRANSACTIONS)
        self.query("SELECT pg_switch_wal()")
        first, checkpoints = self.segment_in_use(), 0
        while (written := len(self.full_segments(first))) < count:
            if written >= checkpoints * CHECKPOINT_SEGMENTS:
                self.query("CHECKPOINT")
                checkpoints += 1
            with ThreadPoolExecutor() as clients:
                work = f"CALL transactions({TRANSACTIONS_AT_ONCE}, {SCALE})"
                list(clients.map(self.query, [work] * os.cpu_count()))
        return self.full_segments(first)[:count]

    def write_random_segments(self, count):
        """Names of segments full of what cannot be compressed."""
        self.query("CREATE TABLE noise (bytes bytea); ALTER TABLE noise ALTER bytes SET STORAGE "
                   "EXTERNAL; CREATE EXTENSION IF NOT EXISTS pgcrypto")
        self.query("SELECT pg_switch_wal()")
        first = self.segment_in_use()
        while len(self.full_segments(first)) < count:
            self.query("INSERT INTO noise SELECT gen_random_bytes(1024) "
                       "FROM generate_series(1, 30000)")
        return self.full_segments(first)[:count]

    def write_one_segment(self):
        """The name of a segment that a few transactions and a switch filled."""
        self.pgbench("-i", "-q", "-s", "1")
        name = self.segment_in_use()
        self.query("SELECT pg_switch_wal()")
        return name
