/* Files of NDJSON: the quick way of reading and the vector kernel give the same answers, refused
 * rows and counts as the exact way and the scalar kernel. */
#include "fuzz_bulk.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    bulk_compare(bytes, length, BULK_NDJSON);
    return 0;
}
