"""One case's directories: an archive, a server's data directory and a spool."""

import fixtures
import process
import weak

SETTINGS = """archive = 'file://{archive}'
spool = '{spool}'
compression = {form}
timeout = {timeout}
standby_timeout = {timeout}
"""
# On a busy machine an undisturbed call may stand still for a while, and must not fail for that.
PATIENT = "60s"
# What may pass is tried again, but not for long: for calls that may fail.
IMPATIENT = "500ms"


class Site:
    def __init__(self, campaign, directory, form="zstd", system=fixtures.SYSTEM):
        self.bin = campaign.bin
        self.directory = directory
        self.archive = directory / "archive"
        self.data = directory / "data"
        self.pg_wal = self.data / "pg_wal"
        self.spool = directory / "spool"
        self.configuration = directory / "wal-archive.conf"
        for made in (self.archive, self.data / "global", self.pg_wal, self.spool):
            made.mkdir(parents=True, exist_ok=True)
        (self.data / "PG_VERSION").write_text("15\n", encoding="ascii")
        self.data.chmod(0o700)
        (self.data / "global" / "pg_control").write_bytes(fixtures.control_file(system))
        self.form = form
        self.configure(PATIENT)

    def configure(self, timeout):
        """Settings lie in a file, so that reading it can fail too."""
        text = SETTINGS.format(
            archive=self.archive, spool=self.spool, form=self.form, timeout=timeout)
        self.configuration.write_text(text, encoding="utf-8")

    def become(self, mode):
        """Puts the file into the data directory by which PostgreSQL knows how it starts."""
        for signal_file in self.data.glob("*.signal"):
            signal_file.unlink()
        (self.data / f"{mode}.signal").touch()

    def line(self, program, *words):
        return [self.bin / program, "--config", self.configuration, *words]

    def push_line(self, name, *flags):
        return self.line("wal-push", *flags, f"pg_wal/{name}", name)

    def fetch_line(self, name):
        return self.line("wal-fetch", name, f"pg_wal/{target_name(name)}")

    def target(self, name):
        """%p, as PostgreSQL names it."""
        return self.pg_wal / target_name(name)

    def run(self, line, failures=None):
        """Runs a command where PostgreSQL would, on a file system that may lack something."""
        return process.run(weak.prefix(failures or {}) + line, self.data)

    def put(self, contents):
        """Archives files, which are gone from pg_wal then."""
        for name, content in contents.items():
            (self.pg_wal / name).write_bytes(content)
            outcome = self.run(self.push_line(name))
            if outcome.status != 0:
                raise RuntimeError(f"could not prepare: {outcome}")
            (self.pg_wal / name).unlink()


def target_name(name):
    return "RECOVERYHISTORY" if name.endswith(".history") else "RECOVERYXLOG"
