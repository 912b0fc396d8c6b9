"""Fixed points of deep random networks for the tests of NetworkTheory, for 14 activation functions.

Averages over one Gaussian by mpmath's adaptive quadrature with 30 digits, split at the kinks. The correlation
map of a smooth function by a double sum over one lattice in x = p + d, y = p - d with integers of 40 digits,
the step halved until nothing changes; of a function with kinks by adaptive quadrature over x of phi(x)
E[phi(y) | x], the inner average in closed form. Fixed points by bisection-safe secants with 30 digits.

    python3 maps.py > maps.json      (some minutes)
"""

import json
import sys

from mpmath import mp, mpf

mp.dps = 34

POINTS = [("0.9", "0.1"), ("1.3", "0.3"), ("1.5", "0.05"), ("2.5", "0.3"), ("4", "0.3")]
CORRELATIONS = ["-0.5", "0.3", "0.95"]

N = lambda z: mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)
P = lambda z: mp.erfc(-z / mp.sqrt(2)) / 2
LAMBDA, ALPHA = mpf(1.0507009873554805), mpf(1.6732632423543772)


def logistic(x):
    return 1 / (1 + mp.exp(-x))


class Function:
    """phi, phi', the kinks, and for kinks E phi(y) for y ~ N(m, s^2)."""

    def __init__(self, phi, slope, kinks=(), inner=None, width=None):
        self.phi, self.slope, self.kinks, self.inner, self.width = phi, slope, kinks, inner, width


def ramp(a):
    """Leaky rectifier: E = m (P + a(1 - P)) + s (1 - a) N."""
    return Function(
        lambda x: x if x >= 0 else a * x, lambda x: mpf(1) if x >= 0 else a, (0,),
        lambda m, s: m * (P(m / s) + a * P(-m / s)) + s * (1 - a) * N(m / s))


def hard_inner(m, s):
    lo, hi = (-1 - m) / s, (1 - m) / s
    return m * (P(hi) - P(lo)) + s * (N(lo) - N(hi)) + P(-hi) - P(lo)


def selu_inner(m, s):
    positive = m * P(m / s) + s * N(m / s)
    negative = mp.exp(m + s * s / 2) * P(-(m + s * s) / s) - P(-m / s)
    return LAMBDA * (positive + ALPHA * negative)


FUNCTIONS = {
    "tanh": Function(mp.tanh, lambda x: mp.sech(x) ** 2, width=mp.pi / 2),
    "erf": Function(mp.erf, lambda x: 2 / mp.sqrt(mp.pi) * mp.exp(-x * x), width=mpf(1)),
    "erf-scaled": Function(
        lambda x: mp.erf(mp.sqrt(mp.pi) * x / 2), lambda x: mp.exp(-mp.pi * x * x / 4), width=mpf(1)),
    "relu": ramp(mpf(0)),
    "leaky-relu": ramp(mpf(0.1)),
    "hard-tanh": Function(
        lambda x: max(mpf(-1), min(mpf(1), x)), lambda x: mpf(1) if abs(x) <= 1 else mpf(0), (-1, 1),
        hard_inner),
    "sin": Function(mp.sin, mp.cos, width=mpf(4)),
    "linear": Function(lambda x: x, lambda x: mpf(1), (), lambda m, s: m),
    "selu": Function(
        lambda x: LAMBDA * (x if x >= 0 else ALPHA * mp.expm1(x)),
        lambda x: LAMBDA * (1 if x >= 0 else ALPHA * mp.exp(x)), (0,), selu_inner),
    "gelu": Function(lambda x: x * P(x), lambda x: P(x) + x * N(x), width=mpf(1)),
    "silu": Function(
        lambda x: x * logistic(x), lambda x: logistic(x) + x * logistic(x) * logistic(-x), width=mp.pi),
    "softplus": Function(lambda x: mp.log1p(mp.exp(x)), logistic, width=mp.pi),
    "sigmoid": Function(logistic, lambda x: logistic(x) * logistic(-x), width=mp.pi),
    "sign": Function(
        lambda x: mpf(1) if x >= 0 else mpf(-1), lambda x: mpf(0), (0,),
        lambda m, s: P(m / s) - P(-m / s)),
}


def average(f, q, kinks=()):
    """E f(h), h ~ N(0, q)."""
    s = mp.sqrt(q)
    edges = sorted({mpf(-13), mpf(-4), mpf(-1), mpf(1), mpf(4), mpf(13)}
                   | {k / s for k in kinks if abs(k / s) < 13})
    if len(kinks) == 0 and q > 3:
        edges = sorted(set(edges) | {j / s for j in (-3, -1, 1, 3)})
    return mp.quad(lambda z: f(s * z) * N(z), edges)


