#include "CKernels.h"
#include "dispatch.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF
// Functions of vectors are always inlined here: their calling convention never matters.
#pragma GCC diagnostic ignored "-Wpsabi"

// Pairs of inputs, eight at a time; the compiler splits the vectors into what the processor has.
enum { pair_lanes = 8 };
typedef double doubles __attribute__((vector_size(8 * pair_lanes)));
typedef int64_t masks __attribute__((vector_size(8 * pair_lanes)));

RK_BODY doubles load(const double *from) {
  doubles x;
  memcpy(&x, from, sizeof x);
  return x;
}

RK_BODY void store(double *to, doubles x) { memcpy(to, &x, sizeof x); }

RK_BODY doubles all(double x) { return (doubles){x, x, x, x, x, x, x, x}; }

// Lane by lane: yes where the mask is set, no elsewhere.
RK_BODY doubles choose(masks mask, doubles yes, doubles no) {
  return (doubles)(((masks)yes & mask) | ((masks)no & ~mask));
}

RK_BODY doubles larger(doubles x, doubles y) { return choose(x > y, x, y); }
RK_BODY doubles smaller(doubles x, doubles y) { return choose(x < y, x, y); }

RK_BODY int any(masks mask) {
  return __builtin_reduce_or(mask) != 0;
}

// Pairs whose squared distance is below this part of q_a + q_b are followed by that distance.
static const double near_part = 0.015625;

// MARK: - Arcsine

// (asin x - x)/x^3 as a function of x^2, for |x| <= 1/2.
static const double arcsine[] = {
    0.16666666666666669,  0.07499999999998433,  0.04464285714635543,  0.030381944138531247,
    0.02237217294214989,  0.017352392720869973, 0.013971212973552933, 0.011479177415184906,
    0.01032281435018578,  0.005457506718640358, 0.01740087944269402,  -0.014851887071247204,
    0.028757851367421566};
enum { arcsine_terms = sizeof arcsine / sizeof *arcsine };

// Two chains of every other term, half as long as one of all terms.
RK_BODY doubles small_arcsine(doubles x) {
  doubles u = x * x, v = u * u;
  doubles p = all(arcsine[arcsine_terms - 1]), r = all(arcsine[arcsine_terms - 2]);
  for (int k = arcsine_terms - 3; k >= 0; k -= 2) p = p * v + all(arcsine[k]);
  for (int k = arcsine_terms - 4; k >= 0; k -= 2) r = r * v + all(arcsine[k]);
  return x + x * u * (r * u + p);
}

// asin x = pi/2 - 2 asin sqrt((1 - x)/2) for x > 1/2.
RK_BODY doubles any_arcsine(doubles x) {
  masks sign = (masks)x & (masks)all(-0.0);
  doubles size = (doubles)((masks)x & ~(masks)all(-0.0));
  masks big = size > all(0.5);
  if (!any(big)) return small_arcsine(x);
  doubles half = (all(1) - size) * all(0.5);
  doubles angle = small_arcsine(choose(big, __builtin_elementwise_sqrt(half), size));
  angle = choose(big, all(1.5707963267948966) - all(2) * angle, angle);
  return (doubles)((masks)angle | sign);
}

RK_BODY void arcsine_body(size_t count, size_t stride, double scale, double weight, double bias,
                          const double *restrict q, const double *restrict r,
                          const double *restrict t, const double *restrict cosine,
                          const double *restrict next, double *restrict k, double *restrict d) {
  for (size_t a = 0; a < count; a++) {
    doubles qa = all(q[a]), ra = all(r[a]), ta = all(t[a]), cosa = all(cosine[a]);
    for (size_t b = a / RK_PAIRS * RK_PAIRS; b < stride; b += pair_lanes) {
      size_t at = a * stride + b;
      doubles kab = load(k + at), dab = load(d + at), qb = load(q + b), rb = load(r + b);
      doubles sum = all(next[a]) + load(next + b), overlap = all(0), distance = all(0);
      masks near = dab < all(near_part) * (qa + qb);
      doubles tab = all(scale) * kab * (ra * rb);
      tab = smaller(larger(tab, all(-1)), all(1));
      if (any(~near)) {
        overlap = all(weight) * any_arcsine(tab) + all(bias);
        distance = sum - all(2) * overlap;
      }
      if (any(near)) {
        // asin t_a - asin t_ab by the sine of the difference; t_a - t_ab from the distance.
        doubles tb = load(t + b), cosb = load(cosine + b);
        doubles cosab = __builtin_elementwise_sqrt((all(1) - tab) * (all(1) + tab));
        doubles below_a = ta * cosab + cosa * tab, below_b = tb * cosab + cosb * tab;
        doubles delta = qa - qb, rarb = ra * rb, sum_r = ra + rb;
        doubles inverse = all(1) / (sum_r * (below_a * below_b));
        doubles g = all(scale) * delta * (rarb * rarb);
        doubles excess_a = ra * (all(0.5) * rb * (dab + delta) * sum_r - qa * g);
        doubles excess_b = rb * (all(0.5) * ra * (dab - delta) * sum_r + qb * g);
        doubles xa = all(scale) * excess_a * (ta + tab) * (below_b * inverse);
        doubles xb = all(scale) * excess_b * (tb + tab) * (below_a * inverse);
        doubles small = all(weight) * (small_arcsine(xa) + small_arcsine(xb));
        overlap = choose(near, all(0.5) * (sum - small), overlap);
        distance = choose(near, small, distance);
      }
      store(k + at, overlap);
      store(d + at, distance);
    }
    k[a * stride + a] = next[a];
    d[a * stride + a] = 0;
  }
}

