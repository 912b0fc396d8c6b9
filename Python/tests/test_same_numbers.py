"""The same numbers, bit for bit, from the tool and from Python."""

import json
import unittest

import numpy
import replica_kit as rk
from support import InFolder, tool, without_times


class SameNumbers(InFolder):
    def check(self, result, *words):
        self.assertEqual(result.json, tool(*words, folder=self.folder))

    def test_theory(self):
        self.check(rk.theory.sk(temperature=0.5), "theory", "sk", "--temperature", "0.5")
        self.check(rk.theory.sk(temperature=0.7, field=0.1, ansatz="rs"),
                   "theory", "sk", "--temperature", "0.7", "--field", "0.1", "--ansatz", "rs")
        self.check(rk.theory.at_line(field=0.3), "theory", "at-line", "--field", "0.3")
        self.check(rk.theory.rem(temperature=0.5), "theory", "rem", "--temperature", "0.5")
        self.check(rk.theory.hopfield(load=0.05, temperature=0.2),
                   "theory", "hopfield", "--load", "0.05", "--temperature", "0.2")
        self.check(rk.deepnet.theory(sigma_w=1.5, sigma_b=0.3),
                   "deepnet", "theory", "--sigma-w", "1.5", "--sigma-b", "0.3")
        self.check(rk.deepnet.trajectory(sigma_w=2, sigma_b=0.3, q0=1, c0=0.6, depth=8),
                   "deepnet", "trajectory", "--sigma-w", "2", "--sigma-b", "0.3", "--q0", "1", "--c0", "0.6", "--depth", "8")
        self.check(rk.recurrent.theory(sigma_w=2.0), "recurrent", "theory", "--sigma-w", "2.0")
        self.check(rk.exact("sk", spins=10, temperature=0.5), "exact", "sk", "--spins", "10", "--temperature", "0.5")

    def test_every_verb_without_data(self):
        """With those of the other tests, every function that Python has, but `doctor`, which computes nothing."""
        for function, words, options in (
            (rk.theory.pspin, "theory pspin", dict(p=3, temperature=0.5)),
            (rk.deepnet.critical_line, "deepnet critical-line", dict(sigma_b_range=(0.1, 0.5, 3))),
            (rk.deepnet.phase_diagram, "deepnet phase-diagram", dict(sigma_w_range=(1, 3, 3), sigma_b_range=(0.1, 0.5, 2))),
            (rk.deepnet.simulate, "deepnet simulate",
             dict(sigma_w=2.5, sigma_b=0.3, width=60, depth=4, networks=3, inputs=6, seed=2)),
            (rk.deepnet.jacobian, "deepnet jacobian", dict(sigma_w=1.2, sigma_b=0.3, depth=4)),
            (rk.recurrent.autocovariance, "recurrent autocovariance", dict(sigma_w=1.5)),
            (rk.recurrent.transient, "recurrent transient", dict(sigma_w=1.5, time=2)),
            (rk.recurrent.phase_diagram, "recurrent phase-diagram", dict(sigma_w_range=(0.5, 2, 3), sigma_b_range=(0, 0.4, 2))),
            (rk.recurrent.simulate, "recurrent simulate",
             dict(sigma_w=1.8, neurons=50, networks=2, trajectories=4, time=2, seed=2)),
            (rk.recurrent.lyapunov, "recurrent lyapunov", dict(sigma_w=2, neurons=40, networks=2, exponents=3, time=20)),
            (rk.compare, "compare",
             dict(sigma_w=2, neurons=60, networks=2, replicas=8, steps=5, time=4, spins=32, instances=2, sweeps=256)),
        ):
            with self.subTest(words=words):
                pairs = [
                    (name.replace("_", "-"), ":".join(map(str, value)) if isinstance(value, tuple) else str(value))
                    for name, value in options.items()]
                expected = tool(*words.split(), *[word for name, value in pairs for word in ("--" + name, value)],
                                folder=self.folder)
                found = function(**options).json
                self.assertEqual(without_times(found), without_times(expected))
                if "_seconds" not in expected:
                    self.assertEqual(found, expected)
        for function, words, name, options in (
            (rk.deepnet.architecture, "deepnet architecture", "residual", dict(sigma_w=1.2, sigma_b=0.3, depth=3)),
            (rk.deepnet.overview, "deepnet overview", "lengths",
             dict(networks=2, width=40, depth=3, sigma_w_range=(1, 4, 3), sigma_b_range=(0, 1, 2))),
            (rk.theory.tap, "theory tap", "sk", dict(spins=48, temperature=0.8, field=0.3, starts=3)),
            (rk.plan, "plan", "sk", dict(spins=16, temperatures=[0.9, 1.2], pilot_instances=2, pilot_sweeps=256)),
            (rk.scan, "scan", "sk", dict(spins=[8, 12, 16], temperature=2, instances=4, sweeps=128, draws=16)),
        ):
            with self.subTest(words=words):
                texts = {
                    key: (":" if isinstance(value, tuple) else ",").join(map(str, value))
                    if isinstance(value, (tuple, list)) else str(value) for key, value in options.items()}
                expected = tool(*words.split(), name, *[
                    word for key, value in texts.items() for word in ("--" + key.replace("_", "-"), value)],
                    folder=self.folder)
                self.assertEqual(without_times(function(name, **options).json), without_times(expected))

    def test_runs(self):
        words = ["--spins", "24", "--temperatures", "0.6,1.2", "--instances", "3", "--sweeps", "256", "--seed", "3"]
        tool("sample", "sk", *words, "-o", "a.zarr", folder=self.folder)
        run = rk.open_run("a.zarr")
        for found, verb, *more in (
            (run.overlaps(bins=12), "overlaps", "--bins", "12"), (run.classify(power=False), "classify", "--no-power"),
            (run.check(temperature=0.6), "check", "--temperature", "0.6"),
        ):
            self.assertEqual(found.json, tool(verb, "a.zarr", *more, folder=self.folder))
        tool("report", "a.zarr", "--temperature", "0.6", "-o", "page.html", folder=self.folder)
        run.report(temperature=0.6, output="other.html")
        with open("page.html", encoding="utf-8") as page, open("other.html", encoding="utf-8") as other:
            self.assertEqual(other.read().replace("other.html", "page.html"), page.read())

    def test_arrays(self):
        rng = numpy.random.default_rng(1)
        spins = rng.choice(numpy.array([-1, 1], dtype="int8"), (32, 128))
        vectors = rng.normal(size=(24, 96))
        numpy.save("data.npy", spins)
        expected = json.loads(tool("classify", "data.npy", folder=self.folder))
        for kind in ("int8", "int16", "int32", "int64", "float16", "float32", "float64"):
            for array in (spins.astype(kind), numpy.asfortranarray(spins.astype(kind)), spins.astype(kind)[::-1][::-1]):
                found = rk.classify(array).to_dict()
                self.assertEqual(without_names(found), without_names(expected), kind)
        # Spins are packed as they are read; columns first in a file, they are numbers before.
        numpy.save("data.npy", numpy.asfortranarray(spins))
        self.assertEqual(without_names(json.loads(tool("classify", "data.npy", folder=self.folder))), without_names(expected))
        self.assertEqual(without_names(rk.classify(spins > 0).to_dict()), without_names(expected))
        numpy.save("data.npy", vectors)
        expected = json.loads(tool("overlaps", "data.npy", folder=self.folder))
        big = numpy.zeros((48, 200))
        big[::2, 3:195:2] = vectors
        swapped = vectors.astype(">f8")
        for array in (vectors, numpy.asfortranarray(vectors), big[::2, 3:195:2], swapped):
            self.assertEqual(without_names(rk.overlaps(array).to_dict()), without_names(expected))
        reversed_rows = rk.overlaps(vectors[::-1], matrix=True).matrix
        self.assertTrue((reversed_rows == rk.overlaps(vectors, matrix=True).matrix[::-1, ::-1]).all())

    def test_arrays_out(self):
        planted = rk.synth("one-step", spins=64, replicas=16, truth=True, seed=5)
        tool("synth", "one-step", "--spins", "64", "--replicas", "16", "--seed", "5", "--truth", "t.npy", "-o", "c.npy",
             folder=self.folder)
        self.assertTrue((planted.configurations == numpy.load("c.npy")).all())
        self.assertEqual(planted.configurations.dtype, numpy.int8)
        self.assertTrue((planted.labels == numpy.load("c-labels.npy")).all())
        self.assertTrue((planted.truth == numpy.load("t.npy")).all())
        x = numpy.random.default_rng(2).normal(size=(12, 5))
        numpy.save("x.npy", x)
        words = ["deepnet", "kernel", "--sigma-w", "1.5", "--sigma-b", "0.3", "--depth", "4"]
        tool(*words, "--inputs", "x.npy", "-o", "K.npy", folder=self.folder)
        found = rk.deepnet.kernel(x, sigma_w=1.5, sigma_b=0.3, depth=4)
        self.assertTrue((found.kernel == numpy.load("K.npy")).all())
        self.assertFalse(found.kernel.flags.writeable)

    def test_sampled(self):
        options = dict(spins=32, temperatures=[0.5, 0.8, 1.2], instances=2, sweeps=256, seed=3)
        words = ["--spins", "32", "--temperatures", "0.5,0.8,1.2", "--instances", "2", "--sweeps", "256", "--seed", "3"]
        by_tool = tool("sample", "sk", *words, "-o", "tool.zarr", folder=self.folder)
        by_python = rk.sample("sk", output="python.zarr", **options)
        expected, found = without_times(by_tool), without_times(by_python.json)
        expected["output"] = found["output"] = None
        self.assertEqual(found, expected)
        run = by_python.run
        for verb, words in ((run.overlaps, ["overlaps"]), (run.classify, ["classify"])):
            expected = json.loads(tool(*words, "tool.zarr", "--temperature", "0.5", folder=self.folder))
            self.assertEqual(without_names(verb(temperature=0.5).to_dict()), without_names(expected))
        # Couplings from memory are those of a file.
        couplings = numpy.random.default_rng(4).normal(size=(16, 16))
        couplings += couplings.T
        numpy.fill_diagonal(couplings, 0)
        numpy.save("J.npy", couplings)
        expected = json.loads(tool("exact", "couplings", "--input", "J.npy", "--temperature", "1", folder=self.folder))
        self.assertEqual(without_names(rk.exact(couplings, temperature=1).to_dict()), without_names(expected))


def without_names(value):
    """A document without the names of files."""
    if isinstance(value, dict):
        return {key: without_names(item) for key, item in value.items()
                if key not in ("file", "files", "remarks", "input", "run", "matrix", "offset_file")}
    if isinstance(value, list):
        return [without_names(item) for item in value]
    return value.replace("data.npy", "").replace("memory:data", "").replace("tool.zarr", "").replace(
        "python.zarr", "").replace("memory:input", "").replace("J.npy", "") if isinstance(value, str) else value


if __name__ == "__main__":
    unittest.main()
