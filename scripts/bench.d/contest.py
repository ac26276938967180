"""Lets the candidates take turns, round by round, so that a busy moment hits them alike.

Ratios are taken within a round.
"""

import os
import statistics
import sys
from pathlib import Path

from candidates import DELIVERED, archived, directory, pgbackrest
from candidates import fetch, fetches, push, pushes, starts
from cluster import Cluster
from measure import footprint, timed


def forget_archived(name):
    """Takes what was stored out of the page cache, so that the next one finds memory in use.

    A virtual machine's memory is slow where it is used for the first time.
    """
    for path in archived(name):
        with open(path, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def read_archived(names):
    for name in names:
        for path in archived(name):
            path.read_bytes()


def contest(candidates, names, prepare=lambda _: None):
    """Footprints with the first name, which also warms up, and samples with the others."""
    footprints, samples = {}, {candidate: [] for candidate in candidates}
    for candidate, command in candidates.items():
        Path(DELIVERED).unlink(missing_ok=True)
        footprints[candidate] = footprint(command(names[0]))
    order = list(candidates)
    for name in names[1:]:
        for candidate in order:
            Path(DELIVERED).unlink(missing_ok=True)
            os.sync()
            prepare(name)
            samples[candidate].append(timed(candidates[candidate](name)))
        order = order[1:] + order[:1]
    return footprints, samples


def spread(values, form):
    values = list(values)
    return f"{statistics.median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def print_table(title, footprints, samples):
    base = next(iter(samples))
    print(f"\n### {title}\n\n| | time, ms | × {base} | CPU, ms | anonymous, MiB | resident, MiB "
          "| system calls |\n| --- | --: | --: | --: | --: | --: | --: |")
    for candidate, mine in samples.items():
        peak = footprints[candidate]
        ratios = (a.milliseconds / b.milliseconds for a, b in zip(mine, samples[base]))
        print(f"| {candidate} | {spread((s.milliseconds for s in mine), '.1f')} "
              f"| {spread(ratios, '.2f')} | {spread((s.cpu_milliseconds for s in mine), '.1f')} "
              f"| {peak.anonymous_mib:.1f} | {peak.resident_mib:.1f} | {peak.system_calls} |")


def print_circumstances(cluster, rounds):
    cpu = next(line for line in open("/proc/cpuinfo", encoding="utf-8") if "model name" in line)
    disk = cluster.run("findmnt", "-no", "FSTYPE", "-T", cluster.data)
    print(f"{os.cpu_count()} × {cpu.split(':')[1].strip()}, Linux {os.uname().release}, {disk}; "
          f"PostgreSQL {cluster.query('SHOW server_version')}, "
          f"{cluster.run('pgbackrest', 'version')}, {cluster.run('wal-push', '--version')}.\n\n"
          f"Medians (least–greatest) of {rounds} rounds. Before each command everything is written "
          "out (sync); what is read is in the page cache. Memory is the largest process's peak, "
          "looked at before each system call that may shrink it.")


def print_stored_size(names):
    plain = sum(Path("pg_wal", name).stat().st_size for name in names)
    stored = sum((directory("zstd") / name).stat().st_size for name in names)
    print(f"\nwal-push with zstd stores these segments in {stored / plain:.1%} of their size.")


def print_memory_by_segment_size(home, sizes):
    print("\n### Peak anonymous memory by segment size, MiB\n\n| segment | wal-push, none "
          "| wal-push, zstd 1 | wal-fetch, none | wal-fetch, zstd 1 |\n" + "| --- " * 5 + "|")
    for size in sizes:
        with Cluster(home, size) as cluster:
            os.chdir(cluster.data)
            name, peaks = cluster.write_one_segment(), []
            for command in (push, fetch):
                for kind in ("none", "zstd"):
                    Path(DELIVERED).unlink(missing_ok=True)
                    words = command(kind, f"{kind}-{size}")(name)
                    peaks.append(f"{footprint(words).anonymous_mib:.1f}")
            print(f"| {size} MiB | {' | '.join(peaks)} |")


def main(rounds):
    home = os.environ["HOME"]
    with Cluster(home) as cluster:
        os.chdir(cluster.data)
        names = cluster.write_segments(rounds + 1)
        stanzas = {"none": pgbackrest("none"), "zst": pgbackrest("zst", "compress-level=1")}
        print_circumstances(cluster, rounds)
        result = contest(pushes(stanzas), names, forget_archived)
        print_table("A segment of 16 MiB into a directory", *result)
        print_stored_size(names)
        read_archived(names)
        print_table("A segment of 16 MiB out of it", *contest(fetches(stanzas), names))
        print_table("Process start", *contest(starts(), names * 5))
    print_memory_by_segment_size(home, (1, 16, 64, 1024))


if __name__ == "__main__":
    main(int(sys.argv[1]))
