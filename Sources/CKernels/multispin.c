// Heat bath for 64 walkers at a time, one bit each, where all couplings are +J or -J and there are no fields.
//
// A spin obeys its local field h except with probability 1/(1 + exp(2 beta |h|)), which is small unless h = 0.
// The exceptions of one walker are found by jumping from one to the next, all others cost nothing.
#include "CKernels.h"
#include "dispatch.h"
#include "philox.h"

#include <string.h>

// MARK: - Exceptions

// The places of exceptions in n sites, each with probability p: a jump is at least j long with probability
// survival[j] / 2^64 = (1 - p)^j. What is deeper is an exception in stronger fields too: with probability
// deeper[k] / 2^64 it is one of level k + 1 at least.
RK_BODY void exceptions_body(size_t n, const uint32_t *key, uint64_t first, uint32_t middle,
                             uint32_t third, uint32_t fourth, const uint64_t *restrict survival,
                             size_t reach, const uint16_t *restrict guide,
                             const uint64_t *restrict deeper, size_t depth, uint64_t bit,
                             uint64_t *restrict levels) {
  uint64_t jumps[lanes], depths[lanes];
  size_t place = 0, lane = lanes;
  for (;;) {
    if (lane == lanes) {
      longs_of_lanes front, back;
      philox_lanes(key, first, middle, third, fourth, &front, &back);
      memcpy(jumps, &front, sizeof jumps);
      memcpy(depths, &back, sizeof depths);
      first += lanes;
      lane = 0;
    }
    uint64_t jump = jumps[lane], depth_of_it = depths[lane];
    lane++;
    if (jump < survival[reach]) {
      place += reach;
      if (place >= n) return;
      continue;
    }
    // Few of the intervals hold the border of two lengths.
    size_t guess = guide[jump >> 54], length = guess >> 1;
    if (guess & 1)
      while (jump < survival[length + 1]) length++;
    place += length;
    if (place >= n) return;
    uint64_t *site = levels + depth * place;
    site[0] |= bit;
    for (size_t k = 1; k < depth && depth_of_it < deeper[k - 1]; k++) site[k] |= bit;
    if (++place >= n) return;
  }
}

RK_KERNEL(void, exceptions,
          (size_t n, const uint32_t *key, uint64_t first, uint32_t middle, uint32_t third,
           uint32_t fourth, const uint64_t *restrict survival, size_t reach,
           const uint16_t *restrict guide, const uint64_t *restrict deeper, size_t depth,
           uint64_t bit, uint64_t *restrict levels),
          (n, key, first, middle, third, fourth, survival, reach, guide, deeper, depth, bit,
           levels))

void rk_multispin_exceptions(int level, size_t n, const uint32_t key[2], uint64_t first,
                             uint32_t middle, uint32_t third, uint32_t fourth,
                             const uint64_t *survival, size_t reach, const uint16_t *guide,
                             const uint64_t *deeper, size_t depth, uint64_t bit,
                             uint64_t *levels) {
  RK_CALL(exceptions, level,
          (n, key, first, middle, third, fourth, survival, reach, guide, deeper, depth, bit,
           levels));
}

// MARK: - Updates

// Sites first ..< end have `degree` neighbours each; entry e of a neighbour is 2 * its place + (J < 0).
// Fields are even or odd as degrees are; `step` 2 says that all are even.
RK_BODY void sites_of_degree(size_t first, size_t end, const size_t degree, const size_t step,
                             const uint32_t *restrict entries, const uint32_t *restrict fair,
                             const uint64_t *restrict levels, size_t depth, uint64_t *spins) {
  for (size_t i = first; i < end; i++, entries += degree) {
    // The number of neighbours that pull upwards, in binary.
    uint64_t n0 = 0, n1 = 0, n2 = 0, n3 = 0;
    for (size_t k = 0; k < degree; k++) {
      uint64_t x = spins[entries[k] >> 1] ^ -(uint64_t)(entries[k] & 1);
      uint64_t c0 = n0 & x, c1 = n1 & c0, c2 = n2 & c1;
      n0 ^= x;
      n1 ^= c0;
      n2 ^= c1;
      n3 ^= c2;
    }
    const uint64_t *level = levels + depth * i;
    uint64_t up = 0;
    for (size_t count = 0; count <= degree; count++) {
      uint64_t is = (count & 1 ? n0 : ~n0) & (count & 2 ? n1 : ~n1);
      if (degree > 3) is &= count & 4 ? n2 : ~n2;
      if (degree > 7) is &= count & 8 ? n3 : ~n3;
      if (2 * count == degree)
        up |= is & ((uint64_t)fair[2 * i + 1] << 32 | fair[2 * i]);
      else if (2 * count > degree)
        up |= is & ~level[(2 * count - degree) / step - 1];
      else
        up |= is & level[(degree - 2 * count) / step - 1];
    }
    spins[i] = up;
  }
}

#define RK_DEGREE(d)                                                                          \
  case d:                                                                                     \
    if (even)                                                                                 \
      sites_of_degree(first, end, d, 2, entries, fair, levels, depth, spins);                 \
    else                                                                                      \
      sites_of_degree(first, end, d, 1, entries, fair, levels, depth, spins);                 \
    break;

RK_BODY void multispin_body(size_t first, size_t end, size_t degree, int even,
                            const uint32_t *restrict entries, const uint32_t *restrict fair,
                            const uint64_t *restrict levels, size_t depth, uint64_t *spins) {
  switch (degree) {
    RK_DEGREE(0)
    RK_DEGREE(1)
    RK_DEGREE(2)
    RK_DEGREE(3)
    RK_DEGREE(4)
    RK_DEGREE(5)
    RK_DEGREE(6)
    RK_DEGREE(7)
    RK_DEGREE(8)
  }
}

RK_KERNEL(void, multispin,
          (size_t first, size_t end, size_t degree, int even, const uint32_t *restrict entries,
           const uint32_t *restrict fair, const uint64_t *restrict levels, size_t depth,
           uint64_t *spins),
          (first, end, degree, even, entries, fair, levels, depth, spins))

void rk_multispin_heat_bath(int level, size_t first, size_t end, size_t degree, int even,
                            const uint32_t *entries, const uint32_t *fair,
                            const uint64_t *levels, size_t depth, uint64_t *spins) {
  RK_CALL(multispin, level, (first, end, degree, even, entries, fair, levels, depth, spins));
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
