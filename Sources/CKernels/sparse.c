// Heat bath on lattices and graphs: a flip updates the fields of the neighbours.
#include "CKernels.h"
#include "dispatch.h"

#pragma STDC FP_CONTRACT OFF

// One body for fields and couplings of 32 and of 64 bits.
#define SPARSE_HEAT_BATH(name, word)                                                                 \
  RK_BODY size_t name##_body(size_t n, const uint32_t *restrict starts,                              \
                             const uint32_t *restrict neighbours, const word *restrict doubled,      \
                             const uint32_t *restrict order, const float *restrict deviates,         \
                             float scale, int8_t *restrict spins, word *restrict fields,             \
                             int64_t *restrict energy) {                                             \
    size_t flips = 0, groups = (n + RK_GROUP - 1) / RK_GROUP;                                        \
    int64_t change = 0;                                                                              \
    for (size_t g = 0; g < groups; g++) {                                                            \
      size_t start = RK_GROUP * (size_t)order[g];                                                    \
      size_t end = start + RK_GROUP < n ? start + RK_GROUP : n;                                      \
      for (size_t i = start; i < end; i++) {                                                         \
        int8_t spin = (float)fields[i] > scale * deviates[i] ? 1 : -1;                               \
        if (spin == spins[i]) continue;                                                              \
        spins[i] = spin;                                                                             \
        change -= 2 * (int64_t)spin * fields[i];                                                     \
        flips++;                                                                                     \
        for (uint32_t k = starts[i]; k < starts[i + 1]; k++)                                         \
          fields[neighbours[k]] += spin > 0 ? doubled[k] : -doubled[k];                              \
      }                                                                                              \
    }                                                                                                \
    *energy += change;                                                                               \
    return flips;                                                                                    \
  }                                                                                                  \
                                                                                                     \
  RK_KERNEL(size_t, name,                                                                            \
            (size_t n, const uint32_t *restrict starts, const uint32_t *restrict neighbours,         \
             const word *restrict doubled, const uint32_t *restrict order,                           \
             const float *restrict deviates, float scale, int8_t *restrict spins,                    \
             word *restrict fields, int64_t *restrict energy),                                       \
            (n, starts, neighbours, doubled, order, deviates, scale, spins, fields, energy))         \
                                                                                                     \
  size_t rk_##name##_sweep(int level, size_t n, const uint32_t *starts, const uint32_t *neighbours,  \
                           const word *doubled, const uint32_t *order, const float *deviates,        \
                           float scale, int8_t *spins, word *fields, int64_t *energy) {              \
    return RK_CALL(name, level,                                                                      \
                   (n, starts, neighbours, doubled, order, deviates, scale, spins, fields, energy)); \
  }

SPARSE_HEAT_BATH(sparse_heat_bath, int32_t)
SPARSE_HEAT_BATH(wide_heat_bath, int64_t)
