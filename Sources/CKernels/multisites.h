// Updates of the sites of one degree in multispin coding, for one or several sites at a time. Included once for each,
// with
//   RK_LANES      the sites at a time, 1 or 8
//   RK_WORD       so many words of 64 walkers
//   RK_SITE_BODY  how a function is declared that is made part of the others
//   RK_NAME       a name with the ending of that many lanes

// MARK: - Where words come from

#if RK_LANES == 1
RK_SITE_BODY uint64_t RK_NAME(load)(const uint64_t *from, size_t sites) {
  (void)sites;
  return *from;
}

RK_SITE_BODY void RK_NAME(store)(uint64_t x, uint64_t *to, size_t sites) {
  (void)sites;
  *to = x;
}

RK_SITE_BODY uint64_t RK_NAME(fair_bits)(const uint32_t *fair, size_t sites) {
  (void)sites;
  return (uint64_t)fair[1] << 32 | fair[0];
}

// The spins of the next neighbour, turned where J < 0.
RK_SITE_BODY uint64_t RK_NAME(neighbour)(const uint32_t **next, const uint64_t *spins) {
  uint32_t entry = *(*next)++;
  return spins[entry >> 1] ^ -(uint64_t)(entry & 1);
}
#else
RK_SITE_BODY eight_words RK_NAME(load)(const uint64_t *from, size_t sites) {
  if (sites == RK_LANES) return (eight_words)_mm512_loadu_si512(from);
  return (eight_words)_mm512_maskz_loadu_epi64((__mmask8)((1u << sites) - 1), from);
}

RK_SITE_BODY void RK_NAME(store)(eight_words x, uint64_t *to, size_t sites) {
  if (sites == RK_LANES)
    _mm512_storeu_si512(to, (__m512i)x);
  else
    _mm512_mask_storeu_epi64(to, (__mmask8)((1u << sites) - 1), (__m512i)x);
}

RK_SITE_BODY eight_words RK_NAME(fair_bits)(const uint32_t *fair, size_t sites) {
  if (sites == RK_LANES) return (eight_words)_mm512_loadu_si512(fair);
  return (eight_words)_mm512_maskz_loadu_epi64((__mmask8)((1u << sites) - 1), fair);
}

// Where a run would begin if it began with the first of the sites.
RK_SITE_BODY const void *RK_NAME(start)(const uint64_t *spins, uint32_t place) {
  return (const void *)((uintptr_t)spins + 8 * (uintptr_t)(intptr_t)(int32_t)place);
}

// The spins of the next neighbours, turned where J < 0.
RK_SITE_BODY eight_words RK_NAME(neighbour)(const uint32_t **next, const uint64_t *spins) {
  const uint32_t *run = *next;
  uint32_t head = run[0], count = head >> 8 & 0xff;
  __m512i x = _mm512_maskz_loadu_epi64((__mmask8)(head >> 16), RK_NAME(start)(spins, run[1]));
  run += 2;
  for (; count > 1; count--, run += 2)
    x = _mm512_mask_loadu_epi64(x, (__mmask8)run[0], RK_NAME(start)(spins, run[1]));
  *next = run;
  return (eight_words)_mm512_mask_xor_epi64(x, (__mmask8)head, x, _mm512_set1_epi64(-1));
}
#endif

// MARK: - Counting

// A full adder: the sum stays in *low, the carry is returned.
RK_SITE_BODY RK_WORD RK_NAME(full_adder)(RK_WORD *low, RK_WORD x, RK_WORD y) {
  RK_WORD before = *low;
  *low = before ^ x ^ y;
  return (before & x) | (y & (before ^ x));
}

// Numbers in binary, one for each walker and lane; words wait until there are eight to be added.
enum { RK_NAME(digits) = 40, RK_NAME(waiting) = 8 };
typedef struct {
  RK_WORD digit[RK_NAME(digits)];
} RK_NAME(tally);

