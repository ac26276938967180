"""Ways in which a stored object can be damaged; each is drawn from the case's random numbers.

A damage takes a Victim and changes what lies in the archive under its name.
"""

import bz2
import gzip
import io
import os
import socket
import tarfile
from pathlib import Path


class Victim:
    """The object to be damaged, and others to take its place."""

    def __init__(self, path, random, others):
        self.path = path
        self.random = random
        self.others = others  # kind of another object: its stored bytes
        self.bytes = path.read_bytes()

    def replace(self, content):
        self.path.write_bytes(content)

    def clear(self):
        self.path.unlink()


def flipped_bits(victim, first=0, end=None):
    damaged = bytearray(victim.bytes)
    end = len(damaged) if end is None else end
    positions = range(8 * first, 8 * end)
    for bit in victim.random.sample(positions, victim.random.choice((1, 1, 2, 8, 64))):
        damaged[bit // 8] ^= 1 << bit % 8
    victim.replace(damaged)


def truncated(victim):
    victim.replace(victim.bytes[:victim.random.randrange(1, len(victim.bytes))])


def extended(victim):
    more = victim.random.choice((1, 7, 148, 512, 8192, 100_000))
    kind = victim.random.choice(("zeros", "random", "itself"))
    tails = {"zeros": bytes(more), "random": victim.random.randbytes(more)}
    victim.replace(victim.bytes + tails.get(kind, victim.bytes))


def emptied(victim):
    victim.replace(b"")


def zeroed(victim):
    """A range of zeros, where there were others."""
    while True:
        begin = victim.random.randrange(len(victim.bytes))
        length = victim.random.randrange(1, 1 << victim.random.randrange(1, 18))
        damaged = bytearray(victim.bytes)
        damaged[begin:begin + length] = bytes(len(damaged[begin:begin + length]))
        if damaged != victim.bytes:
            victim.replace(damaged)
            return


def zeroed_header(victim):
    length = victim.random.choice((40, 8192))
    victim.replace(bytes(length) + victim.bytes[length:])


def swapped(victim):
    victim.replace(victim.others["segment"])


def of_other_cluster(victim):
    victim.replace(victim.others["cluster"])


def random_bytes(victim):
    victim.replace(victim.random.randbytes(victim.random.randrange(1, len(victim.bytes))))


def text(victim):
    victim.replace(b"<html><body>404 Not Found</body></html>\n" * victim.random.randrange(1, 50))


def gzipped(victim):
    compress = victim.random.choice((gzip.compress, bz2.compress))
    victim.replace(compress(victim.bytes))


def tarred(victim):
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        tar.add(victim.path, arcname=victim.path.name)
    victim.replace(archive.getvalue())


def directory(victim):
    victim.clear()
    victim.path.mkdir()


def fifo(victim):
    victim.clear()
    os.mkfifo(victim.path)


def dangling_link(victim):
    victim.clear()
    victim.path.symlink_to("nowhere")


def socket_file(victim):
    """By way of a short path: a socket's name may have 108 bytes at most."""
    victim.clear()
    parent = os.open(victim.path.parent, os.O_RDONLY | os.O_DIRECTORY)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(f"/proc/self/fd/{parent}/{victim.path.name}")
    os.close(parent)


def damaged_digest_file(victim):
    """The file beside a plain object: its bits, its end, or all of it."""
    path = Path(f"{victim.path}.sha256")
    beside = Victim(path, victim.random, {})
    # A text without any digest is none of ours: the file counts as one that has none.
    kinds = (flipped_bits, truncated, extended, emptied, random_bytes, directory, fifo)
    victim.random.choice(kinds)(beside)


def flipped_header(victim):
    """Bits of those parts of a segment's header of which every one is checked."""
    checked = victim.random.choice(((4, 16), (24, 40)))  # timeline, address; cluster and sizes
    flipped_bits(victim, *checked)


OF_ANY = (
    emptied, swapped, of_other_cluster, random_bytes, text, gzipped, tarred, directory, fifo,
    dangling_link, socket_file)
# A digest proves every byte.
WITH_DIGEST = (flipped_bits, flipped_bits, truncated, truncated, extended, zeroed, *OF_ANY)
# A foreign plain file is known by its header and its length alone, until its records are checked:
# flipped bits and zeros behind its header are not among these.
WITH_HEADER = (flipped_header, truncated, extended, zeroed_header, *OF_ANY)
KINDS = {
    "zstd": WITH_DIGEST,
    "none": (*WITH_DIGEST, damaged_digest_file, damaged_digest_file),
    "foreign": WITH_HEADER,
}
