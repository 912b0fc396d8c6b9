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
  return (eight_words)_mm512_maskz_loadu_epi64((__mmask8)((1u << sites) - 1), from);
}

RK_SITE_BODY void RK_NAME(store)(eight_words x, uint64_t *to, size_t sites) {
  _mm512_mask_storeu_epi64(to, (__mmask8)((1u << sites) - 1), (__m512i)x);
}

RK_SITE_BODY eight_words RK_NAME(fair_bits)(const uint32_t *fair, size_t sites) {
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

// Numbers in binary, one for each walker and lane, and words that wait until there are eight to be added.
enum { RK_NAME(digits) = 40, RK_NAME(waiting) = 8 };
typedef struct {
  RK_WORD digit[RK_NAME(digits)];
  RK_WORD words[RK_NAME(waiting)];
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

// counts[w] += factor * (the number of walker w, all lanes together).
RK_SITE_BODY void RK_NAME(read_out)(const RK_NAME(tally) *tally, int length, int64_t factor,
                                    int64_t *counts) {
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
      counts[w] += factor * ((int64_t)bits * weight);
    }
  }
}

// MARK: - Sites

// Sites first ..< end have `degree` neighbours each, `next` the first of them. Fields are even or odd as degrees are;
// `step` 2 says that all are even.
RK_SITE_BODY void RK_NAME(sites)(size_t n, size_t first, size_t end, const size_t degree,
                                 const size_t step, const uint32_t *next,
                                 const uint32_t *restrict fair, const uint64_t *restrict levels,
                                 uint64_t *spins, int64_t *unsatisfied) {
  enum { one = 0, two = 1, four = 2, eight = 3, ups = 4 };
  const int width = degree > 7 ? 4 : degree > 3 ? 3 : degree > 1 ? 2 : 1;
  // Of the words that wait: digits of the numbers of unsatisfied bonds, and spins up.
  RK_WORD waiting[5][RK_NAME(waiting)];
  RK_NAME(tally) bonds = {0}, up_spins = {0};
  int filled = 0, length = 4;
  while (((end - first) / RK_LANES + 8) * 16 >> length) length++;
  for (size_t i = first; i < end; i += RK_LANES) {
    size_t sites = end - i < RK_LANES ? end - i : RK_LANES;
    // The number of neighbours that pull upwards, in binary.
    RK_WORD zero = {0}, n0 = zero, n1 = zero, n2 = zero, n3 = zero, twos[4] = {zero, zero, zero, zero};
    for (size_t k = 0; k + 1 < degree; k += 2) {
      RK_WORD x = RK_NAME(neighbour)(&next, spins);
      RK_WORD y = RK_NAME(neighbour)(&next, spins);
      twos[k / 2] = RK_NAME(full_adder)(&n0, x, y);
    }
    if (degree % 2) {
      RK_WORD x = RK_NAME(neighbour)(&next, spins);
      twos[degree / 2] = n0 & x;
      n0 ^= x;
    }
    n1 = twos[0];
    n2 = RK_NAME(full_adder)(&n1, twos[1], twos[2]);
    if (degree > 6) {
      RK_WORD other = n1 & twos[3];
      n1 ^= twos[3];
      n3 = n2 & other;
      n2 ^= other;
    }
    RK_WORD up = zero;
    for (size_t count = 0; count <= degree; count++) {
      RK_WORD is = (count & 1 ? n0 : ~n0) & (count & 2 ? n1 : ~n1);
      if (degree > 3) is &= count & 4 ? n2 : ~n2;
      if (degree > 7) is &= count & 8 ? n3 : ~n3;
      if (2 * count == degree)
        up |= is & RK_NAME(fair_bits)(fair + 2 * i, sites);
      else if (2 * count > degree)
        up |= is & ~RK_NAME(load)(levels + n * ((2 * count - degree) / step - 1) + i, sites);
      else
        up |= is & RK_NAME(load)(levels + n * ((degree - 2 * count) / step - 1) + i, sites);
    }
    RK_NAME(store)(up, spins + i, sites);
    if (!unsatisfied) continue;
    // Of a spin down the bonds that pull upwards are unsatisfied, of a spin up the others: the number with all digits
    // turned, less 2^width - 1 - degree.
    waiting[one][filled] = n0 ^ up;
    waiting[two][filled] = n1 ^ up;
    waiting[four][filled] = n2 ^ up;
    waiting[eight][filled] = n3 ^ up;
    waiting[ups][filled] = up;
    if (++filled < RK_NAME(waiting) && i + RK_LANES < end) continue;
    for (; filled < RK_NAME(waiting); filled++)
      for (int k = 0; k < 5; k++) waiting[k][filled] = zero;
    for (int k = 0; k < width; k++) RK_NAME(add)(&bonds, waiting[k], k, length);
    RK_NAME(add)(&up_spins, waiting[ups], 0, length);
    filled = 0;
  }
  if (!unsatisfied) return;
  RK_NAME(read_out)(&bonds, length, 1, unsatisfied);
  RK_NAME(read_out)(&up_spins, length, (int64_t)degree + 1 - ((int64_t)1 << width), unsatisfied);
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
