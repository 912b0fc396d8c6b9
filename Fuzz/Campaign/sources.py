"""The files that are changed: made by numpy, by the tool itself, and those of the repository."""
import gzip
import io
import json
import pathlib
import shutil
import struct
import subprocess
import time
import zipfile

import numpy

root = pathlib.Path(__file__).resolve().parents[2]


def saved(array, **how):
    file = io.BytesIO()
    numpy.lib.format.write_array(file, array, **how)
    return file.getvalue()


def archive(compressed, **arrays):
    file = io.BytesIO()
    (numpy.savez_compressed if compressed else numpy.savez)(file, **arrays)
    return file.getvalue()


def text(array, separator, label=None, header=None):
    rows = ["" if label is None else label] if header is None else [header]
    lines = [separator.join(([str(k)] if label is not None else []) + [repr(v.item()) for v in row])
             for k, row in enumerate(array)]
    return ("\n".join(([header] if header else []) + lines) + "\n").encode()


def tensor(array, kind):
    head = json.dumps({"a": {"dtype": kind, "shape": list(array.shape), "data_offsets": [0, array.nbytes]}}).encode()
    return struct.pack("<Q", len(head)) + head + array.tobytes()


def written_by_others(spins, numbers):
    """What scipy, h5py and openpyxl write, of those that are installed."""
    made = []
    try:
        import scipy.io
        for packed in [False, True]:
            file = io.BytesIO()
            scipy.io.savemat(file, {"S": spins}, do_compression=packed)
            made.append(("mat", f"scipy{packed:d}.mat", file.getvalue()))
        file = io.BytesIO()
        with scipy.io.netcdf_file(file, "w") as net:
            net.createDimension("replica", spins.shape[0])
            net.createDimension("site", spins.shape[1])
            net.createVariable("s", "i1", ("replica", "site"))[:] = spins
            net.flush()
            made.append(("netcdf", "scipy.nc", file.getvalue()))
    except ImportError:
        pass
    try:
        import h5py
        for name, how in [("plain", {}), ("packed", {"chunks": (3, 5), "compression": "gzip", "fletcher32": True})]:
            file = io.BytesIO()
            with h5py.File(file, "w") as store:
                store.create_dataset("x", data=numbers if name == "plain" else spins, **how)
            made.append(("hdf5", f"{name}.h5", file.getvalue()))
    except ImportError:
        pass
    try:
        import openpyxl
        book = openpyxl.Workbook()
        for row in numbers.tolist():
            book.active.append(row)
        file = io.BytesIO()
        book.save(file)
        made.append(("sheet", "openpyxl.xlsx", file.getvalue()))
        # Members that are not packed, so that changes reach their texts.
        plain = io.BytesIO()
        with zipfile.ZipFile(file) as packed, zipfile.ZipFile(plain, "w") as stored:
            for name in packed.namelist():
                stored.writestr(name, packed.read(name))
        made.append(("sheet", "stored.xlsx", plain.getvalue()))
    except ImportError:
        pass
    return made


