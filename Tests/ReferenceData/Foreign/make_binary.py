"""HDF5, netCDF 4, MATLAB 7.3 and Zarr as h5py 3.16, netCDF4 1.7, zarr 3.1 and xarray 2026.9 write them, into binary/:
python3 make_binary.py.

All hold ((7 a + 13 i) mod 11) − 5, replica a = 0 … 5, site i = 0 … 9, its sign (0 counts as +1), or three layers of it,
layer · whole, with what is said beside them.
"""
import pathlib
import shutil

import h5py
import netCDF4
import numpy
import xarray
import zarr

here = pathlib.Path(__file__).parent / "binary"
shutil.rmtree(here, ignore_errors=True)
here.mkdir()
whole = numpy.array([[(7 * a + 13 * i) % 11 - 5 for i in range(10)] for a in range(6)])
signs = numpy.where(whole < 0, -1, 1)
layers = numpy.stack([whole, 2 * whole, 3 * whole]).astype("i1")

with h5py.File(here / "links.h5", "w") as file:
    file["first"] = whole.astype("i1")
    file["second"] = file["first"]
    file["group/soft"] = h5py.SoftLink("/first")

# What pandas keeps of a table with nine columns of one type and one of another.
with h5py.File(here / "blocks.h5", "w") as file:
    file["df/block0_values"] = whole[:, :9] / 4
    file["df/block1_values"] = whole[:, 9:]
    file["df/axis1"] = numpy.arange(6)

with h5py.File(here / "kinds.h5", "w") as file:
    file.create_dataset("enum", data=signs, dtype=h5py.enum_dtype({"DOWN": -1, "UP": 1}, basetype="i1"))
    file.create_dataset("wide", data=signs, dtype=h5py.enum_dtype({"DOWN": -1, "UP": 1}, basetype=">i2"))
    file["truth"] = signs > 0
    file["unsigned"] = signs.astype("u1")
    file["big"] = whole.astype(">i8")
    file["long"] = numpy.full((2, 3), 2**53 + 1)
    file["complex"] = whole * 1j
    file["empty"] = h5py.Empty("f8")
    file["quadruple"] = whole.astype(numpy.longdouble)
    file.create_dataset("lzf", data=whole.astype("i1"), compression="lzf", chunks=(6, 10))
    part = file.create_dataset("part", (6, 10), "i1", chunks=(3, 5), fillvalue=1)
    part[:3, :5] = whole[:3, :5]
    file.create_dataset("never", (6, 10), "f8")
    bits = h5py.h5d.create(file.id, b"bits", h5py.h5t.NATIVE_B8, h5py.h5s.create_simple((6, 10)))
    bits.write(h5py.h5s.ALL, h5py.h5s.ALL, (signs > 0).astype("u1"), mtype=h5py.h5t.NATIVE_B8)
    source = h5py.VirtualLayout((6, 10), "f8")
    source[:] = h5py.VirtualSource("gone.h5", "x", (6, 10))
    file.create_virtual_dataset("virtual", source, fillvalue=1)

# One byte of the description of the only data set: its elements lie in the description, all 0 bytes of them.
with h5py.File(here / "layout.h5", "w") as file:
    file["s"] = whole.astype("f8")
content = bytearray((here / "layout.h5").read_bytes())
assert content[920] == 3
content[920] = 2
(here / "layout.h5").write_bytes(content)

with h5py.File(here / "block.h5", "w", userblock_size=1024) as file:
    file["s"] = whole.astype("i1")
with h5py.File(here / "later.h5", "w", libver="latest") as file:
    file.create_dataset("spins", data=whole.astype("i1"), compression="gzip", chunks=(6, 10))
    file["other"] = 2 * whole.astype("i1")

# Names of dimensions: labels, names of scales, a scale of one dimension only.
with h5py.File(here / "names.h5", "w") as file:
    labels = file.create_dataset("labels", data=whole.T.astype("i1"))
    labels.dims[0].label, labels.dims[1].label = "site", "replica"
    scaled = file.create_dataset("scaled", data=whole.T.astype("i1"))
    one = file.create_dataset("one", data=layers)
    for name, called, values in [("x", "site", numpy.arange(10)), ("y", "replica", numpy.arange(6)),
                                 ("temperature", "", [10, 20, 40])]:
        file[name] = numpy.array(values, "i2")
        file[name].make_scale(called)
    file["temperature"].attrs["scale_factor"] = 0.125
    scaled.dims[0].attach_scale(file["x"])
    scaled.dims[1].attach_scale(file["y"])
    one.dims[0].attach_scale(file["temperature"])


