public import LinearAlgebra

/// One disorder instance of an Ising model with pair couplings and local fields.
///
/// ```
/// H(s) = −Σ_{i<j} J_ij s_i s_j − Σ_i h_i s_i,   s_i = ±1
/// ```
///
/// Each pair counts once; the diagonal of J is zero.
public struct PairwiseModel: Sendable, Equatable {
  /// The couplings J_ij: symmetric, N × N, with zero diagonal.
  public let couplings: Matrix
  /// The local fields h_i: N of them.
  public let fields: [Double]

  /// The number N of spins.
  public var spinCount: Int { couplings.rows }

  /// Makes a model after checking its couplings.
  ///
  /// - Parameters:
  ///   - couplings: A symmetric matrix of finite numbers with zero diagonal, at least 2 × 2.
  ///   - fields: One finite number per spin; no field when left out.
  /// - Throws: ``SpinModelError`` with the place of the first bad element.
  public init(couplings: Matrix, fields: [Double]? = nil) throws(SpinModelError) {
    guard couplings.isSquare else {
      throw .notSquare(rows: couplings.rows, columns: couplings.columns)
    }
    let n = couplings.rows
    guard n >= 2 else { throw .tooFewSpins(n) }
    if let bad = couplings.elements.firstIndex(where: { !$0.isFinite }) {
      throw .couplingNotFinite(row: bad / n, column: bad % n)
    }
    if let worst = couplings.largestAsymmetry() {
      throw .notSymmetric(row: worst.row, column: worst.column, difference: worst.difference)
    }
    if let bad = couplings.diagonal.firstIndex(where: { $0 != 0 }) {
      throw .selfCoupling(site: bad, value: couplings[bad, bad])
    }
    if let fields {
      guard fields.count == n else { throw .wrongFieldCount(fields.count, spins: n) }
      if let bad = fields.firstIndex(where: { !$0.isFinite }) { throw .fieldNotFinite(site: bad) }
    }
    let fields = fields ?? [Double](repeating: 0, count: n)
    for i in 0..<n {
      let largest = couplings.row(i).reduce(abs(fields[i])) { $0 + abs($1) }
      guard largest == 0 || (1e-100...1e100).contains(largest) else {
        throw .localFieldOutOfRange(site: i, value: largest)
      }
    }
    self.init(validCouplings: couplings, fields: fields)
  }

  /// Makes a model from couplings that are valid by construction.
  init(validCouplings: Matrix, fields: [Double]) {
    couplings = validCouplings
    self.fields = fields
  }

  /// The local field on every spin.
  ///
  /// ```
  /// Σ_j J_ij s_j + h_i
  /// ```
  ///
  /// - Parameter spins: A configuration of N values +1 or −1.
  /// - Returns: N fields.
  /// - Complexity: O(N²).
  public func localFields(of spins: [Int8]) -> [Double] {
    precondition(spins.count == spinCount, "\(spins.count) spins in a model of \(spinCount)")
    let n = spinCount
    return (0..<n).map { i in
      var sum = fields[i]
      for j in 0..<n { sum += couplings.elements[i * n + j] * Double(spins[j]) }
      return sum
    }
  }

  /// The total energy H of a configuration.
  ///
  /// - Parameter spins: A configuration of N values +1 or −1.
  /// - Returns: The energy, not divided by N.
  /// - Complexity: O(N²).
  public func energy(of spins: [Int8]) -> Double {
    var energy = 0.0
    for (i, field) in localFields(of: spins).enumerated() {
      energy -= 0.5 * Double(spins[i]) * (field + fields[i])
    }
    return energy
  }
}
