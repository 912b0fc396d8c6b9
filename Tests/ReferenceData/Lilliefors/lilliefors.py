"""Upper tail of Lilliefors' statistic for normal values, by simulation.

D* = D (sqrt n - 0.01 + 0.85/sqrt n), D the Kolmogorov-Smirnov distance to the normal law of the sample's own mean
and variance (n - 1 in the denominator). Prints D* at tail probabilities for several n; that of n = 1000 is the
table of NormalityTest.
"""
import sys
import numpy as np
from scipy.special import ndtr

levels = [0.9999, 0.999, 0.99, 0.97, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03, 0.02,
          0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001]
for n, samples in [(20, 1_000_000), (100, 1_000_000), (1000, 1_000_000)]:
    rng = np.random.default_rng(1)
    found = []
    up, down = np.arange(1, n + 1) / n, np.arange(n) / n
    batch = max(1, 2_000_000 // n)
    for _ in range(samples // batch):
        x = np.sort(rng.standard_normal((batch, n)), axis=1)
        u = ndtr((x - x.mean(1, keepdims=True)) / x.std(1, ddof=1, keepdims=True))
        found.append(np.maximum((up - u).max(1), (u - down).max(1)))
    d = np.concatenate(found) * (n**0.5 - 0.01 + 0.85 / n**0.5)
    print(n, len(d))
    for p, q in zip(levels, np.quantile(d, 1 - np.array(levels))):
        print(f"{p} {q:.5f}")
    sys.stdout.flush()
