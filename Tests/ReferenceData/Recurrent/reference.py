"""Stationary chaotic states of recurrent networks for the tests of NetworkTheory, by another route.

The energy condition is written with the antiderivative of phi: V(D) = -D^2/2 + s_w^2 E Phi(x) Phi(y) + s_b^2 D,
E Phi Phi = E_z [E_x Phi(m + sqrt(D) z + sqrt(D_0 - D) x)]^2 with the inner average in closed form (by a
trapezoid rule for tanh), and solved for (m, D_0, D_inf) together by scipy's fsolve. D(tau) comes from the
second-order equation, integrated by DOP853 until its instability shows, and continued as an exponential. The
ground state E_0 of -d^2/dtau^2 + 1 - s_w^2 E phi'phi' is that of a three-point matrix on equal steps, extrapolated
from three step sizes; lambda_1 = -1 + sqrt(1 - E_0).

    python3 reference.py > values.json      (a minute)
"""

import json

import numpy as np
from numpy.polynomial import chebyshev, legendre
from scipy.integrate import solve_ivp
from scipy.linalg import eigh_tridiagonal
from scipy.optimize import fsolve
from scipy.special import erf, erfc

NODES, WEIGHTS = legendre.leggauss(12)


def normal(z):
    return np.exp(-z * z / 2) / np.sqrt(2 * np.pi)


def probability(z):
    return erfc(-z / np.sqrt(2)) / 2


def safe(mu, s):
    return mu / np.maximum(s, 1e-150)


def ramp(mu, s):
    """E (x)_+"""
    return mu * probability(safe(mu, s)) + s * normal(safe(mu, s))


def bowl(mu, s):
    """E (x)_+^2/2"""
    return ((mu * mu + s * s) * probability(safe(mu, s)) + mu * s * normal(safe(mu, s))) / 2


class Function:
    """Inner averages over x ~ N(mu, s^2) of Phi, phi and phi'."""

    def __init__(self, potential, value, slope, kinks=()):
        self.potential, self.value, self.slope, self.kinks = potential, value, slope, kinks


def trapezoid(function):
    x = np.arange(-9.5, 9.5001, 0.05)
    w = normal(x) * 0.05

    def average(mu, s):
        return np.tensordot(function(np.asarray(mu)[..., None] + s * x), w, axes=(-1, 0))

    return average


ROOT_PI = np.sqrt(np.pi)
FUNCTIONS = {
    "tanh": Function(
        trapezoid(lambda h: np.logaddexp(h, -h)), trapezoid(np.tanh), trapezoid(lambda h: 1 - np.tanh(h) ** 2)
    ),
    "erf": Function(
        lambda m, s: m * erf(m / np.sqrt(1 + 2 * s * s))
        + np.sqrt(1 + 2 * s * s) / ROOT_PI * np.exp(-m * m / (1 + 2 * s * s)),
        lambda m, s: erf(m / np.sqrt(1 + 2 * s * s)),
        lambda m, s: 2 / ROOT_PI / np.sqrt(1 + 2 * s * s) * np.exp(-m * m / (1 + 2 * s * s)),
    ),
    "sin": Function(
        lambda m, s: -np.cos(m) * np.exp(-s * s / 2),
        lambda m, s: np.sin(m) * np.exp(-s * s / 2),
        lambda m, s: np.cos(m) * np.exp(-s * s / 2),
    ),
    "hard-tanh": Function(
        lambda m, s: bowl(m + 1, s) - bowl(m - 1, s) - m - 0.5,
        lambda m, s: ramp(m + 1, s) - ramp(m - 1, s) - 1,
        lambda m, s: probability(safe(m + 1, s)) - probability(safe(m - 1, s)),
        kinks=(-1.0, 1.0),
    ),
    "relu": Function(bowl, ramp, lambda m, s: probability(safe(m, s)), kinks=(0.0,)),
    "sign": Function(
        lambda m, s: ramp(m, s) + ramp(-m, s), lambda m, s: 2 * probability(safe(m, s)) - 1, None, kinks=(0.0,)
    ),
}


def outer(kinks, m, root, narrow):
    """Nodes z and weights; finer near the places where the inner average turns."""
    edges = [np.linspace(-10, 10, 121)]
    for k in kinks:
        if root > 0:
            c, w = (k - m) / root, narrow / root
            edges.append(c + np.concatenate([[0], w * np.arange(-8, 9)]))
    e = np.unique(np.clip(np.concatenate(edges), -10, 10))
    half = np.diff(e)[:, None] / 2
    z = (e[:-1, None] + half + half * NODES).ravel()
    return z, (half * WEIGHTS).ravel() * normal(z)


def pair(f, inner, m, total, shared):
    root, narrow = np.sqrt(max(shared, 0)), np.sqrt(max(total - shared, 0))
    z, w = outer(f.kinks, m, root, narrow)
    g = inner(m + root * z, narrow)
    return float(np.dot(w, g * g))


def one(f, inner, m, total):
    return float(inner(np.array([m]), np.sqrt(total))[0]) if total > 0 else 0.0


