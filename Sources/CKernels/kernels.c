#include "CKernels.h"

#include <stdlib.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)
#define RK_DISPATCH 1
#define RK_V3 __attribute__((target("arch=x86-64-v3")))
#define RK_V4 __attribute__((target("arch=x86-64-v4,avx512vpopcntdq")))
#else
#define RK_DISPATCH 0
#endif

#define RK_BODY static inline __attribute__((always_inline))

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

// Defines the public function that calls the copy of a body compiled for `level`.
#if RK_DISPATCH
#define RK_KERNEL(type, name, parameters, arguments)                    \
  RK_V3 static type name##_v3 parameters { return name##_body arguments; } \
  RK_V4 static type name##_v4 parameters { return name##_body arguments; } \
  static type name##_baseline parameters { return name##_body arguments; }
#define RK_CALL(name, level, arguments)                        \
  ((level) >= RK_X86_64_V4   ? name##_v4 arguments             \
   : (level) == RK_X86_64_V3 ? name##_v3 arguments             \
                             : name##_baseline arguments)
#else
#define RK_KERNEL(type, name, parameters, arguments) \
  static type name##_baseline parameters { return name##_body arguments; }
#define RK_CALL(name, level, arguments) ((void)(level), name##_baseline arguments)
#endif

// MARK: - Philox

RK_BODY void philox_body(const uint32_t *key, uint64_t first, uint32_t middle, uint32_t third,
                         uint32_t fourth, uint32_t *restrict out, size_t blocks) {
  const uint32_t key0 = key[0], key1 = key[1];
  for (size_t i = 0; i < blocks; i++) {
    uint64_t b = first + i;
    uint32_t c0 = (uint32_t)b, c1 = middle + (uint32_t)(b >> 32), c2 = third, c3 = fourth;
    uint32_t k0 = key0, k1 = key1;
    for (int round = 0; round < 10; round++) {
      uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
      c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
      c1 = (uint32_t)p1;
      c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
      c3 = (uint32_t)p0;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    out[4 * i] = c0;
    out[4 * i + 1] = c1;
    out[4 * i + 2] = c2;
    out[4 * i + 3] = c3;
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

// Splits x > 0 into 2^exponent times a mantissa in [sqrt(1/2), sqrt(2)) and returns the logarithm of
// the mantissa, absolute error below 1e-7 (polynomial of the Cephes library's logf).
RK_BODY float mantissa_log(float x, int32_t *exponent) {
  union { float f; int32_t i; } v = {x};
  int32_t shifted = v.i - 0x3f3504f3;
  *exponent = shifted >> 23;
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
  return y + (p * y * z - 0.5f * z);
}

RK_BODY void logistic_body(const uint32_t *restrict words, float *restrict out, size_t count) {
  for (size_t i = 0; i < count; i++) {
    // u = (k + 1/2) / 2^31. Exponents are subtracted as whole numbers, so that the logarithms of
    // the powers of two do not cost digits near u = 1/2.
    int32_t k = (int32_t)(words[i] >> 1), above, below;
    float numerator = mantissa_log((float)k + 0.5f, &above);
    float denominator = mantissa_log((float)(0x7fffffff - k) + 0.5f, &below);
    out[i] = (float)(above - below) * 0.693147181f + (numerator - denominator);
  }
}

RK_KERNEL(void, logistic, (const uint32_t *restrict words, float *restrict out, size_t count),
          (words, out, count))

void rk_logistic(int level, const uint32_t *words, float *out, size_t count) {
  RK_CALL(logistic, level, (words, out, count));
}

// MARK: - Heat bath

RK_BODY size_t heat_bath_body(size_t n, size_t stride, const int32_t *restrict rows,
                              const uint32_t *restrict order, const float *restrict logistic,
                              float scale, int8_t *restrict spins, int32_t *restrict fields,
                              int64_t *restrict energy) {
  size_t flips = 0;
  int64_t change = 0;
  for (size_t k = 0; k < n; k++) {
    size_t i = order[k];
    int32_t field = fields[i];
    int8_t spin = (float)field > scale * logistic[k] ? 1 : -1;
    if (spin == spins[i]) continue;
    spins[i] = spin;
    flips++;
    change -= 2 * (int64_t)spin * field;
    const int32_t *row = rows + i * stride;
    if (spin > 0)
      for (size_t j = 0; j < n; j++) fields[j] += row[j];
    else
      for (size_t j = 0; j < n; j++) fields[j] -= row[j];
  }
  *energy += change;
  return flips;
}

RK_KERNEL(size_t, heat_bath,
          (size_t n, size_t stride, const int32_t *restrict rows, const uint32_t *restrict order,
           const float *restrict logistic, float scale, int8_t *restrict spins,
           int32_t *restrict fields, int64_t *restrict energy),
          (n, stride, rows, order, logistic, scale, spins, fields, energy))

size_t rk_heat_bath_sweep(int level, size_t n, size_t stride, const int32_t *rows,
                          const uint32_t *order, const float *logistic, float scale, int8_t *spins,
                          int32_t *fields, int64_t *energy) {
  return RK_CALL(heat_bath, level,
                 (n, stride, rows, order, logistic, scale, spins, fields, energy));
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
