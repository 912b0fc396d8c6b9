/// An exact relation between energies, magnetisations and overlaps of a Gibbs measure, averaged over the
/// disorder: a test of equilibrium that needs no second run.
public protocol EquilibriumIdentity: Sendable {
  /// The function of the overlap whose mean enters.
  var overlapFunction: OverlapFunction { get }

  /// By how much one disorder instance misses the relation; zero on the average over instances.
  ///
  /// - Parameters:
  ///   - energies: Per ladder and draw, the energy per spin.
  ///   - magnetizations: Per ladder and draw, the magnetisation per spin.
  ///   - meanOverlapFunction: The mean of ``overlapFunction`` between independent ladders.
  ///   - temperature: The temperature.
  /// - Returns: The discrepancy, in units of the energy per spin.
  func discrepancy(
    energies: [[Double]], magnetizations: [[Double]], meanOverlapFunction: Double,
    temperature: Double
  ) -> Double
}

/// A function of the overlap of two configurations.
public enum OverlapFunction: Sendable, Equatable {
  /// q².
  case square
  /// The mean of s_i s'_i over all products of p spins: q_p = e_p(s s')/C(N, p), close to q^p.
  case meanProduct(order: Int, spinCount: Int)

  /// The function at an overlap.
  ///
  /// - Parameter overlap: The overlap q of two configurations.
  /// - Returns: Its value, 1 for q = 1.
  public func callAsFunction(_ overlap: Double) -> Double {
    switch self {
    case .square: overlap * overlap
    case .meanProduct(let order, let spinCount):
      ProductCouplings.meanProduct(
        order: order, sum: (overlap * Double(spinCount)).rounded(), count: spinCount)
    }
  }
}

/// The identity of normal couplings of mean J0/N and variance 1/N, from integration by parts.
///
/// ```
/// u + (J0/2)([⟨m²⟩] − 1/N) + (β/2)(1 − [⟨q²⟩]) = 0,   u = e + h m the interaction energy per spin
/// ```
///
/// **Source**: H. G. Katzgraber, M. Palassini and A. P. Young, *Phys. Rev. B* 63, 184422 (2001), as a test
/// of equilibrium.
public struct GaussianCouplingIdentity: EquilibriumIdentity, Equatable {
  /// The number N of spins.
  public let spinCount: Int
  /// The uniform field h.
  public let field: Double
  /// The ferromagnetic bias J0.
  public let bias: Double

  /// Keeps the parameters of the couplings.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins.
  ///   - field: The uniform field h.
  ///   - bias: The ferromagnetic bias J0.
  public init(spinCount: Int, field: Double, bias: Double) {
    self.spinCount = spinCount
    self.field = field
    self.bias = bias
  }

  /// q².
  public var overlapFunction: OverlapFunction { .square }

  /// The left-hand side for one instance.
  public func discrepancy(
    energies: [[Double]], magnetizations: [[Double]], meanOverlapFunction: Double,
    temperature: Double
  ) -> Double {
    var interaction = 0.0
    var square = 0.0
    let count = Double(energies.reduce(0) { $0 + $1.count })
    for (es, ms) in zip(energies, magnetizations) {
      for (e, m) in zip(es, ms) {
        interaction += (e + field * m) / count
        square += m * m / count
      }
    }
    return interaction + bias / 2 * (square - 1 / Double(spinCount))
      + (1 - meanOverlapFunction) / (2 * temperature)
  }
}
