"""Runs the cases of one campaign, two at a time, and reports."""

import collections
import concurrent.futures
import random
import shutil
import threading
import time
import traceback

WORKERS = 2


class Campaign:
    """What every case of one run shares."""

    def __init__(self, module, arguments, source, scratch):
        self.module = module
        self.arguments = arguments
        self.seed = arguments.seed
        self.scratch = scratch
        # A build may replace the executables meanwhile.
        self.bin = scratch / "bin"
        self.bin.mkdir()
        for name in ("wal-push", "wal-fetch", "wal-archive"):
            if (source / name).exists():
                shutil.copy2(source / name, self.bin / name)
        self.given_bin = arguments.bin
        self._notes = collections.Counter()
        self._lock = threading.Lock()

    def note(self, what, count=1):
        """Counts what a reader should know though it is no violation."""
        with self._lock:
            self._notes[what] += count

    def random(self, *words):
        """The same numbers for the same seed and words, in whatever order cases run."""
        return random.Random("/".join(map(str, (self.seed, *words))))

    def run(self):
        begin = time.monotonic()
        try:
            cases, violations = self._judged()
        finally:
            getattr(self.module, "end", lambda _: None)(self)
        for what, count in sorted(self._notes.items()):
            print(f"note: {what}" + (f" ({count} times)" if count > 1 else ""))
        print(
            f"campaign {self.arguments.name}: {len(cases)} cases, {violations} violations,"
            f" seed {self.seed}, {time.monotonic() - begin:.0f} s", flush=True)
        return 1 if violations else 0

    def _judged(self):
        cases = self._cases()
        violations = 0
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            for case, findings in zip(cases, pool.map(self._findings, cases)):
                violations += bool(findings)
                if findings:
                    self._report(case, findings)
        return cases, violations

    def _cases(self):
        if self.arguments.only is not None:
            return [self.arguments.only]
        cases = list(self.module.cases(self))
        wanted = self.arguments.cases
        if wanted is None or wanted >= len(cases):
            return cases
        return sorted(self.random("cases").sample(cases, wanted), key=cases.index)

    def _findings(self, case):
        directory = self.scratch / "cases" / case.replace("/", ",")
        try:
            directory.mkdir(parents=True)
            return list(self.module.findings(self, case, directory))
        except Exception:  # a case that cannot be judged is not a case that went well
            return ["the case could not be judged: " + traceback.format_exc()]
        finally:
            if self.arguments.only is None:
                shutil.rmtree(directory, ignore_errors=True)

    def _report(self, case, findings):
        bin_option = f" --bin {self.given_bin}" if self.given_bin else ""
        name = self.arguments.name
        print(f"violation of {case}:")
        for finding in findings:
            print("  " + finding.rstrip().replace("\n", "\n    "))
        print(f"  again: scripts/campaign {name} --seed {self.seed} --only {case}{bin_option}",
              flush=True)
