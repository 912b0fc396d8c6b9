/* The tool `replica` of the wheel: the library beside this file does all. */
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  char path[PATH_MAX];
  ssize_t size = readlink("/proc/self/exe", path, sizeof path - 32);
  if (size < 0) return perror("replica"), 1;
  path[size] = 0;
  strcpy(strrchr(path, '/') + 1, "libReplicaC.so");
  void *library = dlopen(path, RTLD_NOW);
  void (*tool)(void) = library ? (void (*)(void))dlsym(library, "replica_main") : NULL;
  if (!tool) return fprintf(stderr, "replica: error: %s\n", dlerror()), 1;
  tool();
  return 0;
}
