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

// The words of a block that are not its number, and the key.
typedef struct {
  const uint32_t *key;
  uint32_t middle, third, fourth;
} philox_name;

// For each of some names the blocks first, first + 1, ...: words 0 and 1 of each in *front, words 2 and 3 in *back, the lower
// word first. Several at a time do not wait for each other.
RK_BODY void philox_units(const int units, const philox_name *names, const uint64_t *first,
                          longs_of_lanes *front, longs_of_lanes *back) {
  enum { most = 4 };
  const longs_of_lanes steps = {0, 1, 2, 3, 4, 5, 6, 7};
  longs_of_lanes c0[most], c1[most], c2[most], c3[most], zero = {0};
  uint32_t k0[most], k1[most];
#pragma clang loop unroll(full)
  for (int u = 0; u < units; u++) {
    // Only the low words count until the end.
    c0[u] = steps + first[u];
    c1[u] = (c0[u] >> 32) + names[u].middle;
    c2[u] = zero + names[u].third;
    c3[u] = zero + names[u].fourth;
    k0[u] = names[u].key[0], k1[u] = names[u].key[1];
  }
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++)
#pragma clang loop unroll(full)
    for (int u = 0; u < units; u++) {
      longs_of_lanes product0 = RK_PRODUCT(0xD2511F53u, c0[u]);
      longs_of_lanes product1 = RK_PRODUCT(0xCD9E8D57u, c2[u]);
      c0[u] = product1 >> 32 ^ c1[u] ^ k0[u];
      c1[u] = product1;
      c2[u] = product0 >> 32 ^ c3[u] ^ k1[u];
      c3[u] = product0;
      k0[u] += 0x9E3779B9u;
      k1[u] += 0xBB67AE85u;
    }
#pragma clang loop unroll(full)
  for (int u = 0; u < units; u++) {
    front[u] = c1[u] << 32 | (c0[u] & 0xffffffffu);
    back[u] = c3[u] << 32 | (c2[u] & 0xffffffffu);
  }
}

// The same for one name.
RK_BODY void philox_lanes(const uint32_t *key, uint64_t first, uint32_t middle, uint32_t third,
                          uint32_t fourth, longs_of_lanes *front, longs_of_lanes *back) {
  philox_name name = {key, middle, third, fourth};
  philox_units(1, &name, &first, front, back);
}

#endif
