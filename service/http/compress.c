#include "http/compress.h"
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16, MEMORY_LEVEL = 8, LEVEL = 4 };

bool compress_gzip(struct text *body) {
    struct text packed;
    z_stream stream = {0};
    if (deflateInit2(&stream, LEVEL, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        return false;
    }
    text_init(&packed, body->arena);
    char *room = text_reserve(&packed, body->length);
    stream.next_in = (Bytef *)body->bytes;
    stream.avail_in = (uInt)body->length;
    stream.next_out = (Bytef *)room;
    stream.avail_out = (uInt)body->length - 1;
    bool shorter = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    packed.length += stream.total_out;
    deflateEnd(&stream);
    if (shorter) {
        *body = packed;
    }
    return shorter;
}
