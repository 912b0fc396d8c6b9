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
# # A spin-glass run, from the file to P(q)
#
# This notebook opens a run of the Sherrington–Kirkpatrick (SK) model that `replica sample` wrote, and
# looks at it with nothing but `numpy`, `xarray` and `matplotlib`:
#
# 1. what is in the file,
# 2. spins from bits, and overlaps between independent copies of the system,
# 3. P(q) above and below the transition, beside replica theory,
# 4. the ordered overlap matrix and its spectrum,
# 5. an exact identity that every correct sample has to obey.
#
# The run comes from one command (about ten seconds):
#
# ```
# mkdir -p demo-output
# replica sample sk --spins 256 --temperature-range 0.4:1.5:23 --instances 8 \
#     --sweeps 4096 --draws 32 -o demo-output/sk.zarr
# ```
#
# The energy is H = −Σ_{i<j} J_ij s_i s_j with independent Gaussian couplings of mean 0 and variance 1/N.
# Units: k_B = 1, and the transition is at T_c = 1.

# %%
import json
import os
import shutil
import subprocess
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import xarray
from matplotlib.colors import LinearSegmentedColormap

RUN = Path(os.environ.get("REPLICA_RUN", "demo-output/sk.zarr"))
if not RUN.exists():
    RUN = Path("..") / RUN  # when Jupyter was started in the folder of this notebook
TOOL = os.environ.get("REPLICA") or shutil.which("replica")


def replica(*arguments):
    """The JSON object that the tool prints, or None where the tool is not installed."""
    if TOOL is None:
        return None
    words = [TOOL, *map(str, arguments), "--json", "--quiet"]
    return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


if TOOL is None:
    print("The tool `replica` was not found: theory curves and the ordered matrix are left out.")

blue, red, grey = "#2166ac", "#b2182b", "#555555"
overlap_colours = LinearSegmentedColormap.from_list("overlap", [blue, "white", red])
plt.rcParams.update({
    "figure.dpi": 100, "font.size": 11, "axes.titlesize": 11, "axes.spines.top": False,
    "axes.spines.right": False, "legend.frameon": False,
})

# %% [markdown]
# ## What is in the file
#
# A run is a folder in the Zarr format. It opens while the run is still going on: instances that are not
# there yet read as missing numbers (NaN).

# %%
data = xarray.open_zarr(RUN)
assert data.attrs["model"]["name"] == "sk", "the theory below is that of the SK model"
print(data)

# %% [markdown]
# | dimension | meaning |
# | --- | --- |
# | `instance` | one draw of the couplings J_ij; averages over it are written [ … ] |
# | `temperature` | the temperatures of the ladder, with `beta` = 1/T beside them |
# | `chain` | independent ladders of the *same* couplings, with their own random numbers |
# | `draw` | configurations kept during the run; the coordinate is the sweep at which each was drawn |
# | `byte` | a configuration, eight spins to the byte |
# | `pair`, `bin` | pairs of chains a < b, stored as 1000 a + b; logarithmic time bins for tests of equilibrium |
#
# Each variable has a sentence and units, and the run knows how to make itself again:

# %%
for name, variable in data.data_vars.items():
    print(f"{name:31s} {variable.attrs['long_name']} ({variable.attrs['units']})")
print()
for key in ("model", "seed", "burn_in", "sweeps", "conventions", "command"):
    print(f"{key}: {data.attrs[key]}")

# %% [markdown]
# ## Spins from bits
#
# Bit k of byte j is spin i = 8 j + k (little bit order), and a set bit is s = +1. The stored magnetization
# tells whether we read them correctly.

# %%
numbers = np.flatnonzero(np.isfinite(data["wall_seconds"]))  # the instances that are complete
data = data.isel(instance=numbers).load()
N = data["configurations"].attrs["spins"]
bits = np.unpackbits(
    data["configurations"].values, axis=-1, count=N,
    bitorder=data["configurations"].attrs["bit_order"])
spins = xarray.DataArray(
    2 * bits.astype(np.int8) - 1, dims=("instance", "temperature", "chain", "draw", "spin"),
    coords={"temperature": data["temperature"]})

assert np.allclose(spins.mean("spin"), data["magnetization"])
print(dict(spins.sizes))

# %% [markdown]
# ## Overlaps between independent chains
#
# The overlap of two configurations is q_ab = (1/N) Σ_i s_i^a s_i^b. Two draws of the *same* chain remember each
# other, which would bias P(q) towards large overlaps. So both partners come from *different* chains of
# the same couplings; there every pair of draws is as good as any other.

# %%
def overlaps_between_chains(T):
    """Overlaps at the stored temperature nearest to T, [instance, pair of draws]."""
    s = spins.sel(temperature=T, method="nearest").values.astype(float)
    instances, chains = s.shape[:2]
    pairs = [(a, b) for a in range(chains) for b in range(a)]
    q = [np.einsum("xdi,xei->xde", s[:, a], s[:, b]) / N for a, b in pairs]
    return np.concatenate([one.reshape(instances, -1) for one in q], axis=1)


