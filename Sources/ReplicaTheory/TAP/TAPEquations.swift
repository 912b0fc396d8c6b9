public import LinearAlgebra
import RealModule

/// The Thouless–Anderson–Palmer equations of one disorder instance.
///
/// ```
/// m_i = tanh β(h_i + Σ_j J_ij m_j − R_i m_i),   H = −Σ_(i<j) J_ij s_i s_j − Σ_i h_i s_i
/// ```
///
/// Each pure state has magnetisations m_i = ⟨s_i⟩ that solve them, up to corrections that vanish with
/// N. They are the stationary points of a free energy of the m_i, and mean something only where its
/// expansion converges: where ``replicon(of:)`` is positive.
///
/// **Source**: D. J. Thouless, P. W. Anderson and R. G. Palmer, *Phil. Mag.* 35, 593 (1977).
public struct TAPEquations: Sendable {
  /// The couplings J_ij: symmetric, N × N, with zero diagonal.
  public let couplings: Matrix

  /// The local fields h_i.
  public let fields: [Double]

  /// The temperature T.
  public let temperature: Double

  /// How the other spins react.
  public let reaction: TAPReaction

  /// J_ij², where the reaction needs them.
  let squaredCouplings: Matrix?

  /// The number N of spins.
  public var spinCount: Int { couplings.rows }

  /// The inverse temperature β.
  public var beta: Double { 1 / temperature }

  /// Whether no spin has a field, so that −m solves the equations with m.
  public var isSpinFlipSymmetric: Bool { fields.allSatisfy { $0 == 0 } }

  /// Sets the equations up.
  ///
  /// - Parameters:
  ///   - couplings: A symmetric N × N matrix with zero diagonal, N ≥ 1.
  ///   - fields: One field per spin; no field when left out.
  ///   - temperature: The temperature T, 10⁻¹⁰⁰ to 10¹⁰⁰.
  ///   - reaction: How the other spins react; it must fit the couplings, which is not checked.
  /// - Throws: `LinearAlgebraError` for couplings that are not symmetric or not finite,
  ///   ``ReplicaTheoryError`` for a self-coupling, temperature, field or load that is not allowed.
  public init(
    couplings: Matrix, fields: [Double]? = nil, temperature: Double, reaction: TAPReaction
  ) throws {
    let n = couplings.rows
    precondition(couplings.isSquare && n > 0, "couplings of \(n) × \(couplings.columns)")
    if let fields { precondition(fields.count == n, "\(fields.count) fields for \(n) spins") }
    guard (1e-100...1e100).contains(temperature) else {
      throw ReplicaTheoryError.invalidTemperature(temperature)
    }
    if case .hopfield(let load) = reaction, !(load >= 0 && load.isFinite) {
      throw ReplicaTheoryError.invalidLoad(load)
    }
    if let bad = couplings.elements.firstIndex(where: { !(abs($0) <= 1e100) }) {
      throw LinearAlgebraError.notFinite(row: bad / n, column: bad % n)
    }
    if let worst = couplings.largestAsymmetry() {
      throw LinearAlgebraError.notSymmetric(
        row: worst.row, column: worst.column, difference: worst.difference)
    }
    if let site = couplings.diagonal.firstIndex(where: { $0 != 0 }) {
      throw ReplicaTheoryError.selfCoupling(site: site, value: couplings[site, site])
    }
    if let bad = fields?.first(where: { !(abs($0) <= 1e100) }) {
      throw ReplicaTheoryError.invalidField(bad)
    }
    self.couplings = couplings
    self.fields = fields ?? [Double](repeating: 0, count: n)
    self.temperature = temperature
    self.reaction = reaction
    squaredCouplings =
      reaction == .pairwise
      ? Matrix(rows: n, columns: n, elements: couplings.elements.map { $0 * $0 }) : nil
  }

  /// The self-overlap (1/N) Σ m_i².
  static func selfOverlap(of m: [Double]) -> Double {
    m.reduce(0) { $0 + $1 * $1 } / Double(m.count)
  }

  /// The susceptibility of single spins, β(1 − q), without cancellation near q = 1.
  func susceptibility(of m: [Double]) -> Double {
    beta * (m.reduce(0) { $0 + (1 - $1) * (1 + $1) } / Double(m.count))
  }

  /// The coefficients R_i of the reaction.
  ///
  /// - Parameter m: Magnetisations, from −1 to 1.
  /// - Returns: N numbers, all equal unless the reaction is ``TAPReaction/pairwise``.
  /// - Throws: ``ReplicaTheoryError/reactionDiverges(susceptibility:)`` for Hebb's couplings where
  ///   β(1 − q) ≥ 1.
  /// - Complexity: O(N), for the pairwise reaction O(N²).
  public func reactionCoefficients(of m: [Double]) throws(ReplicaTheoryError) -> [Double] {
    requireMagnetizations(m)
    if let uniform = try UniformReaction(reaction, susceptibility: susceptibility(of: m)) {
      return [Double](repeating: uniform.value, count: spinCount)
    }
    return pairwiseCoefficients(of: m)
  }

  func pairwiseCoefficients(of m: [Double]) -> [Double] {
    (squaredCouplings ?? couplings).symmetricProduct(with: m.map { beta * (1 - $0) * (1 + $0) })
  }

  /// The fields whose tanh the equations demand the magnetisations to be.
  ///
  /// ```
  /// h_i + Σ_j J_ij m_j − R_i m_i
  /// ```
  ///
  /// - Parameter m: Magnetisations, from −1 to 1.
  /// - Returns: N fields.
  /// - Throws: ``ReplicaTheoryError/reactionDiverges(susceptibility:)``.
  /// - Complexity: O(N²).
  public func cavityFields(of m: [Double]) throws(ReplicaTheoryError) -> [Double] {
    let coefficients = try reactionCoefficients(of: m)
    var result = couplings.symmetricProduct(with: m)
    for i in result.indices { result[i] += fields[i] - coefficients[i] * m[i] }
    return result
  }

  /// How far magnetisations are from a solution.
  ///
  /// ```
  /// max_i |m_i − tanh β(h_i + Σ_j J_ij m_j − R_i m_i)|
  /// ```
  ///
  /// - Parameter m: Magnetisations, from −1 to 1.
  /// - Returns: The residual, 0 for a solution.
  /// - Throws: ``ReplicaTheoryError/reactionDiverges(susceptibility:)``.
  /// - Complexity: O(N²).
  public func residual(of m: [Double]) throws(ReplicaTheoryError) -> Double {
    let cavity = try cavityFields(of: m)
    return zip(m, cavity).reduce(0) { Swift.max($0, abs($1.0 - Double.tanh(beta * $1.1))) }
  }

  func requireMagnetizations(_ m: [Double]) {
    precondition(m.count == spinCount, "\(m.count) magnetisations of \(spinCount) spins")
    precondition(m.allSatisfy { abs($0) <= 1 }, "a magnetisation is not within ±1")
  }
}
