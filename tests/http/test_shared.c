/* What requests share: the memory they are worked on in, files, and the places of the listener. */
#include "suites.h"

#include "base/limits.h"
#include "http/acceptor.h"
#include "http/cursor.h"
#include "http/files.h"
#include "http/workers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- workers --- */

START_TEST(workers__memory_of_a_request_comes_back_empty) {
    struct workers *workers = workers_new();
    struct worker *worker = workers_take(workers), *first = worker;
    struct context *context = &worker->context;
    context_error(context, "/secret", ERROR_required, NULL);
    (void)context_fail(context, STATUS_conflict, "secret");
    context->actor = (struct actor){.sub = "somebody", .area = "90"};
    context->glass = "secret";
    context->needs = "secret";
    worker->exchange.reply.personal = true;
    worker->exchange.replayed = true;
    worker->exchange.headers.authorization = "secret";
    workers_give_back(workers, worker);
    worker = workers_take(workers);
    ck_assert_ptr_eq(worker, first);
    ck_assert_uint_eq(context->error_count, 0);
    ck_assert_int_eq(context->failure, OK);
    ck_assert_ptr_null(context->failure_words);
    ck_assert_ptr_null(context->actor.sub);
    ck_assert_ptr_null(context->glass);
    ck_assert_ptr_null(context->needs);
    ck_assert(!worker->exchange.reply.personal && !worker->exchange.replayed);
    ck_assert_ptr_null(worker->exchange.headers.authorization);
    ck_assert_ptr_eq(worker->exchange.context, context);
    ck_assert_ptr_eq(context->arena, worker->arena);
    workers_give_back(workers, worker);
    workers_free(workers);
}
END_TEST

START_TEST(workers__two_at_once_have_nothing_in_common) {
    struct workers *workers = workers_new();
    struct worker *one = workers_take(workers), *two = workers_take(workers);
    ck_assert_ptr_ne(one, two);
    ck_assert_ptr_ne(one->arena, two->arena);
    workers_give_back(workers, one);
    workers_give_back(workers, two);
    struct worker *three = workers_take(workers), *four = workers_take(workers);
    ck_assert(three != four && (three == one || three == two) && (four == one || four == two));
    workers_give_back(workers, three);
    workers_give_back(workers, four);
    workers_free(workers);
    workers_free(NULL);
}
END_TEST

/* --- files --- */

static char path[] = "/tmp/asiakkuus-served-XXXXXX";

static void write_file(const char *bytes, size_t length) {
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

/* As if it had been changed then. */
static void date_file(time_t seconds, long nanoseconds) {
    const struct timespec times[2] = {{seconds, nanoseconds}, {seconds, nanoseconds}};
    ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

static char first_byte(struct files *files) {
    char byte = '?';
    struct file *file = files_take(files, path);
    ck_assert_ptr_nonnull(file);
    (void)file_read(file, false, 0, &byte, 1);
    file_give_back(file);
    return byte;
}

START_TEST(files__changed_in_the_same_second_to_the_same_length_is_read_again) {
    struct files *files = files_new();
    ck_assert_int_ge(mkstemp(path), 0);
    write_file("aaa", 3);
    date_file(1000, 5);
    ck_assert_int_eq(first_byte(files), 'a');
    write_file("bbb", 3);
    date_file(1000, 6);
    ck_assert_int_eq(first_byte(files), 'b');
    write_file("ccc", 3);
    date_file(1001, 6);
    ck_assert_int_eq(first_byte(files), 'c');
    unlink(path);
    ck_assert_ptr_null(files_take(files, path));
    files_free(files);
    files_free(NULL);
}
END_TEST

START_TEST(files__are_bounded) {
    struct files *files = files_new();
    int descriptor = mkstemp(path);
    ck_assert_int_eq(ftruncate(descriptor, SERVED_FILE_SIZE_MAX), 0);
    struct file *file = files_take(files, path);
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(file_length(file, false), SERVED_FILE_SIZE_MAX);
    ck_assert(file_has_packed(file));
    ck_assert_uint_lt(file_length(file, true), SERVED_FILE_SIZE_MAX / 100);
    file_give_back(file);
    ck_assert_int_eq(ftruncate(descriptor, SERVED_FILE_SIZE_MAX + 1), 0);
    ck_assert_ptr_null(files_take(files, path));
    close(descriptor);
    unlink(path);
    files_free(files);
}
END_TEST

START_TEST(files__more_than_are_kept_are_read_all_the_same) {
    struct files *files = files_new();
    char folder[] = "/tmp/asiakkuus-served-XXXXXX", name[80];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < SERVED_FILES_MAX + 5; i++) {
            char text[20], read[20] = "";
            (void)snprintf(name, sizeof name, "%s/%d", folder, i);
            (void)snprintf(text, sizeof text, "file %d", i);
            FILE *stream = fopen(name, "we");
            ck_assert_ptr_nonnull(stream);
            fputs(text, stream);
            fclose(stream);
            struct file *file = files_take(files, name);
            ck_assert_ptr_nonnull(file);
            (void)file_read(file, false, 0, read, sizeof read - 1);
            ck_assert_str_eq(read, text);
            file_give_back(file);
        }
    }
    for (int i = 0; i < SERVED_FILES_MAX + 5; i++) {
        (void)snprintf(name, sizeof name, "%s/%d", folder, i);
        unlink(name);
    }
    rmdir(folder);
    files_free(files);
}
END_TEST

