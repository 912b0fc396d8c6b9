public import SpinModels

/// The energy of real spins with couplings of all products of p of them, and the forces on them.
///
/// ```
/// E = −Σ_{i₁<…<i_p} J_{i₁…i_p} s_{i₁} … s_{i_p},   f_i = −∂E/∂s_i,   Σ_i s_i f_i = −p E
/// ```
///
/// One pass over the couplings in their order gives both: those of products that differ in the lowest spin only are
/// neighbours in memory.
///
/// - Complexity: O(C(N, p)) in time; 41 664 couplings for p = 3, N = 64.
public struct ProductLandscape: Sendable {
  /// The couplings.
  public let couplings: ProductCouplings

  /// Keeps couplings.
  ///
  /// - Parameter couplings: The couplings of all products.
  public init(_ couplings: ProductCouplings) { self.couplings = couplings }

  /// The number N of spins.
  public var spinCount: Int { couplings.spinCount }

  /// The energy of a configuration, and the forces.
  ///
  /// - Parameters:
  ///   - spins: N real numbers.
  ///   - forces: N numbers, overwritten by −∂E/∂s_i.
  /// - Returns: The total energy E.
  public func energy(of spins: [Double], forces: inout [Double]) -> Double {
    precondition(
      spins.count == spinCount && forces.count == spinCount,
      "\(spins.count) spins and \(forces.count) forces of a model of \(spinCount)")
    for i in forces.indices { forces[i] = 0 }
    return couplings.values.withUnsafeBufferPointer { values in
      spins.withUnsafeBufferPointer { spins in
        forces.withUnsafeMutableBufferPointer { forces in
          guard let row = values.baseAddress, let s = spins.baseAddress, let f = forces.baseAddress
          else { return 0 }
          var pass = Pass(row: row, spins: s, forces: f)
          return -pass.sum(of: couplings.order, below: spinCount, weight: 1)
        }
      }
    }
  }
}

/// A walk through the couplings in colexicographic order.
private struct Pass {
  /// The next coupling.
  var row: UnsafePointer<Double>
  let spins: UnsafePointer<Double>
  let forces: UnsafeMutablePointer<Double>

  /// Adds up the products of some of the lowest spins, and the forces on these.
  ///
  /// - Parameters:
  ///   - order: The number of spins in a product.
  ///   - bound: All are below this spin.
  ///   - weight: The product of the spins above.
  /// - Returns: Σ J s … s, without the spins above.
  mutating func sum(of order: Int, below bound: Int, weight: Double) -> Double {
    guard order > 1 else { return line(bound, weight) }
    var total = 0.0
    for top in order - 1..<bound {
      let below = sum(of: order - 1, below: top, weight: weight * spins[top])
      forces[top] += weight * below
      total += spins[top] * below
    }
    return total
  }

  /// Products that differ in the lowest spin only.
  private mutating func line(_ count: Int, _ weight: Double) -> Double {
    typealias Lanes = SIMD8<Double>
    let width = MemoryLayout<Double>.stride
    let (j, s) = (UnsafeRawPointer(row), UnsafeRawPointer(spins))
    let f = UnsafeMutableRawPointer(forces)
    var lanes = Lanes.zero
    var i = 0
    while i + Lanes.scalarCount <= count {
      let coupling = j.loadUnaligned(fromByteOffset: i * width, as: Lanes.self)
      lanes += coupling * s.loadUnaligned(fromByteOffset: i * width, as: Lanes.self)
      let force = f.loadUnaligned(fromByteOffset: i * width, as: Lanes.self) + weight * coupling
      f.storeBytes(of: force, toByteOffset: i * width, as: Lanes.self)
      i += Lanes.scalarCount
    }
    var total = lanes.sum()
    while i < count {
      total += row[i] * spins[i]
      forces[i] += weight * row[i]
      i += 1
    }
    row += count
    return total
  }
}
