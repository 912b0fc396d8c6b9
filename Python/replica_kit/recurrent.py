"""Random recurrent networks, ẋ = −x + W φ(g x) + b with W_ij ~ N(w0/N, σ_w²/N); times in units of the decay."""

from __future__ import annotations

from typing import Any

from ._call import Words
from .results import Result
from .verbs import Run


class Networks(Result):
    """Networks that may have been written to a store."""

    @property
    def run(self) -> Run:
        """The run on disk, of a call with ``output``."""
        return Run(self._document["output"])


def _recurrent(verb: str, options: dict[str, Any], kind: type = Result) -> Any:
    words = Words("recurrent", verb)
    progress = options.pop("progress", None)
    words.add_options(options, {"report": "page.html"})
    return words.run(progress, kind)


def theory(**options: Any) -> Result:
    """The stationary state of dynamical mean-field theory at ``sigma_w``, ``sigma_b``, ``activation``, ``gain``.

    Returns ``phase`` (quiescent, fixed-point, chaotic), ``autocovariance_zero`` Δ(0), ``autocovariance_infinity``,
    ``largest_lyapunov_exponent`` per unit time, ``rate_variance``, ``fixed_points``::

        (1 − ∂²/∂τ²) Δ(τ) = σ_w² ⟨φ(h(t)) φ(h(t+τ))⟩ + σ_b²
    """
    return _recurrent("theory", options)


def autocovariance(**options: Any) -> Result:
    """Δ(τ) of the field h: ``tau``, ``autocovariance``."""
    return _recurrent("autocovariance", options)


def phase_diagram(**options: Any) -> Result:
    """The phase over ``sigma_w_range`` × ``sigma_b_range`` (or w0_range, b0_range)."""
    return _recurrent("phase-diagram", options)


def transient(**options: Any) -> Result:
    """Mean, variance and two-time functions from an initial state on, of theory: ``time``, ``mean``, ``variance``."""
    return _recurrent("transient", options)


def simulate(**options: Any) -> Networks:
    """Finite networks of ``neurons``, with errors over ``networks``; ``output`` keeps a run that can be resumed."""
    return _recurrent("simulate", options, Networks)


def lyapunov(**options: Any) -> Networks:
    """Lyapunov ``exponents`` per unit time with ``errors``, and the ``kaplan_yorke_dimension``."""
    return _recurrent("lyapunov", options, Networks)
