"""Densities of squared singular values of Jacobians, by continuation in the complex plane.

    M_J(z) = m:   (1 + m)/(m z) = S_WW(m)^L S_D(m)^L,   M_D(w) = m,   S_D = (1 + m)/(m w)

For every λ the solution w is followed from z = λ + 1000 i down to the real axis by Newton steps, with averages
on a fixed fine grid of 500 Gauss-Legendre panels. Neither polar angles nor panels chosen by w, as in the
library. With 1000 panels the values are the same to 1e-13.

    python3 reference.py > values.json      (some seconds)
"""
import json

import numpy as np
from scipy.special import erf

NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)


def grid(panels):
    edges = np.linspace(-9, 9, panels + 1)
    half = (edges[1:] - edges[:-1]) / 2
    z = ((edges[1:] + edges[:-1]) / 2)[:, None] + half[:, None] * NODES
    weight = half[:, None] * WEIGHTS * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return z.ravel(), weight.ravel()


def logistic(h):
    return 1 / (1 + np.exp(-h))


SLOPES = {
    "tanh": lambda h: 1 - np.tanh(h) ** 2,
    "sin": np.cos,
    "silu": lambda h: logistic(h) * (1 + h * logistic(-h)),
    "gelu": lambda h: (1 + erf(h / np.sqrt(2))) / 2 + h * np.exp(-h * h / 2) / np.sqrt(2 * np.pi),
    "selu": lambda h: 1.0507009873554805 * np.where(
        h > 0, 1, 1.6732632423543772 * np.exp(np.minimum(h, 0))),
}


def density(name, q, sigma, depth, gaussian, value, panels=500):
    z, p = grid(panels)
    d = SLOPES[name](np.sqrt(q) * z) ** 2
    s2 = sigma**2
    w = None
    for eta in [10 ** (3 - k / 8) for k in range(57)] + [0.0]:
        target = value + 1j * eta
        if w is None:
            m1 = (p * d).sum()
            w = m1 / ((s2 * m1) ** depth / target)
        for _ in range(60):
            m = (p * d / (w - d)).sum()
            dm = -(p * d / (w - d) ** 2).sum()
            if gaussian:
                zz = (1 + m) / m * (s2 * m * w) ** depth
                slope = dm * (1 / (1 + m) + (depth - 1) / m) + depth / w
            else:
                zz = (1 + m) / m * (s2 * m * w / (1 + m)) ** depth
                slope = dm * ((1 - depth) / (1 + m) + (depth - 1) / m) + depth / w
            step = (target / zz - 1) / slope
            if abs(step) > abs(w) / 4:
                step *= abs(w) / 4 / abs(step)
            w += step
            if abs(step) < 1e-15 * abs(w):
                break
        assert w.imag > 0, (name, value, eta, w)
    m = (p * d / (w - d)).sum()
    return -((1 + m) / value).imag / np.pi


CASES = [
    ("tanh", 0.5, 1.2, 3, False, [0.1, 0.5, 1.5]),
    ("tanh", 2.0, 1.8, 4, True, [0.01, 1.0, 10.0]),
    ("sin", 0.6, 1.1, 2, True, [0.05, 0.9, 2.0]),
    ("silu", 1.5, 1.4, 3, False, [0.05, 0.6]),
    ("gelu", 0.8, 1.5, 2, False, [0.05, 0.6]),
    ("selu", 1.0, 0.9, 3, True, [0.02, 1.0, 5.0]),
]
rows = []
for name, q, sigma, depth, gaussian, values in CASES:
    for value in values:
        one = density(name, q, sigma, depth, gaussian, value)
        two = density(name, q, sigma, depth, gaussian, value, 1000)
        assert abs(one / two - 1) < 1e-12, (name, value, one, two)
        rows.append({
            "activation": name, "q": q, "sigma_w": sigma, "depth": depth,
            "weights": "gaussian" if gaussian else "orthogonal", "lambda": value,
            "density": one,
        })
print(json.dumps(rows, indent=1))
