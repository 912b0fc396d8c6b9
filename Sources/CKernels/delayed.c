// Heat-bath sweeps of many walkers of one instance with delayed updates: the rows of couplings of a panel of sites are
// read once for all walkers, and the local fields of a walker once for all flips of the panel.
#include "CKernels.h"
#include "densepanels.h"
#include "dispatch.h"
#include "groups.h"

#include <string.h>

enum { GROUPS = RK_PANEL / RK_GROUP };

// MARK: - Decisions

RK_BODY void panel_flips_body(size_t n, size_t stride, const int32_t *restrict rows,
                              const uint32_t *restrict order, size_t groups,
                              const float *restrict deviates, float scale, int8_t *restrict spins,
                              const int32_t *restrict fields, int64_t *restrict energy,
                              uint32_t *restrict flipped, uint32_t *restrict counts) {
  // The fields of the panel, kept up to date; past the last site spins of -1 that want nothing.
  int32_t local[GROUPS][RK_GROUP] = {{0}};
  for (size_t g = 0; g < groups; g++) {
    size_t start = RK_GROUP * (size_t)order[g];
    if (n - start >= RK_GROUP)
      memcpy(local[g], fields + start, sizeof local[g]);
    else
      memcpy(local[g], fields + start, (n - start) * sizeof *fields);
  }
  int64_t change = 0;
  uint32_t up = 0, down = RK_PANEL;
  for (size_t g = 0; g < groups; g++) {
    size_t start = RK_GROUP * (size_t)order[g];
    size_t size = n - start < RK_GROUP ? n - start : RK_GROUP;
    float limits[RK_GROUP] = {0};
    int8_t own[RK_GROUP];
    memset(own, -1, sizeof own);
    if (size == RK_GROUP) {
      for (size_t l = 0; l < RK_GROUP; l++) limits[l] = scale * deviates[start + l];
      memcpy(own, spins + start, sizeof own);
    } else {
      for (size_t l = 0; l < size; l++) limits[l] = scale * deviates[start + l];
      memcpy(own, spins + start, size);
    }
    for (size_t from = 0; from < RK_GROUP;) {
      uint8_t wants[RK_GROUP];
      for (size_t l = 0; l < RK_GROUP; l++) {
        int8_t spin = (float)local[g][l] > limits[l] ? 1 : -1;
        wants[l] = spin != own[l];
      }
      size_t l = first_wanting(wants, from);
      if (l == RK_GROUP) break;
      int8_t spin = (int8_t)-own[l];
      uint32_t site = (uint32_t)(start + l);
      const int32_t *row = rows + site * stride;
      change -= 2 * (int64_t)spin * local[g][l];
      own[l] = spin;
      // Groups before this one have decided.
      for (size_t later = g; later < groups; later++) {
        const int32_t *part = row + RK_GROUP * (size_t)order[later];
        for (size_t k = 0; k < RK_GROUP; k++) local[later][k] += spin > 0 ? part[k] : -part[k];
      }
      if (spin > 0)
        flipped[up++] = site;
      else
        flipped[--down] = site;
      from = l + 1;
    }
    memcpy(spins + start, own, size);
  }
  *energy += change;
  counts[0] = up;
  counts[1] = RK_PANEL - down;
}

RK_KERNEL(void, panel_flips,
          (size_t n, size_t stride, const int32_t *restrict rows, const uint32_t *restrict order,
           size_t groups, const float *restrict deviates, float scale, int8_t *restrict spins,
           const int32_t *restrict fields, int64_t *restrict energy, uint32_t *restrict flipped,
           uint32_t *restrict counts),
          (n, stride, rows, order, groups, deviates, scale, spins, fields, energy, flipped, counts))

void rk_panel_flips(int level, size_t n, size_t stride, const int32_t *rows, const uint32_t *order,
                    size_t first, size_t groups, const float *deviates, float scale, size_t walker,
                    int8_t *spins, const int32_t *fields, int64_t *energy, uint32_t *flipped,
                    uint32_t *counts, rk_panel_request *request) {
#if RK_DISPATCH
  if (level >= RK_X86_64_V4) {
    decide_dense_panel(n, stride, rows, order + first, groups, deviates, scale, spins,
                       fields + walker * stride, energy, flipped + walker * RK_PANEL,
                       counts + 2 * walker, request);
    return;
  }
#endif
  (void)request;
  RK_CALL(panel_flips, level,
          (n, stride, rows, order + first, groups, deviates, scale, spins, fields + walker * stride,
           energy, flipped + walker * RK_PANEL, counts + 2 * walker));
}

