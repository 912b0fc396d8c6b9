"""What numpy, json, zarr and, where they are installed, scipy, h5py, netCDF4 and openpyxl read of a file, and the overlaps and energies that follow from it.

Each function returns None where it cannot tell, REFUSED where the file is damaged for the other program too.
"""
import gzip
import io
import itertools
import json
import math
import os
import pickle
import struct
import warnings
import zipfile

import numpy

REFUSED = object()
warnings.simplefilter("ignore")


def array_answer(array):
    """Replicas, sites and the mean overlap of all pairs of an array of replicas, or None for one of another kind."""
    if array.ndim != 2 or array.dtype.kind not in "biuf" or array.size == 0:
        return None
    x = array.astype(float)
    if not numpy.isfinite(x).all():
        return None
    r, n = x.shape
    if r < 2 or n < 4 or r == n:
        return None
    if array.dtype.kind == "b" or (set(numpy.unique(x)) == {0.0, 1.0}):
        x = 2 * x - 1
    length = numpy.sqrt((x * x).sum(axis=1))
    if not (length > 1e-100).all() or not (length < 1e100).all():
        return None
    x = x / length[:, None]
    q = x @ x.T
    return {"replicas": r, "spins": n, "mean": (q.sum() - numpy.trace(q)) / (r * (r - 1))}


def npy(data):
    try:
        return numpy.load(io.BytesIO(data), allow_pickle=False)
    except Exception:
        return REFUSED


def npz(data):
    try:
        with numpy.load(io.BytesIO(data), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except Exception:
        return REFUSED
    return next(iter(arrays.values())) if len(arrays) == 1 else None


def table(data):
    """A table of numbers and nothing else."""
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except Exception:
            return REFUSED
    try:
        rows = [[float(cell) for cell in line.split(",")] for line in data.decode("ascii").splitlines() if line.strip()]
    except ValueError:
        return None
    if not rows or len({len(row) for row in rows}) != 1:
        return None
    # A first column that counts the rows, or a first row that counts the columns, is a label.
    x = numpy.array(rows)
    if len(rows) > 1 and (numpy.diff(x[:, 0]) == 1).all() or x.shape[1] > 1 and (numpy.diff(x[0]) == 1).all():
        return None
    return x


def tensors(data):
    try:
        size = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:8 + size])
        names = [name for name in header if name != "__metadata__"]
        if len(names) != 1:
            return None
        entry = header[names[0]]
        kinds = {"F64": "<f8", "F32": "<f4", "I8": "<i1", "U8": "<u1", "I32": "<i4", "I64": "<i8", "I16": "<i2"}
        start, end = entry["data_offsets"]
        values = numpy.frombuffer(data[8 + size:][start:end], dtype=kinds[entry["dtype"]])
        return values.reshape(entry["shape"])
    except Exception:
        return None


def store(path):
    try:
        import zarr
    except ImportError:
        return None
    try:
        place = zarr.storage.ZipStore(str(path), mode="r") if str(path).endswith(".zip") else str(path)
        found = zarr.open(place, mode="r")
        return numpy.asarray(found[...]) if hasattr(found, "shape") else None
    except Exception:
        return REFUSED


def chosen(arrays, name):
    """The array of a name, or the only one with two dimensions; None for no or several."""
    found = [array for key, array in arrays.items() if key == name or name is None and array.ndim == 2]
    return found[0] if len(found) == 1 and found[0].dtype.kind in "biuf" else None


def in_child(read):
    """A reader in a process of its own, because damaged files crash libraries written in C; None where it ends badly."""
    def answer(data, name):
        source, sink = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(source)
            with os.fdopen(sink, "wb") as file:
                pickle.dump(read(data, name), file)
            os._exit(0)
        os.close(sink)
        with os.fdopen(source, "rb") as file:
            found = file.read()
        status = os.waitpid(child, 0)[1]
        return pickle.loads(found) if status == 0 else None
    return answer


@in_child
def mat(data, name):
    """A MATLAB file, by scipy."""
    try:
        import scipy.io
        read = scipy.io.loadmat(io.BytesIO(data))
        return chosen({key: value for key, value in read.items() if isinstance(value, numpy.ndarray)}, name)
    except Exception:
        return None


