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
# # One step of replica-symmetry breaking: p = 3 beside SK
#
# In the Sherrington–Kirkpatrick (SK) model spins interact in pairs, in the p = 3 model in triples,
# H = −Σ J_ijk s_i s_j s_k with couplings of variance 3!/(2N²). This small change makes another kind of glass. SK has
# states inside of states, and overlaps of every size. With p = 3 there are only two overlaps: q1 inside a state and 0
# between states. Its overlap does not grow from 0 either: it jumps.

# %%
from replica_notebooks import *

# %% [markdown]
# ## Two theories
#
# q(x): a fraction x of all pairs of replicas has an overlap below q(x).

# %% alt="Left: the overlap function q(x), a smooth rise and a plateau for SK, a step for p = 3. Right: the largest overlap against temperature, continuous for SK, with a jump for p = 3"
transitions = replica("theory pspin --p 3 --transitions")
compare("T_d: states appear (published)", transitions["dynamical_temperature"], 0.681598, bias=1e-6)
compare("T_s: they dominate", transitions["static_temperature"], 0.651385, bias=1e-6)
compare("T_G: they split further", transitions["gardner_temperature"], 0.240260, bias=1e-6)
T = 0.4
limits = {"SK": replica(f"theory sk --temperature {T}"),
          "p = 3": replica(f"theory pspin --p 3 --temperature {T}")}
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6))
for (name, limit), colour in zip(limits.items(), series):
    x, q = limit["curve"]["x"], limit["curve"]["q"]
    shape = "steps-post" if name == "p = 3" else "default"
    left.plot(np.append(x, 1), np.append(q, q[-1]), color=colour, drawstyle=shape, label=name)
for words, colour, critical in (("sk", series[0], 1), ("pspin --p 3", series[1], transitions["static_temperature"])):
    below = replica(f"theory {words} --temperature-range 0.1:{critical - 1e-3}:15")["temperatures"]
    right.plot([one["temperature"] for one in below] + [critical, 1.2],
               [one["edwards_anderson_parameter"] for one in below] + [0, 0], color=colour)
left.set(xlabel="x", ylabel="overlap q(x)", title=f"T = {T}", xlim=(0, 1), ylim=(-0.02, 1))
right.set(xlabel="temperature T", ylabel="overlap inside a state, q(1)", ylim=(-0.02, 1))
left.legend()
plt.show()

# %% [markdown]
# ## Two samples
#
# Small systems equilibrate in seconds. The check against enumeration first: 15 spins, one set of couplings.

# %%
exact = replica("exact pspin --spins 15 --p 3 --temperature 0.5")
tiny = replica(
    "sample pspin --spins 15 --p 3 --temperatures 0.5,0.8,1.2 --chains 16 -o tiny.zarr "
    "--sweeps 2048")["temperatures"][0]
compare("15 spins, T = 0.5: energy per spin", tiny["energy_per_spin"]["mean"], exact["energy_per_spin"],
        tiny["energy_per_spin"]["error"])
compare("                   mean square overlap", tiny["mean_square_overlap"]["mean"], exact["mean_square_overlap"],
        tiny["mean_square_overlap"]["error"])

N, N_sk, M, sweeps = (48, 96, 8, 2048) if SMALL else (48, 128, 24, 2048)
runs = {
    "p = 3": replica(
        f"sample pspin --spins {N} --p 3 --temperatures 0.4,0.5,0.6,0.7,0.8,1,1.3 --instances {M} "
        f"--sweeps {sweeps} -o p3.zarr"),
    "SK": replica(
        f"sample sk --spins {N_sk} --temperatures 0.4,0.5,0.6,0.7,0.85,1,1.2 --instances {M // 2} "
        f"--sweeps {sweeps} -o sk.zarr"),
}
for name, run in runs.items():
    assert all(at["equilibrated"] is not False for at in run["temperatures"])

# %% [markdown]
# For Gaussian couplings energies and overlaps are tied exactly, at every N and T: integration by parts gives
# u = −(β/2) ((1 − 1/N)(1 − 2/N) − [⟨q³ − 3q/N + 2q/N²⟩]) for triples of different spins. With 49 bins, each of the 49 possible
# overlaps of 48 spins has a bin of its own, so that the moments of the histogram are exact.

# %%
q = np.linspace(-1, 1, N + 1)
at_all = replica(f"overlaps p3.zarr --bins {N + 1}")["temperatures"]
for at, sampled in zip(at_all, runs["p = 3"]["temperatures"]):
    T, u = sampled["temperature"], sampled["energy_per_spin"]
    p = np.array(at["overlap_distribution"]["p"]) * 2 / (N + 1)
    of_overlaps = -((1 - 1 / N) * (1 - 2 / N) - p @ (q**3 - 3 * q / N + 2 * q / N**2)) / (2 * T)
    compare(f"T = {T}: energy, and the same from overlaps", u["mean"], of_overlaps,
            np.hypot(u["error"], at["mean_square_overlap"]["error"] / (2 * T)))

