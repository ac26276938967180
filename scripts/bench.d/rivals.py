"""Who drains a backlog and who restores it, each under a name: a place and two commands."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from backlog import empty

# What turns both ways ahead on.
AHEAD = "--push-ahead 128 --fetch-ahead 64"


@dataclass
class Rival:
    name: str
    place: Path  # where it stores, emptied before each run
    archive_command: str
    restore_command: str
    prepare: object = None  # called once the place is empty

    def reset(self):
        for directory in (self.place, *self.scratch()):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            empty(directory)
        if self.prepare:
            self.prepare()

    def scratch(self):
        """What it keeps beside the archive."""
        return [Path(os.environ["HOME"], "spool")]


def directory(name):
    return Path(os.environ["HOME"], "rivals", name)


def pgbackrest(jobs):
    """Sync with no jobs, else async with as many processes."""
    place = directory(f"pgbackrest-{jobs}")
    configuration = Path(os.environ["HOME"], f"pgbackrest-{jobs}.conf")
    lines = [
        "[global]", f"repo1-path={place}/repo", f"lock-path={place}/lock",
        f"spool-path={place}/spool", "log-level-file=off", "log-level-console=warn",
        "compress-type=zst", "compress-level=1", "archive-get-queue-max=1GiB"]
    if jobs:
        lines += ["archive-async=y", f"process-max={jobs}"]
    lines += ["[bench]", f"pg1-path={os.getcwd()}"]
    configuration.write_text("\n".join(lines) + "\n", encoding="ascii")
    words = f"pgbackrest --config={configuration} --stanza=bench"

    def create():
        subprocess.run([*words.split(), "--no-online", "stanza-create"], check=True)

    kind = f"async x{jobs}" if jobs else "sync"
    return Rival(f"pgbackrest {kind}", place, f"{words} archive-push %p",
                 f"{words} archive-get %f %p", create)


def wal_archive(name, place, url, flags=""):
    return Rival(f"**wal-push** {name}".strip(), place,
                 f"wal-push --archive {url} {flags} %p %f",
                 f"wal-fetch --archive {url} {flags} %f %p")


def of_directories():
    place = directory("wal-push")
    single = directory("wal-push-single")
    copied, synced = directory("cp"), directory("cp-sync")
    rivals = [
        wal_archive("", place, f"file://{place}", AHEAD),
        wal_archive("one a call", single, f"file://{single}", ""),
        Rival("`cp`, `sync`, `mv`", synced,
              f"cp %p {synced}/.%f && sync {synced}/.%f && mv {synced}/.%f {synced}/%f "
              f"&& sync {synced}", f"cp {synced}/%f %p"),
        Rival("`cp`, not durable", copied, f"cp %p {copied}/%f", f"cp {copied}/%f %p"),
    ]
    if which("pgbackrest"):
        rivals += [pgbackrest(0), pgbackrest(2)]
    return rivals


class OfS3(Rival):
    """Stores below a prefix of its own each time, since nothing is emptied there."""

    runs = 0

    def reset(self):
        super().reset()
        OfS3.runs += 1
        prefix = f"run-{OfS3.runs}"
        self.archive_command = self.archive_template.replace("PREFIX", prefix)
        self.restore_command = self.restore_template.replace("PREFIX", prefix)

    def __post_init__(self):
        self.archive_template, self.restore_template = self.archive_command, self.restore_command


def of_s3(endpoint):
    """wal-push and the scripts that its rivals' manuals show, against a server on loopback."""
    bucket = os.environ["S3_SERVER_BUCKET"]
    url, place = f"s3://{bucket}/PREFIX", directory("s3")
    ours = f"--archive {url} --s3-endpoint {endpoint}"
    rivals = [
        OfS3("**wal-push**", place, f"wal-push {AHEAD} {ours} %p %f",
             f"wal-fetch {AHEAD} {ours} %f %p"),
        OfS3("**wal-push** one a call", place, f"wal-push {ours} %p %f",
             f"wal-fetch {ours} %f %p"),
    ]
    if which("aws"):
        copy = f"aws --endpoint-url {endpoint} s3 cp --only-show-errors"
        rivals.append(OfS3("aws s3 cp, zstd", place, f"zstd -1 -q -c %p | {copy} - {url}/%f",
                           f"{copy} {url}/%f - | zstd -d -q -c > %p"))
    if which("pgbackrest"):
        for jobs in (0, 4, 8):
            rivals.append(pgbackrest_of_s3(jobs, endpoint, bucket))
    return rivals


def pgbackrest_of_s3(jobs, endpoint, bucket):
    rival = pgbackrest(jobs)
    configuration = Path(os.environ["HOME"], f"pgbackrest-{jobs}-s3.conf")
    host, port = endpoint.removeprefix("https://").split(":")
    lines = Path(os.environ["HOME"], f"pgbackrest-{jobs}.conf").read_text(encoding="ascii")
    lines = "".join(line for line in lines.splitlines(True) if "repo1-path" not in line)
    state = {"runs": 0}

    def create():
        state["runs"] += 1
        ours = [
            "repo1-type=s3", f"repo1-s3-bucket={bucket}", "repo1-s3-uri-style=path",
            f"repo1-s3-endpoint={host}", f"repo1-storage-port={port}", "repo1-s3-region=us-east-1",
            f"repo1-s3-key={os.environ['AWS_ACCESS_KEY_ID']}",
            f"repo1-s3-key-secret={os.environ['AWS_SECRET_ACCESS_KEY']}",
            f"repo1-storage-ca-file={os.environ['AWS_CA_BUNDLE']}",
            f"repo1-path=/pgbackrest-{jobs}-{port}-{state['runs']}"]
        text = lines.replace("[global]\n", "[global]\n" + "\n".join(ours) + "\n")
        configuration.write_text(text, encoding="ascii")
        words = f"pgbackrest --config={configuration} --stanza=bench"
        subprocess.run([*words.split(), "--no-online", "stanza-create"], check=True)

    words = f"pgbackrest --config={configuration} --stanza=bench"
    return Rival(rival.name, rival.place, f"{words} archive-push %p",
                 f"{words} archive-get %f %p", create)
