"""Densities of squared singular values of Jacobians, by continuation in the complex plane.

    M_J(z) = m:   (1 + m)/(m z) = S_WW(m)^L S_D(m)^L,   M_D(w) = m,   S_D = (1 + m)/(m w)

For every λ the pair (m, w) is followed from z = λ + 1000 i down to the real axis by Newton steps on both
equations, with adaptive quadrature at 25 digits. Run: python3 reference.py > values.json
"""
import json
from mpmath import mp, mpf, mpc, exp, pi, quad, sqrt, tanh, cos, erf, inf, matrix, lu_solve

mp.dps = 25
SLOPES = {
    "tanh": (lambda h: 1 - tanh(h) ** 2, [0]),
    "sin": (lambda h: cos(h), [0]),
    "silu": (lambda h: (lambda s: s + h * s * (1 - s))(1 / (1 + exp(-h))), [0]),
    "gelu": (
        lambda h: (1 + erf(h / sqrt(2))) / 2 + h * exp(-h * h / 2) / sqrt(2 * pi), [0]),
    "selu": (
        lambda h: mpf("1.0507009873554805") * (1 if h > 0 else mpf("1.6732632423543772") * exp(h)),
        [0]),
}
GRID = [mpf(k) / 2 for k in range(-18, 19)]


def sums(name, q, w):
    slope, _ = SLOPES[name]
    s = sqrt(mpf(q))

    def term(z, power):
        d = slope(s * z) ** 2
        return exp(-z * z / 2) / sqrt(2 * pi) * d / (w - d) ** power

    # At z = 0 the side of the kink matters: the panels end there.
    return quad(lambda z: term(z, 1), GRID), quad(lambda z: term(z, 2), GRID)


def density(name, q, sigma, depth, gaussian, value):
    z = mpc(value, 1000)
    s2 = mpf(sigma) ** 2
    m1 = quad(lambda x: exp(-x * x / 2) / sqrt(2 * pi) * SLOPES[name][0](sqrt(mpf(q)) * x) ** 2, GRID)
    m = (s2 * m1) ** depth / z
    w = m1 / m
    eta = mpf(1000)
    target = [mpf(10) ** (3 - k / mpf(4)) for k in range(0, 33)] + [mpf(0)]
    for eta in target:
        z = mpc(value, eta)
        for _ in range(60):
            md, sd = sums(name, q, w)
            if gaussian:
                zz = (1 + md) / md * (s2 * md * w) ** depth
                dlog = -sd * (1 / (1 + md) + (depth - 1) / md) + depth / w
            else:
                zz = (1 + md) / md * (s2 * md * w / (1 + md)) ** depth
                dlog = -sd * ((1 - depth) / (1 + md) + (depth - 1) / md) + depth / w
            step = (z - zz) / (zz * dlog)
            if abs(step) > abs(w) / 4:
                step *= abs(w) / 4 / abs(step)
            w += step
            if w.imag < 0:
                w = mpc(w.real, abs(w.imag))
            if abs(step) < abs(w) * mpf(10) ** (-16 if eta == 0 else -6):
                break
    md, _ = sums(name, q, w)
    return -((1 + md) / value).imag / pi


cases = [
    ("tanh", "0.5", "1.2", 3, False, ["0.1", "0.5", "1.5"]),
    ("tanh", "2", "1.8", 4, True, ["0.01", "1", "10"]),
    ("sin", "0.6", "1.1", 2, True, ["0.05", "0.9", "2"]),
    ("silu", "1.5", "1.4", 3, False, ["0.05", "0.6"]),
    ("gelu", "0.8", "1.5", 2, False, ["0.05", "0.6"]),
    ("selu", "1", "0.9", 3, True, ["0.02", "1", "5"]),
]
rows = []
for name, q, sigma, depth, gaussian, values in cases:
    for value in values:
        rows.append({
            "activation": name, "q": float(q), "sigma_w": float(sigma), "depth": depth,
            "weights": "gaussian" if gaussian else "orthogonal", "lambda": float(value),
            "density": mp.nstr(density(name, q, sigma, depth, gaussian, mpf(value)), 16),
        })
print(json.dumps(rows, indent=1))
