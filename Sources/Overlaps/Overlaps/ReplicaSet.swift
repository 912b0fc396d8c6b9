public import LinearAlgebra
public import SpinModels

/// The replicas of one instance, as much as is known of them.
public enum ReplicaSet: Sendable {
  /// Spin configurations.
  case configurations(PackedConfigurations)
  /// Real vectors of one row per replica, such as the activations of a layer.
  case vectors(Matrix)
  /// Overlaps only, with the number of sites behind them.
  case overlaps(OverlapMatrix, siteCount: Int)
  /// Independent samples of one law, such as a layer of several networks with the same inputs; two or more.
  case samples(OverlapSamples)

  /// The overlap matrix; of vectors, the normalised one.
  ///
  /// - Returns: Overlaps with unit diagonal.
  /// - Throws: ``OverlapError`` when the data have no overlaps.
  public func overlapMatrix() throws(OverlapError) -> OverlapMatrix {
    switch self {
    case .configurations(let configurations): try OverlapMatrix(of: configurations)
    case .vectors(let vectors): try OverlapMatrix(ofRows: vectors).normalized()
    case .overlaps(let overlaps, let siteCount):
      OverlapMatrix(valid: try overlaps.normalized().matrix, siteCount: siteCount)
    case .samples(let samples): samples.overlaps
    }
  }

  /// The number R of replicas.
  public var replicaCount: Int {
    switch self {
    case .configurations(let configurations): configurations.count
    case .vectors(let vectors): vectors.rows
    case .overlaps(let overlaps, _): overlaps.replicaCount
    case .samples(let samples): samples.replicaCount
    }
  }

  /// The number N of sites; of samples, that of as many independent sites.
  public var siteCount: Int {
    switch self {
    case .configurations(let configurations): configurations.spinCount
    case .vectors(let vectors): vectors.columns
    case .overlaps(_, let siteCount): siteCount
    case .samples(let samples): samples.effectiveSiteCount
    }
  }

  /// Whether sites have real values, which no two replicas share.
  public var isReal: Bool { if case .vectors = self { true } else { false } }

  /// The site values of unit mean square with the replicas flipped by signs, when they are known: R × N.
  func sites(inGauge signs: [Double]) -> SingleMatrix? {
    sites?.reorderedRows(Array(signs.indices), signs: signs)
  }

  /// The site values of unit mean square, when they are known: R × N.
  private var sites: SingleMatrix? {
    switch self {
    case .configurations(let configurations):
      let n = configurations.spinCount
      var sites = SingleMatrix(rows: configurations.count, columns: n)
      for a in 0..<configurations.count {
        for (i, spin) in configurations[a].enumerated() { sites.elements[a * n + i] = Float(spin) }
      }
      return sites
    case .vectors(let vectors):
      var sites = SingleMatrix(rows: vectors.rows, columns: vectors.columns)
      for a in 0..<vectors.rows {
        let square = vectors.row(a).reduce(0) { $0 + $1 * $1 } / Double(vectors.columns)
        let scale = 1 / square.squareRoot()
        for i in 0..<vectors.columns {
          sites.elements[a * vectors.columns + i] = Float(vectors[a, i] * scale)
        }
      }
      return sites
    case .overlaps, .samples:
      return nil
    }
  }
}
