"""Push and fetch over a simulated store, clock and processes: more schedules than a test run's.

The simulation itself is in Tests/SimulationTests; there lies its short form too.
"""

import os
import re
import subprocess
import time

SCHEDULES = 400_000
NOTHING_RAN = re.compile(r"with 0 tests|No matching test cases")


def run(arguments, repository):
    """A case is a schedule, named by its seed; the test stops at the first that it finds."""
    count = arguments.cases or SCHEDULES
    seed = arguments.seed
    if arguments.only is not None:
        # The two halves of the test take the odd and the even seeds.
        seed, count = int(arguments.only), 2
    begin = time.monotonic()
    done = subprocess.run(
        ["swift", "test", "--package-path", repository, "--filter", "SimulationTests"],
        env={**os.environ, "WALTEST_SCHEDULES": str(count), "WALTEST_SEED": str(seed)},
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    found = re.findall(r"seed (\d+): (.*)", done.stdout)
    for case, violation in found:
        print(f"violation of {case}: {violation}")
        print(f"  again: scripts/campaign simulation --only {case}")
    failed = done.returncode != 0 or NOTHING_RAN.search(done.stdout) is not None
    if failed and not found:
        print(done.stdout)
    violations = len(found) or int(failed)
    print(
        f"campaign simulation: {count} cases, {violations} violations, seed {seed},"
        f" {time.monotonic() - begin:.0f} s")
    return 1 if violations else 0
