"""The commands that are measured, each a function from a segment's name to its words."""

import os
import subprocess
from pathlib import Path

DELIVERED = "pg_wal/RECOVERYXLOG"
PLACES = ("cp", "sync", "sync-directory", "dd", "none", "zstd")


def directory(name):
    path = Path(os.environ["HOME"], "archives", name)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def archived(segment):
    """What the candidates stored under the segment's name."""
    return [p for p in Path(os.environ["HOME"], "archives").rglob(f"{segment}*") if p.is_file()]


def pgbackrest(kind, *settings):
    """Sets up a stanza for the working directory's cluster; gives the words to begin with."""
    home = directory(f"pgbackrest-{kind}")
    lines = ["[global]", f"repo1-path={home}/repo", f"lock-path={home}", f"spool-path={home}"]
    lines += ["log-level-file=off", "log-level-console=warn", f"compress-type={kind}", *settings]
    lines += ["[bench]", f"pg1-path={os.getcwd()}"]
    (home / "conf").write_text("\n".join(lines) + "\n")
    command = ["pgbackrest", f"--config={home}/conf", "--stanza=bench"]
    subprocess.run([*command, "--no-online", "stanza-create"], check=True)
    return command


def push(compression, place=None):
    archive = f"file://{directory(place or compression)}"
    return lambda name: [
        "wal-push", "--archive", archive, "--compression", compression, f"pg_wal/{name}", name]


def fetch(compression, place=None):
    archive = f"file://{directory(place or compression)}"
    return lambda name: ["wal-fetch", "--archive", archive, name, DELIVERED]


def pushes(stanzas):
    """The first is what the others are compared with."""
    place = {name: directory(name) for name in PLACES}

    def copy(script, kind):
        return lambda name: [
            "sh", "-c", script, "sh", f"pg_wal/{name}", f"{place[kind]}/{name}", str(place[kind])]

    return {
        "`cp`, `sync FILE`": copy('cp "$1" "$2" && sync "$2"', "sync"),
        "`cp`, `sync FILE DIRECTORY`": copy('cp "$1" "$2" && sync "$2" "$3"', "sync-directory"),
        "`dd bs=1M conv=fsync`": lambda name: [
            "dd", "bs=1M", "conv=fsync", "status=none",
            f"if=pg_wal/{name}", f"of={place['dd']}/{name}"],
        "**wal-push**, none": push("none"),
        "**wal-push**, zstd 1": push("zstd"),
        "pgbackrest archive-push, none": lambda name: [
            *stanzas["none"], "archive-push", f"pg_wal/{name}"],
        "pgbackrest archive-push, zst 1": lambda name: [
            *stanzas["zst"], "archive-push", f"pg_wal/{name}"],
        "`cp`, not durable": lambda name: ["cp", f"pg_wal/{name}", f"{place['cp']}/{name}"],
        "`zstd -1` to /dev/null": lambda name: [
            "zstd", "-1", "-q", "-f", "--single-thread", f"pg_wal/{name}", "-o", "/dev/null"],
    }


def fetches(stanzas):
    return {
        "`cp`": lambda name: ["cp", f"{directory('cp')}/{name}", DELIVERED],
        "**wal-fetch**, none": fetch("none"),
        "**wal-fetch**, zstd 1": fetch("zstd"),
        "pgbackrest archive-get, none": lambda name: [
            *stanzas["none"], "archive-get", name, DELIVERED],
        "pgbackrest archive-get, zst 1": lambda name: [
            *stanzas["zst"], "archive-get", name, DELIVERED],
    }


def starts():
    texts = ("pgbackrest version", "wal-push --version", "wal-fetch --version", "true")
    return {f"`{text}`": lambda _, text=text: text.split() for text in texts}
