public import Documents
import Randomness

/// The Edwards–Anderson model: random bonds between neighbours on a hypercubic lattice.
///
/// ```
/// H = −Σ_{⟨ij⟩} J_ij s_i s_j − h Σ_i s_i,   J_ij = ±1 with mean J0 or N(J0, 1), each bond absent with probability p
/// ```
///
/// Site i has the coordinates x_k = ⌊i/L^k⌋ mod L and one bond in the positive direction of every axis, so
/// that there are d L^d bonds; for L = 2 the two bonds between neighbours add up. With open boundaries the bonds
/// around the edges are missing.
///
/// On the Nishimori line, J0 = tanh β for ±1 bonds and J0 = β for Gaussian ones, the energy is −J0 per bond on the
/// average over instances, at every size.
///
/// **Source**: S. F. Edwards and P. W. Anderson, *J. Phys. F* 5, 965 (1975); H. Nishimori, *Prog. Theor. Phys.*
/// 66, 1169 (1981).
public struct EdwardsAnderson: SpinEnsemble, Equatable {
  /// The name of the model on the command line and in files.
  public static let name = "edwards-anderson"

  /// The options that describe the model.
  public static let options = [
    "dimension", "length", "disorder", "bias", "boundary", "field", "dilution",
  ]

  /// What is at the edges of the lattice.
  public enum Boundary: String, Sendable, CaseIterable, Codable {
    /// The last site of an axis is a neighbour of the first.
    case periodic
    /// The last site of an axis has no neighbour behind it.
    case open
  }

  /// The dimension d of the lattice.
  public let dimension: Int
  /// The length L of the lattice along every axis.
  public let length: Int
  /// The distribution of the bonds, of variance 1.
  public let distribution: CouplingDistribution
  /// The uniform field h.
  public let field: Double
  /// The probability p with which a bond is absent.
  public let dilution: Double
  /// The mean J0 of the bonds.
  public let bias: Double
  /// What is at the edges.
  public let boundary: Boundary

  /// The number N = L^d of spins.
  public let spinCount: Int

  /// The most spins: indices of neighbours have 32 bits, and memory ends long before.
  static let largestSpinCount = 1 << 28

  /// Describes the ensemble.
  ///
  /// - Parameters:
  ///   - dimension: The dimension d, 1 to 8.
  ///   - length: The length L, at least 2.
  ///   - distribution: The distribution of the bonds.
  ///   - field: The uniform field h.
  ///   - dilution: The probability p with which a bond is absent, from 0 to below 1.
  ///   - bias: The mean J0 of the bonds, within ±1 for ±1 bonds.
  ///   - boundary: What is at the edges.
  /// - Throws: ``SpinModelError/invalidParameter(name:value:expected:)``.
  public init(
    dimension: Int = 3, length: Int, distribution: CouplingDistribution = .gaussian,
    field: Double = 0, dilution: Double = 0, bias: Double = 0, boundary: Boundary = .periodic
  ) throws(SpinModelError) {
    guard (1...8).contains(dimension) else {
      throw .invalidParameter(
        name: "dimension", value: Double(dimension), expected: "a number from 1 to 8")
    }
    guard length >= 2 else {
      throw .invalidParameter(name: "length", value: Double(length), expected: "at least 2")
    }
    try requireModest(field, "field")
    guard (0..<1).contains(dilution) else {
      throw .invalidParameter(
        name: "dilution", value: dilution, expected: "a probability from 0 to below 1")
    }
    try distribution.requireMean(bias)
    var count = 1
    for _ in 0..<dimension {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard !overflow, product <= Self.largestSpinCount else {
        throw .invalidParameter(
          name: "length", value: Double(length),
          expected: "a lattice of at most \(Self.largestSpinCount) spins")
      }
      count = product
    }
    self.dimension = dimension
    self.length = length
    self.distribution = distribution
    self.field = field
    self.dilution = dilution
    self.bias = bias
    self.boundary = boundary
    spinCount = count
  }

  /// Makes the model that options describe; three dimensions and Gaussian bonds unless they say otherwise.
  public init(_ request: ModelRequest) throws {
    try self.init(
      dimension: request.integer("dimension") ?? 3, length: request.integer("length") ?? 0,
      distribution: request.disorder(), field: request.number("field") ?? 0,
      dilution: request.number("dilution") ?? 0, bias: request.number("bias") ?? 0,
      boundary: request.choice("boundary") ?? .periodic)
  }

