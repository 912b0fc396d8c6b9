#include "CKernels.h"
#include "philox.h"
#include "dispatch.h"
#include "groups.h"

#include <stdlib.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// MARK: - Processor

static int detected_level(void) {
#if RK_DISPATCH
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vpopcntdq"))
    return RK_X86_64_V4;
  if (__builtin_cpu_supports("x86-64-v3")) return RK_X86_64_V3;
#endif
  return RK_BASELINE;
}

int rk_cpu_level(void) {
  static int cached = -1;  // every thread computes the same value
  int level = __atomic_load_n(&cached, __ATOMIC_RELAXED);
  if (level >= 0) return level;
  level = detected_level();
  const char *cap = getenv("REPLICA_KIT_CPU");
  if (cap && !strcmp(cap, "baseline")) level = RK_BASELINE;
  if (cap && !strcmp(cap, "v3") && level > RK_X86_64_V3) level = RK_X86_64_V3;
  __atomic_store_n(&cached, level, __ATOMIC_RELAXED);
  return level;
}

// MARK: - Philox

// The blocks of eight lanes in turn.
RK_BODY void interleave(const longs_of_lanes *front, const longs_of_lanes *back,
                        longs_of_lanes pairs[2]) {
  pairs[0] = __builtin_shufflevector(*front, *back, 0, 8, 1, 9, 2, 10, 3, 11);
  pairs[1] = __builtin_shufflevector(*front, *back, 4, 12, 5, 13, 6, 14, 7, 15);
}

RK_BODY void philox_body(const uint32_t *key, uint64_t first, uint32_t middle, uint32_t third,
                         uint32_t fourth, uint32_t *restrict out, size_t blocks) {
  enum { units = 4 };
  const philox_name name = {key, middle, third, fourth};
  philox_name names[units];
  for (int u = 0; u < units; u++) names[u] = name;
  longs_of_lanes front[units], back[units], pairs[2];
  size_t i = 0;
  for (; i + units * lanes <= blocks; i += units * lanes) {
    uint64_t start[units];
    for (int u = 0; u < units; u++) start[u] = first + i + (uint64_t)(u * lanes);
    philox_units(units, names, start, front, back);
    for (int u = 0; u < units; u++) {
      interleave(&front[u], &back[u], pairs);
      memcpy(out + 4 * (i + (size_t)(u * lanes)), pairs, sizeof pairs);
    }
  }
  for (; i < blocks; i += lanes) {
    philox_lanes(key, first + i, middle, third, fourth, front, back);
    interleave(front, back, pairs);
    size_t left = blocks - i < lanes ? blocks - i : lanes;
    memcpy(out + 4 * i, pairs, 16 * left);
  }
}

RK_KERNEL(void, philox,
          (const uint32_t *key, uint64_t first, uint32_t middle, uint32_t third, uint32_t fourth,
           uint32_t *restrict out, size_t blocks),
          (key, first, middle, third, fourth, out, blocks))

void rk_philox_fill(int level, const uint32_t key[2], uint64_t first, uint32_t middle,
                    uint32_t third, uint32_t fourth, uint32_t *out, size_t blocks) {
  RK_CALL(philox, level, (key, first, middle, third, fourth, out, blocks));
}

// MARK: - Logistic deviates

// ln x for 2^-32 < x < 2^32 (polynomial of the Cephes library's logf on [sqrt(1/2), sqrt(2))).
RK_BODY float log_of(float x) {
  union { float f; int32_t i; } v = {x};
  int32_t shifted = v.i - 0x3f3504f3;
  float exponent = (float)(shifted >> 23);
  v.i = (shifted & 0x007fffff) + 0x3f3504f3;
  float y = v.f - 1.0f, z = y * y;
  float p = 7.0376836292e-2f;
  p = p * y - 1.1514610310e-1f;
  p = p * y + 1.1676998740e-1f;
  p = p * y - 1.2420140846e-1f;
  p = p * y + 1.4249322787e-1f;
  p = p * y - 1.6668057665e-1f;
  p = p * y + 2.0000714765e-1f;
  p = p * y - 2.4999993993e-1f;
  p = p * y + 3.3333331174e-1f;
  return exponent * 0.693147181f + (y + (p * y * z - 0.5f * z));
}

RK_BODY void logistic_body(const uint32_t *restrict words, float *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) {
    // u = (k + 1/2) / 2^31; both tails are exact to the last bit of single precision.
    int32_t k = (int32_t)(words[i] >> 1);
    out[i] = log_of(((float)k + 0.5f) / ((float)(0x7fffffff - k) + 0.5f));
  }
}

RK_KERNEL(void, logistic, (const uint32_t *restrict words, float *restrict out, size_t count),
          (words, out, count))

void rk_logistic(int level, const uint32_t *words, float *out, size_t count) {
  RK_CALL(logistic, level, (words, out, count));
}

RK_BODY void exponential_body(const uint32_t *restrict words, float *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) {
    // u = (k + 1/2) / 2^29 from the upper bits, below 1 after rounding too; the lower three decide on an attempt.
    float u = ((float)(int32_t)(words[i] >> 3) + 0.5f) * 0x1p-29f;
    u = u < 0x1.fffffep-1f ? u : 0x1.fffffep-1f;
    float deviate = -log_of(u);
    out[i] = words[i] & 7 ? deviate : -__builtin_inff();
  }
}

RK_KERNEL(void, exponential, (const uint32_t *restrict words, float *restrict out, size_t count),
          (words, out, count))

