"""netCDF 3, MATLAB 5, spreadsheets, sharded and zipped Zarr arrays: python3 make_scientific.py.

Written by scipy 1.17, netCDF4 1.7 (libnetcdf), openpyxl 3.1 and zarr 3.1. All hold ((7 a + 13 i) mod 11) − 5, replica
a = 0 … 5, site i = 0 … 9, or what is said beside them.
"""
import datetime
import pathlib
import struct
import zipfile

import netCDF4
import numpy
import openpyxl
import scipy.io
import scipy.sparse
import zarr

here = pathlib.Path(__file__).parent
whole = numpy.array([[(7 * a + 13 * i) % 11 - 5 for i in range(10)] for a in range(6)])

# classic.nc: int16, stored as 2 x + 3 with the mark −99 at (2, 3); coordinates of the replicas; a text.
file = scipy.io.netcdf_file(here / "classic.nc", "w", version=1)
file.history = "a text of odd length."
file.createDimension("replica", 6)
file.createDimension("site", 10)
file.createDimension("letter", 5)
file.createVariable("replica", "f8", ("replica",))[:] = numpy.arange(6) / 2
file.createVariable("word", "S1", ("letter",))[:] = list("abcde")
made = file.createVariable("whole", "i2", ("replica", "site"))
stored = ((whole - 3) * 2).astype("i2")
stored[2, 3] = -99
made[:] = stored
made.scale_factor = 0.5
made.add_offset = 3.0
made._FillValue = numpy.int16(-99)
file.close()


def records(name, format, types):
    """Replicas as records; a second variable of odd size lies between them."""
    file = netCDF4.Dataset(here / name, "w", format=format)
    file.createDimension("replica", None)
    file.createDimension("site", 10)
    file.createDimension("three", 3)
    first = file.createVariable("whole", types[0], ("replica", "site"))
    second = file.createVariable("other", types[1], ("replica", "three"))
    first[:] = whole + (5 if types[0][0] == "u" else 0)
    second[:] = numpy.arange(18).reshape(6, 3)
    file.close()


records("records64.nc", "NETCDF3_64BIT_OFFSET", ["f4", "i1"])
records("records5.nc", "NETCDF3_64BIT_DATA", ["i8", "u1"])
# One variable of records of three bytes each is not filled up; its second record was never written.
file = netCDF4.Dataset(here / "single.nc", "w", format="NETCDF3_CLASSIC")
file.createDimension("replica", None)
file.createDimension("three", 3)
file.createVariable("bytes", "i1", ("replica", "three"), fill_value=-7)[:] = numpy.arange(12).reshape(4, 3)
file.close()
file = netCDF4.Dataset(here / "unwritten.nc", "w", format="NETCDF3_CLASSIC")
file.createDimension("replica", 4)
file.createDimension("site", 3)
file.createVariable("part", "f8", ("replica", "site"))[:2] = numpy.ones((2, 3))
file.close()
# Three rows of four written, in netCDF 4; whole numbers that are meant without sign.
signs = numpy.where(numpy.arange(24).reshape(4, 6) * 5 % 7 < 3, 1, -1)
for name, form, kind in [("unwritten4.nc", "NETCDF4", "f4"), ("unsigned.nc", "NETCDF3_CLASSIC", "i1")]:
    file = netCDF4.Dataset(here / name, "w", format=form)
    file.createDimension("replica", 4)
    file.createDimension("site", 6)
    variable = file.createVariable("s", kind, ("replica", "site"))
    variable.set_auto_maskandscale(False)
    if kind == "i1":
        variable._Unsigned = "true"
        variable[:] = signs
    else:
        variable[:3] = signs[:3]
    file.close()
# Of a variable without dimensions after two of records scipy writes a place among the records.
file = scipy.io.netcdf_file(here / "scalar-among-records.nc", "w")
file.createDimension("replica", None)
file.createDimension("five", 5)
first = file.createVariable("first", "b", ("replica",))
records = file.createVariable("whole", "b", ("replica", "five"))
scalar = file.createVariable("scalar", "d", ())
first[:] = [1, 2, 3, 4]
records[:] = signs[:, :5]
scalar[...] = 3.0
file.close()

# MATLAB 5, not compressed with all kinds of variables, compressed with two.
J = scipy.sparse.csc_matrix((numpy.array([1.5, 1.5, -2, -2]), ([0, 1, 1, 4], [1, 0, 4, 1])), shape=(5, 5))
scipy.io.savemat(here / "version5.mat", {
    "S": whole.astype("f8"), "i": whole.astype("i2"), "u": (whole + 5).astype("u1"), "b": whole > 0,
    "J": J, "z": whole[:2, :2] * 1j, "t": "text", "s": {"a": 1}, "cube": numpy.arange(24.0).reshape(2, 3, 4), "x": 3.5})
