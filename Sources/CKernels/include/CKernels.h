// Loops that are worth compiling for several instruction sets. Every kernel gives the same bits on
// every path: integers, or floating point without contraction and in a fixed order.
#ifndef REPLICA_KIT_CKERNELS_H
#define REPLICA_KIT_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// Instruction sets a kernel is compiled for. On other processors only RK_BASELINE exists.
enum { RK_BASELINE = 0, RK_X86_64_V3 = 1, RK_X86_64_V4 = 2 };

// The best level of this processor, capped by the environment variable REPLICA_KIT_CPU
// (baseline, v3 or v4). Cheap after the first call.
int rk_cpu_level(void);

// Fills out[0 ..< 4 * blocks] with Philox4x32-10 of the counters
// (low word of b, middle + high half word of b, third, fourth) for b = first, first + 1, ...
// (Salmon et al., SC'11.) b must stay below 2^48.
void rk_philox_fill(int level, const uint32_t key[2], uint64_t first, uint32_t middle,
                    uint32_t third, uint32_t fourth, uint32_t *out, size_t blocks);

// Standard logistic deviates ln(u / (1 - u)) from random words; 31 of the 32 bits are used.
void rk_logistic(int level, const uint32_t *words, float *out, size_t count);

// Standard normal numbers by Box and Muller's method from the same blocks: block first + i gives
//   out[2 i], out[2 i + 1] = sqrt(-2 ln u) (cos, sin)(2 pi v)
// From the first two words comes u = (k + 1/2) / 2^52 with their upper 52 bits k; from the last two
// v = q / 4 + (k + 1/2) / 2^54 - 1 / 8 with their upper 2 bits q and the next 52 bits k. An odd count
// drops the last number. Relative error below 1e-15.
void rk_normals(int level, const uint32_t key[2], uint64_t first, uint32_t middle, uint32_t third,
                uint32_t fourth, double *out, size_t count);

// values[i] = tanh(gain * values[i]); relative error below 1e-15, NaN for NaN.
void rk_tanh(int level, double gain, double *values, size_t count);

// Deviates by which Metropolis' rule decides, standard exponential ones; one in eight is -INFINITY, no attempt.
void rk_exponential(int level, const uint32_t *words, float *out, size_t count);

// Sites are visited in groups of this many neighbours, so that a whole group is looked at together.
enum { RK_GROUP = 16 };

// One heat-bath sweep of n spins with integer couplings, group after group; within a group in order.
//   rows      2 J_ij in units of the fixed point, n rows of `stride` elements, zero diagonal
//   order     the (n + 15) / 16 groups in the order of their visits
//   deviates  n standard logistic deviates, one a site
//   scale     T / 2 in the same units: the spin becomes +1 when field > scale * deviate
//   spins     n values +1 or -1; fields: n local fields sum_j J_ij s_j + h_i
// Adds the change of the total energy to *energy and returns the number of flips.
size_t rk_heat_bath_sweep(int level, size_t n, size_t stride, const int32_t *rows,
                          const uint32_t *order, const float *deviates, float scale, int8_t *spins,
                          int32_t *fields, int64_t *energy);

// The same sweep of several walkers in panels of sites, with the same decisions: first the flips of every walker, then
// what they do to all local fields. The groups of a panel are those of `order` from `first` on, RK_PANEL / RK_GROUP or
// fewer at the end of the sweep.
//   fields   of every walker `stride` elements
//   flipped  of every walker RK_PANEL sites: those that flip up at the front, those that flip down at the back
//   counts   of every walker their numbers, up and down
enum { RK_PANEL = 128 };

// Couplings of a panel that are asked for while others are used, so that they come from memory in time. No number depends
// on it.
typedef struct {
  const int32_t *rows, *next, *end;
  size_t n, stride, groups;
  size_t row, tile;  // what comes after `end`
  size_t flips;      // of the panel before, by all walkers
  uint32_t order[RK_PANEL / RK_GROUP];
} rk_panel_request;

