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

// So many times eight jumps are drawn at a time.
enum { UNITS = 4, DRAWN = UNITS * lanes };

// Jumps and depths in random bits, and lengths of jumps by logarithms.
typedef struct {
  uint64_t jumps[DRAWN], depths[DRAWN];
  double lengths[DRAWN];
} drawn_jumps;

RK_BODY void draw_jumps(const rk_exception_law *const *laws, const uint64_t *first,
                        drawn_jumps *drawn) {
  philox_name names[UNITS];
  for (int u = 0; u < UNITS; u++)
    names[u] = (philox_name){laws[u]->key, laws[u]->middle, laws[u]->third, laws[u]->fourth};
  longs_of_lanes front[UNITS], back[UNITS];
  philox_units(UNITS, names, first, front, back);
  memcpy(drawn->jumps, front, sizeof front);
  memcpy(drawn->depths, back, sizeof back);
#pragma clang loop unroll(full)
  for (int u = 0; u < UNITS; u++) {
    doubles_of_lanes logs;
    logs_of_lanes(&front[u], &logs);
    logs *= laws[u]->scale;
    memcpy(drawn->lengths + u * lanes, &logs, sizeof logs);
  }
}

// Goes on from a place by the drawn jumps from ..< to; returns where it is then, n or more behind the last site.
//
// Lengths are logarithms, which are quicker than the table; it decides where one is next to a whole number, or cannot
// be known well enough. What is deeper is an exception in stronger fields too.
RK_BODY size_t follow_jumps(size_t n, const rk_exception_law *law, const drawn_jumps *drawn,
                            size_t from, size_t to, size_t place, size_t reach, size_t depth,
                            uint64_t *restrict levels, size_t *marked) {
  const double margin = 1e-3;
  for (size_t k = from; k < to; k++) {
    uint64_t jump = drawn->jumps[k];
    double real = drawn->lengths[k];
    size_t length;
    if (law->scale < 0 && jump >> 20 && real < (double)reach + 1) {
      length = (size_t)real;
      double rest = real - (double)length;
      if (rest < margin || rest > 1 - margin)
        length = length_of_jump(jump, law->survival, reach, law->guide);
      else if (length > reach)
        length = reach;
    } else {
      length = length_of_jump(jump, law->survival, reach, law->guide);
    }
    place += length;
    if (place >= n) return place;
    if (length == reach) continue;
    uint64_t *site = levels + place;
    *site |= law->bit;
    for (size_t d = 1; d < depth && drawn->depths[k] < law->deeper[d - 1]; d++)
      site[n * d] |= law->bit;
    ++*marked;
    if (++place >= n) return place;
  }
  return place;
}

// Walkers that are not done wait in a pile. Those on top are drawn for together, each as often as it seems to need.
RK_BODY size_t exceptions_body(size_t n, const rk_exception_law *laws, size_t walkers,
                               uint64_t start, size_t reach, size_t depth, uint64_t *levels) {
  enum { most = 64 };
  uint32_t pile[most];
  size_t places[most] = {0}, height = walkers, marked = 0;
  uint64_t blocks[most];
  for (size_t w = 0; w < walkers; w++) pile[w] = (uint32_t)(walkers - 1 - w), blocks[w] = start;
  while (height) {
    const rk_exception_law *drawn_for[UNITS];
    uint64_t first[UNITS];
    uint32_t taken[UNITS];
    size_t shares[UNITS], count = 0, units = 0;
    drawn_jumps drawn;
    while (height && units < UNITS) {
      uint32_t w = pile[--height];
      size_t wanted = 1 + (size_t)((double)(n - places[w]) * laws[w].density / lanes);
      size_t share = wanted < UNITS - units ? wanted : UNITS - units;
      taken[count] = w, shares[count++] = share;
      for (; share; share--, units++) {
        drawn_for[units] = laws + w, first[units] = blocks[w];
        blocks[w] += lanes;
      }
    }
    for (; units < UNITS; units++) drawn_for[units] = drawn_for[0], first[units] = first[0];
    draw_jumps(drawn_for, first, &drawn);
    for (size_t k = 0, from = 0; k < count; k++) {
      uint32_t w = taken[k];
      size_t to = from + lanes * shares[k];
      places[w] =
          follow_jumps(n, laws + w, &drawn, from, to, places[w], reach, depth, levels, &marked);
      if (places[w] < n) pile[height++] = w;
      from = to;
    }
  }
  return marked;
}

RK_KERNEL(size_t, exceptions,
          (size_t n, const rk_exception_law *laws, size_t walkers, uint64_t start, size_t reach,
           size_t depth, uint64_t *levels),
          (n, laws, walkers, start, reach, depth, levels))

size_t rk_multispin_exceptions(int level, size_t n, const rk_exception_law *laws, size_t walkers,
                               uint64_t first, size_t reach, size_t depth, uint64_t *levels) {
  return RK_CALL(exceptions, level, (n, laws, walkers, first, reach, depth, levels));
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

// MARK: - Configurations

void rk_spins_of_walker(size_t n, const intptr_t *places, const uint64_t *words, size_t walker,
                        int8_t *spins) {
  for (size_t i = 0; i < n; i++) spins[i] = (int8_t)(2 * (words[places[i]] >> walker & 1) - 1);
}

void rk_pack_spins(size_t n, const int8_t *spins, uint64_t *words) {
  for (size_t w = 0; 64 * w < n; w++) {
    uint64_t word = 0;
    for (size_t k = 0; k < 64 && 64 * w + k < n; k += 8) {
      size_t at = 64 * w + k, size = n - at < 8 ? n - at : 8;
      // Eight bytes: the highest bit of each becomes 1 where it is positive, and these bits are brought together.
      uint64_t bytes = 0, low = 0x7f7f7f7f7f7f7f7fu;
      memcpy(&bytes, spins + at, size);
      uint64_t positive = ((bytes & low) + low) & ~bytes & ~low;
      word |= ((positive >> 7) * 0x0102040810204080u >> 56) << k;
    }
    words[w] = word;
  }
}
