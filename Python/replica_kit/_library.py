"""The shared object and its functions, as Sources/CReplica/replica.h describes them."""

from __future__ import annotations

import ctypes
import os
import pathlib
import threading

MARK = "memory:"
#: REPLICA_FILE: the bytes of a whole file.
FILE = 12


class Array(ctypes.Structure):
    """``replica_array``."""

    _fields_ = [
        ("path", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("type", ctypes.c_int32),
        ("rank", ctypes.c_int32),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
        ("strides", ctypes.POINTER(ctypes.c_int64)),
        ("dimensions", ctypes.POINTER(ctypes.c_char_p)),
        ("coordinates", ctypes.POINTER(ctypes.POINTER(ctypes.c_double))),
    ]


_SIGNATURES = {
    "replica_start": (ctypes.c_int32, [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int32, ctypes.POINTER(Array),
                                       ctypes.c_int32, ctypes.POINTER(ctypes.c_void_p)]),
    "replica_wait": (ctypes.c_int32, [ctypes.c_void_p, ctypes.c_double]),
    "replica_cancel": (None, [ctypes.c_void_p]),
    "replica_progress": (ctypes.c_double, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int64]),
    "replica_code": (ctypes.c_int32, [ctypes.c_void_p]),
    "replica_message": (ctypes.c_char_p, [ctypes.c_void_p]),
    "replica_document": (ctypes.c_char_p, [ctypes.c_void_p]),
    "replica_notes": (ctypes.c_char_p, [ctypes.c_void_p]),
    "replica_text": (ctypes.c_char_p, [ctypes.c_void_p, ctypes.c_int32]),
    "replica_sections": (ctypes.c_char_p, [ctypes.c_void_p]),
    "replica_draw": (ctypes.c_char_p, [ctypes.c_void_p, ctypes.c_char_p]),
    "replica_file": (ctypes.c_int32, [ctypes.c_void_p, ctypes.c_int32, ctypes.POINTER(ctypes.c_char_p),
                                      ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_int64)]),
    "replica_release": (None, [ctypes.c_void_p]),
    "replica_version": (ctypes.c_char_p, []),
}

_lock = threading.Lock()
_loaded: ctypes.CDLL | None = None


def library() -> ctypes.CDLL:
    """The shared object; the first call loads it, from ``REPLICA_KIT_LIBRARY`` where that is set."""
    global _loaded
    if _loaded is None:
        with _lock:
            if _loaded is None:
                path = os.environ.get("REPLICA_KIT_LIBRARY") or pathlib.Path(__file__).parent / "libReplicaC.so"
                found = ctypes.CDLL(str(path))
                for name, (result, arguments) in _SIGNATURES.items():
                    function = getattr(found, name)
                    function.restype, function.argtypes = result, arguments
                _loaded = found
    return _loaded