// Makes ready to ask for the couplings of a panel; for those among its sites, where they come from memory, at once.
void rk_panel_begin(int level, size_t n, size_t stride, const int32_t *rows, const uint32_t *order,
                    size_t first, size_t groups, rk_panel_request *request);
void rk_panel_flips(int level, size_t n, size_t stride, const int32_t *rows, const uint32_t *order,
                    size_t first, size_t groups, const float *deviates, float scale, size_t walker,
                    int8_t *spins, const int32_t *fields, int64_t *energy, uint32_t *flipped,
                    uint32_t *counts, rk_panel_request *request);
void rk_panel_fields(int level, size_t n, size_t stride, const int32_t *rows, size_t walkers,
                     const uint32_t *flipped, const uint32_t *counts, int32_t *fields,
                     rk_panel_request *request);

// The same sweep for couplings to few neighbours, with the same decisions: those of spin i and twice their
// couplings stand at starts[i] ..< starts[i + 1] of `neighbours` and `doubled`.
size_t rk_sparse_heat_bath_sweep(int level, size_t n, const uint32_t *starts,
                                 const uint32_t *neighbours, const int32_t *doubled,
                                 const uint32_t *order, const float *deviates, float scale,
                                 int8_t *spins, int32_t *fields, int64_t *energy);

// Heat bath of 64 walkers, one bit each, for couplings +J and -J without fields: a spin obeys its local field h
// except with probability 1 / (1 + exp(2 beta |h|)).
//
// Marks the exceptions of some walkers in levels[n * k + site], where k + 1 is the level that an exception reaches at
// least, and returns how many sites it marked. Every jump takes one block of the walker's stream, from `first` on.
typedef struct {
  uint64_t bit;                      // of the walker
  uint32_t key[2], middle, third, fourth;  // of its stream
  double density;                    // exceptions per site, about
  double scale;                      // 1 / log(1 - density), or 0 where only the table is used
  // A jump between exceptions is at least j sites long with probability survival[j] / 2^64, j = 1 ... reach, and
  // guide[b] / 2 sites at least when its random number begins with the ten bits b, exactly so where guide[b] is even.
  const uint64_t *survival;
  const uint16_t *guide;
  const uint64_t *deeper;  // an exception reaches level k + 2 with probability deeper[k] / 2^64
} rk_exception_law;
// At most 64 walkers.
size_t rk_multispin_exceptions(int level, size_t n, const rk_exception_law *laws, size_t walkers,
                               uint64_t first, size_t reach, size_t depth, uint64_t *levels);

// Updates the sites first ..< end of n, which have `degree` neighbours each, 0 to 8, given twice:
//   entries  site after site: 2 * site + (J < 0)
//   runs     for RK_SITES sites at a time, fewer at the end, and a neighbour of each at a time, in any order: a word
//            with the sites of J < 0 as bits 0 ... 7, the number of runs from bit 8 and the sites of the first run as
//            bits 16 ... 23; the neighbour of the first of the sites if all belonged to that run, -8 ... ; then, for
//            every other run, its sites as bits and that same number. In a run neighbours are as many apart as sites.
// Level k stands for |h| = k J, or 2 k J where all degrees are even; where h = 0 a spin is a bit of the
// 64 in fair[2 * site], fair[2 * site + 1]. The numbers of unsatisfied bonds of the updated sites are added to
// unsatisfied[0 ..< 64], walker by walker, unless it is NULL.
enum { RK_SITES = 8 };
void rk_multispin_heat_bath(int level, size_t n, size_t first, size_t end, size_t degree, int even,
                            const uint32_t *entries, const uint32_t *runs, const uint32_t *fair,
                            const uint64_t *levels, uint64_t *spins, int64_t *unsatisfied);

// spins[i] = +1 where bit `walker` of words[places[i]] is set, otherwise -1.
void rk_spins_of_walker(size_t n, const intptr_t *places, const uint64_t *words, size_t walker,
                        int8_t *spins);

