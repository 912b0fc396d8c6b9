// Sums of products of a series with itself some steps later.
#include "CKernels.h"
#include "dispatch.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

enum { LANES = 8, VECTORS = RK_LAGS / LANES };
typedef double eight __attribute__((vector_size(8 * LANES)));

RK_BODY void lags_body(size_t count, const double *restrict series, size_t first,
                       double *restrict sums) {
  // All lags at once as long as the longest has a partner; every sum keeps the order of t.
  size_t together = count >= first + RK_LAGS ? count - first - (RK_LAGS - 1) : 0;
  eight sum[VECTORS] = {{0}};
  for (size_t t = 0; t < together; t++) {
    eight own = series[t] - (eight){0};
    for (int v = 0; v < VECTORS; v++) {
      eight later;
      memcpy(&later, series + t + first + LANES * (size_t)v, sizeof later);
      sum[v] += own * later;
    }
  }
  memcpy(sums, sum, sizeof sum);
  for (size_t k = 0; k < RK_LAGS; k++)
    for (size_t t = together; t + first + k < count; t++)
      sums[k] += series[t] * series[t + first + k];
}

RK_KERNEL(void, lags,
          (size_t count, const double *restrict series, size_t first, double *restrict sums),
          (count, series, first, sums))

void rk_lagged_products(int level, size_t count, const double *series, size_t first,
                        double sums[RK_LAGS]) {
  RK_CALL(lags, level, (count, series, first, sums));
}
