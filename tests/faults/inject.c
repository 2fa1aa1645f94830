/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts the calls of libc that write below two folders, in all processes that share a control block, and lets one of them fail.
 *
 * Built and preloaded by tests/faults/injection.py, which has the same control block. Nothing is synced really: what a process
 * has written outlives it without that, and the disk of the machine is spared. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { NOTHING, KILL, ERROR, ERROR_FROM_HERE, SHORT, TORN };

struct control {
    atomic_uint count;      /* calls so far */
    atomic_uint injected;   /* faults so far */
    uint32_t at;            /* the number of the call that fails; the first is 1 */
    uint32_t kind;
    uint32_t error;         /* errno */
    int32_t log;            /* a file descriptor for the name of each call, or -1 */
    int64_t now;            /* seconds of the clock, which then stands still; 0: that of the machine */
    char roots[2][PATH_MAX];
};

static struct control *control;

void faults_arm(struct control *block) { control = block; }

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULTS_CONTROL");
    if (!path) return;
    int file = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    if (file < 0) return;
    void *block = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    syscall(SYS_close, file);
    if (block != MAP_FAILED) control = block;
}

static int is_below(const char *path) {
    for (int n = 0; n < 2; n++) {
        size_t length = strlen(control->roots[n]);
        if (length && !strncmp(path, control->roots[n], length) && (path[length] == '/' || !path[length])) return 1;
    }
    return 0;
}

static int of_file(int file, char *whole) {
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, whole, PATH_MAX - 1);
    if (length < 0) return 0;
    whole[length] = 0;
    return is_below(whole);
}

static int of_path(int folder, const char *path, char *whole) {
    if (!path) return 0;
    if (path[0] == '/') {
        snprintf(whole, PATH_MAX, "%s", path);
    } else {
        char base[PATH_MAX] = "";
        if (folder == AT_FDCWD) {
            if (!getcwd(base, sizeof base)) return 0;
        } else {
            of_file(folder, base);
        }
        if (snprintf(whole, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) return 0;
    }
    return is_below(whole);
}

/* Return -1, with errno, where the call is to fail; the number of bytes of it that are to be written; or `size`. */
static ssize_t fault(const char *call, const char *path, size_t size) {
    unsigned nth = atomic_fetch_add(&control->count, 1) + 1;
    if (control->log >= 0) {
        char line[PATH_MAX + 64];
        int length = snprintf(line, sizeof line, "%s\t%zu\t%s\n", call, size, path);
        syscall(SYS_write, control->log, line, length < (int)sizeof line ? length : (int)sizeof line - 1);
    }
    int is_here = nth == control->at || (control->kind == ERROR_FROM_HERE && nth > control->at && control->at);
    if (!is_here || control->kind == NOTHING) return size;
    if (control->kind == ERROR_FROM_HERE && control->error == ENOSPC) {
        /* A full disk still lets files be removed and renamed. */
        static const char *const free_of_charge[] = {"unlink", "rmdir", "rename", "chmod", "fsync", "utime", "ftruncate"};
        for (size_t n = 0; n < sizeof free_of_charge / sizeof *free_of_charge; n++)
            if (!strcmp(call, free_of_charge[n])) return size;
    }
    atomic_fetch_add(&control->injected, 1);
    switch (control->kind) {
    case KILL:
        kill(0, SIGKILL);
        for (;;) pause();
    case SHORT:
    case TORN:
        return size > 1 ? (ssize_t)(size / 2) : (ssize_t)size;
    default:
        errno = control->error;
        return -1;
    }
}

static void end_torn(void) {
    if (control->kind == TORN && atomic_load(&control->count) >= control->at && atomic_load(&control->injected)) {
        kill(0, SIGKILL);
        for (;;) pause();
    }
}

#define NEXT(name) \
    static __typeof__(&name) next; \
    if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define ON_FILE(label, file, size) \
    char whole[PATH_MAX]; \
    ssize_t part = (ssize_t)(size); \
    if (control && of_file(file, whole) && (part = fault(label, whole, size)) < 0) return -1

#define ON_PATH(label, folder, path) \
    char whole[PATH_MAX]; \
    if (control && of_path(folder, path, whole) && fault(label, whole, 0) < 0) return -1

#define WRITE(name, parameters, call, file, size) \
    ssize_t name parameters { \
        NEXT(name); \
        ON_FILE("write", file, size); \
        ssize_t written = call; \
        if (control && part != (ssize_t)(size)) end_torn(); \
        return written; \
    }

WRITE(write, (int file, const void *data, size_t size), next(file, data, part), file, size)
WRITE(pwrite, (int file, const void *data, size_t size, off_t at), next(file, data, part, at), file, size)
WRITE(pwrite64, (int file, const void *data, size_t size, off64_t at), next(file, data, part, at), file, size)
WRITE(sendfile, (int file, int from, off_t *at, size_t size), next(file, from, at, part), file, size)
WRITE(sendfile64, (int file, int from, off64_t *at, size_t size), next(file, from, at, part), file, size)
WRITE(copy_file_range, (int from, off64_t *at, int file, off64_t *to, size_t size, unsigned flags),
      next(from, at, file, to, part, flags), file, size)

ssize_t writev(int file, const struct iovec *rows, int count) {
    NEXT(writev);
    ON_FILE("write", file, 0);
    return next(file, rows, count);
}

#define TRUNCATE(name, type) \
    int name(int file, type size) { \
        NEXT(name); \
        ON_FILE("ftruncate", file, 0); \
        return next(file, size); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name) \
    int name(int file) { \
        ON_FILE("fsync", file, 0); \
        return 0; \
    }
SYNC(fsync)
SYNC(fdatasync)
SYNC(syncfs)
void sync(void) {}

#define OPEN(name, parameters, folder, call) \
    int name parameters { \
        NEXT(name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | __O_TMPFILE)) { \
            va_list rest; \
            va_start(rest, flags); \
            mode = va_arg(rest, mode_t); \
            va_end(rest); \
        } \
        /* What is there and is not cut to nothing is not written by opening it. */ \
        if (flags & (O_TRUNC | __O_TMPFILE) || (flags & O_CREAT && syscall(SYS_faccessat, folder, path, F_OK))) { \
            ON_PATH("open", folder, path); \
        } \
        return call; \
    }
