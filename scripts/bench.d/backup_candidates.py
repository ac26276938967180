"""The command lines that are measured for base backups: ours, others', and what bounds them."""

import os
import subprocess
from contextlib import ExitStack

from endpoint import endpoint

STANZA = "bench"
SPLIT = "64M"


class Candidates:
    """What both kinds of places have in common."""

    def __init__(self, here, cluster, megabits=0):
        self.here, self.cluster, self.megabits = here, cluster, megabits
        self.target, self.left, self.kept = here / "target", here / "left", here / "kept"
        self.stream = f"pg_basebackup -h {here} -X none -c fast -Ft -D -"
        self.open = ExitStack()
        self.places()
        with open(cluster.data / "postgresql.conf", "a", encoding="ascii") as file:
            file.write("archive_mode = on\nmax_wal_senders = 4\nwal_level = replica\n"
                       "archive_command = 'true'\n")  # nobody needs what fills the tables

    def pgbackrest(self):
        return f"pgbackrest --config={self.here}/pgbackrest.conf --stanza={STANZA}"

    def pgbackrest_settings(self, lines):
        (self.here / "pgbackrest.conf").write_text("\n".join([
            f"[{STANZA}]", f"pg1-path={self.cluster.data}", f"pg1-socket-path={self.here}",
            "[global]", *lines, "log-level-file=off", "log-level-console=error",
            "compress-type=zst", "compress-level=1", "start-fast=y", "repo1-retention-full=9",
            f"process-max={os.cpu_count()}", f"lock-path={self.here}/lock", ""]), encoding="ascii")

    def wal_archive_settings(self, archive, backups, *lines):
        with open("wal-archive.conf", "a", encoding="ascii") as file:
            file.write("\n".join([f"archive = '{archive}'", f"backups = '{backups}'", *lines, ""]))

    def prepare(self):
        """A stanza, and the stored bytes of one backup for those that only move them."""
        subprocess.run(f"{self.pgbackrest()} stanza-create", shell=True, check=True)
        command = f"wal-push %p %f && {self.pgbackrest()} archive-push %p"
        self.cluster.query("SELECT pg_switch_wal()")
        self.cluster.query(f"ALTER SYSTEM SET archive_command = '{command}'")
        self.cluster.query("SELECT pg_reload_conf()")
        self.kept.mkdir()
        subprocess.run(f"{self.stream} | split -b {SPLIT} --filter='zstd -q -1 > $FILE'"
                       f" - {self.kept}/part-", shell=True, check=True, capture_output=True)

    def backups(self):
        return {
            "wal-archive backup": f"wal-archive backup -d 'host={self.here} dbname=postgres'",
            "pgbackrest backup": f"{self.pgbackrest()} --type=full backup",
            "floor: pg_basebackup to /dev/null": f"{self.stream} >/dev/null",
            "floor: pg_basebackup and zstd -1 -T0 to /dev/null":
                f"{self.stream} | zstd -q -1 -T0 >/dev/null",
        }

    def restores(self):
        return {
            "wal-archive restore": f"wal-archive restore --to {self.target}",
            "pgbackrest restore":
                f"mkdir {self.target} && {self.pgbackrest()} --pg1-path={self.target} restore",
            "floor: zstd -d to /dev/null, two at once":
                f"ls {self.kept}/part-* | xargs -P 2 -n 1 zstd -qdc >/dev/null",
            "floor: cp -a of the cluster, synced":
                f"cp -a {self.cluster.data}/base {self.target} && sync -f {self.target}",
        }

    def after(self, name):
        """Makes room after a round."""