// One bit a spin, set where it is positive, the first of a word lowest; (n + 63) / 64 words.
void rk_pack_spins(size_t n, const int8_t *spins, uint64_t *words);

// The numbers of unsatisfied bonds of each walker; the ends of a bond are 2 * site + (J < 0) and a site.
void rk_multispin_unsatisfied(int level, size_t bonds, const uint32_t *ends,
                              const uint64_t *spins, int64_t counts[64]);

// The same decisions as those of rk_heat_bath_sweep for couplings +J and -J between all pairs, n <= 2^15, in some groups of
// `order` from `first` on.
//   rows      n rows of `stride` words: bit j is set where J_ij < 0, clear for j = i
//   panel     what rk_bit_panel makes of at most RK_BIT_PANEL / RK_GROUP groups, for several walkers; or NULL
//   coupling  J in units; fields are multiples of J
// Returns the number of flips.
enum { RK_BIT_PANEL = 256 };
size_t rk_bit_heat_bath(int level, size_t n, size_t stride, const uint16_t *rows,
                        const uint16_t *panel, int32_t coupling, const uint32_t *order,
                        size_t first, size_t groups, const float *deviates, float scale,
                        int8_t *spins, int16_t *fields);

// panel[RK_BIT_PANEL / RK_GROUP * i + g]: the bits of the row of the i-th site of some groups at the sites of the g-th
// group, 0 where there is none.
void rk_bit_panel(size_t n, size_t stride, const uint16_t *rows, const uint32_t *order,
                  size_t first, size_t groups, uint16_t *panel);

// The sum over all sites of spin times field.
int64_t rk_spins_times_fields(int level, size_t n, const int8_t *spins, const int16_t *fields);

// The same sweep in 64 bits, for couplings of very different sizes; half of every field and the energy stay
// within 62 bits.
size_t rk_wide_heat_bath_sweep(int level, size_t n, const uint32_t *starts,
                               const uint32_t *neighbours, const int64_t *doubled,
                               const uint32_t *order, const float *deviates, float scale,
                               int8_t *spins, int64_t *fields, int64_t *energy);

// The largest p and the most spins of the kernels of products.
enum { RK_ORDER = 16, RK_PRODUCT_SPINS = 4096 };

// The same sweep for couplings of all products of p spins, 3 <= p <= RK_ORDER, n <= RK_PRODUCT_SPINS.
//   couplings  n rows of `stride` elements, int16_t where `narrow`, otherwise int32_t: row i holds J of
//              spin i with every set of p - 1 spins in colexicographic order (by the highest, then the second
//              highest, ..., the lowest fastest), 0 for the sets with i in them
size_t rk_product_heat_bath_sweep(int level, size_t n, size_t p, int narrow, size_t stride,
                                  const void *couplings, const uint32_t *order,
                                  const float *deviates, float scale, int8_t *spins,
                                  int32_t *fields, int64_t *energy);

// fields[i] = sum over the sets of row i of J times the product of their spins.
void rk_product_fields(int level, size_t n, size_t p, int narrow, size_t stride,
                       const void *couplings, const int8_t *spins, int32_t *fields);

// sums[k] = sum over t of series[t] series[t + first + k], t ascending, each product and sum rounded once.
enum { RK_LAGS = 32 };
void rk_lagged_products(int level, size_t count, const double *series, size_t first,
                        double sums[RK_LAGS]);

// The same for the lags 0 ..< lags, by way of the power spectrum, to about 1e-14 of the sum at lag 0: of a series and so
// many zeros behind it that count + lags <= size, a power of two of 4 or more. `memory` has 3 size numbers, the last `size`
// of which rk_spectrum_prepare has set.
void rk_spectrum_prepare(size_t size, double *memory);
void rk_all_lagged_products(int level, size_t count, const double *series, size_t size,
                            double *memory, size_t lags, double *sums);

