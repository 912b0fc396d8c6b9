// Sums of products of a series with itself at all lags, by way of its power spectrum.
#include "CKernels.h"
#include "dispatch.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// The discrete Fourier transform of `size` complex numbers, a power of two, in natural order (Stockham). The result
// stands in x or in y; returns where. cosines and sines are those of pi k / size, k < size.
RK_BODY double *transform(size_t size, const double *cosines, const double *sines, double *x,
                          double *y) {
  for (size_t half = size / 2, stride = 1; half > 0; half /= 2, stride *= 2) {
    for (size_t p = 0; p < half; p++) {
      double c = cosines[2 * p * stride], s = sines[2 * p * stride];
      const double *restrict a = x + p * stride, *restrict b = x + (p + half) * stride;
      double *restrict even = y + 2 * p * stride, *restrict odd = y + (2 * p + 1) * stride;
      for (size_t q = 0; q < stride; q++) {
        double real = a[q] - b[q], imaginary = a[size + q] - b[size + q];
        even[q] = a[q] + b[q];
        even[size + q] = a[size + q] + b[size + q];
        odd[q] = real * c + imaginary * s;
        odd[size + q] = imaginary * c - real * s;
      }
    }
    double *swap = x;
    x = y;
    y = swap;
  }
  return x;
}

// The series is one of `half` complex numbers, x_2k + i x_2k+1, and so are the sums.
RK_BODY void spectrum_body(size_t count, const double *series, size_t size, double *memory,
                           size_t lags, double *sums) {
  size_t half = size / 2;
  double *x = memory, *y = memory + size, *cosines = memory + 2 * size, *sines = cosines + half;
  memset(x, 0, size * sizeof *x);
  for (size_t t = 0; t < count; t++) x[t / 2 + t % 2 * half] = series[t];
  double *z = transform(half, cosines, sines, x, y), *other = z == x ? y : x;
  // With W = exp(-2 pi i / size), Z' = conj Z_{half - k}: X_k = (Z_k + Z') / 2 - i W^k (Z_k - Z') / 2, and the power P_k =
  // |X_k|^2 belongs to size - k as well. Backwards Y_k = (P_k + P_{half - k}) / 2 + i W^k (P_k - P_{half - k}) / 2.
  for (size_t k = 0; k <= half / 2; k++) {
    size_t mirror = k ? half - k : 0;
    double c = cosines[k], s = sines[k];
    double sum = (z[k] + z[mirror]) / 2, twist = (z[half + k] - z[half + mirror]) / 2;
    double real = (z[half + k] + z[half + mirror]) / 2, imaginary = (z[mirror] - z[k]) / 2;
    double turned = c * real + s * imaginary, other_turned = c * imaginary - s * real;
    double a = sum + turned, b = twist + other_turned, d = sum - turned, e = twist - other_turned;
    double power = a * a + b * b, opposite = d * d + e * e;
    double mean = (power + opposite) / 2, difference = (power - opposite) / 2;
    other[k] = mean + s * difference;
    other[half + k] = c * difference;
    other[mirror] = mean - s * difference;
    other[half + mirror] = c * difference;
  }
  other[0] = z[0] * z[0] + z[half] * z[half];
  other[half] = 2 * z[0] * z[half];
  double *y_or_x = other == x ? y : x;
  z = transform(half, cosines, sines, other, y_or_x);
  for (size_t t = 0; t < lags; t++) sums[t] = z[t / 2 + t % 2 * half] / (double)half;
}

RK_KERNEL(void, spectrum,
          (size_t count, const double *series, size_t size, double *memory, size_t lags,
           double *sums),
          (count, series, size, memory, lags, sums))

void rk_spectrum_prepare(size_t size, double *memory) {
  size_t half = size / 2;
  double *cosines = memory + 2 * size, *sines = cosines + half;
  cosines[0] = 1;
  sines[0] = 0;
  // Angles are halved from a quarter of a turn on, and their sums made of them: the same bits everywhere.
  double c = 0, s = 1;
  for (size_t step = half / 2; step > 0; step /= 2) {
    for (size_t k = 0; k < half; k += 2 * step) {
      cosines[k + step] = cosines[k] * c - sines[k] * s;
      sines[k + step] = sines[k] * c + cosines[k] * s;
    }
    double next = sqrt((1 + c) / 2);
    s /= 2 * next;
    c = next;
  }
}

void rk_all_lagged_products(int level, size_t count, const double *series, size_t size,
                            double *memory, size_t lags, double *sums) {
  RK_CALL(spectrum, level, (count, series, size, memory, lags, sums));
}
