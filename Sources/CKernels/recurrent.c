#include "CKernels.h"
#include "dispatch.h"

#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#pragma STDC FP_CONTRACT OFF
// Functions of vectors are always inlined here: their calling convention never matters.
#pragma GCC diagnostic ignored "-Wpsabi"

// The macros of dispatch.h for names that are made by macros.
#define RK_NAMED_BODY_(name) name##_body
#define RK_NAMED_BODY(name) RK_NAMED_BODY_(name)
#define RK_NAMED_KERNEL(type, name, parameters, arguments) \
  RK_KERNEL(type, name, parameters, arguments)
#define RK_NAMED_CALL(name, level, arguments) RK_CALL(name, level, arguments)

void *rk_allocate(size_t bytes) {
  // Whole huge pages, where there are some: products of large matrices wait for addresses otherwise.
  const size_t page = bytes >= (1u << 21) ? 1u << 21 : 64;
  size_t size = (bytes + page - 1) / page * page;
  void *memory = aligned_alloc(page, size ? size : page);
#if defined(__linux__)
  if (memory && page > 64) (void)madvise(memory, size, MADV_HUGEPAGE);
#endif
  if (memory) memset(memory, 0, size ? size : page);
  return memory;
}

void rk_free(void *memory) { free(memory); }

#define RK_NUMBER float
#define RK_NAME(name) name##_float
#define RK_ROWS RK_PANEL_FLOATS
#include "panels.h"
#undef RK_NUMBER
#undef RK_NAME
#undef RK_ROWS

#define RK_NUMBER double
#define RK_NAME(name) name##_double
#define RK_ROWS RK_PANEL_DOUBLES
#include "panels.h"
#undef RK_NUMBER
#undef RK_NAME
#undef RK_ROWS

// MARK: - Hyperbolic tangent in single precision

typedef float floats __attribute__((vector_size(64)));
typedef int32_t whole_floats __attribute__((vector_size(64)));
enum { float_lanes = 16 };

// tanh x = x + x^3 p(x^2) for |x| < 0.625, 1 - 2/(e^(2|x|) + 1) with the sign of x beyond.
// Polynomials of the Cephes library (S. Moshier).
RK_BODY floats tanh_of_floats(floats x) {
  whole_floats sign = (whole_floats)x & (int32_t)0x80000000;
  floats size = (floats)((whole_floats)x & 0x7fffffff);
  floats u = x * x;
  floats p = ((((-5.70498872745e-3f * u + 2.06390887954e-2f) * u - 5.37397155531e-2f) * u +
               1.33314422036e-1f) * u - 3.33332819422e-1f) * u * x + x;
  // e^y, y = 2 |x| = k ln 2 + r; beyond 10 tanh is 1.
  floats y = size + size;
  whole_floats beyond = y > 20.0f;
  y = (floats)(((whole_floats)y & ~beyond) | ((whole_floats)(20.0f - (floats){0}) & beyond));
  floats shifted = y * 1.44269504088896341f + 0x1.8p23f, k = shifted - 0x1.8p23f;
  floats power = (floats)(((whole_floats)shifted + 127) << 23);
  floats r = (y - k * 0.693359375f) + k * 2.12194440e-4f;
  floats e = (((((1.9875691500e-4f * r + 1.3981999507e-3f) * r + 8.3334519073e-3f) * r +
                4.1665795894e-2f) * r + 1.6666665459e-1f) * r + 5.0000001201e-1f) * r * r + r + 1;
  floats far = 1 - 2 / (e * power + 1);
  whole_floats near = size < 0.625f;
  whole_floats result = ((whole_floats)p & near) | (((whole_floats)far | sign) & ~near);
  // A NaN is not below anything and must stay one.
  whole_floats wrong = ~(whole_floats)(x == x);
  return (floats)((result & ~wrong) | ((whole_floats)x & wrong));
}

RK_BODY void tanh_float_body(float gain, float *values, size_t count) {
  for (size_t i = 0; i < count; i += float_lanes) {
    floats x = {0};
    size_t bytes = (count - i < float_lanes ? count - i : float_lanes) * sizeof *values;
    if (bytes == sizeof x) {
      memcpy(&x, values + i, sizeof x);
      x = tanh_of_floats(x * gain);
      memcpy(values + i, &x, sizeof x);
    } else {
      memcpy(&x, values + i, bytes);
      x = tanh_of_floats(x * gain);
      memcpy(values + i, &x, bytes);
    }
  }
}

RK_KERNEL(void, tanh_float, (float gain, float *values, size_t count), (gain, values, count))

void rk_tanh_float(int level, float gain, float *values, size_t count) {
  RK_CALL(tanh_float, level, (gain, values, count));
}
