// The sweep of bitrows.c with AVX-512, a panel of sites at a time: first the flips of the panel, then what they do to all
// local fields. The same decisions, since all sums are of whole numbers.
//
// How often a field loses 2 J instead of gaining it is counted for 512 fields at a time, bit by bit of the count.
#ifndef REPLICA_KIT_BITPANELS_H
#define REPLICA_KIT_BITPANELS_H

#include "dispatch.h"
#include "groups.h"

#include <string.h>
#if RK_DISPATCH
#include <immintrin.h>

#define RK_BITS RK_V4 static inline __attribute__((always_inline))

enum {
  BIT_SITES = RK_BIT_PANEL,            // sites of a panel
  BIT_GROUPS = BIT_SITES / RK_GROUP,   // groups of a panel
  BIT_BLOCK = 64,                      // sites that are looked at together
  BIT_BLOCKS = BIT_SITES / BIT_BLOCK,
  BIT_DIGITS = 9,                      // of a count of flips of a panel
};

// The panel's own fields, the largest fields that leave a spin down, and the spins, one bit each.
typedef struct {
  int16_t fields[BIT_SITES], limits[BIT_SITES];
  uint64_t up[BIT_BLOCKS];
  uint32_t groups[BIT_GROUPS];
} bit_panel;

// The flips of a panel: places in the panel, rows of couplings, and whether a spin went down.
typedef struct {
  uint32_t places[BIT_SITES];
  const uint16_t *rows[BIT_SITES];
  uint32_t sites[BIT_SITES];
  uint64_t down[BIT_SITES];
  size_t count;
} bit_flips;

