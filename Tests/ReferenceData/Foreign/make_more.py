"""Files of NumPy and SciPy that need no other package: python3 make_more.py (NumPy 2, SciPy 1.17).

couplings/: J_01 = 1.5, J_04 = −0.25, J_12 = 0.125, J_23 = −2 of five spins.
half.npy, table.csv.gz, tensors.safetensors: ((7 a + 13 i) mod 11) − 5, 6 × 10.
"""
import gzip
import json
import pathlib

import numpy
import scipy.io
import scipy.sparse

here = pathlib.Path(__file__).parent
folder = here / "couplings"
folder.mkdir(exist_ok=True)
J = numpy.zeros((5, 5))
for i, j, value in [(0, 1, 1.5), (0, 4, -0.25), (1, 2, 0.125), (2, 3, -2)]:
    J[i, j] = J[j, i] = value
for name in ["csr", "csc", "coo"]:
    scipy.sparse.save_npz(folder / f"{name}.npz", getattr(scipy.sparse, f"{name}_matrix")(J))
scipy.io.mmwrite(str(folder / "general.mtx"), scipy.sparse.coo_matrix(J), symmetry="general")
scipy.io.mmwrite(str(folder / "symmetric.mtx"), scipy.sparse.coo_matrix(J), symmetry="symmetric")
numpy.save(folder / "dense.npy", J.astype("f4"))
with gzip.GzipFile(folder / "dense.txt.gz", "wb", mtime=0) as file:
    numpy.savetxt(file, J)

whole = numpy.array([[(7 * a + 13 * i) % 11 - 5 for i in range(10)] for a in range(6)])
numpy.save(here / "half.npy", (whole / 4).astype("<f2"))
with gzip.GzipFile(here / "table.csv.gz", "wb", mtime=0) as file:
    text = "," + ",".join(f"s{i}" for i in range(10)) + "\n"
    text += "".join(f"{a}," + ",".join(map(str, row)) + "\n" for a, row in enumerate(whole))
    file.write(text.encode())
# A safetensors file by its specification; bfloat16 is the upper half of float32, exact for these numbers.
tensors = {
    "half": ("F16", (whole / 4).astype("<f2").tobytes()),
    "brain": ("BF16", (whole / 4).astype("<f4").view("<u4").__rshift__(16).astype("<u2").tobytes()),
    "bytes": ("I8", whole.astype("i1").tobytes()),
}
header, data = {"__metadata__": {"format": "np"}}, b""
for name, (kind, content) in tensors.items():
    header[name] = {
        "dtype": kind, "shape": [6, 10], "data_offsets": [len(data), len(data) + len(content)]}
    data += content
text = json.dumps(header).encode()
(here / "tensors.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + data)
