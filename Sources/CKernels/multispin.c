// Heat bath for 64 walkers at a time, one bit each, where all couplings are +J or -J and there are no fields.
//
// A spin obeys its local field h except with probability 1/(1 + exp(2 beta |h|)), which is small unless h = 0.
// The exceptions of one walker are found by jumping from one to the next, all others cost nothing.
// With AVX-512 eight sites are updated at a time, one in each lane.
#include "CKernels.h"
#include "dispatch.h"
#include "philox.h"

#include <string.h>
#if RK_DISPATCH
#include <immintrin.h>
#endif

// MARK: - Exceptions

typedef double doubles_of_lanes __attribute__((vector_size(8 * lanes)));

// *logs = ln(x / 2^64) to 1e-11 for x > 0.
RK_BODY void logs_of_lanes(const longs_of_lanes *x, doubles_of_lanes *logs) {
  doubles_of_lanes value = __builtin_convertvector(*x, doubles_of_lanes);
  // A power of two times a number from sqrt(1/2) to sqrt(2).
  longs_of_lanes bits = (longs_of_lanes)value - 0x3fe6a09e667f3bcdu;
  longs_of_lanes exponent = bits >> 52;
  doubles_of_lanes m = (doubles_of_lanes)((bits & 0xfffffffffffffu) + 0x3fe6a09e667f3bcdu);
  doubles_of_lanes s = (m - 1) / (m + 1), z = s * s;
  doubles_of_lanes p = 1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11 + z * (1.0 / 13)));
  p = 2 * s * (1 + z * (1.0 / 3 + z * (1.0 / 5 + z * p)));
  *logs = (__builtin_convertvector(exponent, doubles_of_lanes) - 64) * 0.693147180559945309 + p;
}

// The length of a jump by the table: few of the intervals of the guide hold the border of two lengths.
RK_BODY size_t length_of_jump(uint64_t jump, const uint64_t *survival, size_t reach,
                              const uint16_t *guide) {
  if (jump < survival[reach]) return reach;
  size_t guess = guide[jump >> 54], length = guess >> 1;
  if (guess & 1)
    while (jump < survival[length + 1]) length++;
  return length;
}

// The places of exceptions in n sites, each with probability p: a jump is at least j long with probability
// survival[j] / 2^64 = (1 - p)^j. What is deeper is an exception in stronger fields too: with probability
// deeper[k] / 2^64 it is one of level k + 1 at least.
//
// Lengths are logarithms, which are quicker than the table; it decides where one is next to a whole number, or cannot
// be known well enough.
RK_BODY size_t exceptions_body(size_t n, const uint32_t *key, uint64_t first, uint32_t middle,
                               uint32_t third, uint32_t fourth, double scale,
                               const uint64_t *restrict survival, size_t reach,
                               const uint16_t *restrict guide, const uint64_t *restrict deeper,
                               size_t depth, uint64_t bit, uint64_t *restrict levels) {
  const double margin = 1e-3;
  uint64_t jumps[lanes], depths[lanes];
  double lengths[lanes];
  size_t place = 0, lane = lanes, marked = 0;
  for (;;) {
    if (lane == lanes) {
      longs_of_lanes front, back;
      philox_lanes(key, first, middle, third, fourth, &front, &back);
      doubles_of_lanes logs;
      logs_of_lanes(&front, &logs);
      logs *= scale;
      memcpy(jumps, &front, sizeof jumps);
      memcpy(depths, &back, sizeof depths);
      memcpy(lengths, &logs, sizeof lengths);
      first += lanes;
      lane = 0;
    }
    uint64_t jump = jumps[lane], depth_of_it = depths[lane];
    double real = lengths[lane];
    lane++;
    size_t length;
    if (scale < 0 && jump >> 20 && real < (double)reach + 1) {
      length = (size_t)real;
      double rest = real - (double)length;
      if (rest < margin || rest > 1 - margin)
        length = length_of_jump(jump, survival, reach, guide);
      else if (length > reach)
        length = reach;
    } else {
      length = length_of_jump(jump, survival, reach, guide);
    }
    place += length;
    if (place >= n) return marked;
    if (length == reach) continue;
    uint64_t *site = levels + place;
    *site |= bit;
    for (size_t k = 1; k < depth && depth_of_it < deeper[k - 1]; k++) site[n * k] |= bit;
    marked++;
    if (++place >= n) return marked;
  }
}

RK_KERNEL(size_t, exceptions,
          (size_t n, const uint32_t *key, uint64_t first, uint32_t middle, uint32_t third,
           uint32_t fourth, double scale, const uint64_t *restrict survival, size_t reach,
           const uint16_t *restrict guide, const uint64_t *restrict deeper, size_t depth,
           uint64_t bit, uint64_t *restrict levels),
          (n, key, first, middle, third, fourth, scale, survival, reach, guide, deeper, depth, bit,
           levels))

size_t rk_multispin_exceptions(int level, size_t n, const uint32_t key[2], uint64_t first,
                               uint32_t middle, uint32_t third, uint32_t fourth, double scale,
                               const uint64_t *survival, size_t reach, const uint16_t *guide,
                               const uint64_t *deeper, size_t depth, uint64_t bit,
                               uint64_t *levels) {
  return RK_CALL(exceptions, level,
                 (n, key, first, middle, third, fourth, scale, survival, reach, guide, deeper,
                  depth, bit, levels));
}

