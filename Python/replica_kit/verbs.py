"""The verbs that take data, runs or models; options have the names of the command line, with underscores."""

from __future__ import annotations

import json
import os
from typing import Any, Callable

from . import _arrays
from ._call import Words, with_argument
from ._library import library
from ._options import arguments_of, long_name
from .errors import Missing, Usage
from .results import Page, Result

Progress = Callable[[str, float], Any]


def _inputs(words: Words, data: tuple, array: str | None) -> str | None:
    """Adds runs, paths and arrays; the name of a variable where it is still to be chosen in a file."""
    if not data:
        raise Usage("expected an array, a run or a path")
    for k, value in enumerate(data):
        words.add_input(value, "data" if len(data) == 1 else f"data {k}", array)
    return None if all(_arrays.has_variables(value) for value in data) else array


def classify(*data: Any, progress: Progress | None = None, array: str | None = None, **options: Any) -> Result:
    """Spectrum, order, states and verdict: is there replica-symmetry breaking, and how sure is that?

    Parameters
    ----------
    data: a run (of ``sample``, or its path), an array of configurations or activations, replicas × sites (R × N; with a
        dimension in front, instances of one system), or an overlap matrix, R × R, with ``spins=N``. Rows of ±1 or of truth
        values are spins; rows of other numbers are normalised by their lengths. Several stand side by side. Arrays may be
        of NumPy, PyTorch, JAX, xarray (dimensions by name, in any order), pandas (columns are sites), dimod or ArviZ.
    temperature: a stored temperature of a run, or a list of them (k_B = 1).
    subtract: ``"site-mean"`` or ``"replica-mean"``; transpose: replicas are columns; ensemble: all arrays are instances of
        one system; labels: a class for each replica; pattern_file: P × N patterns ±1, of arrays of spins or of a run of
        couplings of your own; order: times of the rows.

    Returns
    -------
    For one matrix ``verdict``, ``probabilities``, ``eigenvalues`` of q_ab (descending), ``noise_edge``, ``order``,
    ``labels``, ``states``, ``state_overlaps``, ``q0``, ``q1``, ``breaking_parameter`` with errors, ``tests``, ``answer``::

        q_ab = (1/N) Σ_i s_i^a s_i^b

    The probabilities are calibrated on planted ensembles; ``undetermined`` means that the data cannot tell.

    Raises ``BadData`` for arrays without replicas, sites or finite numbers, ``Usage`` for options that mean nothing here.

    >>> rng = numpy.random.default_rng(1)
    >>> replica_kit.classify(rng.choice([-1, 1], (64, 256))).verdict
    'paramagnetic'
    """
    words = Words("classify")
    array = _inputs(words, data, array)
    words.add_options({"array": array, **options})
    return words.run(progress)


def overlaps(data: Any, *, progress: Progress | None = None, array: str | None = None, **options: Any) -> Result:
    """q_ab, P(q), moments, Binder ratio and susceptibilities with error bars.

    Parameters
    ----------
    data: a run, an array of replicas × sites or an overlap matrix, as for ``classify``.
    temperature: a stored temperature of a run, or a list of them; bins: of P(q) between −1 and 1.
    matrix: True for q_ab of one ``instance`` as ``result.matrix``, R × R; or a path ending in ``.npy``.

    Overlaps of a run are taken only between independent ladders; errors are jackknife errors over instances.
    """
    words = Words("overlaps")
    array = _inputs(words, (data,), array)
    words.add_options({"array": array, **options}, {"matrix": "matrix.npy"})
    return words.run(progress)


class Run:
    """A run on disk: one Zarr store, which ``xarray.open_zarr`` opens too, also while it grows."""

    def __init__(self, path: str | os.PathLike):
        self.path = os.fspath(path)
        try:
            with open(os.path.join(self.path, "zarr.json"), encoding="utf-8") as file:
                self.attributes = json.load(file).get("attributes", {})
        except (OSError, ValueError) as error:
            raise Missing(f"{self.path}: no run can be read there ({error})") from None

    def overlaps(self, **options: Any) -> Result:
        """``overlaps`` of this run."""
        return overlaps(self, **options)

    def classify(self, **options: Any) -> Result:
        """``classify`` of this run."""
        return classify(self, **options)

    def check(self, **options: Any) -> Result:
        """``check`` of this run."""
        return check(self, **options)

    def report(self, **options: Any) -> Page:
        """``report`` of this run."""
        return report(self, **options)

    def to_xarray(self) -> Any:
        """The arrays of the run, unread until they are used: instance × temperature × chain × draw × …; what is not done
        yet is missing."""
        import xarray

        return xarray.open_zarr(self.path, consolidated=True)

    def __repr__(self) -> str:
        return f"Run({self.path!r})"


