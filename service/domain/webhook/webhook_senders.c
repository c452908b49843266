#include "domain/webhook/webhook_senders.h"

#include "app.h"
#include "base/area.h"
#include "base/clock.h"
#include "base/limits.h"
#include "domain/webhook/webhook_send.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* A webhook that is to be taken by a sender, or has one. */
struct place {
    const char *area; /* NULL: free */
    struct uuid id;
    int64_t number; /* rising; the smallest is next */
    bool is_taken;
};

struct sender_thread {
    struct webhook_senders *senders;
    pthread_t thread;
    struct webhook_sender sender;
};

struct webhook_senders {
    struct app *app;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stopping, again;
    int64_t stop_at_us;
    int64_t last_number;
    struct place places[WEBHOOK_TURNS_MAX];
    int count;
    struct sender_thread *threads;
    pthread_t looker;
    bool *has_webhooks; /* by the area's number in turn */
};

/* --- the places, under the lock --- */

static struct place *find_place(struct webhook_senders *senders, const char *area,
                                const struct uuid *id) {
    for (int i = 0; i < WEBHOOK_TURNS_MAX; i++) {
        struct place *place = &senders->places[i];
        if (place->area && uuid_equal(&place->id, id) && strcmp(place->area, area) == 0) {
            return place;
        }
    }
    return NULL;
}

/* Where all are in use it is found again by another look. */
static void add_place(struct webhook_senders *senders, const char *area, const struct uuid *id) {
    for (int i = 0; i < WEBHOOK_TURNS_MAX; i++) {
        if (!senders->places[i].area) {
            senders->places[i] =
                (struct place){.area = area, .id = *id, .number = ++senders->last_number};
            return;
        }
    }
}

/* Who has waited longest: what more waits for one comes behind the others. */
static struct place *next_place(struct webhook_senders *senders) {
    struct place *next = NULL;
    for (int i = 0; i < WEBHOOK_TURNS_MAX; i++) {
        struct place *place = &senders->places[i];
        if (place->area && !place->is_taken && (!next || place->number < next->number)) {
            next = place;
        }
    }
    return next;
}

/* --- senders --- */

/* NULL: the end. */
static struct place *await_place(struct webhook_senders *senders) {
    struct place *place = NULL;
    pthread_mutex_lock(&senders->lock);
    while (!senders->stopping && !(place = next_place(senders))) {
        pthread_cond_wait(&senders->changed, &senders->lock);
    }
    if (senders->stopping) {
        place = NULL;
    } else {
        place->is_taken = true;
    }
    pthread_mutex_unlock(&senders->lock);
    return place;
}

static void give_back(struct webhook_senders *senders, struct place *place, bool more) {
    pthread_mutex_lock(&senders->lock);
    *place = (struct place){.area = NULL};
    senders->again = senders->again || more;
    pthread_cond_broadcast(&senders->changed);
    pthread_mutex_unlock(&senders->lock);
}

/* A request that is on its way is worth waiting for, a while. */
static bool is_time_up(void *of) {
    struct webhook_senders *senders = of;
    pthread_mutex_lock(&senders->lock);
    bool up = senders->stopping && clock_monotonic_us() >= senders->stop_at_us;
    pthread_mutex_unlock(&senders->lock);
    return up;
}

static bool is_stopping(void *of) {
    struct webhook_senders *senders = of;
    pthread_mutex_lock(&senders->lock);
    bool stopping = senders->stopping;
    pthread_mutex_unlock(&senders->lock);
    return stopping;
}

static void *send_on(void *data) {
    struct sender_thread *thread = data;
    struct place *place;
    while ((place = await_place(thread->senders))) {
        bool more = webhook_turn(&thread->sender, place->area, place->id);
        give_back(thread->senders, place, more);
    }
    return NULL;
}

/* --- looking --- */

