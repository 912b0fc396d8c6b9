import LinearAlgebra
public import SpinModels

/// The link overlap: how many couplings two configurations satisfy alike.
///
/// ```
/// q_link = (1/B) Σ_{(i,j)} s_i s_j s'_i s'_j,   over the B pairs with J_ij ≠ 0, or the B bonds of a lattice
/// ```
///
/// Where all pairs are coupled it follows from the overlap: q_link = (N q² − 1)/(N − 1), and so does the mean of
/// the products of p spins where all of these are coupled.
public struct LinkOverlap: Sendable {
  private let spinCount: Int
  private let bonds: [(Int, Int)]
  /// The function of the overlap that it is where all products are coupled.
  private let function: OverlapFunction?

  /// Finds the bonds of a model.
  ///
  /// - Parameter model: The model.
  public init(_ model: SpinInstance) {
    let n = model.spinCount
    var bonds: [(Int, Int)] = []
    switch model.interactions {
    case .dense(let couplings):
      for i in 0..<n { for j in 0..<i where couplings[i, j] != 0 { bonds.append((i, j)) } }
    case .sparse(let list):
      bonds = list.bonds.map { ($0.second, $0.first) }
    case .products(let products):
      spinCount = n
      function = .meanProduct(order: products.order, spinCount: n)
      self.bonds = []
      return
    }
    spinCount = n
    let isComplete = bonds.count == n * (n - 1) / 2
    function = isComplete ? .square : nil
    self.bonds = isComplete ? [] : bonds
  }

  /// The mean link overlap of draws of different ladders.
  ///
  /// - Parameters:
  ///   - ladders: Per ladder, its draws.
  ///   - overlaps: The overlaps of all pairs, as ``OverlapDistribution/overlaps(betweenLadders:)``
  ///     gives them; used where all pairs of spins are coupled.
  /// - Returns: The mean; draws of equal index are paired on sparse models. 0 without bonds.
  public func mean(ladders: [PackedConfigurations], overlaps: [Double]) -> Double {
    if let function {
      let mean = overlaps.reduce(0) { $0 + function($1) } / Double(max(1, overlaps.count))
      let n = Double(spinCount)
      return function == .square ? (n * mean - 1) / (n - 1) : mean
    }
    return moments(ladders: ladders)?[0] ?? 0
  }

  /// The means of q_link, q_link², q_link q², q² and q⁴ over pairs of draws of different ladders.
  ///
  /// - Parameter ladders: Per ladder, its draws; draws of equal index are paired.
  /// - Returns: The five means; `nil` where q_link is a function of the overlap, and without bonds.
  /// - Complexity: O(L² draws B) for L ladders and B bonds.
  func moments(ladders: [PackedConfigurations]) -> [Double]? {
    guard function == nil, !bonds.isEmpty else { return nil }
    // Sums of whole numbers, as long as doubles hold them exactly.
    var sums = [Double](repeating: 0, count: 5)
    var count = 0.0
    let draws = ladders.map(\.count).min() ?? 0
    for draw in 0..<draws {
      let spins = ladders.map { $0[draw] }
      for b in spins.indices {
        for a in 0..<b {
          let product = zip(spins[a], spins[b]).map { $0 * $1 }
          var satisfied = 0
          for (i, j) in bonds { satisfied += Int(product[i] * product[j]) }
          var total = 0
          for s in product { total += Int(s) }
          let link = Double(satisfied)
          let square = Double(total * total)
          for (k, value) in [link, link * link, link * square, square, square * square].enumerated()
          {
            sums[k] += value
          }
          count += 1
        }
      }
    }
    guard count > 0 else { return nil }
    let link = Double(bonds.count)
    let square = Double(spinCount) * Double(spinCount)
    return zip(sums, [link, link * link, link * square, square, square * square]).map {
      $0 / ($1 * count)
    }
  }
}
