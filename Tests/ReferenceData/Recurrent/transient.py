"""Means and covariances of a recurrent network's transient, by collocation instead of a march.

    m(t) = e^-t m_0 + int_0^t e^-(t-u) (w_0 E phi + b_0) du
    K(t, s) = e^-(t+s) Q + int int e^-(t-u) e^-(s-v) (sigma_w^2 E phi phi + sigma_b^2) du dv

Both are iterated to their fixed point on Chebyshev points of [0, T], integrals by the integration matrix of the
polynomials through the points, pair averages by two-dimensional Gauss-Hermite rules of 160 x 160 nodes.
"difference" compares 24 with 28 points. Run:

    python3 transient.py > transient.json
"""

import json

import numpy as np
from numpy.polynomial import chebyshev, hermite_e, legendre
from scipy.special import erf


def integration_matrix(t):
    """A with (A f)_i = int_0^t_i e^-(t_i-u) f(u) du for the polynomial through the points."""
    n = len(t)
    T = t[-1]
    x = 2 * t / T - 1
    to_coefficients = np.linalg.inv(chebyshev.chebvander(x, n - 1))
    nodes, weights = legendre.leggauss(60)
    A = np.zeros((n, n))
    for i, end in enumerate(t):
        u = end * (nodes + 1) / 2
        w = end * weights / 2 * np.exp(-(end - u))
        A[i] = w @ (chebyshev.chebvander(2 * u / T - 1, n - 1) @ to_coefficients)
    return A


def rule():
    z, w = hermite_e.hermegauss(160)
    return z, w / np.sqrt(2 * np.pi)


def solve(phi, w0, b0, sw, sb, means, Q, T, n):
    t = T * (1 - np.cos(np.pi * np.arange(n) / (n - 1))) / 2
    A = integration_matrix(t)
    z, w = rule()
    R = len(means)
    decay = np.exp(-t)
    m = np.array([[m0] * n for m0 in means]) * decay
    K = np.einsum("ab,i,j->abij", np.array(Q, float), decay, decay)
    start = (m.copy(), K.copy())
    for iteration in range(400):
        variance = np.array([np.maximum(np.diag(K[a, a]), 0) for a in range(R)])
        new_m, new_K = start[0].copy(), start[1].copy()
        for a in range(R):
            first = phi(m[a][:, None] + np.sqrt(variance[a])[:, None] * z) @ w
            new_m[a] += A @ (w0 * first + b0)
            for b in range(R):
                S = np.zeros((n, n))
                for i in range(n):
                    x = m[a][i] + np.sqrt(variance[a][i]) * z
                    for j in range(n):
                        q1, q2 = variance[a][i], variance[b][j]
                        c = K[a, b, i, j] / np.sqrt(q1 * q2) if q1 * q2 > 0 else 0.0
                        c = min(1.0, max(-1.0, c))
                        y = m[b][j] + np.sqrt(q2) * (c * z[:, None] + np.sqrt(1 - c * c) * z)
                        S[i, j] = (w * phi(x)) @ (phi(y) @ w)
                new_K[a, b] += A @ (sw**2 * S + sb**2) @ A.T
        change = max(abs(new_m - m).max(), abs(new_K - K).max())
        m, K = new_m, new_K
        if change < 1e-13:
            break
    return t, m, K


CASES = [
    dict(activation="tanh", gain=1.0, w0=0.0, b0=0.0, sigma_w=1.5, sigma_b=0.0, means=[0.0], initial_covariances=[[1.0]], time=4.0),
    dict(activation="tanh", gain=1.3, w0=0.8, b0=-0.2, sigma_w=1.2, sigma_b=0.4, means=[0.7], initial_covariances=[[0.5]], time=3.0),
    dict(activation="tanh", gain=1.0, w0=0.5, b0=0.1, sigma_w=1.4, sigma_b=0.3, means=[0.6, -0.4],
         initial_covariances=[[0.8, 0.2], [0.2, 0.5]], time=2.0),
    dict(activation="gelu", gain=1.0, w0=0.3, b0=0.2, sigma_w=1.1, sigma_b=0.2, means=[0.5], initial_covariances=[[0.7]], time=2.0),
]
FUNCTIONS = {"tanh": np.tanh, "gelu": lambda x: x * (1 + erf(x / np.sqrt(2))) / 2}

if __name__ == "__main__":
    out = []
    for case in CASES:
        base = FUNCTIONS[case["activation"]]
        results = []
        for n in (24, 28):
            t, m, K = solve(lambda x: base(case["gain"] * x), case["w0"], case["b0"], case["sigma_w"],
                            case["sigma_b"], case["means"], case["initial_covariances"], case["time"], n)
            # Values at equal steps of the time.
            grid = np.array([0.25, 0.5, 0.75, 1.0]) * case["time"]
            V = chebyshev.chebvander(2 * grid / case["time"] - 1, n - 1) @ np.linalg.inv(
                chebyshev.chebvander(2 * t / case["time"] - 1, n - 1))
            results.append((m @ V.T, np.einsum("gi,abij,hj->abgh", V, K, V)))
        error = max(abs(results[0][k] - results[1][k]).max() for k in (0, 1))
        m, K = results[1]
        out.append(dict(case, mean=m.tolist(), covariance=K.tolist(), difference=float(error)))
    print(json.dumps(out, indent=1))
