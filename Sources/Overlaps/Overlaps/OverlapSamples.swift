public import LinearAlgebra

/// Independent samples of one law of overlaps: the same replicas, each time seen through other sites.
///
/// The layers of random networks that get the same inputs are such samples. Overlaps of one sample deviate
/// from their mean by O(1/√N), in all of its sites together: halves of these sites share the deviation, so
/// that it looks like structure of N S = O(1) at every width. Halves made of different samples share
/// nothing, and their product has the expectation of the law's own structure.
///
/// ```
/// c̄_ab = (1/M) Σ_k c_ab^k,   c_ab = q_ab/√(q_aa q_bb) in each sample
/// S_× = (2/(R(R − 1))) Σ_{a<b} r^A_ab r^B_ab,   A, B: the samples of even and of odd number
/// N_eff = M Σ_{a<b} (1 − c̄_ab²)²/Σ_{a<b} Var_k c_ab ≤ Σ_k N_k
/// ```
///
/// N_eff is the number of independent Gaussian sites whose overlaps would scatter as the mean does.
///
/// **Assumes** samples independent of each other and of one law.
public struct OverlapSamples: Sendable {
  /// The number R of replicas.
  public let replicaCount: Int
  /// The number M of samples so far.
  public var sampleCount: Int { halves[0].count + halves[1].count }

  /// The samples of even or of odd number.
  private struct Half: Sendable {
    var count = 0
    /// The mean of the normalised overlaps, R × R row by row.
    var means: [Double]
    /// Site values of unit mean square from the first samples, R × n each.
    var sites: [SingleMatrix] = []
  }

  private var halves: [Half]
  /// Means over all samples, and sums of squared deviations, R × R row by row.
  private var means: [Double]
  private var squares: [Double]
  /// The sites of all samples.
  private var totalSiteCount = 0

  /// The samples, from the first, of which sites are kept to estimate errors.
  public static let samplesWithSites = 16
  /// The most sites that are kept of a sample.
  public static let sitesPerSample = 256

  /// Starts without samples.
  ///
  /// - Parameter count: The number R of replicas, at least 2.
  public init(replicaCount count: Int) {
    precondition(count >= 2, "\(count) replicas have no overlaps")
    replicaCount = count
    means = [Double](repeating: 0, count: count * count)
    squares = means
    halves = [Half(means: means), Half(means: means)]
  }

  /// Adds a sample.
  ///
  /// - Parameters:
  ///   - overlaps: The overlaps q_ab of the sample, R × R, not normalised.
  ///   - siteCount: The number N of sites behind them.
  ///   - sites: The values at the sites or at some of them, R × n; needed of the first
  ///     ``samplesWithSites`` samples only.
  /// - Throws: ``OverlapError/zeroVector(row:)`` where a replica has no length.
  /// - Complexity: O(R²).
  public mutating func add(
    overlaps: Matrix, siteCount: Int, sites: Matrix?
  ) throws(OverlapError) {
    precondition(
      overlaps.rows == replicaCount && overlaps.isSquare, "overlaps of other replicas")
    let correlations = try OverlapMatrix(valid: overlaps, siteCount: siteCount).normalized()
    let k = sampleCount % 2
    if sampleCount < Self.samplesWithSites {
      guard let sites else { preconditionFailure("sample \(sampleCount) without sites") }
      precondition(sites.rows == replicaCount && sites.columns > 0, "sites of other replicas")
      halves[k].sites.append(Self.normalised(sites, lengths: overlaps.diagonal))
    }
    halves[k].count += 1
    totalSiteCount += siteCount
    let (share, shareOfHalf) = (1 / Double(sampleCount), 1 / Double(halves[k].count))
    for (e, c) in correlations.matrix.elements.enumerated() {
      let distance = c - means[e]
      means[e] += distance * share
      squares[e] += distance * (c - means[e])
      halves[k].means[e] += (c - halves[k].means[e]) * shareOfHalf
    }
  }

  /// The first sites in units of the replicas' lengths.
  private static func normalised(_ sites: Matrix, lengths: [Double]) -> SingleMatrix {
    let count = min(sitesPerSample, sites.columns)
    var result = SingleMatrix(rows: sites.rows, columns: count)
    for a in 0..<sites.rows {
      let scale = 1 / lengths[a].squareRoot()
      for i in 0..<count { result.elements[a * count + i] = Float(sites[a, i] * scale) }
    }
    return result
  }

  /// The mean of the normalised overlaps, of unit diagonal.
  public var overlaps: OverlapMatrix {
    OverlapMatrix(valid: matrix(means), siteCount: effectiveSiteCount)
  }

  private func matrix(_ elements: [Double]) -> Matrix {
    Matrix(rows: replicaCount, columns: replicaCount, elements: elements)
  }

  /// The number N_eff of independent sites behind the mean; that of all sites for a single sample.
  public var effectiveSiteCount: Int {
    guard sampleCount > 1 else { return totalSiteCount }
    var (expected, found) = (0.0, 0.0)
    for a in 0..<replicaCount {
      for b in 0..<a {
        let c = means[a * replicaCount + b]
        expected += (1 - c * c) * (1 - c * c)
        found += squares[a * replicaCount + b] / Double(sampleCount - 1)
      }
    }
    let most = Double(totalSiteCount)
    guard found * most > expected * Double(sampleCount) else { return totalSiteCount }
    return max(2, Int((expected * Double(sampleCount) / found).rounded()))
  }

  /// The samples of even and of odd number as halves that share no noise; needs two samples.
  ///
  /// - Parameter gauge: Signs of the replicas.
  /// - Returns: Two halves.
  func independentHalves(inGauge gauge: [Double]) -> [OverlapHalf] {
    precondition(sampleCount > 1, "one sample has no halves")
    let all = Double(effectiveSiteCount)
    return halves.map { half in
      let count = all * Double(half.count) / Double(sampleCount)
      let sites = SingleMatrix(joiningColumnsOf: half.sites)
      return OverlapHalf(
        overlaps: matrix(half.means).flipped(gauge), siteCount: count,
        sites: sites.reorderedRows(Array(gauge.indices), signs: gauge),
        errorScale: (Double(sites.columns) / count).squareRoot())
    }
  }

  /// The samples for some of the replicas, in the given order.
  func selecting(_ indices: [Int]) -> OverlapSamples {
    func select(_ elements: [Double]) -> [Double] {
      indices.flatMap { a in indices.map { b in elements[a * replicaCount + b] } }
    }
    var result = OverlapSamples(replicaCount: indices.count)
    result.means = select(means)
    result.squares = select(squares)
    result.totalSiteCount = totalSiteCount
    result.halves = halves.map { half in
      Half(
        count: half.count, means: select(half.means),
        sites: half.sites.map {
          $0.reorderedRows(indices, signs: [Double](repeating: 1, count: replicaCount))
        })
    }
    return result
  }
}

extension SingleMatrix {
  /// Puts matrices of equally many rows side by side.
  fileprivate init(joiningColumnsOf parts: [SingleMatrix]) {
    let columns = parts.reduce(0) { $0 + $1.columns }
    let rows = parts.first?.rows ?? 0
    var elements: [Float] = []
    elements.reserveCapacity(rows * columns)
    for a in 0..<rows {
      for part in parts {
        elements += part.elements[a * part.columns..<(a + 1) * part.columns]
      }
    }
    self.init(rows: rows, columns: columns, elements: elements)
  }
}