T_high, T_low = (data["temperature"].sel(temperature=T, method="nearest").item() for T in (1.3, 0.4))
q_high, q_low = overlaps_between_chains(T_high), overlaps_between_chains(T_low)
for T, q in ((T_high, q_high), (T_low, q_low)):
    square = (q**2).mean(axis=1)
    error = square.std(ddof=1) / np.sqrt(len(square))
    print(f"T = {T:.2f}:  [<q²>] = {square.mean():.4f} ± {error:.4f}   (error over {len(square)} instances)")

# %% [markdown]
# ## P(q) above and below the transition
#
# Without a field, flipping all spins costs nothing: P(q) = P(−q). We use this symmetry and count every q
# also as −q. The couplings are the main source of scatter, so error bars come from the scatter of the
# histograms of different instances.
#
# What theory says:
#
# - **Above T_c**, for large N, q is Gaussian with mean 0 and variance 1/(N(1 − β²)).
# - **Below T_c**, the replica-symmetric (RS) ansatz has one overlap ±q. One step of replica-symmetry
#   breaking (1RSB) has two: ±q0 with weight m, and ±q1 with weight 1 − m. The full solution (Parisi) has a
#   continuum that ends at the largest overlap. 1RSB is already a good caricature of it.

# %%
def histograms(q, edges):
    """P(q) of every instance, made symmetric."""
    both = np.concatenate([q, -q], axis=1)
    return np.array([np.histogram(one, edges, density=True)[0] for one in both])


# Overlaps are multiples of 2/N; bins that hold equally many of them have no artificial teeth, and an odd
# number of them keeps the bins symmetric around 0.
width = 2 * round(0.011 * N) + 1
half = int(np.ceil((N / 2 - width / 2) / width))
edges = (np.arange(-half, half + 2) - 0.5) * width * 2 / N
centres = (edges[1:] + edges[:-1]) / 2

rs = replica("theory", "sk", "--ansatz", "rs", "--temperature", T_low)
one_step = replica("theory", "sk", "--ansatz", "1rsb", "--temperature", T_low)
if one_step and one_step["replica_symmetric"]:
    one_step = None
    print(f"Replica symmetry is not broken at T = {T_low:.2f}.")
elif one_step:
    print(f"RS   at T = {T_low:.2f}: q = {rs['overlaps'][0]:.4f}")
    print("1RSB at T = {:.2f}: q0 = {:.4f}, q1 = {:.4f}, m = {:.4f}".format(
        T_low, *one_step["overlaps"], *one_step["breaking_points"]))
else:
    print("No theory: the tool `replica` was not found.")

# %% alt="Two histograms of the overlap: one narrow peak at zero above the transition, two broad peaks joined by a plateau below it"
figure, axes = plt.subplots(1, 2, figsize=(10.5, 4.2), layout="constrained")
for axis, q, T in zip(axes, (q_high, q_low), (T_high, T_low)):
    p = histograms(q, edges)
    mean, error = p.mean(axis=0), p.std(axis=0, ddof=1) / np.sqrt(len(p))
    axis.stairs(mean, edges, fill=True, color=blue, alpha=0.25)
    axis.errorbar(centres, mean, error, fmt=".", ms=4, lw=1.1, color=blue, label="sampled")
    axis.set(xlim=(-1.05, 1.05), xticks=np.linspace(-1, 1, 5), xlabel="overlap q", ylabel="P(q)",
             title=f"T = {T:.2f}, N = {N}, {len(p)} sets of couplings")

x = np.linspace(-1, 1, 401)
variance = 1 / (N * (1 - T_high**-2))
axes[0].plot(x, np.exp(-x**2 / (2 * variance)) / np.sqrt(2 * np.pi * variance), color=red,
             label="Gaussian, variance\n1/(N(1 − β²))")
axes[0].set_ylim(0, None)
axes[0].legend(loc="upper left", fontsize=9.5)

top = 1.45 * axes[1].dataLim.y1
axes[1].set_ylim(0, top)
if one_step:
    (q0, q1), m = one_step["overlaps"], one_step["breaking_points"][0]
    for sign in (-1, 1):
        axes[1].axvline(sign * rs["overlaps"][0], ymax=0.8, color=grey, ls=":", lw=1.6,
                        label="RS: ±q" if sign > 0 else None)
        axes[1].axvline(sign * q0, ymax=0.8, color=red, ls="--", lw=1.6,
                        label=f"1RSB: ±$q_0$ (weight {m:.2f})" if sign > 0 else None)
        axes[1].axvline(sign * q1, ymax=0.8, color=red, lw=1.6,
                        label=f"1RSB: ±$q_1$ (weight {1 - m:.2f})" if sign > 0 else None)
