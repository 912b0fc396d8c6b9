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
# # Handwritten digits in a deep random network: classes merge and separate
#
# Images of digits go through a deep network with random weights. Images of one digit are alike, those of different
# digits less so: the overlap matrix of the inputs has blocks. What becomes of the blocks with depth?
#
# In the *ordered* phase (weak weights) all images become one. In the *chaotic* phase (strong weights) each image ends up
# alone. Either way the classes are forgotten, after a number of layers that theory knows, ξ_c. At the edge between them the
# blocks last longest, and there a linear readout can still tell the digits apart.
#
# The digits are the 8 × 8 images that come with scikit-learn (Alpaydin and Kaynak, UCI repository, 1998).

# %%
from sklearn.datasets import load_digits

from replica_notebooks import *

digits = load_digits()
images = digits.data - digits.data.mean(axis=0)  # what distinguishes an image from the average one
images /= np.sqrt((images**2).mean(axis=1, keepdims=True))  # q⁰ = 1
chosen, each = (0, 1, 4, 6), 12
rows = np.concatenate([np.flatnonzero(digits.target == digit)[:each] for digit in chosen])
np.save(FOLDER / "four.npy", images[rows])
same = np.kron(np.eye(4, dtype=bool), np.ones((each, each), bool))
pairs = ~np.eye(len(rows), dtype=bool)

sigma_b, depth = 0.3, 16
edge = replica(f"deepnet critical-line --sigma-b {sigma_b}")["sigma_w"]
phases = {"ordered": 1.0, "edge of chaos": edge, "chaotic": 2.5}

# %% [markdown]
# ## Networks beside theory
#
# For wide layers the overlap of two inputs in layer l is a kernel K^l, which the tool computes for all pairs at once. Finite
# networks scatter around it by 1/√width. All 48 × 48 overlaps of each layer are compared.

# %%
width, networks = (500, 8) if SMALL else (1000, 20)
theory, found = {}, {}
for name, sigma_w in phases.items():
    network = f"--sigma-w {sigma_w} --sigma-b {sigma_b}"
    replica(f"deepnet kernel {network} --inputs four.npy --depth {depth} --all-layers -o K.npy --force")
    K = np.load(FOLDER / "K.npy")  # layers 1 … depth
    length = np.sqrt(np.diagonal(K, axis1=1, axis2=2))
    theory[name] = K / length[:, :, None] / length[:, None, :]
    run = replica(
        f"deepnet simulate {network} --input four.npy --width {width} --depth {depth} "
        f"--networks {networks} --matrices")
    found[name] = np.array(run["correlation_mean"])[1:]
    rms = np.sqrt(((found[name] - theory[name])[:, pairs] ** 2).mean(axis=1))
    scatter = np.sqrt((np.array(run["correlation_deviation"])[1:][:, pairs] ** 2).mean(axis=1) / networks)
    print(f"{name:14s} rms deviation of all pairs {rms.mean():.4f}, "
          f"expected from the scatter over networks {scatter.mean():.4f}")
    assert np.all(rms < 2.5 * scatter + 2 / width)

# %% alt="Overlap matrices of 48 digits by layer: blocks that fade into one dark square in the ordered phase, last at the edge of chaos, and fade into a diagonal in the chaotic phase"
shown = (1, 4, 8, 16)
figure, axes = plt.subplots(3, len(shown), figsize=(9.6, 7.2))
for row, name in zip(axes, phases):
    for axis, layer in zip(row, shown):
        image = axis.imshow(found[name][layer - 1], cmap=overlap_colours, vmin=0, vmax=1)
        axis.set(xticks=np.arange(4) * each + each / 2 - 0.5, yticks=np.arange(4) * each + each / 2 - 0.5,
                 xticklabels=chosen, yticklabels=chosen)
        axis.tick_params(length=0)
        axis.set_title(f"layer {layer}")
    row[0].set_ylabel(f"{name}, $σ_w$ = {phases[name]:.2f}")
figure.colorbar(image, ax=axes, label="correlation of two images", shrink=0.6)
plt.show()

# %% [markdown]
# ## How fast are the classes forgotten?
#
# The contrast, mean correlation within a class minus that between classes, decays as e^(−l/ξ_c) once the lengths have
# settled, ξ_c = −1/ln χ₁ in the ordered phase. At the edge ξ_c is infinite: there 1 − c falls as 1/l only, and the contrast
# as 1/l² (up to logarithms, for which 0.3 is allowed).

