"""The WAL reader under libFuzzer: damaged WAL by the million, for half an hour or --cases seconds.

What is drawn is a plan (Tests/TestSupport/ReaderPlan.swift), whose short form is RecordsTests.
"""

import subprocess
import tempfile
import time
from pathlib import Path

SECONDS = 1800
LENGTH_MAX = 4096


def run(arguments, repository):
    """A case is a second; libFuzzer stops at the first violation, and keeps its input."""
    seconds = arguments.cases or SECONDS
    begin = time.monotonic()
    scratch = Path(tempfile.mkdtemp(prefix="wal-archive-fuzz.", dir="/var/tmp"))
    fuzzer = scratch / "fuzzer"
    subprocess.run([repository / "scripts/campaign.d/fuzz/build", fuzzer], check=True,
                   stderr=subprocess.DEVNULL)
    if arguments.only is not None:
        return subprocess.run([fuzzer, arguments.only], check=False).returncode
    (scratch / "corpus").mkdir()
    done = subprocess.run(
        [fuzzer, f"-max_total_time={seconds}", f"-max_len={LENGTH_MAX}", "-timeout=60",
         f"-seed={arguments.seed}", f"-artifact_prefix={scratch}/", scratch / "corpus"],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    violations = int(done.returncode != 0)
    if violations:
        print(done.stdout[-4000:])
        for found in (*scratch.glob("crash-*"), *scratch.glob("timeout-*")):
            print(f"  again: scripts/campaign fuzz --only {found}")
    else:
        print(done.stdout.splitlines()[-1])
    print(f"campaign fuzz: {seconds} cases, {violations} violations, seed {arguments.seed},"
          f" {time.monotonic() - begin:.0f} s")
    return violations
