// zlib, Zstandard and Blosc as Debian installs them; only their decompressors and zlib's checksum are
// called.
#ifndef REPLICA_KIT_CCOMPRESSION_SHIM_H
#define REPLICA_KIT_CCOMPRESSION_SHIM_H

#include <zlib.h>
#include <zstd.h>
#include <blosc.h>

#endif
