"""Results in Python's types, tables for notebooks, and arrays of other libraries."""

import copy
import importlib.util
import math
import pickle
import subprocess
import unittest
import unittest.mock

import numpy
import replica_kit as rk
from support import TOOL, InFolder

try:
    import pandas
    import xarray
except ImportError:
    xarray = None


class Results(InFolder):
    def test_values(self):
        rng = numpy.random.default_rng(1)
        spins = rng.choice([-1, 1], (32, 128))
        result = rk.classify(spins)
        self.assertEqual(result.verdict, "paramagnetic")
        self.assertAlmostEqual(sum(result.probabilities.values()), 1, places=9)
        q = spins @ spins.T / 128
        self.assertTrue(numpy.allclose(result.eigenvalues, numpy.linalg.eigvalsh(q)[::-1], atol=1e-10))
        self.assertIn("verdict", dir(result))
        self.assertEqual(result["replicas"], 32)
        with self.assertRaises(AttributeError):
            result.nothing
        self.assertIn("paramagnetic", repr(result))
        page = result._repr_html_()
        self.assertNotIn("memory:", repr(result) + page)
        self.assertIn("<table>", page)
        self.assertEqual(result.to_dict()["verdict"], "paramagnetic")
        self.assertEqual(rk.classify(spins, heat_map=False).json, result.json)
        again = pickle.loads(pickle.dumps(result))
        self.assertEqual((again.json, repr(again)), (result.json, repr(result)))
        self.assertEqual(copy.deepcopy(result).verdict, "paramagnetic")

    def test_estimates(self):
        found = rk.sample("sk", spins=32, temperatures=[0.5, 1.2], instances=2, sweeps=256, output="a.zarr")
        energy = found.temperatures[0].energy_per_spin
        self.assertIsInstance(energy, rk.Estimate)
        self.assertTrue(energy.error > 0 and energy.nominal_value == energy.value == float(energy))
        self.assertEqual(repr(rk.Estimate(0.12345, 0.0012)), "0.1235(12)")
        self.assertTrue(math.isnan(rk.Estimate(1).error))
        self.assertEqual(f"{rk.Estimate(0.12345, 0.0012):.3f} {rk.Estimate(0.5):.2f} {rk.Estimate(0.5, 0.01)}", "0.123 ± 0.001 0.50 0.500(10)")
        energy.__dict__.pop("_number", None)
        with unittest.mock.patch.dict("sys.modules", {"uncertainties": None}), self.assertRaisesRegex(ImportError, "uncertainties"):
            energy - 1
        self.assertEqual(pickle.loads(pickle.dumps(energy)), energy)
        page = rk.report("a.zarr", temperature=0.5)
        self.assertTrue(page.html.startswith("<!DOCTYPE html>") or "<html" in page.html[:300])
        page.save("a.html")
        if xarray is not None:
            data = found.to_xarray()
            self.assertEqual(data.temperatures_energy_per_spin.dims, ("temperatures",))
            self.assertEqual(float(data.temperatures_energy_per_spin_error[0]), energy.error)

    def test_fields_and_patterns_of_ones_own(self):
        rng = numpy.random.default_rng(5)
        couplings = rng.normal(size=(8, 8))
        couplings = (couplings + couplings.T) * (1 - numpy.eye(8))
        fields = rng.normal(size=8)
        spins = 2 * ((numpy.arange(256)[:, None] >> numpy.arange(8)) & 1) - 1
        energies = -0.5 * numpy.einsum("ki,ij,kj->k", spins, couplings, spins) - spins @ fields
        found = rk.exact(couplings, fields=fields, temperature=2)
        self.assertAlmostEqual(found.log_partition_function, numpy.log(numpy.exp(-energies / 2).sum()), places=10)
        self.assertEqual(rk.exact(couplings, fields=list(fields), temperature=2).json, found.json)
        patterns = rng.choice([-1, 1], (2, 48))
        hebb = patterns.T @ patterns / 48 * (1 - numpy.eye(48))
        run = rk.sample(hebb, temperatures=[0.3, 0.6, 0.9, 1.2], sweeps=2048, draws=32, output="hebb.zarr")
        self.assertIn("retrieval", run.run.classify(temperature=0.3, pattern_file=patterns).json)

    def test_options(self):
        self.assertIn("sigma_w", rk.options("deepnet", "theory"))
        self.assertEqual(set(rk.versions()), {"version", "revision", "stream_format", "store_format"})
        self.assertEqual(rk.__version__, rk.versions()["version"])
        version = subprocess.run([TOOL, "--version"], capture_output=True, text=True).stdout.split()[0]
        self.assertEqual(version, rk.__version__)
        seen = []
        rk.sample("sk", spins=128, temperatures=[0.5, 1.2], instances=4, sweeps=20000, output="p.zarr",
                  progress=lambda label, fraction: seen.append((label, fraction)))
        self.assertTrue(seen and all(0 <= fraction <= 1 for _, fraction in seen))

    def test_a_callers_exception_interrupts(self):
        class Own(Exception):
            pass

        def raising(label, fraction):
            raise Own

        with self.assertRaises(Own):
            rk.compare(sigma_w=2, progress=raising)

    def test_results_of_what_did_not_end(self):
        from replica_kit._call import Job
        with unittest.mock.patch.object(Job, "code", return_value=75), self.assertRaises(rk.Unfinished) as caught:
            rk.theory.sk(temperature=1.5)
        self.assertEqual(caught.exception.result.json, rk.theory.sk(temperature=1.5).json)
        with self.assertRaises(rk.ReplicaError) as caught:
            rk.theory.sk(temperature=-1)
        self.assertIsNone(caught.exception.result)

    @unittest.skipIf(xarray is None, "xarray is not installed")
    def test_named_dimensions(self):
        rng = numpy.random.default_rng(3)
        values = rng.choice([-1.0, 1.0], (3, 20, 64))
        expected = rk.classify(values).to_dict()
        named = xarray.DataArray(values, dims=("instance", "replica", "site"))
        for order in (("instance", "replica", "site"), ("site", "replica", "instance"), ("replica", "instance", "site")):
            found = rk.classify(named.transpose(*order)).to_dict()
            for key in ("verdict", "eigenvalues", "tests", "probabilities"):
                self.assertEqual(found[key], expected[key], order)
        heated = xarray.DataArray(
            values, dims=("temperature", "replica", "site"), coords={"temperature": [0.5, 1.0, 1.5]})
        with self.assertRaisesRegex(rk.ReplicaError, "temperature"):
            rk.classify(heated)
        self.assertEqual(
            rk.classify(heated, select={"temperature": 1.0}).eigenvalues.tolist(),
            rk.classify(values[1]).eigenvalues.tolist())
        frame = pandas.DataFrame(values[0], index=[1000 + k for k in range(20)])
        self.assertEqual(rk.classify(frame).eigenvalues.tolist(), rk.classify(values[0]).eigenvalues.tolist())
        with self.assertRaisesRegex(rk.BadData, "name"):
            rk.classify(frame.assign(name="x"))
        rk.sample("sk", spins=32, temperatures=[0.5, 1.2], instances=2, sweeps=256, output="a.zarr")
        if importlib.util.find_spec("zarr") is not None:  # It needs Python 3.11.
            self.assertEqual(rk.open_run("a.zarr").to_xarray().sizes["instance"], 2)

    def test_arrays_of_others(self):
        values = numpy.random.default_rng(3).choice([-1.0, 1.0], (20, 64))
        expected = rk.classify(values).eigenvalues.tolist()

        class Tensor:
            """Has nothing but ``__array__``, as tensors of other libraries."""
            def __array__(self, dtype=None, copy=None):
                return values

        class Exchange:
            """Has nothing but DLPack."""
            def __dlpack__(self, **options):
                return values.__dlpack__()
            def __dlpack_device__(self):
                return values.__dlpack_device__()

        class SampleSet:
            """As dimod has it: the first ten samples occurred once, five others twice."""
            vartype = "BINARY"
            class record:
                sample = (numpy.concatenate([values[:10], values[10::2]]) > 0).astype("int8")
                num_occurrences = numpy.array([1] * 10 + [2] * 5)

        twice = numpy.concatenate([values[:10], numpy.repeat(values[10::2], 2, axis=0)])
        for other in (Tensor(), Exchange(), values.tolist()):
            self.assertEqual(rk.classify(other).eigenvalues.tolist(), expected)
        self.assertEqual(
            rk.classify(SampleSet()).eigenvalues.tolist(), rk.classify(twice).eigenvalues.tolist())
        if xarray is not None:
            class InferenceData:
                """As ArviZ has it: 2 chains of 10 draws of a vector."""
                posterior = xarray.Dataset({
                    "spins": (("chain", "draw", "spins_dim_0"), values.reshape(2, 10, 64)), "h": ((), 1.0)})
                groups = ["posterior"]

            self.assertEqual(rk.classify(InferenceData(), array="spins").eigenvalues.tolist(), expected)
            with self.assertRaisesRegex(rk.BadData, "spins, h"):
                rk.classify(InferenceData())
        self.assertEqual(
            rk.theory.sk(temperature=numpy.array(1.5)).json, rk.theory.sk(temperature=numpy.float32(1.5)).json)


if __name__ == "__main__":
    unittest.main()
