// The panels of delayed.c with AVX-512: the same decisions, since all sums are of whole numbers.
#ifndef REPLICA_KIT_DENSEPANELS_H
#define REPLICA_KIT_DENSEPANELS_H

#include "dispatch.h"
#include "groups.h"

#include <string.h>

// Couplings of more bytes come from memory: the last cache does not hold them.
enum { DENSE_FAR = 3 << 23 };

#if RK_DISPATCH
#include <immintrin.h>

#define RK_DENSE RK_V4 static inline __attribute__((always_inline))

enum { DENSE_GROUPS = 4 };

// MARK: - Memory

// So many columns of the rows of a panel are added for all walkers before the next: fewer where they come from memory.
enum { DENSE_TILE = 256, DENSE_LONG_TILE = 1024, DENSE_REQUEST = 128 };
// So many tiles are asked for before they are needed; they have room in the second level of the cache.
enum { DENSE_AHEAD = 4, DENSE_LINES = RK_PANEL * DENSE_REQUEST / 16, DENSE_NONE = 1 << 30 };

// Where most rows of a panel are needed and the cache does not hold them, all are asked for, tile after tile.
static void begin_dense_request(size_t n, size_t stride, const int32_t *rows,
                                const uint32_t *order, size_t groups, rk_panel_request *request) {
  request->rows = rows, request->n = n, request->stride = stride, request->groups = groups;
  request->next = request->end = NULL;
  memcpy(request->order, order, groups * sizeof *order);
  int needed = request->flips >= RK_GROUP * groups && 4 * n * stride > DENSE_FAR;
  request->row = 0, request->tile = needed ? 0 : DENSE_NONE;
}

// Finds the next piece of a row; returns whether there is one.
RK_DENSE int begin_dense_piece(rk_panel_request *request) {
  while (request->tile * DENSE_REQUEST < request->n) {
    if (request->row == RK_GROUP * request->groups) {
      request->row = 0;
      request->tile++;
      continue;
    }
    size_t row = request->row++, left = request->n - request->tile * DENSE_REQUEST;
    size_t site = RK_GROUP * (size_t)request->order[row / RK_GROUP] + row % RK_GROUP;
    if (site >= request->n) continue;
    request->next = request->rows + site * request->stride + request->tile * DENSE_REQUEST;
    request->end = request->next + (left < DENSE_REQUEST ? left : DENSE_REQUEST);
    return 1;
  }
  request->tile = DENSE_NONE;
  return 0;
}

RK_DENSE void ask_for_lines(rk_panel_request *request, size_t lines) {
  const int32_t *next = request->next, *end = request->end;
  for (; lines; lines--) {
    if (next >= end) {
      if (!begin_dense_piece(request)) return;
      next = request->next, end = request->end;
    }
    __builtin_prefetch(next, 0, 2);
    next += 16;
  }
  request->next = next;
}

// MARK: - Decisions

// The fields above their limits, a bit for every site of a panel.
RK_DENSE uint64_t fields_above(const __m512i *fields, const __m512 *limits) {
  uint64_t above = 0;
  for (int g = 0; g < DENSE_GROUPS; g++)
    above |= (uint64_t)_mm512_cmp_ps_mask(_mm512_cvtepi32_ps(fields[g]), limits[g], _CMP_GT_OQ)
             << (RK_GROUP * g);
  return above;
}

// Sum over the sites of a mask of plus or minus the sum of two numbers, minus where `up` has no bit.
RK_DENSE int64_t signed_sum(__m512i x, __m512i y, __mmask16 sites, __mmask16 up) {
  __m512i sum = _mm512_maskz_add_epi32(sites, x, y);
  sum = _mm512_mask_sub_epi32(sum, (__mmask16)~up, _mm512_setzero_si512(), sum);
  return _mm512_reduce_add_epi64(_mm512_add_epi64(
      _mm512_cvtepi32_epi64(_mm512_castsi512_si256(sum)),
      _mm512_cvtepi32_epi64(_mm512_extracti64x4_epi64(sum, 1))));
}

// Flips of a panel, ups from the front and downs from the back, as rk_panel_flips leaves them.
typedef struct {
  uint32_t *sites, ups, downs;
} dense_flips;

