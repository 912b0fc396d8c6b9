"""What the notebooks share: a call of the tool, checks of numbers, and one style of figures."""

import atexit
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

SMALL = os.environ.get("REPLICA_NOTEBOOKS") == "small"  # smaller samples, the same checks
FOLDER = Path(tempfile.mkdtemp(prefix="replica-"))  # where the tool writes; gone at the end
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def replica(words):
    """The JSON object that `replica WORDS --json` prints, run in FOLDER."""
    command = [os.environ.get("REPLICA", "replica"), *words.split(), "--json", "--quiet"]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"replica {words}: exit code {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def compare(what, found, expected, error=0.0, allowed=4.0, bias=0.0):
    """Prints a number beside the expected one and stops where they disagree.

    They may differ by `allowed` standard errors, plus `bias` for what is known to differ, such as
    the size of the system.
    """
    difference = found - expected
    digits = 6 if error == 0 else int(np.clip(1 - np.floor(np.log10(error)), 2, 6))
    text = f"{what:44s} {found:.{digits}f}"
    text += f" ± {error:.{digits}f}" if error else ""
    text += f", expected {expected:.{digits}f}"
    if bias:
        print(f"{text}: {difference:+.1g} of {allowed * error + bias:.1g} allowed")
    else:
        print(f"{text}: {difference / error:+.1f} standard errors" if error else f"{text}: {difference:+.1g}")
    assert abs(difference) <= allowed * error + bias, f"{what}: {found} is not {expected}"


ink, grey, blue, red = "#1b1f23", "#5b636c", "#2b6a9e", "#b23c17"  # blue: samples; red: theory
series = ["#0072b2", "#d98200", "#0b8f6b", "#b65a93", "#4aa3dc", "#c84e00"]
overlap_colours = LinearSegmentedColormap.from_list("overlap", [  # more overlap, more ink
    "#f7f4ec", "#dce7df", "#b3d5d2", "#79b8c4", "#4392b2", "#286a99", "#224580", "#1b2a5f", "#120f3a"])
plt.rcParams.update({
    "figure.dpi": 90, "font.size": 10.5, "axes.titlesize": 10.5, "axes.spines.top": False,
    "axes.spines.right": False, "legend.frameon": False, "figure.constrained_layout.use": True,
    "text.color": ink, "axes.labelcolor": ink, "axes.edgecolor": grey, "xtick.color": grey,
    "ytick.color": grey, "image.interpolation": "nearest", "lines.markersize": 4,
})
