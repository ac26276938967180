"""Where the S3 server is, as programs are told."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def endpoint(milliseconds, megabits=0):
    """The server's URL as if it were a round trip away, behind a line of so many megabits a second.

    Zeros leave it where it is.
    """
    server = os.environ["S3_SERVER_HTTPS"]
    if milliseconds == 0 and megabits == 0:
        yield server
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    proxy = subprocess.Popen([
        sys.executable, "-B", Path(__file__).parent / "delay.py", str(port),
        server.rsplit(":", 1)[1], str(milliseconds), str(megabits)])
    try:
        time.sleep(1)
        yield f"https://127.0.0.1:{port}"
    finally:
        proxy.terminate()