// Sites that are looked at together, in the groups of `order`.
RK_DENSE void decide_dense_block(size_t n, size_t stride, const int32_t *rows,
                                 const uint32_t *order, size_t groups, const float *deviates,
                                 float scale, int8_t *spins, const int32_t *fields,
                                 int64_t *energy, dense_flips *flips, rk_panel_request *request,
                                 size_t lines) {
  __m512i own[DENSE_GROUPS], start[DENSE_GROUPS];
  __m512 limits[DENSE_GROUPS];
  size_t places[DENSE_GROUPS];
  uint64_t up = 0;
  for (size_t g = 0; g < DENSE_GROUPS; g++) {
    // Past the last site spins of -1 that want nothing.
    places[g] = RK_GROUP * (size_t)order[g < groups ? g : 0];
    size_t size = n - places[g] < RK_GROUP ? n - places[g] : RK_GROUP;
    __mmask16 sites = g < groups ? (__mmask16)(((uint32_t)1 << size) - 1) : 0;
    __m512 limit =
        _mm512_mul_ps(_mm512_set1_ps(scale), _mm512_maskz_loadu_ps(sites, deviates + places[g]));
    limits[g] = _mm512_mask_mov_ps(_mm512_set1_ps(__builtin_inff()), sites, limit);
    own[g] = _mm512_maskz_loadu_epi32(sites, fields + places[g]);
    __m128i spin = _mm_maskz_loadu_epi8(sites, spins + places[g]);
    up |= (uint64_t)_mm_cmpgt_epi8_mask(spin, _mm_setzero_si128()) << (RK_GROUP * g);
  }
  // What the blocks before have done.
  for (size_t k = 0; k < flips->ups; k++) {
    const int32_t *row = rows + flips->sites[k] * stride;
    for (int g = 0; g < DENSE_GROUPS; g++)
      own[g] = _mm512_add_epi32(own[g], _mm512_loadu_si512(row + places[g]));
  }
  for (size_t k = 0; k < flips->downs; k++) {
    const int32_t *row = rows + flips->sites[RK_PANEL - 1 - k] * stride;
    for (int g = 0; g < DENSE_GROUPS; g++)
      own[g] = _mm512_sub_epi32(own[g], _mm512_loadu_si512(row + places[g]));
  }
  for (int g = 0; g < DENSE_GROUPS; g++) start[g] = own[g];
  uint64_t before = up, last = (uint64_t)1 << 63;
  uint32_t ups = flips->ups, downs = flips->downs;
  uint64_t wants = fields_above(own, limits) ^ up;
  size_t l = (size_t)__builtin_ctzll(wants | last);
  while (wants) {
    size_t site = places[l / RK_GROUP] + l % RK_GROUP;
    const int32_t *row = rows + site * stride;
    uint32_t down = (uint32_t)(up >> l & 1);
    __m512i sign = _mm512_set1_epi32(-(int32_t)down);
    for (int g = 0; g < DENSE_GROUPS; g++)
      own[g] = _mm512_add_epi32(
          _mm512_sub_epi32(own[g], sign),
          _mm512_xor_si512(_mm512_loadu_si512(row + places[g]), sign));
    flips->sites[ups] = (uint32_t)site;
    flips->sites[RK_PANEL - 1 - downs] = (uint32_t)site;
    ups += 1 - down;
    downs += down;
    up ^= (uint64_t)1 << l;
    if (request->tile < DENSE_AHEAD) ask_for_lines(request, lines);
    // Most often the next one is that which wanted it before this flip: the processor may go on with it before the new
    // fields are compared.
    uint64_t left = ~(uint64_t)1 << l;
    l = (size_t)__builtin_ctzll((wants & left) | last);
    wants = (fields_above(own, limits) ^ up) & left;
    size_t next = (size_t)__builtin_ctzll(wants | last);
    if (__builtin_expect(next != l, 0)) {
      l = next;
      __asm__ volatile("" : "+r"(l));
    }
  }
  flips->ups = ups;
  flips->downs = downs;
  // A spin that flips to s in a field h that the flips before it have changed lets the energy fall by 2 s h; summed over
  // all flips that is the sum of s (h at the start + h at the end).
  int64_t change = 0;
  for (size_t g = 0; g < DENSE_GROUPS; g++) {
    __mmask16 turned = (__mmask16)((up ^ before) >> (RK_GROUP * g));
    __mmask16 now = (__mmask16)(up >> (RK_GROUP * g));
    if (!turned) continue;
    change += signed_sum(start[g], own[g], turned, now);
    _mm_mask_storeu_epi8(spins + places[g], turned,
                         _mm_mask_blend_epi8(now, _mm_set1_epi8(-1), _mm_set1_epi8(1)));
  }
  *energy -= change;
}