// Adds eight words to digit `first`; no number is longer than `length` digits.
RK_SITE_BODY void RK_NAME(add)(RK_NAME(tally) *tally, const RK_WORD *x, int first, int length) {
  RK_WORD *digit = tally->digit + first;
  RK_WORD low = digit[0], mid = digit[1], high = digit[2];
  RK_WORD two0 = RK_NAME(full_adder)(&low, x[0], x[1]), two1 = RK_NAME(full_adder)(&low, x[2], x[3]);
  RK_WORD two2 = RK_NAME(full_adder)(&low, x[4], x[5]), two3 = RK_NAME(full_adder)(&low, x[6], x[7]);
  RK_WORD four0 = RK_NAME(full_adder)(&mid, two0, two1), four1 = RK_NAME(full_adder)(&mid, two2, two3);
  RK_WORD carry = RK_NAME(full_adder)(&high, four0, four1);
  digit[0] = low, digit[1] = mid, digit[2] = high;
  for (int k = first + 3; k < length; k++) {
    RK_WORD old = tally->digit[k];
    tally->digit[k] = old ^ carry;
    carry &= old;
  }
}

// counts[w] += the number of walker w, all lanes together.
RK_SITE_BODY void RK_NAME(read_out)(const RK_NAME(tally) *tally, int length, int64_t *counts) {
  for (int k = 0; k < length; k++) {
    uint64_t words[RK_LANES];
    memcpy(words, &tally->digit[k], sizeof words);
    // How many of the lanes have the digit, in binary.
    uint64_t ones = 0, twos = 0, fours = 0, eights = 0;
    for (int l = 0; l < RK_LANES; l++) {
      uint64_t two = ones & words[l], four = twos & two;
      ones ^= words[l];
      twos ^= two;
      eights ^= fours & four;
      fours ^= four;
    }
    int32_t weight = (int32_t)1 << k;
    for (int w = 0; w < 64; w++) {
      int32_t bits = (int32_t)(ones >> w & 1) | (int32_t)(twos >> w & 1) << 1;
      if (RK_LANES > 1) bits |= (int32_t)(fours >> w & 1) << 2 | (int32_t)(eights >> w & 1) << 3;
      counts[w] += (int64_t)bits * weight;
    }
  }
}

// MARK: - Sites

// Of spins down the bonds that pull upwards are unsatisfied, of spins up the others: turns the number of the former, in
// binary, into that of the unsatisfied ones, degree - number = (all digits turned) + degree + 1 where a spin is up.
RK_SITE_BODY void RK_NAME(unsatisfied)(RK_WORD *digit, const int width, const size_t degree,
                                       RK_WORD up) {
  RK_WORD carry = {0};
#pragma clang loop unroll(full)
  for (int k = 0; k < width; k++) {
    RK_WORD x = digit[k] ^ up;
    if ((degree + 1) >> k & 1) {
      digit[k] = x ^ up ^ carry;
      carry = (x & up) | (carry & (x ^ up));
    } else {
      digit[k] = x ^ carry;
      carry &= x;
    }
  }
}

