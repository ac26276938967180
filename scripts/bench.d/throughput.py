"""A backlog and its recovery, rivals taking turns; Markdown on standard output, an SVG beside."""

import os
import statistics
import sys
from pathlib import Path

import backlog
import cluster as clusters
import picture
import rivals
from recovery import Recovery

SEGMENTS = 63
CONFIGURATION = "\narchive_mode = on\narchive_command = ''\nwal_level = replica\n"


def median(values):
    return statistics.median(values)


class Results:
    def __init__(self):
        self.seconds, self.processor, self.memory = {}, {}, {}

    def add(self, name, seconds, usage):
        self.seconds.setdefault(name, []).append(seconds)
        self.processor.setdefault(name, []).append(usage.processor)
        self.memory[name] = max(self.memory.get(name, 0), usage.anonymous_mib)

    def print(self, title, base, count, unit):
        """Ratios are taken within a round."""
        print(f"\n### {title}\n\n| | {unit} | × {base} | machine's CPU a segment, ms "
              "| anonymous at once, MiB |\n| --- | --: | --: | --: | --: |")
        for name, seconds in self.seconds.items():
            ratios = [b / a for a, b in zip(seconds, self.seconds[base])]
            if unit != "segments a second":
                ratios = [1 / ratio for ratio in ratios]
            value = count / median(seconds) if unit == "segments a second" else median(seconds)
            print(f"| {name} | {value:.1f} | {median(ratios):.2f} "
                  f"({min(ratios):.2f}–{max(ratios):.2f}) "
                  f"| {median(self.processor[name]) / count * 1e3:.0f} "
                  f"| {self.memory[name]:.0f} |", flush=True)

    def rows(self, value):
        return [(name, value(median(seconds))) for name, seconds in self.seconds.items()]


def turns(names):
    """In another order each round, so that a busy moment hits all alike."""
    while True:
        yield list(names)
        names = names[1:] + names[:1]


def drain_all(cluster, names, candidates, rounds):
    results = Results()
    place = rivals.directory("floor")
    place.mkdir(parents=True, exist_ok=True)
    base = "floor: `zstd -1` on every processor, then `sync`"
    for _, order in zip(range(rounds), turns(candidates)):
        backlog.empty(place)
        results.add(base, *backlog.floor(place, names))
        for rival in order:
            rival.reset()
            results.add(rival.name, *backlog.drain(cluster, rival.archive_command, names))
    results.print(f"{len(names)} segments to a directory", base, len(names), "segments a second")
    return results


def recover_all(recovery, candidates, rounds):
    results = Results()
    base = "from pg_wal"
    for _, order in zip(range(rounds), turns(candidates)):
        results.add(base, *recovery.run("false", with_wal=True))
        for rival in order:
            for directory in rival.scratch():
                backlog.empty(directory)
            results.add(rival.name.replace("push", "fetch"), *recovery.run(rival.restore_command))
    results.print("Recovery of the same from a directory: redo time", base,
                  len(recovery.names), "seconds")
    return results


def main(rounds, picture_path):
    home = os.environ["HOME"]
    clusters.SETTINGS += CONFIGURATION
    with clusters.Cluster(home) as cluster:
        os.chdir(cluster.data)
        cluster.pgbench("-i", "-q", "-s", "20")
        backup = Path(home, "backup")
        cluster.run("pg_basebackup", "-h", home, "-D", backup, "-c", "fast", "-X", "none")
        names = cluster.write_segments(SEGMENTS, prepared=True)
        candidates = rivals.of_directories()
        drained = drain_all(cluster, names, candidates, rounds)
        wal = sorted(p.name for p in Path("pg_wal").iterdir() if len(p.name) == 24)
        every = [name for name in wal if name < names[0]] + names
        for rival in candidates:
            rival.reset()
            backlog.drain(cluster, rival.archive_command, every)
        recovered = recover_all(Recovery(cluster, backup, every), candidates, rounds)
    picture.write(picture_path, [
        ("Backlog to a directory", "segments/s", drained.rows(lambda s: SEGMENTS / s)),
        ("Recovery from a directory, redo time", "s", recovered.rows(lambda s: s)),
    ])


main(int(sys.argv[1]), Path(sys.argv[2]))
