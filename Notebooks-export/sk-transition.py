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
# # The Sherrington–Kirkpatrick model, from paramagnet to broken symmetry
#
# Every spin is coupled to every other one, H = −Σ_{i<j} J_ij s_i s_j, by random couplings of variance 1/N. Above
# T = 1 the spins are free to forget; below, they freeze into many states at once. Two copies (*replicas*)
# of the same couplings then resemble each other more or less, by an overlap q = (1/N) Σ_i s_i^a s_i^b that differs
# from pair to pair. Parisi's theory says how often each q is found.
#
# We first check the sampler against enumeration, then see the transition, then compare with Parisi.
# Each number that is printed stands beside the expected one, and the notebook stops where they disagree.

# %%
from replica_notebooks import *

# %% [markdown]
# ## First: is the sampler right?
#
# Sixteen spins have 65 536 configurations, few enough to sum over all. The sampler gets the same couplings
# (same seed, same instance). Errors are those over its independent chains.

# %%
chains, draws = (16, 64) if SMALL else (32, 128)
exact = replica("exact sk --spins 16 --temperature 0.5")
sample = replica(
    f"sample sk --spins 16 --temperatures 0.5,0.7,1,1.4 --chains {chains} --draws {draws} "
    f"--sweeps {32 * draws} -o tiny.zarr")["temperatures"][0]
replica("overlaps tiny.zarr --temperature 0.5 --matrix tiny.npy")
q = np.load(FOLDER / "tiny.npy").reshape(chains, draws, chains, draws)  # chain after chain, draw after draw


def between_chains(f):
    """Mean of f(q) over pairs of draws of different chains, and its jackknife error over chains."""
    means = f(q).mean(axis=(1, 3))
    np.fill_diagonal(means, 0)
    leave_one_out = (means.sum() - 2 * means.sum(axis=0)) / ((chains - 1) * (chains - 2))
    return means.sum() / (chains * (chains - 1)), leave_one_out.std() * np.sqrt(chains - 1)


compare("energy per spin", sample["energy_per_spin"]["mean"], exact["energy_per_spin"],
        sample["energy_per_spin"]["error"])
square, error = between_chains(np.square)
compare("mean square overlap", square, exact["mean_square_overlap"], error)

# %% alt="Distribution of the overlap of sixteen spins: sampled points with error bars on the exact line"
distribution = exact["overlap_distribution"]
points = [between_chains(lambda x: (np.abs(x - value) < 0.01).astype(float))
          for value in distribution["q"]]
p, error = np.array(points).T
figure, axis = plt.subplots(figsize=(6, 3.2))
axis.plot(distribution["q"], distribution["p"], color=red, label="enumeration")
axis.errorbar(distribution["q"], p, error, fmt="o", color=blue, label=f"sampled, {chains} chains")
axis.set(xlabel="overlap q", ylabel="probability", ylim=(0, None), title="16 spins at T = 0.5, one set of couplings")
axis.legend()
plt.show()
deviations = (p - distribution["p"]) / error
print(f"largest deviation of the {len(p)} points: {np.abs(deviations).max():.1f} standard errors")
assert np.abs(deviations).max() < 5

# %% [markdown]
# ## The transition
#
# Now larger systems, many sets of couplings, and temperatures on both sides of T = 1. The tool itself judges
# whether a run is equilibrated; we insist that it is.
#
# One identity holds at every size and temperature (integrate by parts over the Gaussian couplings):
# the energy is u = −(β/2)(1 − [⟨q²⟩]). Its two sides come from different data, single chains and pairs of chains.