/* False where the database can't be asked. */
static bool look_at(struct webhook_senders *senders, size_t index) {
    const char *area = area_at(index);
    struct webhook_waiting waiting;
    if (webhook_look(senders->app, area, &waiting) != OK) {
        return false;
    }
    senders->has_webhooks[index] = waiting.any;
    pthread_mutex_lock(&senders->lock);
    for (int i = 0; i < waiting.due_count; i++) {
        if (!find_place(senders, area, &waiting.due[i])) {
            add_place(senders, area, &waiting.due[i]);
        }
    }
    pthread_cond_broadcast(&senders->changed);
    pthread_mutex_unlock(&senders->lock);
    return true;
}

/* Until then, or until a turn has ended behind which more waits. False: the end. */
static bool rest(struct webhook_senders *senders, int64_t ms) {
    const struct timespec until = clock_monotonic_after(ms);
    int error = 0;
    pthread_mutex_lock(&senders->lock);
    while (!senders->stopping && !senders->again && error == 0) {
        error = pthread_cond_timedwait(&senders->changed, &senders->lock, &until);
    }
    senders->again = false;
    bool goes_on = !senders->stopping;
    pthread_mutex_unlock(&senders->lock);
    return goes_on;
}

static void *look_on(void *data) {
    struct webhook_senders *senders = data;
    const int64_t away_ms = senders->app->settings.job_look_s * INT64_C(1000);
    bool there = true;
    for (size_t round = 0; rest(senders, there ? WEBHOOK_LOOK_EVERY_MS : away_ms); round++) {
        there = true;
        for (size_t i = 0; there && area_at(i) && !is_stopping(senders); i++) {
            if (senders->has_webhooks[i] || (round + i) % WEBHOOK_IDLE_ROUNDS == 0) {
                there = look_at(senders, i);
            }
        }
    }
    return NULL;
}

/* --- beginning and end --- */

static void make_lock(struct webhook_senders *senders) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&senders->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&senders->lock, NULL);
}

static void start_thread(struct webhook_senders *senders, struct sender_thread *thread) {
    thread->senders = senders;
    thread->sender =
        (struct webhook_sender){.app = senders->app,
                                .id = uuid_new(clock_now(&senders->app->clock).us / 1000),
                                .line = outgoing_line_open(),
                                .ends = is_stopping,
                                .stops = is_time_up,
                                .of = senders};
    /* Looked at when the process began. */
    (void)networks_read(senders->app->settings.webhook_networks, &thread->sender.allowed);
    if (pthread_create(&thread->thread, NULL, send_on, thread) != 0) {
        abort();
    }
}

static void *zeroed(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (!memory) {
        abort();
    }
    return memory;
}

struct webhook_senders *webhook_senders_start(struct app *app) {
    int count = (int)app->settings.webhook_senders;
    size_t areas = 0;
    if (count == 0) {
        return NULL;
    }
    while (area_at(areas)) {
        areas++;
    }
    struct webhook_senders *senders = zeroed(1, sizeof *senders);
    senders->app = app;
    senders->count = count;
    senders->threads = zeroed((size_t)count, sizeof *senders->threads);
    senders->has_webhooks = zeroed(areas, sizeof *senders->has_webhooks);
    make_lock(senders);
    for (int i = 0; i < count; i++) {
        start_thread(senders, &senders->threads[i]);
    }
    if (pthread_create(&senders->looker, NULL, look_on, senders) != 0) {
        abort();
    }
    return senders;
}

void webhook_senders_end(struct webhook_senders *senders) {
    if (!senders) {
        return;
    }
    pthread_mutex_lock(&senders->lock);
    if (!senders->stopping) {
        senders->stopping = true;
        senders->stop_at_us =
            clock_monotonic_us() + senders->app->settings.stop_timeout_s * INT64_C(500000);
    }
    pthread_cond_broadcast(&senders->changed);
    pthread_mutex_unlock(&senders->lock);
}

void webhook_senders_stop(struct webhook_senders *senders) {
    if (!senders) {
        return;
    }
    webhook_senders_end(senders);
    for (int i = 0; i < senders->count; i++) {
        pthread_join(senders->threads[i].thread, NULL);
        outgoing_line_close(senders->threads[i].sender.line);
    }
    pthread_join(senders->looker, NULL);
    pthread_cond_destroy(&senders->changed);
    pthread_mutex_destroy(&senders->lock);
    free(senders->has_webhooks);
    free(senders->threads);
    free(senders);
}
