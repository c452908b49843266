#include "http/streaming.h"
#include "app.h"
#include "db/db.h"
#include "http/dispatch.h"
#include "json/json.h"
#include <stdlib.h>
#include <string.h>

struct streaming {
    struct exchange *exchange;
    struct arena *arena; /* of one piece */
    struct text piece;
    size_t taken; /* of the piece */
    bool more, failed;
};

struct streaming *streaming_new(struct exchange *exchange) {
    struct context *context = exchange->context;
    struct streaming *streaming = calloc(1, sizeof *streaming);
    if (!streaming) {
        abort();
    }
    streaming->exchange = exchange;
    streaming->arena = arena_new();
    streaming->more = true;
    exchange->message.method = arena_string(context->arena, exchange->message.method);
    context->request_id = arena_string(context->arena, context->request_id);
    context->traceparent = arena_string(context->arena, context->traceparent);
    return streaming;
}

void streaming_free(struct streaming *streaming) {
    streaming->exchange->cut = streaming->more || streaming->taken < streaming->piece.length;
    dispatch_finish(streaming->exchange);
    arena_free(streaming->arena);
    free(streaming);
}

/* A session takes a connection only where the piece asks the database something, and gives it back
 * with the piece. */
static enum status make(struct streaming *streaming) {
    struct context *context = streaming->exchange->context;
    const struct stream *stream = &streaming->exchange->reply.stream;
    context->db = db_session_new(context->app->pool, context);
    enum status status = stream->next(context, stream->of, &streaming->piece, &streaming->more);
    if (status == OK) {
        status = db_commit(context);
    }
    db_session_close(context);
    context->db = NULL;
    return status;
}

static enum status next_piece(struct streaming *streaming) {
    struct context *context = streaming->exchange->context;
    struct arena *whole = context->arena;
    arena_reset(streaming->arena);
    text_init(&streaming->piece, streaming->arena);
    streaming->taken = 0;
    context->arena = streaming->arena;
    enum status status = make(streaming);
    json_release(context);
    context_again(context);
    context->arena = whole;
    return status;
}

ssize_t streaming_read(struct streaming *streaming, char *out, size_t most) {
    if (streaming->taken == streaming->piece.length && streaming->more && !streaming->failed) {
        streaming->failed = next_piece(streaming) != OK || streaming->piece.length == 0;
    }
    if (streaming->failed) {
        streaming->more = true;
        return -1;
    }
    size_t left = streaming->piece.length - streaming->taken;
    size_t count = left < most ? left : most;
    memcpy(out, streaming->piece.bytes + streaming->taken, count);
    streaming->taken += count;
    return (ssize_t)count;
}
