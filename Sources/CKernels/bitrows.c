// Heat bath for couplings +J and -J between all pairs: a row of the matrix is a row of bits.
#include "CKernels.h"
#include "bitpanels.h"
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
                                  int32_t coupling, const uint32_t *restrict order, size_t groups,
                                  const float *restrict deviates, float scale,
                                  int8_t *restrict spins, int16_t *restrict fields) {
  size_t flips = 0;
  for (size_t g = 0; g < groups; g++) {
    size_t start = RK_GROUP * (size_t)order[g];
    if (n - start < RK_GROUP) {  // the last, shorter group
      for (size_t i = start; i < n; i++) {
        int8_t spin = (float)(coupling * fields[i]) > scale * deviates[i] ? 1 : -1;
        if (spin == spins[i]) continue;
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
      spins[i] = (int8_t)-spins[i];
      flip_bits(n, rows + i * stride, i, spins[i], fields);
      flips++;
      from = l + 1;
    }
  }
  return flips;
}

RK_KERNEL(size_t, bit_heat_bath,
          (size_t n, size_t stride, const uint16_t *restrict rows, int32_t coupling,
           const uint32_t *restrict order, size_t groups, const float *restrict deviates,
           float scale, int8_t *restrict spins, int16_t *restrict fields),
          (n, stride, rows, coupling, order, groups, deviates, scale, spins, fields))

size_t rk_bit_heat_bath(int level, size_t n, size_t stride, const uint16_t *rows,
                        const uint16_t *panel, int32_t coupling, const uint32_t *order,
                        size_t first, size_t groups, const float *deviates, float scale,
                        int8_t *spins, int16_t *fields) {
  order += first;
#if RK_DISPATCH
  if (level >= RK_X86_64_V4 && panel)
    return update_bit_panel(n, stride, rows, panel, coupling, order, groups, deviates, scale, spins,
                            fields);
#endif
  return RK_CALL(bit_heat_bath, level,
                 (n, stride, rows, coupling, order, groups, deviates, scale, spins, fields));
}

void rk_bit_panel(size_t n, size_t stride, const uint16_t *rows, const uint32_t *order,
                  size_t first, size_t groups, uint16_t *panel) {
  order += first;
  enum { width = RK_BIT_PANEL / RK_GROUP };
  memset(panel, 0, RK_BIT_PANEL * width * sizeof *panel);
  for (size_t g = 0; g < groups; g++)
    for (size_t l = 0; l < RK_GROUP; l++) {
      size_t i = RK_GROUP * (size_t)order[g] + l;
      if (i >= n) break;
      uint16_t *own = panel + width * (RK_GROUP * g + l);
      for (size_t k = 0; k < groups; k++) own[k] = rows[i * stride + order[k]];
    }
}

RK_BODY int64_t spins_times_fields_body(size_t n, const int8_t *restrict spins,
                                        const int16_t *restrict fields) {
  enum { PART = 4096 };  // whose sum has 32 bits
  int64_t total = 0;
  for (size_t first = 0; first < n; first += PART) {
    size_t end = n - first < PART ? n : first + PART;
    int32_t sum = 0;
    for (size_t i = first; i < end; i++) sum += (int32_t)spins[i] * fields[i];
    total += sum;
  }
  return total;
}

RK_KERNEL(int64_t, spins_times_fields,
          (size_t n, const int8_t *restrict spins, const int16_t *restrict fields),
          (n, spins, fields))

int64_t rk_spins_times_fields(int level, size_t n, const int8_t *spins, const int16_t *fields) {
  return RK_CALL(spins_times_fields, level, (n, spins, fields));
}
