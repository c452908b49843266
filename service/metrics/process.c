#include "metrics/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The file's beginning as a string; "" where it can't be read. */
static void read_start(const char *path, char *out, size_t size) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = descriptor < 0 ? -1 : read(descriptor, out, size - 1);
    if (descriptor >= 0) {
        close(descriptor);
    }
    out[length > 0 ? length : 0] = '\0';
}

/* The word number `index` (from 0) of a line parted by spaces, as a number. */
static int64_t word(const char *line, int index) {
    for (; line && index > 0; index--) {
        line = strchr(line, ' ');
        line = line ? line + 1 : NULL;
    }
    return line ? strtoll(line, NULL, 10) : 0;
}

static int64_t boot_time(void) {
    static const char key[] = "\nbtime ";
    int64_t seconds = 0;
    size_t size = 1024 * 1024; /* a line per processor and the interrupts go before it */
    char *stat = malloc(size);
    if (stat) {
        read_start("/proc/stat", stat, size);
        const char *line = strstr(stat, key);
        seconds = line ? word(line + sizeof key - 1, 0) : 0;
        free(stat);
    }
    return seconds;
}

int64_t process_start_time(void) {
    char stat[1024];
    read_start("/proc/self/stat", stat, sizeof stat);
    const char *behind_name = strrchr(stat, ')'); /* the name may hold anything */
    long ticks = sysconf(_SC_CLK_TCK);
    if (!behind_name || ticks <= 0) {
        return 0;
    }
    return boot_time() + word(behind_name, 20) / ticks;
}

int64_t process_resident_bytes(void) {
    char statm[256];
    read_start("/proc/self/statm", statm, sizeof statm);
    return word(statm, 1) * sysconf(_SC_PAGESIZE);
}

int64_t process_open_files(void) {
    DIR *folder = opendir("/proc/self/fd");
    if (!folder) {
        return 0;
    }
    int64_t count = -3; /* `.`, `..` and the one that reads the folder */
    while (readdir(folder)) {
        count++;
    }
    closedir(folder);
    return count;
}
