// LAPACKE and CBLAS as Debian installs them. OpenBLAS supplies both BLAS and LAPACK; liblapacke only
// the C interface, hence two libraries to link.
#ifndef REPLICA_KIT_CLAPACK_SHIM_H
#define REPLICA_KIT_CLAPACK_SHIM_H

#include <lapacke.h>
#include <cblas.h>

// Declared here because the netlib cblas.h, which another package may have put first, lacks them.
void openblas_set_num_threads(int num_threads);
char *openblas_get_config(void);
char *openblas_get_corename(void);

#endif
