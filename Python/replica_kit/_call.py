"""Calls: keywords become the words of a command, a command becomes a result or an exception."""

from __future__ import annotations

import os
from typing import Any, Callable

import numpy

from . import _arrays
from ._job import Job
from ._library import MARK
from ._options import failure, names_a_file, takes_no_value
from .errors import KINDS, BadData, Interrupted, ReplicaError, Usage
from .results import Result

#: Options whose value is an array or a file of one, so that lists are arrays too.
_ARRAY_OPTIONS = {"labels", "pattern_file", "order", "input", "fields", "inputs", "targets", "test_inputs", "start"}
#: Options that are repeated for every value of a list, where others take a list joined by commas.
_REPEATED = {"select", ("classify", "temperature"), ("overlaps", "temperature")}
#: Options of one number that have a namesake for arrays.
_SINGLE = {
    "field": "expected one number, the uniform field; fields=h takes one for each spin of couplings",
    "inputs": "expected how many there are; deepnet.kernel takes an array of inputs",
    "patterns": "expected how many there are; pattern_file takes an array of patterns"}
#: Flags that have an opposite; the heat map of the terminal, which no result has, is off anyway.
_INVERTIBLE = {"power"}


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
        given = _arrays.couplings(value, name) if name == "input" else None
        given = given or _arrays.given(value, name, variable)
        path = MARK + name + given.ending
        self.arrays.append(_arrays.Header(path, given))
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
            is_array = _arrays.is_array(value)
            if name in _SINGLE and (is_array or isinstance(value, (list, tuple))) and not names_a_file(self.verb, option):
                raise Usage(f"{name} is an array; {_SINGLE[name]}")
            if is_array and name not in _ARRAY_OPTIONS:
                if getattr(value, "ndim", 0) == 1:
                    value = value.tolist()
                elif not names_a_file(self.verb, option):
                    raise Usage(f"{name} is an array of several dimensions; expected a number, a word or a list of them")
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
        own = tuple(word[2:].split("=")[0] for word in self.words if word.startswith("--"))
        job = Job([*self.words, "--json"], self.arrays)
        try:
            job.wait(progress)
        except Interrupted as reason:
            raise Interrupted(failure(str(reason), own)) from None
        code = job.code()
        result = kind(job, ["replica", *self.words])
        if code != 0:
            error = KINDS.get(code, ReplicaError)(failure(job.text("message") or f"exit code {code}", own))
            error.result = result if len(result) > 0 else None
            raise error
        return result


def with_argument(name: str, value: Any, options: dict[str, Any]) -> dict[str, Any]:
    """Options with one that was given without its name."""
    if options.get(name) is not None:
        raise Usage(f"{name} is given twice, once as an argument without a name")
    return {name: value, **options}
