"""Calls: keywords become the words of a command, a command becomes a result or an exception."""

from __future__ import annotations

import ctypes
import functools
import json
import os
import re
import weakref
from typing import Any, Callable

import numpy

from . import _arrays
from ._library import MARK, RUNNING, Array, library
from .errors import KINDS, BadData, Interrupted, ReplicaError, Usage
from .results import Result

#: Options whose value is an array or a file of one, so that lists are arrays too.
_ARRAY_OPTIONS = {"labels", "pattern_file", "order", "input", "inputs", "targets", "test_inputs", "start"}
#: Options that are repeated for every value of a list, where others take a list joined by commas.
_REPEATED = {"select", ("classify", "temperature"), ("overlaps", "temperature")}
#: Flags that have an opposite.
_INVERTIBLE = {"power", "heat_map"}
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
                raise Interrupted(_words_of_python(message)) from None
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


def _number(value: Any) -> str:
    if isinstance(value, (bool, numpy.bool_)):
        raise Usage(f"{value} is no number")
    if isinstance(value, (int, numpy.integer)):
        return str(int(value))
    return repr(float(value))


def _text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, (int, float, numpy.integer, numpy.floating)) and not isinstance(value, bool):
        return _number(value)
    raise Usage(f"{name} is {value!r}; expected a number, a word or a path")


class Words:
    """A command in the making: its words, and the arrays that they name."""

    def __init__(self, *verb: str):
        self.verb = verb
        self.words: list[str] = list(verb)
        self.arrays: list[_arrays.Header] = []

    def array(self, value: Any, name: str, variable: str | None = None) -> str:
        """Names an array; the word that stands for it."""
        path = MARK + name
        self.arrays.append(_arrays.Header(path, _arrays.given(value, name, variable)))
        return path

    def add_input(self, value: Any, name: str, variable: str | None = None) -> None:
        """A run, a path or an array as a word of its own."""
        if isinstance(value, (list, tuple)):
            try:
                value = numpy.asarray(value)
            except ValueError as error:
                raise BadData(f"{name}: {error}") from None
        if isinstance(getattr(type(value), "run", None), property):
            value = value.run  # What sample returns.
        if hasattr(value, "path") and not _arrays.is_array(value):
            value = value.path
        if _arrays.is_array(value):
            self.words.append(self.array(value, name, variable))
        elif isinstance(value, (str, os.PathLike)):
            word = os.fspath(value)
            self.words.append("./" + word if word.startswith("-") and word != "-" else word)
        else:
            raise BadData(f"{name} is {type(value).__name__}; expected an array, a run or a path")

    def _add(self, option: str, text: str) -> None:
        """An option as one types it, so that the command that a page or a run keeps is that of the tool."""
        self.words += [f"{option}={text}"] if text.startswith("-") or not text else [option, text]

    def add_options(self, options: dict[str, Any], outputs: dict[str, str] = {}) -> None:
        """Keyword options; ``outputs`` names those that are files, which stay in memory where they are True."""
        for name, value in options.items():
            option = "--" + name.rstrip("_").replace("_", "-")
            if value is None:
                continue
            if any(word == option or word.startswith(option + "=") for word in self.words):
                raise Usage(f"{name} is given twice, once as an argument without a name")
            if isinstance(value, numpy.bool_) or (_arrays.is_array(value) and getattr(value, "ndim", 1) == 0):
                value = value.item()
            if _arrays.is_array(value) and name not in _ARRAY_OPTIONS and getattr(value, "ndim", 0) == 1:
                value = value.tolist()
            if isinstance(value, (list, tuple, dict, str)) and len(value) == 0:
                raise Usage(f"{name} is empty; expected a value")
            if name in outputs and value is True:
                self._add(option, MARK + outputs[name])
            elif value is True:
                if not takes_no_value(self.verb, option):
                    raise Usage(f"{name} is True; expected a number, a word or a path")
                self.words.append(option)
            elif value is False:
                if name in _INVERTIBLE:
                    self.words.append("--no-" + name.replace("_", "-"))
            elif _arrays.is_array(value) or (name in _ARRAY_OPTIONS and isinstance(value, (list, tuple))):
                self._add(option, self.array(value, name))
            elif name.endswith("_range") and isinstance(value, (list, tuple)):
                separator = ".." if name == "instance_range" else ":"
                self._add(option, separator.join(_text(name, x) for x in value))
            elif isinstance(value, dict):
                for key, inner in value.items():
                    self._add(option, f"{key}={_text(name, inner)}")
            elif isinstance(value, (list, tuple)):
                if name in _REPEATED or (self.verb[0], name) in _REPEATED:
                    for inner in value:
                        self._add(option, _text(name, inner))
                else:
                    self._add(option, ",".join(_text(name, x) for x in value))
            else:
                self._add(option, _text(name, value))

    def run(self, progress: Callable[[str, float], Any] | None = None, kind: type = Result) -> Any:
        """Runs the command; a result, or the exception of its exit code."""
        for word in self.words:
            if "\0" in word:
                raise Usage(f"{word!r} has a zero in it")
        job = Job([*self.words, "--json"], self.arrays)
        job.wait(progress)
        code = job.code()
        result = kind(job, ["replica", *self.words])
        if code != 0:
            error = KINDS.get(code, ReplicaError)(_words_of_python(job.text("message") or f"exit code {code}"))
            error.result = result if len(result) > 0 else None
            raise error
        return result


@functools.lru_cache(maxsize=None)
def arguments_of(*verb: str) -> tuple[dict[str, Any], ...]:
    """The arguments of a verb, as the tool describes them; an error for what is no verb."""
    job = Job(["--experimental-dump-help"], [])
    job.wait(None)
    tree = json.loads(job.text("message") or "{}")["command"]
    for word in verb:
        found = [command for command in tree.get("subcommands", []) if command["commandName"] == word]
        if not found:
            raise Usage(f"there is no verb {' '.join(verb)}")
        tree = found[0]
    return tuple(tree.get("arguments", []))


def with_argument(name: str, value: Any, options: dict[str, Any]) -> dict[str, Any]:
    """Options with one that was given without its name."""
    if options.get(name) is not None:
        raise Usage(f"{name} is given twice, once as an argument without a name")
    return {name: value, **options}


def long_name(argument: dict[str, Any]) -> str:
    """The name of an option that is a word."""
    return max((name["name"] for name in argument["names"]), key=len)


def takes_no_value(verb: tuple[str, ...], option: str) -> bool:
    """Whether an option is a flag; what is no option is left to the tool, which knows what was meant."""
    kinds = [
        argument["kind"] for argument in arguments_of(*verb)
        if argument["kind"] != "positional" and option[2:] in (name["name"] for name in argument["names"])]
    return not kinds or kinds[0] == "flag"


def _words_of_python(message: str) -> str:
    """A message of the tool in the words of keywords: ``--sigma-w`` is ``sigma_w``."""
    message = re.split(r"\n(?:Usage:|Help:|  See )", message)[0]
    message = re.sub(r"^(?:error|Error): ", "", message).replace(MARK, "")
    return re.sub(r"(?<![\w-])--([a-z][a-z0-9-]*)", lambda found: found[1].replace("-", "_"), message)
