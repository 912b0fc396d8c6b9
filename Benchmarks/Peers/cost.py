"""What sampling costs against the number of spins and of walkers: a table and a figure.

  python3 Benchmarks/Peers/cost.py [--tool .build-release/release/replica] [--repetitions 2] [--figure cost.svg]

Nanoseconds of the processor per attempted update of the whole `replica sample` on fully connected models at T = 0.7, with two
ladders of as many temperatures as there are walkers, timed at k and at 3k sweeps as in peers.py. gnuplot draws the figure.
"""

import argparse
import pathlib
import subprocess
import tempfile

from peers import processor_seconds

SIZES = [64, 256, 1024, 4096]
WALKERS = [2, 8, 24, 96]
LADDERS = 2
DISORDER = {"gaussian": "SK, Gaussian couplings", "pm1": "SK, couplings +1 and -1"}


def sample(tool, disorder, size, walkers, sweeps, store):
    """`replica sample` at temperatures that lie close together."""
    subprocess.run(["rm", "-rf", store], check=True)
    return [
        tool, "sample", "sk", "-s", str(size), "--disorder", disorder, "--temperature-range", f"0.693:0.707:{walkers}",
        "--chains", str(LADDERS), "--sweeps", str(sweeps), "--burn-in", "100", "--draws", "2", "--threads", "1",
        "-o", store, "--quiet",
    ]  # fmt: skip


def nanoseconds(tool, disorder, size, walkers, repetitions, folder):
    """Per attempted update; set-up and burn-in cancel."""
    updates = LADDERS * walkers * size
    sweeps = max(64, 60_000_000 // (updates * (1 + size // 1024)))
    short, long = (
        min(
            processor_seconds(sample(tool, disorder, size, walkers, k * sweeps, pathlib.Path(folder) / "run.zarr"))
            for _ in range(repetitions)
        )
        for k in (1, 3)
    )
    return (long - short) * 1e9 / (2 * sweeps * updates)


def draw(found, path):
    """Cost against size, a line for each number of walkers."""
    script = [
        f"set terminal svg size 900,380 font 'Helvetica,13'; set output '{path}'",
        "set multiplot layout 1,2; set logscale xy; set xlabel 'N'; set ylabel 'ns per update'",
        f"set xtics ({', '.join(map(str, SIZES))}); set yrange [2:200]; set key left top title 'walkers'; set grid",
    ]
    for disorder, title in DISORDER.items():
        plots = ", ".join(f"'-' with linespoints lw 2 pt 7 ps 0.6 title '{walkers}'" for walkers in WALKERS)
        script.append(f"set title '{title}'; plot {plots}")
        for walkers in WALKERS:
            script += [f"{size} {found[disorder, size, walkers]}" for size in SIZES] + ["e"]
    subprocess.run(["gnuplot"], input="\n".join(script + ["unset multiplot", ""]), text=True, check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", default=".build-release/release/replica")
    parser.add_argument("--repetitions", type=int, default=2)
    parser.add_argument("--figure", help="where the figure is written, .svg")
    options = parser.parse_args()
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        print("| | " + " | ".join(map(str, WALKERS)) + " walkers |", flush=True)
        print("|---" * (1 + len(WALKERS)) + "|", flush=True)
        for disorder, title in DISORDER.items():
            for size in SIZES:
                line = []
                for walkers in WALKERS:
                    found[disorder, size, walkers] = nanoseconds(
                        options.tool, disorder, size, walkers, options.repetitions, folder
                    )
                    value = found[disorder, size, walkers]
                    line.append(f"{value:.2g}" if value < 10 else f"{value:.0f}")
                print(f"| {title}, N = {size} | " + " | ".join(line) + " |", flush=True)
    if options.figure:
        draw(found, options.figure)


if __name__ == "__main__":
    main()
