"""Changed files, damaged runs and combined options; called by Scripts/mutation-campaign.

Right is: exit code 0, 1, 64, 65, 66, 73 or 75; a word of error where it is not 0, and not more than 2000 bytes; JSON
without NaN where it is 0, with the replicas, sites, mean overlap, ground state and ln Z that numpy finds in the file;
less than 20 seconds of processor time (a longer computation ends on SIGTERM) and less than 2 GiB.
"""
import argparse
import json
import os
import pathlib
import random
import re
import shutil
import sys
import tempfile

import numpy

import answers
import changes
import options
import sources
from process import Runner

parser = argparse.ArgumentParser(prog="mutation-campaign")
parser.add_argument("tool")
for name, number in [("files", 4000), ("options", 1000), ("damage", 300), ("seed", 1), ("seconds", 20), ("gigabytes", 2)]:
    parser.add_argument(f"--{name}", type=int, default=number)
parser.add_argument("--only")
parser.add_argument("--keep")
arguments = parser.parse_args()
tool = os.path.abspath(arguments.tool)
only = set(arguments.only.split(",")) if arguments.only else None
keep = os.path.abspath(arguments.keep) if arguments.keep else None


def close(found, expected):
    return found is not None and abs(found - expected) <= 1e-5 * max(1, abs(expected))


def check_array(runner, outcome, expected, note, name, good=None):
    """Compares what the tool read of an array with what numpy reads of it, or with what it was before the change."""
    if outcome.code != 0 or outcome.late:
        return
    if expected is answers.REFUSED:
        if good is not None and outcome.output == good:
            unaffected[0] += 1
        else:
            runner.finding(note, "read, where numpy or zarr refuses", [name])
        return
    if expected is None or not isinstance(expected, numpy.ndarray):
        return
    answer = answers.array_answer(expected)
    found = outcome.document()
    if answer is None or found is None:
        return
    mean = (found.get("mean_overlap") or {}).get("mean")
    if found["replicas"] != answer["replicas"] or found["spins"] != answer["spins"] or not close(mean, answer["mean"]):
        runner.finding(note, f"{found['replicas']} × {found['spins']}, ⟨q⟩ {mean}; numpy has {answer}", [name])
    else:
        compared[0] += 1


def check_couplings(runner, outcome, expected, note, name):
    """Compares the ground state and ln Z with an enumeration here."""
    if outcome.code != 0 or outcome.late or expected is None:
        return
    found = outcome.document()
    if found is None:
        return
    ground, log = found["ground_state_energy_per_spin"], found["log_partition_function"]
    if found["spins"] != expected["spins"] or not close(ground, expected["ground"]) or not close(log, expected["log"]):
        runner.finding(note, f"N = {found['spins']}, e0 = {ground}, ln Z = {log}; expected {expected}", [name])
    else:
        compared[0] += 1


def change_file(runner, rng, kind, name, data, count):
    """One changed file, read by a verb that reads its format."""
    bytes_ = changes.changed(data, rng)
    file = "in-" + name
    (runner.folder / file).write_bytes(bytes_)
    note = f"file {count} ({kind})"
    if kind in ("list", "market", "matrix", "model"):
        verb = rng.choice([["exact", "couplings", "--temperature", "1"]] * 3 + [
            ["sample", "couplings", "-t", "1", "--sweeps", "4", "--draws", "2", "-o", "out.zarr", "--force"]])
        outcome = runner.run([*verb, "--input", file], kind, note, [file])
        if verb[0] == "exact":
            answer = {"list": answers.edge_list, "market": answers.market}.get(kind, lambda _: None)(bytes_)
            check_couplings(runner, outcome, answer, note, file)
        if kind == "model" and outcome.code == 0 and answers.json_is_broken(bytes_):
            runner.finding(note, "read, where Python's json refuses", [file])
    elif kind == "npy" and rng.random() < 0.15:
        runner.run(rng.choice([
            ["deepnet", "kernel", "--sigma-w", "1.5", "--sigma-b", "0.2", "--depth", "2", "--inputs", file],
            ["deepnet", "simulate", "--sigma-w", "1.5", "--sigma-b", "0.2", "--width", "8", "--depth", "2", "--networks", "1",
             "--input", file], ["exact", "hopfield", "--pattern-file", file, "-s", "10", "-t", "1"]]), kind, note, [file])
    else:
        chosen = {"two.npz": ["--array", "a"], "several.npz": ["--array", "spins"], "hdf5.nc": ["--array", "whole"],
                  "records64.nc": ["--array", "whole"], "records5.nc": ["--array", "whole"],
                  "version5.mat": ["--array", "S"], "several.xlsx": ["--array", "one"],
                  "tensors.safetensors": ["--array", rng.choice(["half", "brain", "bytes"])]}.get(name, [])
        verb = rng.choice([["overlaps"]] * 4 + [["classify", "--no-power"]])
        outcome = runner.run([*verb, file, *chosen], kind, note, [file])
        foreign = {"mat": answers.mat, "hdf5": answers.hdf5, "netcdf": answers.netcdf, "sheet": answers.sheet}
        if verb == ["overlaps"] and kind in foreign:
            check_array(runner, outcome, foreign[kind](bytes_, chosen[1] if chosen else None), note, file)
        elif verb == ["overlaps"] and kind == "zipped":
            check_array(runner, outcome, answers.store(runner.folder / file), note, file)
        elif verb == ["overlaps"] and not chosen:
            reader = {"npy": answers.npy, "npz": answers.npz, "table": answers.table, "tensors": answers.tensors}.get(kind)
            if reader:
                check_array(runner, outcome, reader(bytes_), note, file)
            if kind == "samples" and outcome.code == 0 and answers.json_is_broken(bytes_):
                runner.finding(note, "read, where Python's json refuses", [file])
    (runner.folder / file).unlink()


