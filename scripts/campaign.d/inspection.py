"""What lies in the directories after a call, judged without the programs under test."""

import os
import re

import fixtures
import process

MARKER = "wal-archive.cluster"
OWN = ".wal-archive"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
MARKER_FORM = re.compile(rf"wal-archive 1\nsystem {fixtures.SYSTEM}\narchive [0-9a-f]{{32}}\n")
TEMPORARY = {"archive": r"tmp-[0-9a-f]+\.tmp", "pg_wal": r"wal-fetch-[0-9a-f]+\.tmp"}
SPOOL_FILE = re.compile(r"archive-[0-9a-f]{16}|gap")
SPOOL_LEFTOVER = re.compile(rf"({SPOOL_FILE.pattern})\.tmp")  # the next call takes it over


class Inspection:
    """Collects findings; leftovers are the temporary files that documentation names."""

    def __init__(self, site, scenario, campaign):
        self.site = site
        self.scenario = scenario
        self.contents = scenario.contents(campaign)
        self.delivered = scenario.delivered(campaign)
        self.findings = []
        self.leftovers = []

    def archive(self, complete):
        """Each file is right or not there; nothing else is, once a call has succeeded."""
        names = set(os.listdir(self.site.archive))
        wanted = {MARKER, *self.contents}
        sidecars = {f"{name}.sha256" for name in self.contents}
        if self.scenario.form == "none":
            wanted |= sidecars
        if missing := wanted - names:
            if complete:
                self.findings.append(f"missing in the archive: {sorted(missing)}")
        if OWN in names and self.scenario.weakness:
            names.remove(OWN)
            self._directory(self.site.archive / OWN, set(), "archive")
        if others := names - wanted:
            self.findings.append(f"in the archive besides: {sorted(others)}")
        for name in names & set(self.contents):
            self._object(name, names)
        for name in sidecars & names:
            if name.removesuffix(".sha256") not in names:
                self.findings.append(f"a digest without its file: {name}")
        if MARKER in names and not MARKER_FORM.fullmatch(self._text(MARKER)):
            self.findings.append(f"the marker is wrong: {self._text(MARKER)!r}")

    def _text(self, name):
        return (self.site.archive / name).read_text(encoding="utf-8", errors="replace")

    def _object(self, name, names):
        path = self.site.archive / name
        with open(path, "rb") as file:
            is_compressed = file.read(4) == ZSTD_MAGIC
        decode = ["zstd", "-dcq", path] if is_compressed else ["cat", path]
        if process.output_of(decode, self.site.archive) != self.contents[name]:
            self.findings.append(f"wrong in the archive: {name}")
        sidecar = f"{name}.sha256"
        if sidecar in names:
            check = ["sha256sum", "--check", "--strict", "--status", sidecar]
            if process.output_of(check, self.site.archive) is None:
                self.findings.append(f"wrong digest in the archive: {sidecar}")

    def pg_wal(self, complete):
        """%p is absent or whole, and nobody else's file was touched."""
        expected = set()
        if not self.scenario.fetches:
            expected.add(self.scenario.name)
            if (self.site.pg_wal / self.scenario.name).read_bytes() \
                    != self.contents[self.scenario.name]:
                self.findings.append("the local file was changed")
        target = self.site.target(self.scenario.name)
        if self.delivered is not None and target.exists():
            expected.add(target.name)
            if target.read_bytes() != self.delivered:
                self.findings.append("wrong bytes at %p")
            if target.stat().st_mode & 0o7777 != 0o600:
                self.findings.append(f"mode {target.stat().st_mode & 0o7777:o} of %p")
        elif self.delivered is not None and complete:
            self.findings.append("nothing at %p")
        self._directory(self.site.pg_wal, expected, "pg_wal")

    def spool(self, may_leave):
        clusters = os.listdir(self.site.spool)
        if len(clusters) > 1:
            self.findings.append(f"in the spool: {sorted(clusters)}")
        for cluster in clusters:
            names = set(os.listdir(self.site.spool / cluster))
            expected = {
                name for name in names
                if SPOOL_FILE.fullmatch(name) or may_leave and SPOOL_LEFTOVER.fullmatch(name)}
            self._directory(self.site.spool / cluster, expected, "spool")

    def _directory(self, path, expected, kind):
        for name in sorted(set(os.listdir(path)) - expected):
            if re.fullmatch(TEMPORARY.get(kind, "(?!)"), name) and self.scenario.weakness:
                self.leftovers.append(path / name)
            else:
                self.findings.append(f"left in {path.relative_to(self.site.directory)}: {name}")


def inspect(campaign, scenario, site, complete=False, may_leave=False):
    """Looks at everything; gives findings, and leftovers where there may be some."""
    inspection = Inspection(site, scenario, campaign)
    inspection.archive(complete or scenario.fetches)
    inspection.pg_wal(complete)
    inspection.spool(may_leave)
    if not may_leave:
        inspection.findings += [f"left: {path}" for path in inspection.leftovers]
    return inspection.findings, inspection.leftovers
