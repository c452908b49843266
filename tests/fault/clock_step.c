/* A time of day that a test can change while a program runs: loaded before the C library, it adds
 * the seconds that stand in the file CLOCK_STEP, a 64-bit number. Waits are measured by the
 * monotonic clock, which no administrator sets; that one is left as it is. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const int64_t none;
static const volatile int64_t *step = &none; /* other libraries may ask before this one is begun */

__attribute__((constructor)) static void open_step(void) {
    const char *name = getenv("CLOCK_STEP");
    int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    void *bytes = mmap(NULL, sizeof *step, PROT_READ, MAP_SHARED, file, 0);
    if (bytes == MAP_FAILED) {
        abort(); /* a test that steps nothing would prove nothing */
    }
    step = bytes;
    close(file);
}

int clock_gettime(clockid_t id, struct timespec *out) {
    long failed = syscall(SYS_clock_gettime, id, out);
    if (failed == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
        out->tv_sec += *step;
    }
    return (int)failed;
}

time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) {
        *out = now.tv_sec;
    }
    return now.tv_sec;
}

int gettimeofday(struct timeval *out, void *zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    *out = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
    return 0;
}
