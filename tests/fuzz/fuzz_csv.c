/* Files of CSV: the quick way of reading, the exact way, the scalar and the vector kernel give
 * the same answers, the same refused rows and the same counts. */
#include "fuzz_bulk.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    bulk_compare(bytes, length, BULK_CSV);
    return 0;
}
