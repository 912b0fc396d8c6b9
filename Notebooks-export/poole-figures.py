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
# # Two figures of Poole et al. (2016)
#
# *Exponential expressivity in deep neural networks through transient chaos* (arXiv:1606.05340) follows signals through a deep
# network with random weights, h^l = W^l tanh(h^(l−1)) + b^l, W_ij of variance σ_w²/N, b_i of variance σ_b². For wide layers two
# numbers are enough: the length q^l of a signal, and the correlation c^l of two. Each obeys a map from layer to layer.
#
# Where the slope χ₁ of the second map at c = 1 is below 1, all inputs become alike (order); where it is above, the least
# difference grows (chaos). This notebook draws figures 1 and 2 of the paper. The tool draws them too, in one command each:
#
# ```
# replica deepnet overview lengths --figure lengths.svg
# replica deepnet overview correlations --figure correlations.svg
# ```

# %%
from replica_notebooks import *

grid = "--sigma-w-range 0.5:5:31 --sigma-b-range 0:2:25" if SMALL else "--sigma-w-range 0.5:5:91 --sigma-b-range 0:2:81"
networks = 10 if SMALL else 30
lengths = replica(f"deepnet overview lengths --networks {networks} {grid}")
correlations = replica(f"deepnet overview correlations --networks {networks} {grid}")
labels = [f"$σ_w$ = {one['sigma_w']:g}" for one in lengths["networks"]]

# %% [markdown]
# ## Is the theory right?
#
# The maps are Gaussian averages. Numpy can do them too, with nothing in common with the tool: a plain sum over
# a fine grid of the normal variable.

# %%
z = np.linspace(-9, 9, 721)
weight = np.exp(-z**2 / 2) / np.exp(-z**2 / 2).sum()


def length_map(q, sigma_w, sigma_b):
    return sigma_w**2 * (np.tanh(np.sqrt(q)[..., None] * z) ** 2 @ weight) + sigma_b**2


for one in lengths["networks"]:
    sigma_w, q = one["sigma_w"], np.array(one["q_star"])
    compare(f"σ_w = {sigma_w:g}: V(q*) − q* by numpy", length_map(q, sigma_w, 0.3) - q, 0, bias=1e-9)
    slope = sigma_w**2 * (1 / np.cosh(np.sqrt(q) * z) ** 4) @ weight
    compare("           χ₁ against numpy", one["chi_1"], slope, bias=1e-9)
    c = one["c_star"]
    u = np.sqrt(q) * z
    both = np.tanh(u)[:, None] * np.tanh(c * u[:, None] + np.sqrt(q * (1 - c * c)) * z)
    compare("           c* against numpy", (sigma_w**2 * weight @ both @ weight + 0.09) / q, c, bias=1e-9)
assert [one["phase"] for one in lengths["networks"]] == ["ordered", "chaotic", "chaotic"]
critical = replica("deepnet critical-line --sigma-b 0.3")
compare("σ_w at the edge of chaos: χ₁ by numpy",
        critical["sigma_w"] ** 2 * (1 / np.cosh(np.sqrt(critical["q_star"]) * z) ** 4) @ weight, 1, bias=1e-9)

# %% [markdown]
# ## Do finite networks follow it?
#
# Networks of 1000 neurons per layer: their means against theory, in standard errors over the networks, at every
# layer, σ_w and input.

# %%
def deviations(overview, quantity, first):
    """(mean − theory)/error of all points of panel B from layer `first` on."""
    found = []
    for one in overview["networks"]:
        theory, mean, spread = (np.array(one[f"{quantity}_{key}"])[:, first:] for key in ("theory", "mean", "deviation"))
        found.append((mean - theory) / (spread / np.sqrt(networks)))
    return np.array(found)


for name, z_scores in (("lengths", deviations(lengths, "q", 1)), ("correlations", deviations(correlations, "c", 1))):
    print(f"{name}: {z_scores.size} points, rms {np.sqrt((z_scores**2).mean()):.2f}, "
          f"largest {np.abs(z_scores).max():.1f} standard errors")
    assert np.abs(z_scores).max() < 6 and 0.5 < np.sqrt((z_scores**2).mean()) < 1.7

# %% [markdown]
# With few networks the errors are themselves uncertain, and the layers of one network go up and down together; a
# largest deviation of four among hundreds of points is what one expects.
#
# ## Figure 1: lengths

# %% alt="Four panels as in figure 1 of Poole et al.: the length map, lengths by layer, the fixed point over the plane of weight and bias deviations, and the number of layers until it is reached"
sigma_w, sigma_b = np.array(lengths["plane"]["sigma_w"]), np.array(lengths["plane"]["sigma_b"])
q_star = np.array(lengths["plane"]["q_star"])