# %% alt="Left: mean correlations within and between classes by layer, points on lines of theory. Right: their difference on a logarithmic scale, with the slopes of theory"
contrast = {}
deep = 80
for name, sigma_w in phases.items():
    replica(
        f"deepnet kernel --sigma-w {sigma_w} --sigma-b {sigma_b} --inputs four.npy --depth {deep} "
        "--all-layers -o K.npy --force")
    K = np.load(FOLDER / "K.npy")
    length = np.sqrt(np.diagonal(K, axis1=1, axis2=2))
    c = K / length[:, :, None] / length[:, None, :]
    contrast[name] = c[:, same & pairs].mean(axis=1) - c[:, ~same].mean(axis=1)
    at = replica(f"deepnet theory --sigma-w {sigma_w} --sigma-b {sigma_b}")
    if name != "edge of chaos":
        rate = -np.log(contrast[name][deep // 2] / contrast[name][deep // 2 - 1])
        compare(f"{name}: decay of the contrast, 1/ξ_c", rate, 1 / at["xi_c"], bias=0.01 / at["xi_c"])
    else:
        compare(f"{name}: χ₁", at["chi_1"], 1, bias=1e-9)
        power = np.log(contrast[name][-1] / contrast[name][deep // 2 - 1]) / np.log(2)
        compare(f"{name}: contrast as a power of l", power, -2, bias=0.3)

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8))
layers = np.arange(1, depth + 1)
for (name, colour) in zip(phases, series):
    for mask, style, marker in ((same & pairs, "-", "o"), (~same, "--", "s")):
        left.plot(layers, theory[name][:, mask].mean(axis=1), color=colour, ls=style, lw=1.2)
        left.plot(layers, found[name][:, mask].mean(axis=1), marker, ms=3, color=colour)
    right.semilogy(np.arange(1, deep + 1), contrast[name], color=colour, label=name)
    left.plot([], [], color=colour, label=name)
    difference = found[name][:, same & pairs].mean(axis=1) - found[name][:, ~same].mean(axis=1)
    right.plot(layers, difference, "o", ms=3, color=colour)
left.plot([], [], "-", color=grey, label="within a digit")
left.plot([], [], "--", color=grey, label="between digits")
left.set(xlabel="layer", ylabel="mean correlation", title="lines: theory; points: networks", ylim=(0, 1.45))
left.legend(fontsize=9, ncols=2, loc="upper center")
right.set(xlabel="layer", ylabel="contrast of the classes", ylim=(1e-4, 1), title="lines: theory; points: networks")
right.legend()
plt.show()

# %% [markdown]
# ## Can a readout still tell the digits?
#
# A linear readout of a wide random network, trained with 200 images of all ten digits, is regression with the
# kernel K^l. We let the tool predict at one depth, check it against five lines of numpy, and then use those for all depths.

# %%
train, test = images[:200], images[200:500 if SMALL else 1000]
np.save(FOLDER / "train.npy", train)
np.save(FOLDER / "test.npy", test)
np.save(FOLDER / "all.npy", np.concatenate([train, test]))
targets = np.eye(10)[digits.target[:200]] - 0.1
np.save(FOLDER / "targets.npy", targets)
noise = 1e-4


def accuracy(K):
    """The part of the test images that regression with this kernel recognises, and its prediction."""
    K = K / K[0, 0]
    prediction = K[200:, :200] @ np.linalg.solve(K[:200, :200] + noise * np.eye(200), targets)
    return (prediction.argmax(axis=1) == digits.target[200:200 + len(test)]).mean(), prediction


replica(f"deepnet kernel --sigma-w {edge} --sigma-b {sigma_b} --depth 5 --inputs all.npy -o K5.npy")
K5 = np.load(FOLDER / "K5.npy")
replica(
    f"deepnet kernel --sigma-w {edge} --sigma-b {sigma_b} --depth 5 --inputs train.npy "
    f"--targets targets.npy --test-inputs test.npy --noise {noise * K5[0, 0]} "
    "--prediction prediction.npy")
by_tool = np.load(FOLDER / "prediction.npy")[:, :10]
right, by_numpy = accuracy(K5)
compare("largest difference of the two predictions", np.abs(by_tool - by_numpy).max(), 0, bias=1e-7)
print(f"depth 5, edge of chaos: {100 * right:.1f} % of {len(test)} images recognised")
assert right > 0.8

# %% alt="Part of the test images recognised against depth: it falls early in the ordered and chaotic phases, late at the edge of chaos"
depths = (1, 4, 16, 64) if SMALL else (1, 2, 4, 8, 12, 16, 24, 32, 48, 64)
recognised = {name: [] for name in phases}
for name, sigma_w in phases.items():
    for layer in depths:
        replica(
            f"deepnet kernel --sigma-w {sigma_w} --sigma-b {sigma_b} --depth {layer} "
            "--inputs all.npy -o K.npy --force")
        recognised[name].append(accuracy(np.load(FOLDER / "K.npy"))[0])
figure, axis = plt.subplots(figsize=(6.2, 3.6))
for (name, rates), colour in zip(recognised.items(), series):
    rates = np.array(rates)
    axis.errorbar(depths, rates, np.sqrt(rates * (1 - rates) / len(test)), fmt="o-", lw=1, color=colour, label=name)
axis.axhline(0.1, color=grey, ls=":", label="guessing")
axis.set(xlabel="depth of the network", ylabel="images recognised", xscale="log", xticks=depths,
         xticklabels=depths, ylim=(0, 1))
axis.minorticks_off()
axis.legend(loc="lower left")
plt.show()
print("depth 64:", ", ".join(f"{name} {rates[-1]:.2f}" for name, rates in recognised.items()))
assert recognised["edge of chaos"][-1] > max(recognised["ordered"][-1], recognised["chaotic"][-1]) + 0.2

# %% [markdown]
# The noise of the targets, 10⁻⁴ of the length, is what limits the ordered phase: differences of images are still there, but
# smaller than it. In the chaotic phase no precision helps: what images of one digit had in common is gone.
