"""The WAL reader under libFuzzer: damaged WAL by the million, for half an hour or --cases seconds.

What is drawn is a plan (Tests/TestSupport/ReaderPlan.swift). It begins with fuzz/corpus.txt, a plan
a line in hexadecimal digits, which the tests run over too (RecordsTests); a run of the whole half
hour in which nothing is wrong writes that anew, with the shortest plans that reach as much.
"""

import hashlib
import subprocess
import tempfile
import time
from pathlib import Path

SECONDS = 1800
LENGTH_MAX = 4096
# A line of the file has two digits a byte, and no line here is longer than 100 columns.
KEPT_LENGTH_MAX = 50
CORPUS = Path("scripts/campaign.d/fuzz/corpus.txt")


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
    corpus = unpacked(repository / CORPUS, scratch / "corpus")
    done = subprocess.run(
        [fuzzer, f"-max_total_time={seconds}", f"-max_len={LENGTH_MAX}", "-timeout=60",
         f"-seed={arguments.seed}", f"-artifact_prefix={scratch}/", corpus],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    violations = int(done.returncode != 0)
    if violations:
        print(done.stdout[-4000:])
        for found in (*scratch.glob("crash-*"), *scratch.glob("timeout-*")):
            print(f"  again: scripts/campaign fuzz --only {found}")
    else:
        print(done.stdout.splitlines()[-1])
        if arguments.cases is None:
            distil(fuzzer, corpus, scratch / "kept", repository / CORPUS)
    print(f"campaign fuzz: {seconds} cases, {violations} violations, seed {arguments.seed},"
          f" {time.monotonic() - begin:.0f} s")
    return violations


def unpacked(file, directory):
    directory.mkdir()
    for line in file.read_text(encoding="ascii").split():
        plan = bytes.fromhex(line)
        (directory / hashlib.sha1(plan).hexdigest()).write_bytes(plan)
    return directory


def distil(fuzzer, corpus, kept, file):
    """Keeps few plans, and of the short ones only, that reach what all of those do."""
    kept.mkdir()
    for plan in corpus.iterdir():
        if plan.stat().st_size > KEPT_LENGTH_MAX:
            plan.unlink()
    subprocess.run([fuzzer, "-merge=1", f"-max_len={KEPT_LENGTH_MAX}", kept, corpus], check=True,
                   stderr=subprocess.DEVNULL)
    plans = sorted((plan.read_bytes() for plan in kept.iterdir()), key=lambda p: (len(p), p))
    file.write_text("".join(plan.hex() + "\n" for plan in plans), encoding="ascii")
