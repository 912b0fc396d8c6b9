public import LinearAlgebra

/// How the spins of an instance are coupled; each storage has a kernel of its own.
public enum Interactions: Sendable, Equatable {
  /// All pairs: a symmetric N × N matrix with zero diagonal, as in mean-field models.
  case dense(Matrix)
  /// A list of bonds, as on lattices and graphs; never N × N.
  case sparse(BondList)
  /// All products of p spins, as in p-spin models.
  case products(ProductCouplings)
}

/// The bonds of a lattice or a graph: pairs of spins with their couplings.
///
/// Memory is O(N + B) for N spins and B bonds. A bond may have the coupling 0: it counts in the link
/// overlap, as the two ±1 bonds between neighbours of a lattice of length 2 do where they cancel.
public struct BondList: Sendable, Equatable {
  /// One pair of spins.
  public struct Bond: Sendable, Equatable {
    /// The spin of lower index.
    public let first: Int
    /// The spin of higher index.
    public let second: Int
    /// The coupling J_ij.
    public let coupling: Double
  }

  /// The number N of spins.
  public let spinCount: Int
  /// The bonds, sorted by their spins; no pair twice.
  public let bonds: [Bond]
  /// Where the neighbours of each spin begin in ``neighbours``: N + 1 positions.
  public let starts: [Int]
  /// The neighbours of every spin in ascending order, spin after spin: 2 B of them.
  public let neighbours: [Int32]
  /// The couplings to these neighbours.
  public let couplings: [Double]

  /// Makes a list of pairs; couplings of a pair that occurs several times add up.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins.
  ///   - pairs: Pairs of different spins, in any order, with finite couplings.
  /// - Throws: ``SpinModelError`` with the first pair that does not fit.
  /// - Complexity: O(N + B log B).
  public init(
    spinCount: Int, pairs: some Sequence<(Int, Int, Double)>
  ) throws(SpinModelError) {
    guard spinCount >= 2 else { throw .tooFewSpins(spinCount) }
    var list: [Bond] = []
    for (i, j, coupling) in pairs {
      guard (0..<spinCount).contains(i), (0..<spinCount).contains(j) else {
        throw .siteOutOfRange(site: (0..<spinCount).contains(i) ? j : i, spins: spinCount)
      }
      guard i != j else { throw .selfCoupling(site: i, value: coupling) }
      guard coupling.isFinite else { throw .couplingNotFinite(row: i, column: j) }
      list.append(Bond(first: min(i, j), second: max(i, j), coupling: coupling))
    }
    list.sort { ($0.first, $0.second) < ($1.first, $1.second) }
    var merged: [Bond] = []
    merged.reserveCapacity(list.count)
    for bond in list {
      if let last = merged.last, last.first == bond.first, last.second == bond.second {
        merged[merged.count - 1] = Bond(
          first: bond.first, second: bond.second, coupling: last.coupling + bond.coupling)
      } else {
        merged.append(bond)
      }
    }
    self.spinCount = spinCount
    bonds = merged
    var degrees = [Int](repeating: 0, count: spinCount + 1)
    for bond in merged {
      degrees[bond.first + 1] += 1
      degrees[bond.second + 1] += 1
    }
    for i in 0..<spinCount { degrees[i + 1] += degrees[i] }
    starts = degrees
    var next = Array(degrees.dropLast())
    var neighbours = [Int32](repeating: 0, count: 2 * merged.count)
    var couplings = [Double](repeating: 0, count: 2 * merged.count)
    func put(_ i: Int, _ j: Int, _ coupling: Double) {
      neighbours[next[i]] = Int32(j)
      couplings[next[i]] = coupling
      next[i] += 1
    }
    // Bonds are sorted by (first, second), so lower neighbours of a spin come before higher ones.
    for bond in merged { put(bond.second, bond.first, bond.coupling) }
    for bond in merged { put(bond.first, bond.second, bond.coupling) }
    self.neighbours = neighbours
    self.couplings = couplings
  }

  /// The places of a spin's neighbours in ``neighbours`` and ``couplings``.
  ///
  /// - Parameter site: The spin.
  /// - Returns: A range, empty for a free spin.
  public func places(of site: Int) -> Range<Int> { starts[site]..<starts[site + 1] }

  /// The couplings as a matrix.
  ///
  /// - Returns: A symmetric N × N matrix.
  /// - Complexity: O(N²).
  public func matrix() -> Matrix {
    var result = Matrix(rows: spinCount, columns: spinCount)
    for bond in bonds {
      result[bond.first, bond.second] = bond.coupling
      result[bond.second, bond.first] = bond.coupling
    }
    return result
  }
}
