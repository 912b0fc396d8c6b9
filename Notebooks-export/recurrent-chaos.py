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
# # A random recurrent network: memory, chaos, and Amari's assumption
#
# N neurons, ∂_t h_i = −h_i + Σ_j W_ij tanh(h_j), with W_ij of variance σ_w²/N drawn once. For σ_w < 1 all activity
# dies out. For σ_w > 1 the network never comes to rest: it is chaotic (Sompolinsky, Crisanti and Sommers, 1988).
#
# Theory for N → ∞ rests on an assumption that Amari made in 1972: each h_i is a sum of many weak
# contributions, so that it is normally distributed and independent of its neighbours. We compare three things with
# finite networks: the autocovariance Δ(τ), the Lyapunov exponent, and the assumption itself.

# %%
from replica_notebooks import *

sigma_w = 2
theory = replica(f"recurrent theory --sigma-w {sigma_w}")
compare("Δ(0), published", theory["autocovariance_zero"], 1.9248054137, bias=1e-9)
compare("Lyapunov exponent, published", theory["largest_lyapunov_exponent"], 0.1124581, bias=1e-7)

# %% [markdown]
# ## Does Δ(τ) solve its equation?
#
# Δ'' = Δ − σ_w² E[tanh x tanh y], where x, y are normal with variance Δ(0) and covariance Δ(τ). Numpy takes second
# differences on the left and a plain double sum on the right.

# %%
step = 0.02
exact = replica(f"recurrent autocovariance --sigma-w {sigma_w} --max-lag 24 --points 1201")
delta = np.array(exact["autocovariance"])
z = np.linspace(-7, 7, 281)
weight = np.exp(-z**2 / 2) / np.exp(-z**2 / 2).sum()
for k in (50, 150, 400):
    c = delta[k] / delta[0]
    x, y = np.sqrt(delta[0]) * z, np.sqrt(delta[0]) * (c * z[:, None] + np.sqrt(1 - c * c) * z)
    right = delta[k] - sigma_w**2 * weight @ (np.tanh(x)[:, None] * np.tanh(y)) @ weight
    left = (delta[k + 1] - 2 * delta[k] + delta[k - 1]) / step**2
    compare(f"τ = {k * step:g}: Δ'' by differences", left, right, bias=step**2)

# %% [markdown]
# ## Finite networks
#
# Two trajectories from different initial states in each network. After a while mean square and autocovariance should be
# those of theory, and the two trajectories should have nothing in common.

# %%
N, networks, time = (500, 6, 40) if SMALL else (1500, 12, 60)
common = f"--sigma-w {sigma_w} --step 0.1 --integrator exponential"
run = replica(
    f"recurrent simulate {common} --neurons {N} --networks {networks} --time {time} "
    f"--trajectories 2 --snapshots {time} --records {5 * time} --precision float")
lag_matrix = np.array(run["two_time"]["autocovariance"])
error_matrix = np.array(run["two_time"]["autocovariance_error"])
settled = 20  # time steps that are left out; times are 0, 1, 2, …
lags = np.arange(0, time - settled, 1)
found = np.array([np.diagonal(lag_matrix[settled:, settled:], lag).mean() for lag in lags])
error = np.array([np.diagonal(error_matrix[settled:, settled:], lag).mean() for lag in lags])
tau = np.array(exact["tau"])
for lag in (0, 2, 5, 10):
    compare(f"Δ({lag})", found[lag], np.interp(lag, tau, delta), error[lag], bias=5 / N)
compare("correlation of two trajectories at the end", run["correlation"][-1], run["correlation_theory"][-1],
        run["correlation_error"][-1], bias=5 / N)

# %% alt="Left: variance of the activity against time, finite networks on the line of theory. Right: autocovariance against lag"
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.7))
left.plot(run["time"], run["variance_theory"], color=red, label="theory, N → ∞")
left.errorbar(*(run[key][::10] for key in ("time", "variance", "variance_error")), fmt="o", ms=3, lw=0.8, color=blue, label=f"{networks} networks, N = {N}")
left.axhline(theory["autocovariance_zero"], color=grey, ls=":", label="stationary: Δ(0)")
left.set(xlabel="time t", ylabel="variance of $h_i$", ylim=(0, None))
left.legend(loc="lower right")
right.plot(tau, delta, color=red, label="theory, N → ∞")
right.errorbar(lags[:16], found[:16], error[:16], fmt="o", color=blue, label="sampled")
right.set(xlabel="lag τ", ylabel="Δ(τ)", xlim=(-0.3, 15.5))
right.legend()
plt.show()

# %% [markdown]
# Errors are those over networks. Finite networks deviate from theory by O(1/N) as well, for which 5/N is allowed.
#
# ## The Lyapunov exponent
#
# How fast do two trajectories separate that start side by side? Finite networks are less chaotic, by O(1/N), so we
# extrapolate.

