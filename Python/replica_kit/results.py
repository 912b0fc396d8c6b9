"""Results: the document of a command with attributes, tables, figures and arrays."""

from __future__ import annotations

import dataclasses
import json
import math
import operator
import os
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy

from ._library import MARK

if TYPE_CHECKING:
    from ._job import Job


@dataclasses.dataclass(frozen=True)
class Estimate:
    """A mean with its standard error, in the units of the quantity; ``error`` is NaN where it cannot be told.

    ``nominal_value`` and ``std_dev`` are the names of the package *uncertainties*; ``ufloat()`` makes one of its numbers, and
    so does arithmetic: ``high - low`` has an error where that package is installed. An estimate is the same number wherever
    it stands, so that ``low - low`` is 0; different estimates are taken as independent, which temperatures of one run of
    parallel tempering are not quite. ``f"{energy:.3f}"`` formats the value and the error, ``f"{energy}"`` is -0.496(31).
    """

    value: float
    error: float = math.nan

    @property
    def mean(self) -> float:
        return self.value

    @property
    def nominal_value(self) -> float:
        return self.value

    @property
    def std_dev(self) -> float:
        return self.error

    def ufloat(self) -> Any:
        """The number of the package *uncertainties*, which must be installed; always the same one."""
        try:
            from uncertainties import ufloat
        except ImportError:
            raise ModuleNotFoundError(
                "arithmetic with errors needs the package uncertainties (pip install uncertainties); value and error are plain "
                "numbers") from None
        if "_number" not in self.__dict__:
            object.__setattr__(self, "_number", ufloat(self.value, self.error))
        return self.__dict__["_number"]

    def __getstate__(self) -> dict[str, float]:
        return {"value": self.value, "error": self.error}

    #: So that NumPy leaves arithmetic to the methods here.
    __array_ufunc__ = None

    def __float__(self) -> float:
        return self.value

    def _combined(self, operation: Any, other: Any, is_left: bool) -> Any:
        if isinstance(other, Estimate):
            other = other.ufloat()
        return operation(self.ufloat(), other) if is_left else operation(other, self.ufloat())

    def __add__(self, other: Any) -> Any:
        return self._combined(operator.add, other, True)

    def __radd__(self, other: Any) -> Any:
        return self._combined(operator.add, other, False)

    def __sub__(self, other: Any) -> Any:
        return self._combined(operator.sub, other, True)

    def __rsub__(self, other: Any) -> Any:
        return self._combined(operator.sub, other, False)

    def __mul__(self, other: Any) -> Any:
        return self._combined(operator.mul, other, True)

    def __rmul__(self, other: Any) -> Any:
        return self._combined(operator.mul, other, False)

    def __truediv__(self, other: Any) -> Any:
        return self._combined(operator.truediv, other, True)

    def __rtruediv__(self, other: Any) -> Any:
        return self._combined(operator.truediv, other, False)

    def __pow__(self, other: Any) -> Any:
        return self._combined(operator.pow, other, True)

    def __neg__(self) -> Any:
        return -self.ufloat()

    def __abs__(self) -> Any:
        return self.ufloat() if self.value >= 0 else -self.ufloat()

    def __format__(self, specification: str) -> str:
        if not specification:
            return repr(self)
        value = format(self.value, specification)
        return value if math.isnan(self.error) else f"{value} ± {format(self.error, specification)}"

    def __repr__(self) -> str:
        if not (math.isfinite(self.error) and self.error > 0 and math.isfinite(self.value)):
            return f"{self.value:.6g}"
        decimals = max(0, 1 - math.floor(math.log10(self.error)))
        digits = round(self.error * 10**decimals)
        return f"{self.value:.{decimals}f}({digits})"


def _converted(value: Any, files: dict[str, Any]) -> Any:
    """The value of a document in Python's types."""
    if isinstance(value, dict):
        if set(value) in ({"mean", "error"}, {"value", "error"}):
            number = value.get("mean", value.get("value"))
            if number is None:
                return None
            return Estimate(number, math.nan if value["error"] is None else value["error"])
        return Record(value, files)
    if isinstance(value, list):
        if value and all(isinstance(item, dict) for item in value):
            return [_converted(item, files) for item in value]
        array = _numeric(value)
        return value if array is None else array
    if isinstance(value, str) and value in files:
        return files[value]
    return value


