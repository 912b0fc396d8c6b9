/// A number with its standard error.
public struct Estimate: Sendable, Equatable {
  /// The estimated value.
  public let value: Double
  /// The standard error; `nil` when the data do not allow one, as with a single instance.
  public let error: Double?

  /// Makes an estimate.
  ///
  /// - Parameters:
  ///   - value: The estimated value.
  ///   - error: The standard error, or `nil` when there is none.
  public init(value: Double, error: Double?) {
    self.value = value
    self.error = error
  }

  /// The mean of independent values with its standard error.
  ///
  /// ```
  /// x̄ = Σ x_k / n,   error² = Σ (x_k − x̄)² / (n (n − 1))
  /// ```
  ///
  /// - Parameter values: Independent values, at least one; one value gives no error.
  public init(meanOf values: [Double]) {
    precondition(!values.isEmpty, "the mean of no values")
    let moments = SampleMoments(values)
    self.init(
      value: moments.mean,
      error: values.count > 1 ? (moments.variance / Double(values.count)).squareRoot() : nil)
  }

  /// A statistic of independent instances with its jackknife error.
  ///
  /// ```
  /// error² = (n − 1)/n · Σ_k (θ_(k) − θ_(·))²,   θ_(k) computed without instance k
  /// ```
  ///
  /// **Source**: B. Efron, *The Jackknife, the Bootstrap and Other Resampling Plans* (SIAM, 1982).
  ///
  /// - Parameters:
  ///   - count: The number n of instances, at least 1; one instance gives no error.
  ///   - statistic: The statistic of all instances but one, or of all when `nil` is passed.
  /// - Complexity: n + 1 calls of `statistic`.
  public init(jackknifeOver count: Int, _ statistic: (_ leftOut: Int?) -> Double) {
    precondition(count > 0, "a jackknife over no instances")
    let whole = statistic(nil)
    guard count > 1 else {
      self.init(value: whole, error: nil)
      return
    }
    let partial = SampleMoments((0..<count).map { statistic($0) })
    let n = Double(count)
    self.init(value: whole, error: ((n - 1) / n * partial.sumOfSquares).squareRoot())
  }

  /// A ratio of means over instances, or any function of means, with its jackknife error.
  ///
  /// - Parameters:
  ///   - columns: One array per quantity; all of the same length n, the number of instances.
  ///   - function: The function of the quantities' means.
  public init(jackknifeOf columns: [[Double]], _ function: ([Double]) -> Double) {
    let n = columns.first?.count ?? 0
    precondition(columns.allSatisfy { $0.count == n }, "columns of different lengths")
    let sums = columns.map { $0.reduce(0, +) }
    self.init(jackknifeOver: n) { leftOut in
      guard let leftOut else { return function(sums.map { $0 / Double(n) }) }
      return function(
        zip(sums, columns).map { ($0 - $1[leftOut]) / Double(n - 1) })
    }
  }
}

/// The count, mean and spread of a set of values.
public struct SampleMoments: Sendable, Equatable {
  /// How many values.
  public let count: Int
  /// The mean; 0 for no values.
  public let mean: Double
  /// The sum of squared deviations from the mean.
  public let sumOfSquares: Double

  /// The variance with n − 1 in the denominator; 0 for fewer than two values.
  public var variance: Double { count > 1 ? sumOfSquares / Double(count - 1) : 0 }
  /// The square root of ``variance``.
  public var deviation: Double { variance.squareRoot() }

  /// Computes the moments in two passes.
  ///
  /// - Parameter values: Any values.
  @inlinable
  public init(_ values: some Collection<Double>) {
    count = values.count
    let mean = values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    self.mean = mean
    sumOfSquares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }
}
