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
                 f"{words} {restored()} archive-get %f %p", create)


def restored():
    """pgbackrest wants to know on which data directory it works."""
    return f"--pg1-path={os.environ['HOME']}/restored"


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
        wal_archive("one a call", single, f"file://{single}", "--push-ahead 0 --fetch-ahead 0"),
        Rival("`cp`, `sync`, `mv`", synced,
              f"cp %p {synced}/.%f && sync {synced}/.%f && mv {synced}/.%f {synced}/%f "
              f"&& sync {synced}", f"cp {synced}/%f %p"),
        Rival("`cp`, not durable", copied, f"cp %p {copied}/%f", f"cp {copied}/%f %p"),
    ]
    if which("pgbackrest"):
        rivals += [pgbackrest(0), pgbackrest(2)]
    return rivals
