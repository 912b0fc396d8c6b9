"""Opens a store with xarray and zarr-python and checks what the Swift test wrote into it.

Usage: python check_store.py STORE check | damaged
"""

import sys
import warnings

import numpy as np
import xarray
import zarr

path, what = sys.argv[1], sys.argv[2]

if what == "damaged":
    data = xarray.open_zarr(path)
    try:
        data["overlap"].load()
    except Exception as error:  # noqa: BLE001 - zarr's own class differs from version to version
        assert "checksum" in str(error), error
        sys.exit(0)
    sys.exit("a chunk with one flipped bit was read without complaint")

with warnings.catch_warnings():
    warnings.simplefilter("error")
    data = xarray.open_zarr(path)
    data.load()

assert dict(data.sizes) == {"instance": 5, "temperature": 3, "byte": 2}, data.sizes
assert set(data.coords) == {"temperature", "beta"}, data.coords
assert set(data.data_vars) == {
    "overlap", "energy", "configuration", "sweeps", "steps", "spin", "done", "scalar",
}, data.data_vars
attributes = dict(data.attrs)
assert 0 <= attributes.pop("metadata_crc32c") < 2**32, attributes
assert attributes == {"seed": 17, "model": "sk", "options": {"field": 0.25}}, attributes
np.testing.assert_array_equal(data["temperature"], [0.5, 1.0, 2.0])
np.testing.assert_array_equal(data["beta"], [2.0, 1.0, 0.5])
assert data["temperature"].attrs["units"] == "J"
assert data["overlap"].attrs == {"long_name": "overlap", "units": "1"}

# Chunks of 2 instances and 2 temperatures; those of instances 2 and 3 were never written.
expected = np.arange(15.0).reshape(5, 3) / 8
expected[2:4] = np.nan
np.testing.assert_array_equal(data["overlap"], expected)
np.testing.assert_array_equal(data["energy"], expected.astype(np.float32))
assert data["energy"].dtype == np.float32

configuration = np.zeros((5, 2), np.uint8)
configuration[0] = [255, 1]
np.testing.assert_array_equal(data["configuration"], configuration)
assert data["configuration"].dtype == np.uint8
np.testing.assert_array_equal(data["sweeps"], [2**40, -1, 0, 0, 7])
assert data["sweeps"].dtype == np.int64
np.testing.assert_array_equal(data["steps"], [-(2**31), 2**31 - 1, 3, 4, 5])
assert data["steps"].dtype == np.int32
np.testing.assert_array_equal(data["spin"], [1, -1, 1, -128, 127])
assert data["spin"].dtype == np.int8
np.testing.assert_array_equal(data["done"], [True, True, False, False, True])
assert data["done"].dtype == np.bool_
assert data["scalar"].item() == 2.5

# The same without consolidated metadata, and through zarr-python alone.
apart = xarray.open_zarr(path, consolidated=False)
xarray.testing.assert_identical(apart.load(), data)
group = zarr.open_group(path, mode="r")
assert group["overlap"].metadata.dimension_names == ("instance", "temperature")
