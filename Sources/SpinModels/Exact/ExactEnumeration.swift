import LinearAlgebra
import RealModule

/// All energies of a small model, by enumeration in Gray-code order.
///
/// State number k has spin i equal to −1 where bit i of k is set.
public struct ExactEnumeration: Sendable {
  /// The largest number of spins that is enumerated: 2²⁴ states take 128 MiB.
  public static let largestSpinCount = 24

  /// The number N of spins.
  public let spinCount: Int
  /// The total energy of each of the 2ᴺ states.
  public let energies: [Double]

  /// Computes the energy of every state.
  ///
  /// - Parameter model: A model of at most ``largestSpinCount`` spins.
  /// - Throws: ``SpinModelError/tooManySpinsToEnumerate(_:limit:)`` for a larger one.
  /// - Complexity: O(N 2ᴺ): one flip and N field updates per state, or one transform for products.
  public init(_ model: SpinInstance) throws(SpinModelError) {
    let n = model.spinCount
    guard n <= Self.largestSpinCount else {
      throw .tooManySpinsToEnumerate(n, limit: Self.largestSpinCount)
    }
    if case .products(let products) = model.interactions {
      spinCount = n
      energies = Self.energies(of: products, fields: model.fields)
      return
    }
    let couplings = model.couplings
    var energies = [Double](repeating: 0, count: 1 << n)
    var spins = [Double](repeating: 1, count: n)
    var fields: [Double] = []
    var energy = 0.0
    for step in 0..<1 << n {
      let state = step ^ (step >> 1)
      if step % Self.stepsBetweenSums == 0 {
        // A fresh start now and then keeps rounding errors from adding up.
        for i in 0..<n { spins[i] = state >> i & 1 == 1 ? -1 : 1 }
        fields = model.localFields(of: spins.map { Int8($0) })
        energy = model.energy(of: spins.map { Int8($0) })
      } else {
        let i = step.trailingZeroBitCount
        energy += 2 * spins[i] * fields[i]
        spins[i] = -spins[i]
        let change = 2 * spins[i]
        for j in 0..<n { fields[j] += change * couplings.elements[i * n + j] }
      }
      energies[state] = energy
    }
    spinCount = n
    self.energies = energies
  }

  /// All energies at once: couplings are the Walsh–Hadamard transform of the energy.
  private static func energies(of products: ProductCouplings, fields: [Double]) -> [Double] {
    var energies = [Double](repeating: 0, count: 1 << products.spinCount)
    for (site, field) in fields.enumerated() { energies[1 << site] -= field }
    products.forEachProduct { sites, coupling in
      energies[sites.reduce(0) { $0 | 1 << $1 }] -= coupling
    }
    walshHadamardTransform(&energies)
    return energies
  }

  /// The steps of one spin flip after which energies are summed up afresh.
  private static let stepsBetweenSums = 4096

  /// The smallest total energy, and up to where energies are equal to it but for rounding.
  ///
  /// A sum of k steps may be off by k ε times the largest energy, ε = 2⁻⁵².
  package var groundLevel: ClosedRange<Double> {
    let lowest = energies.min() ?? 0
    let largest = max(abs(lowest), abs(energies.max() ?? 0))
    let steps = Double(min(energies.count, Self.stepsBetweenSums))
    return lowest...lowest + steps * .ulpOfOne * largest
  }

  /// The smallest total energy.
  public var groundStateEnergy: Double { groundLevel.lowerBound }

  /// The number of states whose energy is the smallest one, to within rounding.
  public var groundStateCount: Int {
    let level = groundLevel
    return energies.count { level.contains($0) }
  }

  /// exp(−β(E − E_0)) of every state; 1 for all ground states.
  package func weights(temperature: Double) -> [Double] {
    let (level, beta) = (groundLevel, 1 / temperature)
    return energies.map {
      level.contains($0) ? 1 : Double.exp(-beta * ($0 - level.lowerBound))
    }
  }

  /// The Gibbs measure at one temperature.
  ///
  /// - Parameter temperature: The temperature T > 0.
  /// - Returns: Exact equilibrium averages.
  /// - Throws: ``SpinModelError/invalidParameter(name:value:expected:)`` unless T is
  ///   positive, from 10⁻¹⁰⁰ to 10¹⁰⁰.
  /// - Complexity: O(N 2ᴺ).
  public func equilibrium(at temperature: Double) throws(SpinModelError) -> ExactEquilibrium {
    guard (1e-100...1e100).contains(temperature) else {
      throw .invalidParameter(
        name: "temperature", value: temperature,
        expected: "a positive number, from 1e-100 to 1e100")
    }
    return ExactEquilibrium(self, temperature: temperature)
  }
}
