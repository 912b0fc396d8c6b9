public import LinearAlgebra
public import Statistics

/// Independent samples at several sizes, and functions of their means as the size grows, x(N) = x(∞) + a/N.
///
/// Averages over random networks differ from mean-field theory by O(1/N); two sizes remove that.
public struct SizedSamples<Sample: Sendable>: Sendable {
  private var groups: [(size: Int, samples: [Sample])] = []

  /// No samples.
  public init() {}

  /// Adds the samples of a size.
  ///
  /// - Parameters:
  ///   - size: The size N.
  ///   - samples: At least two.
  public mutating func add(size: Int, _ samples: [Sample]) { groups.append((size, samples)) }

  /// A function of means at every size, with jackknife errors.
  ///
  /// - Parameters:
  ///   - quantities: The quantities whose means are taken.
  ///   - function: The function of the means, and of the size.
  /// - Returns: Sizes and values.
  public func means(
    of quantities: [(Sample) -> Double], _ function: (_ means: [Double], _ size: Int) -> Double
  ) -> [(size: Int, mean: Estimate)] {
    groups.map { size, samples in
      (
        size,
        Estimate(jackknifeOf: quantities.map { samples.map($0) }) { function($0, size) }
      )
    }
  }

  /// A function of means in the limit of infinite size.
  ///
  /// - Parameters:
  ///   - quantities: The quantities whose means are taken.
  ///   - function: The function of the means, and of the size.
  /// - Returns: The limit, with its error.
  public func limit(
    of quantities: [(Sample) -> Double], _ function: (_ means: [Double], _ size: Int) -> Double
  ) -> Estimate {
    SizeExtrapolation(means(of: quantities, function), exponent: 1).limit
  }

  /// The variance of a quantity times the size, in the limit of infinite size.
  ///
  /// ```
  /// N (⟨x²⟩ − ⟨x⟩²)
  /// ```
  public func scaledVariance(of quantity: @escaping (Sample) -> Double) -> Estimate {
    limit(of: [quantity, { quantity($0) * quantity($0) }]) { means, size in
      Double(size) * (means[1] - means[0] * means[0])
    }
  }

  /// A mean in the limit of infinite size.
  public func limit(of quantity: @escaping (Sample) -> Double) -> Estimate {
    limit(of: [quantity]) { means, _ in means[0] }
  }
}

extension Matrix {
  /// The correlation of two rows of a matrix of overlaps, q_ab/√(q_aa q_bb).
  public func correlation(_ a: Int, _ b: Int) -> Double {
    self[a, b] / (self[a, a] * self[b, b]).squareRoot()
  }
}
