/* The interface for programs in C, from C: results, errors, interruption, files in memory. Scripts/c-interface runs it. */
#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "replica.h"

#undef assert
#define assert(condition) \
  ((condition) ? (void)0 : (fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition), exit(1)))

enum { replicas = 24, sites = 64 };

static double *random_spins(void) {
  double *q = malloc(sizeof(double) * replicas * sites);
  unsigned state = 1;
  for (int k = 0; k < replicas * sites; k++) q[k] = ((state = state * 1664525u + 1013904223u) >> 31) ? 1 : -1;
  return q;
}

/* The trace of q_ab is the number of replicas, whatever the spins. */
static void classify(void) {
  double *q = random_spins();
  int64_t shape[] = {replicas, sites};
  replica_array array = {.path = "memory:q", .data = q, .type = REPLICA_FLOAT64, .rank = 2, .shape = shape};
  const char *words[] = {"classify", "memory:q"};
  replica_job *job = NULL;
  assert(replica_run(words, 2, &array, 1, NULL, &job) == REPLICA_DONE);
  const char *document = replica_document(job), *list = strstr(document, "\"eigenvalues\": [");
  assert(list && strstr(document, "\"verdict\""));
  double sum = 0;
  char *end = (char *)list + strlen("\"eigenvalues\": [");
  do sum += strtod(end, &end); while (*end++ == ',');
  assert(fabs(sum - replicas) < 1e-9);
  assert(document == replica_document(job) && strlen(replica_text(job, 80)) > 100);
  assert(replica_sections(job)[0] == '[' && replica_message(job)[0] == 0);
  const char *path; const void *bytes; int64_t size;
  assert(replica_file(job, 0, &path, &bytes, &size) == 0);
  replica_release(job);

  /* The same array, columns first and backwards. */
  double *turned = malloc(sizeof(double) * replicas * sites);
  for (int a = 0; a < replicas; a++)
    for (int i = 0; i < sites; i++) turned[(sites - 1 - i) * replicas + a] = q[a * sites + i];
  int64_t strides[] = {sizeof(double), -(int64_t)(replicas * sizeof(double))};
  replica_array other = array;
  other.data = turned + (sites - 1) * replicas;
  other.strides = strides;
  replica_job *one = NULL, *two = NULL;
  assert(replica_run(words, 2, &array, 1, NULL, &one) == 0 && replica_run(words, 2, &other, 1, NULL, &two) == 0);
  assert(strcmp(replica_document(one), replica_document(two)) == 0);
  replica_release(one);
  replica_release(two);
  free(turned);
  free(q);
}

static void files(void) {
  const char *words[] = {"synth", "one-step", "--spins", "64", "--replicas", "16", "--output", "memory:c.npy"};
  replica_job *job = NULL;
  assert(replica_run(words, 8, NULL, 0, NULL, &job) == REPLICA_DONE);
  const char *path = NULL; const void *bytes = NULL; int64_t size = 0;
  assert(replica_file(job, 0, &path, &bytes, &size) == 1 && strcmp(path, "memory:c.npy") == 0);
  assert(size == 128 + 16 * 64 && memcmp(bytes, "\x93NUMPY", 6) == 0);
  assert(replica_file(job, 2, &path, &bytes, &size) == 0);
  replica_release(job);
}

/* A file in memory: two coupled spins, Z = 2 e^J + 2 e^-J. */
static void file_of_the_caller(void) {
  char *text = malloc(8); /* no zero behind it */
  memcpy(text, "0 1 0.5\n", 8);
  int64_t shape[] = {8};
  replica_array file = {.path = "memory:J.txt", .data = text, .type = REPLICA_FILE, .rank = 1, .shape = shape};
  const char *words[] = {"exact", "couplings", "--input", "memory:J.txt", "--temperature", "1"};
  replica_job *job = NULL;
  assert(replica_run(words, 6, &file, 1, NULL, &job) == REPLICA_DONE);
  const char *number = strstr(replica_document(job), "\"log_partition_function\": ");
  assert(number && fabs(strtod(strchr(number, ':') + 1, NULL) - log(4 * cosh(0.5))) < 1e-12);
  replica_release(job);
  free(text);
}