@in_child
def hdf5(data, name):
    """Data sets without conventions, by h5py."""
    try:
        import h5py
        with h5py.File(io.BytesIO(data), "r") as file:
            arrays = {}
            file.visititems(lambda key, item: arrays.update({key: item}) if isinstance(item, h5py.Dataset) else None)
            sets = {key: item[...] for key, item in arrays.items() if key == name or name is None}
            if any(set(arrays[key].attrs) & {"_FillValue", "missing_value", "scale_factor", "add_offset"} for key in sets):
                return None
            # MATLAB's files begin with a block of text, whatever has become of it.
            matlab = not data.startswith(b"\x89HDF")
            return chosen({key: value.T if matlab else value for key, value in sets.items()}, name)
    except Exception:
        return None


@in_child
def netcdf(data, name):
    """A classic netCDF file, by netCDF4."""
    try:
        import netCDF4
        with netCDF4.Dataset("x.nc", memory=data) as file:
            arrays = {key: item[...] for key, item in file.variables.items()}
            return chosen({key: numpy.ma.filled(value.astype(float), numpy.nan) for key, value in arrays.items()
                           if value.dtype.kind in "iuf"}, name)
    except Exception:
        return None


def sheet(data, name):
    """A sheet of numbers and nothing else, by openpyxl."""
    try:
        import openpyxl
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        rows = [[cell.value for cell in row] for row in (book[name] if name else book.worksheets[0]).iter_rows()]
        if not rows or not all(isinstance(value, (int, float)) for row in rows for value in row):
            return None
        x = numpy.array(rows, dtype=float)
        # As in tables: what counts is a label.
        if (numpy.diff(x[:, 0]) == 1).all() or (numpy.diff(x[0]) == 1).all():
            return None
        return x
    except Exception:
        return None


def json_is_broken(data):
    try:
        json.loads(data)
        return False
    except Exception:
        return True


def energies(couplings, fields, n, offset=0.0):
    """The ground state's energy per spin and ln Z at T = 1 by enumeration."""
    spins = numpy.array(list(itertools.product([-1, 1], repeat=n)), dtype=float)
    energy = numpy.zeros(len(spins))
    for (i, j), value in couplings.items():
        energy -= value * spins[:, i] * spins[:, j]
    for i, value in fields.items():
        energy -= value * spins[:, i]
    low = energy.min()
    return {"spins": n, "ground": low / n, "log": -low + math.log(numpy.exp(-(energy - low)).sum())}


def edge_list(data):
    """Lines `i j J`, from 0, every pair once, nothing else."""
    try:
        lines = [line.split() for line in data.decode("ascii").splitlines() if line.strip()]
        if any(len(line) != 3 or not line[0].isdigit() or not line[1].isdigit() for line in lines):
            return None
        couplings, fields = {}, {}
        for i, j, value in ((int(a), int(b), float(c)) for a, b, c in lines):
            place = fields if i == j else couplings
            key = i if i == j else (min(i, j), max(i, j))
            if key in place or not math.isfinite(value) or abs(value) > 1e6:
                return None
            place[key] = value
    except ValueError:
        return None
    used = {i for pair in couplings for i in pair} | set(fields)
    n = max(used) + 1 if used else 0
    return energies(couplings, fields, n) if 2 <= n <= 12 and len(used) == n else None


def market(data):
    """Coordinates of a symmetric real matrix."""
    try:
        lines = data.decode("ascii").splitlines()
        if lines[0] != "%%MatrixMarket matrix coordinate real symmetric":
            return None
        body = [line.split() for line in lines[1:] if line.strip() and not line.startswith("%")]
        rows, columns, count = map(int, body[0])
        entries = [(int(a) - 1, int(b) - 1, float(c)) for a, b, c in body[1:]]
        if rows != columns or count != len(entries) or not 2 <= rows <= 12:
            return None
        couplings, fields = {}, {}
        for i, j, value in entries:
            if not (0 <= i < rows and 0 <= j < rows and abs(value) < 1e6):
                return None
            place = fields if i == j else couplings
            key = i if i == j else (min(i, j), max(i, j))
            if key in place:
                return None
            place[key] = value
        if fields or {i for pair in couplings for i in pair} != set(range(rows)):
            return None
    except (ValueError, IndexError):
        return None
    return energies(couplings, fields, rows)