// MARK: - Updates

// One site at a time.
#define RK_WORD uint64_t
#define RK_LANES 1
#define RK_SITE_BODY RK_BODY
#define RK_NAME(name) name##_of_one
#include "multisites.h"
#undef RK_NAME
#undef RK_SITE_BODY
#undef RK_LANES
#undef RK_WORD

RK_BODY void multispin_body(size_t n, size_t first, size_t end, size_t degree, int even,
                            const uint32_t *entries, const uint32_t *fair, const uint64_t *levels,
                            uint64_t *spins, int64_t *unsatisfied) {
  update_of_one(n, first, end, degree, even, entries, fair, levels, spins, unsatisfied);
}

RK_KERNEL(void, multispin,
          (size_t n, size_t first, size_t end, size_t degree, int even, const uint32_t *entries,
           const uint32_t *fair, const uint64_t *levels, uint64_t *spins, int64_t *unsatisfied),
          (n, first, end, degree, even, entries, fair, levels, spins, unsatisfied))

#if RK_DISPATCH
// Eight sites at a time.
typedef uint64_t eight_words __attribute__((vector_size(64)));
#define RK_WORD eight_words
#define RK_LANES 8
#define RK_SITE_BODY RK_V4 static inline __attribute__((always_inline))
#define RK_NAME(name) name##_of_eight
#include "multisites.h"

RK_V4 static void multispin_of_eight(size_t n, size_t first, size_t end, size_t degree, int even,
                                     const uint32_t *runs, const uint32_t *fair,
                                     const uint64_t *levels, uint64_t *spins,
                                     int64_t *unsatisfied) {
  update_of_eight(n, first, end, degree, even, runs, fair, levels, spins, unsatisfied);
}
#endif

void rk_multispin_heat_bath(int level, size_t n, size_t first, size_t end, size_t degree, int even,
                            const uint32_t *entries, const uint32_t *runs, const uint32_t *fair,
                            const uint64_t *levels, uint64_t *spins, int64_t *unsatisfied) {
#if RK_DISPATCH
  if (level >= RK_X86_64_V4) {
    multispin_of_eight(n, first, end, degree, even, runs, fair, levels, spins, unsatisfied);
    return;
  }
#endif
  (void)runs;
  RK_CALL(multispin, level,
          (n, first, end, degree, even, entries, fair, levels, spins, unsatisfied));
}

// MARK: - Energies

// A full adder of three words: the sum stays in *low, the carry is returned.
RK_BODY uint64_t add(uint64_t *low, uint64_t x, uint64_t y) {
  uint64_t before = *low, sum = before ^ x;
  *low = sum ^ y;
  return (before & x) | (sum & y);
}

RK_BODY uint64_t unsatisfied(const uint32_t *restrict ends, const uint64_t *restrict spins) {
  return spins[ends[0] >> 1] ^ spins[ends[1]] ^ -(uint64_t)(ends[0] & 1);
}

// How many bonds are unsatisfied in each of 64 walkers; a bond is 2 * one place + (J < 0), the other place.
RK_BODY void unsatisfied_body(size_t bonds, const uint32_t *restrict ends,
                              const uint64_t *restrict spins, int64_t *restrict counts) {
  // Digit k of 64 numbers at a time; eight bonds are added up before they reach digit 3.
  uint64_t digits[64] = {0};
  size_t b = 0;
  for (; b + 8 <= bonds; b += 8) {
    uint64_t u[8];
    for (int k = 0; k < 8; k++) u[k] = unsatisfied(ends + 2 * (b + (size_t)k), spins);
    uint64_t twos0 = add(&digits[0], u[0], u[1]), twos1 = add(&digits[0], u[2], u[3]);
    uint64_t twos2 = add(&digits[0], u[4], u[5]), twos3 = add(&digits[0], u[6], u[7]);
    uint64_t fours0 = add(&digits[1], twos0, twos1), fours1 = add(&digits[1], twos2, twos3);
    uint64_t carry = add(&digits[2], fours0, fours1);
    for (int k = 3; carry; k++) {
      uint64_t next = digits[k] & carry;
      digits[k] ^= carry;
      carry = next;
    }
  }
  for (; b < bonds; b++) {
    uint64_t carry = unsatisfied(ends + 2 * b, spins);
    for (int k = 0; carry; k++) {
      uint64_t next = digits[k] & carry;
      digits[k] ^= carry;
      carry = next;
    }
  }
  for (int w = 0; w < 64; w++) counts[w] = 0;
  for (int k = 0; k < 64; k++) {
    if (!digits[k]) continue;
    for (int w = 0; w < 64; w++) counts[w] += (int64_t)(digits[k] >> w & 1) << k;
  }
}

RK_KERNEL(void, unsatisfied,
          (size_t bonds, const uint32_t *restrict ends, const uint64_t *restrict spins,
           int64_t *restrict counts),
          (bonds, ends, spins, counts))

void rk_multispin_unsatisfied(int level, size_t bonds, const uint32_t *ends,
                              const uint64_t *spins, int64_t counts[64]) {
  RK_CALL(unsatisfied, level, (bonds, ends, spins, counts));
}