def _numeric(value: list) -> numpy.ndarray | None:
    """A list of numbers, or of lists of them of one length, as an array; null is NaN."""
    flat = value
    while flat and all(isinstance(item, list) for item in flat):
        if len({len(item) for item in flat}) != 1:
            return None
        flat = [inner for item in flat for inner in item]
    if not flat or not all(item is None or type(item) in (int, float) for item in flat):
        return None
    has_gap = any(item is None for item in flat)
    try:
        return numpy.array(value, dtype=float if has_gap else None)
    except (ValueError, OverflowError):
        return None


class Record(Mapping):
    """A part of a document: its keys are attributes and items.

    Lists of numbers are NumPy arrays, what has a mean and an error is an ``Estimate``, and null is None.
    """

    def __init__(self, document: dict[str, Any], files: dict[str, Any] | None = None):
        self._document = document
        self._files = files or {}
        self._found: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._found:
            self._found[key] = _converted(self._document[key], self._files)
        return self._found[key]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "_document" not in self.__dict__:
            raise AttributeError(name)
        for key in (name, name.rstrip("_")):
            if key in self._document:
                return self[key]
        raise AttributeError(f"no {name!r}; there are {', '.join(self._document)}")

    def __iter__(self) -> Iterator[str]:
        return iter(self._document)

    def __len__(self) -> int:
        return len(self._document)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._document]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self._document == other._document

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Record({', '.join(f'{key}={self[key]!r}' for key in self)})"

    def to_dict(self) -> dict[str, Any]:
        """The document in plain types: what ``replica … --json`` prints."""
        return json.loads(json.dumps(self._document))

    def to_xarray(self) -> Any:
        """The document as an ``xarray.Dataset``: a variable for each quantity, errors beside them as ``…_error``.

        Lists of records become dimensions: ``temperatures`` is a dimension with a variable for each of its columns.
        """
        import xarray

        variables: dict[str, Any] = {}
        attributes: dict[str, Any] = {}
        for key in self:
            _add_variables(variables, attributes, key, self[key])
        return xarray.Dataset(variables, attrs=attributes)


def _add_variables(variables: dict, attributes: dict, key: str, value: Any) -> None:
    if isinstance(value, Estimate):
        variables[key], variables[key + "_error"] = ((), value.value), ((), value.error)
    elif isinstance(value, numpy.ndarray):
        variables[key] = ([f"{key}_{k}" if value.ndim > 1 else key + "_index" for k in range(value.ndim)], value)
    elif isinstance(value, Record):
        for inner in value:
            _add_variables(variables, attributes, f"{key}_{inner}", value[inner])
    elif isinstance(value, list) and value and all(isinstance(item, Record) for item in value):
        for column in dict.fromkeys(name for item in value for name in item):
            _add_column(variables, key, column, [item[column] if column in item else None for item in value])
    elif isinstance(value, (bool, int, float)):
        variables[key] = ((), value)
    elif isinstance(value, str):
        attributes[key] = value
    elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        variables[key] = ([key + "_index"], numpy.array(value, dtype=object).astype(str))


def _add_column(variables: dict, key: str, column: str, cells: list) -> None:
    name = f"{key}_{column}"
    if all(cell is None or isinstance(cell, (int, float, bool, Estimate)) for cell in cells):
        numbers = [math.nan if cell is None else float(cell) for cell in cells]
        variables[name] = ([key], numpy.array(numbers))
        if any(isinstance(cell, Estimate) for cell in cells):
            errors = [cell.error if isinstance(cell, Estimate) else math.nan for cell in cells]
            variables[name + "_error"] = ([key], numpy.array(errors))
    elif all(isinstance(cell, numpy.ndarray) for cell in cells) and len({cell.shape for cell in cells}) == 1:
        stacked = numpy.stack(cells)
        variables[name] = ([key, *(f"{name}_{k}" for k in range(1, stacked.ndim))], stacked)
    elif all(cell is None or isinstance(cell, str) for cell in cells):
        variables[name] = ([key], numpy.array(["" if cell is None else cell for cell in cells]))


def _without_mark(text: str) -> str:
    """A text in which arrays have the names that the caller knows; columns stay where they are."""
    return re.sub(MARK + r"(\S+?)(?=  )", r"\1" + " " * len(MARK), text).replace(MARK, "")


