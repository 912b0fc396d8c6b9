import RealModule
public import Statistics

/// The Lyapunov exponents of one recurrent network.
public struct LyapunovRecord: Sendable, Equatable {
  /// Which network of the ensemble, from 0.
  public let network: Int
  /// The exponents, descending up to their errors.
  public let exponents: [Double]
  /// Their standard errors over the time of the measurement, with the autocorrelation of the growth.
  public let errors: [Double]
  /// The integrated autocorrelation time of the growth of the first vector, in units of time; `nil` for growth that
  /// does not fluctuate.
  public let autocorrelationTime: Double?
  /// Whether the measurement is shorter than 50 autocorrelation times of the first exponent; then its error may be
  /// too small.
  public let isShort: Bool

  /// Restores a record that was stored.
  public init(
    network: Int, exponents: [Double], errors: [Double], autocorrelationTime: Double?,
    isShort: Bool
  ) {
    self.network = network
    self.exponents = exponents
    self.errors = errors
    self.autocorrelationTime = autocorrelationTime
    self.isShort = isShort
  }

  /// Averages the growth of the vectors over intervals.
  ///
  /// ```
  /// λ_j = ⟨ln L_jj⟩/τ,   error² = 2 τ_int Var(ln L_jj)/(n τ²)
  /// ```
  init(network: Int, logarithms: [[Double]], intervalTime: Double) {
    let n = Double(logarithms.count)
    var exponents: [Double] = []
    var errors: [Double] = []
    var first: AutocorrelationTime?
    for j in logarithms[0].indices {
      let series = logarithms.map { $0[j] }
      let moments = SampleMoments(series)
      let time = AutocorrelationTime(of: series)
      exponents.append(moments.mean / intervalTime)
      errors.append((2 * (time.value ?? 0.5) * moments.variance / n).squareRoot() / intervalTime)
      if j == 0 { first = time }
    }
    var short = false
    if case .seriesTooShort = first { short = true }
    self.init(
      network: network, exponents: exponents, errors: errors,
      autocorrelationTime: first?.value.map { $0 * intervalTime }, isShort: short)
  }

  /// The sum of the positive exponents; `nil` when the last is positive, so that some may be missing.
  ///
  /// It is an upper bound of the entropy rate, and equals it where Pesin's identity holds.
  public var entropyRate: Double? {
    guard let last = exponents.last, last < 0 else { return nil }
    return exponents.reduce(0) { $0 + max(0, $1) }
  }

  /// The dimension of the attractor by Kaplan and Yorke; `nil` when the sum of all exponents here is positive.
  ///
  /// ```
  /// D = j + Σ_{i≤j} λ_i/|λ_{j+1}|,   j the largest number with Σ_{i≤j} λ_i ≥ 0
  /// ```
  public var kaplanYorkeDimension: Double? {
    var sum = 0.0
    for (j, exponent) in exponents.enumerated() {
      if sum + exponent < 0 { return Double(j) + sum / abs(exponent) }
      sum += exponent
    }
    return nil
  }
}

/// The Lyapunov exponents of recurrent networks, averaged over networks.
///
/// Errors are standard errors over networks; for a single network those over time.
public struct LyapunovSpectrum: Sendable, Equatable {
  /// The number n of networks.
  public let networkCount: Int
  /// The exponents.
  public let exponents: [Estimate]
  /// The sum of the positive exponents; `nil` when some of them may be missing in a network.
  public let entropyRate: Estimate?
  /// The dimension of the attractor by Kaplan and Yorke; `nil` when exponents are missing in a network.
  public let kaplanYorkeDimension: Estimate?
  /// The sum of the exponents.
  public let sum: Estimate
  /// Whether a network was measured for less than 50 autocorrelation times.
  public let isShort: Bool

  /// Averages records.
  ///
  /// - Parameter records: At least one, all of the same number of exponents.
  public init(_ records: [LyapunovRecord]) {
    precondition(!records.isEmpty, "a spectrum of no networks")
    networkCount = records.count
    isShort = records.contains { $0.isShort }
    exponents = records[0].exponents.indices.map { j in
      records.count == 1
        ? Estimate(value: records[0].exponents[j], error: records[0].errors[j])
        : Estimate(meanOf: records.map { $0.exponents[j] })
    }
    func estimate(_ values: [Double?]) -> Estimate? {
      values.contains { $0 == nil } ? nil : Estimate(meanOf: values.compactMap { $0 })
    }
    entropyRate = estimate(records.map(\.entropyRate))
    kaplanYorkeDimension = estimate(records.map(\.kaplanYorkeDimension))
    sum = Estimate(meanOf: records.map { $0.exponents.reduce(0, +) })
  }
}