OPEN(open, (const char *path, int flags, ...), AT_FDCWD, next(path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), AT_FDCWD, next(path, flags, mode))
OPEN(openat, (int folder, const char *path, int flags, ...), folder, next(folder, path, flags, mode))
OPEN(openat64, (int folder, const char *path, int flags, ...), folder, next(folder, path, flags, mode))

#define ONE(name, label, parameters, folder, path, call) \
    int name parameters { \
        NEXT(name); \
        ON_PATH(label, folder, path); \
        return call; \
    }
ONE(rename, "rename", (const char *old, const char *new), AT_FDCWD, new, next(old, new))
ONE(renameat, "rename", (int from, const char *old, int to, const char *new), to, new, next(from, old, to, new))
ONE(renameat2, "rename", (int from, const char *old, int to, const char *new, unsigned flags), to, new,
    next(from, old, to, new, flags))
ONE(link, "link", (const char *old, const char *new), AT_FDCWD, new, next(old, new))
ONE(linkat, "link", (int from, const char *old, int to, const char *new, int flags), to, new,
    next(from, old, to, new, flags))
ONE(symlink, "link", (const char *old, const char *new), AT_FDCWD, new, next(old, new))
ONE(symlinkat, "link", (const char *old, int to, const char *new), to, new, next(old, to, new))
ONE(unlink, "unlink", (const char *path), AT_FDCWD, path, next(path))
ONE(unlinkat, "unlink", (int folder, const char *path, int flags), folder, path, next(folder, path, flags))
ONE(rmdir, "rmdir", (const char *path), AT_FDCWD, path, next(path))
ONE(mkdir, "mkdir", (const char *path, mode_t mode), AT_FDCWD, path, next(path, mode))
ONE(mkdirat, "mkdir", (int folder, const char *path, mode_t mode), folder, path, next(folder, path, mode))
ONE(chmod, "chmod", (const char *path, mode_t mode), AT_FDCWD, path, next(path, mode))
ONE(fchmodat, "chmod", (int folder, const char *path, mode_t mode, int flags), folder, path,
    next(folder, path, mode, flags))
ONE(utimensat, "utime", (int folder, const char *path, const struct timespec times[2], int flags), folder, path,
    next(folder, path, times, flags))

int fchmod(int file, mode_t mode) {
    NEXT(fchmod);
    ON_FILE("chmod", file, 0);
    return next(file, mode);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    NEXT(clock_gettime);
    if (clock == CLOCK_REALTIME && control && control->now) {
        time->tv_sec = control->now;
        time->tv_nsec = 0;
        return 0;
    }
    return next(clock, time);
}
