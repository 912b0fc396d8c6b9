"""Opens a run with xarray and checks it against itself: energies from stored configurations.

Usage: python check_run.py STORE check INSTANCE…   the instances that are complete
       python check_run.py STORE damaged INSTANCE  the instance with a flipped bit
"""

import sys
import warnings

import numpy as np
import xarray

path, what, instances = sys.argv[1], sys.argv[2], [int(text) for text in sys.argv[3:]]

if what == "damaged":
    data = xarray.open_zarr(path)
    data["energy_per_spin"].load()
    for instance in range(data.sizes["instance"]):
        try:
            data["configurations"].isel(instance=instance).load()
        except Exception as error:  # noqa: BLE001 - zarr's own class differs from version to version
            assert "checksum" in str(error), error
            assert [instance] == instances, f"instance {instance} cannot be read: {error}"
        else:
            assert [instance] != instances, "a flipped bit was read without complaint"
    sys.exit(0)

with warnings.catch_warnings():
    warnings.simplefilter("error")
    data = xarray.open_zarr(path)
    data.load()

# The names, shapes and coordinates that a user relies on.
assert data["configurations"].dims == ("instance", "temperature", "chain", "draw", "byte")
assert data["configurations"].shape == (5, 3, 3, 6, 3), data["configurations"].shape
assert data["configurations"].dtype == np.uint8
assert data["energy_per_spin"].dims == ("instance", "temperature", "chain", "draw")
assert data["magnetization"].dims == ("instance", "temperature", "chain", "draw")
assert data["lowest_energy_per_spin"].dims == ("instance", "chain")
assert data["lowest_configuration"].dims == ("instance", "chain", "byte")
assert data["couplings"].dims == ("instance", "spin", "other_spin")
coordinates = {"temperature", "beta", "chain", "draw", "bin", "pair", "drift_block"}
assert set(data.coords) == coordinates, data.coords
np.testing.assert_array_equal(data["temperature"], [0.5, 0.8, 1.25])
np.testing.assert_array_equal(data["beta"], [2.0, 1.25, 0.8])
np.testing.assert_array_equal(data["chain"], [0, 1, 2])
np.testing.assert_array_equal(data["draw"], [50, 60, 70, 80, 90, 100])
np.testing.assert_array_equal(data["pair"], [1, 2, 1002])
# Twelve blocks of the time since half of the burn-in, each named by its last sweep.
np.testing.assert_array_equal(data["drift_block"], 20 + 80 * np.arange(1, 13) // 12)
assert data["temperature"].sel(temperature=0.8).item() == 0.8
for name, variable in data.data_vars.items():
    assert variable.attrs["long_name"], name
    assert variable.attrs["units"], name
assert data.attrs["model"]["name"] == "sk", data.attrs
assert data.attrs["seed"] == 7 and data.attrs["burn_in"] == 40 and data.attrs["sweeps"] == 60

# Complete instances have every number; the others have none.
done = np.isin(np.arange(5), instances)
np.testing.assert_array_equal(np.isfinite(data["wall_seconds"]), done)
for name, variable in data.data_vars.items():
    if variable.dtype != np.float64 or name == "integrated_autocorrelation_time":
        continue
    axes = tuple(dimension for dimension in variable.dims if dimension != "instance")
    np.testing.assert_array_equal(np.isfinite(variable).all(axes), done, err_msg=name)
    np.testing.assert_array_equal(np.isnan(variable).all(axes), ~done, err_msg=name)

# The stored bits, read as the attributes say, have the stored energies and magnetizations.
attributes = data["configurations"].attrs
assert attributes["set_bit"] == "s = +1", attributes
bits = np.unpackbits(
    data["configurations"].values, axis=-1, count=attributes["spins"],
    bitorder=attributes["bit_order"],
)
spins = 2.0 * bits[done] - 1
assert spins.shape[-1] == data.sizes["spin"] == 21
couplings = data["couplings"].values[done]
fields = data["field"].values[done]
np.testing.assert_array_equal(couplings, couplings.swapaxes(1, 2))
np.testing.assert_array_equal(np.diagonal(couplings, axis1=1, axis2=2), 0)
np.testing.assert_array_equal(fields, 0.25)
pairs = np.einsum("atcdi,aij,atcdj->atcd", spins, couplings, spins)
local = np.einsum("atcdi,ai->atcd", spins, fields)
np.testing.assert_allclose(
    data["energy_per_spin"].values[done], -(pairs / 2 + local) / 21, rtol=0, atol=1e-6
)
np.testing.assert_allclose(
    data["magnetization"].values[done], spins.mean(axis=-1), rtol=0, atol=1e-12
)
attributes = data["lowest_configuration"].attrs
bits = np.unpackbits(
    data["lowest_configuration"].values, axis=-1, count=attributes["spins"],
    bitorder=attributes["bit_order"],
)
lowest = 2.0 * bits[done] - 1
pairs = np.einsum("aci,aij,acj->ac", lowest, couplings, lowest)
local = np.einsum("aci,ai->ac", lowest, fields)
np.testing.assert_allclose(
    data["lowest_energy_per_spin"].values[done], -(pairs / 2 + local) / 21, rtol=0, atol=1e-6
)
assert (
    data["lowest_energy_per_spin"].values[done]
    <= data["energy_per_spin"].values[done].min(axis=(1, 3)) + 1e-12
).all()
for instance in range(1, len(couplings)):
    assert np.abs(couplings[instance] - couplings[0]).max() > 0.01, "the same couplings twice"

# The same without consolidated metadata.
xarray.testing.assert_identical(xarray.open_zarr(path, consolidated=False).load(), data)
