"""Parisi solutions of the Sherrington-Kirkpatrick model without steps, for the tests of ReplicaTheory.

x(q) is a polynomial between q_min and q_EA. Parisi's equation and the averages of functions of the field,

    psi_t = -(psi_xx + g psi_x^2)/2,   v_t = -v_xx/2 - g psi_x v_x,   g = x(q)/T,

run down from q_EA, where psi is known in closed form, to 0 by sixth-order differences in x and the
fourth-order Runge-Kutta method in q. v(0, h) is the average of what v was where it started, so that no
density is needed. Newton's method solves

    E psi_x^2 = q at as many overlaps as the polynomial has coefficients,
    E psi_xx^2 = 1 at q_EA and, in a field, at q_min.

No step functions, no exact steps, no extrapolation and no minimisation: nothing in common with the library.
The tolerance of each number is what it moves when the lattice is finer by 3/2 and the polynomial of two
degrees more, about ten times the error that is left.

    python3 reference.py > values.json      (some minutes)
"""

import json
import sys

import numpy as np

POINTS = [(0.5, 0.0), (0.3, 0.0), (0.8, 0.0), (0.4, 0.3), (0.7, 0.15)]


def differences(f, dx):
    """f' and f'' along the last axis of even functions that are straight beyond the end."""
    n = f.shape[-1]
    slope = f[:, -1:] - f[:, -2:-1]
    g = np.concatenate(
        [f[:, 3:0:-1], f, f[:, -1:] + slope * np.arange(1, 4)], axis=1)
    at = lambda k: g[:, 3 + k:3 + k + n]
    first = (45 * (at(1) - at(-1)) - 9 * (at(2) - at(-2)) + (at(3) - at(-3))) / (60 * dx)
    second = (270 * (at(1) + at(-1)) - 27 * (at(2) + at(-2)) + 2 * (at(3) + at(-3))
              - 490 * f) / (180 * dx * dx)
    return first, second


class Solution:
    def __init__(self, T, h, parameters, degree, dx):
        """parameters: coefficients of x(q), q_EA, and q_min in a field."""
        self.T, self.h = T, h
        coefficients = np.asarray(parameters[:degree])
        self.top = parameters[degree]
        self.bottom = parameters[degree + 1] if h else 0.0
        top, bottom = self.top, self.bottom
        self.width = top - bottom
        if h:
            basis = np.arange(degree)  # (q - q_min)^j
        else:
            basis = np.arange(1, degree + 1)  # no constant term
        self.coefficients, self.powers = coefficients, basis
        # Chebyshev's places, the outermost excluded.
        s = (1 - np.cos(np.pi * (np.arange(degree) + 0.5) / degree)) / 2
        nodes = bottom + self.width * s

        count = int(round((6.5 + 3 * T) / dx))
        x = np.arange(count + 1) * dx
        u = x / T
        psi = T * (u + np.log1p(np.exp(-2 * u))) + (1 - top) / (2 * T)
        rows = psi[None, :]
        # From the top down: what starts where.
        events = [(top, "curved")] + [(q, "square") for q in nodes[::-1]]
        if h:
            events.append((bottom, "curved"))
        events.append((0.0, None))
        wanted = []
        t = top
        for place, kind in events:
            rows = self.run(rows, t, place, dx)
            t = place
            if kind is None:
                break
            first, second = differences(rows[:1], dx)
            start = second if kind == "curved" else first
            rows = np.concatenate([rows, start ** 2], axis=0)
            wanted.append(1.0 if kind == "curved" else place)
        if h:
            # Interpolation at h through eight places.
            i = min(max(int(h / dx) - 3, 0), count - 7)
            z = x[i:i + 8]
            weights = np.array([
                np.prod([(h - z[k]) / (z[j] - z[k]) for k in range(8) if k != j]) for j in range(8)])
            at = rows[:, i:i + 8] @ weights
            self.magnetization = float(differences(rows[:1], dx)[0][0, i:i + 8] @ weights)
        else:
            at = rows[:, 0]
            self.magnetization = 0.0
        self.residual = at[1:] - np.array(wanted)
        self.psi = at[0]

    def x_of(self, q):
        s = (q - self.bottom) / self.width
        return np.sum(self.coefficients * s ** self.powers)

    def gamma(self, q):
        return self.x_of(q) / self.T if q >= self.bottom and self.width > 0 else 0.0

    def run(self, rows, start, end, dx):
        if start <= end:
            return rows
        inside = end >= self.bottom  # else no gamma
        steps = int(np.ceil((start - end) / (0.8 * dx * dx)))
        dt = (start - end) / steps

        def rate(y, t):
            g = self.gamma(max(t, self.bottom)) if inside else 0.0
            first, second = differences(y, dx)
            factor = np.full((y.shape[0], 1), g)
            factor[0] = g / 2
            return second / 2 + factor * first[:1] * first

        t = start
        for _ in range(steps):
            k1 = rate(rows, t)
            k2 = rate(rows + dt / 2 * k1, t - dt / 2)
            k3 = rate(rows + dt / 2 * k2, t - dt / 2)
            k4 = rate(rows + dt * k3, t - dt)
            rows = rows + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
            t -= dt
        return rows

    def numbers(self):
        T, top, bottom = self.T, self.top, self.bottom
        nodes, weights = np.polynomial.legendre.leggauss(24)
        q = bottom + self.width * (nodes + 1) / 2
        w = weights * self.width / 2
        x = np.array([self.x_of(a) for a in q])
        first = np.sum(w * x) + (1 - top)           # int x dq
        second = np.sum(w * q * x) + (1 - top ** 2) / 2  # int q x dq
        f = -(self.psi - second / (2 * T))
        e = -second / T - self.h * self.magnetization
        return {
            "freeEnergyPerSpin": f, "energyPerSpin": e, "magnetization": self.magnetization,
            "edwardsAndersonParameter": top, "smallestOverlap": bottom,
            "plateauStart": float(self.x_of(top)), "meanOverlap": 1 - first}


