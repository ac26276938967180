"""Commands that are run, with all that is needed to judge how they ended."""

import dataclasses
import os
import shlex
import signal
import subprocess

TIME_LIMIT = 60
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How a command ended; a negative status is a signal, None one that had to be stopped."""

    line: list
    directory: str
    status: int | None
    output: str
    errors: str

    def __str__(self):
        said = (self.output + self.errors).rstrip()
        command = shlex.join(map(str, self.line))
        return f"status {self.status} of: cd {self.directory} && {command}\n{said}"


def run(line, directory):
    """Runs a command as the leader of a session, as PostgreSQL's processes are."""
    line = [str(word) for word in line]
    process = subprocess.Popen(
        line, cwd=directory, env=ENVIRONMENT, text=True, errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True)
    try:
        output, errors = process.communicate(timeout=TIME_LIMIT)
        status = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, errors = process.communicate()
        status = None
    return Outcome(line, str(directory), status, output, errors)


def output_of(line, directory):
    """What a command prints that must succeed, as bytes; None if it fails."""
    done = subprocess.run(
        [str(word) for word in line], cwd=directory, env=ENVIRONMENT,
        stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None