// The largest field h, from -n to n - 1, for which coupling * h exceeds scale * deviate in no bit: a spin becomes +1
// when its field is larger.
RK_BITS __m256i bit_limits(size_t n, int32_t coupling, __m512 deviates, float scale) {
  __m512 limit = _mm512_mul_ps(_mm512_set1_ps(scale), deviates);
  __m512 guess = _mm512_div_ps(limit, _mm512_set1_ps((float)coupling));
  guess = _mm512_max_ps(guess, _mm512_set1_ps(1 - (float)n));
  guess = _mm512_min_ps(guess, _mm512_set1_ps((float)n - 2));
  // The guess is off by less than 1: look at it and at the next.
  __m512i low = _mm512_cvt_roundps_epi32(guess, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  __m512i product = _mm512_mullo_epi32(low, _mm512_set1_epi32(coupling));
  __m512i next = _mm512_add_epi32(product, _mm512_set1_epi32(coupling));
  __mmask16 is = _mm512_cmp_ps_mask(_mm512_cvtepi32_ps(product), limit, _CMP_GT_OQ);
  __mmask16 follows = _mm512_cmp_ps_mask(_mm512_cvtepi32_ps(next), limit, _CMP_GT_OQ);
  __m512i one = _mm512_set1_epi32(1);
  low = _mm512_mask_sub_epi32(low, is, low, one);
  low = _mm512_mask_add_epi32(low, (__mmask16)~follows, low, one);
  return _mm512_cvtepi32_epi16(low);
}

RK_BITS void read_bit_panel(size_t n, const uint32_t *order, size_t groups, int32_t coupling,
                            const float *deviates, float scale, const int8_t *spins,
                            const int16_t *fields, bit_panel *panel) {
  uint16_t up[BIT_GROUPS];
  for (size_t g = 0; g < BIT_GROUPS; g++) {
    // Past the last site spins of -1 that want nothing.
    uint32_t group = g < groups ? order[g] : order[0];
    size_t start = RK_GROUP * (size_t)group, size = n - start < RK_GROUP ? n - start : RK_GROUP;
    __mmask16 sites = g < groups ? (__mmask16)(((uint32_t)1 << size) - 1) : 0;
    panel->groups[g] = group;
    __m256i limits = bit_limits(n, coupling, _mm512_maskz_loadu_ps(sites, deviates + start), scale);
    limits = _mm256_mask_mov_epi16(_mm256_set1_epi16(INT16_MAX), sites, limits);
    _mm256_storeu_si256((__m256i *)(panel->limits + RK_GROUP * g), limits);
    _mm256_storeu_si256((__m256i *)(panel->fields + RK_GROUP * g),
                        _mm256_maskz_loadu_epi16(sites, fields + start));
    up[g] = _mm_cmpgt_epi8_mask(_mm_maskz_loadu_epi8(sites, spins + start), _mm_setzero_si128());
  }
  memcpy(panel->up, up, sizeof up);
}

// What a flip does to 32 fields: 2 where the bit is clear, -2 where it is set.
RK_BITS __m512i bit_step(__m512i fields, uint32_t bits) {
  __m512i gain = _mm512_set1_epi16(2), loss = _mm512_set1_epi16(-2);
  return _mm512_add_epi16(fields, _mm512_mask_mov_epi16(gain, bits, loss));
}

// The fields above their limits.
RK_BITS uint64_t wanting(__m512i low, __m512i high, __m512i low_limits, __m512i high_limits) {
  return (uint64_t)_mm512_cmpgt_epi16_mask(high, high_limits) << 32 |
         _mm512_cmpgt_epi16_mask(low, low_limits);
}

// The couplings of a site of a panel to those of a block.
RK_BITS uint64_t bits_of(const uint16_t *couplings, size_t place, size_t block) {
  uint64_t bits;
  memcpy(&bits, couplings + BIT_GROUPS * place + BIT_BLOCK / RK_GROUP * block, sizeof bits);
  return bits;
}

RK_BITS void decide_bit_panel(size_t stride, const uint16_t *rows, const uint16_t *couplings,
                              const bit_panel *panel, int8_t *spins, bit_flips *flips) {
  size_t count = 0;
  for (size_t b = 0; b < BIT_BLOCKS; b++) {
    __m512i low = _mm512_loadu_si512(panel->fields + BIT_BLOCK * b);
    __m512i high = _mm512_loadu_si512(panel->fields + BIT_BLOCK * b + 32);
    __m512i low_limits = _mm512_loadu_si512(panel->limits + BIT_BLOCK * b);
    __m512i high_limits = _mm512_loadu_si512(panel->limits + BIT_BLOCK * b + 32);
    for (size_t k = 0; k < count; k++) {
      uint64_t bits = bits_of(couplings, flips->places[k], b) ^ flips->down[k];
      low = bit_step(low, (uint32_t)bits);
      high = bit_step(high, (uint32_t)(bits >> 32));
    }
    uint64_t up = panel->up[b], before = up, left = ~(uint64_t)0;
    uint64_t wants = wanting(low, high, low_limits, high_limits) ^ up;
    size_t l = (size_t)__builtin_ctzll(wants | (uint64_t)1 << 63);
    while (wants) {
      uint64_t down = -(up >> l & 1), bits = bits_of(couplings, BIT_BLOCK * b + l, b) ^ down;
      low = bit_step(low, (uint32_t)bits);
      high = bit_step(high, (uint32_t)(bits >> 32));
      flips->places[count] = (uint32_t)(BIT_BLOCK * b + l);
      flips->down[count++] = down;
      up ^= (uint64_t)1 << l;
      // Most often the next one is that which wanted it before this flip: the processor may go on with it before the
      // new fields are compared.
      left = ~(uint64_t)1 << l;
      uint64_t guess = wants & left;
      l = (size_t)__builtin_ctzll(guess | (uint64_t)1 << 63);
      wants = (wanting(low, high, low_limits, high_limits) ^ up) & left;
      size_t next = (size_t)__builtin_ctzll(wants | (uint64_t)1 << 63);
      if (__builtin_expect(next != l, 0)) {
        l = next;
        __asm__ volatile("" : "+r"(l));
      }
    }
    if (up == before) continue;
    for (size_t g = 0; g < BIT_BLOCK / RK_GROUP; g++) {
      __mmask16 turned = (__mmask16)((up ^ before) >> (RK_GROUP * g));
      __m128i now = _mm_mask_blend_epi8((__mmask16)(up >> (RK_GROUP * g)), _mm_set1_epi8(-1),
                                        _mm_set1_epi8(1));
      size_t group = panel->groups[BIT_BLOCK / RK_GROUP * b + g];
      _mm_mask_storeu_epi8(spins + RK_GROUP * group, turned, now);
    }
  }
  for (size_t k = 0; k < count; k++) {
    uint32_t place = flips->places[k];
    flips->sites[k] = RK_GROUP * panel->groups[place / RK_GROUP] + place % RK_GROUP;
    flips->rows[k] = rows + flips->sites[k] * stride;
    if (stride > 128)
      for (size_t c = 0; c < stride; c += 32) __builtin_prefetch(flips->rows[k] + c);
  }
  flips->count = count;
}

// A full adder: the sum stays in *low, the carry is returned.
RK_BITS __m512i bit_adder(__m512i *low, __m512i x, __m512i y) {
  __m512i before = *low;
  *low = _mm512_ternarylogic_epi64(before, x, y, 0x96);
  return _mm512_ternarylogic_epi64(before, x, y, 0xe8);
}

// Adds eight words to numbers of `length` digits.
RK_BITS void add_eight(__m512i *digit, const __m512i *x, int length) {
  __m512i two0 = bit_adder(&digit[0], x[0], x[1]), two1 = bit_adder(&digit[0], x[2], x[3]);
  __m512i two2 = bit_adder(&digit[0], x[4], x[5]), two3 = bit_adder(&digit[0], x[6], x[7]);
  __m512i four0 = bit_adder(&digit[1], two0, two1), four1 = bit_adder(&digit[1], two2, two3);
  __m512i carry = bit_adder(&digit[2], four0, four1);
#pragma clang loop unroll(full)
  for (int d = 3; d < length; d++) {
    __m512i old = digit[d];
    digit[d] = _mm512_xor_si512(old, carry);
    carry = _mm512_and_si512(old, carry);
  }
}

RK_BITS __m512i losses(const bit_flips *flips, size_t k, size_t word, __mmask32 part) {
  return _mm512_xor_si512(_mm512_maskz_loadu_epi16(part, flips->rows[k] + word),
                          _mm512_set1_epi64((int64_t)flips->down[k]));
}

// What fewer than 2^length flips do to all fields.
RK_BITS void spread_flips(size_t n, size_t stride, const bit_flips *flips, int16_t *fields,
                          const int length) {
  size_t count = flips->count;
  __m512i gain = _mm512_set1_epi16((int16_t)(2 * count));
  for (size_t first = 0; first < n; first += 512) {
    size_t words = stride - first / 16 < 32 ? stride - first / 16 : 32;
    __mmask32 part = words < 32 ? (__mmask32)(((uint32_t)1 << words) - 1) : ~(__mmask32)0;
    __m512i digit[BIT_DIGITS], x[8];
    for (int d = 0; d < BIT_DIGITS; d++) digit[d] = _mm512_setzero_si512();
    size_t k = 0;
    for (; k + 8 <= count; k += 8) {
      for (size_t m = 0; m < 8; m++) x[m] = losses(flips, k + m, first / 16, part);
      add_eight(digit, x, length);
    }
    if (k < count) {
      for (size_t m = 0; m < 8; m++)
        x[m] = k + m < count ? losses(flips, k + m, first / 16, part) : _mm512_setzero_si512();
      add_eight(digit, x, length);
    }
    uint32_t masks[BIT_DIGITS][16];
    memcpy(masks, digit, sizeof masks);
    for (size_t c = 0; c < 16 && first + 32 * c < n; c++) {
      size_t at = first + 32 * c;
      __mmask32 sites = n - at < 32 ? (__mmask32)(((uint32_t)1 << (n - at)) - 1) : ~(__mmask32)0;
      __m512i own = _mm512_add_epi16(_mm512_maskz_loadu_epi16(sites, fields + at), gain);
#pragma clang loop unroll(full)
      for (int d = 0; d < length; d++)
        own = _mm512_mask_sub_epi16(own, masks[d][c], own, _mm512_set1_epi16((int16_t)(4 << d)));
      _mm512_mask_storeu_epi16(fields + at, sites, own);
    }
  }
}

RK_BITS void spread_bit_panel(size_t n, size_t stride, const bit_flips *flips, int16_t *fields) {
  size_t count = flips->count;
  if (!count) return;
  if (count < 16)
    spread_flips(n, stride, flips, fields, 4);
  else if (count < 32)
    spread_flips(n, stride, flips, fields, 5);
  else if (count < 64)
    spread_flips(n, stride, flips, fields, 6);
  else
    spread_flips(n, stride, flips, fields, BIT_DIGITS);
  // A spin has no coupling to itself; its bit is clear.
  for (size_t k = 0; k < count; k++)
    fields[flips->sites[k]] = (int16_t)(fields[flips->sites[k]] + (flips->down[k] ? 2 : -2));
}

RK_V4 static size_t update_bit_panel(size_t n, size_t stride, const uint16_t *rows,
                                     const uint16_t *couplings, int32_t coupling,
                                     const uint32_t *order, size_t groups, const float *deviates,
                                     float scale, int8_t *spins, int16_t *fields) {
  bit_panel panel;
  bit_flips flips;
  read_bit_panel(n, order, groups, coupling, deviates, scale, spins, fields, &panel);
  decide_bit_panel(stride, rows, couplings, &panel, spins, &flips);
  spread_bit_panel(n, stride, &flips, fields);
  return flips.count;
}

#endif
#endif
