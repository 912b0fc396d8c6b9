/* The tool `replica` of the wheel: the library beside this file does all. */
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

int main(void) {
  static char path[PATH_MAX + 32];
  /* The name by which the system started this file is known in a container without /proc, too. */
  const char *name = (const char *)getauxval(AT_EXECFN);
  if (!realpath("/proc/self/exe", path) && !(name && realpath(name, path))) return perror("replica"), 1;
  strcpy(strrchr(path, '/') + 1, "libReplicaC.so");
  void *library = dlopen(path, RTLD_NOW);
  void (*tool)(void) = library ? (void (*)(void))dlsym(library, "replica_main") : NULL;
  if (!tool) return fprintf(stderr, "replica: error: %s\n", dlerror()), 1;
  tool();
  return 0;
}
