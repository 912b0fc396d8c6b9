"""Averages of rates E phi(h(t)) phi(h(s)) of neurons without couplings, by nested adaptive quadrature.

    m(t) = m_0 e^-t + b_0 (1 - e^-t),   K(t, s) = Q e^-(t+s) + sigma_b^2 (1 - e^-t)(1 - e^-s)

Run:

    python3 rates.py > rates.json
"""

import json

import numpy as np
from scipy.integrate import quad
from scipy.special import erf

LAMBDA, ALPHA = 1.0507009873554805, 1.6732632423543772
FUNCTIONS = {
    "tanh": (np.tanh, []),
    "erf": (erf, []),
    "erf-scaled": (lambda x: erf(np.sqrt(np.pi) / 2 * x), []),
    "relu": (lambda x: max(x, 0.0), [0]),
    "leaky-relu": (lambda x: x if x >= 0 else 0.1 * x, [0]),
    "hard-tanh": (lambda x: max(-1.0, min(1.0, x)), [-1, 1]),
    "sin": (np.sin, []),
    "linear": (lambda x: x, []),
    "selu": (lambda x: LAMBDA * (x if x >= 0 else ALPHA * np.expm1(x)), [0]),
    "gelu": (lambda x: x * (1 + erf(x / np.sqrt(2))) / 2, []),
    "silu": (lambda x: x / (1 + np.exp(-x)), []),
    "softplus": (lambda x: np.logaddexp(0, x), []),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), []),
    "sign": (lambda x: 1.0 if x >= 0 else -1.0, [0]),
}
LAW = dict(mean=0.7, variance=1.3, b0=-0.4, sigma_b=0.8)
PAIRS = [(2.0, 0.5), (1.5, 1.0), (0.5, 0.25)]


def density(z):
    return np.exp(-z * z / 2) / np.sqrt(2 * np.pi)


def average(f, mean, deviation, breaks):
    inside = sorted((b - mean) / deviation for b in breaks)
    edges = [-9.0] + [b for b in inside if -9 < b < 9] + [9.0]
    edges = sorted(set(edges + list(np.arange(-8.0, 9.0, 2.0))))
    return sum(
        quad(lambda z: density(z) * f(mean + deviation * z), a, b, epsabs=1e-14, epsrel=1e-13)[0]
        for a, b in zip(edges, edges[1:]))


def pair(name, gain, t, s):
    base, base_kinks = FUNCTIONS[name]
    phi, kinks = (lambda x: base(gain * x)), [k / gain for k in base_kinks]
    m = lambda t: LAW["mean"] * np.exp(-t) + LAW["b0"] * (1 - np.exp(-t))
    K = lambda t, s: LAW["variance"] * np.exp(-t - s) + LAW["sigma_b"] ** 2 * (1 - np.exp(-t)) * (1 - np.exp(-s))
    q1, q2, k = K(t, t), K(s, s), K(t, s)
    rest = np.sqrt(q2 - k * k / q1)
    slope = k / q1
    turns = [m(t) + (kink + j * rest - m(s)) / slope for kink in kinks for j in (-4, -2, 0, 2, 4)]
    inner = lambda x: average(phi, m(s) + slope * (x - m(t)), rest, kinks)
    return average(lambda x: phi(x) * inner(x), m(t), np.sqrt(q1), kinks + turns)


if __name__ == "__main__":
    rows = []
    for name in FUNCTIONS:
        for gain in (1.0, 2.0) if name in ("tanh", "hard-tanh", "selu") else (1.0,):
            values = [float(pair(name, gain, t, s)) for t, s in PAIRS]
            rows.append(dict(activation=name, gain=gain, values=values))
    print(json.dumps(dict(law=LAW, pairs=PAIRS, rows=rows), indent=1))
