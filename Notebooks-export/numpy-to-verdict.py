# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From NumPy to a verdict in five lines
#
# `pip install replica_kit-*.whl`, and an array is classified where it lies in memory. The array here is planted: 64 replicas of 512
# spins with one step of replica-symmetry breaking, whose overlaps and weights are known. A notebook shows a result as
# the tables and the figure of the command-line tool.

# %%
import numpy as np, replica_kit as rk

planted = rk.synth("one-step", spins=512, replicas=64, m=0.5, seed=3)
result = rk.classify(planted.configurations)
result

# %% [markdown]
# Every number of the tables is an attribute. What has an error is an `Estimate`; lists of numbers are arrays.

# %%
from replica_notebooks import FOLDER, SMALL, blue, compare, plt, red

assert result.verdict == "one-step"
print(result.verdict, {name: round(p, 3) for name, p in result.probabilities.items()})
compare("q0, between states", result.q0.value, planted.overlaps[0], result.q0.error)
compare("q1, inside a state", result.q1.value, planted.overlaps[1], result.q1.error)
compare("m, of two states", result.breaking_parameter.value, planted.breaking_points[0], result.breaking_parameter.error)

# %% [markdown]
# ## Nothing is hidden
#
# q_ab = (1/N) Σ_i s_i^a s_i^b is one line of NumPy, and so are its eigenvalues.

# %%
spins = planted.configurations.astype(float)
q = spins @ spins.T / spins.shape[1]
difference = np.abs(result.eigenvalues - np.linalg.eigvalsh(q)[::-1]).max()
print(f"largest difference of eigenvalues from numpy's: {difference:.0e}")
assert difference < 1e-10
assert np.array_equal(rk.overlaps(planted.configurations, matrix=True).matrix, q)

# %% alt="Ordered overlap matrix of 64 replicas: dark blocks on the diagonal, light elsewhere"
figure, axis = plt.subplots(figsize=(4.4, 3.6))
image = axis.imshow(q[np.ix_(result.order, result.order)], vmin=0, vmax=1, cmap="Blues")
axis.set(title="replicas, ordered by state", xlabel="replica a", ylabel="replica b")
figure.colorbar(image, label="overlap")
plt.show()

# %% [markdown]
# ## Names instead of positions
#
# Dimensions of `xarray` may stand in any order. In pandas, columns are sites.

# %%
import xarray as xr

named = xr.DataArray(planted.configurations.T, dims=("site", "replica"))
assert rk.classify(named).q1 == result.q1
print(rk.overlaps(named).mean_square_overlap)

# %% [markdown]
# ## A run, and theory beside it
#
# `sample` writes a run on disk, which goes on after Ctrl-C with `resume=True`. The Sherrington–Kirkpatrick model above its
# transition: the energy per spin is −β/2 up to corrections of order 1/N.

# %% alt="Energy per spin of the Sherrington–Kirkpatrick model against temperature: sampled points on the curve of theory"
N, M = (64, 8) if SMALL else (128, 16)
sampled = rk.sample(
    "sk", spins=N, temperature_range=(0.5, 1.5, 11), instances=M, sweeps=1024, output=FOLDER / "sk.zarr").temperatures
T = np.array([at.temperature for at in sampled])
theory = rk.theory.sk(temperature_range=(0.5, 1.5, 21)).temperatures
compare("T = 1.5: energy per spin", sampled[-1].energy_per_spin.value, theory[-1].energy_per_spin,
        sampled[-1].energy_per_spin.error, bias=1 / N)
figure, axis = plt.subplots(figsize=(5, 3.4))
axis.plot([at.temperature for at in theory], [at.energy_per_spin for at in theory], color=red, label="Parisi")
axis.errorbar(T, [at.energy_per_spin.value for at in sampled], [at.energy_per_spin.error for at in sampled], fmt="o",
              color=blue, label=f"sampled, N = {N}")
axis.set(xlabel="temperature T", ylabel="energy per spin")
axis.legend()
plt.show()

# %% [markdown]
# The run is a Zarr store that `xarray` opens as it is, and `classify` takes it as it takes an array: now it also knows how sure the
# equilibrium is.

# %%
run = rk.open_run(FOLDER / "sk.zarr")
print(dict(run.to_xarray().sizes))
cold = run.classify(temperature=float(T[0]), power=False)
print(cold.answer)

# %% [markdown]
# ## What cannot be used is said
#
# Failures are exceptions with the place and what was expected.

# %%
spins[3, 5] = np.nan
try:
    rk.classify(spins)
except rk.BadData as error:
    print(error)
else:
    raise AssertionError("not a number was taken for a spin")
