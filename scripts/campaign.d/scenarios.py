"""The calls that campaigns disturb: what is there before, and what must be there at last."""

import dataclasses

import fixtures
from place import IMPATIENT, PATIENT, Site

NO_UNNAMED_FILES = (("tmpfile", "EOPNOTSUPP"),)
NO_LINKS = (*NO_UNNAMED_FILES, ("linkat", "EPERM"))
SEGMENT = fixtures.segment_name(1)
LATER_SEGMENT = fixtures.segment_name(3)
MISSING_SEGMENT = fixtures.segment_name(2)
HISTORY = "00000002.history"


@dataclasses.dataclass(frozen=True)
class Scenario:
    program: str
    name: str
    form: str = "zstd"
    state: str = "there"  # before the call: new, there, absent or gap
    mode: str = "recovery"  # of a server that fetches
    weakness: tuple = ()

    def __str__(self):
        parts = [self.program.removeprefix("wal-"), self.form, self.state]
        if self.name == HISTORY:
            parts.append("history")
        if self.program == "wal-fetch":
            parts.append(self.mode)
        if self.weakness:
            parts.append("nolinks" if len(self.weakness) > 1 else "named")
        return "-".join(parts)

    @property
    def failures(self):
        return dict(self.weakness)

    @property
    def fetches(self):
        return self.program == "wal-fetch"

    def contents(self, campaign):
        """What the archive holds when all has gone well, by name."""
        random = campaign.random(self.name, self.state, "contents")
        if self.name == HISTORY:
            return {HISTORY: fixtures.history(random)}
        contents = {SEGMENT: fixtures.segment(1, random)}
        if self.state == "gap":
            contents[LATER_SEGMENT] = fixtures.segment(3, random)
        return contents

    def site(self, campaign, directory):
        """Makes the directories as they are before the call."""
        site = Site(campaign, directory, self.form)
        contents = self.contents(campaign)
        if self.fetches or self.state == "there":
            site.put(contents)
        if self.fetches:
            site.become(self.mode)
        else:
            (site.pg_wal / self.name).write_bytes(contents[self.name])
        self.set_patience(site, is_disturbed=False)
        return site

    def set_patience(self, site, is_disturbed):
        """A recovery asks for seconds about a gap, unless it has no time."""
        site.configure(IMPATIENT if is_disturbed or self.state == "gap" else PATIENT)

    def line(self, site):
        """The command, without what makes the file system weak."""
        return site.fetch_line(self.name) if self.fetches else site.push_line(self.name)

    def run(self, site, wrap=lambda line: line):
        return site.run(wrap(self.line(site)), self.failures)

    def statuses(self):
        """How an undisturbed call ends, and how one that could not find out."""
        if not self.fetches:
            return 0, 2
        spares = self.mode == "standby"
        ends = {"there": 0, "absent": 1, "gap": 4 if spares else 202}
        return ends[self.state], 2 if spares else 200

    def statuses_again(self):
        """How the next call ends: a standby looks for a gap once a minute only."""
        is_gap_of_standby = self.state == "gap" and self.mode == "standby"
        return {1, 4} if is_gap_of_standby else {self.statuses()[0]}

    def delivered(self, campaign):
        """The bytes that a fetch delivers; none when it delivers nothing."""
        if self.fetches and self.state == "there":
            return self.contents(campaign)[self.name]
        return None


def weakened(scenario):
    """The same on a file system that knows neither unnamed files nor links."""
    return dataclasses.replace(scenario, weakness=NO_LINKS)


def pushes():
    for form in ("zstd", "none"):
        for state in ("new", "there"):
            yield Scenario("wal-push", SEGMENT, form, state)
    yield Scenario("wal-push", HISTORY, "zstd", "new")
    for form in ("zstd", "none"):
        yield Scenario("wal-push", SEGMENT, form, "new", weakness=NO_UNNAMED_FILES)
        yield Scenario("wal-push", SEGMENT, form, "new", weakness=NO_LINKS)


def fetches(mode):
    for form in ("zstd", "none"):
        yield Scenario("wal-fetch", SEGMENT, form, mode=mode)
    yield Scenario("wal-fetch", HISTORY, mode=mode)
    yield Scenario("wal-fetch", SEGMENT, mode=mode, weakness=NO_UNNAMED_FILES)
    yield Scenario("wal-fetch", SEGMENT, mode=mode, weakness=NO_LINKS)


def absences(mode):
    for state in ("absent", "gap"):
        yield Scenario("wal-fetch", MISSING_SEGMENT, state=state, mode=mode)


def by_name():
    every = [*pushes()]
    for mode in ("recovery", "standby"):
        every += [*fetches(mode), *absences(mode)]
    return {str(scenario): scenario for scenario in every}
