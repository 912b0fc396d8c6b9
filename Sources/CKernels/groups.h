// What the heat-bath sweeps share: sites are looked at a group of neighbours at a time.
#ifndef REPLICA_KIT_GROUPS_H
#define REPLICA_KIT_GROUPS_H

#include "CKernels.h"
#include "dispatch.h"

#include <string.h>

// The first site of a group, from `from` on, that wants to flip; RK_GROUP where none does.
RK_BODY size_t first_wanting(const uint8_t wants[RK_GROUP], size_t from) {
  uint64_t halves[2];
  memcpy(halves, wants, sizeof halves);
  if (from >= 8)
    halves[0] = 0, halves[1] &= ~(uint64_t)0 << (8 * (from - 8));
  else
    halves[0] &= ~(uint64_t)0 << (8 * from);
  if (halves[0]) return (size_t)__builtin_ctzll(halves[0]) / 8;
  return halves[1] ? 8 + (size_t)__builtin_ctzll(halves[1]) / 8 : RK_GROUP;
}

#endif
