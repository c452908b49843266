/* The bytes of messages: one verdict for one piece and for single bytes, and of what is good every
 * line ends in CR LF. */
#include "fuzz.h"

#include "http/framing.h"

struct verdict {
    uint64_t complete;
    enum status fault;
    bool between;
};

static struct verdict judge(const char *bytes, size_t length, size_t piece) {
    struct framing framing;
    size_t good = 0;
    framing_init(&framing, 1000);
    for (size_t at = 0; at < length; at += piece) {
        size_t count = length - at < piece ? length - at : piece;
        bool fine = framing_read(&framing, bytes + at, count, &good);
        must_hold(good <= count && fine == (framing.fault == OK));
        must_hold(fine || framing.words != NULL);
        if (!fine) {
            break;
        }
    }
    return (struct verdict){framing.complete, framing.fault, framing_between(&framing)};
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    const char *text = (const char *)bytes;
    if (length == 0 || length > 4096) {
        return 0;
    }
    struct verdict whole = judge(text, length, length), single = judge(text, length, 1);
    struct verdict sevens = judge(text, length, 7);
    must_hold(whole.complete == single.complete && whole.fault == single.fault &&
              whole.between == single.between);
    must_hold(whole.complete == sevens.complete && whole.fault == sevens.fault);
    return 0;
}