def solve(name, sw, sb, w0, b0, start):
    f = FUNCTIONS[name]
    odd = sb == 0 and w0 == 0 and b0 == 0

    def V(m, d0, d):
        return -d * d / 2 + sw**2 * pair(f, f.potential, m, d0, d) + sb**2 * d

    def force(m, d0, d):
        return -d + sw**2 * pair(f, f.value, m, d0, d) + sb**2

    def equations(u):
        m, d0, d1 = u
        return [w0 * one(f, f.value, m, d0) + b0 - m, V(m, d0, d0) - V(m, d0, d1), force(m, d0, d1)]

    if odd:
        d0 = fsolve(lambda u: V(0, u[0], u[0]) - V(0, u[0], 0), [start[1]], xtol=1e-14)[0]
        m, d1 = 0.0, 0.0
    else:
        m, d0, d1 = fsolve(equations, start, xtol=1e-14)
        assert max(abs(x) for x in equations([m, d0, d1])) < 1e-10
    result = {"activation": name, "sigma_w": sw, "sigma_b": sb, "w0": w0, "b0": b0}
    result.update(mean=m, zero=d0, infinity=d1)

    # V' as a polynomial in s = sqrt((D_0 - D)/(D_0 - D_inf)).
    nodes = np.cos(np.pi * (np.arange(80) + 0.5) / 80) / 2 + 0.5
    place = lambda s: d0 - (d0 - d1) * s * s
    series = chebyshev.chebfit(2 * nodes - 1, [force(m, d0, place(s)) for s in nodes], 79)

    def right(t, y):
        s = np.sqrt(max((d0 - y[0]) / (d0 - d1), 0))
        return [y[1], -chebyshev.chebval(2 * s - 1, series)]

    end = 200.0
    done = lambda t, y: y[0] - d1 - 1e-4 * (d0 - d1)
    done.terminal = True
    path = solve_ivp(
        right, (0, end), [d0, 0], method="DOP853", rtol=1e-13, atol=1e-15, dense_output=True, events=done
    )
    last = path.t[-1]
    result["lags"] = [0.5, 1.0, 3.0]
    result["autocovariance"] = [float(path.sol(t)[0]) for t in result["lags"]]
    if f.slope is None:
        return result
    potential = lambda d: 1 - sw**2 * pair(f, f.slope, m, d0, d)
    table = chebyshev.chebfit(2 * nodes - 1, [potential(place(s)) for s in nodes], 79)
    kappa = np.sqrt(potential(d1))
    result["decay_rate"] = float(kappa)
    reach = last + 12 / kappa
    levels = []
    for count in (4000, 8000, 16000):
        t = np.linspace(0, reach, count + 1)
        h = t[1]
        inside = t <= last
        d = np.empty_like(t)
        d[inside] = path.sol(t[inside])[0]
        d[~inside] = d1 + 1e-4 * (d0 - d1) * np.exp(-kappa * (t[~inside] - last))
        s = np.sqrt(np.clip((d0 - d) / (d0 - d1), 0, 1))
        w = chebyshev.chebval(2 * s - 1, table)
        off = np.full(count, -1 / h**2)
        off[0] *= np.sqrt(2)
        levels.append(eigh_tridiagonal(2 / h**2 + w, off, select="i", select_range=(0, 0))[0][0])
    a, b, c = levels
    first, second = b + (b - a) / 3, c + (c - b) / 3
    ground = second + (second - first) / 15
    result["ground"] = ground
    result["exponent"] = -1 + np.sqrt(1 - ground)
    return result


CASES = [
    ("tanh", 1.2, 0, 0, 0, (0, 0.24, 0)),
    ("tanh", 1.5, 0, 0, 0, (0, 0.75, 0)),
    ("tanh", 2.0, 0, 0, 0, (0, 1.9, 0)),
    ("tanh", 3.0, 0, 0, 0, (0, 5.4, 0)),
    ("tanh", 5.0, 0, 0, 0, (0, 17.0, 0)),
    ("tanh", 2.0, 0.3, 0, 0, (0, 2.13, 0.84)),
    ("tanh", 2.5, 0.2, 0, 0.5, (0.5, 3.6, 1.1)),
    ("tanh", 2.0, 0.3, -3, 0.5, (0.2, 2.2, 0.9)),
    ("erf", 2.0, 0.3, 0, 0, (0, 2.42, 0.76)),
    ("erf", 3.0, 0, 0, 0, (0, 5.8, 0)),
    ("sin", 2.0, 0.3, 0, 0, (0, 1.73, 0.32)),
    ("sin", 3.0, 0.1, -1, 0.7, (0.5, 2.8, 0.1)),
    ("hard-tanh", 2.0, 0.3, 0, 0, (0, 2.6, 0.7)),
    ("hard-tanh", 3.0, 0, 0, 0, (0, 6.0, 0)),
    ("relu", 1.8, 0.3, -3, 1.0, (-0.5, 3.6, 2.5)),
    ("sign", 2.0, 0.3, 0, 0, (0, 3.07, 0.54)),
    ("sign", 3.0, 0, 0, 0, (0, 6.5, 0)),
]

if __name__ == "__main__":
    print(json.dumps([solve(*case) for case in CASES], indent=1))