/* --- cursors --- */

START_TEST(cursor__of_more_values_than_a_keyset_has_is_none) {
    struct arena *arena = arena_new();
    const char *values[PAGE_KEYS_MAX + 1], *read[PAGE_KEYS_MAX + 1] = {NULL};
    for (int i = 0; i <= PAGE_KEYS_MAX; i++) {
        values[i] = "v";
    }
    ck_assert(
        cursor_parse(arena, "list", cursor_print(arena, "list", values, PAGE_KEYS_MAX), read));
    ck_assert_str_eq(read[PAGE_KEYS_MAX - 1], "v");
    ck_assert(
        !cursor_parse(arena, "list", cursor_print(arena, "list", values, PAGE_KEYS_MAX + 1), read));
    ck_assert_ptr_null(read[PAGE_KEYS_MAX]);
    arena_free(arena);
}
END_TEST

START_TEST(cursor__is_as_long_as_it_may_be_and_no_longer) {
    struct arena *arena = arena_new();
    size_t longest = 0;
    for (size_t length = 1; length < CURSOR_LENGTH_MAX; length++) {
        char *value = arena_alloc(arena, length + 1);
        const char *values[] = {memset(value, 'a', length)}, *read[PAGE_KEYS_MAX];
        const char *cursor = cursor_print(arena, "list", values, 1);
        if (!cursor) {
            break;
        }
        ck_assert_uint_le(strlen(cursor), CURSOR_LENGTH_MAX);
        ck_assert(cursor_parse(arena, "list", cursor, read));
        ck_assert_str_eq(read[0], value);
        longest = strlen(cursor);
    }
    ck_assert_uint_gt(longest, CURSOR_LENGTH_MAX - 8);
    arena_free(arena);
}
END_TEST

/* --- the listener's places --- */

static atomic_int crowds;

static void note_crowd(void *data) {
    (void)data;
    atomic_fetch_add(&crowds, 1);
}

static enum MHD_Result answer_nothing(void *data, struct MHD_Connection *connection,
                                      const char *url, const char *method, const char *version,
                                      const char *body, size_t *size, void **request) {
    (void)data, (void)connection, (void)url, (void)method;
    (void)version, (void)body, (void)size, (void)request;
    return MHD_NO;
}

