"""Arrays of any library as memory that the shared object reads in place."""

from __future__ import annotations

import ctypes
import dataclasses
import io
import json
from typing import Any

import numpy

from ._library import FILE, Array
from .errors import BadData

_TYPES = {name: k for k, name in enumerate(
    ["float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint64", "uint32", "uint16", "uint8", "bool"])}


@dataclasses.dataclass
class Given:
    """An array with what its library says about it."""

    values: numpy.ndarray
    dimensions: list[str] | None = None
    coordinates: dict[str, numpy.ndarray] = dataclasses.field(default_factory=dict)
    #: Of a whole file, whose bytes the values are: how its name ends.
    ending: str = ""


def is_array(value: Any) -> bool:
    """Whether a value is an array of some library, rather than a number, a name or a list of options."""
    if _is_sparse(value):
        return True
    if isinstance(value, (str, bytes, int, float, complex, bool, list, tuple, dict, set, frozenset, type(None))):
        return False
    if isinstance(value, numpy.generic) or hasattr(value, "__fspath__"):
        return False
    return any(hasattr(value, name) for name in ("__array__", "__dlpack__", "__array_interface__")) or (
        _is_sample_set(value) or _is_quadratic_model(value) or has_variables(value))


def _is_sparse(value: Any) -> bool:
    """Whether it is a sparse matrix of SciPy, some of which are dictionaries."""
    return hasattr(value, "tocoo") and hasattr(value, "toarray")


def _is_sample_set(value: Any) -> bool:
    return hasattr(value, "record") and hasattr(value, "vartype")


def _is_quadratic_model(value: Any) -> bool:
    """Whether it is a binary quadratic model of dimod."""
    return all(hasattr(value, name) for name in ("linear", "quadratic", "vartype", "to_serializable"))


def couplings(value: Any, name: str) -> Given | None:
    """Couplings that are no plain array, as the file that their library would write: None for an array.

    Sparse matrices of SciPy and PyTorch keep their elements alone; a ``dimod.BinaryQuadraticModel`` keeps its variables, of
    spins or of 0 and 1, its linear terms and its offset.
    """
    if _is_quadratic_model(value):
        text = json.dumps(value.to_serializable())
        return Given(numpy.frombuffer(text.encode(), dtype="uint8"), ending=".json")
    if _is_sparse(value):
        # A copy, since the matrix of the caller may list an element twice.
        rows = value.tocsr(copy=True)
        rows.sum_duplicates()
        rows.eliminate_zeros()
        arrays = {"format": numpy.array(b"csr"), "shape": numpy.array(rows.shape), "indices": rows.indices,
                  "indptr": rows.indptr, "data": _checked(rows.data, name)}
    elif hasattr(value, "coalesce") and str(getattr(value, "layout", "")).startswith("torch.sparse"):
        entries = value.detach().cpu().to_sparse().coalesce()
        row, column = entries.indices().numpy()
        arrays = {"format": numpy.array(b"coo"), "shape": numpy.array(value.shape), "row": row, "col": column,
                  "data": _checked(_plain_tensor(entries.values()).numpy(), name)}
    else:
        return None
    file = io.BytesIO()
    numpy.savez(file, **arrays)
    return Given(numpy.frombuffer(file.getbuffer(), dtype="uint8"), ending=".npz")


def has_variables(value: Any) -> bool:
    """Whether a value holds several variables, of which ``array`` chooses one: a dataset of xarray or the data of ArviZ."""
    return hasattr(value, "data_vars") or (hasattr(value, "posterior") and hasattr(value, "groups"))


