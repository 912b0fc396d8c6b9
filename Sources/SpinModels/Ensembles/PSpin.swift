public import Documents
import Randomness

/// The p-spin model of Ising spins: every product of p spins coupled at random.
///
/// ```
/// H = −Σ_{i₁<…<i_p} J_{i₁…i_p} s_{i₁} … s_{i_p} − h Σ_i s_i,   J of mean 0 and variance p!/(2 N^{p−1})
/// ```
///
/// For p = 2 these would be the couplings of ``SherringtonKirkpatrick``, in their order. For odd p a flip of all
/// spins changes the sign of the energy.
///
/// **Source**: B. Derrida, *Phys. Rev. Lett.* 45, 79 (1980); E. Gardner, *Nucl. Phys. B* 257, 747 (1985).
public struct PSpin: SpinEnsemble, Equatable {
  /// The name of the model on the command line and in files.
  public static let name = "pspin"

  /// The options that describe the model.
  public static let options = ["spins", "p", "disorder", "field"]

  /// The number N of spins.
  public let spinCount: Int
  /// The number p of spins in a product.
  public let order: Int
  /// The distribution of the couplings.
  public let distribution: CouplingDistribution
  /// The uniform field h.
  public let field: Double

  /// The largest p.
  static let largestOrder = 16
  /// The most couplings: 16 GB of them, N = 2289 for p = 3.
  static let largestCouplingCount = 2e9

  /// Describes the ensemble.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins, at least p.
  ///   - order: The number p of spins in a product, 3 to 16.
  ///   - distribution: The distribution of the couplings.
  ///   - field: The uniform field h.
  /// - Throws: ``SpinModelError/invalidParameter(name:value:expected:)``.
  public init(
    spinCount: Int, order: Int = 3, distribution: CouplingDistribution = .gaussian,
    field: Double = 0
  ) throws(SpinModelError) {
    guard (3...Self.largestOrder).contains(order) else {
      throw .invalidParameter(
        name: "p", value: Double(order),
        expected: "3 to \(Self.largestOrder); the model sk has p = 2")
    }
    guard spinCount >= order, spinCount <= ProductCouplings.largestSpinCount,
      ProductCouplings.count(spinCount, order) <= Self.largestCouplingCount
    else {
      throw .invalidParameter(
        name: "number of spins", value: Double(spinCount),
        expected: "at least \(order), and so few that there are at most 2e9 products of \(order)")
    }
    try requireModest(field, "field")
    self.spinCount = spinCount
    self.order = order
    self.distribution = distribution
    self.field = field
  }

  /// Makes the model that options describe; products of three spins and Gaussian couplings unless they say
  /// otherwise.
  public init(_ request: ModelRequest) throws {
    try self.init(
      spinCount: request.integer("spins") ?? 0, order: request.integer("p") ?? 3,
      distribution: request.disorder(), field: request.number("field") ?? 0)
  }

  /// Whether there is no field and p is even.
  public var isSpinFlipSymmetric: Bool { field == 0 && order % 2 == 0 }

  /// The identity of normal couplings; none for couplings of one size.
  public var identity: (any EquilibriumIdentity)? {
    distribution == .gaussian
      ? GaussianProductIdentity(spinCount: spinCount, order: order, field: field) : nil
  }

  /// The number of couplings.
  private var couplingCount: Int { Int(ProductCouplings.count(spinCount, order)) }

  /// The standard deviation of the couplings.
  private var deviation: Double {
    // p!/(2 N^{p−1}), factor by factor.
    (1..<order).reduce(0.5) { $0 * Double($1 + 1) / Double(spinCount) }.squareRoot()
  }

  /// Couplings in floating point, and for every spin those of its products as whole numbers.
  public var memory: Double {
    8 * Double(couplingCount)
      + 4 * Double(spinCount) * ProductCouplings.count(spinCount, order - 1)
  }

  /// Whether everything but the number of spins agrees.
  public func isOtherSize(of other: Self) -> Bool {
    order == other.order && distribution == other.distribution && field == other.field
  }

  /// The couplings, sorted by the highest spin of the product, the second highest and so on, and the fields.
  public var couplingArrays: [(quantity: Quantity, sizes: [Int])] {
    [
      (
        Quantity(
          "couplings", ["instance", "product"],
          "couplings of products of spins, sorted by the highest spin of a product, then the second highest and so on",
          unit: "energy"),
        [couplingCount]
      ), (SpinInstance.storedFields, [spinCount]),
    ]
  }

  /// The couplings, sorted by the highest spin of the product, the second highest and so on, and the fields.
  public func couplingValues(ofInstance index: Int, seed: UInt64) -> [[Double]] {
    [values(ofInstance: index, seed: seed), [Double](repeating: field, count: spinCount)]
  }

  /// Draws one disorder instance.
  public func instance(_ index: Int, seed: UInt64) -> SpinInstance {
    SpinInstance(
      validInteractions: .products(
        ProductCouplings(
          spinCount: spinCount, order: order, valid: values(ofInstance: index, seed: seed))),
      fields: [Double](repeating: field, count: spinCount))
  }

  /// Draws the couplings in their order.
  private func values(ofInstance index: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(StreamName(seed: seed, purpose: .disorder, instance: index))
    let scale = deviation
    return (0..<couplingCount).map { _ in
      scale * (distribution == .gaussian ? stream.normal() : stream.sign())
    }
  }
}

/// The identity of normal couplings of products of p spins, from integration by parts.
///
/// ```
/// u + β c (1 − [⟨q_p⟩]) = 0,   c = C(N, p) p!/(2 N^p) → 1/2,   u = e + h m the interaction energy per spin
/// ```
///
/// q_p is the mean of s_i s'_i over all products of p spins of two replicas.
public struct GaussianProductIdentity: EquilibriumIdentity, Equatable {
  /// The number N of spins.
  public let spinCount: Int
  /// The number p of spins in a product.
  public let order: Int
  /// The uniform field h.
  public let field: Double

  /// Keeps the parameters of the couplings.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins.
  ///   - order: The number p of spins in a product.
  ///   - field: The uniform field h.
  public init(spinCount: Int, order: Int, field: Double) {
    self.spinCount = spinCount
    self.order = order
    self.field = field
  }

  /// q_p.
  public var overlapFunction: OverlapFunction { .meanProduct(order: order, spinCount: spinCount) }

  /// The left-hand side for one instance.
  public func discrepancy(
    energies: [[Double]], magnetizations: [[Double]], meanOverlapFunction: Double,
    temperature: Double
  ) -> Double {
    let count = Double(energies.reduce(0) { $0 + $1.count })
    var interaction = 0.0
    for (es, ms) in zip(energies, magnetizations) {
      for (e, m) in zip(es, ms) { interaction += (e + field * m) / count }
    }
    // C(N, p) p!/N^p, factor by factor.
    let ratio = (0..<order).reduce(1.0) { $0 * Double(spinCount - $1) / Double(spinCount) }
    return interaction + ratio / 2 * (1 - meanOverlapFunction) / temperature
  }
}

extension PSpin {
  private enum CodingKeys: String, CodingKey {
    case spinCount = "spins"
    case order = "p"
    case distribution = "disorder"
    case field
  }

  /// Restores a checked model.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      spinCount: values.decode(Int.self, forKey: .spinCount),
      order: values.decode(Int.self, forKey: .order),
      distribution: values.decode(CouplingDistribution.self, forKey: .distribution),
      field: values.decode(Double.self, forKey: .field))
  }
}
