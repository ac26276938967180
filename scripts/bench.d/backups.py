"""Base backups, and their restores, beside others' in turns on one machine; Markdown on stdout.

What bounds them is measured in the same turns: the disk, the compression on these processors, and
the raw transfer. A figure is the best of some rounds.
"""

import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from backup_candidates import Directories, Objects
from cluster import Cluster

HALF_GIB_AS_SCALE = 33  # of pgbench, whose tables zstd makes 23 times smaller
HALF_GIB_AS_ROWS = 1_900_000  # of text that it makes half as large
NOTES = ("CREATE TABLE notes AS SELECT i, (SELECT string_agg(md5((i * 8 + j)::text), '')"
         " FROM generate_series(1, 8) AS j) FROM generate_series(1, {}) AS i")


class Contest:
    """One cluster, and every way to back it up and to bring it back."""

    def __init__(self, rounds, is_s3, megabits, fill):
        self.here = Path.cwd()
        self.rounds, self.fill = rounds, fill
        self.cluster = Cluster(self.here)
        self.candidates = (Objects if is_s3 else Directories)(self.here, self.cluster, megabits)

    def run(self):
        self.fill(self.cluster)
        self.cluster.query("CHECKPOINT")
        self.candidates.prepare()
        files = [f for f in (self.cluster.data / "base").rglob("*") if f.is_file()]
        size = sum(f.stat().st_size for f in files) / 2**30
        print(f"\n### Base backups of {size:.2f} GiB in {len(files)} files, "
              f"{self.candidates.title}, best of {self.rounds}\n")
        self.table("wal-archive backup", self.candidates.backups())
        self.table("wal-archive restore", self.candidates.restores())

    def table(self, own, lines):
        best = {name: (float("inf"), 0.0, 0.0) for name in lines}
        order = list(lines)
        for _ in range(self.rounds):
            for name in order:
                self.clean("target", "left")
                os.sync()
                best[name] = min(best[name], measured(lines[name]))
                self.candidates.after(name)
            order = order[1:] + order[:1]
        self.clean("target", "left")
        print("| command | seconds | processor, s | largest process, MiB |")
        print("| --- | --: | --: | --: |")
        for name, (elapsed, processor, memory) in best.items():
            print(f"| {name} | {elapsed:.1f} | {processor:.1f} | {memory:.0f} |")
        floors = {name: figures[0] for name, figures in best.items() if name.startswith("floor")}
        slowest = max(floors, key=floors.get)
        print(f"\n{own}: {best[own][0] / floors[slowest]:.2f} of the slowest bound, {slowest}\n",
              flush=True)

    def clean(self, *names):
        for name in names:
            shutil.rmtree(self.here / name, ignore_errors=True)


def with_tables(gib):
    def fill(cluster):
        cluster.pgbench("-i", "-q", "-s", str(gib * HALF_GIB_AS_SCALE))
        cluster.query(NOTES.format(gib * HALF_GIB_AS_ROWS))
    return fill


def with_databases(count):
    def fill(cluster):
        command = "psql -h {} -XAtqc 'CREATE DATABASE d% STRATEGY file_copy' postgres"
        subprocess.run(f"seq {count} | xargs -P {os.cpu_count()} -I % "
                       + command.format(cluster.socket), shell=True, check=True)
    return fill


def measured(line):
    """Seconds, the children's processor time, and the largest of them."""
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = ["/usr/bin/time", "-f", "%M", "-o", "memory", "bash", "-o", "pipefail", "-c", line]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"bench: {line} failed:\n{done.stdout}{done.stderr}")
    elapsed = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = int(Path("memory").read_text(encoding="ascii").split()[-1]) / 1024
    return elapsed, processor, memory


def main():
    rounds, kind, megabits, count, *unit = sys.argv[1:]
    fill = with_databases(int(count)) if unit else with_tables(int(count))
    contest = Contest(int(rounds), kind == "s3", int(megabits), fill)
    with contest.cluster, contest.candidates.open:
        contest.run()


main()