scipy.io.savemat(here / "packed.mat", {"S": whole.astype("f4"), "t": "text"}, do_compression=True)


def big(code, data):
    return struct.pack(">II", code, len(data)) + data + b"\0" * (-len(data) % 8)


# The same as a machine with the other order of bytes writes it, whole numbers of one byte for doubles, as MATLAB does.
matrix = (big(6, struct.pack(">II", 6, 0)) + big(5, struct.pack(">ii", 6, 10)) + struct.pack(">HH", 1, 1) + b"S\0\0\0"
          + big(1, whole.T.astype("i1").tobytes()))
(here / "big-endian.mat").write_bytes(b"MATLAB 5.0 MAT-file".ljust(124) + struct.pack(">HH", 0x0100, 0x4D49) + big(14, matrix))

# A sheet with a header, labels of rows and a place of its own, beside an empty one; two sheets.
moment = datetime.datetime(2026, 1, 1)


def save(book, name):
    """Saves with the same bytes on every day."""
    book.properties.created = book.properties.modified = moment
    book.save(here / name)
    with zipfile.ZipFile(here / name) as old:
        parts = [(part, old.read(part)) for part in old.namelist()]
    with zipfile.ZipFile(here / name, "w", zipfile.ZIP_DEFLATED) as new:
        for part, data in parts:
            new.writestr(zipfile.ZipInfo(part, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


book = openpyxl.Workbook()
sheet = book.active
sheet.title = "shots"
for i in range(10):
    sheet.cell(3, 3 + i, f"channel \"{i}\"; #")
for a in range(6):
    sheet.cell(4 + a, 2, f"shot {a}")
    for i in range(10):
        sheet.cell(4 + a, 3 + i, float(whole[a, i]) if a % 2 else int(whole[a, i]))
book.create_sheet("notes")
save(book, "table.xlsx")
book = openpyxl.Workbook()
book.active.title = "one"
for row in whole:
    book.active.append([int(x) for x in row])
other = book.create_sheet("two")
for row in whole * 2:
    other.append([int(x) for x in row])
other["C5"] = "broken"
formulas = book.create_sheet("formulas")
for row in whole:
    formulas.append([int(x) for x in row])
formulas["B2"] = "=1+1"
save(book, "several.xlsx")


def sheet(name, cells, text=""):
    """A workbook of the few parts that are read, with cells as they are given and one text for them to share."""
    parts = {
        "xl/workbook.xml": '<workbook><sheets><sheet name="one" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels":
            '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"<sst><si><t>{text}</t></si></sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>"}
    with zipfile.ZipFile(here / name, "w") as new:
        for part, data in parts.items():
            new.writestr(zipfile.ZipInfo(part, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


# Rows after the last whole number; 4000 cells that share a text of a million letters.
numbers = "".join(f'<row r="{a + 1}">' + "".join(f"<c><v>{x}</v></c>" for x in row) + "</row>"
                  for a, row in enumerate(whole))
sheet("far-rows.xlsx", numbers + f'<row r="{2**63 - 1}"/><row><c r="A{2**63 - 1}"/></row><row/>')
sheet("shared-text.xlsx", ("<row>" + 100 * '<c t="s"><v>0</v></c>' + "</row>") * 40, 1_000_000 * "a")

# Shards with their index at the end or at the beginning, compressed inside, and one inner chunk of fill values.
for name, place, inner in [("shards-end", "end", "zstd"), ("shards-start", "start", "bytes")]:
    store = zarr.create_array(
        here / name, shape=(6, 10), shards={"shape": (4, 10), "index_location": place}, chunks=(2, 5), dtype="i2",
        compressors=None if inner == "bytes" else "auto", fill_value=7, overwrite=True)
    data = whole.copy()
    data[:2, :5] = 7
    store[:] = data

# Stores in zip archives, of both versions.
for version in [2, 3]:
    for pack in ["stored", "deflated"]:
        path = here / f"{pack}-v{version}.zarr.zip"
        path.unlink(missing_ok=True)
        kind = zipfile.ZIP_STORED if pack == "stored" else zipfile.ZIP_DEFLATED
        store = zarr.storage.ZipStore(path, mode="w", compression=kind)
        group = zarr.create_group(store, zarr_format=version)
        group.create_array("whole", data=whole.astype("i2"), chunks=(4, 10))
        group.create_array("axis", data=numpy.arange(6.0))
        store.close()
