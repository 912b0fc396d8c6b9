"""An HDF5 file as netCDF 4 lays it out, written by libhdf5 1.10 through ctypes: python3 make_hdf5.py.

hdf5.nc: "whole" (replica 6 × site 10, int16, ((7 a + 13 i) mod 11) − 5 as 2 x + 3, _FillValue −99 at (2, 3)) with a list of
dimensions, "replica" (0.5 a), "site", "group/cube" (2 × 3 × 4, float32, its indices) and "text".
matlab.mat: "S" (10 × 6 in the file, 6 × 10 in MATLAB) after a block of 512 bytes.
"""
import ctypes
import pathlib

import numpy

here = pathlib.Path(__file__).parent
h5 = ctypes.CDLL("libhdf5_serial.so.103")
h5.H5open()
identifier = ctypes.c_int64
for name in ["H5Fcreate", "H5Screate_simple", "H5Screate", "H5Dcreate2", "H5Acreate2", "H5Gcreate2", "H5Tvlen_create",
             "H5Pcreate"]:
    getattr(h5, name).restype = identifier


def native(name):
    return identifier.in_dll(h5, f"H5T_{name}_g")


kinds = {"i2": "STD_I16LE", "i1": "STD_I8LE", "f4": "IEEE_F32LE", "f8": "IEEE_F64LE"}


def space(shape):
    return identifier(h5.H5Screate_simple(len(shape), (ctypes.c_uint64 * len(shape))(*shape), None))


def write(place, name, array):
    array = numpy.ascontiguousarray(array)
    kind = native(kinds[array.dtype.str[1:]])
    dataset = identifier(h5.H5Dcreate2(place, name.encode(), kind, space(array.shape), identifier(0), identifier(0), identifier(0)))
    h5.H5Dwrite(dataset, kind, identifier(0), identifier(0), identifier(0), array.ctypes.data_as(ctypes.c_void_p))
    return dataset


def attribute(dataset, name, value):
    kind = native("NATIVE_DOUBLE")
    made = identifier(h5.H5Acreate2(dataset, name.encode(), kind, space([1]), identifier(0), identifier(0)))
    h5.H5Awrite(made, kind, ctypes.byref(ctypes.c_double(value)))
    h5.H5Aclose(made)


def create(path, block=0):
    settings = identifier(0)
    if block:
        settings = identifier(h5.H5Pcreate(identifier.in_dll(h5, "H5P_CLS_FILE_CREATE_ID_g")))
        h5.H5Pset_userblock(settings, ctypes.c_uint64(block))
    return identifier(h5.H5Fcreate(str(path).encode(), 2, settings, identifier(0)))


whole = numpy.array([[(7 * a + 13 * i) % 11 - 5 for i in range(10)] for a in range(6)])
file = create(here / "hdf5.nc")
stored = ((whole - 3) * 2).astype("i2")
stored[2, 3] = -99
dataset = write(file, "whole", stored)
for name, value in [("scale_factor", 0.5), ("add_offset", 3), ("_FillValue", -99)]:
    attribute(dataset, name, value)
axes = [write(file, "replica", numpy.arange(6) / 2), write(file, "site", numpy.arange(10.0))]


class List(ctypes.Structure):
    _fields_ = [("count", ctypes.c_size_t), ("start", ctypes.c_void_p)]


references = (ctypes.c_uint64 * 2)()
for k, name in enumerate([b"replica", b"site"]):
    h5.H5Rcreate(ctypes.byref(references, 8 * k), file, name, 0, identifier(-1))
kind = identifier(h5.H5Tvlen_create(native("STD_REF_OBJ")))
made = identifier(h5.H5Acreate2(dataset, b"DIMENSION_LIST", kind, space([2]), identifier(0), identifier(0)))
lists = (List * 2)(*[List(1, ctypes.addressof(references) + 8 * k) for k in range(2)])
h5.H5Awrite(made, kind, lists)
h5.H5Aclose(made)
group = identifier(h5.H5Gcreate2(file, b"group", identifier(0), identifier(0), identifier(0)))
write(group, "cube", numpy.arange(24, dtype="f4").reshape(2, 3, 4))
h5.H5Fclose(file)
h5.H5close()
h5.H5open()
file = create(here / "matlab.mat", 512)
write(file, "S", whole.T.astype("f8"))
h5.H5Fclose(file)
h5.H5close()
path = here / "matlab.mat"
content = bytearray(path.read_bytes())
content[:19] = b"MATLAB 7.3 MAT-file"
path.write_bytes(content)
