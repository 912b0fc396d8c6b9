"""Wide random feedforward networks, W_ij ~ N(0, σ_w²/N), b_i ~ N(0, σ_b²), and their theory."""

from __future__ import annotations

from typing import Any

from ._call import Words, with_argument
from .results import Result


def _deepnet(verb: tuple[str, ...], options: dict[str, Any], outputs: dict[str, str] = {}) -> Result:
    words = Words("deepnet", *verb)
    progress = options.pop("progress", None)
    words.add_options(options, {"report": "page.html", **outputs})
    return words.run(progress)


def theory(**options: Any) -> Result:
    """Fixed points and phase at ``sigma_w``, ``sigma_b``, ``activation``.

    Returns ``q_star``, ``c_star``, ``chi_1`` (slope of the map of correlations at c = 1), ``length_slope`` V'(q*), depth
    scales ``xi_q`` and ``xi_c`` in layers (None when infinite), ``phase`` (ordered, critical, chaotic)::

        q' = σ_w² E φ(√q z)² + σ_b²,     χ₁ = σ_w² E φ'(√q* z)²
    """
    return _deepnet(("theory",), options)


def trajectory(**options: Any) -> Result:
    """Length ``q`` and correlation ``c`` through ``depth`` layers from ``q0`` and ``c0``; entry 0 is the input."""
    return _deepnet(("trajectory",), options)


def phase_diagram(**options: Any) -> Result:
    """The phase over ``sigma_w_range`` × ``sigma_b_range``, each (lowest, highest, count)."""
    return _deepnet(("phase-diagram",), options)


def critical_line(**options: Any) -> Result:
    """The line χ₁ = 1: ``sigma_w``, ``sigma_b``, ``q_star``."""
    return _deepnet(("critical-line",), options)


def simulate(**options: Any) -> Result:
    """Finite networks of a ``width`` and ``depth``: ``q_mean``, ``c_mean`` per layer with deviations, beside the theory."""
    return _deepnet(("simulate",), options, {"save_layer": "layer.npy"})


def jacobian(**options: Any) -> Result:
    """Singular values of the input–output Jacobian: moments and density, of theory and of a ``sample=True``."""
    return _deepnet(("jacobian",), options)


def kernel(x: Any, **options: Any) -> Result:
    """The Gaussian-process kernel of a wide network on data, and regression with it.

    Parameters
    ----------
    x: the inputs, n × N₀; sigma_w, sigma_b, activation; depth: L layers of weights.
    targets: n numbers or n × outputs; test_inputs: m × N₀; noise: the variance of the targets' noise.
    all_layers: kernels of all layers, L × n × n.

    Returns ``kernel``, n × n, and with targets ``prediction``, m × (outputs + 1): means and then the variance::

        K¹ = σ_w² x_a·x_b/N₀ + σ_b²,     K^(l+1) = σ_w² E φ(h_a)φ(h_b) + σ_b²
    """
    words = Words("deepnet", "kernel")
    progress = options.pop("progress", None)
    options = with_argument("inputs", x, options)
    defaults = {"output": True, "prediction": True if options.get("targets") is not None else None}
    words.add_options({**defaults, **options}, {"output": "kernel.npy", "prediction": "prediction.npy"})
    return words.run(progress)


def overview(subject: str, **options: Any) -> Result:
    """Several quantities of one subject in one figure, as ``replica deepnet overview``."""
    return _deepnet(("overview", subject), options)


def architecture(kind: str, **options: Any) -> Result:
    """Other architectures: ``"residual"``, ``"batch-norm"``, ``"convolutional"``, ``"minimal-rnn"``, ``"lstm"``, ``"gru"``,
    ``"graph"``; their theory, and finite networks with ``simulate=True``."""
    return _deepnet(("architecture", kind), options)