// Numbers of differing bits between all pairs of bit rows: out[a * rows + b], symmetric.
void rk_pair_differences(int level, const uint64_t *bits, size_t rows, size_t words, int32_t *out);

// Numbers of differing bits between the rows of x and the rows of y: out[a * columns + b].
void rk_block_differences(int level, const uint64_t *x, size_t rows, const uint64_t *y,
                          size_t columns, size_t words, int32_t *out);

// Kernels of wide networks: one layer for all pairs of `count` inputs, in place. k and d are matrices of
// `stride` columns, of which the blocks on and above the diagonal are used: the covariances k_ab and the
// squared distances d_ab = q_a + q_b - 2 k_ab, each with its own relative accuracy. q and next are the
// diagonals of k before and after. All vectors have `stride` elements, a multiple of RK_PAIRS, zero
// behind the first `count`.
enum { RK_PAIRS = 32 };

// k_ab becomes weight asin(t_ab) + bias, t_ab = scale k_ab r_a r_b.
// r = 1/sqrt(1 + scale q), t = scale q r^2, cosine = sqrt(1 - t^2), next = weight asin(t) + bias.
void rk_arcsine_layer(int level, size_t count, size_t stride, double scale, double weight,
                      double bias, const double *q, const double *r, const double *t,
                      const double *cosine, const double *next, double *k, double *d);

// k_ab becomes weight (k_ab + turn sqrt(q_a q_b) (sin theta - theta cos theta)) + bias,
// cos theta = k_ab/sqrt(q_a q_b). root = sqrt(q), inverse = 1/root, next = weight q + bias.
void rk_arccosine_layer(int level, size_t count, size_t stride, double weight, double turn,
                        double bias, const double *q, const double *root, const double *inverse,
                        const double *next, double *k, double *d);

// k_ab becomes weight sum_n x_na x_nb c^n + bias, c = k_ab/sqrt(q_a q_b); n = 0, 1, ..., or the odd
// numbers. `coefficients` holds x, `terms` rows of `stride` elements;
// next = weight sum_n x_na^2 + bias.
void rk_hermite_layer(int level, size_t count, size_t stride, size_t terms, int odd, double weight,
                      double bias, const double *coefficients, const double *q, const double *root,
                      const double *inverse, const double *next, double *k, double *d);

// Zeroed memory whose address is a multiple of 64; NULL when there is none. For rk_free.
void *rk_allocate(size_t bytes);
void rk_free(void *memory);

// The rows of a panel: three vectors of 64 bytes.
enum { RK_PANEL_FLOATS = 48, RK_PANEL_DOUBLES = 24 };

// y = W x + start for a packed matrix W of rows x inner elements and some columns x.
//   panels   (rows + P - 1) / P panels of P = RK_PANEL_FLOATS or RK_PANEL_DOUBLES rows, zero behind the
//            last row; element (r, k) of panel p is panels[(p * inner + k) * P + r]
//   start    one number for every row, up to the end of the last panel
//   x, y     columns in groups of 8, then 4, 2 and 1; the numbers of one row of a group lie together
// Sums run over k in ascending order, each product and sum rounded once: a column's bits do not depend on
// how many others there are.
void rk_panel_product_float(int level, size_t rows, size_t inner, size_t columns,
                            const float *panels, const float *start, const float *x, float *y);
void rk_panel_product_double(int level, size_t rows, size_t inner, size_t columns,
                             const double *panels, const double *start, const double *x, double *y);

// out[i] = sum_t factors[t] in[t * count + i], t < terms; out may be the first of the terms, and none of
// the others.
void rk_combine_float(int level, size_t count, size_t terms, const double *factors,
                      const float *in, float *out);
void rk_combine_double(int level, size_t count, size_t terms, const double *factors,
                       const double *in, double *out);

// values[i] = tanh(gain * values[i]); relative error below 3e-7, NaN for NaN.
void rk_tanh_float(int level, float gain, float *values, size_t count);

#endif
