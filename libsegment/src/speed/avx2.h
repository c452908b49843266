/* Thirty-two bytes at once: the words in which the kernel for AVX2 is written. */
#ifndef SEGMENT_AVX2_H
#define SEGMENT_AVX2_H

#include "segment.h"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define SEG_HAS_AVX2 1

#include <immintrin.h>

#define LANES 32
#define AVX2 __attribute__((target("avx2")))
#define INLINE static inline __attribute__((target("avx2"), always_inline))

INLINE __m256i zeros(void) {
    return _mm256_setzero_si256();
}

INLINE __m256i ones(void) {
    return _mm256_set1_epi8(-1);
}

INLINE __m256i bytes_of(unsigned value) {
    return _mm256_set1_epi8((char)value);
}

INLINE __m256i not_zero(__m256i x) {
    return _mm256_xor_si256(_mm256_cmpeq_epi8(x, zeros()), ones());
}

INLINE __m256i or2(__m256i a, __m256i b) {
    return _mm256_or_si256(a, b);
}

/* a and not b */
INLINE __m256i without(__m256i a, __m256i b) {
    return _mm256_andnot_si256(b, a);
}

INLINE __m256i invert(__m256i a) {
    return _mm256_xor_si256(a, ones());
}

INLINE bool none_set(__m256i a) {
    return _mm256_testz_si256(a, a);
}

INLINE __m256i load(const uint8_t *column, size_t row) {
    return column ? _mm256_loadu_si256((const __m256i *)(const void *)(column + row)) : ones();
}

INLINE __m256i table(const uint8_t bytes[16]) {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)bytes));
}

INLINE void store(uint8_t *to, __m256i bytes) {
    if (to) {
        _mm256_storeu_si256((__m256i *)(void *)to, bytes);
    }
}

INLINE __m256i is_unknown(__m256i levels) {
    return _mm256_cmpeq_epi8(levels, ones());
}

INLINE __m256i at_least_bytes(__m256i a, unsigned from) {
    return _mm256_cmpeq_epi8(_mm256_max_epu8(a, bytes_of(from)), a);
}

/* The bit of that number, 0-7, of each byte; bytes from 8 on give none, as long as they are below
 * 16 or have their top bit set. */
INLINE __m256i nth_bit(__m256i numbers) {
    static const uint8_t bits[16] = {1, 2, 4, 8, 16, 32, 64, 128};
    return _mm256_shuffle_epi8(table(bits), numbers);
}

/* Whether each byte has at most one bit. */
INLINE __m256i one_bit(__m256i bits) {
    __m256i rest = _mm256_and_si256(bits, _mm256_sub_epi8(bits, bytes_of(1)));
    return _mm256_cmpeq_epi8(rest, zeros());
}

#endif
#endif
