// One body for every instruction set: what the kernels' files share.
#ifndef REPLICA_KIT_DISPATCH_H
#define REPLICA_KIT_DISPATCH_H

#include "CKernels.h"

#if defined(__x86_64__)
#define RK_DISPATCH 1
#define RK_V3 __attribute__((target("arch=x86-64-v3")))
#define RK_V4 __attribute__((target("arch=x86-64-v4,avx512vpopcntdq,tune=znver4")))
#else
#define RK_DISPATCH 0
#endif

#define RK_BODY static inline __attribute__((always_inline))

// Defines the public function that calls the copy of a body compiled for `level`.
#if RK_DISPATCH
#define RK_KERNEL(type, name, parameters, arguments)                    \
  RK_V3 static type name##_v3 parameters { return name##_body arguments; } \
  RK_V4 static type name##_v4 parameters { return name##_body arguments; } \
  static type name##_baseline parameters { return name##_body arguments; }
#define RK_CALL(name, level, arguments)                        \
  ((level) >= RK_X86_64_V4   ? name##_v4 arguments             \
   : (level) == RK_X86_64_V3 ? name##_v3 arguments             \
                             : name##_baseline arguments)
#else
#define RK_KERNEL(type, name, parameters, arguments) \
  static type name##_baseline parameters { return name##_body arguments; }
#define RK_CALL(name, level, arguments) ((void)(level), name##_baseline arguments)
#endif

#endif
