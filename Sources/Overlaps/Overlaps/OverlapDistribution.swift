public import LinearAlgebra
public import SpinModels
public import Statistics

/// A histogram of overlaps, as a density.
///
/// ```
/// ∫ P(q) dq = 1
/// ```
public struct OverlapDistribution: Sendable, Equatable {
  /// The width of a bin.
  public let binWidth: Double
  /// The middle of every bin, ascending from above −1 to below 1.
  public let overlaps: [Double]
  /// The density in every bin.
  public let densities: [Double]
  /// The standard error of every density; `nil` when there is only one instance, and no blocks of time.
  public let errors: [Double]?

  /// Describes a distribution that was binned elsewhere.
  ///
  /// - Parameters:
  ///   - overlaps: The middle of each bin, ascending.
  ///   - binWidth: The width of every bin, above 0.
  ///   - densities: The probability density in each bin, as many as bins.
  ///   - errors: One standard error of each density, as many as bins; `nil` if unknown.
  public init(overlaps: [Double], binWidth: Double, densities: [Double], errors: [Double]? = nil) {
    precondition(binWidth > 0, "a bin cannot be \(binWidth) wide")
    precondition(
      overlaps.count == densities.count, "\(densities.count) densities for \(overlaps.count) bins")
    precondition(
      errors.map { $0.count == overlaps.count } ?? true,
      "\(errors?.count ?? 0) errors for \(overlaps.count) bins")
    self.binWidth = binWidth
    self.overlaps = overlaps
    self.densities = densities
    self.errors = errors
  }

  /// The number of bins in which a distribution of N spins is drawn: one for two possible overlaps.
  ///
  /// - Parameter spinCount: The number N of spins.
  /// - Returns: An even number of bins between −1 and 1, from 16 to 80.
  public static func binCount(spinCount: Int) -> Int {
    min(max(spinCount / 4 * 2, 16), 80)
  }

  /// Averages the histograms of several instances.
  ///
  /// The overlaps −1 + 2k/N of N spins are spread over the interval of width 2/N around them, so that bins of any width show no
  /// comb and no dip at 0 that the overlaps do not have; the outermost have half of it.
  ///
  /// - Parameters:
  ///   - instances: Per instance, the overlaps of its replica pairs; at least one each.
  ///   - binCount: The number of bins between −1 and 1, at least 2.
  ///   - spinCount: The number N of spins; `nil` where overlaps may be any numbers.
  ///   - blocks: How the overlaps of a single instance fall into blocks of time, for errors within it.
  public init(
    instances: [[Double]], binCount: Int = 64, spinCount: Int? = nil, blocks: OverlapBlocks? = nil
  ) {
    precondition(binCount >= 2, "\(binCount) bins")
    self.init(
      instances: instances, bins: OverlapBins(count: binCount, from: -1, spinCount: spinCount),
      blocks: blocks)
  }

  /// The histogram of |q|, whose errors are its own: those of q and −q cannot be added.
  ///
  /// - Parameters:
  ///   - instances: Per instance, the overlaps of its replica pairs; at least one each.
  ///   - binCount: The number of bins between −1 and 1; half of them, rounded up, are left.
  ///   - spinCount: The number N of spins; `nil` where overlaps may be any numbers.
  ///   - blocks: How the overlaps of a single instance fall into blocks of time, for errors within it.
  /// - Returns: The bins above 0.
  public static func ofAbsoluteOverlaps(
    instances: [[Double]], binCount: Int = 64, spinCount: Int? = nil, blocks: OverlapBlocks? = nil
  ) -> OverlapDistribution {
    OverlapDistribution(
      instances: instances,
      bins: OverlapBins(count: (binCount + 1) / 2, from: 0, spinCount: spinCount), blocks: blocks)
  }

  private init(instances: [[Double]], bins: OverlapBins, blocks: OverlapBlocks?) {
    precondition(!instances.isEmpty, "a distribution of no overlaps")
    let histograms = instances.map { values in
      var histogram = [Double](repeating: 0, count: bins.count)
      for q in values {
        bins.add(q, weight: 1 / Double(values.count), to: &histogram, from: 0)
      }
      return histogram
    }
    let estimates: [Estimate]
    if instances.count == 1, let blocks {
      estimates = blocks.estimates(
        of: instances[0], columns: bins.count,
        add: { q, sums, start in bins.add(q, weight: 1, to: &sums, from: start) },
        functions: { $0 })
    } else {
      estimates = bins.middles.indices.map { k in Estimate(meanOf: histograms.map { $0[k] }) }
    }
    binWidth = bins.width
    overlaps = bins.middles
    densities = overlaps.indices.map { k in SampleMoments(histograms.map { $0[k] }).mean }
    let errors = estimates.compactMap(\.error)
    self.errors = errors.count == bins.count ? errors : nil
  }

  /// Bins the overlaps of all pairs of different replicas.
  ///
  /// - Parameters:
  ///   - matrix: The matrix q_ab, R × R; only a < b is read. Values that are no numbers are left out.
  ///   - binCount: The number of bins between −1 and 1, at least 2.
  public init(of matrix: Matrix, binCount: Int = 100) {
    precondition(matrix.isSquare, "overlaps cannot be \(matrix.rows) × \(matrix.columns)")
    precondition(binCount >= 2, "\(binCount) bins")
    let bins = OverlapBins(count: binCount, from: -1, spinCount: nil)
    var sums = [Double](repeating: 0, count: binCount)
    var total = 0.0
    for a in 0..<matrix.rows {
      for b in (a + 1)..<max(a + 1, matrix.rows) where matrix[a, b].isFinite {
        bins.add(matrix[a, b], weight: 1, to: &sums, from: 0)
        total += 1
      }
    }
    self.init(
      overlaps: bins.middles, binWidth: bins.width, densities: sums.map { $0 / max(total, 1) })
  }
}

