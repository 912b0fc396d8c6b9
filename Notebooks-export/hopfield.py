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
# # The Hopfield model: states, retrieval, spin glass
#
# A Hopfield network stores P patterns ξ^μ of N spins in its couplings, J_ij = (1/N) Σ_μ ξ_i^μ ξ_j^μ. With few
# patterns each is a state of its own, and the network falls into one of them: it remembers. With more than about
# 0.138 N patterns they disturb each other so much that all memories go at once, and what is left is a spin glass.
#
# Three questions: what do the states of a sample look like, how well is a pattern remembered, and what
# comes after? Each printed number stands beside what theory says (Amit, Gutfreund and Sompolinsky).

# %%
from replica_notebooks import *

# %% [markdown]
# ## Three patterns, six states
#
# Configurations of a few independent ladders at T = 0.4, as a matrix of overlaps. A flip of all spins costs
# nothing, so the six states ±ξ are three, once replicas are flipped to agree.

# %%
N = 200
run = replica(
    f"sample hopfield --spins {N} --patterns 3 --temperature-range 0.4:1.15:16 "
    f"--sweeps {1500 if SMALL else 3000} --chains 6 --draws 32 -o three.zarr")["temperatures"][0]
found = replica("classify three.zarr --temperature 0.4 --no-power --replicas 192")
print(found["answer"], "\n")
theory = replica(f"theory hopfield --load {3 / N} --temperature 0.4")
for state in found["states"]:
    patterns = state["patterns"]
    assert patterns["kind"] == "retrieval"
    compare(f"pattern {patterns['pattern']}: overlap m of its state", patterns["magnetization"],
            theory["retrieval_overlap"], patterns["magnetizations"][0]["error"], bias=2 / N)
    compare("           overlap inside the state", state["self_overlap"], theory["q"], bias=5 / N)
compare("energy per spin", run["energy_per_spin"]["mean"], theory["energy_per_spin"],
        run["energy_per_spin"]["error"], bias=2 / N)
assert len(found["states"]) == 3 and run["equilibrated"] is not False

# %% alt="Ordered overlap matrix with three dark blocks, one for each stored pattern, and its eigenvalues, three of them above the noise"
replica("overlaps three.zarr --temperature 0.4 --matrix three.npy")
q, order = np.load(FOLDER / "three.npy"), found["order"]
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.7))
image = left.imshow(np.abs(q)[np.ix_(order, order)], cmap=overlap_colours, vmin=0, vmax=1)
figure.colorbar(image, ax=left, label="|overlap|")
left.set(title=f"N = {N}, T = 0.4, {len(q)} replicas, ordered", xlabel="replica a", ylabel="replica b")
right.loglog(range(1, len(q) + 1), found["eigenvalues"], "o", color=blue)
right.axhline(found["noise_threshold"], color=red, ls="--", label="noise ends here")
right.set(xlabel="rank", ylim=(5e-3, None), ylabel="eigenvalue of $q_{ab}$", title="one large eigenvalue for each state")
right.legend()
plt.show()

# %% [markdown]
# Three blocks, three large eigenvalues, and the tool says what they are: stored patterns. Several states alone are
# no replica-symmetry breaking.
#
# ## How well is a pattern remembered?
#
# Now P = αN patterns. Half of the ladders start from a pattern each and stay there as long as the state exists; a
# state that survives is called *retrieval*. Its overlap m with the pattern has a theory, and theory has an end:
# beyond the load of the spinodal there is no such state.

# %%
T, N = 0.2, 300 if SMALL else 500
loads = (0.02, 0.06, 0.2) if SMALL else (0.02, 0.04, 0.06, 0.08, 0.2, 0.25)
remembered = {}
for load in loads:
    replica(
        f"sample hopfield --spins {N} --load {load} --temperature {T} --sweeps 256 --chains 12 "
        f"--draws 8 --start patterns -o load{load}.zarr")
    states = replica(f"classify load{load}.zarr --no-power")["states"]
    m = [state["patterns"]["magnetization"] for state in states if state["patterns"]["kind"] == "retrieval"]
    theory = replica(f"theory hopfield --load {load} --temperature {T}")
    if theory["phase"] == "retrieval":
        assert len(m) >= 4
        error = np.std(m, ddof=1) / np.sqrt(len(m))
        compare(f"P = {load:g} N: m over {len(m)} retrieved patterns", np.mean(m), theory["retrieval_overlap"],
                error, bias=1 / N)
        remembered[load] = np.mean(m), error
    else:
        print(f"P = {load:g} N: {len(m)} patterns retrieved, expected none")
        assert not m
transitions = replica("theory hopfield --load 0.05 --transitions")
compare("critical load at T = 0 (published)", transitions["critical_load"], 0.1379055665, bias=1e-9)