axes[1].legend(loc="upper center", ncols=2, fontsize=9)
plt.show()

# %% [markdown]
# Below T_c the weight between the peaks does not disappear as N grows: that is replica-symmetry
# breaking. An average hides the most striking part, though. Each set of couplings has its own P(q), and the
# differences do not disappear for large N either (P(q) is not self-averaging):

# %% alt="Small histograms of the overlap, one per set of couplings, all of them different"
figure, axes = plt.subplots(2, 4, figsize=(10.5, 4.6), sharex=True, sharey=True, layout="constrained")
for instance, (axis, p) in enumerate(zip(axes.flat, histograms(q_low, edges))):
    axis.stairs(p, edges, fill=True, color=blue, alpha=0.6)
    axis.set(xlim=(-1.05, 1.05), xticks=(-1, 0, 1))
    axis.set_title(f"couplings {numbers[instance]}")
for axis in axes.flat[len(q_low):]:
    axis.set_visible(False)
figure.supxlabel("overlap q", fontsize=11)
figure.supylabel("P(q) of one set of couplings", fontsize=11)
plt.show()

# %% [markdown]
# ## The ordered overlap matrix
#
# Now take all configurations of one instance at the low temperature as replicas a = 1 … R, from all chains,
# and look at the whole matrix q_ab. `replica classify` finds an order in which similar replicas are
# neighbours. The global flip is removed first: a replica that points against the leading eigenvector of
# the matrix is flipped, s → −s.
#
# We choose the instance with the smallest leading eigenvalue, whose replicas are spread most widely.

# %%
found = replica("classify", RUN, "--temperature", T_low, "--replicas",
                data.sizes["chain"] * data.sizes["draw"], "--no-power")


def overlap_matrix(instance, T):
    s = spins.isel(instance=instance).sel(temperature=T, method="nearest")
    s = s.values.reshape(-1, N).astype(float)  # replicas: chain after chain, draw after draw
    return s @ s.T / N


def spectrum(q):
    """Eigenvalues, largest first, and the leading eigenvector."""
    values, vectors = np.linalg.eigh(q)
    return values[::-1], vectors[:, -1]


chosen = min(range(len(numbers)), key=lambda k: spectrum(overlap_matrix(k, T_low))[0][0])
q = overlap_matrix(chosen, T_low)
R = len(q)
values, leading = spectrum(q)
print(f"couplings {numbers[chosen]}: R = {R} replicas, largest eigenvalue / R = {values[0] / R:.3f}")

if found:
    of_instance = {one["instance"]: one for one in found.get("instances", [{"instance": numbers[0], **found}])}
    one = of_instance[numbers[chosen]]
    assert np.allclose(values, one["eigenvalues"], atol=1e-9)
    print("numpy finds the same eigenvalues as `replica classify`.")

# %% alt="Two heat maps of the overlap matrix, unordered with stripes and ordered with blocks along the diagonal"
signs = np.where(leading < 0, -1, 1)
panels = [("as sampled: chain after chain", q)]
if found:
    order = one["order"]
    panels.append(("flipped and ordered", (q * np.outer(signs, signs))[np.ix_(order, order)]))

figure, axes = plt.subplots(1, len(panels), figsize=(5 * len(panels), 4.4), layout="constrained", squeeze=False)
for axis, (title, matrix) in zip(axes.flat, panels):
    image = axis.imshow(matrix, cmap=overlap_colours, vmin=-1, vmax=1, interpolation="nearest")
    axis.set(title=title, xlabel="replica a", xticks=range(0, R + 1, 32), yticks=range(0, R + 1, 32))
    axis.spines[["top", "right"]].set_visible(True)
for edge in range(data.sizes["draw"], R, data.sizes["draw"]):
    axes[0, 0].axvline(edge - 0.5, color="black", lw=0.8)
    axes[0, 0].axhline(edge - 0.5, color="black", lw=0.8)
axes[0, 0].set_ylabel("replica b")
figure.colorbar(image, ax=axes, label="overlap $q_{ab}$", shrink=0.9, ticks=np.linspace(-1, 1, 5))
plt.show()

# %% [markdown]
# On the left the black lines separate the chains, and the stripes of red and blue are global flips: the sampler
# visits s and −s alike. All four chains have the same texture, because all of them visit the same
# valleys. On the right, blocks of dark red are groups of replicas in the same valley, paler regions are
# overlaps between valleys, and a block may consist of smaller and darker ones.
#
# What does the tool make of all instances together?

# %%
if found:
    print(f"T = {found['temperature']:.2f}, {found['instance_count']} instances, R = {found['replicas']}")
    print(f"verdict: {found['verdict']}")
    for name, probability in found["probabilities"].items():
        print(f"    {name:20s} {probability:.2f}")
    for reason in found["reasons"]:
        print("  ·", reason)