/// Averages of powers of the overlap over the disorder, with jackknife errors.
///
/// Square brackets average over instances, angular ones over pairs of independent replicas. A single instance has
/// errors within it, about its own thermal averages, where its blocks of time are known.
public struct OverlapMoments: Sendable, Equatable {
  /// [⟨q⟩].
  public let mean: Estimate
  /// [⟨|q|⟩].
  public let meanAbsolute: Estimate
  /// [⟨q²⟩].
  public let meanSquare: Estimate
  /// [⟨q⁴⟩].
  public let meanFourth: Estimate
  /// The Binder ratio g = ½(3 − [⟨q⁴⟩]/[⟨q²⟩]²): 0 for a Gaussian, 1 for |q| fixed.
  public let binder: Estimate
  /// The spin-glass susceptibility N[⟨q²⟩]; for zero field.
  public let susceptibility: Estimate
  /// What the errors are, in words; `nil` where there are none.
  public let errorText: String?

  /// Computes the moments.
  ///
  /// - Parameters:
  ///   - instances: Per instance, overlaps of pairs of independent replicas.
  ///   - spinCount: The number N of spins.
  ///   - blocks: How the overlaps of a single instance fall into blocks of time, for errors within it; without
  ///     them a single instance has no errors.
  public init(instances: [[Double]], spinCount: Int, blocks: OverlapBlocks? = nil) {
    let n = Double(spinCount)
    let found: [Estimate]
    if instances.count == 1, let blocks {
      found = blocks.estimates(
        of: instances[0], columns: 4,
        add: { q, sums, start in
          let square = q * q
          sums[start] += q
          sums[start + 1] += abs(q)
          sums[start + 2] += square
          sums[start + 3] += square * square
        }, functions: { m in m + [Self.binder(m[2], m[3]), n * m[2]] })
      errorText = blocks.errorText
    } else {
      func column(_ power: (Double) -> Double) -> [Double] {
        instances.map { SampleMoments($0.map(power)).mean }
      }
      let squares = column { $0 * $0 }
      let fourths = column { $0 * $0 * $0 * $0 }
      found = [
        Estimate(meanOf: column { $0 }), Estimate(meanOf: column { abs($0) }),
        Estimate(meanOf: squares), Estimate(meanOf: fourths),
        Estimate(jackknifeOf: [squares, fourths]) { Self.binder($0[0], $0[1]) },
        Estimate(meanOf: squares.map { n * $0 }),
      ]
      errorText = instances.count > 1 ? "over \(instances.count) instances" : nil
    }
    (mean, meanAbsolute, meanSquare) = (found[0], found[1], found[2])
    (meanFourth, binder, susceptibility) = (found[3], found[4], found[5])
  }

  private static func binder(_ square: Double, _ fourth: Double) -> Double {
    square > 0 ? 0.5 * (3 - fourth / (square * square)) : 0
  }
}

extension OverlapDistribution {
  /// The overlaps of all pairs of draws that come from different ladders.
  ///
  /// Draws of one ladder follow one another in time, so only pairs of different ladders are
  /// independent replicas.
  ///
  /// - Parameter ladders: Per ladder, its draws.
  /// - Returns: The overlaps; draws² per pair of ladders.
  /// - Complexity: O(pairs · draws² · N/64).
  public static func overlaps(betweenLadders ladders: [PackedConfigurations]) -> [Double] {
    var values: [Double] = []
    for b in ladders.indices {
      for a in 0..<b { values += ladders[a].overlaps(with: ladders[b]) }
    }
    return values
  }

  /// The overlaps of all pairs of replicas that come from different ladders, or of all pairs where that is not known.
  ///
  /// The same choice as ``overlaps(betweenLadders:)`` makes, for replicas of which only the matrix is known.
  ///
  /// - Parameters:
  ///   - matrix: The matrix q_ab, R × R; only a < b is read.
  ///   - ladders: The ladder of every replica; empty, or one for all, where replicas are taken as independent.
  /// - Returns: The overlaps, row by row.
  /// - Complexity: O(R²).
  public static func overlaps(of matrix: Matrix, betweenLadders ladders: [Int]) -> [Double] {
    precondition(matrix.isSquare, "overlaps cannot be \(matrix.rows) × \(matrix.columns)")
    precondition(
      ladders.isEmpty || ladders.count == matrix.rows,
      "\(ladders.count) ladders of \(matrix.rows) replicas")
    let isTold = Set(ladders).count > 1
    var values: [Double] = []
    for a in 0..<matrix.rows {
      for b in (a + 1)..<max(a + 1, matrix.rows) where !isTold || ladders[a] != ladders[b] {
        values.append(matrix[a, b])
      }
    }
    return values
  }

  /// P(q) as figures and pages show it: of |q| where the sign of a replica means nothing.
  ///
  /// - Parameters:
  ///   - instances: Per instance, the overlaps of its pairs; at least one each.
  ///   - isAbsolute: Whether the sign of an overlap means nothing.
  ///   - spinCount: The number N of spins; `nil` where overlaps may be any numbers.
  /// - Returns: The mean over instances, in the bins of ``binCount(spinCount:)``.
  public static func shown(
    instances: [[Double]], isAbsolute: Bool, spinCount: Int?
  ) -> OverlapDistribution {
    let bins = spinCount.map(binCount) ?? unknownBinCount
    return isAbsolute
      ? .ofAbsoluteOverlaps(instances: instances, binCount: bins, spinCount: spinCount)
      : OverlapDistribution(instances: instances, binCount: bins, spinCount: spinCount)
  }

  /// The number of bins where the number of spins is not known.
  private static let unknownBinCount = 40
}
