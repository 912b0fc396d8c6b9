"""Arrays of the libraries themselves, where they are installed, and results handed over to them."""

import importlib
import unittest

import numpy
import replica_kit as rk
from support import InFolder


def need(*names):
    """The modules, or a test that is skipped with the name of what is missing."""
    try:
        found = [importlib.import_module(name) for name in names]
    except ImportError as error:
        raise unittest.SkipTest(f"{error.name or names} is not installed") from None
    return found[0] if len(found) == 1 else found


class Libraries(InFolder):
    def setUp(self):
        super().setUp()
        rng = numpy.random.default_rng(3)
        self.values = rng.choice([-1.0, 1.0], (20, 64))
        couplings = numpy.triu(rng.normal(size=(10, 10)) * (rng.random((10, 10)) < 0.5), 1)
        self.couplings = couplings + couplings.T

    def same(self, value, **options):
        expected = rk.classify(self.values, power=False).eigenvalues.tolist()
        self.assertEqual(rk.classify(value, power=False, **options).eigenvalues.tolist(), expected)

    def same_couplings(self, value):
        self.assertEqual(rk.exact(value, temperature=1).json, rk.exact(self.couplings, temperature=1).json)

    def test_pandas(self):
        pandas = need("pandas")
        frame = pandas.DataFrame(self.values, index=range(7, 27))
        for kind in ("Float64", "Int64", "int8"):
            self.same(frame.astype(int).astype(kind))
        self.same(pandas.DataFrame(self.values > 0).astype("boolean"))
        self.same(frame.astype({0: "int8", 1: "float32"}))
        labels = [0] * 10 + [1] * 10
        self.assertEqual(
            rk.classify(frame, labels=pandas.Series(labels)).json, rk.classify(self.values, labels=labels).json)
        with self.assertRaisesRegex(rk.BadData, "row 0, column 2"):
            rk.classify(frame.astype("Int64").mask(frame.index.to_numpy()[:, None] + numpy.arange(64) == 9))
        run = rk.sample("sk", spins=16, temperatures=pandas.Series([0.5, 1.0]), sweeps=64, output="a.zarr")
        self.assertEqual(pandas.json_normalize(run.to_dict()["temperatures"])["temperature"].tolist(), [0.5, 1.0])

    def test_xarray(self):
        xarray = need("xarray")
        data = xarray.Dataset({"s": (("site", "replica"), self.values.T)})
        self.same(data)
        self.same(data.assign(h=1.0), array="s")
        with self.assertRaisesRegex(rk.BadData, "s, h"):
            rk.classify(data.assign(h=1.0))
        chains = xarray.DataArray(self.values.reshape(2, 10, 64), dims=("chain", "draw", "site"))
        self.same(chains.stack(replica=("chain", "draw")))
        self.same_couplings(xarray.DataArray(self.couplings))

    def test_scipy(self):
        sparse = need("scipy.sparse")
        for kind in (sparse.csr_matrix, sparse.csc_array, sparse.coo_array, sparse.dok_array, sparse.lil_array):
            self.same_couplings(kind(self.couplings))
        twice = sparse.coo_array(([1.0, 1.0, 2.0, 0.5, 0.5], ([0, 0, 1, 1, 2], [1, 1, 0, 2, 1])), shape=(3, 3))
        self.assertEqual(
            rk.exact(twice, temperature=1).energy_per_spin,
            rk.exact(twice.toarray(), temperature=1).energy_per_spin)
        self.assertEqual(len(twice.data), 5)
        # A ring that no matrix could hold, with a field on every spin.
        n = 100_000
        ring = sparse.diags_array([numpy.ones(n - 1), [1.0]], offsets=[1, 1 - n], shape=(n, n))
        found = rk.sample(ring + ring.T, fields=numpy.full(n, 0.5), temperature=2, sweeps=16, draws=2, chains=2,
                          output="ring.zarr")
        self.assertEqual((found["couplings"], found["fields"]), (n, n))
        with self.assertRaisesRegex(rk.BadData, "kept sparse"):
            rk.classify(ring)

    def test_dimod(self):
        dimod = need("dimod")
        twice = numpy.repeat(self.values, 2, axis=0)
        for kind, values in (("SPIN", twice), ("BINARY", twice > 0)):
            samples = dimod.SampleSet.from_samples(values.astype("int8"), vartype=kind, energy=numpy.zeros(40)).aggregate()
            self.assertEqual(len(samples.record), 20)
            found = rk.classify(samples, power=False)
            self.assertEqual(found.replicas, 40)
            order = numpy.argsort(found.eigenvalues)
            self.assertTrue(numpy.allclose(found.eigenvalues[order], numpy.linalg.eigvalsh(twice @ twice.T / 64), atol=1e-9))

    def test_dimod_models(self):
        dimod = need("dimod")
        linear = {k: 0.25 * k for k in range(10)}
        quadratic = {(i, j): self.couplings[i, j] for i in range(10) for j in range(i) if self.couplings[i, j]}
        for kind, spins in (("SPIN", [-1, 1]), ("BINARY", [0, 1])):
            model = dimod.BinaryQuadraticModel(linear, quadratic, 1.5, kind)
            found = rk.exact(model, temperature=1)
            samples = dimod.ExactSolver().sample(model)
            lowest = found.ground_state_energy_per_spin * 10 + (found.model.get("energy_offset") or 0)
            self.assertAlmostEqual(lowest, samples.first.energy, places=9)
        with self.assertRaisesRegex(rk.BadData, "quadratic model"):
            rk.classify(model)

    def test_arviz(self):
        arviz = need("arviz")
        data = arviz.from_dict(posterior={"spins": self.values.reshape(2, 10, 64)})
        self.same(data)
        self.same(data, array="spins")
        self.same(data.posterior)
        with self.assertRaisesRegex(rk.BadData, "spins"):
            rk.classify(data, array="theta")

    def test_uncertainties(self):
        uncertainties = need("uncertainties")
        run = rk.sample("sk", spins=16, temperatures=[0.5, 1.0], sweeps=64, output="a.zarr")
        low, high = (at.energy_per_spin for at in run.temperatures)
        difference = high - low
        self.assertIsInstance(difference, uncertainties.core.AffineScalarFunc)
        self.assertAlmostEqual(difference.std_dev, numpy.hypot(low.error, high.error))
        self.assertEqual((low - low).std_dev, 0)
        for value, expected in ((2 * low, 2 * low.value), (low / 2, low.value / 2), (1 - low, 1 - low.value),
                                (numpy.float64(1) - low, 1 - low.value), (-low, -low.value), (abs(low), abs(low.value)),
                                (low**2, low.value**2), ((numpy.ones(2) * low)[1], low.value)):
            self.assertAlmostEqual(value.nominal_value, expected)

    def test_jax(self):
        jax, numbers = need("jax", "jax.numpy")
        for kind in ("float32", "float16", "bfloat16", "float8_e4m3fn", "int8"):
            self.same(numbers.asarray(self.values, dtype=kind))
        self.same(numbers.asarray(self.values) > 0)
        self.assertEqual(rk.theory.sk(temperature=numbers.float32(0.5)).json, rk.theory.sk(temperature=0.5).json)
        with self.assertRaises(rk.BadData):
            jax.jit(lambda x: rk.classify(x).noise_edge)(numbers.asarray(self.values))
        kernel = rk.deepnet.kernel(numbers.eye(4), sigma_w=1.5, sigma_b=0.1, depth=2).kernel
        self.assertEqual(numbers.asarray(kernel).shape, (4, 4))

    def test_torch(self):
        torch = need("torch")
        values = torch.tensor(self.values)
        for kind in (torch.float32, torch.float16, torch.bfloat16, torch.float8_e4m3fn, torch.int8):
            self.same(values.to(kind))
        for other in (values > 0, values.clone().requires_grad_(), values.T.contiguous().T, torch.nn.Parameter(values),
                      torch._neg_view(-values), values.to_sparse()):
            self.same(other)
        self.same_couplings(torch.tensor(self.couplings).to_sparse())
        scalar = torch.tensor(0.5, requires_grad=True)
        self.assertEqual(rk.theory.sk(temperature=scalar).json, rk.theory.sk(temperature=0.5).json)
        for bad in (torch.empty(4, 4, device="meta"), torch.zeros(4, 4, dtype=torch.complex64)):
            with self.assertRaises(rk.BadData):
                rk.classify(bad)
        kernel = rk.deepnet.kernel(torch.eye(4), sigma_w=1.5, sigma_b=0.1, depth=2).kernel
        self.assertEqual(torch.tensor(kernel).shape, (4, 4))


if __name__ == "__main__":
    unittest.main()