class Result(Record):
    """The result of a command.

    Attributes are the keys of the document (``dir(result)`` lists them); arrays that would be files are arrays.
    ``print(result)`` is what the tool prints, with options as keywords; a notebook shows the tables and, where gnuplot is installed, the figure.
    """

    def __init__(self, job: "Job", command: list[str]):
        document = job.text("document")
        super().__init__(json.loads(document) if document else {}, job.files())
        self._job: Job | None = job
        self._command = command
        self._texts = {"notes": job.text("notes") or ""}

    def _text(self, name: str, *arguments: Any) -> str:
        key = name + "".join(str(argument) for argument in arguments)
        if key not in self._texts:
            if self._job is None:
                return ""
            self._texts[key] = self._job.text(name, *arguments) or ""
        return self._texts[key]

    def __getattr__(self, name: str) -> Any:
        if "_files" in self.__dict__ and not name.startswith("__") and f"{MARK}{name}.npy" in self._files:
            return self._files[f"{MARK}{name}.npy"]
        return super().__getattr__(name)

    @property
    def json(self) -> str:
        """The document, byte for byte what the tool prints with ``--json``, the end of the last line included."""
        return self._text("document")

    @property
    def notes(self) -> list[str]:
        """Warnings and hints, which the tool prints on standard error, in the words of keywords."""
        return [self._said(line) for line in self._texts["notes"].split("\n") if line]

    def _said(self, text: str) -> str:
        """What the tool says, in the words of keywords."""
        from ._options import words_of_python

        return words_of_python(text, tuple(word[2:].split("=")[0] for word in self._command if word.startswith("--")))

    @property
    def arrays(self) -> dict[str, numpy.ndarray]:
        """The arrays that the command wrote in memory, by name."""
        return {
            path.removeprefix(MARK).removesuffix(".npy"): array
            for path, array in self._files.items() if isinstance(array, numpy.ndarray)}

    def figure(self, path: str | os.PathLike | None = None, format: str = "svg") -> bytes:
        """Draws the figure with gnuplot.

        Parameters
        ----------
        path: where it is kept, ``.svg``, ``.pdf`` or ``.png``, with its gnuplot script and data beside it.
        format: of a figure that is not kept.

        Returns the bytes of the picture; raises ``Refused`` where there is no figure or no gnuplot.
        """
        import tempfile

        from .errors import Refused

        if self._job is None:
            raise Refused("a result that was copied or unpickled has no figure; call again")
        with tempfile.TemporaryDirectory() as folder:
            target = os.fspath(path) if path is not None else os.path.join(folder, "figure." + format)
            reason = self._job.text("draw", target.encode())
            if reason:
                raise Refused(reason)
            with open(target, "rb") as file:
                return file.read()

    def __repr__(self) -> str:
        return self._said(_without_mark(self._text("text", 100).rstrip())) or super().__repr__()

    def _repr_html_(self) -> str:
        import html

        parts = []
        for section in json.loads(_without_mark(self._text("sections")) or "[]"):
            if "header" in section:
                cells = "".join(f"<th>{html.escape(cell)}</th>" for cell in section["header"])
                rows = "".join(
                    "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
                    for row in section["rows"])
                parts.append(f"<table><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table>")
            else:
                text = html.escape(self._said(section.get("text", section.get("remark", ""))))
                style = " style='opacity:0.7'" if "remark" in section else ""
                if text:
                    parts.append(f"<p{style}>" + text.replace("\n", "<br>") + "</p>")
        try:
            picture = _without_mark(self.figure().decode())
            parts.append(picture[picture.index("<svg"):])
        except Exception:  # Without gnuplot, or for a result without a figure, the tables are all there is.
            pass
        return "<div>" + "".join(parts) + "</div>"

    def __getstate__(self) -> dict[str, Any]:
        self._text("document"), self._text("text", 100), self._text("sections")
        state = dict(self.__dict__)
        state["_job"] = None
        state["_found"] = {}
        state["_files"] = {
            path: numpy.array(file) if isinstance(file, numpy.ndarray) else file for path, file in self._files.items()}
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


class Page(Result):
    """A page of ``report``: one file of HTML that holds all of its data."""

    @property
    def html(self) -> str:
        """The page."""
        for path, content in self._files.items():
            if path.endswith(".html") and isinstance(content, bytes):
                return content.decode()
        with open(self._document["output"], encoding="utf-8") as file:
            return file.read()

    def save(self, path: str | os.PathLike) -> None:
        """Writes the page to a file."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.html)

    def _repr_html_(self) -> str:
        import html

        return f"<iframe style='width:100%;height:700px;border:0' srcdoc=\"{html.escape(self.html)}\"></iframe>"
