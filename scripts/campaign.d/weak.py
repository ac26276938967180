"""Runs a command for which some system calls fail, as on file systems that lack them.

Usage: weak.py CALL=ERROR... -- COMMAND...; CALL is tmpfile (an open with O_TMPFILE), linkat or
renameat2. A filter of the kernel does it (seccomp), so that strace can inject something else.
"""

import ctypes
import errno
import os
import platform
import struct
import sys

MACHINES = {  # AUDIT_ARCH, and the numbers of the calls
    "x86_64": (0xC000003E, {"tmpfile": 257, "linkat": 265, "renameat2": 316}),
    "aarch64": (0xC00000B7, {"tmpfile": 56, "linkat": 37, "renameat2": 276}),
}
TMPFILE = 0o20000000
FLAGS_ARGUMENT = 2  # of openat
LOAD, JUMP_IF_EQUAL, JUMP_IF_SET, RETURN = 0x20, 0x15, 0x45, 0x06
NUMBER_OFFSET, MACHINE_OFFSET, ARGUMENTS_OFFSET = 0, 4, 16  # of struct seccomp_data
ALLOW, FAIL_WITH = 0x7FFF0000, 0x00050000
SET_NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER_MODE = 38, 22, 2


def instruction(code, value, if_true=0, if_false=0):
    return struct.pack("<HBBI", code, if_true, if_false, value)


def program(failures):
    machine, numbers = MACHINES[platform.machine()]
    code = [
        instruction(LOAD, MACHINE_OFFSET),
        instruction(JUMP_IF_EQUAL, machine, if_true=1),
        instruction(RETURN, ALLOW),
    ]
    for call, error in failures.items():
        fail = [instruction(RETURN, FAIL_WITH | getattr(errno, error))]
        if call == "tmpfile":
            flags = instruction(LOAD, ARGUMENTS_OFFSET + 8 * FLAGS_ARGUMENT)
            fail = [flags, instruction(JUMP_IF_SET, TMPFILE, if_false=1), *fail]
        code.append(instruction(LOAD, NUMBER_OFFSET))
        code.append(instruction(JUMP_IF_EQUAL, numbers[call], if_false=len(fail)))
        code += fail
    code.append(instruction(RETURN, ALLOW))
    return b"".join(code), len(code)


def install(failures):
    code, length = program(failures)
    buffer = ctypes.create_string_buffer(code, len(code))
    description = struct.pack("@HP", length, ctypes.addressof(buffer))
    library = ctypes.CDLL(None, use_errno=True)
    for call in ((SET_NO_NEW_PRIVILEGES, 1), (SET_SECCOMP, FILTER_MODE, description)):
        arguments = [ctypes.c_ulong(word) if isinstance(word, int) else word for word in call]
        arguments += [ctypes.c_ulong(0)] * (5 - len(arguments))
        if library.prctl(*arguments) != 0:
            sys.exit(f"weak: prctl: {os.strerror(ctypes.get_errno())}")


def prefix(failures):
    """What stands before a command that is to meet these failures."""
    if not failures:
        return []
    words = [f"{call}={error}" for call, error in failures.items()]
    return [sys.executable, "-IBS", __file__, *words, "--"]


def main():
    end = sys.argv.index("--")
    install(dict(word.split("=") for word in sys.argv[1:end]))
    os.execvp(sys.argv[end + 1], sys.argv[end + 1:])


if __name__ == "__main__":
    main()
