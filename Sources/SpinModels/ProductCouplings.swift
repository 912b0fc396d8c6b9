/// Couplings of all products of p different spins.
///
/// ```
/// H = −Σ_{i₁<…<i_p} J_{i₁…i_p} s_{i₁} … s_{i_p}
/// ```
///
/// The C(N, p) couplings stand in colexicographic order: sorted by the highest index, then by the second
/// highest, and so on. For p = 3 the coupling of i < j < k is number C(k, 3) + C(j, 2) + i.
public struct ProductCouplings: Sendable, Equatable {
  /// The most spins; memory ends long before.
  public static let largestSpinCount = 4096

  /// The number N of spins.
  public let spinCount: Int
  /// The number p of spins in a product.
  public let order: Int
  /// The couplings, in colexicographic order.
  public let values: [Double]

  /// Checks couplings of products.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins, p to ``largestSpinCount``.
  ///   - order: The number p of spins in a product, at least 3; ``BondList`` and matrices have p = 2.
  ///   - values: C(N, p) finite couplings in colexicographic order.
  /// - Throws: ``SpinModelError/invalidParameter(name:value:expected:)`` or
  ///   ``SpinModelError/productNotFinite(index:)``.
  public init(spinCount: Int, order: Int, values: [Double]) throws(SpinModelError) {
    guard order >= 3 else {
      throw .invalidParameter(name: "p", value: Double(order), expected: "at least 3")
    }
    guard (order...Self.largestSpinCount).contains(spinCount) else {
      throw .invalidParameter(
        name: "number of spins", value: Double(spinCount),
        expected: "\(order) to \(Self.largestSpinCount) for products of \(order)")
    }
    let count = Self.count(spinCount, order)
    guard Double(values.count) == count else {
      throw .invalidParameter(
        name: "number of couplings", value: Double(values.count), expected: "C(N, p) = \(count)")
    }
    if let bad = values.firstIndex(where: { !$0.isFinite }) { throw .productNotFinite(index: bad) }
    self.init(spinCount: spinCount, order: order, valid: values)
  }

  /// Keeps couplings that are valid by construction.
  init(spinCount: Int, order: Int, valid: [Double]) {
    self.spinCount = spinCount
    self.order = order
    values = valid
  }

  /// The number C(n, k) of sets of k among n spins, in floating point because it may be astronomic.
  ///
  /// - Parameters:
  ///   - n: The number of spins.
  ///   - k: The size of the sets.
  /// - Returns: C(n, k), exact below 2⁵³.
  public static func count(_ n: Int, _ k: Int) -> Double {
    guard k <= n else { return 0 }
    return (0..<k).reduce(1.0) { ($0 * Double(n - $1) / Double($1 + 1)).rounded() }
  }

  /// Visits all products with their couplings, in their order.
  ///
  /// - Parameter visit: Gets the p spins, ascending, and the coupling.
  package func forEachProduct(_ visit: (_ spins: [Int], _ coupling: Double) -> Void) {
    var spins = Array(0..<order)
    for value in values {
      visit(spins, value)
      // The lowest index that is free to grow does; those below it start again.
      var place = 0
      while place + 1 < order, spins[place] + 1 == spins[place + 1] {
        spins[place] = place
        place += 1
      }
      spins[place] += 1
    }
  }

  /// The products of all sets of p spins, summed up: the elementary symmetric polynomial of N numbers ±1.
  ///
  /// ```
  /// e_p(x) = Σ_{i₁<…<i_p} x_{i₁} … x_{i_p},   (k + 1) e_{k+1} = S e_k − (N − k + 1) e_{k−1},   S = Σ_i x_i
  /// ```
  ///
  /// - Parameters:
  ///   - order: The number p.
  ///   - sum: The sum S of the numbers.
  ///   - count: The number N of numbers.
  /// - Returns: e_p/C(N, p), the mean of the products: 1 where all numbers are 1.
  public static func meanProduct(order: Int, sum: Double, count: Int) -> Double {
    var (last, value) = (0.0, 1.0)
    for k in 0..<order {
      (last, value) = (
        value, (sum * value - Double(count - k + 1) * (k == 0 ? 0 : last)) / Double(k + 1)
      )
    }
    return value / Self.count(count, order)
  }
}
