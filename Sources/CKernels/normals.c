#include "CKernels.h"
#include "philox.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

typedef double doubles_of_lanes __attribute__((vector_size(8 * lanes)));

// Vectors go through pointers: arguments of another width than a copy's instruction set would change
// the calling convention.
#define RK_BITS(x) ((longs_of_lanes)(x))
#define RK_DOUBLES(x) ((doubles_of_lanes)(x))

// MARK: - Normal numbers

// *x = ln *x for 2^-53 <= x < 1; relative error below 2^-52, also near 1 (the method of fdlibm).
RK_BODY void log_lanes(doubles_of_lanes *x) {
  // x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)).
  longs_of_lanes shifted = RK_BITS(*x) - 0x3fe6a09e667f3bcdull;
  longs_of_lanes mantissa = (shifted & 0x000fffffffffffffull) + 0x3fe6a09e667f3bcdull;
  // k + 2^52 as a double, from its bits; k lies between -53 and 0.
  longs_of_lanes biased = (shifted >> 52) + 64 & 0xfff;
  doubles_of_lanes k = RK_DOUBLES(biased | 0x4330000000000000ull) - (0x1p52 + 64);
  doubles_of_lanes f = RK_DOUBLES(mantissa) - 1;
  doubles_of_lanes s = f / (f + 2), z = s * s, w = z * z, half = 0.5 * f * f;
  doubles_of_lanes even = w * (3.999999999940941908e-01 +
                               w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  doubles_of_lanes odd =
      z * (6.666666666666735130e-01 +
           w * (2.857142874366239149e-01 +
                w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  *x = k * 6.93147180369123816490e-01 -
       ((half - (s * (half + (even + odd)) + k * 1.90821492927058770002e-10)) - f);
}

// The sine and cosine of x for |x| <= pi/4 (polynomials of fdlibm).
RK_BODY void sine_cosine_lanes(const doubles_of_lanes *x, doubles_of_lanes *sine,
                               doubles_of_lanes *cosine) {
  doubles_of_lanes z = *x * *x, w = z * z;
  doubles_of_lanes s =
      8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 + z * 2.75573137070700676789e-06) +
      z * w * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10);
  *sine = *x + z * *x * (-1.66666666666666324348e-01 + z * s);
  doubles_of_lanes c =
      z * (4.16666666666666019037e-02 +
           z * (-1.38888888888741095749e-03 + z * 2.48015872894767294178e-05)) +
      w * w * (-2.75573143513906633035e-07 +
               z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11));
  doubles_of_lanes half = 0.5 * z, rest = 1 - half;
  *cosine = rest + (((1 - rest) - half) + z * c);
}

RK_BODY void normals_body(const uint32_t *key, uint64_t first, uint32_t middle, uint32_t third,
                          uint32_t fourth, double *restrict out, size_t count) {
  for (size_t i = 0; i < count; i += 2 * lanes) {
    longs_of_lanes u, v;
    philox_lanes(key, first + i / 2, middle, third, fourth, &u, &v);
    // 1 + k / 2^52 from its bits, exactly; then -2 ln u.
    doubles_of_lanes r =
        RK_DOUBLES(u >> 12 | 0x3ff0000000000000ull) - (1 - 0x1p-53);
    log_lanes(&r);
    r = __builtin_elementwise_sqrt(-2 * r);
    // The angle within the quarter turn, from -pi/4 to pi/4.
    doubles_of_lanes angle =
        ((RK_DOUBLES((v << 2) >> 12 | 0x3ff0000000000000ull) - 1.5) + 0x1p-53) *
        1.57079632679489661923;
    doubles_of_lanes sine, cosine;
    sine_cosine_lanes(&angle, &sine, &cosine);
    // Quarter 1 turns (cos, sin) into (-sin, cos), 2 into (-cos, -sin), 3 into (sin, -cos).
    longs_of_lanes x = RK_BITS(r * cosine), y = RK_BITS(r * sine);
    longs_of_lanes swap = (x ^ y) & -(v >> 62 & 1);
    x = x ^ swap ^ ((v ^ v << 1) & 0x8000000000000000ull);
    y = y ^ swap ^ (v & 0x8000000000000000ull);
    double pairs[2 * lanes];
    for (int l = 0; l < lanes; l++) {
      pairs[2 * l] = RK_DOUBLES(x)[l];
      pairs[2 * l + 1] = RK_DOUBLES(y)[l];
    }
    if (count - i >= 2 * lanes)
      memcpy(out + i, pairs, sizeof pairs);
    else
      memcpy(out + i, pairs, (count - i) * sizeof *out);
  }
}