def files_of(store):
    return sorted(path for path in store.rglob("*") if path.is_file())


def change_store(runner, rng, kind, name, count):
    """One file of a Zarr array of others, changed."""
    store = runner.folder / name
    file = rng.choice(files_of(store))
    good = file.read_bytes()
    if name not in before:
        before[name] = runner.start(["overlaps", name, "--json", "--threads", "1"]).output
    file.write_bytes(changes.changed(good, rng))
    note = f"store {count} ({kind}) {file.relative_to(runner.folder)}"
    outcome = runner.run(["overlaps", name], kind, note, [name])
    if kind == "zarr":
        check_array(runner, outcome, answers.store(store), note, name, before[name])
    file.write_bytes(good)


def same(key, found, expected):
    """Whether two contents of a file are the same; of metadata the values count, not the space between them."""
    if found == expected or not key.endswith("zarr.json"):
        return found == expected
    try:
        return json.loads(found) == json.loads(expected)
    except (TypeError, ValueError):
        return False


def lasting(store):
    """The content of a run that does not depend on how it was computed."""
    return {str(path.relative_to(store)): path.read_bytes() for path in files_of(store)
            if "/wall_seconds/" not in str(path) and "/.checkpoint/" not in str(path)}


def answers_of(runner, name, readers):
    return {reader: runner.start([*reader.split(), name, "--json", "--threads", "1"]).output for reader in readers}


def says_partial(runner, reader, name):
    """Whether the text says how many of the instances or networks it judges."""
    said = runner.start([*reader.split(), name, "--threads", "1"]).output.decode(errors="replace")
    return re.search(r"\b\d+ of \d+ (instances|networks)", said) is not None


def damage_run(runner, rng, run, how, count):
    """One file of a run changed: refused, or no answer changes; with --resume refused, or the same bytes again."""
    kind, name, command, readers = run["run"]
    good = run["store"]
    work = runner.folder / ("damaged-" + name)
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(good, work)
    file = rng.choice(files_of(work))
    data = bytearray(file.read_bytes())
    if how == "deletion":
        file.unlink()
    elif how == "bit":
        if not data:
            return
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        file.write_bytes(data)
    else:
        file.write_bytes(changes.changed(bytes(data), rng))
    note = f"{how} {count} {file.relative_to(runner.folder)}"
    said = []
    for reader in readers:
        outcome = runner.run([*reader.split(), work.name], how if how != "change" else kind, note, [work.name])
        said.append(outcome.code)
        if outcome.code == 0 and outcome.output.replace(work.name.encode(), name.encode()) != run["answers"][reader]:
            # What marks an instance as complete is gone: the others are judged, and the answer says so.
            if "/wall_seconds/" in str(file) and says_partial(runner, reader, work.name):
                partial[0] += 1
            else:
                runner.finding(f"{note}: {reader}", "another answer, exit 0", [work.name])
    if rng.random() < 0.5 or not readers:
        outcome = runner.run([*command.split(), "-o", work.name, "-q", "--resume"],
                             how if how != "change" else kind, note + " --resume", [work.name])
        if outcome.code == 0:
            now = lasting(work)
            # A changed list of what is complete is written anew, and nothing else may differ.
            # The tool reads the metadata of all arrays at the root; those of single arrays are for other programs.
            differing = [key for key, value in run["lasting"].items()
                         if not same(key, now.get(key), value) and not key.endswith("/zarr.json")]
            if differing:
                again = [runner.start([*reader.split(), work.name, "--json", "--threads", "1"]) for reader in readers]
                if not readers or any(a.code == 0 and a.output.replace(work.name.encode(), name.encode())
                                      != run["answers"][r] for a, r in zip(again, readers)):
                    runner.finding(note + " --resume", f"exit 0, but {differing[:4]} differ", [work.name])
    shutil.rmtree(work, ignore_errors=True)


