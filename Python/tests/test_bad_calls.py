"""Bad calls: an exception each, and the process goes on."""

import os
import threading
import unittest

import numpy
import replica_kit as rk
from support import InFolder


class BadCalls(InFolder):
    def test_a_hundred_bad_calls(self):
        rng = numpy.random.default_rng(1)
        good = rng.choice([-1.0, 1.0], (16, 64))
        nan, inf, zero = good.copy(), good.copy(), good.copy()
        nan[3, 5], inf[2, 1], zero[4] = numpy.nan, -numpy.inf, 0
        arrays = [
            numpy.zeros((0, 64)), numpy.zeros((64, 0)), numpy.zeros((1, 64)), numpy.zeros(64), numpy.float64(1) * good[0],
            numpy.zeros((2, 2, 2, 2, 64)), nan, inf, zero, good.astype(complex), good.astype(str), good.astype("S4"),
            good.astype(str).astype(object) + "x", numpy.full((16, 64), 1e308), good[:, :3], numpy.full((4, 8), 2**63 + 1, dtype="uint64"),
            numpy.array([[2**60 + 1] * 8] * 4), numpy.array([["a"] * 8] * 4, dtype=object), numpy.zeros((16, 64)),
            numpy.ma.masked_array(good, good > 0), numpy.array(5.0), numpy.zeros((16, 64), dtype="M8[s]"),
            good[:, :4] * numpy.nan,
        ]
        calls = [(rk.classify, (array,), {}) for array in arrays]
        calls += [(rk.overlaps, (array,), {}) for array in arrays]
        calls += [(rk.report, (array,), {}) for array in arrays]
        calls += [
            (rk.classify, (), {}), (rk.classify, ("",), {}), (rk.classify, ("missing.npy",), {}), (rk.classify, (None,), {}),
            (rk.classify, ({"a": 1},), {}), (rk.classify, (5,), {}), (rk.classify, ([[1, 2], [3]],), {}), (rk.classify, (good,), {"labels": [[1], [1, 2]]}), (rk.classify, ("a\0b",), {}),
            (rk.classify, (good,), {"spins": -1}), (rk.classify, (good,), {"spins": "many"}),
            (rk.classify, (good,), {"spins": True}), (rk.exact, (good[:, :16],), {"input": good, "temperature": 1}),
            (rk.sample, (numpy.eye(4),), {"temperatures": []}), (rk.classify, (numpy.broadcast_to(numpy.int8(1), (10**6, 10**6)),), {}),
            (rk.classify, (good,), {"wrong": 1}), (rk.classify, (good,), {"flips": "perhaps"}),
            (rk.classify, (good,), {"temperature": 0.5}), (rk.classify, (good,), {"subtract": "all"}),
            (rk.classify, (good,), {"labels": [1, 2]}), (rk.classify, (good,), {"labels": [numpy.nan] * 16}),
            (rk.classify, (good,), {"dimensions": "up,down"}), (rk.classify, (good,), {"seed": -1}),
            (rk.classify, (good,), {"threads": 0}), (rk.classify, (good,), {"array": "x"}),
            (rk.classify, (good,), {"spins": True}), (rk.classify, (good,), {"spins": object()}),
            (rk.classify, (good,), {"pattern_file": good[:, :5]}), (rk.classify, (good, good[:4]), {"ensemble": True}),
            (rk.overlaps, (good,), {"bins": 0}), (rk.overlaps, (good,), {"bins": 10**9}),
            (rk.overlaps, (good,), {"matrix": "q.txt"}), (rk.overlaps, (good,), {"instance": 3, "matrix": True}),
            (rk.sample, ("sk",), {}), (rk.sample, ("ising",), {"spins": 8}), (rk.sample, ("sk",), {"spins": 0}),
            (rk.sample, ("sk",), {"spins": 16, "temperatures": []}),
            (rk.sample, ("sk",), {"spins": 16, "temperatures": [-1]}),
            (rk.sample, ("sk",), {"spins": 16, "temperatures": [numpy.nan]}),
            (rk.sample, ("sk",), {"spins": 16, "temperature_range": (1, 2)}),
            (rk.sample, ("sk",), {"spins": 16, "temperature": 1, "output": "no/such/folder.zarr"}),
            (rk.sample, ("sk",), {"spins": 16, "temperature": 1, "algorithm": "magic"}),
            (rk.sample, (rng.normal(size=(8, 8)),), {"temperature": 1}), (rk.sample, (good,), {"temperature": 1}),
            (rk.sample, (nan[:8, :8],), {"temperature": 1}), (rk.sample, (numpy.zeros((0, 0)),), {"temperature": 1}),
            (rk.exact, ("sk",), {"spins": 60, "temperature": 1}), (rk.exact, ("sk",), {"spins": 8, "temperature": -1}),
            (rk.theory.sk, (), {"temperature": -1}), (rk.theory.sk, (), {"temperature": numpy.inf}),
            (rk.theory.sk, (), {"temperature": "cold"}), (rk.theory.sk, (), {"ansatz": "none", "temperature": 1}),
            (rk.theory.hopfield, (), {"load": -1, "temperature": 0.1}), (rk.theory.at_line, (), {}),
            (rk.deepnet.theory, (), {"sigma_w": -1, "sigma_b": 0}), (rk.deepnet.theory, (), {}),
            (rk.deepnet.theory, (), {"sigma_w": 1, "sigma_b": 0, "activation": "none"}),
            (rk.deepnet.kernel, (good,), {}), (rk.deepnet.kernel, (nan,), {"sigma_w": 1, "sigma_b": 0, "depth": 2}),
            (rk.deepnet.kernel, (good,), {"sigma_w": 1, "sigma_b": 0, "depth": 0}),
            (rk.deepnet.kernel, (good,), {"sigma_w": 1, "sigma_b": 0, "depth": 2, "targets": [1.0]}),
            (rk.recurrent.theory, (), {"sigma_w": numpy.nan}), (rk.recurrent.simulate, (), {"sigma_w": 1, "neurons": -5}),
            (rk.compare, (), {"sigma_w": 0}), (rk.synth, ("nothing",), {}), (rk.synth, ("one-step",), {"spins": -1}),
            (rk.synth, ("one-step",), {"output": "x.txt"}), (rk.open_run, ("missing.zarr",), {}),
            (rk.report, ("missing.zarr",), {}), (rk.check, ("missing.zarr",), {}), (rk.scan, ("sk",), {"spins": [8]}),
            (rk.run, ("no-such-verb",), {}), (rk.run, (), {}), (rk.options, ("no-such-verb",), {}),
            (rk.run, ("classify", "memory:other"), {"arrays": {"q": good}}),
            (rk.classify, (good.astype("int8").view("uint8"),), {}), (rk.sample, ("sk",), {"spins": 8, "field": numpy.ones(8)}),
            (rk.sample, (numpy.ones((4, 4)) - numpy.eye(4),), {"temperature": 1, "fields": [1, 2, 3]}),
            (rk.deepnet.simulate, (), {"sigma_w": 1, "sigma_b": 0, "inputs": good}), (rk.reproduce, ("nothing",), {}),
            (rk.classify, (good,), {"heat_map": True}), (rk.status, ("missing.zarr",), {}),
        ]
        self.assertGreater(len(calls), 100)
        for function, values, options in calls:
            with self.subTest(function=function.__name__, options=options, values=str(values)[:60]):
                with self.assertRaises(rk.ReplicaError) as caught:
                    function(*values, **options)
                message = str(caught.exception)
                self.assertTrue(message and "memory:" not in message, message)
        self.assertEqual(os.listdir("."), [])
        self.assertEqual(rk.classify(good).replicas, 16)

    def test_kinds_of_errors(self):
        good = numpy.random.default_rng(1).choice([-1.0, 1.0], (16, 64))
        bad = good.copy()
        bad[3, 5] = numpy.nan
        with self.assertRaisesRegex(rk.BadData, "data"):
            rk.classify(bad)
        with self.assertRaises(rk.Usage):
            rk.classify(good, wrong=1)
        with self.assertRaises(rk.Missing):
            rk.classify("missing.npy")
        with self.assertRaises(rk.Refused):
            rk.exact("sk", spins=60, temperature=1)
        rk.sample("sk", spins=16, temperature=1, sweeps=64, output="a.zarr")
        with self.assertRaisesRegex(rk.CannotCreate, "force"):
            rk.sample("sk", spins=16, temperature=1, sweeps=64, output="a.zarr")
        with self.assertRaisesRegex(rk.Usage, "sigma_w"):
            rk.deepnet.theory(sigma_w=-1, sigma_b=0)
        with self.assertRaisesRegex(rk.BadData, r"array.view\('int8'\)"):
            rk.classify(good.astype("int8").view("uint8"))
        with self.assertRaisesRegex(rk.Usage, "deepnet.kernel takes"):
            rk.deepnet.simulate(sigma_w=1, sigma_b=0, inputs=good)
        with self.assertRaisesRegex(rk.Usage, "fields=h"):
            rk.exact("sk", spins=8, temperature=1, field=[0.1] * 8)

    def test_messages_speak_of_keywords(self):
        from replica_kit._options import words_of_python
        for text, expected in (
            ("give --spins N, or --transpose for columns", "give spins=N, or transpose=True for columns"),
            ("--subtract site-mean takes it out; --no-power is faster", 'subtract="site-mean" takes it out; power=False is faster'),
            ("--sigma-w is -1; expected --sigma-w 2.5.", "sigma_w is -1; expected sigma_w=2.5."),
            ("a--spins.npy and ./--spins.npy and '--spins.npy' stay", "a--spins.npy and ./--spins.npy and '--spins.npy' stay"),
            ("next: replica check a.zarr --temperature 0.5; --force replaces it", "next: replica check a.zarr --temperature 0.5; force=True replaces it"),
            ("choose one with --select layer=VALUE", "choose one with select layer=VALUE"), ("--- 2 -- 3", "--- 2 -- 3"),
        ):
            self.assertEqual(words_of_python(text), expected)
        os.mkdir("--spins")
        numpy.save("--spins/--seed.npy", numpy.zeros((4, 8)))
        with self.assertRaisesRegex(rk.BadData, r"\./--spins/--seed\.npy"):
            rk.classify("--spins/--seed.npy")
        overlap = numpy.eye(16)
        with self.assertRaisesRegex(rk.Usage, "spins=N"):
            rk.classify(overlap)

    def test_threads_at_once(self):
        rng = numpy.random.default_rng(1)
        arrays = [rng.choice([-1.0, 1.0], (12 + k, 64)) for k in range(8)]
        expected = [rk.classify(array, power=False).json for array in arrays]
        found = [None] * 32
        def work(k):
            if k % 4 == 3:
                try:
                    rk.classify(arrays[k % 8] * numpy.nan)
                except rk.BadData as error:
                    found[k] = error
            else:
                found[k] = rk.classify(arrays[k % 8], power=False).json
        threads = [threading.Thread(target=work, args=(k,)) for k in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for k, result in enumerate(found):
            if k % 4 == 3:
                self.assertIsInstance(result, rk.BadData)
            else:
                self.assertEqual(result, expected[k % 8])

    def test_fork(self):
        rk.theory.sk(temperature=0.5)
        child = os.fork()
        if child == 0:
            try:
                rk.theory.sk(temperature=0.5)
            except rk.Refused as error:
                os._exit(7 if "spawn" in str(error) else 1)
            os._exit(2)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 7)


    def test_what_is_accepted_in_other_forms(self):
        """Arrays where lists are, times as an array, and what sample returns as the run that it is of."""
        couplings = numpy.ones((6, 6)) - numpy.eye(6)
        found = rk.sample(couplings, temperatures=numpy.array([1.0, 2.0]), sweeps=64, draws=8, output="forms.zarr")
        both = rk.classify(found, temperature=numpy.array([1.0, 2.0]))
        self.assertEqual([point["temperature"] for point in both.to_dict()["points"]], [1.0, 2.0])
        spins = numpy.random.default_rng(3).choice([-1.0, 1.0], (16, 64))
        self.assertEqual(
            rk.classify(spins, order=numpy.arange(16.0)).to_dict()["verdict"],
            rk.classify(spins, order="index").to_dict()["verdict"])
        names = rk.options("classify")
        self.assertIn("temperature", names)
        self.assertFalse([name for name in names if len(name) == 1])


if __name__ == "__main__":
    unittest.main()