RK_KERNEL(void, normals,
          (const uint32_t *key, uint64_t first, uint32_t middle, uint32_t third, uint32_t fourth,
           double *restrict out, size_t count),
          (key, first, middle, third, fourth, out, count))

void rk_normals(int level, const uint32_t key[2], uint64_t first, uint32_t middle, uint32_t third,
                uint32_t fourth, double *out, size_t count) {
  RK_CALL(normals, level, (key, first, middle, third, fourth, out, count));
}

// MARK: - Hyperbolic tangent

// *x = tanh *x, from expm1 of y = 2 |x| = k ln 2 + r: t = expm1 y = 2^k expm1 r + (2^k - 1),
// tanh = t / (t + 2). Nothing cancels, so the relative error stays that of expm1 r.
RK_BODY void tanh_lanes(doubles_of_lanes *x) {
  longs_of_lanes sign = RK_BITS(*x) & 0x8000000000000000ull;
  doubles_of_lanes y = 2 * RK_DOUBLES(RK_BITS(*x) ^ sign);
  // Beyond 40 the result is 1; a NaN is not beyond.
  longs_of_lanes beyond = RK_BITS(y > 40.0);
  y = RK_DOUBLES((RK_BITS(y) & ~beyond) | (0x4044000000000000ull & beyond));
  doubles_of_lanes shifted = y * 1.44269504088896340736 + 0x1.8p52;
  doubles_of_lanes k = shifted - 0x1.8p52;
  doubles_of_lanes power = RK_DOUBLES((RK_BITS(shifted) + 1023) << 52);
  doubles_of_lanes r = (y - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
  // expm1 r = r + r^2 / 2! + ... + r^13 / 13! for |r| <= ln 2 / 2.
  doubles_of_lanes q = r * r, w = q * q;
  doubles_of_lanes p0 = 1.0 / 2 + r * (1.0 / 6), p2 = 1.0 / 24 + r * (1.0 / 120);
  doubles_of_lanes p4 = 1.0 / 720 + r * (1.0 / 5040), p6 = 1.0 / 40320 + r * (1.0 / 362880);
  doubles_of_lanes p8 = 1.0 / 3628800 + r * (1.0 / 39916800);
  doubles_of_lanes p10 = 1.0 / 479001600 + r * (1.0 / 6227020800);
  doubles_of_lanes p = (p0 + q * p2) + w * ((p4 + q * p6) + w * (p8 + q * p10));
  doubles_of_lanes t = power * (r + q * p) + (power - 1);
  *x = RK_DOUBLES(RK_BITS(t / (t + 2)) | sign);
}

RK_BODY void tanh_body(double gain, double *values, size_t count) {
  for (size_t i = 0; i < count; i += lanes) {
    doubles_of_lanes x = {0};
    if (count - i >= lanes) {
      memcpy(&x, values + i, sizeof x);
      x *= gain;
      tanh_lanes(&x);
      memcpy(values + i, &x, sizeof x);
    } else {
      memcpy(&x, values + i, (count - i) * sizeof *values);
      x *= gain;
      tanh_lanes(&x);
      memcpy(values + i, &x, (count - i) * sizeof *values);
    }
  }
}

RK_KERNEL(void, tanh, (double gain, double *values, size_t count), (gain, values, count))

void rk_tanh(int level, double gain, double *values, size_t count) {
  RK_CALL(tanh, level, (gain, values, count));
}
