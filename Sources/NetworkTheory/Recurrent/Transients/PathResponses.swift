import RealModule

/// The responses of the paths of a population to fields at all earlier times.
///
/// ```
/// u_s(t) = δh(t)/δf(s),   ∂_t u = −u − 3u h² u + κ ∫_s^t R_φ(t, t') φ'(h(t')) u_s(t') dt',   u_s(s) = 1
/// ```
///
/// Integrals over t' are trapezoids on the grid.
struct PathResponses {
  /// For each path the rows u(t, s ≤ t), t after t, padded to whole blocks of eight.
  private var rows: [[SIMD8<Double>]]
  /// The memory integral of the last time, likewise.
  private var forces: [[SIMD8<Double>]]
  private let weights: ExponentialStep
  /// κ δ = η σ_w² δ.
  private let coupling: Double

  init(paths: Int, step: Double, times: Int, coupling: Double) {
    weights = ExponentialStep(step)
    self.coupling = coupling * step
    rows = Array(repeating: [], count: paths)
    forces = rows
    for p in rows.indices { rows[p].reserveCapacity(Self.start(times)) }
  }

  /// Where the row of a time begins.
  private static func start(_ n: Int) -> Int {
    let (blocks, rest) = (n / 8, n % 8)
    return 4 * blocks * (blocks + 1) + rest * (blocks + 1)
  }

  /// Begins with the response at time 0, and its derivative by the local force.
  mutating func begin(localSlopes: [Double]) {
    for p in rows.indices {
      var (one, force) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
      one[0] = 1
      force[0] = localSlopes[p]
      rows[p] = [one]
      forces[p] = [force]
    }
  }

  /// Advances to time n + 1 and returns the sums of u and of φ' u over the paths.
  ///
  /// - Parameters:
  ///   - n: The index of the time from which it goes on.
  ///   - memory: R_φ(n + 1, m) for m = 0 … n + 1.
  ///   - slopes: φ'(h) of all paths at times 0 … n + 1.
  ///   - localSlopes: −3 u h² at n + 1.
  /// - Returns: Both sums, one number for each time 0 … n + 1.
  mutating func advance(
    _ n: Int, memory: [Double], slopes: [[Double]], localSlopes: [Double]
  ) -> (signal: [Double], rate: [Double]) {
    let (decay, early, late) = (weights.decay, weights.early, weights.late)
    let blocks = (n + 1) / 8 + 1
    var signal = [SIMD8<Double>](repeating: .zero, count: blocks)
    var rate = signal
    for p in rows.indices {
      var force = [SIMD8<Double>](repeating: .zero, count: blocks)
      if coupling != 0 {
        for m in 0...n {
          let factor = coupling * memory[m] * slopes[m][p]
          let start = Self.start(m)
          for k in 0...m / 8 { force[k] += factor * rows[p][start + k] }
          // Half the weight at t' = s, where u = 1.
          force[m / 8][m % 8] -= 0.5 * factor
        }
      }
      let start = Self.start(n)
      let slope = slopes[n + 1][p]
      let own = 0.5 * coupling * memory[n + 1] * slope + localSlopes[p]
      let scale = 1 / (1 - late * own)
      var row = force
      for k in 0..<blocks {
        let (before, push) =
          k <= n / 8
          ? (rows[p][start + k], forces[p][k]) : (SIMD8<Double>.zero, SIMD8<Double>.zero)
        row[k] = scale * (decay * before + early * push + late * force[k])
        force[k] += own * row[k]
      }
      row[(n + 1) / 8][(n + 1) % 8] = 1
      force[(n + 1) / 8][(n + 1) % 8] = localSlopes[p]
      for k in 0..<blocks {
        signal[k] += row[k]
        rate[k] += slope * row[k]
      }
      rows[p] += row
      forces[p] = force
    }
    return (
      (0...n + 1).map { signal[$0 / 8][$0 % 8] }, (0...n + 1).map { rate[$0 / 8][$0 % 8] }
    )
  }
}