# %%
sizes = (32, 64, 96) if SMALL else (32, 64, 128)
instances = {32: 48, 64: 24, 96: 6} if SMALL else {32: 256, 64: 128, 128: 24}
sweeps = {32: 512, 64: 1024, 96: 1024, 128: 2048}
ladder = "0.5,0.6,0.7,0.85,1,1.2,1.5"
runs = {
    N: replica(
        f"sample sk --spins {N} --temperatures {ladder} --instances {instances[N]} "
        f"--sweeps {sweeps[N]} --draws 32 -o sk{N}.zarr")["temperatures"]
    for N in sizes
}
N = sizes[-1]
for at in runs[N]:
    T, u, square = at["temperature"], at["energy_per_spin"], at["mean_square_overlap"]
    assert at["equilibrated"] is True
    compare(f"N = {N}, T = {T}: u and −(β/2)(1 − [⟨q²⟩])", u["mean"], -(1 - square["mean"]) / (2 * T),
            np.hypot(u["error"], square["error"] / (2 * T)))

# %% alt="Mean square overlap against temperature for several sizes, falling towards the line of Parisi's theory"
theory = replica("theory sk --temperature-range 0.3:1:15")["temperatures"]
figure, axis = plt.subplots(figsize=(6.4, 3.8))
for colour, N in zip(series, sizes):
    T = [at["temperature"] for at in runs[N]]
    square = [at["mean_square_overlap"] for at in runs[N]]
    axis.errorbar(T, [one["mean"] for one in square], [one["error"] for one in square], fmt="o-", lw=0.8,
                  color=colour, label=f"N = {N}")
axis.plot([one["temperature"] for one in theory] + [1.6], [one["mean_square_overlap"] for one in theory] + [0],
          color=red, label="Parisi, N → ∞")
axis.set(xlabel="temperature T", ylabel="mean square overlap [⟨q²⟩]", ylim=(0, None), xlim=(0.3, 1.6))
axis.legend()
plt.show()

# %% [markdown]
# Small systems are rounder than the limit, above T = 1 by the factor that theory knows: [⟨q²⟩] = 1/(N(1 − β²)), up to
# 1/N². Below, the limit is reached slowly: energies approach Parisi's as N^(−2/3). So we extrapolate, which
# is a fair test: if the sampler missed low states, the line would end too high.

# %%
at = runs[N][-1]
compare(f"N = {N}, T = 1.5: N [⟨q²⟩]", N * at["mean_square_overlap"]["mean"], 1 / (1 - 1.5**-2),
        N * at["mean_square_overlap"]["error"], bias=10 / N)
parisi = replica("theory sk --temperature 0.5")
x = np.array(sizes) ** (-2 / 3)
u = np.array([runs[N][0]["energy_per_spin"]["mean"] for N in sizes])
error = np.array([runs[N][0]["energy_per_spin"]["error"] for N in sizes])
(slope, limit), covariance = np.polyfit(x, u, 1, w=1 / error, cov="unscaled")
compare("T = 0.5: energy for N → ∞", limit, parisi["energy_per_spin"], np.sqrt(covariance[1, 1]))

# %% [markdown]
# ## Parisi's function
#
# Theory gives the overlap q(x) as a function of a probability x: a fraction x of all pairs has an overlap below
# q(x). It rises from 0 (pairs that have nothing in common) to q_EA (pairs in the same state), where it stays.
# Replica symmetry would be one horizontal line. The sample gives the same curve by sorting its |q|.

# %% alt="Left: histogram of the absolute overlap at T = 0.5 beside Parisi's density. Right: sorted overlaps of several sizes approaching Parisi's function q(x)"
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8))
curve, q_EA = parisi["curve"], parisi["edwards_anderson_parameter"]
for colour, N in zip(series, sizes):
    found = replica(f"overlaps sk{N}.zarr --temperature 0.5")["temperatures"][0]
    P, theory = found["overlap_distribution"], found["theory"]
    p = np.array(P["p"])[32:] + np.array(P["p"])[31::-1]  # of |q|
    edges = np.linspace(0, 1, 33)
    right.plot(np.append(0, np.cumsum(p) / 32), edges, color=colour, label=f"N = {N}")
