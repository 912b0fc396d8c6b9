"""Kernels of wide networks to 50 digits, printed as the JSON in values.json.

    python3 reference.py > values.json        (mpmath; about ten seconds)

Five inputs of four components: the third is the second but for 1e-9 of it, and the last two are of equal
length and as close. Covariances are followed as they are, at 50 digits, so that nothing is lost by subtraction:

    K^1 = sigma_w^2 x_a.x_b/4 + sigma_b^2,   K^(l+1) = sigma_w^2 E phi phi + sigma_b^2

erf and relu have closed forms; tanh is averaged by trapezoid rules over two normal variables.
"""
import json

from mpmath import acos, asin, erf, exp, mp, mpf, pi, sin, sqrt, tanh

mp.dps = 50

X = [[mpf("1"), mpf("-0.5"), mpf("0.25"), mpf("2")],
     [mpf("0.5"), mpf("0.75"), mpf("-1"), mpf("1.25")]]
# Exactly representable: the test reads the same numbers.
X.append([x + d * mpf(2) ** -30 for x, d in zip(X[1], (1, -1, 2, 1))])
X += [[mpf("1"), mpf("0.5"), s * mpf(2) ** -30, mpf("0.25")] for s in (1, -1)]


def arcsine(qa, qb, k):
    return 2 / pi * asin(2 * k / sqrt((1 + 2 * qa) * (1 + 2 * qb)))


def arccosine(qa, qb, k):
    n = sqrt(qa * qb)
    c = k / n
    t = acos(min(c, mpf(1)))
    return n * (sin(t) + (pi - t) * c) / (2 * pi)


H = mpf("0.15")
Z = [H * i for i in range(-60, 61)]
W = [exp(-z * z / 2) for z in Z]
W = [w / sum(W) for w in W]


def hyperbolic(qa, qb, k):
    """At 30 digits; sum over the variable of a, within it over that of b given a."""
    ra, ratio, rest = sqrt(qa), k / qa, sqrt(max(qb - k * k / qa, mpf(0)))
    total = mpf(0)
    for z, w in zip(Z, W):
        if z <= 0:
            continue
        x = ra * z
        total += 2 * w * tanh(x) * sum(v * tanh(ratio * x + rest * y) for y, v in zip(Z, W))
    return total


def run(average, sw2, sb2, depth, inputs):
    n = len(inputs)
    k = [[sw2 * sum(x * y for x, y in zip(a, b)) / 4 + sb2 for b in inputs] for a in inputs]
    for _ in range(depth - 1):
        e = [[None] * n for _ in range(n)]
        for a in range(n):
            for b in range(a + 1):
                e[a][b] = e[b][a] = sw2 * average(k[a][a], k[b][b], k[a][b]) + sb2
        k = e
    return k


out = []
for name, average, sw2, sb2, depth, count in [
        ("erf", arcsine, mpf("1.5"), mpf("0.0625"), 50, 5),
        ("erf", arcsine, mpf("6.25"), mpf("0.0625"), 50, 5),
        ("relu", arccosine, mpf("1.5"), mpf("0.0625"), 50, 5),
        ("relu", arccosine, mpf("2"), mpf("0"), 50, 5),
        ("tanh", hyperbolic, mpf("1.5"), mpf("0.0625"), 50, 2)]:
    mp.dps = 30 if name == "tanh" else 80
    k = run(average, sw2, sb2, depth, X[:count])
    case = {"activation": name, "weightVariance": float(sw2), "biasVariance": float(sb2),
            "depth": depth, "inputs": [[float(x) for x in a] for a in X[:count]],
            "kernel": [[float(v) for v in row] for row in k]}
    if count == 5:
        case["squaredDistances"] = [float(k[a][a] + k[a + 1][a + 1] - 2 * k[a][a + 1])
                                    for a in (1, 3)]
    out.append(case)
print(json.dumps(out, indent=1))
