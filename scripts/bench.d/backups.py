"""Base backups beside pg_basebackup and pgbackrest, in turns on one machine; Markdown on stdout."""

import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from cluster import Cluster

ROUNDS = 3
STANZA = "bench"


class Contest:
    """One cluster, and every way to back it up and to bring it back."""

    def __init__(self, directory, gib):
        self.here = Path(directory)
        self.cluster = Cluster(directory)
        self.gib = gib
        self.archive = self.here / "archive"
        self.backups = self.here / "backups"
        self.repository = self.here / "pgbackrest"
        for place in (self.archive, self.backups, self.repository):
            place.mkdir(mode=0o700)
        self.configure()

    def configure(self):
        with open(self.cluster.data / "postgresql.conf", "a", encoding="ascii") as file:
            file.write("archive_mode = on\nmax_wal_senders = 4\nwal_level = replica\n"
                       f"archive_command = 'wal-push %p %f && {self.pgbackrest()}"
                       " archive-push %p'\n")
        with open("wal-archive.conf", "a", encoding="ascii") as file:
            file.write(f"archive = 'file://{self.archive}'\nbackups = 'file://{self.backups}'\n")
        (self.here / "pgbackrest.conf").write_text(
            f"[{STANZA}]\npg1-path={self.cluster.data}\npg1-socket-path={self.here}\n"
            f"[global]\nrepo1-path={self.repository}\nlog-level-file=off\nlog-level-console=error\n"
            "compress-type=zst\ncompress-level=1\nstart-fast=y\nrepo1-retention-full=2\n"
            f"process-max={os.cpu_count()}\nlock-path={self.here}/lock\n", encoding="ascii")

    def pgbackrest(self):
        return f"pgbackrest --config={self.here}/pgbackrest.conf --stanza={STANZA}"

    def fill(self):
        self.cluster.run("sh", "-c", f"{self.pgbackrest()} stanza-create")
        self.cluster.pgbench("-i", "-q", "-s", str(self.gib * 66))
        self.cluster.query("CHECKPOINT")

    def takers(self):
        connect = f"host={self.here} dbname=postgres"
        left = self.here / "left"
        return {
            "wal-archive backup": f"wal-archive backup -d '{connect}'",
            "pg_basebackup -Ft, zstd -1 -T0":
                f"mkdir {left} && pg_basebackup -h {self.here} -X none -c fast -Ft -D - "
                f"| zstd -q -1 -T0 > {left}/base.tar.zst && sync {left}/base.tar.zst",
            "pgbackrest backup": f"{self.pgbackrest()} --type=full backup",
            "cp -a, the disk": f"cp -a {self.cluster.data}/base {left} && sync -f {left}",
        }

    def restorers(self):
        target, left = self.here / "target", self.here / "kept"
        return {
            "wal-archive restore": f"wal-archive restore --to {target}",
            "zstd -d, tar x":
                f"mkdir {target} && zstd -qdc {left}/base.tar.zst | tar -x -C {target}"
                f" && sync -f {target}",
            "pgbackrest restore":
                f"mkdir {target} && {self.pgbackrest()} --pg1-path={target} restore",
        }

    def clean(self, *names):
        for name in names:
            shutil.rmtree(self.here / name, ignore_errors=True)

    def run(self):
        self.fill()
        size = sum(f.stat().st_size for f in self.cluster.data.rglob("*") if f.is_file())
        print(f"\n### Base backups of {size / 2**30:.1f} GiB, best of {ROUNDS}\n")
        self.table(self.takers(), self.keep)
        self.table(self.restorers(), lambda _: self.clean("target"))

    def keep(self, name):
        if name.startswith("pg_basebackup"):
            self.clean("kept")
            (self.here / "left").rename(self.here / "kept")
        self.clean("left")

    def table(self, candidates, after):
        best = {name: (float("inf"), 0.0, 0.0) for name in candidates}
        for _ in range(ROUNDS):
            for name, line in candidates.items():
                best[name] = min(best[name], measured(line))
                after(name)
        print("| command | seconds | processor, s | largest process, MiB |")
        print("| --- | --: | --: | --: |")
        for name, (elapsed, processor, memory) in best.items():
            print(f"| {name} | {elapsed:.1f} | {processor:.1f} | {memory:.0f} |")
        print(flush=True)


def measured(line):
    """Seconds, the children's processor time, and the largest of them."""
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = ["/usr/bin/time", "-f", "%M", "-o", "memory", "sh", "-c", line]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"bench: {line} failed:\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = int(Path("memory").read_text(encoding="ascii").split()[-1]) / 1024
    return time.monotonic() - start, processor, memory


def main():
    contest = Contest(os.getcwd(), int(sys.argv[1]))
    with contest.cluster:
        contest.run()


main()