class Directories(Candidates):
    """Archive, backups and repository in directories of one disk."""

    title = "in directories"

    def places(self):
        for name in ("archive", "backups", "repository"):
            (self.here / name).mkdir(mode=0o700)
        self.wal_archive_settings(f"file://{self.here}/archive", f"file://{self.here}/backups")
        self.pgbackrest_settings([f"repo1-path={self.here}/repository"])

    def backups(self):
        left = self.left
        return super().backups() | {
            "pg_basebackup, zstd -1 -T0 to a file":
                f"mkdir {left} && {self.stream} | zstd -q -1 -T0 > {left}/base.tar.zst"
                f" && sync {left}/base.tar.zst",
            "floor: cp of the stored bytes, synced":
                f"cp -r {self.kept} {left} && sync -f {left}",
        }

    def restores(self):
        return super().restores() | {
            "zstd -d, tar x, synced":
                f"mkdir {self.target} && cat {self.kept}/part-* | zstd -qdc"
                f" | tar -x -C {self.target} && sync -f {self.target}",
        }


class Objects(Candidates):
    """Everything in one bucket of an S3 server on this machine, by HTTPS."""

    @property
    def title(self):
        return "in S3" + (f" behind {self.megabits} Mbit/s" if self.megabits else "")

    def places(self):
        from s3_candidates import BUCKET, Server, s3cmd
        self.server, self.bucket = Server(self.here), BUCKET
        self.server.url = self.open.enter_context(endpoint(0, self.megabits))
        host, port = self.server.address.split(":")
        key, secret = self.server.keys
        place = f"s3://{BUCKET}/own"
        self.wal_archive_settings(
            f"{place}/wal", f"{place}/base", f"s3_endpoint = '{self.server.url}'",
            f"s3_ca_file = '{self.server.certificates}'")
        self.pgbackrest_settings([
            "repo1-type=s3", "repo1-path=/pgbackrest", f"repo1-s3-bucket={BUCKET}",
            f"repo1-s3-endpoint={host}", f"repo1-storage-port={port}", "repo1-s3-region=us-east-1",
            f"repo1-s3-key={key}", f"repo1-s3-key-secret={secret}", "repo1-s3-uri-style=path",
            f"repo1-storage-ca-file={self.server.certificates}"])
        self.s3cmd = " ".join(s3cmd(self.server))
        self.barman = f"--endpoint-url {self.server.url}"

    def prepare(self):
        super().prepare()
        subprocess.run(self.upload("floor"), shell=True, check=True)

    def upload(self, place):
        command = " ".join(f"'{word}'" for word in self.server.curl(
            "-T", "PART", f"{self.server.url}/{self.bucket}/{place}/"))
        return f"ls {self.kept}/part-* | xargs -P 4 -I PART {command}"

    def download(self, place):
        command = " ".join(f"'{word}'" for word in self.server.curl(
            "-o", "/dev/null", f"{self.server.url}/{self.bucket}/{place}/PART"))
        return f"ls {self.kept} | xargs -P 3 -I PART {command}"

    def backups(self):
        return super().backups() | {
            "barman-cloud-backup":
                f"barman-cloud-backup {self.barman} -h {self.here} -d postgres"
                f" --immediate-checkpoint -J {os.cpu_count()} s3://{self.bucket}/barman bench",
            "pg_basebackup, zstd -1 -T0, s3cmd put":
                f"{self.stream} | zstd -q -1 -T0 | {self.s3cmd} put -"
                f" s3://{self.bucket}/s3cmd/base.tar.zst",
            "floor: curl, the stored bytes, four at once": self.upload("again"),
        }

    def restores(self):
        identifier = "$(barman-cloud-backup-list --format json " + self.barman \
            + f" s3://{self.bucket}/barman bench | python3 -c 'import json, sys;" \
            + " print(json.load(sys.stdin)[\"backups_list\"][-1][\"backup_id\"])')"
        return super().restores() | {
            "barman-cloud-restore":
                f"barman-cloud-restore {self.barman} s3://{self.bucket}/barman bench"
                f" {identifier} {self.target}",
            "s3cmd get, zstd -d, tar x":
                f"mkdir {self.target} && {self.s3cmd} get s3://{self.bucket}/s3cmd/base.tar.zst -"
                f" | zstd -qdc | tar -x -C {self.target} && sync -f {self.target}",
            "floor: curl, the stored bytes, three at once": self.download("floor"),
        }
