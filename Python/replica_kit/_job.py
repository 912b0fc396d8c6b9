"""Commands that were started: what ctypes hands over and takes back."""

from __future__ import annotations

import ctypes
import weakref
from typing import Any, Callable

import numpy

from . import _arrays
from ._library import Array, library
from .errors import Interrupted

#: Jobs that were interrupted and have not come to their end: their arrays must stay until then.
_abandoned: list["Job"] = []


class Job:
    """A command that was started; frees its memory when nobody needs it any more."""

    def __init__(self, words: list[str], arrays: list[_arrays.Header]):
        self.library = library()
        self.arrays = arrays
        handle = ctypes.c_void_p()
        bytes_of_words = [word.encode() for word in words]
        self.library.replica_start(
            (ctypes.c_char_p * max(1, len(words)))(*bytes_of_words), len(words),
            (Array * max(1, len(arrays)))(*[header.structure for header in arrays]), len(arrays),
            ctypes.byref(handle))
        self.handle = handle
        self._finalizer = weakref.finalize(self, self.library.replica_release, handle)

    def wait(self, progress: Callable[[str, float], Any] | None) -> None:
        """Waits for the end; an exception, such as that of Ctrl-C, interrupts the command first."""
        try:
            while not self.library.replica_wait(self.handle, 0.05):
                if progress is not None:
                    label = ctypes.create_string_buffer(128)
                    fraction = self.library.replica_progress(self.handle, label, 128)
                    progress(label.value.decode(errors="replace"), fraction)
        except BaseException as reason:
            self.library.replica_cancel(self.handle)
            ended = self.library.replica_wait(self.handle, 0.8)
            _abandoned[:] = [job for job in _abandoned if not job.library.replica_wait(job.handle, 0.0)]
            if not ended:
                # It ends by itself at the end of the piece at hand, and reads its arrays until then.
                _abandoned.append(self)
            if isinstance(reason, KeyboardInterrupt):
                message = self.text("message") if ended and self.code() == Interrupted.code else "interrupted"
                raise Interrupted(message or "interrupted") from None
            raise

    def code(self) -> int:
        return self.library.replica_code(self.handle)

    def text(self, name: str, *arguments: Any) -> str | None:
        found = getattr(self.library, "replica_" + name)(self.handle, *arguments)
        return None if found is None else found.decode()

    def files(self) -> dict[str, numpy.ndarray | bytes]:
        """What the command wrote in memory: NumPy arrays without a copy, other files as bytes."""
        found: dict[str, numpy.ndarray | bytes] = {}
        path, data, size = ctypes.c_char_p(), ctypes.c_void_p(), ctypes.c_int64()
        index = 0
        while self.library.replica_file(
                self.handle, index, ctypes.byref(path), ctypes.byref(data), ctypes.byref(size)):
            memory = (ctypes.c_uint8 * size.value).from_address(data.value)
            memory._job = self  # The memory lives as long as the job does.
            name = path.value.decode()
            found[name] = _numpy_array(memory) if name.endswith(".npy") else bytes(memory)
            index += 1
        return found


def _numpy_array(memory: Any) -> numpy.ndarray:
    import io

    start = io.BytesIO(bytes(memory[:1024]))
    numpy.lib.format.read_magic(start)
    shape, is_fortran, kind = numpy.lib.format.read_array_header_1_0(start)
    count = int(numpy.prod(shape, dtype=int))
    array = numpy.frombuffer(memory, dtype=kind, count=count, offset=start.tell()).reshape(
        shape, order="F" if is_fortran else "C")
    array.flags.writeable = False
    return array
