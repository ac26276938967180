"""Who drains a backlog into S3 and restores it from there, against a server on loopback."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from rivals import AHEAD, Rival, directory, pgbackrest, restored

SIGNED = "--aws-sigv4 aws:amz:us-east-1:s3 -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD'"


@dataclass
class InS3(Rival):
    """Stores below a prefix of its own each time, since nothing is emptied there."""

    runs = 0

    def __post_init__(self):
        self.archive_template, self.restore_template = self.archive_command, self.restore_command

    def reset(self):
        InS3.runs += 1
        prefix = f"run-{InS3.runs}"
        self.archive_command = self.archive_template.replace("PREFIX", prefix)
        self.restore_command = self.restore_template.replace("PREFIX", prefix)
        super().reset()


def curl(endpoint, *words):
    keys = f"{os.environ['AWS_ACCESS_KEY_ID']}:{os.environ['AWS_SECRET_ACCESS_KEY']}"
    return " ".join(["curl -sf --cacert", os.environ["AWS_CA_BUNDLE"], "--user", keys, SIGNED,
                     *words])


def floor_of_s3(endpoint, prefix, names, place):
    """zstd -1 on every processor, while one curl at a time sends what is ready over connections
    that it keeps: no digest, no check, no name taken once."""
    bucket, sending = os.environ["S3_SERVER_BUCKET"], None
    parts = min(4, len(names))
    for part in range(parts):
        mine = names[part::parts]
        subprocess.run(
            ["xargs", "-P", str(os.cpu_count()), "-I{}", "zstd", "-1", "-q", "-f", "-T1",
             "--single-thread", "pg_wal/{}", "-o", f"{place}/{{}}"],
            input="\n".join(mine), text=True, check=True)
        if sending:
            finish(sending)
        pairs = "".join(f'upload-file = "{place}/{name}"\n'
                        f'url = "{endpoint}/{bucket}/{prefix}/{name}"\n' for name in mine)
        Path(place, "curl.conf").write_text(pairs, encoding="ascii")
        words = ["-Z", "--parallel-immediate", "--parallel-max", "16", "-K", f"{place}/curl.conf"]
        sending = subprocess.Popen(curl(endpoint, *words), shell=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    finish(sending)


def finish(sending):
    _, errors = sending.communicate(timeout=300)
    if sending.returncode != 0:
        raise SystemExit(f"bench: curl: {errors.decode(errors='replace')[-500:]}")


def wal_archive(name, flags, endpoint):
    words = f"--archive s3://{os.environ['S3_SERVER_BUCKET']}/PREFIX --s3-endpoint {endpoint}"
    return InS3(name, directory("s3"), f"wal-push {flags} {words} %p %f",
                f"wal-fetch {flags} {words} %f %p")


def with_curl(endpoint):
    url, kept = f"{endpoint}/{os.environ['S3_SERVER_BUCKET']}/PREFIX/%f", directory("curl")
    put = curl(endpoint, "-H 'If-None-Match: *' -T", f"{kept}/%f", url)
    return InS3("`zstd`, `curl`", kept, f"zstd -1 -q -f %p -o {kept}/%f && {put} && rm {kept}/%f",
                f"{curl(endpoint, '-o', f'{kept}/%f', url)} && zstd -dqf {kept}/%f -o %p")


def with_s3cmd(endpoint):
    place, address = directory("s3cmd"), endpoint.removeprefix("https://")
    configuration = Path(os.environ["HOME"], "s3cmd.conf")
    configuration.write_text(
        f"access_key = {os.environ['AWS_ACCESS_KEY_ID']}\n"
        f"secret_key = {os.environ['AWS_SECRET_ACCESS_KEY']}\nhost_base = {address}\n"
        f"host_bucket = {address}\nca_certs_file = {os.environ['AWS_CA_BUNDLE']}\n",
        encoding="ascii")
    words, url = f"s3cmd --config={configuration} --quiet", \
        f"s3://{os.environ['S3_SERVER_BUCKET']}/PREFIX/%f"
    return InS3("`s3cmd`", place, f"{words} put %p {url}", f"{words} --force get {url} %p")


def with_aws(endpoint):
    words = f"aws --endpoint-url {endpoint} s3 cp --only-show-errors"
    url = f"s3://{os.environ['S3_SERVER_BUCKET']}/PREFIX/%f"
    return InS3("`aws s3 cp`", directory("aws"), f"{words} %p {url}", f"{words} {url} %p")


def with_barman(endpoint):
    words = f"--endpoint-url {endpoint} s3://{os.environ['S3_SERVER_BUCKET']}/PREFIX bench"
    return InS3("barman-cloud", directory("barman"), f"barman-cloud-wal-archive {words} %p",
                f"barman-cloud-wal-restore {words} %f %p")


def with_pgbackrest(jobs, endpoint):
    rival = pgbackrest(jobs)
    configuration = Path(os.environ["HOME"], f"pgbackrest-{jobs}-s3.conf")
    host, port = endpoint.removeprefix("https://").split(":")
    lines = Path(os.environ["HOME"], f"pgbackrest-{jobs}.conf").read_text(encoding="ascii")
    lines = "".join(line for line in lines.splitlines(True) if "repo1-path" not in line)
    words = f"pgbackrest --config={configuration} --stanza=bench"
    state = {"runs": 0}

    def create():
        state["runs"] += 1
        ours = [
            "repo1-type=s3", f"repo1-s3-bucket={os.environ['S3_SERVER_BUCKET']}",
            "repo1-s3-uri-style=path", f"repo1-s3-endpoint={host}", f"repo1-storage-port={port}",
            "repo1-s3-region=us-east-1", f"repo1-s3-key={os.environ['AWS_ACCESS_KEY_ID']}",
            f"repo1-s3-key-secret={os.environ['AWS_SECRET_ACCESS_KEY']}",
            f"repo1-storage-ca-file={os.environ['AWS_CA_BUNDLE']}",
            f"repo1-path=/pgbackrest-{jobs}-{port}-{state['runs']}"]
        text = lines.replace("[global]\n", "[global]\n" + "\n".join(ours) + "\n")
        configuration.write_text(text, encoding="ascii")
        subprocess.run([*words.split(), "--no-online", "stanza-create"], check=True)

    return Rival(rival.name, rival.place, f"{words} archive-push %p",
                 f"{words} {restored()} archive-get %f %p", create)


def of_s3(endpoint, jobs):
    """Those that keep pace, and those that are measured with few segments.

    - jobs: pgbackrest's processes, at their best with this round trip.
    """
    fast = [wal_archive("**wal-push**", AHEAD, endpoint),
            wal_archive("**wal-push** one a call", "--push-ahead 0 --fetch-ahead 0", endpoint)]
    slow = [with_curl(endpoint)]
    if which("pgbackrest"):
        fast.append(with_pgbackrest(jobs, endpoint))
        slow.append(with_pgbackrest(0, endpoint))
    slow += [make(endpoint) for program, make in (
        ("s3cmd", with_s3cmd), ("aws", with_aws), ("barman-cloud-wal-archive", with_barman))
        if which(program)]
    return fast, slow
