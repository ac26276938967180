// Linux calls and constants that Swift's Glibc module lacks, or that C declares as variadic,
// beside the calls that go with them: a module has its own view of the C library.
#pragma once
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <spawn.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// linux/fcntl.h and linux/fs.h cannot be included beside fcntl.h.
static const int shim_O_TMPFILE = 020000000 | O_DIRECTORY;
static const unsigned shim_RENAME_NOREPLACE = 1;

// The calling thread's errno, a macro in C.
static inline int shim_errno(void) { return errno; }
static inline void shim_clear_errno(void) { errno = 0; }

static inline int shim_open(const char *path, int flags, mode_t mode) {
    return open(path, flags | O_CLOEXEC, mode);
}

static inline int shim_openat(int directory, const char *path, int flags, mode_t mode) {
    return openat(directory, path, flags | O_CLOEXEC, mode);
}

// renameat2(2) without glibc's feature macros.
static inline int shim_rename_noreplace(int from_directory, const char *from,
                                        int to_directory, const char *to) {
    return (int)syscall(SYS_renameat2, from_directory, from, to_directory, to,
                        shim_RENAME_NOREPLACE);
}

// pidfd_open(2): Linux 5.3 and newer; glibc has it since 2.36 only.
static inline int shim_pidfd_open(pid_t pid) {
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

// syncfs(2), which glibc declares for GNU programs only.
static inline int shim_syncfs(int descriptor) {
    return (int)syscall(SYS_syncfs, descriptor);
}

// sync_file_range(2) with SYNC_FILE_RANGE_WRITE: begins to write, waits for nothing.
static inline int shim_begin_writeback(int descriptor, int64_t offset, int64_t length) {
    return (int)syscall(SYS_sync_file_range, descriptor, offset, length, 2);
}

// sem_clockwait(3) with CLOCK_MONOTONIC, which glibc declares for GNU sources only.
extern int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *end);
static inline int shim_wait_until(sem_t *semaphore, const struct timespec *end) {
    return sem_clockwait(semaphore, CLOCK_MONOTONIC, end);
}

// posix_spawn(3)'s GNU extensions: a session of its own, and no descriptor from a number on.
static const short shim_POSIX_SPAWN_SETSID = 0x80;
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions,
                                                    int first);

typedef void (*shim_signal_handler)(int);

// sigaction(2) with an empty mask; on the alternate stack where there is one.
static inline int shim_handle_signal(int signal_number, shim_signal_handler handler) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    return sigaction(signal_number, &action, NULL);
}

// The default action, a macro of a cast in C; and none at all.
static inline int shim_default_signal(int signal_number) {
    return shim_handle_signal(signal_number, SIG_DFL);
}
static inline int shim_ignore_signal(int signal_number) {
    return shim_handle_signal(signal_number, SIG_IGN);
}

// A caller may have left a signal blocked.
static inline int shim_unblock_signal(int signal_number) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal_number);
    return pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

extern char **environ;
static inline char **shim_environ(void) { return environ; }

// The width of the terminal behind a descriptor; 0 where there is none (tty_ioctl(4)).
static inline int shim_terminal_columns(int descriptor) {
    struct winsize size;
    if (!isatty(descriptor)) return 0;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

// pipe2(2), which glibc shows only with its feature macros.
static inline int shim_pipe(int ends[2]) {
    return (int)syscall(SYS_pipe2, ends, O_CLOEXEC);
}

// posix_spawnp(3) with standard output on a descriptor, standard input and errors nowhere, and
// SIGPIPE, which may be ignored here, as a command expects it; 0 or the error's number.
static inline int shim_spawn(pid_t *process, const char *program, char *const words[],
                             char *const variables[], int output) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    int result = posix_spawn_file_actions_init(&actions);
    if (result != 0) return result;
    result = posix_spawnattr_init(&attributes);
    if (result == 0) {
        sigemptyset(&defaults);
        sigaddset(&defaults, SIGPIPE);
        posix_spawnattr_setsigdefault(&attributes, &defaults);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
        result = posix_spawn_file_actions_adddup2(&actions, output, 1);
        if (result == 0)
            result = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        if (result == 0)
            result = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
        if (result == 0)
            result = posix_spawnp(process, program, &actions, &attributes, words, variables);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

// fcntl is variadic. A copy that no child gets.
static inline int shim_duplicate(int descriptor) {
    return fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
}
