"""Lets the candidates take turns at an archive in S3, over HTTPS; as in contest.py.

The server works on the same processors: a time here is the client's and the server's.
"""

import hashlib
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from candidates import DELIVERED, directory
from cluster import Cluster
from contest import spread
from measure import footprint, timed
from s3_candidates import BUCKET, Server, fetch, fetches, pgbackrest, push, pushes


def stored_bytes(names):
    """What wal-push stores of each segment, for those that send just that."""
    place = directory("stored")
    for name in names:
        words = ["--archive", f"file://{place}", f"pg_wal/{name}", name]
        subprocess.run(["wal-push", *words], check=True)
    return place


def contest(server, candidates, names):
    """Costs with the second name, the first warms up, and samples with the others, in turns."""
    costs, samples = {}, {candidate: [] for candidate in candidates}
    for candidate, command in candidates.items():
        Path(DELIVERED).unlink(missing_ok=True)
        timed(command(names[0]))
        Path(DELIVERED).unlink(missing_ok=True)
        before = server.requests()
        peak = footprint(command(names[1]))
        costs[candidate] = peak, server.requests() - before
    order = list(candidates)
    for name in names[2:]:
        for candidate in order:
            Path(DELIVERED).unlink(missing_ok=True)
            os.sync()
            samples[candidate].append(timed(candidates[candidate](name)))
        order = order[1:] + order[:1]
    return costs, samples


def print_table(title, costs, samples):
    base = next(iter(samples))
    print(f"\n### {title}\n\n| | time, ms | × {base} | CPU, ms | anonymous, MiB | resident, MiB "
          "| requests |\n| --- | --: | --: | --: | --: | --: | --: |")
    for candidate, mine in samples.items():
        peak, requests = costs[candidate]
        ratios = (a.milliseconds / b.milliseconds for a, b in zip(mine, samples[base]))
        print(f"| {candidate} | {spread((s.milliseconds for s in mine), '.1f')} "
              f"| {spread(ratios, '.2f')} | {spread((s.cpu_milliseconds for s in mine), '.1f')} "
              f"| {peak.anonymous_mib:.1f} | {peak.resident_mib:.1f} | {requests} |")


def codec_milliseconds(names, stored):
    """What zstd and SHA-256, of the plain bytes and of the stored ones, cost a segment."""
    empty = Path("empty")
    empty.touch()

    def zstd(path, *words):
        command = ["zstd", "-q", "-f", "--single-thread", *words, str(path), "-o", "/dev/null"]
        return timed(command).cpu_milliseconds

    def median(sample):
        return statistics.median(sample(name) for name in names)

    def digest(name):
        plain, packed = Path("pg_wal", name).read_bytes(), (stored / name).read_bytes()
        start = time.perf_counter_ns()
        hashlib.sha256(plain)
        half = time.perf_counter_ns()
        hashlib.sha256(packed)
        return (half - start) / 1e6, (time.perf_counter_ns() - half) / 1e6

    plain = median(lambda name: digest(name)[0])
    packed = median(lambda name: digest(name)[1])
    pack = median(lambda name: zstd(f"pg_wal/{name}", "-1") - zstd(empty, "-1"))
    unpack = median(lambda name: zstd(stored / name, "-d") - zstd(empty, "-1"))
    return pack + plain + packed, unpack + plain


def print_floor(verb, samples, milliseconds):
    floor, mine = list(samples.values())[:2]
    bound = statistics.median(s.milliseconds for s in floor) + milliseconds
    ours = statistics.median(s.milliseconds for s in mine)
    print(f"\n{verb}, zstd 1: {ours:.1f} ms; `curl` with the same bytes and the processor time of "
          f"zstd and SHA-256 ({milliseconds:.1f} ms): {bound:.1f} ms; {ours / bound - 1:+.1%}.")


def print_circumstances(cluster, rounds):
    cpu = next(line for line in open("/proc/cpuinfo", encoding="utf-8") if "model name" in line)
    versions = [
        cluster.run(*command).split("\n")[0].split(" (")[0] for command in (
            ["ceph", "--version"], ["wal-push", "--version"], ["curl", "--version"],
            ["pgbackrest", "version"], ["s3cmd", "--version"], ["aws", "--version"],
            ["barman-cloud-wal-archive", "--version"])]
    print(f"{os.cpu_count()} × {cpu.split(':')[1].strip()}, Linux {os.uname().release}; "
          f"{'; '.join(versions)}.\n\nMedians (least–greatest) of {rounds} rounds over HTTPS. The "
          "server stores on the same disk and computes on the same processors. Memory is the "
          "largest process's peak. Requests are those of one call to a known archive.")


def print_memory_by_segment_size(home, server, sizes):
    print("\n### Peak anonymous memory by segment size, MiB\n\n| segment | wal-push, none "
          "| wal-push, zstd 1 | wal-fetch, none | wal-fetch, zstd 1 |\n" + "| --- " * 5 + "|")
    for size in sizes:
        with Cluster(home, size) as cluster:
            os.chdir(cluster.data)
            name, peaks = cluster.write_one_segment(), []
            for command in (push, fetch):
                for kind in ("none", "zstd"):
                    Path(DELIVERED).unlink(missing_ok=True)
                    words = [word.replace(f"{BUCKET}/{kind}", f"{BUCKET}/{kind}-{size}")
                             for word in command(server, kind)(name)]
                    peaks.append(f"{footprint(words).anonymous_mib:.1f}")
            print(f"| {size} MiB | {' | '.join(peaks)} |")


def main(rounds):
    home = os.environ["HOME"]
    server = Server(home)
    with Cluster(home) as cluster:
        os.chdir(cluster.data)
        names = cluster.write_segments(rounds + 2)
        stored = stored_bytes(names)
        stanza = pgbackrest(server)
        print_circumstances(cluster, rounds)
        pushed, fetched = codec_milliseconds(names, stored)
        costs, samples = contest(server, pushes(server, stanza, stored), names)
        print_table("A segment of 16 MiB into S3", costs, samples)
        print_floor("wal-push", samples, pushed)
        costs, samples = contest(server, fetches(server, stanza), names)
        print_table("A segment of 16 MiB out of it", costs, samples)
        print_floor("wal-fetch", samples, fetched)
    print_memory_by_segment_size(home, server, (1, 16, 64, 1024))


if __name__ == "__main__":
    main(int(sys.argv[1]))