def plane(axis, values, title, limits, critical_line=True, **options):
    image = axis.pcolormesh(sigma_w, sigma_b, values, vmin=limits[0], vmax=limits[1], rasterized=True, **options)
    figure.colorbar(image, ax=axis)
    if critical_line:
        line = replica("deepnet critical-line --sigma-b-range 0:2:41")
        axis.plot(line["sigma_w"], line["sigma_b"], color=red, lw=1.5)
        for place, word in (((0.8, 1.4), "order"), ((3.4, 0.5), "chaos")):
            axis.text(*place, word, color=red, bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none"})
    axis.set(xlabel="$σ_w$", ylabel="$σ_b$", title=title)


figure, axes = plt.subplots(2, 2, figsize=(9.5, 7))
for one, colour, label in zip(lengths["networks"], series, labels):
    axes[0, 0].plot(one["map"]["q"], one["map"]["image"], color=colour, label=label)
    axes[0, 0].plot(one["q_star"], one["q_star"], "o", color=colour)
    layers = np.arange(1, len(one["q_theory"][0]) + 1)
    for theory, mean, spread in zip(one["q_theory"], one["q_mean"], one["q_deviation"]):
        axes[0, 1].plot(layers, theory, color=colour, lw=1)
        axes[0, 1].errorbar(layers, mean, spread, fmt=".", ms=3, lw=0.8, color=colour)
    axes[0, 1].plot([], [], color=colour, label=label)
axes[0, 0].plot([0, 16], [0, 16], color=grey, ls=":")
axes[0, 0].set(xlabel="$q^{l-1}$", ylabel="$q^l$", title="A  length map, $σ_b$ = 0.3", xlim=(0, 15), ylim=(0, 15))
axes[0, 0].legend()
axes[0, 1].set(xlabel="layer l", ylabel="length $q^l$", title="B  lines: theory; points: networks of N = 1000", ylim=(0, 19))
axes[0, 1].legend(ncols=3, loc="upper center", fontsize=9, columnspacing=1)
plane(axes[1, 0], q_star, "C  fixed point q*", (0, None), False, cmap=overlap_colours)
w, b = np.meshgrid(sigma_w, sigma_b)
z, weight = z[::12], weight[::12] / weight[::12].sum()
q, depth = np.full(w.shape, 4.0), np.full(w.shape, np.nan)
for layer in range(1, 21):
    q = length_map(q, w, b)
    depth[np.isnan(depth) & (np.abs(q - q_star) < 0.01 * q_star)] = layer
plane(axes[1, 1], depth, "D  layers from q = 4 until within 1 % of q*", (0, 20), False, cmap=overlap_colours)
plt.show()
print(f"points not within 1 % after 20 layers: {100 * np.isnan(depth).mean():.1f} % (white; the corner where q* is 0 or nearly)")

# %% [markdown]
# ## Figure 2: correlations

# %% alt="Four panels as in figure 2 of Poole et al.: the correlation map, correlations by layer, the fixed point and the slope over the plane, with the critical line between order and chaos"
figure, axes = plt.subplots(2, 2, figsize=(9.5, 7))
for one, colour, label in zip(correlations["networks"], series, labels):
    axes[0, 0].plot(one["map"]["c"], one["map"]["image"], color=colour, label=label)
    axes[0, 0].plot(one["c_star"], one["c_star"], "o", color=colour)
    layers = np.arange(len(one["c_theory"][0]))
    for theory, mean, spread in zip(one["c_theory"], one["c_mean"], one["c_deviation"]):
        axes[0, 1].plot(layers, theory, color=colour, lw=1)
        axes[0, 1].errorbar(layers, mean, spread, fmt=".", ms=3, lw=0.8, color=colour)
axes[0, 0].plot([0, 1], [0, 1], color=grey, ls=":")
axes[0, 0].set(xlabel="$c^{l-1}$", ylabel="$c^l$", title="A  correlation map at q*, $σ_b$ = 0.3", xlim=(0, 1.01),
               ylim=(0, 1.01))
axes[0, 0].legend()
axes[0, 1].set(xlabel="layer l", ylabel="correlation $c^l$", title="B  lines: theory; points: networks", ylim=(-0.05, 1.05))
plane(axes[1, 0], np.array(correlations["plane"]["c_star"]), "C  fixed point c*", (0, 1), cmap=overlap_colours)
plane(axes[1, 1], np.array(correlations["plane"]["chi_1"]), "D  slope χ₁ at c = 1; red: χ₁ = 1", (0, None),
      cmap=overlap_colours)
plt.show()

# %% [markdown]
# In the ordered phase the lines of panel B end at 1: whatever the inputs, the last layer says the same. In the chaotic
# phase all end at the c* of panel C, also those that began at 0.95. In both, after a few ξ_c layers, the network has
# forgotten how alike its inputs were; only near the red line does it remember for long.
