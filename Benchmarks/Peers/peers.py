"""Sampling beside what one would use instead: nanoseconds per attempted update and replica, and ratios.

  python3 Benchmarks/Peers/peers.py [--tool .build-release/release/replica] [--repetitions 3] [--only WORD]

Every program runs alone and one after the other, on one thread, at one temperature after a burn-in; each is timed at k
and at 3k sweeps, so that set-up and burn-in cancel, in processor time of its process. Ours is the whole
`replica sample` with four ladders of 24 temperatures (64 on lattices), not a kernel. `plain` is a loop in C (plain.c, -O3 -march=native -ffast-math);
numba, openjij and dwave-samplers are timed where Python has them (pip install numpy numba openjij dwave-samplers).
"""

import argparse
import json
import os
import pathlib
import platform
import resource
import subprocess
import sys
import tempfile

# The temperatures of a ladder of ours.
RUNGS = {"dense": 24, "lattice": 64}
HERE = pathlib.Path(__file__).resolve().parent
THREADS = {
    name: "1"
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "MKL_NUM_THREADS")
}


def processor_seconds(command):
    """User and system time of a command; its output is thrown away."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, env=os.environ | THREADS, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stderr.strip()[-300:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def replica(tool, job, sweeps, folder):
    """`replica sample` of four ladders with exchanges."""
    model = (
        ["sk", "-s", job["n"], "--disorder", job["disorder"]]
        if job["kind"] == "dense"
        else ["edwards-anderson", "--length", job["length"], "--disorder", "pm1"]
    )
    # Temperatures that lie close together: as many as glasses need, or as a word of the kernel of lattices carries.
    low, high = 0.99 * job["t"], 1.01 * job["t"]
    store = pathlib.Path(folder) / f"{sweeps}.zarr"
    subprocess.run(["rm", "-rf", store], check=True)
    return [
        tool, "sample", *map(str, model), "--temperature-range", f"{low}:{high}:{RUNGS[job['kind']]}", "--sweeps", str(sweeps), "--burn-in", "300",
        "--draws", "2", "--threads", "1", "-o", store, "--quiet",
    ]  # fmt: skip


def plain(program, job, sweeps):
    if job["kind"] == "dense":
        return [program, "dense", str(job["n"]), str(job["t"]), str(300 + sweeps), job["disorder"]]
    return [program, "lattice", str(job["length"]), str(job["t"]), str(300 + sweeps)]


def couplings(job):
    """The same couplings for all Python programs: pairs i < j of H = -sum J s s."""
    import numpy as np

    draws = np.random.default_rng(1)
    if job["kind"] == "dense":
        n = job["n"]
        shape = (n, n)
        matrix = draws.standard_normal(shape) if job["disorder"] == "gaussian" else draws.choice([-1.0, 1.0], shape)
        return np.triu(matrix, 1) / np.sqrt(n)
    side = job["length"]
    sites = np.arange(side**3).reshape(side, side, side)
    pairs = np.concatenate(
        [np.stack([sites.ravel(), np.roll(sites, -1, d).ravel()], 1) for d in range(3)]
    )
    return pairs, draws.choice([-1.0, 1.0], len(pairs))


def run_numba(job, sweeps):
    import numba
    import numpy as np

    @numba.njit(fastmath=True)
    def metropolis(rows, spins, fields, beta, count):
        for _ in range(count):
            for i in range(spins.size):
                cost = np.float32(2) * beta * spins[i] * fields[i]
                if cost <= 0 or np.random.random() < np.exp(-cost):
                    change = np.float32(-2) * spins[i]
                    row = rows[i]
                    for j in range(spins.size):
                        fields[j] += change * row[j]
                    spins[i] = -spins[i]

    @numba.njit(fastmath=True)
    def lattice(neighbours, bonds, spins, weights, count):
        for _ in range(count):
            for i in range(spins.size):
                field = 0
                for k in range(6):
                    field += bonds[i, k] * spins[neighbours[i, k]]
                field *= spins[i]
                if field <= 0 or np.random.random() < weights[field]:
                    spins[i] = -spins[i]

    draws = np.random.default_rng(2)
    beta = np.float32(1 / job["t"])
    if job["kind"] == "dense":
        upper = couplings(job)
        rows = np.ascontiguousarray(upper + upper.T, np.float32)
        spins = draws.choice([-1.0, 1.0], len(rows)).astype(np.float32)
        metropolis(rows, spins, rows @ spins, beta, 300 + sweeps)
        return
    pairs, values = couplings(job)
    n = job["length"] ** 3
    neighbours, bonds = np.zeros((n, 6), np.int32), np.zeros((n, 6), np.int8)
    for d in range(3):
        i, j = pairs[d * n : (d + 1) * n].T
        neighbours[i, 2 * d], neighbours[j, 2 * d + 1] = j, i
        bonds[i, 2 * d] = bonds[j, 2 * d + 1] = values[d * n : (d + 1) * n]
    spins = draws.choice([-1, 1], n).astype(np.int8)
    lattice(neighbours, bonds, spins, np.exp(-2 * beta * np.arange(7)).astype(np.float32), 300 + sweeps)


def run_openjij(job, sweeps):
    import openjij
    import numpy as np

    # openjij's H has no minus sign; a full matrix would count every pair twice, so the upper triangle is given.
    if job["kind"] == "dense":
        model = openjij.model.model.BinaryQuadraticModel.from_numpy_matrix(-couplings(job), vartype="SPIN")
        sparse = False
    else:
        pairs, values = couplings(job)
        bonds = {(int(i), int(j)): -float(v) for (i, j), v in zip(pairs, values)}
        model = openjij.model.model.BinaryQuadraticModel(
            {i: 0.0 for i in range(job["length"] ** 3)}, bonds, 0.0, "SPIN", sparse=True
        )
        sparse = True
    openjij.SASampler().sample(
        model, schedule=[[1 / job["t"], 300 + sweeps]], num_reads=1, sparse=sparse, seed=3
    )


def run_dwave(job, sweeps):
    import dimod
    import numpy as np
    from dwave.samplers import SimulatedAnnealingSampler

    if job["kind"] == "dense":
        n = job["n"]
        model = dimod.BinaryQuadraticModel(np.zeros(n), -couplings(job), 0.0, "SPIN")
    else:
        pairs, values = couplings(job)
        bonds = {(int(i), int(j)): -float(v) for (i, j), v in zip(pairs, values)}
        model = dimod.BinaryQuadraticModel({}, bonds, 0.0, "SPIN")
    SimulatedAnnealingSampler().sample(
        model, beta_schedule_type="custom", beta_schedule=[1 / job["t"]],
        num_sweeps_per_beta=300 + sweeps, num_reads=1, seed=4,
    )  # fmt: skip


PYTHON = {"numba": run_numba, "openjij": run_openjij, "dwave": run_dwave}


def installed(name):
    module = {"dwave": "dwave.samplers"}.get(name, name)
    return not subprocess.run([sys.executable, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", default=".build-release/release/replica")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--only", default="", help="jobs whose name has this word")
    parser.add_argument("--run", nargs=3, metavar=("PEER", "JOB", "SWEEPS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        PYTHON[options.run[0]](json.loads(options.run[1]), int(options.run[2]))
        return
    jobs = [
        {"kind": "dense", "n": n, "t": t, "disorder": disorder}
        for disorder in ("gaussian", "pm1")
        for n, t in ((256, 0.7), (1024, 0.7), (4096, 0.7), (1024, 0.3))
    ] + [{"kind": "lattice", "length": 16, "t": t} for t in (1.1, 0.7, 0.3)]
    peers = [name for name in PYTHON if installed(name)]
    print(f"# {platform.machine()}, {platform.platform()}; plain and " + ", ".join(peers or ["no Python peer"]))
    print("job\tours ns\t" + "\t".join(f"{name} ns\tratio" for name in ["plain", *peers]))
    with tempfile.TemporaryDirectory() as folder:
        program = f"{folder}/plain"
        subprocess.run(
            ["cc", "-O3", "-march=native", "-ffast-math", HERE / "plain.c", "-lm", "-o", program], check=True
        )
        for job in jobs:
            name = (
                f"{job['disorder']} N={job['n']} T={job['t']}"
                if job["kind"] == "dense"
                else f"lattice L={job['length']} T={job['t']}"
            )
            if options.only not in name:
                continue
            size = job.get("n") or job["length"] ** 3
            base = max(400, 320_000_000 // (size * (40 + (size // 16 if job["kind"] == "dense" else 0))))

            def nanoseconds(command, replicas, base=base, size=size):
                short, long = (
                    min(processor_seconds(command(k * base)) for _ in range(options.repetitions)) for k in (1, 3)
                )
                # Less than the resolution of the clock and the scatter of the set-up says nothing.
                return (long - short) * 1e9 / (2 * base * size * replicas) if long - short > 0.05 else float("nan")

            replicas = 4 * RUNGS[job["kind"]]
            sweeps = max(100, base // 12) if job["kind"] == "dense" else base
            ours = nanoseconds(lambda k: replica(options.tool, job, k, folder), replicas, sweeps)
            line = [name, f"{ours:.2f}"]
            rivals = {"plain": lambda k: plain(program, job, k)} | {
                peer: lambda k, peer=peer: [sys.executable, __file__, "--run", peer, json.dumps(job), str(k)]
                for peer in peers
            }
            for rival, command in rivals.items():
                theirs = nanoseconds(command, 1, 4 * base if rival != "dwave" else base)
                line += [f"{theirs:.2f}", f"{theirs / ours:.1f}"]
            print("\t".join(line), flush=True)


if __name__ == "__main__":
    main()
