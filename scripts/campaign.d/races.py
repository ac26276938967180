"""Eight pushers of different segments meet on one name in an archive in S3."""

import os
import shlex
import subprocess
import threading
from pathlib import Path

import fixtures
import process

PUSHERS = 8
ROUNDS = 50
SEGMENT_SIZE = 16 << 20
S3_SERVER = Path(__file__).resolve().parents[1] / "s3-server"
BUCKET = "wal"

_starting = threading.Lock()


def cases(_campaign):
    return [f"round-{number}" for number in range(1, ROUNDS + 1)]


def findings(campaign, case, directory):
    environment, contents = _surroundings(campaign)
    name = f"{1:08X}{0:08X}{1:08X}"
    archive = ["--archive", f"s3://{BUCKET}/{case}", "--s3-endpoint", environment["S3_SERVER_HTTP"]]
    racers = []
    for number, content in enumerate(contents):
        data = directory / f"data-{number}"
        for made in (data / "global", data / "pg_wal"):
            made.mkdir(parents=True)
        (data / "PG_VERSION").write_text("15\n", encoding="ascii")
        data.chmod(0o700)
        (data / "global" / "pg_control").write_bytes(fixtures.control_file())
        (data / "pg_wal" / name).symlink_to(content)
        racers.append(data)

    push = [campaign.bin / "wal-push", *archive, f"pg_wal/{name}", name]
    outcomes = _race(push, racers, environment)
    winners = [number for number, (status, _) in enumerate(outcomes) if status == 0]
    others = [said for status, said in outcomes if status not in (0, 1)]
    if len(winners) != 1 or others:
        told = "\n".join(f"status {status}: {said}" for status, said in outcomes)
        yield f"{len(winners)} winners, {len(others)} neither won nor were refused:\n{told}"
        return
    fetched = directory / "fetched"
    command = [str(word) for word in (campaign.bin / "wal-fetch", *archive, name, fetched)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False,
                          timeout=process.TIME_LIMIT)
    if done.returncode != 0:
        yield f"status {done.returncode} of: {shlex.join(command)}\n{done.stderr}"
    elif fetched.read_bytes() != contents[winners[0]].read_bytes():
        yield f"the archive holds what pusher {winners[0]}, who won, did not push"


def _race(push, racers, environment):
    """Lets all begin together; gives how each ended and what it said."""
    command = ["sh", "-c", 'read go; exec "$@"', "sh", *map(str, push)]
    running = [
        subprocess.Popen(
            command, cwd=data, env=environment, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for data in racers]
    for racer in running:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    outcomes = []
    for racer in running:
        try:
            _, said = racer.communicate(timeout=process.TIME_LIMIT)
        except subprocess.TimeoutExpired:
            racer.kill()
            _, said = racer.communicate()
        outcomes.append((racer.returncode, said))
    return outcomes


def _surroundings(campaign):
    """The server and the segments, made by the first case; the server ends with this process."""
    with _starting:
        if not hasattr(campaign, "s3"):
            campaign.s3 = _environment(campaign.scratch / "s3"), list(_segments(campaign))
        return campaign.s3


def _environment(directory):
    command = [S3_SERVER, "start", "--while", str(os.getpid()), directory]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    lines = (line.removeprefix("export ").split("=", 1) for line in said.splitlines())
    return process.ENVIRONMENT | {name: value.strip("'") for name, value in lines}


def _segments(campaign):
    """Segments of the usual size, no two alike, which cannot be compressed."""
    for number in range(PUSHERS):
        body = bytearray(campaign.random("races", number).randbytes(SEGMENT_SIZE))
        body[:fixtures.HEADER_LENGTH] = fixtures.header(1, SEGMENT_SIZE)
        path = campaign.scratch / f"segment-{number}"
        path.write_bytes(body)
        yield path