def given(value: Any, name: str, variable: str | None = None) -> Given:
    """Reads an array without a copy where its library allows it.

    NumPy arrays, PyTorch and JAX arrays (``__array__`` or DLPack), ``xarray.DataArray`` (the names of its dimensions say
    what is a replica and what is a site, in any order), ``pandas.DataFrame`` (columns are sites, the index never is),
    ``dimod.SampleSet`` (a sample counts as often as it occurred), ``xarray.Dataset`` and ArviZ ``InferenceData`` (their only
    variable, or the one that is named), and sparse matrices of SciPy, which are filled with zeros.
    """
    if _is_quadratic_model(value):
        raise BadData(f"{name} is a binary quadratic model, whose couplings sample, exact and theory.tap take; expected an array")
    if _is_sparse(value):
        return given(_filled(value, name), name)
    if _is_sample_set(value):
        samples = numpy.repeat(value.record.sample, value.record.num_occurrences, axis=0)
        is_binary = getattr(value.vartype, "name", str(value.vartype)) == "BINARY"
        return given(samples.astype(bool) if is_binary else samples, name)
    if has_variables(value):
        variables = value.posterior if hasattr(value, "groups") and hasattr(value, "posterior") else value
        names = list(map(str, variables.data_vars))
        if variable is None and len(names) != 1:
            raise BadData(f"{name} has the variables {', '.join(names)}; choose one with array=NAME")
        if variable is not None and variable not in names:
            raise BadData(f"{name} has no variable {variable!r}; expected one of {', '.join(names)}")
        return given(variables[variable or names[0]], name)
    if hasattr(value, "dims") and hasattr(value, "coords"):
        if not hasattr(value, "values") or callable(value.values):
            raise BadData(f"{name} holds several variables; hand over one of them")
        found = given(value.values, name)
        found.dimensions = [str(dimension) for dimension in value.dims]
        for dimension in value.dims:
            if dimension in value.coords and value.coords[dimension].dtype.kind in "fiu":
                found.coordinates[str(dimension)] = numpy.asarray(value.coords[dimension].values, dtype=float)
        return found
    if hasattr(value, "columns") and hasattr(value, "to_numpy"):
        others = [str(c) for c, kind in zip(value.columns, value.dtypes) if getattr(kind, "kind", "O") not in "fiub"]
        if others:
            raise BadData(f"{name} has columns that hold no numbers: {', '.join(others[:8])}")
        array = value.to_numpy()
        # Columns of several kinds, or of numbers of which some are missing.
        return Given(_checked(value.to_numpy(dtype=float, na_value=numpy.nan) if array.dtype.kind == "O" else array, name))
    if isinstance(value, numpy.ma.MaskedArray) and numpy.ma.is_masked(value):
        raise BadData(f"{name} has masked elements; expected a number everywhere")
    try:
        if hasattr(value, "detach"):
            value = _plain_tensor(value)
        read = numpy.asarray if hasattr(value, "__array__") or not hasattr(value, "__dlpack__") else numpy.from_dlpack
        array = read(value)
    except Exception as error:
        raise BadData(f"{name} cannot be read as an array: {error}") from None
    return Given(_checked(array, name))


def _filled(value: Any, name: str) -> numpy.ndarray:
    """A sparse matrix with its zeros."""
    size = 8 * numpy.prod(value.shape, dtype=float)
    if size > 2**32:
        raise BadData(
            f"{name} is a sparse matrix that takes {size / 2**30:.0f} GiB with its zeros; expected at most 4, but for couplings, "
            "which are kept sparse")
    return value.toarray()


def _plain_tensor(value: Any) -> Any:
    """A tensor of PyTorch that NumPy reads: without a gradient, in the memory of the processor, of a type that NumPy has."""
    value = value.detach()
    if getattr(getattr(value, "device", None), "type", "cpu") != "cpu":
        value = value.cpu()
    if str(getattr(value, "layout", "torch.strided")) != "torch.strided":
        value = value.to_dense()
    if any(kind in str(getattr(value, "dtype", "")) for kind in ("bfloat16", "float8")):
        value = value.float()
    return value.resolve_conj().resolve_neg() if hasattr(value, "resolve_neg") else value


def _checked(array: numpy.ndarray, name: str) -> numpy.ndarray:
    if array.dtype.kind == "O":
        try:
            array = array.astype(float)
        except (TypeError, ValueError):
            raise BadData(f"{name} holds objects that are no numbers") from None
    if array.dtype.name.startswith(("bfloat16", "float8")):
        array = array.astype("float32")  # Of JAX; no number changes.
    if array.dtype.kind not in "fiub":
        raise BadData(f"{name} has the data type {array.dtype}; expected real numbers or truth values")
    if array.dtype.name not in _TYPES:
        array = array.astype("int64" if array.dtype.kind == "i" else "float64")
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


class Header:
    """The ``replica_array`` of an array, with all that must stay while it is read."""

    def __init__(self, path: str, given: Given):
        array = given.values
        self.kept: list[Any] = [array, path.encode()]
        rank = array.ndim
        integers = ctypes.c_int64 * max(rank, 1)
        self.structure = Array(
            self.kept[1], array.ctypes.data, FILE if given.ending else _TYPES[array.dtype.name], rank, integers(*array.shape),
            None if given.ending else integers(*array.strides), None, None)
        if given.dimensions is not None and rank > 0:
            names = (ctypes.c_char_p * rank)(*[name.encode() for name in given.dimensions])
            pointers = (ctypes.POINTER(ctypes.c_double) * rank)()
            for k, name in enumerate(given.dimensions):
                if name in given.coordinates:
                    values = numpy.ascontiguousarray(given.coordinates[name], dtype=float)
                    self.kept.append(values)
                    pointers[k] = values.ctypes.data_as(ctypes.POINTER(ctypes.c_double))
            self.kept += [names, pointers]
            self.structure.dimensions = names
            self.structure.coordinates = pointers