def files():
    """(kind, name, bytes): arrays and couplings as single files."""
    rng = numpy.random.default_rng(5)
    spins = rng.choice([-1, 1], size=(6, 10)).astype(numpy.int8)
    numbers = rng.normal(size=(5, 8))
    made = []
    for kind in ["<f8", ">f8", "<f4", "<f2", "|i1", "|u1", "<i2", ">i4", "<i8", "<u4"]:
        array = numpy.round(numbers * 30).astype(kind) if kind[1] in "iu" else numbers.astype(kind)
        made.append(("npy", f"{kind[1:]}.npy", saved(array)))
    made += [("npy", "spins.npy", saved(spins)), ("npy", "bool.npy", saved(spins > 0)),
             ("npy", "fortran.npy", saved(numpy.asfortranarray(numbers))), ("npy", "v2.npy", saved(numbers, version=(2, 0))),
             ("npy", "cube.npy", saved(numpy.stack([spins] * 3))), ("npy", "bits.npy", saved((spins > 0).astype(numpy.uint8)))]
    made += [("npz", "stored.npz", archive(False, a=spins)), ("npz", "deflated.npz", archive(True, a=numbers)),
             ("npz", "two.npz", archive(True, a=spins, b=numbers))]
    made += [("table", "plain.csv", text(spins, ",")), ("table", "numbers.csv", text(numbers, ",")),
             ("table", "pandas.csv", text(spins, ",", label="", header="," + ",".join(f"s{i}" for i in range(10)))),
             ("table", "semicolon.csv", text(spins, ";")), ("table", "tab.tsv", text(spins, "\t")),
             ("table", "space.txt", b"# c\n" + text(numbers, " ")), ("table", "table.csv.gz", gzip.compress(text(spins, ",")))]
    made += [("tensors", "f8.safetensors", tensor(numbers, "F64")), ("tensors", "i1.safetensors", tensor(spins, "I8"))]
    bonds = [(0, 1, 1.5), (1, 2, -0.5), (2, 3, 0.25), (3, 4, -1.0), (0, 4, 2.0)]
    lines = "".join(f"{i} {j} {v}\n" for i, j, v in bonds)
    made += [("list", "bonds.txt", lines.encode()), ("list", "fields.txt", (lines + "0 0 0.5\n3 3 -1\n").encode()),
             ("list", "gset.txt", ("5 5\n" + "".join(f"{i + 1} {j + 1} {v}\n" for i, j, v in bonds)).encode()),
             ("list", "qubo.coo", ("# vartype=BINARY\n" + lines + "0 0 0.5\n").encode()),
             ("list", "comma.csv", lines.replace(" ", ",").encode()), ("list", "bonds.txt.gz", gzip.compress(lines.encode()))]
    made += [("market", "symmetric.mtx", ("%%MatrixMarket matrix coordinate real symmetric\n5 5 5\n" + "".join(
        f"{j + 1} {i + 1} {v}\n" for i, j, v in bonds)).encode())]
    j = numpy.zeros((5, 5))
    for a, b, v in bonds:
        j[a, b] = j[b, a] = v
    made += [("matrix", "J.npy", saved(j)), ("matrix", "J.npz", archive(True, J=j)), ("matrix", "J.csv", text(j, ","))]
    made += [("model", "model.json", json.dumps({
        "type": "BinaryQuadraticModel", "version": {"bqm_schema": "3.0.0", "dimod": "0.12"}, "use_bytes": False,
        "variable_type": "BINARY", "num_variables": 3, "num_interactions": 2, "variable_labels": [0, 1, 2], "offset": 2.5,
        "info": {}, "linear_biases": [0.2, -1.5, 0.75], "quadratic_biases": [4.0, -0.3], "quadratic_head": [0, 2],
        "quadratic_tail": [1, 1]}).encode())]
    foreign = root / "Tests" / "ReferenceData" / "Foreign"
    kinds = {".npy": "npy", ".npz": "npz", ".json": "samples", ".nc": "netcdf", ".mat": "mat", ".gz": "table",
             ".xlsx": "sheet", ".zip": "zipped", ".h5": "hdf5",
             ".safetensors": "tensors"}
    for file in sorted(foreign.iterdir()):
        if file.is_file() and file.suffix in kinds:
            data = file.read_bytes()
            made.append(("hdf5" if b"\x89HDF" in data[:1024] else kinds[file.suffix], file.name, data))
    made += written_by_others(spins, numbers)
    for file in sorted((foreign / "couplings").iterdir()):
        kind = {".npz": "matrix", ".npy": "matrix", ".gz": "matrix", ".mtx": "market"}[file.suffix]
        made.append((kind, file.name, file.read_bytes()))
    corpora = root / "Fuzz" / "Corpora"
    known = {"npy": "npy", "npz": "npz", "csv": "table", "list": "list", "market": "market", "samples": "samples",
             "model": "model", "tensors": "tensors", "mat": "mat", "netcdf": "netcdf", "xlsx": "sheet"}
    for folder in sorted(corpora.iterdir()):
        for file in sorted(folder.iterdir()):
            if folder.name in known and file.stat().st_size < 100_000:
                made.append((known[folder.name], file.name, file.read_bytes()))
    return made