static struct sockaddr_in loopback(int port) {
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

/* A port that nobody has at this moment. */
static int free_port(void) {
    struct sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(descriptor, (struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(getsockname(descriptor, (struct sockaddr *)&address, &length), 0);
    close(descriptor);
    return ntohs(address.sin_port);
}

static struct acceptor *listen_at(int port) {
    struct sockaddr_in address = loopback(port);
    return acceptor_new((struct sockaddr *)&address, sizeof address);
}

static int call_at(int port) {
    struct sockaddr_in address = loopback(port);
    int caller = socket(AF_INET, SOCK_STREAM, 0);
    return connect(caller, (struct sockaddr *)&address, sizeof address) == 0 ? caller : -1;
}

static void open_lanes(struct lane *lanes, int count) {
    for (int i = 0; i < count; i++) {
        lanes[i].daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD |
                                               MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC,
                                           0, NULL, NULL, answer_nothing, NULL, MHD_OPTION_END);
        ck_assert_ptr_nonnull(lanes[i].daemon);
    }
}

static void close_lanes(struct lane *lanes, int count) {
    for (int i = 0; i < count; i++) {
        MHD_stop_daemon(lanes[i].daemon);
    }
}

static void await_taken(struct lane *lane, int taken) {
    while (atomic_load(&lane->taken) != taken) {
        usleep(1000);
    }
}

START_TEST(acceptor__port_that_is_taken_says_so) {
    int port = free_port();
    struct acceptor *first = listen_at(port);
    ck_assert_ptr_nonnull(first);
    errno = 0;
    ck_assert_ptr_null(listen_at(port));
    ck_assert_int_eq(errno, EADDRINUSE);
    acceptor_free(first);
    first = listen_at(port);
    ck_assert_ptr_nonnull(first);
    acceptor_free(first);
    acceptor_free(NULL);
}
END_TEST

START_TEST(acceptor__deals_callers_out_in_turn) {
    struct lane lanes[3] = {{.taken = 0}};
    int port = free_port(), callers[6];
    struct acceptor *acceptor = listen_at(port);
    open_lanes(lanes, 3);
    ck_assert(acceptor_start(acceptor, lanes, 3, note_crowd, NULL));
    for (int i = 0; i < 6; i++) {
        callers[i] = call_at(port);
        ck_assert_int_ge(callers[i], 0);
    }
    for (int i = 0; i < 3; i++) {
        await_taken(&lanes[i], 2);
    }
    ck_assert_int_eq(atomic_load(&crowds), 0);
    acceptor_free(acceptor);
    close_lanes(lanes, 3);
    for (int i = 0; i < 6; i++) {
        close(callers[i]);
    }
}
END_TEST

START_TEST(acceptor__caller_beyond_all_places_waits_until_one_is_given_back) {
    struct lane lane = {.taken = CONNECTIONS_A_THREAD};
    int port = free_port();
    struct acceptor *acceptor = listen_at(port);
    atomic_store(&crowds, 0);
    open_lanes(&lane, 1);
    ck_assert(acceptor_start(acceptor, &lane, 1, note_crowd, NULL));
    int caller = call_at(port);
    ck_assert_int_ge(caller, 0); /* the kernel has it */
    while (atomic_load(&crowds) < 2) {
        usleep(1000);
    }
    ck_assert_int_eq(atomic_load(&lane.taken), CONNECTIONS_A_THREAD);
    lane_give_back(&lane);
    await_taken(&lane, CONNECTIONS_A_THREAD);
    acceptor_free(acceptor);
    close_lanes(&lane, 1);
    close(caller);
}
END_TEST

START_TEST(acceptor__that_has_stopped_takes_nobody_in) {
    struct lane lane = {.taken = 0};
    int port = free_port();
    struct acceptor *acceptor = listen_at(port);
    open_lanes(&lane, 1);
    ck_assert(acceptor_start(acceptor, &lane, 1, note_crowd, NULL));
    acceptor_stop(acceptor);
    acceptor_stop(acceptor);
    ck_assert_int_lt(call_at(port), 0);
    ck_assert_int_eq(atomic_load(&lane.taken), 0);
    acceptor_free(acceptor);
    close_lanes(&lane, 1);
}
END_TEST

Suite *shared_suite(void) {
    Suite *suite = suite_create("shared");
    TCase *tests = tcase_create("shared");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, workers__memory_of_a_request_comes_back_empty);
    tcase_add_test(tests, workers__two_at_once_have_nothing_in_common);
    tcase_add_test(tests, files__changed_in_the_same_second_to_the_same_length_is_read_again);
    tcase_add_test(tests, files__are_bounded);
    tcase_add_test(tests, files__more_than_are_kept_are_read_all_the_same);
    tcase_add_test(tests, cursor__of_more_values_than_a_keyset_has_is_none);
    tcase_add_test(tests, cursor__is_as_long_as_it_may_be_and_no_longer);
    tcase_add_test(tests, acceptor__port_that_is_taken_says_so);
    tcase_add_test(tests, acceptor__deals_callers_out_in_turn);
    tcase_add_test(tests, acceptor__caller_beyond_all_places_waits_until_one_is_given_back);
    tcase_add_test(tests, acceptor__that_has_stopped_takes_nobody_in);
    suite_add_tcase(suite, tests);
    return suite;
}