# %% alt="Distributions of overlaps at T = 0.4: two separate peaks for p = 3, a peak and a long plateau for SK"
figure, axes = plt.subplots(1, 2, figsize=(10, 3.5))
for axis, (name, file, spins, bins) in zip(axes, (("p = 3", "p3.zarr", N, N + 1), ("SK", "sk.zarr", N_sk, 33))):
    P = replica(f"overlaps {file} --temperature 0.4 --bins {bins}")["temperatures"][0]["overlap_distribution"]
    axis.stairs(P["p"], np.linspace(-1, 1, bins + 1), fill=True, color=blue, alpha=0.3, label=f"sampled, N = {spins}")
    axis.errorbar(P["q"], P["p"], P["error"], fmt=".", ms=2, lw=0.8, color=blue)
    axis.set(xlabel="overlap q", ylabel="P(q)", title=f"{name}, T = 0.4", xlim=(-1.02, 1.02))
q1, m = limits["p = 3"]["edwards_anderson_parameter"], limits["p = 3"]["breaking_points"][0]
axes[0].axvline(0, color=red, ls="--", label=f"theory: q = 0, weight {m:.2f}")
axes[0].axvline(q1, color=red, label=f"q = {q1:.2f}, weight {1 - m:.2f}")
theory = replica("overlaps sk.zarr --temperature 0.4")["temperatures"][0]["theory"]
axes[1].plot(theory["density"]["q"], theory["density"]["p"], color=red, label="Parisi: density")
for sign in (-1, 1):
    axes[1].axvline(sign * theory["edwards_anderson_parameter"], color=red, ls="--",
                    label=f"and peaks, weight {theory['weights'][-1]:.2f} each" if sign > 0 else None)
axes[0].legend(loc="upper left", bbox_to_anchor=(-0.02, 0.75), fontsize=9)
axes[1].legend(loc="upper center", fontsize=9)
axes[1].set_ylim(0, 2.1)
plt.show()

# %% [markdown]
# With p = 3 a flip of all spins is no symmetry, so there is no mirror image at −q1. Small overlaps of SK come from a few of
# the sets of couplings, and are missing in others: a sample of few sets may have too many or too few of them.
#
# ## Two verdicts
#
# The tool is told nothing of the models. It finds states in the p = 3 sample, and says one step; q1 and m follow
# from the blocks. For SK it is sure that symmetry is broken and sees that states do not separate.

# %% alt="Ordered overlap matrices: separate dark blocks on white for p = 3, shades of all kinds for SK"
found = {
    "p = 3": replica("classify p3.zarr --temperature 0.4 --no-power"),
    "SK": replica("classify sk.zarr --temperature 0.4 --no-power"),
}
figure, axes = plt.subplots(1, 2, figsize=(9, 3.9))
for axis, (name, file) in zip(axes, (("p = 3", "p3.zarr"), ("SK", "sk.zarr"))):
    replica(f"overlaps {file} --temperature 0.4 --matrix {file}.npy")
    matrix, order = np.load(FOLDER / f"{file}.npy"), found[name]["order"]
    if name == "SK":
        signs = np.where(np.linalg.eigh(matrix)[1][:, -1] < 0, -1, 1)
        matrix = matrix * np.outer(signs, signs)
    image = axis.imshow(matrix[np.ix_(order, order)], cmap=overlap_colours, vmin=0, vmax=1)
    axis.set(title=f"{name}, T = 0.4, instance 0, ordered", xlabel="replica a", ylabel="replica b")
figure.colorbar(image, ax=axes, label="overlap")
plt.show()

# %%
for name, one in found.items():
    print(f"{name}: {one['verdict']}. {one['answer']}")
    print("   ", ", ".join(f"{key} {value:.2f}" for key, value in one["probabilities"].items()), "\n")
one = found["p = 3"]
assert one["verdict"] == "one-step" and found["SK"]["verdict"] != "one-step"
assert found["SK"]["broken_probability"] > 0.9
compare("p = 3: breaking parameter m", one["breaking_parameter"]["value"], m, one["breaking_parameter"]["error"], bias=2 / N)
compare("p = 3: q1", one["q1"]["value"], q1, one["q1"]["error"], bias=2 / N)
compare("p = 3: q0", one["q0"]["value"], 0, one["q0"]["error"], bias=2 / N)

# %% [markdown]
# 48 spins are far from the limit, and still the two overlaps and their weights are those of the theory within the errors,
# which are those of the few sets of couplings, and a deviation of order 1/N. Larger systems and lower temperatures take longer: below T_d the
# states are separated by barriers that grow with N.