def open_run(path: str | os.PathLike) -> Run:
    """Opens a run that ``sample``, ``recurrent.simulate`` or ``recurrent.lyapunov`` wrote.

    Raises ``Missing`` where there is none.
    """
    return Run(path)


class Sample(Result):
    """What ``sample`` found; ``run`` is the run on disk."""

    @property
    def run(self) -> Run:
        """The run on disk."""
        return Run(self._document["output"])


def sample(model: Any, *, progress: Progress | None = None, **options: Any) -> Sample:
    """Samples a spin model by Monte Carlo and writes a run.

    Parameters
    ----------
    model: ``"sk"``, ``"hopfield"``, ``"pspin"``, ``"edwards-anderson"``, ``"random-graph"``, ``"bipartite"``, …, or a
        symmetric matrix of couplings J, N × N, dense or sparse (of SciPy or PyTorch, kept sparse), or a
        ``dimod.BinaryQuadraticModel``, of ::

            H = −Σ_{i<j} J_ij s_i s_j − Σ_i h_i s_i

    fields: h, N numbers beside a matrix of couplings; field: the same h for all spins, of any model.
    spins: N; temperatures: a list, or temperature_range: (lowest, highest, count); instances, chains, sweeps, burn_in,
    draws, seed, algorithm; tune; until_equilibrated; spherical (``"pspin"``: real spins, read as arrays).
    output: the store (default: MODEL.zarr in the working folder); resume: go on with what is there; force: replace it.

    Returns
    -------
    ``temperatures``: for each ``energy_per_spin``, ``mean_square_overlap`` … with errors, ``swap_rate``, ``equilibrated``
    (True, False, or None when it cannot be told); ``run``: the run on disk.

    Ctrl-C keeps a checkpoint and raises ``Interrupted``; the same call with ``resume=True`` goes on to the same bits. The
    numbers do not depend on ``threads``. Raises ``CannotCreate`` where a store is in the way.
    """
    words = Words("sample")
    if not isinstance(model, str):
        options = with_argument("input", model, options)
        model = "couplings"
    words.words.append(model)
    words.add_options(options, {"lowest_states": "lowest-states.npy"})
    return words.run(progress, Sample)


def _model_verb(verb: str, model: Any, progress: Progress | None, options: dict[str, Any]) -> Result:
    words = Words(verb)
    if not isinstance(model, str):
        options = with_argument("input", model, options)
        model = "couplings"
    words.words.append(model)
    words.add_options(options)
    return words.run(progress)


def exact(model: Any, *, progress: Progress | None = None, **options: Any) -> Result:
    """All 2^N configurations of a model of at most 24 spins: ln Z, energies, magnetizations, P(q), ground states.

    ``model``, ``spins``, ``temperature`` … are those of ``sample``; nothing is sampled, so nothing has an error.
    """
    return _model_verb("exact", model, progress, options)


def plan(model: Any, *, progress: Progress | None = None, **options: Any) -> Result:
    """How many instances, ladders and sweeps a wanted ``error`` of a ``quantity``, or ``power`` of the verdict, needs."""
    return _model_verb("plan", model, progress, options)


def scan(*model: Any, progress: Progress | None = None, **options: Any) -> Result:
    """One model at several sizes (``spins=[64, 128, 256]``), or its runs: does broken symmetry stay, heal, or is it
    undecided as N grows?"""
    words = Words("scan")
    for k, value in enumerate(model):
        if isinstance(value, str):
            words.words.append(value)
        else:
            words.add_input(value, f"model {k}")
    words.add_options(options, {"csv": "scan.csv", "report": "page.html"})
    return words.run(progress)


def check(run: Any = None, *, progress: Progress | None = None, **options: Any) -> Result:
    """Equilibration tests and exact identities of a run; ``kernels=True`` tests the sampler on this machine."""
    words = Words("check")
    if run is not None:
        words.add_input(run, "run")
    words.add_options(options)
    return words.run(progress)


