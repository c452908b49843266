#include "health.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { PATIENCE_S = 3, ANSWER_SIZE = 13 };

static const char question[] = "GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n";

static int connect_to(int port) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = {.tv_sec = PATIENCE_S};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(descriptor, (const struct sockaddr *)&address, sizeof address) == 0) {
        return descriptor;
    }
    close(descriptor);
    return -1;
}

/* "HTTP/1.1 200" */
static int is_good(int descriptor) {
    char answer[ANSWER_SIZE] = "";
    size_t length = 0;
    while (length < sizeof answer - 1) {
        ssize_t more = read(descriptor, answer + length, sizeof answer - 1 - length);
        if (more <= 0) {
            return 0;
        }
        length += (size_t)more;
    }
    return strncmp(answer, "HTTP/1.", 7) == 0 && strcmp(answer + 8, " 200") == 0;
}

int health(int port) {
    int descriptor = connect_to(port);
    if (descriptor < 0) {
        fprintf(stderr, "asiakkuusd: nobody listens on 127.0.0.1:%d\n", port);
        return 1;
    }
    int good =
        send(descriptor, question, sizeof question - 1, MSG_NOSIGNAL) > 0 && is_good(descriptor);
    close(descriptor);
    return good ? 0 : 1;
}