def solve(T, h, degree, dx, start=None):
    if start is None:
        tau = 1 - T
        top = 1 - 0.9 * T * T if T < 0.6 else tau + tau * tau
        if h:
            top = 1 - 0.85 * T * T if T < 0.6 else 0.42
            bottom = {0.3: 0.45, 0.15: 0.27}[h]
            start = np.array([0.7 * bottom + 0.1, 0.25] + [0.0] * (degree - 2) + [top, bottom])
        else:
            start = np.array([0.5] + [0.0] * (degree - 1) + [top])
            start[0] = min(0.55, 1.7 * tau)
    p = np.array(start, dtype=float)
    r = Solution(T, h, p, degree, dx).residual
    for _ in range(40):
        jacobian = np.empty((len(r), len(p)))
        for j in range(len(p)):
            d = 1e-5
            up = p.copy()
            up[j] += d
            down = p.copy()
            down[j] -= d
            jacobian[:, j] = (Solution(T, h, up, degree, dx).residual
                              - Solution(T, h, down, degree, dx).residual) / (2 * d)
        step = np.linalg.solve(jacobian, -r)
        scale = 1.0
        while scale > 1e-3:
            q = p + scale * step
            ends = q[degree:]
            if np.all(ends > 0) and np.all(ends < 1) and (not h or ends[0] > ends[1] + 0.02):
                trial = Solution(T, h, q, degree, dx).residual
                if np.linalg.norm(trial) < np.linalg.norm(r) or np.linalg.norm(trial) < 1e-11:
                    break
            scale /= 2
        else:
            break
        stalled = np.linalg.norm(trial) > 0.3 * np.linalg.norm(r) and np.abs(trial).max() < 1e-10
        p, r = q, trial
        print(T, h, degree, "residual", np.abs(r).max(), "q_EA", p[degree], file=sys.stderr)
        if stalled or np.abs(r).max() < 2e-12:
            break
    return p, Solution(T, h, p, degree, dx)


def longer(p, degree, extra, h):
    tail = 2 if h else 1
    return np.concatenate([p[:degree], np.zeros(extra), p[degree:degree + tail]])


def main():
    out = []
    for T, h in POINTS:
        dx = min(T / 10, 0.06)
        coarse, _ = solve(T, h, 4, dx)
        p, a = solve(T, h, 6, dx, longer(coarse, 4, 2, h))
        _, b = solve(T, h, 8, dx / 1.5, longer(p, 6, 2, h))
        row = {"temperature": T, "field": h}
        old, new = a.numbers(), b.numbers()
        for key in new:
            row[key] = {"value": float(new[key]), "tolerance": abs(float(new[key] - old[key]))}
        print(json.dumps(row), file=sys.stderr)
        out.append(row)
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