  /// Needs the length of the lattice.
  public static func check(_ request: ModelRequest) throws(SpinModelError) {
    try request.require("length", "L", of: name)
  }

  /// Whether there is no field.
  public var isSpinFlipSymmetric: Bool { field == 0 }

  /// Spins have places.
  public var isFiniteDimensional: Bool { true }

  /// Bonds with their neighbours, in floating point and as whole numbers.
  public var memory: Double { Double(dimension * spinCount) * 96 }

  /// Whether everything but the length agrees.
  public func isOtherSize(of other: Self) -> Bool {
    dimension == other.dimension && distribution == other.distribution && field == other.field
      && dilution == other.dilution && bias == other.bias && boundary == other.boundary
  }

  /// The bond of every site along every axis, 0 where it is absent, and the fields.
  public var couplingArrays: [(quantity: Quantity, sizes: [Int])] {
    [
      (
        Quantity(
          "couplings", ["instance", "spin", "axis"],
          "bond from a site to its neighbour in the positive direction of an axis; the site is Σ x_a L^a of axis a",
          unit: "energy"),
        [spinCount, dimension]
      ), (SpinInstance.storedFields, [spinCount]),
    ]
  }

  /// The bond of every site along every axis, 0 where it is absent, and the fields.
  public func couplingValues(ofInstance index: Int, seed: UInt64) -> [[Double]] {
    var bonds: [Double] = []
    forEachBond(ofInstance: index, seed: seed) { _, _, coupling in bonds.append(coupling ?? 0) }
    return [bonds, [Double](repeating: field, count: spinCount)]
  }

  /// Draws one disorder instance: the bonds site by site and axis by axis, then which of them are absent.
  public func instance(_ index: Int, seed: UInt64) -> SpinInstance {
    var pairs: [(Int, Int, Double)] = []
    pairs.reserveCapacity(dimension * spinCount)
    forEachBond(ofInstance: index, seed: seed) { site, neighbour, coupling in
      if let coupling { pairs.append((site, neighbour, coupling)) }
    }
    do {
      return SpinInstance(
        validInteractions: .sparse(try BondList(spinCount: spinCount, pairs: pairs)),
        fields: [Double](repeating: field, count: spinCount))
    } catch {
      preconditionFailure("a lattice of length \(length) with a bond that is none: \(error)")
    }
  }

  /// Visits every bond of the full lattice, site by site and axis by axis; an absent one has no coupling.
  private func forEachBond(
    ofInstance index: Int, seed: UInt64,
    _ visit: (_ site: Int, _ neighbour: Int, _ coupling: Double?) -> Void
  ) {
    var values = RandomStream(StreamName(seed: seed, purpose: .disorder, instance: index))
    var presence = RandomStream(
      StreamName(seed: seed, purpose: .disorder, instance: index, slot: 1))
    for site in 0..<spinCount {
      var stride = 1
      for _ in 0..<dimension {
        let isLast = site / stride % length == length - 1
        let neighbour = isLast ? site - (length - 1) * stride : site + stride
        let coupling = distribution.draw(mean: bias, from: &values)
        let isPresent = dilution == 0 || presence.uniform() >= dilution
        visit(site, neighbour, isPresent && !(isLast && boundary == .open) ? coupling : nil)
        stride *= length
      }
    }
  }
}

extension EdwardsAnderson {
  private enum CodingKeys: String, CodingKey {
    case spinCount = "spins"
    case dimension
    case length
    case distribution = "disorder"
    case field
    case dilution
    case bias
    case boundary
  }

  /// Writes the options of the model; those that came later only where they say something.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(spinCount, forKey: .spinCount)
    try values.encode(dimension, forKey: .dimension)
    try values.encode(length, forKey: .length)
    try values.encode(distribution, forKey: .distribution)
    try values.encode(field, forKey: .field)
    try values.encode(dilution, forKey: .dilution)
    if bias != 0 { try values.encode(bias, forKey: .bias) }
    if boundary != .periodic { try values.encode(boundary, forKey: .boundary) }
  }

  /// Restores a checked model.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      dimension: values.decode(Int.self, forKey: .dimension),
      length: values.decode(Int.self, forKey: .length),
      distribution: values.decode(CouplingDistribution.self, forKey: .distribution),
      field: values.decode(Double.self, forKey: .field),
      dilution: values.decode(Double.self, forKey: .dilution),
      bias: values.decodeIfPresent(Double.self, forKey: .bias) ?? 0,
      boundary: values.decodeIfPresent(Boundary.self, forKey: .boundary) ?? .periodic)
  }
}