void rk_exponential(int level, const uint32_t *words, float *out, size_t count) {
  RK_CALL(exponential, level, (words, out, count));
}

// MARK: - Heat bath

// Flips spin i to `spin`; returns the change of the energy.
RK_BODY int64_t flip(size_t n, size_t stride, const int32_t *restrict rows, size_t i, int8_t spin,
                     int8_t *restrict spins, int32_t *restrict fields) {
  int64_t change = -2 * (int64_t)spin * fields[i];
  const int32_t *row = rows + i * stride;
  spins[i] = spin;
  if (spin > 0)
    for (size_t j = 0; j < n; j++) fields[j] += row[j];
  else
    for (size_t j = 0; j < n; j++) fields[j] -= row[j];
  return change;
}

RK_BODY size_t heat_bath_body(size_t n, size_t stride, const int32_t *restrict rows,
                              const uint32_t *restrict order, const float *restrict deviates,
                              float scale, int8_t *restrict spins, int32_t *restrict fields,
                              int64_t *restrict energy) {
  size_t flips = 0, groups = (n + RK_GROUP - 1) / RK_GROUP;
  int64_t change = 0;
  for (size_t g = 0; g < groups; g++) {
    size_t start = RK_GROUP * (size_t)order[g];
    if (n - start < RK_GROUP) {  // the last, shorter group
      for (size_t i = start; i < n; i++) {
        int8_t spin = (float)fields[i] > scale * deviates[i] ? 1 : -1;
        if (spin == spins[i]) continue;
        change += flip(n, stride, rows, i, spin, spins, fields);
        flips++;
      }
      continue;
    }
    // Look at the whole group at once for spins that want to flip; most often there is none. After a
    // flip the fields have changed, so the sites behind it are looked at again.
    for (size_t from = 0; from < RK_GROUP;) {
      uint8_t wants[RK_GROUP];
      for (size_t l = 0; l < RK_GROUP; l++) {
        int8_t spin = (float)fields[start + l] > scale * deviates[start + l] ? 1 : -1;
        wants[l] = spin != spins[start + l];
      }
      size_t l = first_wanting(wants, from);
      if (l == RK_GROUP) break;
      change += flip(n, stride, rows, start + l, (int8_t)-spins[start + l], spins, fields);
      flips++;
      from = l + 1;
    }
  }
  *energy += change;
  return flips;
}

RK_KERNEL(size_t, heat_bath,
          (size_t n, size_t stride, const int32_t *restrict rows, const uint32_t *restrict order,
           const float *restrict deviates, float scale, int8_t *restrict spins,
           int32_t *restrict fields, int64_t *restrict energy),
          (n, stride, rows, order, deviates, scale, spins, fields, energy))

size_t rk_heat_bath_sweep(int level, size_t n, size_t stride, const int32_t *rows,
                          const uint32_t *order, const float *deviates, float scale, int8_t *spins,
                          int32_t *fields, int64_t *energy) {
  return RK_CALL(heat_bath, level,
                 (n, stride, rows, order, deviates, scale, spins, fields, energy));
}

// MARK: - Overlaps

RK_BODY void differences_body(const uint64_t *restrict bits, size_t rows, size_t words,
                              int32_t *restrict out) {
  enum { tile = 32 };
  for (size_t a0 = 0; a0 < rows; a0 += tile)
    for (size_t b0 = a0; b0 < rows; b0 += tile)
      for (size_t a = a0; a < rows && a < a0 + tile; a++)
        for (size_t b = b0 < a ? a : b0; b < rows && b < b0 + tile; b++) {
          const uint64_t *x = bits + a * words, *y = bits + b * words;
          uint64_t sum = 0;
          for (size_t w = 0; w < words; w++) sum += (uint64_t)__builtin_popcountll(x[w] ^ y[w]);
          out[a * rows + b] = out[b * rows + a] = (int32_t)sum;
        }
}

RK_KERNEL(void, differences,
          (const uint64_t *restrict bits, size_t rows, size_t words, int32_t *restrict out),
          (bits, rows, words, out))

void rk_pair_differences(int level, const uint64_t *bits, size_t rows, size_t words, int32_t *out) {
  RK_CALL(differences, level, (bits, rows, words, out));
}

RK_BODY void block_differences_body(const uint64_t *restrict x, size_t rows,
                                    const uint64_t *restrict y, size_t columns, size_t words,
                                    int32_t *restrict out) {
  enum { tile = 32 };
  for (size_t a0 = 0; a0 < rows; a0 += tile)
    for (size_t b0 = 0; b0 < columns; b0 += tile)
      for (size_t a = a0; a < rows && a < a0 + tile; a++)
        for (size_t b = b0; b < columns && b < b0 + tile; b++) {
          uint64_t sum = 0;
          for (size_t w = 0; w < words; w++)
            sum += (uint64_t)__builtin_popcountll(x[a * words + w] ^ y[b * words + w]);
          out[a * columns + b] = (int32_t)sum;
        }
}

RK_KERNEL(void, block_differences,
          (const uint64_t *restrict x, size_t rows, const uint64_t *restrict y, size_t columns,
           size_t words, int32_t *restrict out),
          (x, rows, y, columns, words, out))

void rk_block_differences(int level, const uint64_t *x, size_t rows, const uint64_t *y,
                          size_t columns, size_t words, int32_t *out) {
  RK_CALL(block_differences, level, (x, rows, y, columns, words, out));
}
