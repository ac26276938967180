"""A backlog and its recovery, rivals taking turns; Markdown on standard output, an SVG beside."""

import os
import socket
import statistics
import subprocess
import sys
import time
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


def drain_all(cluster, names, candidates, rounds, where="to a directory"):
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
    results.print(f"{len(names)} segments {where}", base, len(names), "segments a second")
    return results


def recover_all(recovery, candidates, rounds, where="from a directory"):
    results = Results()
    base = "from pg_wal"
    for _, order in zip(range(rounds), turns(candidates)):
        results.add(base, *recovery.run("false", with_wal=True))
        for rival in order:
            for directory in rival.scratch():
                backlog.empty(directory)
            results.add(rival.name.replace("push", "fetch"), *recovery.run(rival.restore_command))
    results.print(f"Recovery of the same {where}: redo time", base,
                  len(recovery.names), "seconds")
    return results


def archive_everything(cluster, candidates, every):
    for rival in candidates:
        rival.reset()
        backlog.drain(cluster, rival.archive_command, every)


def distances():
    """Endpoints of the S3 server, as far away as their name says; none where there is no server."""
    if "S3_SERVER_HTTPS" not in os.environ:
        return
    server = os.environ["S3_SERVER_HTTPS"]
    yield "0 ms", server
    here = Path(__file__).parent
    for milliseconds in (10, 40):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        proxy = subprocess.Popen([
            sys.executable, "-B", here / "delay.py", str(port), server.rsplit(":", 1)[1],
            str(milliseconds)])
        try:
            time.sleep(0.5)
            yield f"{milliseconds} ms", f"https://127.0.0.1:{port}"
        finally:
            proxy.terminate()


def compare(cluster, backup, names, every, candidates, rounds, drains, recovers):
    """A backlog and its recovery; gives their charts."""
    drained = drain_all(cluster, names, candidates, rounds, drains)
    archive_everything(cluster, candidates, every)
    recovered = recover_all(Recovery(cluster, backup, every), candidates, rounds, recovers)
    return [
        (f"Backlog {drains}", "segments/s", drained.rows(lambda s: SEGMENTS / s)),
        (f"Recovery {recovers}, redo time", "s", recovered.rows(lambda s: s)),
    ]


def main(rounds, picture_path):
    home = os.environ["HOME"]
    clusters.SETTINGS += CONFIGURATION
    with clusters.Cluster(home) as cluster:
        os.chdir(cluster.data)
        cluster.pgbench("-i", "-q", "-s", "20")
        backup = Path(home, "backup")
        cluster.run("pg_basebackup", "-h", home, "-D", backup, "-c", "fast", "-X", "stream")
        names = cluster.write_segments(SEGMENTS, prepared=True)
        wal = sorted(p.name for p in Path("pg_wal").iterdir() if len(p.name) == 24)
        every = [name for name in wal if name < names[0]] + names
        common = (cluster, backup, names, every)
        charts = compare(*common, rivals.of_directories(), rounds, "to a directory",
                         "from a directory")
        for distance, endpoint in distances():
            charts += compare(*common, rivals.of_s3(endpoint), rounds,
                              f"to S3, {distance} of round trip", f"from S3, {distance}")
    picture.write(picture_path, charts)


main(int(sys.argv[1]), Path(sys.argv[2]))
