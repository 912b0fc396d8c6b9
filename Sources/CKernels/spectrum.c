// Sums of products of a series with itself at all lags, by way of its power spectrum.
#include "CKernels.h"
#include "dispatch.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// The discrete Fourier transform of `size` complex numbers, a power of two, in natural order (Stockham). The result
// stands in x or in y; returns where. cosines and sines are those of 2 pi k / size, k < size / 2.
RK_BODY double *transform(size_t size, const double *cosines, const double *sines, double *x,
                          double *y) {
  for (size_t half = size / 2, stride = 1; half > 0; half /= 2, stride *= 2) {
    for (size_t p = 0; p < half; p++) {
      double c = cosines[p * stride], s = sines[p * stride];
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

RK_BODY void spectrum_body(size_t count, const double *series, size_t size, double *memory,
                           size_t lags, double *sums) {
  double *x = memory, *y = memory + 2 * size, *cosines = memory + 4 * size;
  double *sines = cosines + size / 2;
  memset(x, 0, 2 * size * sizeof *x);
  memcpy(x, series, count * sizeof *x);
  double *z = transform(size, cosines, sines, x, y);
  double *other = z == x ? y : x;
  // The transform of a real spectrum that is even is its inverse transform, but for the factor.
  for (size_t k = 0; k < size; k++) {
    z[k] = z[k] * z[k] + z[size + k] * z[size + k];
    z[size + k] = 0;
  }
  z = transform(size, cosines, sines, z, other);
  for (size_t k = 0; k < lags; k++) sums[k] = z[k] / (double)size;
}

RK_KERNEL(void, spectrum,
          (size_t count, const double *series, size_t size, double *memory, size_t lags,
           double *sums),
          (count, series, size, memory, lags, sums))

void rk_spectrum_prepare(size_t size, double *memory) {
  double *cosines = memory + 4 * size, *sines = cosines + size / 2;
  for (size_t k = 0; k < size / 2; k++) {
    double angle = 6.283185307179586 * (double)k / (double)size;
    cosines[k] = cos(angle);
    sines[k] = sin(angle);
  }
}

void rk_all_lagged_products(int level, size_t count, const double *series, size_t size,
                            double *memory, size_t lags, double *sums) {
  RK_CALL(spectrum, level, (count, series, size, memory, lags, sums));
}
