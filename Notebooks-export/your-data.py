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
# # Your own data: an array in, a verdict out, a page for the supervisor
#
# You have R samples of N numbers each, from an experiment, another program or a network that you trained. Do
# they come from one state, from several, from a hierarchy, or is there nothing but noise? All it takes is a NumPy array with
# one sample per row.
#
# So that we can tell right from wrong, the arrays here are made by NumPy and their answers are known. Put your own
# array in place of `samples`.

# %%
from replica_notebooks import *

random = np.random.default_rng(7)
R, N = 96, 400
q0, q1 = 0.15, 0.6  # overlaps between states and inside a state
weights = np.array([0.4, 0.3, 0.2, 0.1])


def spins(states):
    """Rows of ±1: a common part of all states, a part of each state, and noise, by a normal variable per site."""
    # Signs of normal variables of correlation c have overlap (2/π) arcsin c.
    level = np.sin(np.pi / 2 * np.array([q0, q1]))
    common, own, noise = (random.normal(size=(rows, N)) for rows in (1, 4, R))
    field = np.sqrt(level[0]) * common + np.sqrt(level[1] - level[0]) * own[states] + np.sqrt(1 - level[1]) * noise
    return np.where(field < 0, -1, 1).astype(np.int8)


labels = random.choice(4, size=R, p=weights)
samples = spins(labels)
np.save(FOLDER / "samples.npy", samples)
np.save(FOLDER / "labels.npy", labels)

# %% [markdown]
# ## The verdict

# %%
found = replica("classify samples.npy --labels labels.npy --no-power")
print(found["answer"])
print(", ".join(f"{name} {p:.3f}" for name, p in found["probabilities"].items()), "\n")
for reason in found["reasons"]:
    print(" ·", reason)

# %% [markdown]
# Is it right? q0, q1 and the number of states are known, and the classes of the rows too. The breaking parameter m is
# the probability that two different rows belong to different states. With 400 sites overlaps deviate by 1/√400.

# %%
assert found["verdict"] == "one-step" and len(found["states"]) == 4
share = np.bincount(labels) / R
same = labels[:, None] == labels
pairs = ~np.eye(R, dtype=bool)
m = 1 - same[pairs].mean()
compare("overlap between states q0", found["q0"]["value"], q0, found["q0"]["error"], bias=1 / np.sqrt(N))
compare("overlap inside a state q1", found["q1"]["value"], q1, found["q1"]["error"], bias=1 / np.sqrt(N))
compare("breaking parameter m of these rows", found["breaking_parameter"]["value"], m, found["breaking_parameter"]["error"])
for weight, expected in zip(sorted(state["weight"] for state in found["states"]), sorted(share)):
    compare("weight of a state", weight, expected, bias=1e-12)

# %% alt="Overlap matrix of the samples before and after ordering, and its eigenvalues, four of them above the noise"
q = samples.astype(float) @ samples.T / N
compare("sum of the squared eigenvalues, by numpy", np.square(found["eigenvalues"]).sum(), np.square(q).sum(), bias=1e-6)
figure, axes = plt.subplots(1, 3, figsize=(12, 3.6), width_ratios=(1, 1, 1.15))
order = found["order"]
for axis, matrix, title in ((axes[0], q, "as they came"), (axes[1], q[np.ix_(order, order)], "ordered by the tool")):
    image = axis.imshow(matrix, cmap=overlap_colours, vmin=0, vmax=1)
    axis.set(title=title, xlabel="row a", ylabel="row b")
figure.colorbar(image, ax=axes[1], label="overlap")
axes[2].loglog(range(1, R + 1), found["eigenvalues"], "o", color=blue)
axes[2].axhline(found["noise_threshold"], color=red, ls="--", label="noise ends here")
axes[2].set(xlabel="rank", ylabel="eigenvalue of $q_{ab}$", title=f"{found['significant_eigenvalues']} above the noise")
axes[2].legend()
plt.show()

# %% [markdown]
# ## What if the data are something else?
#
# Four more arrays: pure noise, one state, a Markov chain whose rows remember each other, and states of real numbers. The
# chain is the mistake most often made, and no verdict should be given.

# %%
chain = np.empty((R, N), np.int8)
chain[0] = random.choice([-1, 1], N)
for step in range(1, R):
    chain[step] = np.where(random.random(N) < 0.04, -chain[step - 1], chain[step - 1])
arrays = {
    "pure noise": random.choice(np.array([-1, 1], np.int8), size=(R, N)),
    "one state": spins(np.zeros(R, int)),
    "a chain": chain,
    "four states of real numbers": np.abs(random.normal(size=(4, N)))[labels] + 0.6 * random.normal(size=(R, N)),
}
verdicts = {}
for name, array in arrays.items():
    np.save(FOLDER / "array.npy", array)
    verdicts[name] = one = replica(
        f"classify array.npy --no-power {'--order index' if name == 'a chain' else ''}")
    print(f"{name}: {one['verdict']}. {one['answer']}")
    for warning in one["warnings"][:1]:
        print(f"    warning: {warning}")
assert verdicts["pure noise"]["verdict"] == "paramagnetic"
assert verdicts["one state"]["verdict"] == "replica-symmetric"
assert verdicts["a chain"]["verdict"] not in ("one-step", "hierarchical", "replica-symmetric")
assert verdicts["four states of real numbers"]["verdict"] == "one-step"

# %% [markdown]
# ## A page for the supervisor
#
# One file, no network needed: the answer in a sentence, how sure it is, what to do next, the ordered matrix with its
# tree, the spectrum, P(q), the states, and the command that makes it again. The page of this array is
# [your-data-page.html](your-data-page.html).

# %%
page = replica("report samples.npy --labels labels.npy -o page.html")
text = (FOLDER / "page.html").read_text(encoding="utf-8")
print(f"{page['headline']}  (page.html, {len(text) / 1000:.0f} kB)")
assert page["headline"] in text and 'src="http' not in text and len(text) < 1_000_000
shutil.copy(FOLDER / "page.html", "your-data-page.html")
