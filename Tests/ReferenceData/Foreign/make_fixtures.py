"""Writes the files in this folder with the tools that the library reads files of.

    python make_fixtures.py      (needs numpy, dimod, zarr and xarray)

Made with NumPy 2.4.6, dimod 0.12.23, zarr-python 3.1.6 and xarray 2026.9.0. All numeric arrays hold
((7 a + 13 i) mod 11) - 5 at (a, i), 6 x 10, plus 5 where unsigned and divided by 4 where floating
point; the tests compute the same. Stores have chunks of 4 x 10, the second one cut by the edge.
"""

import json
import pathlib
import shutil

import dimod
import numpy
import xarray
import zarr
import zarr.codecs as codecs
import numcodecs

here = pathlib.Path(__file__).parent
a, i = numpy.indices((6, 10))
whole = (7 * a + 13 * i) % 11 - 5


def values(dtype):
    kind = numpy.dtype(dtype).kind
    if kind == "b":
        return whole > 0
    if kind == "u":
        return (whole + 5).astype(dtype)
    return (whole / 4 if kind == "f" else whole).astype(dtype)


def fresh(name):
    shutil.rmtree(here / name, ignore_errors=True)
    return str(here / name)


# NumPy archives: stored, of several arrays; deflated, of one.
numpy.savez(
    here / "several.npz", spins=values("i1"), fortran=numpy.asfortranarray(values("f8")),
    words=numpy.array(["a", "b"]))
numpy.savez_compressed(here / "single.npz", activations=values("f4"))
numpy.savez_compressed(
    here / "unsigned.npz", u2=values(">u2"), u4=values("<u4"), u8=values(">u8"), i2=values(">i2"))

# Zarr version 2: every compressor, byte order and data type.
group = zarr.open_group(fresh("v2"), mode="w", zarr_format=2)
kinds = {
    "default": ("<f8", {}),
    "plain": (">f4", {"compressors": None}),
    "zlib": ("<i2", {"compressors": numcodecs.Zlib(5)}),
    "gzip": (">i4", {"compressors": numcodecs.GZip(5)}),
    "zstd": ("<i8", {"compressors": numcodecs.Zstd(3)}),
    "blosc": ("<f4", {"compressors": numcodecs.Blosc("lz4", 5, numcodecs.Blosc.SHUFFLE)}),
    "bits": ("|i1", {"compressors": numcodecs.Blosc("zstd", 5, numcodecs.Blosc.BITSHUFFLE)}),
    "fortran": ("<u2", {"order": "F"}),
    "bool": ("|b1", {}),
    "u4": ("<u4", {"chunk_key_encoding": {"name": "v2", "separator": "/"}}),
}
for name, (dtype, options) in kinds.items():
    array = group.create_array(name, shape=(6, 10), chunks=(4, 10), dtype=dtype, **options)
    array[:] = values(dtype)
filtered = group.create_array(
    "delta", shape=(6, 10), chunks=(6, 10), dtype="<i4", filters=[numcodecs.Delta("<i4")])
filtered[:] = values("<i4")
bz2 = group.create_array(
    "bz2", shape=(6, 10), chunks=(6, 10), dtype="<i4", compressors=numcodecs.BZ2())
bz2[:] = values("<i4")

# Zarr version 3.
group = zarr.open_group(fresh("v3"), mode="w", zarr_format=3)
kinds = {
    "default": ("float64", {}),
    "both": ("uint64", {"compressors": [codecs.ZstdCodec(), codecs.Crc32cCodec()]}),
    "inside": ("uint16", {"compressors": [codecs.Crc32cCodec(), codecs.GzipCodec()]}),
    "big": ("float32", {"serializer": codecs.BytesCodec(endian="big"), "compressors": None}),
    "blosc": ("int16", {"compressors": codecs.BloscCodec(cname="zstd", shuffle="bitshuffle")}),
    "transposed": ("int64", {"filters": codecs.TransposeCodec(order=(1, 0))}),
    "bool": ("bool", {}),
    "dots": ("uint8", {"chunk_key_encoding": {"name": "v2", "separator": "."}}),
}
for name, (dtype, options) in kinds.items():
    array = group.create_array(name, shape=(6, 10), chunks=(4, 10), dtype=dtype, **options)
    array[:] = values(dtype)
sharded = group.create_array(
    "sharded", shape=(6, 10), chunks=(3, 5), shards=(6, 10), dtype="float32")
sharded[:] = values("float32")
# Only the first chunk is there.
sparse = group.create_array(
    "inner/sparse", shape=(6, 10), chunks=(4, 10), dtype="float64", fill_value=0.5)
sparse[:4] = values("float64")[:4]
hole = group.create_array(
    "inner/hole", shape=(6, 10), chunks=(4, 10), dtype="float32", fill_value=numpy.nan)
hole[:4] = values("float32")[:4]

# What xarray writes by default, with a coordinate and packed numbers; and a store that is an array.
for version in (2, 3):
    data = xarray.Dataset(
        {"activation": (("replica", "unit"), values("f8")), "depth": ((), 3)},
        coords={"unit": numpy.arange(10)}, attrs={"threshold": numpy.nan})
    data.to_zarr(
        fresh(f"xarray-v{version}"), zarr_format=version, mode="w",
        encoding={"activation": {"dtype": "int16", "scale_factor": 0.25, "add_offset": 1.0}})
array = zarr.create_array(fresh("array-v3"), shape=(6, 10), dtype="int8", zarr_format=3)
array[:] = values("i1")


# dimod: packed (the default) and not, both vartypes, occurrences; what dimod itself reads back.
def write(name, samples, **options):
    with open(here / f"{name}.json", "w") as file:
        json.dump(samples.to_serializable(**options), file)
    with open(here / f"{name}.json") as file:
        record = dimod.SampleSet.from_serializable(json.load(file)).record
    expanded = numpy.repeat(record.sample, record.num_occurrences, axis=0).astype("i1")
    numpy.save(here / f"{name}-expected.npy", expanded)


random = numpy.random.default_rng(1)
spins = random.choice([-1, 1], size=(5, 70)).astype("i1")
write(
    "dimod-packed",
    dimod.SampleSet.from_samples(
        spins, "SPIN", energy=numpy.arange(5), num_occurrences=[1, 3, 1, 2, 1]))
labels = [("x", k) if k % 2 else f"y{k}" for k in range(33)]
bits = random.choice([0, 1], size=(4, 33)).astype("i1")
write(
    "dimod-binary", dimod.SampleSet.from_samples((bits, labels), "BINARY", energy=[0.5] * 4),
    pack_samples=False)
write("dimod-binary-packed", dimod.SampleSet.from_samples((bits, labels), "BINARY", energy=[1] * 4))