def matlab(name, fill):
    """A file with the first 512 bytes of MATLAB 7.3; arrays lie with the first index running fastest."""
    with h5py.File(here / name, "w", userblock_size=512) as file:
        fill(file)
    with open(here / name, "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\0\2IM")


def variables(file):
    for name, data, kind in [("S", whole.astype("f8"), "double"), ("t", numpy.full((6, 10), 65, "u2"), "char"),
                             ("b", (signs > 0).astype("u1"), "logical")]:
        file[name] = data.T
        file[name].attrs["MATLAB_class"] = numpy.bytes_(kind)
    file["e"] = numpy.array([0, 5], "u8")
    file["e"].attrs["MATLAB_empty"] = numpy.uint8(1)


def sparse(file):
    variables(file)
    group = file.create_group("J")
    group.attrs["MATLAB_sparse"] = numpy.uint64(6)
    group["data"], group["ir"], group["jc"] = [1.0, 2.0], numpy.array([0, 1], "u8"), numpy.array([0, 1, 2], "u8")


matlab("Upper.MAT", variables)
matlab("sparse.mat", sparse)


def netcdf(name, fill):
    with netCDF4.Dataset(here / name, "w") as file:
        for dimension, size in [("layer", 3), ("replica", 6), ("site", 10)]:
            file.createDimension(dimension, size)
        fill(file)


def unwritten(file):
    for kind in ["i2", "i4", "i8", "u2", "u4", "u8"]:
        file.createVariable(kind, kind, ("replica", "site"))[:3] = numpy.abs(whole[:3]) + 1


def group(file):
    file.createVariable("layer", "f8", ("layer",))[:] = [1, 2, 3]
    inner = file.createGroup("posterior")
    inner.createDimension("layer", 3)
    inner.createVariable("layer", "f4", ("layer",))[:] = [0.3, 0.2, 0.1]
    inner.createVariable("s", "i1", ("layer", "replica", "site"))[:] = layers


def bare(file):
    file.createVariable("s", "i1", ("layer", "replica", "site"))[:] = layers


def texts(file):
    file.createVariable("layer", str, ("layer",))[:] = numpy.array(["2", "1", "0"], object)
    file.createVariable("s", "i1", ("layer", "replica", "site"))[:] = layers


def twice(file):
    file.createVariable("layer", "f8", ("layer",))[:] = [0.5, 0.5, 1]
    file.createVariable("s", "i1", ("layer", "replica", "site"))[:] = layers


netcdf("unwritten.h5", unwritten)
netcdf("group.nc", group)
netcdf("bare.nc", bare)
netcdf("texts.nc", texts)
netcdf("twice.nc", twice)

# Zarr: single precision of xarray, coordinates of the group above, rounded numbers, 0 for what is missing or a number.
xarray.Dataset({"s": (("replica", "site"), (whole / 4).astype("f4"))}).to_zarr(
    here / "single.zarr", zarr_format=3, consolidated=False)
tree = xarray.DataTree.from_dict({
    "/": xarray.Dataset(coords={"layer": numpy.array([1, 2, 4], "f4")}),
    "/run": xarray.Dataset({"s": (("layer", "replica", "site"), layers)})})
tree.to_zarr(here / "tree.zarr", zarr_format=3, consolidated=False)
xarray.Dataset({"s": (("replica", "site"), (whole > 0).astype("i1"))}).to_zarr(
    here / "zero.zarr", zarr_format=2, consolidated=False, encoding={"s": {"_FillValue": 0}})
import numcodecs  # noqa: E402
from zarr.codecs.numcodecs import BitRound  # noqa: E402

for version, filters in [(2, [numcodecs.BitRound(10)]), (3, [BitRound(keepbits=10)])]:
    store = zarr.create_array(here / f"round-v{version}.zarr", shape=(6, 10), dtype="f4", zarr_format=version,
                              filters=filters)
    store[:] = whole / 4
store = zarr.create_array(here / "shards.zarr", shape=(6, 10), shards=(6, 10), chunks=(3, 5), dtype="i1", fill_value=1)
store[:3] = whole[:3]
store[3:, 5:] = whole[3:, 5:]
