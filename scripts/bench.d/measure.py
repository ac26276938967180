"""What a command costs: time, processor time, peak memory, system calls."""

import ctypes
import os
import signal
import time
from dataclasses import dataclass

QUIET = [(os.POSIX_SPAWN_OPEN, descriptor, "/dev/null", os.O_RDWR, 0) for descriptor in (0, 1)]


@dataclass
class Sample:
    milliseconds: float
    cpu_milliseconds: float


def timed(command):
    """Runs a command that must succeed; its children's processor time counts."""
    start = time.perf_counter_ns()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=QUIET)
    _, status, usage = os.wait4(pid, 0)
    elapsed = time.perf_counter_ns() - start
    require_success(command, status)
    return Sample(elapsed / 1e6, (usage.ru_utime + usage.ru_stime) * 1e3)


def require_success(command, status):
    if status != 0:
        code = os.waitstatus_to_exitcode(status)
        raise SystemExit(f"bench: exit status {code} from: {' '.join(command)}")


@dataclass
class Footprint:
    anonymous_mib: float  # of the largest process
    resident_mib: float  # likewise, with the files' pages that it mapped
    system_calls: int  # of all processes


# Those that may make a process smaller: brk, mmap, munmap, mremap, madvise, execve and the exits.
SHRINKING = {
    "x86_64": {9, 11, 12, 25, 28, 59, 60, 231},
    "aarch64": {93, 94, 214, 215, 216, 221, 222, 233},
}.get(os.uname().machine)
TRACEME, SYSCALL, SETOPTIONS, GET_SYSCALL_INFO = 0, 24, 0x4200, 0x420E
FOLLOW = 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x100000  # sysgood, fork, vfork, clone, exec, exitkill
EXEC_EVENT, ENTRY, WALL = 4, 1, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def footprint(command):
    """Runs a command under ptrace and looks at its memory before it may shrink.

    Anonymous memory grows by page faults and shrinks by some system calls only. So the largest
    value that is seen before one of these is the peak; nothing between two looks is missed.
    """
    result = Footprint(0, 0, 0)
    main = os.fork()
    if main == 0:
        for descriptor in (0, 1):
            os.dup2(os.open("/dev/null", os.O_RDWR), descriptor)
        libc.ptrace(TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        os.execvp(command[0], command)
    os.waitpid(main, 0)
    libc.ptrace(SETOPTIONS, main, None, FOLLOW)
    libc.ptrace(SYSCALL, main, None, None)
    alive, started = {main}, False
    while alive:
        task, status = os.waitpid(-1, WALL)
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            alive.discard(task)
            if task == main:
                require_success(command, status)
            continue
        deliver, stop = 0, os.WSTOPSIG(status)
        if status >> 16 == EXEC_EVENT:
            started = True
        elif stop == signal.SIGTRAP | 0x80:
            number = entered(task)
            if started and number is not None:
                result.system_calls += 1
                if SHRINKING is None or number in SHRINKING:
                    look(task, result)
        elif status >> 16 == 0 and task in alive:
            deliver = stop
        alive.add(task)  # a new one's first stop is not its own
        libc.ptrace(SYSCALL, task, None, deliver)
    return result


def entered(task):
    """The number of the system call that begins; None where one ends."""
    info = ctypes.create_string_buffer(88)
    libc.ptrace(GET_SYSCALL_INFO, task, len(info), info)
    return int.from_bytes(info.raw[24:32], "little") if info.raw[0] == ENTRY else None


def look(task, result):
    result.anonymous_mib = max(result.anonymous_mib, kib(task, "smaps_rollup", "Anonymous:") / 1024)
    result.resident_mib = max(result.resident_mib, kib(task, "status", "VmHWM:") / 1024)


def kib(task, file, key):
    with open(f"/proc/{task}/{file}", encoding="ascii") as lines:
        return next((int(line.split()[1]) for line in lines if line.startswith(key)), 0)