static void refusals(void) {
  double q[4] = {1, 2, NAN, 1};
  int64_t shape[] = {2, 2}, negative[] = {-2, 2}, huge[] = {INT64_MAX, INT64_MAX};
  replica_array good = {.path = "memory:q", .data = q, .rank = 2, .shape = shape};
  replica_array bad[8];
  for (int k = 0; k < 8; k++) bad[k] = good;
  bad[0].path = NULL, bad[1].path = "q", bad[2].data = NULL, bad[3].type = 13, bad[4].rank = -1, bad[5].shape = negative;
  bad[6].shape = huge, bad[7].type = REPLICA_FILE; /* of two dimensions */
  const char *words[] = {"classify", "memory:q"}, *missing[] = {"classify", NULL}, *verb[] = {"clasify"};
  for (int k = 0; k < 8; k++) {
    replica_job *job = NULL;
    assert(replica_run(words, 2, &bad[k], 1, NULL, &job) == REPLICA_USAGE && strlen(replica_message(job)) > 5);
    assert(replica_document(job) == NULL);
    replica_release(job);
  }
  struct { const char *const *words; int count, code; } calls[] = {
    {words, 2, REPLICA_BAD_DATA}, {missing, 2, REPLICA_USAGE}, {verb, 1, REPLICA_USAGE}, {NULL, 1, REPLICA_USAGE},
    {words, -1, REPLICA_USAGE}};
  for (int k = 0; k < 5; k++) {
    replica_job *job = NULL;
    assert(replica_run(calls[k].words, calls[k].count, &good, 1, NULL, &job) == calls[k].code);
    assert(strlen(replica_message(job)) > 5);
    replica_release(job);
  }
  assert(replica_start(words, 2, NULL, 0, NULL) == REPLICA_USAGE);
  assert(replica_wait(NULL, 1) == 1 && replica_code(NULL) == REPLICA_USAGE && replica_message(NULL) == NULL);
  replica_cancel(NULL);
  replica_release(NULL);
}

static int32_t stop(void *context) { return ++*(int *)context > 4; }
static void hear(void *context, const char *label, double fraction) {
  (void)context;
  assert(strlen(label) < 128 && fraction >= 0 && fraction <= 1);
}

static void interruption(const char *folder) {
  char output[1024];
  snprintf(output, sizeof output, "%s/run.zarr", folder);
  const char *words[] = {"sample", "sk", "--spins", "256", "--temperatures", "0.5,1.0", "--sweeps", "40000000", "-o", output};
  int asked = 0;
  replica_callbacks callbacks = {stop, hear, &asked};
  replica_job *job = NULL;
  assert(replica_run(words, 10, NULL, 0, &callbacks, &job) == REPLICA_INTERRUPTED);
  assert(strstr(replica_message(job), "--resume"));
  replica_release(job);
  /* One that is released while it runs. */
  const char *theory[] = {"theory", "sk", "--temperature-range", "0.1:0.9:200"};
  assert(replica_start(theory, 4, NULL, 0, &job) == REPLICA_RUNNING);
  assert(replica_wait(job, 0.01) == 0 || replica_code(job) != REPLICA_RUNNING);
  replica_release(job);
}

static void *at_once(void *unused) {
  (void)unused;
  for (int k = 0; k < 2; k++) { classify(); refusals(); }
  return NULL;
}

int main(int count, char **words) {
  assert(count == 2);
  assert(strstr(replica_version(), "\"version\""));
  classify();
  files();
  file_of_the_caller();
  refusals();
  interruption(words[1]);
  pthread_t threads[4];
  for (int k = 0; k < 4; k++) assert(pthread_create(&threads[k], NULL, at_once, NULL) == 0);
  for (int k = 0; k < 4; k++) pthread_join(threads[k], NULL);
  puts("c-interface: all passed");
  return 0;
}
