"""Where backups of a campaign are: a directory, or a bucket of a server of its own."""

import re
import shutil
import subprocess
import threading
import urllib.parse

import process
import rows_places


class Directory:
    """Backups in a directory, of which each case has a copy."""

    def __init__(self, path):
        self.path = path

    def words(self):
        return ["--backups", f"file://{self.path}"]

    def filled(self, history):
        """With the backups of a directory."""
        subprocess.run(["cp", "-al", history, self.path], check=True)
        return self

    def made(self):
        self.path.mkdir()
        return self

    def names(self):
        return sorted(str(path.relative_to(self.path))
                      for path in self.path.rglob("*") if path.is_file())

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)


class Storage:
    """A server of S3, started when the first bucket is wanted."""

    def __init__(self, directory):
        self.directory = directory
        self.lock = threading.Lock()
        self.server = None

    def variables(self):
        with self.lock:
            if self.server is None:
                self.server = rows_places.Bucket(self.directory)
            return self.server.variables

    def close(self):
        if self.server is not None:
            self.server.close()


class Bucket:
    """Backups below a prefix that no other case has."""

    def __init__(self, storage, prefix):
        self.variables = storage.variables()
        self.bucket = self.variables["S3_SERVER_BUCKET"]
        self.prefix = urllib.parse.quote(prefix)

    def words(self):
        return ["--backups", f"s3://{self.bucket}/{self.prefix}",
                "--s3-endpoint", self.variables["S3_SERVER_HTTP"]]

    def environment(self):
        return {name: value for name, value in self.variables.items() if name.startswith("AWS_")}

    def filled(self, history):
        for path in sorted(history.rglob("*")):
            if path.is_file():
                self._ask(f"{self.prefix}/{path.relative_to(history)}", "--upload-file", path)
        return self

    def made(self):
        return self

    def names(self):
        listing = self._ask(f"?list-type=2&prefix={self.prefix}/")
        keys = re.findall(r"<Key>([^<]*)</Key>", listing)
        return sorted(key[len(self.prefix) + 1:] for key in keys)

    def remove(self):
        for name in self.names():
            self._ask(f"{self.prefix}/{name}", "--request", "DELETE")

    def _ask(self, what, *options):
        access = self.variables["AWS_ACCESS_KEY_ID"], self.variables["AWS_SECRET_ACCESS_KEY"]
        return subprocess.run(
            ["curl", "--silent", "--show-error", "--fail", "--user", ":".join(access),
             "--aws-sigv4", "aws:amz:us-east-1:s3", *map(str, options),
             f"{self.variables['S3_SERVER_HTTP']}/{self.bucket}/{what}"],
            env=process.ENVIRONMENT, check=True, capture_output=True, text=True,
            timeout=process.TIME_LIMIT).stdout
