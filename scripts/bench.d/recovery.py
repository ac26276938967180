"""Recovery of the same WAL by several restore commands, against replay from pg_wal."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from usage import Usage

REDO = re.compile(r"redo done at ([0-9A-F]+)/([0-9A-F]+) .* elapsed: ([0-9.]+) s")
PATIENCE_SECONDS = 900
LOOK_SECONDS = 0.05


class Recovery:
    """A base backup, and the segments that follow it."""

    def __init__(self, cluster, backup, names):
        self.cluster, self.backup, self.names = cluster, Path(backup), names
        self.data = Path(cluster.socket) / "restored"
        # The first digits of the LSN at which the last segment (of 16 MiB) begins.
        self.last_position = names[-1][8:16] + names[-1][22:]

    def prepare(self, command, with_wal):
        shutil.rmtree(self.data, ignore_errors=True)
        subprocess.run(["cp", "-a", self.backup, self.data], check=True)
        wal = self.data / "pg_wal"
        (wal / "archive_status").mkdir(exist_ok=True)
        if with_wal:
            for name in self.names:
                shutil.copyfile(self.cluster.data / "pg_wal" / name, wal / name)
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(f"restore_command = $c$\narchive_mode = off\nport = 5433\n".replace(
                "$c$", "'" + command.replace("'", "''") + "'"))
        (self.data / "recovery.signal").touch()

    def run(self, command, with_wal=False):
        """Seconds of redo, and what it used."""
        self.prepare(command, with_wal)
        log = self.data / "recovery.log"
        os.sync()
        with Usage() as usage:
            start = time.monotonic()
            postgres = subprocess.Popen(
                ["postgres", "-D", self.data], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=open(log, "wb"))
            found = None
            while found is None:
                usage.look()
                time.sleep(LOOK_SECONDS)
                found = REDO.search(log.read_text(encoding="utf-8", errors="replace"))
                if postgres.poll() is not None or time.monotonic() - start > PATIENCE_SECONDS:
                    raise SystemExit(f"bench: no recovery with {command}\n"
                                     + log.read_text(errors="replace")[-3000:])
        postgres.terminate()
        postgres.wait()
        if f"{found[1]:0>8}{found[2]:0>8}"[:10] < self.last_position:
            raise SystemExit(f"bench: recovery ended early with {command}\n"
                             + log.read_text(errors="replace")[-3000:])
        return float(found[3]), usage
