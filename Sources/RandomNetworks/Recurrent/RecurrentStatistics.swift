public import LinearAlgebra
import RealModule
public import Statistics

/// Moments, overlaps and normality of recurrent networks, averaged over networks.
///
/// Every error is the standard error over networks; there is none for a single network.
public struct RecurrentStatistics: Sendable {
  /// The number n of networks.
  public let networkCount: Int
  /// The mean m(t) at every recorded time.
  public let mean: [Estimate]
  /// The variance q(t) over neurons at every recorded time.
  public let variance: [Estimate]
  /// The overlap q_ab(t), averaged over pairs a < b of trajectories; `nil` for a single trajectory.
  public let overlap: [Estimate]?
  /// The correlation c_ab(t), averaged over pairs; `nil` for a single trajectory, and for one that vanishes.
  public let correlation: [Estimate]?
  /// The mean overlaps of all pairs of trajectories at every recorded time: T matrices of shape A × A.
  public let overlaps: [Matrix]
  /// The covariance of the states of two snapshots, K × K.
  public let autocovariance: [[Estimate]]
  /// The mean product of the activations of two snapshots, K × K.
  public let activationProducts: [[Estimate]]
  /// The normality of the states in every snapshot; `nil` where it could not be tested in all networks.
  public let normality: [NormalityStatistics?]

  /// Averages records.
  ///
  /// - Parameter records: At least one, all of the same settings.
  /// - Complexity: O(n (T A² + K²)).
  public init(_ records: [RecurrentRecord]) {
    precondition(!records.isEmpty, "statistics of no networks")
    networkCount = records.count
    func estimates(_ series: [[Double]]) -> [Estimate] {
      series[0].indices.map { t in Estimate(meanOf: series.map { $0[t] }) }
    }
    func optional(_ series: [[Double]?]) -> [Estimate]? {
      series.contains { $0 == nil } ? nil : estimates(series.compactMap { $0 })
    }
    func table(_ matrices: [Matrix]) -> [[Estimate]] {
      (0..<matrices[0].rows).map { s in
        estimates(matrices.map { Array($0.row(s)) })
      }
    }
    mean = estimates(records.map(\.mean))
    variance = estimates(records.map(\.variance))
    overlap = optional(records.map(\.overlap))
    correlation = optional(records.map(\.correlation))
    overlaps = records[0].overlaps.indices.map { t in
      var sum = records[0].overlaps[t]
      for record in records.dropFirst() {
        for k in sum.elements.indices { sum.elements[k] += record.overlaps[t].elements[k] }
      }
      for k in sum.elements.indices { sum.elements[k] /= Double(records.count) }
      return sum
    }
    autocovariance = table(records.map(\.autocovariance))
    activationProducts = table(records.map(\.activationProducts))
    normality = records[0].normality.indices.map { t in
      NormalityStatistics(records.map { $0.normality[t] })
    }
  }
}

/// How normal the states of networks are, one trajectory of each.
public struct NormalityStatistics: Sendable, Equatable {
  /// The skewness, 0 for normal states.
  public let skewness: Estimate
  /// The excess kurtosis, 0 for normal states.
  public let excessKurtosis: Estimate
  /// The distance of Kolmogorov and Smirnov from the normal law of the same mean and variance.
  public let distance: Estimate
  /// The p-values of the networks.
  public let probabilities: [Double]
  /// The p-value of all networks together, by Fisher's method.
  ///
  /// ```
  /// −2 Σ ln p_k ~ χ² of 2n degrees of freedom
  /// ```
  ///
  /// **Assumes** that the neurons of a network are independent, as Amari does; what couples them is of order 1/N.
  public let probability: Double

  /// Summarises the tests of independent networks; `nil` where one could not be done.
  ///
  /// - Parameter tests: One per network, at least one.
  public init?(_ tests: [NormalityTest?]) {
    let done = tests.compactMap { $0 }
    guard !done.isEmpty, done.count == tests.count else { return nil }
    skewness = Estimate(meanOf: done.map(\.skewness))
    excessKurtosis = Estimate(meanOf: done.map(\.excessKurtosis))
    distance = Estimate(meanOf: done.map(\.distance))
    probabilities = done.map(\.probability)
    let square = done.reduce(0) { $0 - 2 * Double.log(max($1.probability, 1e-300)) }
    probability = chiSquareProbability(square, degreesOfFreedom: 2 * done.count)
  }
}
