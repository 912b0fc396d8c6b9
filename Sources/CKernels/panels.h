// Products of packed matrices and linear combinations, for one type of number. Included once for every
// type, with
//   RK_NUMBER  the type
//   RK_NAME    a name with the ending of the type
//   RK_ROWS    the rows of a panel: RK_PANEL_BYTES of numbers
// The same operations in the same order on every path: a product is rounded once with the sum.

typedef RK_NUMBER RK_NAME(vector) __attribute__((vector_size(64)));
enum { RK_NAME(vector_lanes) = 64 / sizeof(RK_NUMBER) };

RK_BODY RK_NAME(vector) RK_NAME(load)(const RK_NUMBER *from) {
  RK_NAME(vector) x;
  memcpy(&x, from, sizeof x);
  return x;
}

// One panel times `width` columns of x, of which neighbours in a row lie beside each other.
RK_BODY void RK_NAME(panel)(size_t inner, size_t stride, int width, size_t rows,
                            const RK_NUMBER *restrict panel, const RK_NUMBER *restrict start,
                            const RK_NUMBER *restrict x, RK_NUMBER *restrict y) {
  RK_NAME(vector) sum[8][3];
  for (int a = 0; a < width; a++)
    for (int v = 0; v < 3; v++) sum[a][v] = RK_NAME(load)(start + v * RK_NAME(vector_lanes));
  for (size_t k = 0; k < inner; k++) {
    const RK_NUMBER *row = panel + k * RK_ROWS;
    __builtin_prefetch((const char *)row + 8192);
    __builtin_prefetch((const char *)row + 8192 + 64);
    __builtin_prefetch((const char *)row + 8192 + 128);
    RK_NAME(vector) w[3];
    for (int v = 0; v < 3; v++) w[v] = RK_NAME(load)(row + v * RK_NAME(vector_lanes));
    for (int a = 0; a < width; a++) {
      RK_NAME(vector) factor = x[k * stride + a] - (RK_NAME(vector)){0};
      for (int v = 0; v < 3; v++)
        sum[a][v] = __builtin_elementwise_fma(w[v], factor, sum[a][v]);
    }
  }
  for (int a = 0; a < width; a++) {
    RK_NUMBER column[RK_ROWS];
    memcpy(column, sum[a], sizeof column);
    for (size_t r = 0; r < rows; r++) y[r * stride + a] = column[r];
  }
}

// `at_once` columns fit into the registers; how many changes no bit.
RK_BODY void RK_NAME(group)(int at_once, size_t inner, int width, size_t rows,
                            const RK_NUMBER *panel, const RK_NUMBER *start, const RK_NUMBER *x,
                            RK_NUMBER *y) {
  int step = at_once < width ? at_once : width;
  for (int a = 0; a < width; a += step)
    RK_NAME(panel)(inner, width, step, rows, panel, start, x + a, y + a);
}

RK_BODY void RK_NAME(product_body)(int at_once, size_t rows, size_t inner, size_t columns,
                                   const RK_NUMBER *panels, const RK_NUMBER *start,
                                   const RK_NUMBER *x, RK_NUMBER *y) {
  for (size_t first = 0; first < rows; first += RK_ROWS) {
    const RK_NUMBER *panel = panels + first * inner, *from = start + first;
    size_t left = rows - first < RK_ROWS ? rows - first : RK_ROWS, a = 0;
    for (; a + 8 <= columns; a += 8)
      RK_NAME(group)(at_once, inner, 8, left, panel, from, x + a * inner, y + a * rows + first * 8);
    if (columns - a >= 4) {
      RK_NAME(group)(at_once, inner, 4, left, panel, from, x + a * inner, y + a * rows + first * 4);
      a += 4;
    }
    if (columns - a >= 2) {
      RK_NAME(group)(at_once, inner, 2, left, panel, from, x + a * inner, y + a * rows + first * 2);
      a += 2;
    }
    if (columns - a >= 1)
      RK_NAME(group)(at_once, inner, 1, left, panel, from, x + a * inner, y + a * rows + first);
  }
}

#define RK_PRODUCT_PARAMETERS                                                             \
  (size_t rows, size_t inner, size_t columns, const RK_NUMBER *panels, const RK_NUMBER *start, \
   const RK_NUMBER *x, RK_NUMBER *y)
#if RK_DISPATCH
RK_V3 static void RK_NAME(product_v3) RK_PRODUCT_PARAMETERS {
  RK_NAME(product_body)(2, rows, inner, columns, panels, start, x, y);
}
RK_V4 static void RK_NAME(product_v4) RK_PRODUCT_PARAMETERS {
  RK_NAME(product_body)(8, rows, inner, columns, panels, start, x, y);
}
#endif
static void RK_NAME(product_baseline) RK_PRODUCT_PARAMETERS {
  RK_NAME(product_body)(1, rows, inner, columns, panels, start, x, y);
}
#undef RK_PRODUCT_PARAMETERS

void RK_NAME(rk_panel_product)(int level, size_t rows, size_t inner, size_t columns,
                               const RK_NUMBER *panels, const RK_NUMBER *start, const RK_NUMBER *x,
                               RK_NUMBER *y) {
#if RK_DISPATCH
  if (level >= RK_X86_64_V4)
    RK_NAME(product_v4)(rows, inner, columns, panels, start, x, y);
  else if (level == RK_X86_64_V3)
    RK_NAME(product_v3)(rows, inner, columns, panels, start, x, y);
  else
#endif
    RK_NAME(product_baseline)(rows, inner, columns, panels, start, x, y);
  (void)level;
}

// out may be the first of the terms.
RK_BODY void RK_NAMED_BODY(RK_NAME(combine))(size_t count, size_t terms, const double *factors,
                                   const RK_NUMBER *in, RK_NUMBER *out) {
  enum { block = 64 };
  for (size_t i = 0; i < count; i += block) {
    RK_NUMBER sum[block];
    size_t n = count - i < block ? count - i : block;
    RK_NUMBER factor = (RK_NUMBER)factors[0];
    if (n == block) {
      for (size_t j = 0; j < block; j++) sum[j] = factor * in[i + j];
      for (size_t t = 1; t < terms; t++) {
        factor = (RK_NUMBER)factors[t];
        const RK_NUMBER *x = in + t * count + i;
        for (size_t j = 0; j < block; j++) sum[j] = sum[j] + factor * x[j];
      }
      memcpy(out + i, sum, sizeof sum);
    } else {
      for (size_t j = 0; j < n; j++) out[i + j] = factor * in[i + j];
      for (size_t t = 1; t < terms; t++)
        for (size_t j = 0; j < n; j++)
          out[i + j] = out[i + j] + (RK_NUMBER)factors[t] * in[t * count + i + j];
    }
  }
}

RK_NAMED_KERNEL(void, RK_NAME(combine),
          (size_t count, size_t terms, const double *factors, const RK_NUMBER *in,
           RK_NUMBER *out),
          (count, terms, factors, in, out))

void RK_NAME(rk_combine)(int level, size_t count, size_t terms, const double *factors,
                         const RK_NUMBER *in, RK_NUMBER *out) {
  RK_NAMED_CALL(RK_NAME(combine), level, (count, terms, factors, in, out));
}
