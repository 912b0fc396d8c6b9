// What one would write by hand: Metropolis with stored local fields in single precision, one replica at a time.
//   plain dense N TEMPERATURE SWEEPS pm1|gaussian     all pairs
//   plain lattice L TEMPERATURE SWEEPS                3D, +J and -J, periodic
// Prints the acceptance, so that nobody compares with a program that does nothing.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 88172645463325252u;

static double uniform(void) {  // xorshift64*
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (double)(state * 2685821657736338717u >> 11) * 0x1p-53;
}

static double normal(void) {
  return sqrt(-2 * log(1 - uniform())) * cos(6.283185307179586 * uniform());
}

static void report(double accepted, double attempted) {
  printf("{\"acceptance\": %.4f}\n", accepted / attempted);
}

static void dense(int n, float beta, int sweeps, int binary) {
  float *couplings = calloc((size_t)n * n, sizeof *couplings), *fields = calloc(n, sizeof *fields);
  float *spins = malloc(n * sizeof *spins);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < i; j++)
      couplings[(size_t)i * n + j] = couplings[(size_t)j * n + i] =
          (float)((binary ? (uniform() < 0.5 ? -1 : 1) : normal()) / sqrt(n));
  for (int i = 0; i < n; i++) spins[i] = uniform() < 0.5 ? -1 : 1;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) fields[i] += couplings[(size_t)i * n + j] * spins[j];
  double accepted = 0;
  for (int sweep = 0; sweep < sweeps; sweep++)
    for (int i = 0; i < n; i++) {
      float cost = 2 * beta * spins[i] * fields[i];
      if (cost > 0 && uniform() >= expf(-cost)) continue;
      float change = -2 * spins[i];
      const float *row = couplings + (size_t)i * n;
      for (int j = 0; j < n; j++) fields[j] += change * row[j];
      spins[i] = -spins[i];
      accepted++;
    }
  report(accepted, (double)sweeps * n);
}

static void lattice(int l, float beta, int sweeps) {
  int n = l * l * l;
  int *neighbours = malloc((size_t)6 * n * sizeof *neighbours);
  int8_t *bonds = malloc((size_t)6 * n), *spins = malloc(n);
  for (int i = 0; i < n; i++) spins[i] = uniform() < 0.5 ? -1 : 1;
  for (int i = 0; i < n; i++) {
    int at[3] = {i % l, i / l % l, i / l / l}, stride[3] = {1, l, l * l};
    for (int d = 0; d < 3; d++) {
      int next = i + ((at[d] + 1) % l - at[d]) * stride[d];
      int8_t bond = uniform() < 0.5 ? -1 : 1;
      neighbours[6 * i + 2 * d] = next;
      neighbours[6 * next + 2 * d + 1] = i;
      bonds[6 * i + 2 * d] = bonds[6 * next + 2 * d + 1] = bond;
    }
  }
  float weights[7];
  for (int k = 0; k <= 6; k++) weights[k] = expf(-2 * beta * (float)k);
  double accepted = 0;
  for (int sweep = 0; sweep < sweeps; sweep++)
    for (int i = 0; i < n; i++) {
      int field = 0;
      for (int k = 0; k < 6; k++) field += bonds[6 * i + k] * spins[neighbours[6 * i + k]];
      field *= spins[i];
      if (field > 0 && uniform() >= weights[field]) continue;
      spins[i] = (int8_t)-spins[i];
      accepted++;
    }
  report(accepted, (double)sweeps * n);
}

int main(int count, char **words) {
  if (count < 5) {
    fprintf(stderr, "plain dense N T SWEEPS pm1|gaussian, or plain lattice L T SWEEPS\n");
    return 2;
  }
  int size = atoi(words[2]), sweeps = atoi(words[4]);
  float beta = (float)(1 / atof(words[3]));
  if (!strcmp(words[1], "dense"))
    dense(size, beta, sweeps, count > 5 && !strcmp(words[5], "pm1"));
  else
    lattice(size, beta, sweeps);
  return 0;
}
