"""Where the servers of the campaign of rows archive: a directory, or a bucket whose server dies."""

import os
import subprocess
import time
from pathlib import Path

from rows_server import kill

SCRIPTS = Path(__file__).resolve().parents[1]
DAEMONS = ("radosgw", "ceph-osd")
PATIENCE_SECONDS = 120


class Folder:
    """An archive in a directory, which nothing can kill."""

    variables = {}

    def __init__(self, directory):
        self.archive = directory / "archive"
        self.archive.mkdir(mode=0o700)

    def settings(self):
        return f"archive = 'file://{self.archive}'\n"

    def strike(self, _):
        return False

    def lift(self):
        pass

    def close(self):
        pass


class Bucket:
    """An archive in a server of its own, which stores on a disk and can be killed."""

    def __init__(self, directory):
        self.home = directory / "s3"
        self.variables = {}
        for line in self._script("start", "--disk", "--while", os.getpid()).splitlines():
            name, value = line.removeprefix("export ").split("=", 1)
            self.variables[name] = value.strip("'")

    def settings(self):
        return (f"archive = 's3://{self.variables['S3_SERVER_BUCKET']}/main'\n"
                f"s3_endpoint = '{self.variables['S3_SERVER_HTTPS']}'\n"
                f"s3_ca_file = '{self.variables['AWS_CA_BUNDLE']}'\n")

    def strike(self, random):
        """SIGKILL to one of its processes."""
        choice, mine = random.choice(DAEMONS), os.fsencode(self.home / "ceph.conf")
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if (entry / "comm").read_text().strip() != choice:
                    continue
                if mine in (entry / "cmdline").read_bytes().split(b"\0"):
                    return kill(int(entry.name))
            except OSError:
                continue
        return False

    def lift(self):
        """Starts what was killed."""
        self._script("start", "--disk", "--while", os.getpid())

    def close(self):
        self._script("stop")

    def _script(self, command, *words):
        # Its daemons would keep a pipe open.
        output = Path(f"{self.home}.out")
        with open(output, "wb") as file:
            line = [SCRIPTS / "s3-server", command, *map(str, words), self.home]
            end = time.monotonic() + PATIENCE_SECONDS
            while subprocess.call(line, stdin=subprocess.DEVNULL, stdout=file, stderr=file) != 0:
                if time.monotonic() > end:
                    raise RuntimeError(f"s3-server {command}: " + output.read_text())
                file.truncate(0)
                file.seek(0)
        return output.read_text(encoding="utf-8")
