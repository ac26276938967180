"""What strace says of a call, and what it is told to do to one."""

import collections
import dataclasses
import re

LINE = re.compile(r"(\d+) +(.*)")
RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)")
CALL = re.compile(r"(\w+)\((.*)\) += (-?\w+)(.*)")
SIGNAL = re.compile(r"--- (SIG\w+) ")
UNFINISHED = "<unfinished ...>"
# The last thing that a program does before its signal handlers are complete.
HANDLERS_DONE = ("rt_sigaction", "SIGPIPE")


@dataclasses.dataclass(frozen=True)
class Call:
    """One system call that has ended."""

    thread: int
    name: str
    arguments: str
    result: str
    rest: str  # the path of a new descriptor, the error's name

    @property
    def failed(self):
        return self.result == "-1"

    @property
    def error(self):
        return self.rest.split()[0] if self.failed else None


def strace(line, trace, inject=None):
    """The command under strace; descriptors are shown with their paths."""
    options = ["-f", "-y", "-qq", "-o", trace]
    if inject is not None:
        options += ["-e", f"inject={inject}"]
    return ["strace", *options, *line]


class Trace:
    def __init__(self, path):
        self.calls = []
        self.signals = collections.Counter()
        begun = {}
        for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
            self._take(text, begun)

    def _take(self, text, begun):
        thread, event = LINE.fullmatch(text).groups()
        if signal := SIGNAL.match(event):
            self.signals[signal[1]] += 1
            return
        if event.endswith(UNFINISHED):
            begun[thread] = event.removesuffix(UNFINISHED).rstrip(" ")
            return
        if resumed := RESUMED.match(event):
            event = begun.pop(thread, "") + resumed[1].lstrip(" ")
        if call := CALL.fullmatch(event):
            self.calls.append(Call(int(thread), *call.groups()))

    @property
    def main(self):
        return self.calls[0].thread

    def occurrences(self):
        """Every call as (name, number, call): strace counts them so, for each thread."""
        counts = collections.Counter()
        for call in self.calls:
            counts[call.thread, call.name] += 1
            yield call.name, counts[call.thread, call.name], call

    def own_occurrences(self):
        """The same from where the program's signal handlers are complete.

        Without numbers of other threads that the main thread reaches before that: there an
        injection would meet it first.
        """
        own, earlier = False, set()
        for name, number, call in self.occurrences():
            if own and (name, number) not in earlier:
                yield name, number, call
            if not own:
                earlier.add((name, number))
            own = own or name == HANDLERS_DONE[0] and HANDLERS_DONE[1] in call.arguments


def baseline(campaign, scenario):
    """The trace of a scenario that nothing disturbs."""
    directory = campaign.scratch / "baseline" / str(scenario)
    directory.mkdir(parents=True)
    site = scenario.site(campaign, directory)
    path = directory / "trace"
    outcome = scenario.run(site, lambda line: strace(line, path))
    if outcome.status != scenario.statuses()[0]:
        raise SystemExit(f"campaign: {scenario} fails undisturbed: {outcome}")
    return Trace(path)