RK_KERNEL(void, arcsine,
          (size_t count, size_t stride, double scale, double weight, double bias,
           const double *restrict q, const double *restrict r, const double *restrict t,
           const double *restrict cosine, const double *restrict next, double *restrict k,
           double *restrict d),
          (count, stride, scale, weight, bias, q, r, t, cosine, next, k, d))

void rk_arcsine_layer(int level, size_t count, size_t stride, double scale, double weight,
                      double bias, const double *q, const double *r, const double *t,
                      const double *cosine, const double *next, double *k, double *d) {
  RK_CALL(arcsine, level, (count, stride, scale, weight, bias, q, r, t, cosine, next, k, d));
}

// MARK: - Arccosine

// (sin theta - theta cos theta)/z^3 as a function of z^2, z = sin(theta/2), for z^2 <= 1/2.
static const double arc[] = {
    2.6666666666666665,   0.26666666666668143,  0.0857142857111221,   0.03968253995077448,
    0.022095947639427637, 0.013767805682029654, 0.009249048024860408, 0.006643093513241805,
    0.004226242976164667, 0.007915306613725855, -0.017704735518716593, 0.07840039475553413,
    -0.20794244601856987, 0.42909747522187885,  -0.6245889328726089,  0.6269979801368656,
    -0.38489219072557274, 0.11366132592446036};
enum { arc_terms = sizeof arc / sizeof *arc };

// The distance 1 - c of two inputs and their correlation c, each without cancellation.
RK_BODY void separation(doubles kab, doubles dab, masks near, doubles root_a, doubles root_b,
                        doubles inverse, doubles *eps, doubles *c) {
  doubles gap = root_a - root_b;
  doubles from_distance = larger(all(0.5) * inverse * (dab - gap * gap), all(0));
  doubles from_overlap = smaller(larger(kab * inverse, all(-1)), all(1));
  *eps = choose(near, from_distance, all(1) - from_overlap);
  *c = choose(near, all(1) - from_distance, from_overlap);
}

RK_BODY void arccosine_body(size_t count, size_t stride, double weight, double turn, double bias,
                            const double *restrict q, const double *restrict root,
                            const double *restrict inverse, const double *restrict next,
                            double *restrict k, double *restrict d) {
  for (size_t a = 0; a < count; a++) {
    doubles qa = all(q[a]), roota = all(root[a]), inversea = all(inverse[a]);
    for (size_t b = a / RK_PAIRS * RK_PAIRS; b < stride; b += pair_lanes) {
      size_t at = a * stride + b;
      doubles kab = load(k + at), dab = load(d + at), rootb = load(root + b), eps, c;
      masks near = dab < all(near_part) * (qa + load(q + b));
      separation(kab, dab, near, roota, rootb, inversea * load(inverse + b), &eps, &c);
      masks obtuse = eps > all(1);
      // Again in two chains.
      doubles u = all(0.5) * choose(obtuse, all(2) - eps, eps), v = u * u;
      doubles p = all(arc[arc_terms - 1]), r = all(arc[arc_terms - 2]);
      for (int j = arc_terms - 3; j >= 0; j -= 2) p = p * v + all(arc[j]);
      for (int j = arc_terms - 4; j >= 0; j -= 2) r = r * v + all(arc[j]);
      doubles chord = __builtin_elementwise_sqrt(u) * u * (p * u + r);
      chord = choose(obtuse, chord + all(3.141592653589793) * (eps - all(1)), chord);
      doubles bend = all(turn) * (roota * rootb) * chord;
      doubles distance = all(weight) * (dab - all(2) * bend);
      doubles overlap = all(weight) * (kab + bend) + all(bias);
      doubles sum = all(next[a]) + load(next + b);
      store(k + at, choose(near, all(0.5) * (sum - distance), overlap));
      store(d + at, choose(near, distance, sum - all(2) * overlap));
    }
    k[a * stride + a] = next[a];
    d[a * stride + a] = 0;
  }
}

RK_KERNEL(void, arccosine,
          (size_t count, size_t stride, double weight, double turn, double bias,
           const double *restrict q, const double *restrict root, const double *restrict inverse,
           const double *restrict next, double *restrict k, double *restrict d),
          (count, stride, weight, turn, bias, q, root, inverse, next, k, d))

