"""Couplings J with fields h in one file, in formats of several arrays. CouplingsInFilesTests has the same numbers.

Written with h5py 3.16, scipy 1.17 and zarr 3.1.6. Usage: python3 make_fields.py FOLDER
"""

import sys

import h5py
import numpy
import scipy.io
import zarr

J = numpy.array([[0, 0.5, 0], [0.5, 0, -2], [0, -2, 0]])
h = numpy.array([0.25, 0, -3])
folder = sys.argv[1]

with h5py.File(f"{folder}/fields.h5", "w") as file:
    file["J"] = J
    file["h"] = h

scipy.io.savemat(f"{folder}/fields.mat", {"J": J, "h": h.reshape(3, 1)})
numpy.savez(f"{folder}/fields.npz", J=J, h=h)

with scipy.io.netcdf_file(f"{folder}/fields.nc", "w") as file:
    file.createDimension("site", 3)
    file.createDimension("other", 3)
    for name, dimensions, values in [
        ("site", ("site",), [10, 20, 30]),
        ("J", ("site", "other"), J),
        ("h", ("site",), h),
    ]:
        file.createVariable(name, "d", dimensions)[:] = values

# The coordinates alone are no fields.
with scipy.io.netcdf_file(f"{folder}/no-fields.nc", "w") as file:
    file.createDimension("site", 3)
    file.createDimension("other", 3)
    file.createVariable("site", "d", ("site",))[:] = [10, 20, 30]
    file.createVariable("J", "d", ("site", "other"))[:] = J

group = zarr.create_group(f"{folder}/fields.zarr", overwrite=True)
group.create_array("J", data=J)
group.create_array("h", data=h)
