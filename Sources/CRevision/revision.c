#include "CRevision.h"

#ifndef RK_REVISION
#define RK_REVISION ""
#endif

const char *rk_revision(void) { return RK_REVISION; }
