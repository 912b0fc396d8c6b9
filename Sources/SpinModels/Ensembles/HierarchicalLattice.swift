import Randomness

/// The hierarchical (Migdal–Kadanoff) lattice: every bond is replaced, again and again, by b = 2^{d−1} branches of two
/// bonds in series.
///
/// ```
/// H = −Σ_{⟨ij⟩} J_ij s_i s_j − h Σ_i s_i,   J_ij = ±1 with mean J0 or N(J0, 1);   (2b)^g bonds,   L = 2^g
/// ```
///
/// Spins 0 and 1 are the ends of the lattice; the spins of a generation follow those of the ones before, bond by
/// bond and branch by branch. Renormalisation is exact here, and the low-temperature phase is that of droplets:
/// P(q = 0) falls as L^{−θ}, with θ ≈ 0.26 in three dimensions. Because every spin has two neighbours when later
/// generations are summed out, configurations are drawn exactly at any size (``SpinInstance/isDecimable``).
///
/// **Source**: A. A. Migdal, *Sov. Phys. JETP* 42, 743 (1975); A. N. Berker and S. Ostlund, *J. Phys. C* 12, 4961
/// (1979); M. A. Moore, H. Bokil and B. Drossel, *Phys. Rev. Lett.* 81, 4252 (1998).
public struct HierarchicalLattice: SpinEnsemble, Equatable {
  /// The name of the model on the command line and in files.
  public static let name = "hierarchical-lattice"

  /// The options that describe the model.
  public static let options = ["dimension", "generations", "disorder", "bias", "field"]

  /// The dimension d, of which b = 2^{d−1}.
  public let dimension: Int
  /// The number g of generations.
  public let generations: Int
  /// The distribution of the bonds.
  public let distribution: CouplingDistribution
  /// The mean J0 of the bonds.
  public let bias: Double
  /// The uniform field h.
  public let field: Double
  /// The number N of spins.
  public let spinCount: Int

  /// The number b of branches.
  public var branchCount: Int { 1 << (dimension - 1) }

  /// The number (2b)^g of bonds.
  public var bondCount: Int { (0..<generations).reduce(1) { count, _ in 2 * branchCount * count } }

  /// The most bonds: memory ends before.
  static let largestBondCount = 1 << 28

  /// Describes the ensemble.
  ///
  /// - Parameters:
  ///   - dimension: The dimension d, 1 to 8.
  ///   - generations: The number g of generations, at least 1, with at most 2²⁸ bonds.
  ///   - distribution: The distribution of the bonds.
  ///   - bias: The mean J0 of the bonds, within ±1 for ±1 bonds.
  ///   - field: The uniform field h.
  /// - Throws: ``SpinModelError/invalidParameter(name:value:expected:)``.
  public init(
    dimension: Int = 3, generations: Int, distribution: CouplingDistribution = .gaussian,
    bias: Double = 0, field: Double = 0
  ) throws(SpinModelError) {
    guard (1...8).contains(dimension) else {
      throw .invalidParameter(
        name: "dimension", value: Double(dimension), expected: "a number from 1 to 8")
    }
    // (2b)^g = 2^{dg}.
    let most = 28 / dimension
    guard (1...most).contains(generations) else {
      throw .invalidParameter(
        name: "number of generations", value: Double(generations),
        expected: "1 to \(most) in \(dimension) dimensions: at most 2^28 bonds")
    }
    try distribution.requireMean(bias)
    try requireModest(field, "field")
    self.dimension = dimension
    self.generations = generations
    self.distribution = distribution
    self.bias = bias
    self.field = field
    let branches = 1 << (dimension - 1)
    var bonds = 1
    var spins = 2
    for _ in 0..<generations {
      spins += branches * bonds
      bonds *= 2 * branches
    }
    spinCount = spins
  }

  /// Makes the model that options describe; three dimensions and Gaussian bonds unless they say otherwise.
  public init(_ request: ModelRequest) throws {
    try self.init(
      dimension: request.integer("dimension") ?? 3,
      generations: request.integer("generations") ?? 0, distribution: request.disorder(),
      bias: request.number("bias") ?? 0, field: request.number("field") ?? 0)
  }

  /// Needs the number of generations.
  public static func check(_ request: ModelRequest) throws(SpinModelError) {
    try request.require("generations", "G", of: name)
  }

  /// Whether there is no field.
  public var isSpinFlipSymmetric: Bool { field == 0 }

  /// Spins have places.
  public var isFiniteDimensional: Bool { true }

  /// Bonds with their neighbours, and the recursion.
  public var memory: Double { Double(bondCount) * 160 }

  /// Whether everything but the number of generations agrees.
  public func isOtherSize(of other: Self) -> Bool {
    dimension == other.dimension && distribution == other.distribution && bias == other.bias
      && field == other.field
  }

  /// Draws one disorder instance: the bonds in the order of the last generation.
  public func instance(_ index: Int, seed: UInt64) -> SpinInstance {
    var ends = [(0, 1)]
    var next = 2
    for _ in 0..<generations {
      var finer: [(Int, Int)] = []
      finer.reserveCapacity(2 * branchCount * ends.count)
      for (first, last) in ends {
        for _ in 0..<branchCount {
          finer.append((first, next))
          finer.append((next, last))
          next += 1
        }
      }
      ends = finer
    }
    var stream = RandomStream(StreamName(seed: seed, purpose: .disorder, instance: index))
    let bonds = ends.map { ($0.0, $0.1, distribution.draw(mean: bias, from: &stream)) }
    do {
      return SpinInstance(
        validInteractions: .sparse(try BondList(spinCount: spinCount, pairs: bonds)),
        fields: [Double](repeating: field, count: spinCount), isDecimable: true)
    } catch {
      preconditionFailure("a hierarchical lattice with a bond that is none: \(error)")
    }
  }
}

extension HierarchicalLattice {
  private enum CodingKeys: String, CodingKey {
    case spinCount = "spins"
    case dimension
    case generations
    case distribution = "disorder"
    case bias
    case field
  }

  /// Restores a checked model.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      dimension: values.decode(Int.self, forKey: .dimension),
      generations: values.decode(Int.self, forKey: .generations),
      distribution: values.decode(CouplingDistribution.self, forKey: .distribution),
      bias: values.decode(Double.self, forKey: .bias),
      field: values.decode(Double.self, forKey: .field))
  }
}
