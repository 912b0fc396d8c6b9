public import LinearAlgebra

/// One disorder instance of an Ising model with couplings of pairs, or of products of p spins, and local
/// fields.
///
/// ```
/// H(s) = −Σ_{i<j} J_ij s_i s_j − Σ_i h_i s_i,   s_i = ±1
/// ```
///
/// Each pair counts once; no spin is coupled to itself. ``ProductCouplings`` has the sum for p spins.
public struct SpinInstance: Sendable, Equatable {
  /// The couplings.
  public let interactions: Interactions
  /// The local fields h_i: N of them.
  public let fields: [Double]

  /// Whether spins can be summed out one after the other, last ones first, each with at most two neighbours left
  /// before it: then configurations are drawn exactly.
  public let isDecimable: Bool

  /// The number N of spins.
  public var spinCount: Int { fields.count }

  /// The couplings J_ij as a matrix: symmetric, N × N, with zero diagonal.
  ///
  /// **Assumes** ``isPairwise``; products of more spins have no matrix.
  ///
  /// - Complexity: O(N²) for sparse couplings.
  public var couplings: Matrix {
    switch interactions {
    case .dense(let matrix): matrix
    case .sparse(let bonds): bonds.matrix()
    case .products(let products):
      preconditionFailure("couplings of products of \(products.order) spins are no matrix")
    }
  }

  /// Whether spins are coupled in pairs.
  public var isPairwise: Bool { if case .products = interactions { false } else { true } }

  /// Makes an instance after checking its couplings.
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
    try self.init(checking: .dense(couplings), spinCount: n, fields: fields)
  }

  /// Makes an instance with sparse couplings.
  ///
  /// - Parameters:
  ///   - bonds: The bonds.
  ///   - fields: One finite number per spin; no field when left out.
  /// - Throws: ``SpinModelError`` for fields that do not fit and couplings out of range.
  public init(bonds: BondList, fields: [Double]? = nil) throws(SpinModelError) {
    try self.init(checking: .sparse(bonds), spinCount: bonds.spinCount, fields: fields)
  }

  /// Makes an instance with couplings of products of spins.
  ///
  /// - Parameters:
  ///   - products: The couplings.
  ///   - fields: One finite number per spin; no field when left out.
  /// - Throws: ``SpinModelError`` for fields that do not fit and couplings out of range.
  public init(products: ProductCouplings, fields: [Double]? = nil) throws(SpinModelError) {
    try self.init(checking: .products(products), spinCount: products.spinCount, fields: fields)
  }

  private init(
    checking interactions: Interactions, spinCount n: Int, fields: [Double]?
  ) throws(SpinModelError) {
    if let fields {
      guard fields.count == n else { throw .wrongFieldCount(fields.count, spins: n) }
      if let bad = fields.firstIndex(where: { !$0.isFinite }) { throw .fieldNotFinite(site: bad) }
    }
    self.init(
      validInteractions: interactions, fields: fields ?? [Double](repeating: 0, count: n))
    for (site, largest) in largestLocalFields.enumerated() {
      guard largest == 0 || (1e-100...1e100).contains(largest) else {
        throw .localFieldOutOfRange(site: site, value: largest)
      }
    }
  }

  /// The instance in a uniform field on top of its own.
  ///
  /// - Parameter field: The field h that is added to every h_i.
  /// - Returns: The instance with fields h_i + h.
  /// - Throws: ``SpinModelError/localFieldOutOfRange(site:value:)``.
  public func adding(field: Double) throws(SpinModelError) -> SpinInstance {
    guard field != 0 else { return self }
    return try SpinInstance(
      checking: interactions, spinCount: spinCount, fields: fields.map { $0 + field })
  }

  /// The instance with fields of every spin on top of its own.
  ///
  /// - Parameter fields: N finite numbers, which are added to h_i.
  /// - Returns: The instance with the sums.
  /// - Throws: ``SpinModelError`` for fields that do not fit.
  public func adding(fields: [Double]) throws(SpinModelError) -> SpinInstance {
    guard fields.count == spinCount else {
      throw .wrongFieldCount(fields.count, spins: spinCount)
    }
    return try SpinInstance(
      checking: interactions, spinCount: spinCount, fields: zip(self.fields, fields).map(+))
  }

  /// Makes an instance from couplings that are valid by construction.
  package init(validInteractions: Interactions, fields: [Double], isDecimable: Bool = false) {
    interactions = validInteractions
    self.fields = fields
    self.isDecimable = isDecimable
  }

  /// The largest size of the local field on every spin.
  ///
  /// ```
  /// |h_i| + Σ_j |J_ij|
  /// ```
  ///
  /// - Complexity: O(N²), for sparse couplings O(N + B), for products their number.
  package var largestLocalFields: [Double] {
    switch interactions {
    case .dense(let couplings):
      (0..<spinCount).map { i in couplings.row(i).reduce(abs(fields[i])) { $0 + abs($1) } }
    case .sparse(let bonds):
      (0..<spinCount).map { i in
        bonds.places(of: i).reduce(abs(fields[i])) { $0 + abs(bonds.couplings[$1]) }
      }
    case .products(let products):
      sizes(of: products)
    }
  }

  private func sizes(of products: ProductCouplings) -> [Double] {
    var sums = fields.map { abs($0) }
    products.forEachProduct { sites, coupling in
      for site in sites { sums[site] += abs(coupling) }
    }
    return sums
  }

  /// The local field on every spin.
  ///
  /// ```
  /// Σ_j J_ij s_j + h_i
  /// ```
  ///
  /// - Parameter spins: A configuration of N values +1 or −1.
  /// - Returns: N fields.
  /// - Complexity: O(N²), for sparse couplings O(N + B), for products their number.
  public func localFields(of spins: [Int8]) -> [Double] {
    precondition(spins.count == spinCount, "\(spins.count) spins in a model of \(spinCount)")
    let n = spinCount
    switch interactions {
    case .dense(let couplings):
      return (0..<n).map { i in
        var sum = fields[i]
        for j in 0..<n { sum += couplings.elements[i * n + j] * Double(spins[j]) }
        return sum
      }
    case .sparse(let bonds):
      return (0..<n).map { i in
        bonds.places(of: i).reduce(fields[i]) {
          $0 + bonds.couplings[$1] * Double(spins[Int(bonds.neighbours[$1])])
        }
      }
    case .products(let products):
      var sums = fields
      products.forEachProduct { sites, coupling in
        let product = sites.reduce(coupling) { $0 * Double(spins[$1]) }
        for site in sites { sums[site] += product * Double(spins[site]) }
      }
      return sums
    }
  }

  /// The total energy H of a configuration.
  ///
  /// - Parameter spins: A configuration of N values +1 or −1.
  /// - Returns: The energy, not divided by N.
  /// - Complexity: O(N²), for sparse couplings O(N + B), for products their number.
  public func energy(of spins: [Int8]) -> Double {
    var energy = 0.0
    if case .products(let products) = interactions {
      precondition(spins.count == spinCount, "\(spins.count) spins in a model of \(spinCount)")
      for (spin, field) in zip(spins, fields) { energy -= Double(spin) * field }
      products.forEachProduct { sites, coupling in
        energy -= sites.reduce(coupling) { $0 * Double(spins[$1]) }
      }
      return energy
    }
    for (i, field) in localFields(of: spins).enumerated() {
      energy -= 0.5 * Double(spins[i]) * (field + fields[i])
    }
    return energy
  }
}
