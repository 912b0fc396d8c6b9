"""Replica theory of infinite spin glasses; temperatures with k_B = 1, entropies in nats per spin."""

from __future__ import annotations

from typing import Any

from ._call import Words, with_argument
from .results import Result


def _theory(verb: str, options: dict[str, Any]) -> Result:
    words = Words("theory", verb)
    progress = options.pop("progress", None)
    words.add_options(options, {"report": "page.html"})
    return words.run(progress)


def sk(**options: Any) -> Result:
    """The Sherrington–Kirkpatrick model, J_ij of mean J0/N and variance 1/N.

    temperature: T, 0 allowed (or temperature_range); field: h; bias: J0; ansatz: ``"rs"``, ``"1rsb"``, ``"krsb"`` (with
    steps) or ``"parisi"``.

    Returns ``free_energy_per_spin``, ``energy_per_spin``, ``entropy_per_spin``, ``overlaps`` q_k on ``breaking_points``
    x_k, ``edwards_anderson_parameter``, ``mean_square_overlap``, ``replicon``, ``stable``, ``error_estimate``::

        replicon = 1 − β² ⟨sech⁴ β(h + √q z)⟩       (RS; negative = unstable)
    """
    return _theory("sk", options)


def pspin(**options: Any) -> Result:
    """The p-spin model, Ising or ``spherical``; ``transitions=True`` for T_d and T_s, ``complexity`` for Σ(f)."""
    return _theory("pspin", options)


def hopfield(**options: Any) -> Result:
    """The Hopfield model at ``load`` α = P/N and ``temperature`` T: ``retrieval_overlap``, ``q``, ``r``; ``transitions``."""
    return _theory("hopfield", options)


def rem(**options: Any) -> Result:
    """The random-energy model at ``temperature`` T: free energy and the weights of its states."""
    return _theory("rem", options)


def at_line(**options: Any) -> Result:
    """The Almeida–Thouless line of the SK model: ``temperature`` at a ``field``, or ``field`` at a ``temperature``."""
    return _theory("at-line", options)


def tap(model: Any, *, progress: Any = None, **options: Any) -> Result:
    """Solutions of the Thouless–Anderson–Palmer equations of one instance: ``tap("sk", spins=256, temperature=0.5)``, of a
    run, or of a matrix of couplings."""
    if hasattr(model, "attributes") and hasattr(model, "path"):
        model = model.path
    words = Words("theory", "tap")
    if not isinstance(model, str):
        options = with_argument("input", model, options)
        model = "couplings"
    words.words.append(model)
    words.add_options(options, {"output": "magnetizations.npy"})
    return words.run(progress)