// Updates some sites with `degree` neighbours each, up to the number of lanes; *next is the first neighbour. Fields are
// even or odd as degrees are; `step` 2 says that all are even. Leaves the numbers of unsatisfied bonds in `number`.
RK_SITE_BODY void RK_NAME(group)(size_t sites, const size_t degree, const size_t step,
                                 const int width, const uint32_t **next, const uint32_t *fair,
                                 const uint64_t *const *levels, size_t at, uint64_t *spins,
                                 RK_WORD *number) {
  // The number of neighbours that pull upwards, in binary.
  RK_WORD zero = {0}, twos[4] = {zero, zero, zero, zero};
  for (int k = 0; k < 4; k++) number[k] = zero;
#pragma clang loop unroll(full)
  for (size_t k = 0; k + 1 < degree; k += 2) {
    RK_WORD x = RK_NAME(neighbour)(next, spins);
    RK_WORD y = RK_NAME(neighbour)(next, spins);
    twos[k / 2] = RK_NAME(full_adder)(&number[0], x, y);
  }
  if (degree % 2) {
    RK_WORD x = RK_NAME(neighbour)(next, spins);
    twos[degree / 2] = number[0] & x;
    number[0] ^= x;
  }
  number[1] = twos[0];
  number[2] = RK_NAME(full_adder)(&number[1], twos[1], twos[2]);
  if (degree > 6) {
    RK_WORD four = number[1] & twos[3];
    number[1] ^= twos[3];
    number[3] = number[2] & four;
    number[2] ^= four;
  }
  RK_WORD up = zero;
#pragma clang loop unroll(full)
  for (size_t count = 0; count <= degree; count++) {
    RK_WORD is = ~zero;
    for (int k = 0; k < width; k++) is &= count >> k & 1 ? number[k] : ~number[k];
    if (2 * count == degree)
      up |= is & RK_NAME(fair_bits)(fair + 2 * at, sites);
    else if (2 * count > degree)
      up |= is & ~RK_NAME(load)(levels[(2 * count - degree) / step - 1] + at, sites);
    else
      up |= is & RK_NAME(load)(levels[(degree - 2 * count) / step - 1] + at, sites);
  }
  RK_NAME(store)(up, spins + at, sites);
  RK_NAME(unsatisfied)(number, width, degree, up);
}

// Sites first ..< end have `degree` neighbours each, `next` the first of them.
RK_SITE_BODY void RK_NAME(sites)(size_t n, size_t first, size_t end, const size_t degree,
                                 const size_t step, const uint32_t *next, const uint32_t *fair,
                                 const uint64_t *levels, uint64_t *spins, int64_t *unsatisfied) {
  enum { most = 8 };
  const int width = degree > 7 ? 4 : degree > 3 ? 3 : degree > 1 ? 2 : 1;
  const uint64_t *planes[most];
  for (size_t k = 0; k < most; k++) planes[k] = k < degree / step ? levels + n * k : levels;
  // Digits of the numbers of unsatisfied bonds that wait to be added.
  RK_WORD waiting[4][RK_NAME(waiting)], number[4];
  RK_NAME(tally) bonds = {0};
  int filled = 0, length = 4;
  while (((end - first) / RK_LANES + 8) * degree >> length) length++;
  size_t i = first;
  for (; i + RK_LANES <= end; i += RK_LANES) {
    RK_NAME(group)(RK_LANES, degree, step, width, &next, fair, planes, i, spins, number);
    if (!unsatisfied) continue;
    for (int k = 0; k < width; k++) waiting[k][filled] = number[k];
    if (++filled < RK_NAME(waiting)) continue;
    for (int k = 0; k < width; k++) RK_NAME(add)(&bonds, waiting[k], k, length);
    filled = 0;
  }
  if (i < end) {
    RK_NAME(group)(end - i, degree, step, width, &next, fair, planes, i, spins, number);
    for (int k = 0; k < width; k++) waiting[k][filled] = number[k];
    filled++;
  }
  if (!unsatisfied) return;
  for (; filled < RK_NAME(waiting); filled++)
    for (int k = 0; k < width; k++) waiting[k][filled] = (RK_WORD){0};
  for (int k = 0; k < width; k++) RK_NAME(add)(&bonds, waiting[k], k, length);
  RK_NAME(read_out)(&bonds, length, unsatisfied);
}

#define RK_DEGREE(d)                                                                             \
  case d:                                                                                        \
    if (even)                                                                                    \
      RK_NAME(sites)(n, first, end, d, 2, neighbours, fair, levels, spins, unsatisfied);         \
    else                                                                                         \
      RK_NAME(sites)(n, first, end, d, 1, neighbours, fair, levels, spins, unsatisfied);         \
    break;

RK_SITE_BODY void RK_NAME(update)(size_t n, size_t first, size_t end, size_t degree, int even,
                                  const uint32_t *neighbours, const uint32_t *fair,
                                  const uint64_t *levels, uint64_t *spins, int64_t *unsatisfied) {
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

#undef RK_DEGREE
