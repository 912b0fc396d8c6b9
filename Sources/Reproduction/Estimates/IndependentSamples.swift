package import Statistics

extension Estimate {
  /// A function of the means of several independent samples, with its jackknife error.
  ///
  /// ```
  /// error² = Σ_g (n_g − 1)/n_g Σ_k (θ_(gk) − θ_(g·))²,   θ_(gk) without row k of sample g
  /// ```
  ///
  /// - Parameters:
  ///   - samples: Per sample its rows, at least two of equal length each.
  ///   - function: The function of the means, a row of them per sample.
  /// - Complexity: One call of `function` for every row.
  package init(jackknifeOf samples: [[[Double]]], _ function: (_ means: [[Double]]) -> Double) {
    let sums = samples.map { rows in
      precondition(rows.count > 1, "a jackknife over \(rows.count) instances")
      return rows.dropFirst().reduce(rows[0]) { zip($0, $1).map(+) }
    }
    var means = zip(sums, samples).map { sum, rows in sum.map { $0 / Double(rows.count) } }
    let value = function(means)
    var square = 0.0
    for (g, rows) in samples.enumerated() {
      let whole = means[g]
      let n = Double(rows.count)
      let partial = rows.map { row in
        means[g] = zip(sums[g], row).map { ($0 - $1) / (n - 1) }
        return function(means)
      }
      means[g] = whole
      square += (n - 1) / n * SampleMoments(partial).sumOfSquares
    }
    self.init(value: value, error: square.squareRoot())
  }
}
