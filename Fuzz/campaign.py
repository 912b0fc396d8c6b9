#!/usr/bin/env python3
"""Changed files and combined options, tried on the tool as a user would.

    Fuzz/campaign.py TOOL [FILES [COMBINATIONS]]      4000 files and 1000 combinations unless said otherwise

Each file of Fuzz/Corpora is changed at random (bits, bytes, numbers, parts left out, doubled or exchanged) and read by the
verb that reads its format; options are drawn at random. Right is: exit code 0, 1, 64, 65, 66 or 73, less than 20 seconds,
less than 2 GiB, less than 2000 characters of error, and JSON without NaN where there is a result. The seed is fixed.
"""
import collections
import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile

tool = os.path.abspath(sys.argv[1])
file_count = int(sys.argv[2]) if len(sys.argv) > 2 else 4000
combination_count = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
corpora = pathlib.Path(__file__).resolve().parent / "Corpora"
rng = random.Random(16)
outcomes = collections.Counter()
findings = []
environment = dict(os.environ, SWIFT_BACKTRACE="enable=no")


def run(arguments, kind, note):
    """Runs the tool and notes what is wrong with how it ended."""
    try:
        process = subprocess.run(
            [tool, *arguments, "--json", "--threads", "1"], capture_output=True, timeout=20, env=environment,
            stdin=subprocess.DEVNULL,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30)))
    except subprocess.TimeoutExpired:
        outcomes[kind, "hang"] += 1
        findings.append((note, "more than 20 s"))
        return
    code = process.returncode
    outcomes[kind, code] += 1
    if code not in (0, 1, 64, 65, 66, 73):
        findings.append((note, f"exit {code}: {process.stderr[-200:]!r}"))
    elif len(process.stderr) > 2000 and code != 64:
        findings.append((note, f"{len(process.stderr)} characters of error"))
    elif code == 0:
        try:
            json.loads(process.stdout, parse_constant=lambda word: findings.append((note, f"{word} as a result")))
        except ValueError:
            findings.append((note, "no JSON"))


def changed(data):
    """A few random changes."""
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 8])):
        if not data:
            return bytes(data)
        place = rng.randrange(len(data))
        kind = rng.randrange(8)
        if kind == 0:
            data[place] ^= 1 << rng.randrange(8)
        elif kind == 1:
            data[place] = rng.randrange(256)
        elif kind == 2:
            del data[place : place + rng.randrange(1, 16)]
        elif kind == 3:
            data[place:place] = data[place : place + rng.randrange(1, 16)]
        elif kind == 4:
            data[place:place] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 8)))
        elif kind == 5:
            del data[place:]
        elif kind == 6:
            words = [b"0", b"-1", b"1e400", b"nan", b"4611686018427387904", b"99999999999999999999", b"2", b"\x00\x00"]
            digits = [k for k, byte in enumerate(data) if 48 <= byte < 58] or [place]
            start = rng.choice(digits)
            end = start
            while end < len(data) and 48 <= data[end] < 58:
                end += 1
            data[start:end] = rng.choice(words)
        else:
            other = rng.randrange(len(data))
            data[place], data[other] = data[other], data[place]
    return bytes(data)


arrays = {"npy": ".npy", "npz": ".npz", "csv": ".csv", "samples": ".json", "tensors": ".safetensors"}
couplings = {"list": ".txt", "market": ".mtx", "model": ".json"}
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    names = [p for p in sorted(corpora.glob("*/*")) if p.parent.name in {*arrays, *couplings, "zarr2", "zarr3"}]
    for k in range(file_count):
        source = names[k % len(names)]
        kind = source.parent.name
        data = changed(source.read_bytes())
        note = f"{kind}/{source.name} change {k}"
        if kind in couplings:
            name = "x" + couplings[kind]
            pathlib.Path(name).write_bytes(data)
            run(["exact", "couplings", "-i", name, "-t", "1"], kind, note)
        elif kind in arrays:
            name = "x" + arrays[kind]
            pathlib.Path(name).write_bytes(data)
            run([rng.choice(["overlaps", "overlaps", "classify"]), name], kind, note)
        else:
            store = pathlib.Path(f"{kind}.zarr")
            chunk = store / ("0.0" if kind == "zarr2" else "c/0/0")
            chunk.parent.mkdir(parents=True, exist_ok=True)
            chunk.write_bytes(bytes(range(1, 65)))
            (store / (".zarray" if kind == "zarr2" else "zarr.json")).write_bytes(data)
            run(["overlaps", str(store)], kind, note)

    subprocess.run([tool, "synth", "one-step", "-s", "64", "--replicas", "16", "--m", "0.5", "-q", "-o", "s.npy"])
    subprocess.run(
        [tool, "sample", "sk", "-s", "16", "--temperatures", "0.5,1", "--sweeps", "64", "--draws", "4", "-q", "-o", "r.zarr"],
        stdout=subprocess.DEVNULL)
    numbers = ["0", "1", "-1", "2", "0.5", "nan", "inf", "1e-300", "1e300", "16", "64", "4611686018427387904", "x", ""]
    values = {"--activation": ["tanh", "relu", "sin", "erf", "sign"], "--subtract": ["site-mean", "replica-mean"],
              "--ansatz": ["rs", "1rsb", "krsb", "parisi"], "--array": ["a", ""], "--select": ["0=1", "a=b", "x"],
              "--temperatures": ["0.5,1", "1,x", ","], "--temperature-range": ["0.5:1:3", "1:0:2", "a:b:c"]}
    verbs = {
        "overlaps r.zarr": "--temperature --bins --instance --spins --array --select --subtract",
        "overlaps s.npy": "--temperature --bins --instance --spins --array --select --subtract --transpose",
        "classify s.npy --no-power": "--temperature --time --spins --replicas --array --select --subtract --transpose",
        "exact sk": "--spins --temperature --temperatures --field --bias --instance --load --seed",
        "exact hopfield": "--spins --temperature --patterns --load --field --bias --seed",
        "theory sk --ansatz rs": "--temperature --field --bias --steps --temperatures --temperature-range",
        "theory at-line": "--temperature --field", "theory rem": "--temperature",
        "theory hopfield": "--load --temperature --field --transitions",
        "deepnet theory": "--sigma-w --sigma-b --q0 --c0 --activation",
        "deepnet trajectory": "--sigma-w --sigma-b --q0 --c0 --depth --activation",
        "recurrent theory": "--sigma-w --sigma-b --activation",
        "synth rs -o y.npy --force": "--spins --replicas --seed --q0",
        "sample sk --sweeps 16 --draws 2 -o t.zarr --force": "--spins --temperature --chains --field --instances --seed",
    }
    for k in range(combination_count):
        verb = rng.choice(list(verbs))
        words = verb.split()
        options = verbs[verb].split()
        for option in rng.sample(options, rng.randrange(1, min(5, len(options)) + 1)):
            words.append(option)
            if option not in ("--transpose", "--transitions"):
                words.append(rng.choice(values.get(option, numbers)))
        run(words, "options", " ".join(words))

for (kind, code), count in sorted(outcomes.items(), key=str):
    print(f"{kind:10} {code!s:5} {count}")
for note, what in findings:
    print(f"FINDING {note}: {what}")
print(f"{sum(outcomes.values())} runs, {len(findings)} findings")
sys.exit(1 if findings else 0)