compared = [0]
# Answers that damage to what only other programs read has not changed, and the answers before any damage.
unaffected = [0]
partial = [0]
before = {}
with tempfile.TemporaryDirectory() as place:
    folder = pathlib.Path(place)
    rng = random.Random(arguments.seed)
    runner = Runner(tool, folder, arguments.seconds, arguments.gigabytes, keep)
    made = [entry for entry in sources.files() if only is None or entry[0] in only]
    stores = [entry for entry in sources.stores(folder) if only is None or entry[0] in only]
    runs = []
    # Options are tried on runs, too.
    needed = arguments.options or arguments.damage or only is None or only & {"run", "network-run", "checkpoint"}
    for run in sources.runs(tool, folder) if needed else []:
        store = folder / run[1]
        whole = folder / (run[4] if len(run) > 4 else run[1])
        runs.append({"run": run[:4], "store": store, "lasting": lasting(whole),
                     "answers": answers_of(runner, run[1], run[3])})
    spins = numpy.random.default_rng(1).choice([-1, 1], size=(8, 24))
    numpy.save(folder / "s.npy", spins.astype(numpy.int8))
    numpy.save(folder / "x.npy", numpy.random.default_rng(2).normal(size=(8, 24)))
    numpy.save(folder / "q.npy", spins @ spins.T / 24)
    numpy.save(folder / "p.npy", spins[:2, :8].astype(numpy.int8))
    numpy.save(folder / "cube.npy", numpy.stack([spins] * 2).astype(numpy.int8))
    numpy.save(folder / "J.npy", (spins[:, :8] + spins[:, :8].T) / 8 * (1 - numpy.eye(8)))
    (folder / "J.txt").write_text("0 1 1.5\n1 2 -0.5\n")
    (folder / "bad.json").write_text("{")
    verbs = options.tree(tool) if arguments.options else []
    for count in range(arguments.options):
        words, text = verbs[count % len(verbs)]
        command = options.command(words, text, rng, count)
        runner.run(command, "options", f"options {count}", wants_json="--json" not in command)
        for path in [*folder.glob(f"new{count}*"), *folder.glob(".tmp-*")]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    # Every kind as often as any other, every file of a kind too.
    work = {}
    for what, entries in [("file", made), ("store", stores), ("run", runs)]:
        for entry in entries:
            kind = entry["run"][0] if what == "run" else entry[0]
            if only is None or kind in only:
                work.setdefault(kind, []).append((what, entry))
    kinds = sorted(work)
    for count in range(arguments.files if work else 0):
        what, entry = rng.choice(work[kinds[count % len(kinds)]])
        if what == "file":
            change_file(runner, rng, *entry, count)
        elif what == "store":
            change_store(runner, rng, *entry, count)
        else:
            damage_run(runner, rng, entry, "change", count)
    for count in range(arguments.damage):
        damage_run(runner, rng, runs[count % len(runs)], "bit", count)
        damage_run(runner, rng, runs[count % len(runs)], "deletion", count)

for (kind, code), count in sorted(runner.outcomes.items(), key=str):
    print(f"{kind:12} {code!s:8} {count}")
for note in runner.long:
    print(f"stopped by SIGTERM after {arguments.seconds} s: {note}")
print(f"{sum(runner.outcomes.values())} runs, {compared[0]} answers as numpy's, {unaffected[0]} as before the damage, {partial[0]} of the instances that are left, at most {runner.memory:.0f} MB, "
      f"{len(runner.long)} longer than {arguments.seconds} s and ended when asked, {len(runner.findings)} findings")
sys.exit(1 if runner.findings else 0)
