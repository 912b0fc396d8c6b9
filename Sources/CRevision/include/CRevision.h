// The revision of the sources that a program was built from; only Scripts/install states one.
#ifndef REPLICA_KIT_CREVISION_H
#define REPLICA_KIT_CREVISION_H

// A word such as "1a2b3c4", or an empty one.
const char *rk_revision(void);

#endif
