/* Runs a command and writes what it took: measure REPORT COMMAND...
 * REPORT gets one line of JSON: seconds by the clock, of the processor, and the most memory. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int count, char **words) {
    struct rusage usage;
    int status;
    if (count < 3) {
        return 2;
    }
    double start = now();
    pid_t child = fork();
    if (child == 0) {
        execvp(words[2], words + 2);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        return 2;
    }
    double clock = now() - start;
    FILE *report = fopen(words[1], "w");
    if (!report) {
        return 2;
    }
    fprintf(report, "{\"clock\":%.6f,\"cpu\":%.6f,\"kib\":%ld,\"status\":%d}\n", clock,
            seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss, status);
    fclose(report);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
