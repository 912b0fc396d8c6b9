// Heat bath for couplings of all products of p spins: a flip updates all fields from the couplings of its spin.
#include "CKernels.h"
#include "dispatch.h"

#pragma STDC FP_CONTRACT OFF

// One run of couplings J_l, l < length, of the sets {l, c_0 < c_1 < ...}, with the product of the spins of c
// and masks that are -1 where spins are negative. Returns sum_l J_l s_l; adds product J_l to delta_l, or
// nothing where delta is NULL.
#define RUN(type)                                                                                 \
  RK_BODY int32_t run_##type(size_t length, const type##_t *restrict couplings,                   \
                             const int32_t *restrict masks, int32_t product,                      \
                             int32_t *restrict delta) {                                           \
    int32_t sum = 0;                                                                              \
    if (!delta) {                                                                                 \
      for (size_t l = 0; l < length; l++) sum += ((int32_t)couplings[l] ^ masks[l]) - masks[l];   \
    } else if (product > 0) {                                                                     \
      for (size_t l = 0; l < length; l++) {                                                       \
        int32_t coupling = couplings[l];                                                          \
        sum += (coupling ^ masks[l]) - masks[l];                                                  \
        delta[l] += coupling;                                                                     \
      }                                                                                           \
    } else {                                                                                      \
      for (size_t l = 0; l < length; l++) {                                                       \
        int32_t coupling = couplings[l];                                                          \
        sum += (coupling ^ masks[l]) - masks[l];                                                  \
        delta[l] -= coupling;                                                                     \
      }                                                                                           \
    }                                                                                             \
    return sum;                                                                                   \
  }

RUN(int16)
RUN(int32)

// Visits all sets of p - 1 spins in colexicographic order: the lowest is the fastest. Returns the field that
// their products make with the couplings of one spin; the change of the fields of others, per unit of this
// spin, goes to delta.
RK_BODY int32_t products_of(size_t n, size_t order, int narrow, const void *couplings,
                            const int32_t *restrict masks, int32_t *restrict delta) {
  size_t upper = order - 2, c[RK_ORDER], at = 0;
  int32_t total = 0;
  for (size_t m = 0; m < upper; m++) c[m] = m;
  while (c[upper - 1] < n) {
    int32_t product = 1;
    for (size_t m = 0; m < upper; m++) product ^= masks[c[m]] & -2;  // 1 or -1
    int32_t sum =
        narrow ? run_int16(c[0], (const int16_t *)couplings + at, masks, product, delta)
               : run_int32(c[0], (const int32_t *)couplings + at, masks, product, delta);
    at += c[0];
    total += product * sum;
    if (delta)
      for (size_t m = 0; m < upper; m++) delta[c[m]] += product * (masks[c[m]] | 1) * sum;
    size_t place = 0;
    while (place + 1 < upper && c[place] + 1 == c[place + 1]) c[place] = place, place++;
    c[place]++;
  }
  return total;
}

// The copies of products_of for the order and the width that are known where it is compiled.
RK_BODY int32_t products_dispatched(size_t n, size_t order, int narrow, const void *couplings,
                                    const int32_t *restrict masks, int32_t *restrict delta) {
  if (order == 3)
    return narrow ? products_of(n, 3, 1, couplings, masks, delta)
                  : products_of(n, 3, 0, couplings, masks, delta);
  return narrow ? products_of(n, order, 1, couplings, masks, delta)
                : products_of(n, order, 0, couplings, masks, delta);
}

RK_BODY size_t product_heat_bath_body(size_t n, size_t p, int narrow, size_t stride,
                                      const void *couplings, const uint32_t *restrict order,
                                      const float *restrict deviates, float scale,
                                      int8_t *restrict spins, int32_t *restrict fields,
                                      int64_t *restrict energy) {
  int32_t masks[RK_PRODUCT_SPINS], delta[RK_PRODUCT_SPINS];
  size_t flips = 0, groups = (n + RK_GROUP - 1) / RK_GROUP;
  int64_t change = 0;
  for (size_t i = 0; i < n; i++) masks[i] = spins[i] < 0 ? -1 : 0;
  for (size_t g = 0; g < groups; g++) {
    size_t start = RK_GROUP * (size_t)order[g];
    size_t end = start + RK_GROUP < n ? start + RK_GROUP : n;
    for (size_t i = start; i < end; i++) {
      int8_t spin = (float)fields[i] > scale * deviates[i] ? 1 : -1;
      if (spin == spins[i]) continue;
      spins[i] = spin;
      masks[i] = ~masks[i];
      change -= 2 * (int64_t)spin * fields[i];
      flips++;
      for (size_t j = 0; j < n; j++) delta[j] = 0;
      const char *row = (const char *)couplings + i * stride * (narrow ? 2 : 4);
      products_dispatched(n, p, narrow, row, masks, delta);
      if (spin > 0)
        for (size_t j = 0; j < n; j++) fields[j] += 2 * delta[j];
      else
        for (size_t j = 0; j < n; j++) fields[j] -= 2 * delta[j];
    }
  }
  *energy += change;
  return flips;
}

RK_KERNEL(size_t, product_heat_bath,
          (size_t n, size_t p, int narrow, size_t stride, const void *couplings,
           const uint32_t *restrict order, const float *restrict deviates, float scale,
           int8_t *restrict spins, int32_t *restrict fields, int64_t *restrict energy),
          (n, p, narrow, stride, couplings, order, deviates, scale, spins, fields, energy))

size_t rk_product_heat_bath_sweep(int level, size_t n, size_t p, int narrow, size_t stride,
                                  const void *couplings, const uint32_t *order,
                                  const float *deviates, float scale, int8_t *spins,
                                  int32_t *fields, int64_t *energy) {
  return RK_CALL(product_heat_bath, level,
                 (n, p, narrow, stride, couplings, order, deviates, scale, spins, fields, energy));
}

RK_BODY void product_fields_body(size_t n, size_t p, int narrow, size_t stride,
                                 const void *couplings, const int8_t *restrict spins,
                                 int32_t *restrict fields) {
  int32_t masks[RK_PRODUCT_SPINS];
  for (size_t i = 0; i < n; i++) masks[i] = spins[i] < 0 ? -1 : 0;
  for (size_t i = 0; i < n; i++)
    fields[i] = products_dispatched(
        n, p, narrow, (const char *)couplings + i * stride * (narrow ? 2 : 4), masks, 0);
}

RK_KERNEL(void, product_fields,
          (size_t n, size_t p, int narrow, size_t stride, const void *couplings,
           const int8_t *restrict spins, int32_t *restrict fields),
          (n, p, narrow, stride, couplings, spins, fields))

void rk_product_fields(int level, size_t n, size_t p, int narrow, size_t stride,
                       const void *couplings, const int8_t *spins, int32_t *fields) {
  RK_CALL(product_fields, level, (n, p, narrow, stride, couplings, spins, fields));
}
