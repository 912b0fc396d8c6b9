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
# # Feedforward, recurrent, spin glass: one equation, side by side
#
# A deep network with random weights, a recurrent one, and the Sherrington–Kirkpatrick (SK) spin glass look like three
# subjects. In the replica-symmetric theory they are one: the equation for the overlap q of the spin glass at inverse
# temperature β is the equation for the length q* of signals in a tanh network with weights of deviation σ_w = β,
#
# > σ_w² q + σ_b² = q*,  and  1 − replicon = χ₁.
#
# So the line where replica symmetry breaks (de Almeida and Thouless) is the edge of chaos. `replica compare` runs all
# of them at the same parameters. We take one point on each side.

# %%
from replica_notebooks import *

neurons, N = (200, 64) if SMALL else (500, 128)
size = f"--neurons {neurons} --spins {N} " + (
    "--networks 6 --steps 15 --time 25 --instances 6 --sweeps 512" if SMALL else
    "--networks 10 --steps 25 --time 40 --instances 12 --sweeps 1024")
points = {"order": (1.3, 0.3), "chaos": (2, 0)}
results = {
    name: replica(f"compare --sigma-w {sigma_w} --sigma-b {sigma_b} {size} --figure {name}.svg")
    for name, (sigma_w, sigma_b) in points.items()
}
systems = {name: {one["system"]: one for one in result["systems"]} for name, result in results.items()}

# %% [markdown]
# ## The bridge
#
# Two solvers that share no code, one for spin glasses and one for networks:

# %%
for name, result in results.items():
    print(f"{name}: σ_w = {points[name][0]}, σ_b = {points[name][1]}, phase of the network: {result['phase']}")
    for line in result["bridge"]:
        compare(f"  {line['spin_glass']} and {line['network']}", line["value"], line["partner"], bias=1e-11)
# Published: q = 0.5303683921 and replicon −0.3626733375 of SK at T = 0.5.
compare("SK at T = 0.5: q", results["chaos"]["q_star"] / 4, 0.5303683921, bias=1e-9)
compare("               replicon", 1 - results["chaos"]["chi_1"], -0.3626733375, bias=1e-9)

# %% [markdown]
# ## Lengths and correlations
#
# Deep network and recurrent map (the same weights at every step) follow the same theory at equal layers and times. In
# continuous time a chaotic neuron averages over its fluctuating input, so Δ(0) is smaller than q*.

# %%
for name in points:
    print(name)
    for system in ("deep-network", "recurrent-map", "recurrent-network"):
        one = systems[name][system]
        compare(f"  {system}: length at the end", one["q_final"]["mean"], one["q_theory"][-1],
                one["q_final"]["error"], bias=10 / neurons)
        compare(f"  {' ' * len(system)}  correlation at the end", one["c_mean"][-1], one["c_theory"][-1],
                one["c_error"][-1], bias=10 / neurons)
assert systems["order"]["deep-network"]["verdict"] in ("replica-symmetric", "undetermined")
assert results["order"]["phase"] == "ordered" and results["chaos"]["phase"] == "chaotic"

# %% alt="Correlations in the deep network, the recurrent map, the recurrent network and overlaps of the spin glass, in the ordered phase above and the chaotic phase below, points on lines of theory"
figure, axes = plt.subplots(2, 4, figsize=(13, 5.6), sharey="col")
titles = {"deep-network": ("deep network", "layer"), "recurrent-map": ("recurrent map", "step"),
          "recurrent-network": ("recurrent network", "time"), "spin-glass": ("SK spin glass", "temperature")}
for row, (name, (sigma_w, sigma_b)) in zip(axes, points.items()):
    for axis, (system, (title, word)) in zip(row, titles.items()):
        one = systems[name][system]
        quantity = "mean_absolute_overlap" if system == "spin-glass" else "c"
        x = one.get("layer") or one.get("time") or one["temperature"]
        every = max(1, len(x) // 20)
        axis.plot(x, one[f"{quantity}_theory"], color=red, label="theory")
        axis.errorbar(x[::every], one[f"{quantity}_mean"][::every], one[f"{quantity}_error"][::every], fmt="o",
                      ms=3, lw=0.8, color=blue, label="sampled")
        axis.set(title=f"{title}: {name}", xlabel=word, ylim=(-0.05, 1.05),
                 ylabel="mean |q|" if system == "spin-glass" else "correlation c")
    row[0].legend(loc="lower left")
plt.show()

# %% [markdown]
# In the ordered phase all inputs and all trajectories end alike (c = 1), and the spin glass has one state. In the
# chaotic phase networks make everything different (c = 0 without biases). The spin glass then has many states, and its
# overlaps follow Parisi's function; finite-size overlaps lie above the theory by about N^(−1/2) above the transition and N^(−1/3)
# at it.
#
# ## Overlap matrices
#
# Inputs, trajectories and configurations are replicas of their systems, and their matrices are judged by the same rules. Each
# picture is one network or one set of couplings. Negative overlaps have the colour of 0. In chaos some trajectories of a
# recurrent network of this size stay alike for long, where N → ∞ has c → 0.

# %% alt="Ordered overlap matrices of four systems in order and in chaos: dark squares in order, pale with a dark diagonal for networks in chaos, and shades for the spin glass"
figure, axes = plt.subplots(2, 4, figsize=(12, 6))
for row, name in zip(axes, points):
    for axis, panel, (title, _) in zip(row, "efgh", titles.values()):
        x, y, value = np.loadtxt(FOLDER / f"{name}.svg.data" / f"{panel}-map.dat", usecols=(0, 1, 2)).T
        R = int(x.max())
        matrix = np.full((R, R), np.nan)
        matrix[y.astype(int) - 1, x.astype(int) - 1] = value
        image = axis.imshow(matrix, cmap=overlap_colours, vmin=0, vmax=1)
        axis.set_title(f"{title}: {name}")
        axis.set(xticks=[], yticks=[])
figure.colorbar(image, ax=axes, label="overlap, normalised", shrink=0.7)
plt.show()
for name in points:
    for system, one in systems[name].items():
        print(f"{name}: {titles[system][0]:18s} {one['verdict']}")

# %% [markdown]
# ## Where the likeness ends
#
# Beyond the edge of chaos the q* of the network is a length that all its signals have. In the spin glass the same number is
# the *unstable* replica-symmetric overlap. The true largest overlap is Parisi's:

# %%
parisi = replica("theory sk --temperature 0.5")
compare("q_EA of SK at T = 0.5 (published)", parisi["edwards_anderson_parameter"], 0.638161198, bias=1e-7)
print(f"replica-symmetric, and q*/σ_w² of the network: {results['chaos']['q_star'] / 4:.6f}")
glass = systems["chaos"]["spin-glass"]
compare(f"mean |q| of {N} spins at T = 0.5, Parisi", glass["mean_absolute_overlap_mean"][-1], parisi["mean_overlap"],
        glass["mean_absolute_overlap_error"][-1], bias=0.5 * N ** (-1 / 3))
glass = systems["order"]["spin-glass"]
compare("mean |q| in fields, T = 1/1.3, replica-symmetric", glass["mean_absolute_overlap_mean"][-1],
        replica("deepnet theory --sigma-w 1.3 --sigma-b 0.3")["q_star"] / 1.69 - 0.09 / 1.69,
        glass["mean_absolute_overlap_error"][-1], bias=0.5 * N ** (-1 / 3))