def status(run: Any, *, progress: Progress | None = None, **options: Any) -> Result:
    """What of a run is complete, begun, damaged or missing, its rate, and where it is not equilibrated.

    Returns ``planned``, ``done``, ``running``, ``damaged``, ``missing`` (indices of instances), ``seconds_left`` (None where it
    cannot be told) and ``temperatures``.
    """
    words = Words("status")
    words.add_input(run, "run")
    words.add_options(options)
    return words.run(progress)


def report(*data: Any, progress: Progress | None = None, array: str | None = None, **options: Any) -> Page:
    """A self-contained page of HTML of a run or an array, or of two of them side by side.

    ``output``: a file ending in ``.html``; without it the page stays in memory (``page.html``, ``page.save(path)``), and a
    notebook shows it.
    """
    words = Words("report")
    array = _inputs(words, data, array)
    words.add_options({"output": True, "array": array, **options}, {"output": "page.html"})
    return words.run(progress, Page)


def compare(*, progress: Progress | None = None, **options: Any) -> Result:
    """A deep network, a recurrent network and a spin glass at one (σ_w, σ_b), side by side.

    sigma_w: √N times the standard deviation of the weights, which is β of the SK model; sigma_b: of the biases; neurons,
    networks, replicas, steps, time, spins, instances, sweeps. Replica symmetry of the spin glass and the length map of the
    network are one equation, and its replicon is 1 − χ₁.
    """
    words = Words("compare")
    words.add_options(options, {"report": "page.html"})
    return words.run(progress)


def synth(kind: str, *, progress: Progress | None = None, **options: Any) -> Result:
    """Configurations with planted order and known labels.

    kind: ``"paramagnetic"``, ``"rs"``, ``"one-step"``, ``"two-step"``, ``"full"``, ``"non-hierarchical"``, …; spins: N;
    replicas: R; q0, q1, m, blocks, weights …; instances: M for arrays with a dimension of instances in front.

    Returns ``configurations`` (R × N of ±1, int8), ``labels`` (R), and with ``truth=True`` the expected overlaps ``truth``
    (R × R), as arrays that share the memory of the library; ``output`` and ``truth`` may be paths ending in ``.npy``.
    """
    words = Words("synth")
    words.words.append(kind)
    words.add_options(
        {"output": True, **options}, {"output": "configurations.npy", "truth": "truth.npy"})
    return words.run(progress)


def doctor(**options: Any) -> Result:
    """What this machine has and lacks: ``items``, each with its ``name`` and what was ``found``, and ``missing_packages``."""
    words = Words("doctor")
    words.add_options(options)
    return words.run()


def reproduce(name: str | None = None, *, progress: Progress | None = None, **options: Any) -> Result:
    """A published figure, computed anew beside its numbers: ``reproduce("poole-1")``; without a name, the list of figures.

    full: minutes to an hour with smaller errors, instead of less than a minute; output: a folder in which the runs of figures
    made of samples are kept, so that the same call goes on after ``time_limit`` or Ctrl-C.

    Returns ``title``, ``source`` and ``numbers``: for each what was ``found`` with its error, what is ``published`` and where that
    is ``from`` (in print, exact, or the published equations), and ``z``, the difference in units of its error; without a name
    ``figures``, the list.
    """
    words = Words("reproduce")
    if name is not None:
        words.words.append(name)
    words.add_options(options)
    return words.run(progress)


def run(*words: str, arrays: dict[str, Any] | None = None, progress: Progress | None = None) -> Result:
    """Any command of the tool, word by word; ``memory:NAME`` stands for the array NAME.

    >>> replica_kit.run("classify", "memory:q", "--spins", "256", arrays={"q": overlap_matrix})
    """
    command = Words()
    for name, value in (arrays or {}).items():
        command.array(value, name)
    command.words += [os.fspath(word) for word in words]
    return command.run(progress)


def versions() -> dict[str, Any]:
    """The versions of the library, of the stream of random numbers and of the format of runs."""
    return json.loads(library().replica_version())


def options(*verb: str) -> dict[str, str]:
    """The options of a verb with their help, by the names of keywords: ``options("deepnet", "theory")``."""
    return {
        long_name(argument).replace("-", "_"): argument.get("abstract", "")
        for argument in arguments_of(*verb)
        if argument["kind"] != "positional" and not long_name(argument).startswith("no-")
        and long_name(argument) not in ("json", "help", "version", "quiet")}
