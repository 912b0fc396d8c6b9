// Eight blocks of Philox4x32-10 at a time, one in each lane.
#ifndef REPLICA_KIT_PHILOX_H
#define REPLICA_KIT_PHILOX_H

#include "dispatch.h"

#include <stddef.h>
#include <stdint.h>

// The compiler splits the vectors into what the processor has.
enum { lanes = 8 };
typedef uint64_t longs_of_lanes __attribute__((vector_size(8 * lanes)));

// The product of the low words: one instruction a vector, which does not look at the high words.
#define RK_PRODUCT(factor, x) (((x) & 0xffffffffu) * (uint64_t)(factor))

// The blocks first, first + 1, ...: words 0 and 1 of each in *front, words 2 and 3 in *back, the lower word first.
RK_BODY void philox_lanes(const uint32_t *key, uint64_t first, uint32_t middle, uint32_t third,
                          uint32_t fourth, longs_of_lanes *front, longs_of_lanes *back) {
  const longs_of_lanes steps = {0, 1, 2, 3, 4, 5, 6, 7};
  longs_of_lanes block = steps + first, zero = {0};
  // Only the low words count until the end.
  longs_of_lanes c0 = block, c1 = (block >> 32) + middle, c2 = zero + third, c3 = zero + fourth;
  uint32_t k0 = key[0], k1 = key[1];
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    longs_of_lanes product0 = RK_PRODUCT(0xD2511F53u, c0), product1 = RK_PRODUCT(0xCD9E8D57u, c2);
    c0 = product1 >> 32 ^ c1 ^ k0;
    c1 = product1;
    c2 = product0 >> 32 ^ c3 ^ k1;
    c3 = product0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  *front = c1 << 32 | (c0 & 0xffffffffu);
  *back = c3 << 32 | (c2 & 0xffffffffu);
}

#endif
