"""A backlog of real segments, drained by a real archiver; and what the machine can do at best."""

import os
import subprocess
import time
from pathlib import Path

from usage import Usage

WAL = Path("pg_wal")
STATUS = WAL / "archive_status"
LOOK_SECONDS = 0.002
PATIENCE_SECONDS = 120


class Stuck(Exception):
    """A command that does not archive what it is given."""


def empty(directory):
    """Removes what an earlier run stored."""
    for path in sorted(Path(directory).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def disarm(cluster):
    """Lets the archiver rest; what is marked stays marked."""
    cluster.query("ALTER SYSTEM SET archive_command = ''")
    cluster.query("SELECT pg_reload_conf()")
    time.sleep(0.3)


def mark(names):
    """Marks exactly these segments for the archiver, as PostgreSQL does."""
    for path in STATUS.iterdir():
        path.unlink()
    for name in names:
        (STATUS / f"{name}.ready").touch(mode=0o600)


def drain(cluster, command, names):
    """Seconds from the archiver's wake-up until nothing is marked any more, and what it used."""
    disarm(cluster)
    mark(names)
    os.sync()
    cluster.query(f"ALTER SYSTEM SET archive_command = $c${command}$c$")
    with Usage() as usage:
        start = time.monotonic()
        cluster.query("SELECT pg_reload_conf()")
        while any(path.suffix == ".ready" for path in STATUS.iterdir()):
            if time.monotonic() - start > PATIENCE_SECONDS:
                disarm(cluster)
                raise Stuck(f"bench: no end of the backlog with {command}\n"
                            + (cluster.data / "log").read_text(errors="replace")[-3000:])
            usage.look()
            time.sleep(LOOK_SECONDS)
        seconds = time.monotonic() - start
    disarm(cluster)
    return seconds, usage


def timed(work):
    """Seconds that something takes, and what it uses."""
    os.sync()
    with Usage() as usage:
        start = time.monotonic()
        work()
        seconds = time.monotonic() - start
    return seconds, usage


def floor(directory, names):
    """zstd -1 on every processor, then one sync: no digest, no check, no name taken once."""
    def work():
        subprocess.run(
            ["xargs", "-P", str(os.cpu_count()), "-I{}", "zstd", "-1", "-q", "-f", "-T1",
             "--single-thread", "pg_wal/{}", "-o", f"{directory}/{{}}"],
            input="\n".join(names), text=True, check=True)
        subprocess.run(["sync", "-f", str(directory)], check=True)

    return timed(work)
