"""The commands that are measured with an archive in S3, each a function from a segment's name."""

import os
import subprocess
import time
from pathlib import Path

from candidates import DELIVERED, directory

BUCKET = "wal"
SIGNED = ["--aws-sigv4", "aws:amz:us-east-1:s3", "-H", "x-amz-content-sha256: UNSIGNED-PAYLOAD"]


class Server:
    """What scripts/s3-server says of itself."""

    def __init__(self, home):
        self.log = Path(home, "s3", "rgw.log")
        for line in Path(home, "s3", "env").read_text(encoding="ascii").splitlines():
            name, value = line.removeprefix("export ").split("=", 1)
            os.environ[name] = value.strip("'")
        self.url = os.environ["S3_SERVER_HTTPS"]
        self.certificates = os.environ["AWS_CA_BUNDLE"]
        self.keys = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
        # For programs on requests and boto3, and for objects beyond 16 MiB.
        os.environ.update(REQUESTS_CA_BUNDLE=self.certificates, TMPDIR=str(directory("tmp")))

    @property
    def address(self):
        return self.url.removeprefix("https://")

    def requests(self):
        """How many requests were answered so far; the log is a moment late."""
        mark = f"mark-{os.urandom(8).hex()}"
        subprocess.run(
            ["curl", "-sko", "/dev/null", f"{self.url}/{BUCKET}/{mark}"], check=True, timeout=60)
        for _ in range(600):
            log = self.log.read_text(encoding="utf-8", errors="replace")
            if mark in log:
                break
            time.sleep(0.05)
        return sum(" beast: 0x" in line and "/mark-" not in line for line in log.splitlines())

    def curl(self, *words):
        keys = ":".join(self.keys)
        return ["curl", "-sf", "--cacert", self.certificates, "--user", keys, *SIGNED, *words]


def wal(server, program, kind, *words):
    return [program, "--archive", f"s3://{BUCKET}/{kind}", "--compression", kind,
            "--s3-endpoint", server.url, "--s3-ca-file", server.certificates, *words]


def push(server, kind):
    return lambda name: wal(server, "wal-push", kind, f"pg_wal/{name}", name)


def fetch(server, kind):
    return lambda name: wal(server, "wal-fetch", kind, name, DELIVERED)


def s3cmd(server):
    configuration = directory("s3cmd") / "conf"
    key, secret = server.keys
    configuration.write_text(
        f"access_key = {key}\nsecret_key = {secret}\nhost_base = {server.address}\n"
        f"host_bucket = {server.address}\nca_certs_file = {server.certificates}\n",
        encoding="ascii")
    return ["s3cmd", f"--config={configuration}", "--quiet"]


def pgbackrest(server):
    home = directory("pgbackrest-s3")
    key, secret = server.keys
    host, port = server.address.split(":")
    lines = [
        "[global]", "repo1-type=s3", "repo1-path=/pgbackrest", f"repo1-s3-bucket={BUCKET}",
        f"repo1-s3-endpoint={host}", f"repo1-storage-port={port}", "repo1-s3-region=us-east-1",
        f"repo1-s3-key={key}", f"repo1-s3-key-secret={secret}", "repo1-s3-uri-style=path",
        f"repo1-storage-ca-file={server.certificates}", f"lock-path={home}",
        f"spool-path={home}", "log-level-file=off", "log-level-console=warn",
        "compress-type=zst", "compress-level=1", "[bench]", f"pg1-path={os.getcwd()}"]
    (home / "conf").write_text("\n".join(lines) + "\n", encoding="ascii")
    command = ["pgbackrest", f"--config={home}/conf", "--stanza=bench"]
    subprocess.run([*command, "--no-online", "stanza-create"], check=True)
    return command


def aws(server, *words):
    return ["aws", "s3", "cp", "--quiet", "--endpoint-url", server.url, *words]


def barman(server, verb, *words):
    return [f"barman-cloud-wal-{verb}", "--endpoint-url", server.url, f"s3://{BUCKET}/barman",
            "bench", *words]


def pushes(server, stanza, stored):
    """The first is the floor: the very bytes that wal-push stores, and nothing else."""
    return {
        "`curl`, the stored bytes": lambda name: server.curl(
            "-H", "If-None-Match: *", "-T", str(stored / name),
            f"{server.url}/{BUCKET}/floor/{name}"),
        "**wal-push**, zstd 1": push(server, "zstd"),
        "`curl`, the plain bytes": lambda name: server.curl(
            "-H", "If-None-Match: *", "-T", f"pg_wal/{name}",
            f"{server.url}/{BUCKET}/plain/{name}"),
        "**wal-push**, none": push(server, "none"),
        "pgbackrest archive-push, zst 1": lambda name: [*stanza, "archive-push", f"pg_wal/{name}"],
        "`s3cmd put`": lambda name: [
            *s3cmd(server), "put", f"pg_wal/{name}", f"s3://{BUCKET}/s3cmd/{name}"],
        "`aws s3 cp`": lambda name: aws(
            server, f"pg_wal/{name}", f"s3://{BUCKET}/aws/{name}"),
        "barman-cloud-wal-archive": lambda name: barman(server, "archive", f"pg_wal/{name}"),
    }


def fetches(server, stanza):
    def get(place):
        return lambda name: server.curl("-o", DELIVERED, f"{server.url}/{BUCKET}/{place}/{name}")

    return {
        "`curl`, the stored bytes": get("floor"),
        "**wal-fetch**, zstd 1": fetch(server, "zstd"),
        "`curl`, the plain bytes": get("plain"),
        "**wal-fetch**, none": fetch(server, "none"),
        "pgbackrest archive-get, zst 1": lambda name: [*stanza, "archive-get", name, DELIVERED],
        "`s3cmd get`": lambda name: [
            *s3cmd(server), "get", f"s3://{BUCKET}/s3cmd/{name}", DELIVERED],
        "`aws s3 cp`": lambda name: aws(server, f"s3://{BUCKET}/aws/{name}", DELIVERED),
        "barman-cloud-wal-restore": lambda name: barman(server, "restore", name, DELIVERED),
    }
