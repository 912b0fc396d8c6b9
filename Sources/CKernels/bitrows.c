// Heat bath for couplings +J and -J between all pairs: a row of the matrix is a row of bits.
#include "CKernels.h"
#include "dispatch.h"
#include "groups.h"

#pragma STDC FP_CONTRACT OFF

static const uint16_t lane[16] = {1,      1 << 1, 1 << 2,  1 << 3,  1 << 4,  1 << 5,  1 << 6,  1 << 7,
                                  1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15};

// Flips spin i to `spin`: every field gains 2 spin where the bit of its column is clear and loses it where it is
// set; spin i has no coupling to itself.
RK_BODY void flip_bits(size_t n, const uint16_t *restrict row, size_t i, int16_t spin,
                       int16_t *restrict fields) {
  int16_t gain = (int16_t)(2 * spin), loss = (int16_t)(-4 * spin), own = fields[i];
  size_t full = n / 16;
  for (size_t c = 0; c < full; c++) {
    uint16_t bits = row[c];
    for (size_t l = 0; l < 16; l++) {
      int16_t mask = (bits & lane[l]) == lane[l] ? -1 : 0;
      fields[16 * c + l] = (int16_t)(fields[16 * c + l] + gain + (mask & loss));
    }
  }
  for (size_t j = 16 * full; j < n; j++)
    fields[j] = (int16_t)(fields[j] + (row[full] & lane[j % 16] ? -gain : gain));
  fields[i] = own;
}

RK_BODY size_t bit_heat_bath_body(size_t n, size_t stride, const uint16_t *restrict rows,
                                  int32_t coupling, const uint32_t *restrict order,
                                  const float *restrict deviates, float scale,
                                  int8_t *restrict spins, int16_t *restrict fields,
                                  int64_t *restrict energy) {
  size_t flips = 0, groups = (n + RK_GROUP - 1) / RK_GROUP;
  int64_t change = 0;
  for (size_t g = 0; g < groups; g++) {
    size_t start = RK_GROUP * (size_t)order[g];
    if (n - start < RK_GROUP) {  // the last, shorter group
      for (size_t i = start; i < n; i++) {
        int8_t spin = (float)(coupling * fields[i]) > scale * deviates[i] ? 1 : -1;
        if (spin == spins[i]) continue;
        change -= 2 * (int64_t)spin * fields[i];
        spins[i] = spin;
        flip_bits(n, rows + i * stride, i, spin, fields);
        flips++;
      }
      continue;
    }
    for (size_t from = 0; from < RK_GROUP;) {
      uint8_t wants[RK_GROUP];
      for (size_t l = 0; l < RK_GROUP; l++) {
        int8_t spin =
            (float)(coupling * fields[start + l]) > scale * deviates[start + l] ? 1 : -1;
        wants[l] = spin != spins[start + l];
      }
      size_t l = first_wanting(wants, from);
      if (l == RK_GROUP) break;
      size_t i = start + l;
      int8_t spin = (int8_t)-spins[i];
      change -= 2 * (int64_t)spin * fields[i];
      spins[i] = spin;
      flip_bits(n, rows + i * stride, i, spin, fields);
      flips++;
      from = l + 1;
    }
  }
  *energy += change * coupling;
  return flips;
}

RK_KERNEL(size_t, bit_heat_bath,
          (size_t n, size_t stride, const uint16_t *restrict rows, int32_t coupling,
           const uint32_t *restrict order, const float *restrict deviates, float scale,
           int8_t *restrict spins, int16_t *restrict fields, int64_t *restrict energy),
          (n, stride, rows, coupling, order, deviates, scale, spins, fields, energy))

size_t rk_bit_heat_bath_sweep(int level, size_t n, size_t stride, const uint16_t *rows,
                              int32_t coupling, const uint32_t *order, const float *deviates,
                              float scale, int8_t *spins, int16_t *fields, int64_t *energy) {
  return RK_CALL(bit_heat_bath, level,
                 (n, stride, rows, coupling, order, deviates, scale, spins, fields, energy));
}
