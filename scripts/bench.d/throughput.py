"""A backlog and its recovery, rivals taking turns; Markdown on standard output, an SVG beside."""

import os
import statistics
import sys
from pathlib import Path

import backlog
import cluster as clusters
import picture
import rivals
import rivals_s3
from endpoint import endpoint
from recovery import Recovery
from requests_log import RequestsLog
from results import Results

# Of those who need seconds for each.
SLOW_SEGMENTS = 9
CONFIGURATION = "\narchive_mode = on\narchive_command = ''\nwal_level = replica\n"
# pgbackrest's processes, at their best: by measurement.
PROCESSES = {0: 4, 10: 4, 40: 8}
PARTS = ["directory"] + [f"s3-{distance}" for distance in PROCESSES]
KINDS = {"pgbench": "WAL of pgbench", "random": "WAL that cannot be compressed"}


def turns(names):
    """In another order each round, so that a busy moment hits all alike."""
    while True:
        yield list(names)
        names = names[1:] + names[:1]


class Contest:
    """The rivals of one place, with WAL of one kind."""

    def __init__(self, cluster, names, wal, rounds):
        self.cluster, self.names, self.wal, self.rounds = cluster, names, wal, rounds
        self.log = RequestsLog() if "S3_SERVER_HTTPS" in os.environ else None
        self.charts = []

    def drain(self, rival, names):
        """Stores a segment before, so that the archive is known, as pgbackrest's stanza is."""
        rival.reset()
        backlog.drain(self.cluster, rival.archive_command, self.wal[:1])
        before = self.log.count() if self.log else 0
        seconds, usage = backlog.drain(self.cluster, rival.archive_command, names)
        usage.requests = self.log.count() - before if self.log else 0
        return seconds, usage

    def drain_all(self, where, floor, fast, slow):
        base = "floor: `zstd -1` on every processor, then sent or synced"
        results = Results(base, "segments a second")
        for number, order in zip(range(self.rounds), turns(fast)):
            results.add(base, len(self.names), *floor(f"floor-{number}-{os.urandom(3).hex()}"))
            for rival in order:
                results.add(rival.name, len(self.names), *self.drain(rival, self.names))
        few = self.names[-SLOW_SEGMENTS:]
        for rival in slow:
            try:
                results.add(rival.name, len(few), *self.drain(rival, few))
            except backlog.Stuck as stuck:
                print(stuck, file=sys.stderr)  # its row is missing
        results.print(f"{len(self.names)} segments {where}")
        self.charts.append((f"Backlog {where}", "segments/s", results.rows()))

    def recover_all(self, where, backup, candidates):
        every = self.wal + self.names
        for rival in candidates:
            rival.reset()
            backlog.drain(self.cluster, rival.archive_command, every)
        recovery = Recovery(self.cluster, backup, every)
        base = "from pg_wal"
        results = Results(base, "seconds")
        for _, order in zip(range(self.rounds), turns(candidates)):
            results.add(base, len(every), *recovery.run("false", with_wal=True))
            for rival in order:
                for directory in rival.scratch():
                    backlog.empty(directory)
                before = self.log.count() if self.log else 0
                seconds, usage = recovery.run(rival.restore_command)
                usage.requests = self.log.count() - before if self.log else 0
                results.add(rival.name.replace("push", "fetch"), len(every), seconds, usage)
        results.print(f"Recovery of {len(every)} segments {where}: redo time")
        self.charts.append((f"Recovery {where}, redo time", "s", results.rows()))


def in_directory(contest, kind, backup):
    place = rivals.directory("floor")

    def floor(_):
        place.mkdir(parents=True, exist_ok=True)
        backlog.empty(place)
        return backlog.floor(place, contest.names)

    candidates = rivals.of_directories()
    contest.drain_all(f"to a directory, {KINDS[kind]}", floor, candidates, [])
    if kind == "pgbench":
        contest.recover_all("from a directory", backup, candidates)


def in_s3(contest, kind, backup, distance):
    place = rivals.directory("floor")

    def floor(prefix):
        place.mkdir(parents=True, exist_ok=True)
        backlog.empty(place)
        return backlog.timed(
            lambda: rivals_s3.floor_of_s3(url, prefix, contest.names, place))

    with endpoint(distance) as url:
        fast, slow = rivals_s3.of_s3(url, PROCESSES[distance])
        where = f"S3, {distance} ms of round trip"
        contest.drain_all(f"to {where}, {KINDS[kind]}", floor, fast,
                          slow if kind == "pgbench" else [])
        if kind == "pgbench":
            contest.recover_all(f"from {where}", backup, [*fast, slow[0]])


def main(rounds, segments, picture_path, parts):
    home = os.environ["HOME"]
    clusters.SETTINGS += CONFIGURATION
    charts = []
    with clusters.Cluster(home) as cluster:
        os.chdir(cluster.data)
        cluster.pgbench("-i", "-q", "-s", str(clusters.SCALE))
        backup = Path(home, "backup")
        cluster.run("pg_basebackup", "-h", home, "-D", backup, "-c", "fast", "-X", "stream")
        names = cluster.write_segments(segments, prepared=True)
        wal = sorted(p.name for p in Path("pg_wal").iterdir() if len(p.name) == 24)
        wal = [name for name in wal if name < names[0]]
        of_kind = {"pgbench": names}
        if any(part.endswith("random") for part in parts):
            of_kind["random"] = cluster.write_random_segments(segments)
        for part in parts:
            place, kind = part.rsplit("/", 1)
            contest = Contest(cluster, of_kind[kind], wal, rounds)
            if place == "directory":
                in_directory(contest, kind, backup)
            else:
                in_s3(contest, kind, backup, int(place.removeprefix("s3-")))
            charts += contest.charts
    picture.write(picture_path, charts)


if __name__ == "__main__":
    every_part = [f"{place}/{kind}" for kind in KINDS for place in PARTS]
    wanted = sys.argv[4:] or every_part
    if not set(wanted) <= set(every_part):
        raise SystemExit(f"bench: the parts are {' '.join(every_part)}")
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), wanted)
