"""What the machine did meanwhile: processor time of all processes, memory of the commands."""

import os
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
COMMANDS = (
    "wal-push", "wal-fetch", "pgbackrest", "barman-cloud", "s3cmd", "aws", "zstd", "cp", "curl")
LOOK_SECONDS = 0.05


def processor_seconds():
    fields = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:]
    user, nice, system = (int(field) for field in fields[:3])
    return (user + nice + system) / TICK


class Usage:
    """Between its beginning and its end."""

    def __enter__(self):
        self.anonymous_mib, self.looked, self.requests = 0.0, 0.0, 0
        self.begun = processor_seconds()
        return self

    def __exit__(self, *_):
        self.processor = processor_seconds() - self.begun

    def look(self):
        """Takes the commands' memory into account, together; not too often."""
        if time.monotonic() - self.looked < LOOK_SECONDS:
            return
        self.looked = time.monotonic()
        total = 0
        for process in Path("/proc").glob("[0-9]*/comm"):
            try:
                if process.read_text().strip().startswith(COMMANDS):
                    status = (process.parent / "status").read_text()
                    total += next(int(line.split()[1]) for line in status.splitlines()
                                  if line.startswith("RssAnon:"))
            except (OSError, StopIteration):
                continue
        self.anonymous_mib = max(self.anonymous_mib, total / 1024)