# %% [markdown]
# ## The spectrum
#
# One state gives one large eigenvalue of q_ab (for R replicas with the same overlap q it is 1 − q + q R).
# Several states give several. The dashed lines are where the eigenvalues would end if there were nothing but
# the independent fluctuations of replicas: around the state at low temperature, around zero in the
# paramagnet. What lies above is structure.

# %% alt="Eigenvalues of the overlap matrix against their rank at two temperatures, with the lines where noise ends"
found_high = replica("classify", RUN, "--temperature", T_high, "--replicas", R, "--no-power")
figure, axis = plt.subplots(figsize=(7, 4.2), layout="constrained")
rank = np.arange(1, R + 1)
for T, colour, marker, result in ((T_low, red, "o", found), (T_high, blue, "s", found_high)):
    eigenvalues = spectrum(overlap_matrix(chosen, T))[0]
    shown = eigenvalues > 1e-9  # no more than N of them differ from zero
    axis.loglog(rank[shown], eigenvalues[shown], marker, ms=3.5, color=colour, label=f"T = {T:.2f}")
    if result:
        matrices = {m["instance"]: m for m in result.get("instances", [{"instance": numbers[0], **result}])}
        end = matrices[numbers[chosen]]["noise_threshold"]
        axis.axhline(end, color=colour, ls="--", lw=1.2, label=f"noise ends at T = {T:.2f}")
axis.set(xlabel="rank", ylabel="eigenvalue of $q_{ab}$", title=f"couplings {numbers[chosen]}, R = {R}, N = {N}")
axis.legend()
plt.show()

# %% [markdown]
# ## An exact identity
#
# For Gaussian couplings, integration by parts over J_ij ties the energy to the overlap, at every N and
# every T, in the paramagnet as in the spin glass:
#
# > u = −(β/2) (1 − [⟨q²⟩]),
#
# where u is the energy per spin averaged over the couplings. The two sides come from different data: the left
# from single chains, the right from pairs of chains. A run that is not in equilibrium misses it, because from
# random starts the energy is too high and the overlaps are too small.
#
# The identity holds for the average over couplings only. So we take the difference of the two sides for each
# instance, and the error of its mean from the scatter over instances.

# %%
T = data["temperature"].values
beta = data["beta"].values
energy = data["mean_energy_per_spin"].mean("chain").values
square = data["between_mean_square_overlap"].mean("pair").values
from_overlap = -(beta / 2) * (1 - square)
count = len(energy)


def mean_and_error(x):
    return x.mean(axis=0), x.std(axis=0, ddof=1) / np.sqrt(count)


difference, error = mean_and_error(energy - from_overlap)
print(f"{count} instances")
print("   T       u      −(β/2)(1 − [⟨q²⟩])   difference / error")
for k in range(0, len(T), 2):
    print(f"{T[k]:5.2f}  {energy[:, k].mean():8.4f}   {from_overlap[:, k].mean():12.4f}        "
          f"{difference[k] / error[k]:12.2f}")

# %% alt="Energy per spin and its value from the overlaps against temperature, and their difference with error bars"
figure, (above, below) = plt.subplots(
    2, 1, figsize=(7, 5.6), sharex=True, height_ratios=(2, 1), layout="constrained")
for y, colour, marker, shift, label in (
    (energy, blue, "o", -0.004, "energy per spin u"),
    (from_overlap, red, "s", 0.004, "−(β/2)(1 − [⟨q²⟩])"),
):
    mean, bar = mean_and_error(y)
    above.errorbar(T + shift, mean, bar, fmt=marker, ms=4, lw=1.2, color=colour, label=label)
above.set_ylabel("energy per spin")
above.legend()
below.axhline(0, color=grey, lw=1)
below.errorbar(T, difference, error, fmt="o", ms=4, lw=1.2, color=blue)
below.set(xlabel="temperature T", ylabel="difference")
for axis in (above, below):
    axis.axvline(1, color=grey, ls=":", lw=1)
above.text(1.01, above.get_ylim()[0], "$T_c$", va="bottom", color=grey)
plt.show()

# %% [markdown]
# How to read this: with 8 instances the ratio difference/error follows Student's t with 7 degrees of
# freedom, so 19 of 20 values should lie within ±2.4. All temperatures share the same couplings, which is why
# neighbouring points lie on the same side: this is one test, not twenty-three. More instances make it sharper.
#
# ## Where to go from here
#
# - Run with `--spins 1024` and compare the widths of the peaks in P(q).
# - Add `--field 0.3`: the symmetry P(q) = P(−q) is gone, and with it the peaks at negative q.
# - `replica theory sk --ansatz 1rsb --temperature 0.4` prints the numbers behind the vertical lines.