left.stairs(p, edges, fill=True, color=blue, alpha=0.3, label=f"sampled, N = {N}")
density = np.array([theory["density"]["q"], theory["density"]["p"]])
left.plot(*(density[:, density[0] >= 0] * [[1], [2]]), color=red, label="Parisi, N → ∞")
left.axvline(q_EA, color=red, lw=1.8)
left.text(q_EA + 0.02, 3.55, f"peak of weight {2 * theory['weights'][-1]:.2f}\nat q = {q_EA:.3f}", color=red,
          va="top")
left.set(xlabel="|q|", ylabel="P(|q|)", title="T = 0.5", xlim=(0, 1), ylim=(0, 3.6))
left.legend(loc="upper left")
right.plot(np.append(curve["x"], 1), np.append(curve["q"], q_EA), color=red, lw=2, label="Parisi, N → ∞")
right.axhline(replica("theory sk --ansatz rs --temperature 0.5")["overlaps"][0], color=grey, ls=":",
              label="replica-symmetric")
right.set(xlabel="x: fraction of pairs below", ylabel="overlap q(x)", xlim=(0, 1), ylim=(0, 1))
right.legend(loc="lower right")
plt.show()
compare("mean |q| in theory, 1 − T exactly", parisi["mean_overlap"], 0.5, bias=1e-6)

# %% [markdown]
# Where the limit has a corner and a plateau, a finite system is rounded: the overlap fluctuates inside a state. At small
# q all sizes have about the slope of the limit. They scatter around it because each set of couplings has its
# own P(q), at any size, and there are few sets.
#
# ## Overlap matrices and the verdict
#
# The configurations of one set of couplings as an R × R matrix. Its eigenvalues obey two sum rules: their sum is R,
# and the sum of their squares is Σ_ab q_ab².

# %% alt="Ordered overlap matrices above and below the transition, and their eigenvalues"
figure, axes = plt.subplots(1, 3, figsize=(12, 3.6), width_ratios=(1, 1, 1.15))
verdicts = {}
for axis, T, colour in zip(axes, (1.5, 0.5), (series[1], series[0])):
    verdicts[T] = found = replica(f"classify sk{N}.zarr --temperature {T} --no-power")
    replica(f"overlaps sk{N}.zarr --temperature {T} --matrix q{T}.npy")
    q = np.load(FOLDER / f"q{T}.npy")
    values, vectors = np.linalg.eigh(q)
    signs = np.where(vectors[:, -1] < 0, -1, 1)  # a flip of all spins costs nothing
    order = found["order"]
    image = axis.imshow((q * np.outer(signs, signs))[np.ix_(order, order)], cmap=overlap_colours, vmin=0, vmax=1)
    axis.set(title=f"T = {T}, N = {N}, instance 0", xlabel="replica a", ylabel="replica b")
    R = len(q)
    axes[2].loglog(range(1, R + 1), values[::-1], ".", color=colour, label=f"T = {T}")
    axes[2].axhline(found["noise_threshold"], color=colour, ls="--", lw=1, label=f"noise ends, T = {T}")
    compare(f"T = {T}: sum of eigenvalues", sum(found["eigenvalues"]), R, bias=1e-9 * R)
    compare(f"T = {T}: sum of their squares, per R²", np.square(found["eigenvalues"]).sum() / R**2,
            np.square(q).mean(), bias=1e-9)
figure.colorbar(image, ax=axes[1], label="overlap")
axes[2].set(xlabel="rank", ylim=(5e-3, None), ylabel="eigenvalue of $q_{ab}$")
axes[2].legend()
plt.show()

# %%
for T, found in verdicts.items():
    print(f"T = {T}: {found['answer']}\n         broken with probability {found['broken_probability']:.3f}")
assert verdicts[1.5]["verdict"] == "paramagnetic"
assert verdicts[0.5]["broken_probability"] > 0.9 and verdicts[0.5]["verdict"] != "replica-symmetric"

# %% [markdown]
# Below the transition the tool is sure that replica symmetry is broken, and honest about the rest: in so
# small a system the states do not separate, so no data of this size can show *how* it is broken. `replica scan sk`
# asks the same at several sizes.