# %%
sizes = (100, 200) if SMALL else (125, 250, 500)
strong = replica("recurrent theory --sigma-w 3")["largest_lyapunov_exponent"]
exponents, errors = [], []
for size in sizes:
    one = replica(
        f"recurrent lyapunov --sigma-w 3 --neurons {size} --networks {16 if SMALL else 24} "
        f"--exponents 1 --time {100 if SMALL else 150} --step 0.1 --warm-up 40 --frame-warm-up 20")
    exponents.append(one["largest_lyapunov_exponent"])
    errors.append(one["largest_lyapunov_exponent_error"])
    print(f"N = {size}: λ₁ = {exponents[-1]:.3f} ± {errors[-1]:.3f}")
(slope, limit), covariance = np.polyfit(1 / np.array(sizes), exponents, 1, w=1 / np.array(errors), cov="unscaled")
compare("σ_w = 3: λ₁ for N → ∞", limit, strong, np.sqrt(covariance[1, 1]))

# %% alt="Lyapunov exponents of finite networks against 1/N, and the straight line that reaches theory at 1/N = 0"
figure, axis = plt.subplots(figsize=(5.6, 3.4))
line = np.array([0, 1.1 / sizes[0]])
axis.plot(line, limit + slope * line, color=blue, lw=1)
axis.errorbar(1 / np.array(sizes), exponents, errors, fmt="o", color=blue, label="finite networks")
axis.errorbar(0, limit, np.sqrt(covariance[1, 1]), fmt="o", mfc="white", color=blue, label="extrapolated")
axis.plot(0, strong, "D", color=red, ms=6, label="theory")
axis.set(xlabel="1/N", ylabel="$λ_1$ at $σ_w$ = 3", ylim=(0, 0.27))
axis.legend(loc="lower left")
plt.show()

# %% [markdown]
# ## Amari's assumption
#
# Are the h_i normally distributed? The tool measures skewness, excess kurtosis and the Kolmogorov–Smirnov distance of every
# snapshot, with Lilliefors' p-value. If the assumption holds, skewness and kurtosis vanish, and p-values are spread evenly.
#
# The error of so few networks is itself uncertain, so six errors are allowed where nothing else is: with six networks
# one right sample of 500 deviates by more.
#
# A test that always passes is worth nothing. So we also break the assumption: with symmetric couplings,
# W_ij = W_ji, a neuron hears its own echo, and h_i is no sum of independent parts.

# %%
symmetric = replica(
    f"recurrent simulate {common} --eta 1 --neurons {N} --networks 6 --time 30 "
    "--snapshots 3 --trajectories 1 --precision float")
free, echo = run["snapshots"][-1], symmetric["snapshots"][-1]
for name in ("skewness", "excess_kurtosis"):
    compare(f"independent W: {name}", free[name]["mean"], 0, free[name]["error"], allowed=6)
kurtosis = echo["excess_kurtosis"]
print(f"symmetric W:   excess_kurtosis {kurtosis['mean']:.3f} ± {kurtosis['error']:.3f}: not 0")
print(f"median p-value: {np.median(free['gaussian_p_values']):.2f} independent, "
      f"{np.median(echo['gaussian_p_values']):.1g} symmetric")
assert abs(kurtosis["mean"]) > 6 * kurtosis["error"] and np.median(echo["gaussian_p_values"]) < 0.001
snapshots = run["snapshots"][settled::5]  # five units of time apart
p = np.array([one["gaussian_p_values"] for one in snapshots]).ravel()
compare("independent W: mean of all p-values", p.mean(), 0.5, 1 / np.sqrt(12 * networks))

# %% alt="Left: excess kurtosis in time for independent and symmetric weights. Right: distribution of p-values, even for independent weights"
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.5))
for one, colour, label in ((run, blue, "independent W"), (symmetric, series[1], "symmetric W")):
    shown = one["snapshots"]
    left.errorbar([s["time"] for s in shown], [s["excess_kurtosis"]["mean"] for s in shown],
                  [s["excess_kurtosis"]["error"] for s in shown], fmt="o", ms=3, lw=0.8, color=colour, label=label)
left.axhline(0, color=red, label="normal")
left.set(xlabel="time t", ylabel="excess kurtosis of $h_i$")
left.legend()
right.hist(p, np.linspace(0, 1, 11), color=blue, alpha=0.4, label=f"independent W: {len(p)} snapshots")
right.axhline(len(p) / 10, color=red, label="if the assumption holds")
right.set(xlabel="p-value of normality", ylabel="number of snapshots")
right.legend(loc="lower center")
plt.show()

# %% [markdown]
# Snapshots of one network are correlated in time, so the error of the mean p-value counts only one per network.