// MARK: - Fields

typedef int32_t ints __attribute__((ext_vector_type(16), aligned(4), may_alias));

// Adds rows to the 64 fields from column c on, and subtracts others.
RK_BODY void add_rows(const int32_t *rows, size_t stride, size_t c, const uint32_t *flipped,
                      const uint32_t *counts, int32_t *fields) {
  const uint32_t *up = flipped, *down = flipped + RK_PANEL - counts[1];
  ints *own = (ints *)(fields + c);
  ints a = own[0], b = own[1], d = own[2], e = own[3];
  for (size_t k = 0; k < counts[0]; k++) {
    const ints *row = (const ints *)(rows + up[k] * stride + c);
    a += row[0], b += row[1], d += row[2], e += row[3];
  }
  for (size_t k = 0; k < counts[1]; k++) {
    const ints *row = (const ints *)(rows + down[k] * stride + c);
    a -= row[0], b -= row[1], d -= row[2], e -= row[3];
  }
  own[0] = a, own[1] = b, own[2] = d, own[3] = e;
}

RK_BODY void panel_fields_body(size_t n, size_t stride, const int32_t *restrict rows,
                               size_t walkers, const uint32_t *restrict flipped,
                               const uint32_t *restrict counts, int32_t *restrict fields) {
  // So many columns of the rows of a panel stay in the cache until all walkers have added them.
  enum { TILE = 1024 };
  size_t whole = n / 64 * 64;
  for (size_t tile = 0; tile < n; tile += TILE)
    for (size_t w = 0; w < walkers; w++) {
      const uint32_t *count = counts + 2 * w, *up = flipped + w * RK_PANEL;
      const uint32_t *down = up + RK_PANEL - count[1];
      int32_t *own = fields + w * stride;
      if (count[0] + count[1] == 0) continue;
      for (size_t c = tile; c < tile + TILE && c < whole; c += 64)
        add_rows(rows, stride, c, up, count, own);
      for (size_t c = whole; c >= tile && c < tile + TILE && c < n; c++) {
        for (size_t k = 0; k < count[0]; k++) own[c] += rows[up[k] * stride + c];
        for (size_t k = 0; k < count[1]; k++) own[c] -= rows[down[k] * stride + c];
      }
    }
}

RK_KERNEL(void, panel_fields,
          (size_t n, size_t stride, const int32_t *restrict rows, size_t walkers,
           const uint32_t *restrict flipped, const uint32_t *restrict counts,
           int32_t *restrict fields),
          (n, stride, rows, walkers, flipped, counts, fields))

void rk_panel_fields(int level, size_t n, size_t stride, const int32_t *rows, size_t walkers,
                     const uint32_t *flipped, const uint32_t *counts, int32_t *fields,
                     rk_panel_request *request) {
#if RK_DISPATCH
  if (level >= RK_X86_64_V4) {
    spread_dense_panel(n, stride, rows, walkers, flipped, counts, fields, request);
    return;
  }
#endif
  (void)request;
  RK_CALL(panel_fields, level, (n, stride, rows, walkers, flipped, counts, fields));
}

void rk_panel_begin(int level, size_t n, size_t stride, const int32_t *rows, const uint32_t *order,
                    size_t first, size_t groups, rk_panel_request *request) {
  order += first;
  if (4 * n * stride > DENSE_FAR)
    for (size_t g = 0; g < groups; g++)
      for (size_t l = 0, start = RK_GROUP * (size_t)order[g]; l < RK_GROUP && start + l < n; l++)
        for (size_t other = 0; other < groups; other++)
          __builtin_prefetch(rows + (start + l) * stride + RK_GROUP * (size_t)order[other], 0, 2);
#if RK_DISPATCH
  if (level >= RK_X86_64_V4) begin_dense_request(n, stride, rows, order, groups, request);
#endif
  (void)level, (void)request;
}
