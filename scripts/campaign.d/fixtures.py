"""WAL files made without a server: right headers, and bodies that mean nothing."""

import struct

SYSTEM = 7_312_345_678_901_234_567
OTHER_SYSTEM = 7_312_345_678_901_234_568
SEGMENT_SIZE = 1 << 20
PAGE_SIZE = 8_192
HEADER_LENGTH = 40
MAGIC = 0xD110  # PostgreSQL 15


def segment_name(number, timeline=1):
    per_log = (1 << 32) // SEGMENT_SIZE
    return f"{timeline:08X}{number // per_log:08X}{number % per_log:08X}"


def segment(number, random, system=SYSTEM):
    """Half of it cannot be compressed, so that every form takes several writes."""
    body = bytearray(random.randbytes(SEGMENT_SIZE // 2) + bytes(SEGMENT_SIZE // 2))
    for page in range(0, SEGMENT_SIZE, PAGE_SIZE):
        address = number * SEGMENT_SIZE + page
        flags = 2 if page == 0 else 0
        struct.pack_into("<HHIQQ", body, page, MAGIC, flags, 1, address, 0)
    struct.pack_into("<QII", body, 24, system, SEGMENT_SIZE, PAGE_SIZE)
    return bytes(body)


def header(number, size, system=SYSTEM):
    """The long header of a segment's first page."""
    first = struct.pack("<HHIQQ", MAGIC, 2, 1, number * size, 0)
    return (first + struct.pack("<QII", system, size, PAGE_SIZE)).ljust(HEADER_LENGTH, b"\0")


def history(random):
    """Of timeline 2, whose parent was left at a random position."""
    position = random.randrange(1 << 20, 1 << 24)
    return f"1\t0/{position:X}\tno recovery target specified\n".encode()


def control_file(system=SYSTEM):
    return struct.pack("<Q", system).ljust(PAGE_SIZE, b"\0")