RK_V4 static void decide_dense_panel(size_t n, size_t stride, const int32_t *rows,
                                     const uint32_t *order, size_t groups, const float *deviates,
                                     float scale, int8_t *spins, const int32_t *fields,
                                     int64_t *energy, uint32_t *flipped, uint32_t *counts,
                                     rk_panel_request *request) {
  dense_flips flips = {.sites = flipped, .ups = 0, .downs = 0};
  // Somewhat more for each flip than are needed until the last walker has decided.
  size_t lines = DENSE_AHEAD * DENSE_LINES * 3 / 2 / (request->flips ? request->flips : 1);
  if (lines > 64) lines = 64;
  for (size_t first = 0; first < groups; first += DENSE_GROUPS)
    decide_dense_block(n, stride, rows, order + first, groups - first, deviates, scale, spins,
                       fields, energy, &flips, request, lines);
  counts[0] = flips.ups;
  counts[1] = flips.downs;
}

// MARK: - Fields

enum { DENSE_VECTORS = 4, DENSE_STRIP = 16 * DENSE_VECTORS };

RK_V4 static void spread_dense_panel(size_t n, size_t stride, const int32_t *rows, size_t walkers,
                                     const uint32_t *flipped, const uint32_t *counts,
                                     int32_t *fields, rk_panel_request *request) {
  request->flips = 0;
  for (size_t w = 0; w < walkers; w++) request->flips += counts[2 * w] + counts[2 * w + 1];
  int asks = request->tile < DENSE_NONE, far = 4 * n * stride > DENSE_FAR;
  size_t width = asks ? DENSE_REQUEST : far ? DENSE_LONG_TILE : DENSE_TILE;
  rk_panel_request asked = *request;
  // Somewhat more lines for each strip than are needed.
  size_t lines = DENSE_LINES * 4 / 3 / (walkers * (DENSE_REQUEST / DENSE_STRIP)) + 1;
  for (size_t tile = 0; tile * width < n; tile++) {
    size_t end = n - tile * width < width ? n : (tile + 1) * width;
    for (size_t w = 0; w < walkers; w++) {
      const uint32_t *list = flipped + w * RK_PANEL;
      size_t ups = counts[2 * w], downs = counts[2 * w + 1], all = ups + downs;
      const int32_t *from[RK_PANEL];
      for (size_t k = 0; k < ups; k++) from[k] = rows + list[k] * stride;
      for (size_t k = ups; k < all; k++) from[k] = rows + list[RK_PANEL - all + k] * stride;
      int32_t *own = fields + w * stride;
      if (!all) continue;
      for (size_t c = tile * width; c < end; c += DENSE_STRIP) {
        if (asked.tile <= tile + DENSE_AHEAD) ask_for_lines(&asked, lines);
        // Behind the last field there is room up to the next walker's, where rows are zero.
        size_t vectors = (end - c + 15) / 16 < DENSE_VECTORS ? (end - c + 15) / 16 : DENSE_VECTORS;
        if (vectors < DENSE_VECTORS) {
          for (size_t v = 0; v < vectors; v++) {
            __m512i sum = _mm512_loadu_si512(own + c + 16 * v);
            for (size_t k = 0; k < ups; k++)
              sum = _mm512_add_epi32(sum, _mm512_loadu_si512(from[k] + c + 16 * v));
            for (size_t k = ups; k < all; k++)
              sum = _mm512_sub_epi32(sum, _mm512_loadu_si512(from[k] + c + 16 * v));
            _mm512_storeu_si512(own + c + 16 * v, sum);
          }
          continue;
        }
        __m512i sum[DENSE_VECTORS];
        for (int v = 0; v < DENSE_VECTORS; v++) sum[v] = _mm512_loadu_si512(own + c + 16 * v);
        for (size_t k = 0; k < ups; k++)
          for (int v = 0; v < DENSE_VECTORS; v++)
            sum[v] = _mm512_add_epi32(sum[v], _mm512_loadu_si512(from[k] + c + 16 * v));
        for (size_t k = ups; k < all; k++)
          for (int v = 0; v < DENSE_VECTORS; v++)
            sum[v] = _mm512_sub_epi32(sum[v], _mm512_loadu_si512(from[k] + c + 16 * v));
        for (int v = 0; v < DENSE_VECTORS; v++) _mm512_storeu_si512(own + c + 16 * v, sum[v]);
      }
    }
  }
}

#endif
#endif