def stores(folder):
    """Zarr arrays of others below a folder: (kind, path)."""
    foreign = root / "Tests" / "ReferenceData" / "Foreign"
    made = []
    for version in ["v2", "v3"]:
        for path in sorted(p for p in (foreign / version).iterdir() if p.is_dir()):
            place = folder / f"{version}-{path.name}.zarr"
            shutil.copytree(path, place)
            made.append(("zarr", place.name))
    spectra = folder / "spectra"
    spectra.mkdir()
    for shot, row in enumerate(numpy.random.default_rng(6).normal(size=(5, 8))):
        (spectra / f"shot{shot}.txt").write_text("".join(f"{500 + i} {value:.4f}\n" for i, value in enumerate(row)))
    made.append(("spectra", "spectra"))
    for name in ["array-v3", "xarray-v2", "xarray-v3"]:
        shutil.copytree(foreign / name, folder / f"{name}.zarr")
        made.append(("zarr", f"{name}.zarr"))
    return made


def runs(tool, folder):
    """Stores of runs that the tool makes: (kind, name, the command that made it, commands that read it)."""
    commands = [
        ("run", "sk.zarr", "sample sk -s 16 --temperatures 0.5,1 --sweeps 64 --draws 4 --chains 2 --instances 2 "
         "--store-couplings", ["overlaps", "check", "classify --no-power"]),
        ("run", "hopfield.zarr", "sample hopfield -s 24 --patterns 2 -t 0.5 --sweeps 64 --draws 4", ["overlaps", "check"]),
        ("run", "annealing.zarr", "sample edwards-anderson --length 3 --disorder pm1 --temperatures 0.8,1.5 --algorithm "
         "population-annealing --sweeps 16 --draws 100 --chains 2", ["overlaps"]),
        ("network-run", "recurrent.zarr", "recurrent simulate --neurons 12 --networks 2 --time 2 --records 4 --snapshots 2 "
         "--trajectories 4", ["classify --no-power"]),
        ("network-run", "lyapunov.zarr", "recurrent lyapunov --neurons 12 --networks 2 -k 2 --time 16 --warm-up 2 "
         "--frame-warm-up 2", []),
    ]
    made = []
    for kind, name, command, readers in commands:
        done = subprocess.run([tool, *command.split(), "-o", name, "-q", "--threads", "1"], cwd=folder, capture_output=True)
        if done.returncode != 0:
            raise SystemExit(f"{command}: {done.stderr.decode()}")
        made.append((kind, name, command, readers))
    return made + [broken(tool, folder)]


def broken(tool, folder):
    """A run that was ended when it had a checkpoint, and the whole one."""
    command = ("sample sk -s 32 --temperature-range 0.5:1.5:4 --sweeps 20000 --draws 8 --chains 2 "
               "--checkpoint-interval 0.02")
    words = [tool, *command.split(), "-q", "--threads", "1"]
    subprocess.run([*words, "-o", "whole.zarr"], cwd=folder, check=True, capture_output=True)
    place = folder / "broken.zarr" / ".checkpoint"
    for _ in range(20):
        shutil.rmtree(folder / "broken.zarr", ignore_errors=True)
        process = subprocess.Popen([*words, "-o", "broken.zarr"], cwd=folder, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        while process.poll() is None and not (place.is_dir() and any(place.iterdir())):
            time.sleep(0.001)
        if process.poll() is None:
            process.terminate()
        process.wait()
        if place.is_dir() and any(place.iterdir()):
            return ("checkpoint", "broken.zarr", command, [], "whole.zarr")
    raise SystemExit("no checkpoint was left")
