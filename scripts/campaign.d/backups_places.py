"""Where backups of a campaign are: a directory, or a bucket of a server of its own."""

import datetime
import hashlib
import hmac
import re
import shutil
import subprocess
import threading
import urllib.parse
import urllib.request

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
        self.prefix = re.sub("[^0-9a-z]", "-", prefix)

    def words(self):
        return ["--backups", f"s3://{self.bucket}/{self.prefix}",
                "--s3-endpoint", self.variables["S3_SERVER_HTTP"]]

    def environment(self):
        return {name: value for name, value in self.variables.items() if name.startswith("AWS_")}

    def filled(self, history):
        for path in sorted(history.rglob("*")):
            if path.is_file():
                self._ask("PUT", f"{self.prefix}/{path.relative_to(history)}", path.read_bytes())
        return self

    def made(self):
        return self

    def names(self):
        prefix = urllib.parse.quote(self.prefix + "/", safe="")
        listing = self._ask("GET", "", query=f"list-type=2&prefix={prefix}").decode()
        keys = re.findall(r"<Key>([^<]*)</Key>", listing)
        return sorted(key[len(self.prefix) + 1:] for key in keys)

    def remove(self):
        for name in self.names():
            self._ask("DELETE", f"{self.prefix}/{name}")

    def _ask(self, method, key, body=b"", query=""):
        """One request, signed as AWS's documentation has it (version 4)."""
        endpoint = self.variables["S3_SERVER_HTTP"]
        path = f"/{self.bucket}/{key}" if key else f"/{self.bucket}"
        time = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        digest = hashlib.sha256(body).hexdigest()
        headers = {"host": urllib.parse.urlsplit(endpoint).netloc,
                   "x-amz-content-sha256": digest, "x-amz-date": time}
        names = ";".join(sorted(headers))
        lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
        scope = f"{time[:8]}/us-east-1/s3/aws4_request"
        asked = "\n".join([method, path, query, lines, names, digest]).encode()
        text = f"AWS4-HMAC-SHA256\n{time}\n{scope}\n{hashlib.sha256(asked).hexdigest()}"
        key = ("AWS4" + self.variables["AWS_SECRET_ACCESS_KEY"]).encode()
        for word in scope.split("/"):
            key = hmac.digest(key, word.encode(), "sha256")
        signature = hmac.digest(key, text.encode(), "sha256").hex()
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={self.variables['AWS_ACCESS_KEY_ID']}/{scope},"
            f" SignedHeaders={names}, Signature={signature}")
        request = urllib.request.Request(
            endpoint + path + (f"?{query}" if query else ""), method=method, headers=headers,
            data=body if method == "PUT" else None)
        with urllib.request.urlopen(request, timeout=process.TIME_LIMIT) as answer:
            return answer.read()