# %% alt="Left: overlap with the pattern against the load, points on the line of theory that ends at the spinodal. Right: phase diagram of the Hopfield model with the sampled points"
phases = replica("theory hopfield --phase-diagram --load-range 0:0.26:61")["loads"]
alpha = np.array([phase["load"] for phase in phases])
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8))
for temperature, style in ((0, ":"), (T, "-"), (0.4, "--")):
    m = []
    for load in np.linspace(0.002, 0.14, 24):
        theory = replica(f"theory hopfield --load {load} --temperature {temperature}")
        if theory["phase"] == "retrieval":
            m.append((load, theory["retrieval_overlap"]))
    left.plot(*np.transpose(m), color=red, ls=style, label=f"theory, T = {temperature:g}")
left.errorbar(remembered.keys(), *np.transpose(list(remembered.values())), fmt="o", color=blue,
              label=f"sampled, T = {T}, N = {N}")
left.set(xlabel="load α = P/N", ylabel="overlap m with the pattern", xlim=(0, 0.2), ylim=(0.8, 1.01))
left.legend(loc="lower right")
for key, style, label in (("spin_glass_temperature", "--", "$T_g$: spin glass below"),
                          ("retrieval_spinodal_temperature", "-", "$T_M$: retrieval states below"),
                          ("retrieval_temperature", ":", "$T_c$: they have the lowest f")):
    line = np.array([phase[key] or np.nan for phase in phases], float)
    right.plot(alpha, line, color=red, ls=style, label=label)
for load in loads:
    right.plot(load, T, "o", color=blue, mfc=blue if load in remembered else "white")
right.set(xlabel="load α = P/N", ylabel="temperature T", xlim=(0, 0.27), ylim=(0, 1.8),
          title="filled: patterns retrieved, open: none")
right.legend(loc="upper left", fontsize=9)
plt.show()

# %% [markdown]
# m is nearly 1 up to the end and then jumps to nothing: memory is lost all at once.
#
# ## Beyond: a spin glass
#
# With P = N/2 nothing is remembered, yet the spins freeze: below T_g = 1 + √α their overlaps with each other grow, and
# none with a pattern. Above T_g theory is exact for large N; below, the replica-symmetric line is close but unstable
# (its replicon is negative), which is where the tool finds broken symmetry.

# %%
N, load = 128 if SMALL else 256, 0.5
run = replica(
    f"sample hopfield --spins {N} --load {load} --temperatures 0.8,1,1.2,1.4,1.6,1.8,2.1,2.5 "
    f"--instances {6 if SMALL else 16} --sweeps 1024 -o glass.zarr")["temperatures"]
theory = {T: replica(f"theory hopfield --load {load} --temperature {T}")
          for T in (at["temperature"] for at in run)}
for at in run[-2:]:
    T = at["temperature"]
    assert theory[T]["phase"] == "paramagnetic" and theory[T]["stable"]
    compare(f"T = {T}: energy per spin", at["energy_per_spin"]["mean"], theory[T]["energy_per_spin"],
            at["energy_per_spin"]["error"], bias=2 / N)
transitions = replica(f"theory hopfield --load {load} --transitions")
compare("T_g", transitions["spin_glass_temperature"], 1 + np.sqrt(load), bias=1e-12)
cold, hot = (replica(f"classify glass.zarr --temperature {T} --no-power") for T in (0.8, 2.5))
for found in (cold, hot):
    print(f"T = {found['temperature']}: broken with probability {found['broken_probability']:.3f}; {found['answer']}")
assert cold["broken_probability"] > 0.8 and hot["verdict"] == "paramagnetic"
assert not any(one["patterns"] and one["patterns"]["kind"] == "retrieval" for one in cold["states"])

# %% alt="Energy and mean absolute overlap of a Hopfield network with N/2 patterns against temperature, sampled points beside the lines of replica-symmetric theory"
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6))
line = replica(f"theory hopfield --load {load} --temperature-range 0.6:2.6:31")["temperatures"]
T = [at["temperature"] for at in run]
for axis, key, name in ((left, "energy_per_spin", "energy_per_spin"), (right, "q", "mean_absolute_overlap")):
    for stable, style in ((True, "-"), (False, "--")):
        part = [one for one in line if one["stable"] == stable]
        axis.plot([one["temperature"] for one in part], [one[key] for one in part], color=red, ls=style,
                  label="theory" if stable else "replica-symmetric, unstable")
    axis.errorbar(T, [at[name]["mean"] for at in run], [at[name]["error"] for at in run], fmt="o", color=blue,
                  label=f"sampled, N = {N}")
    axis.set(xlabel="temperature T")
left.set(ylabel="energy per spin", title="P = N/2")
right.set(ylabel="overlap: mean |q| and the theory's q", ylim=(0, None))
left.legend()
plt.show()

# %% [markdown]
# In a finite system the mean |q| of the paramagnet is not 0 but about √(2/πN) and more: two replicas always have a little in
# common by chance.