class Network:
    def __init__(self, name, w, b):
        self.name, self.f, self.w2, self.b2 = name, FUNCTIONS[name], mpf(w) ** 2, mpf(b) ** 2

    def square(self, q):
        return average(lambda h: self.f.phi(h) ** 2, q, self.f.kinks)

    def V(self, q):
        return self.w2 * self.square(q) + self.b2

    def chi(self, q):
        if self.name == "sign":
            return None
        return self.w2 * average(lambda h: self.f.slope(h) ** 2, q, self.f.kinks)

    def slope(self, q):
        return self.w2 * average(lambda h: h * self.f.phi(h) * self.f.slope(h), q, self.f.kinks) / q

    def pair(self, c, q):
        """E phi(x) phi(y)."""
        c = mpf(c)
        if self.f.inner:
            s, t = mp.sqrt(q), mp.sqrt(q * (1 - c * c))
            edges = {mpf(e) for e in (-13, -6, -3, -1, 0, 1, 3, 6, 13)}
            for k in self.f.kinks:
                edges.add(k / s)
                if c != 0:
                    edges |= {(k + j * t) / (c * s) for j in (-8, -3, 0, 3, 8)}
            edges = sorted(e for e in edges if abs(e) <= 13)
            return mp.quad(
                lambda z: N(z) * self.f.phi(s * z) * self.f.inner(c * s * z, t), edges)
        sp, sd = mp.sqrt(q * (1 + c) / 2), mp.sqrt(q * (1 - c) / 2)
        step = min(sp / 3, sd / 3, self.f.width / 9)
        last = None
        while True:
            value = self.lattice(step, sp, sd)
            if last is not None and abs(value - last) < mpf(10) ** -22:
                return value
            last, step = value, step / mpf("1.3")

    def lattice(self, step, sp, sd):
        one = 10 ** 36
        fixed = lambda x: int(mp.nint(x * one))
        ip, jd = int(12 * sp / step) + 1, int(12 * sd / step) + 1
        phi = [fixed(self.f.phi(k * step)) for k in range(-ip - jd, ip + jd + 1)]
        wp = [fixed(N(i * step / sp) * step / sp) for i in range(-ip, ip + 1)]
        wd = [fixed(N(j * step / sd) * step / sd) for j in range(0, jd + 1)]
        total, middle = 0, ip + jd
        for j in range(jd + 1):
            inner = sum(wp[i + ip] * phi[middle + i + j] * phi[middle + i - j] for i in range(-ip, ip + 1))
            total += (1 if j == 0 else 2) * wd[j] * (inner // one // one)
        return mpf(total) / one / one

    def C(self, c, q):
        return (self.w2 * self.pair(c, q) + self.b2) / self.V(q)

    def q_star(self):
        """The largest stable fixed point up to 10^6, or None."""
        grid = [mpf(10) ** (mpf(k) / 4) for k in range(24, -33, -1)]
        with mp.workdps(15):
            growth = [self.V(q) / q - 1 for q in grid]
        for high, low, g_high, g_low in zip(grid, grid[1:], growth, growth[1:]):
            if g_low > 0 and g_high < 0:
                for _ in range(12):
                    middle = mp.sqrt(low * high)
                    with mp.workdps(15):
                        above = self.V(middle) < middle
                    low, high = (low, middle) if above else (middle, high)
                q = mp.sqrt(low * high)
                for _ in range(6):
                    q = q - (self.V(q) - q) / (self.slope(q) - 1)
                assert abs(self.V(q) / q - 1) < mpf(10) ** -25
                return q
        return None

    def c_star(self, q):
        chi = self.chi(q)
        if chi is not None and chi <= 1:
            return mpf(1)
        low, high = mpf(0), 1 - mpf(10) ** -3
        f = lambda c: self.C(c, q) - c
        f_low, f_high = f(low), f(high)
        assert f_low > 0 > f_high, (self.name, f_low, f_high)
        last = None
        for _ in range(60):  # the Illinois variant of the false position
            c = (low * f_high - high * f_low) / (f_high - f_low)
            value = f(c)
            if abs(value) < mpf(10) ** -20:
                return c
            if value > 0:
                low, f_low = c, value
                if last == "low":
                    f_high /= 2
                last = "low"
            else:
                high, f_high = c, value
                if last == "high":
                    f_low /= 2
                last = "high"
        raise ArithmeticError(self.name)


def text(x):
    return None if x is None else mp.nstr(x, 20)


def main():
    names = sys.argv[1:] or list(FUNCTIONS)
    values = []
    for name in names:
        for w, b in POINTS:
            network = Network(name, w, b)
            q = network.q_star()
            row = {"activation": name, "sigma_w": float(w), "sigma_b": float(b)}
            at = mpf("0.7") if q is None else q
            row |= {"q": text(at), "V": text(network.V(at)), "chi": text(network.chi(at)),
                    "slope": text(network.slope(at)),
                    "C": [[float(c), text(network.C(c, at))] for c in CORRELATIONS],
                    "q_star": text(q), "c_star": None if q is None else text(network.c_star(q))}
            values.append(row)
            print(name, w, b, row["q_star"], row["chi"], row["c_star"], file=sys.stderr, flush=True)
    json.dump(values, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