void rk_arccosine_layer(int level, size_t count, size_t stride, double weight, double turn,
                        double bias, const double *q, const double *root, const double *inverse,
                        const double *next, double *k, double *d) {
  RK_CALL(arccosine, level, (count, stride, weight, turn, bias, q, root, inverse, next, k, d));
}

// MARK: - Hermite series

enum { pair_vectors = RK_PAIRS / pair_lanes };

// How many terms matter at correlations up to sqrt(v) or v; the rest is below 2^-64.
RK_BODY size_t needed_terms(size_t terms, double v) {
  double v2 = v * v, v4 = v2 * v2, v8 = v4 * v4, power = 1;
  size_t m = 0;
  while (m < terms && power > 0x1p-64) {
    m += 8;
    power *= v8;
  }
  return m < terms ? m : terms;
}

RK_BODY void hermite_body(size_t count, size_t stride, size_t terms, int odd, double weight,
                          double bias, const double *restrict coefficients,
                          const double *restrict q, const double *restrict root,
                          const double *restrict inverse, const double *restrict next,
                          double *restrict k, double *restrict d) {
  for (size_t a = 0; a < count; a++) {
    doubles roota = all(root[a]), inversea = all(inverse[a]);
    for (size_t b = a / RK_PAIRS * RK_PAIRS; b < stride; b += RK_PAIRS) {
      masks near[pair_vectors];
      doubles eps[pair_vectors], c[pair_vectors], v[pair_vectors], overlap[pair_vectors];
      doubles distance[pair_vectors], sums[pair_vectors], apart[pair_vectors];
      int any_near = 0, any_far = 0;
      double largest = 0;
      for (int i = 0; i < pair_vectors; i++) {
        size_t at = b + (size_t)i * pair_lanes;
        doubles kab = load(k + a * stride + at), dab = load(d + a * stride + at);
        near[i] = dab < all(near_part) * (all(q[a]) + load(q + at));
        separation(kab, dab, near[i], roota, load(root + at), inversea * load(inverse + at),
                   &eps[i], &c[i]);
        v[i] = odd ? c[i] * c[i] : c[i];
        any_near |= any(near[i]);
        any_far |= any(~near[i]);
        for (int l = 0; l < pair_lanes; l++) {
          double size = v[i][l] < 0 ? -v[i][l] : v[i][l];
          if (!near[i][l] && size > largest) largest = size;
        }
        overlap[i] = distance[i] = sums[i] = apart[i] = all(0);
      }
      if (any_far) {
        for (size_t n = needed_terms(terms, largest); n-- > 0;) {
          const double *row = coefficients + n * stride;
          doubles first = all(row[a]);
          for (int i = 0; i < pair_vectors; i++)
            overlap[i] = overlap[i] * v[i] + first * load(row + b + i * pair_lanes);
        }
        for (int i = 0; i < pair_vectors; i++) {
          if (odd) overlap[i] = overlap[i] * c[i];
          overlap[i] = all(weight) * overlap[i] + all(bias);
        }
      }
      if (any_near) {
        // sum_n p_n (1 - c^n) = (1 - c) sum_k c^k (p_(k+1) + p_(k+2) + ...), nothing subtracted.
        for (size_t n = terms; n-- > 0;) {
          const double *row = coefficients + n * stride;
          doubles first = all(row[a]);
          for (int i = 0; i < pair_vectors; i++) {
            doubles second = load(row + b + i * pair_lanes), gap = first - second;
            sums[i] = sums[i] + first * second;
            apart[i] = apart[i] + gap * gap;
            if (n > 0) distance[i] = distance[i] * v[i] + sums[i];
          }
        }
        for (int i = 0; i < pair_vectors; i++) {
          doubles tail = odd ? sums[i] + c[i] * (all(2) - eps[i]) * distance[i] : distance[i];
          distance[i] = all(weight) * (apart[i] + all(2) * eps[i] * tail);
        }
      }
      for (int i = 0; i < pair_vectors; i++) {
        size_t at = b + (size_t)i * pair_lanes;
        doubles sum = all(next[a]) + load(next + at);
        store(k + a * stride + at, choose(near[i], all(0.5) * (sum - distance[i]), overlap[i]));
        store(d + a * stride + at, choose(near[i], distance[i], sum - all(2) * overlap[i]));
      }
    }
    k[a * stride + a] = next[a];
    d[a * stride + a] = 0;
  }
}

RK_KERNEL(void, hermite,
          (size_t count, size_t stride, size_t terms, int odd, double weight, double bias,
           const double *restrict coefficients, const double *restrict q,
           const double *restrict root, const double *restrict inverse,
           const double *restrict next, double *restrict k, double *restrict d),
          (count, stride, terms, odd, weight, bias, coefficients, q, root, inverse, next, k, d))

void rk_hermite_layer(int level, size_t count, size_t stride, size_t terms, int odd, double weight,
                      double bias, const double *coefficients, const double *q, const double *root,
                      const double *inverse, const double *next, double *k, double *d) {
  RK_CALL(hermite, level,
          (count, stride, terms, odd, weight, bias, coefficients, q, root, inverse, next, k, d));
}
