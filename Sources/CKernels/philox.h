// Eight blocks of Philox4x32-10 at a time, one in each lane.
#ifndef REPLICA_KIT_PHILOX_H
#define REPLICA_KIT_PHILOX_H

#include "dispatch.h"

#include <stddef.h>
#include <stdint.h>

// The compiler splits the vectors into what the processor has.
enum { lanes = 8 };
typedef uint32_t words_of_lanes __attribute__((vector_size(4 * lanes)));
typedef uint64_t longs_of_lanes __attribute__((vector_size(8 * lanes)));

// The high words of factor * x.
#define RK_HIGH_PRODUCT(factor, x)                                                            \
  __builtin_convertvector(__builtin_convertvector(x, longs_of_lanes) * (uint64_t)(factor) >> 32, \
                          words_of_lanes)

// The four words of the blocks first, first + 1, ... in c[0] ... c[3].
RK_BODY void philox_lanes(const uint32_t *key, uint64_t first, uint32_t middle, uint32_t third,
                          uint32_t fourth, words_of_lanes *c) {
  words_of_lanes c0, c1, c2 = {0}, c3 = {0};
  c2 += third;
  c3 += fourth;
  for (int l = 0; l < lanes; l++) {
    uint64_t b = first + (uint64_t)l;
    c0[l] = (uint32_t)b;
    c1[l] = middle + (uint32_t)(b >> 32);
  }
  uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++) {
    words_of_lanes high0 = RK_HIGH_PRODUCT(0xD2511F53u, c0), low0 = c0 * 0xD2511F53u;
    words_of_lanes high1 = RK_HIGH_PRODUCT(0xCD9E8D57u, c2), low1 = c2 * 0xCD9E8D57u;
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  c[0] = c0;
  c[1] = c1;
  c[2] = c2;
  c[3] = c3;
}

#endif
