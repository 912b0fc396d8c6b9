import CKernels
import LinearAlgebra
public import SpinModels

/// The kernel for lattices and graphs: a flip updates the fields of the neighbours only.
///
/// With the same couplings it makes the same decisions as ``DenseKernel``, bit for bit.
public struct SparseKernel: WholeNumberKernel {
  /// The number N of spins.
  public let spinCount: Int
  /// The energy of one unit.
  public let unit: Double
  /// Where the neighbours of each spin begin: N + 1 positions.
  let starts: [UInt32]
  /// The neighbours of every spin, spin after spin.
  let neighbours: [UInt32]
  /// Twice the couplings to these neighbours, in units.
  let doubled: [Int32]
  /// The external fields in units.
  public let fields: [Int32]

  private let level = rk_cpu_level()

  /// Rounds couplings to whole numbers.
  ///
  /// - Parameter model: An instance with couplings of pairs; couplings that are 0 in units are left out.
  /// - Complexity: O(N + B) for sparse couplings.
  public init(_ model: SpinInstance) {
    let unit = WholeNumbers.unit(of: model)
    var starts: [UInt32] = [0]
    var neighbours: [UInt32] = []
    var doubled: [Int32] = []
    func put(_ neighbour: Int, _ coupling: Double) {
      let whole = WholeNumbers.rounded(coupling, unit: unit)
      guard whole != 0 else { return }
      neighbours.append(UInt32(neighbour))
      doubled.append(2 * whole)
    }
    starts.reserveCapacity(model.spinCount + 1)
    switch model.interactions {
    case .sparse(let bonds):
      neighbours.reserveCapacity(bonds.neighbours.count)
      doubled.reserveCapacity(bonds.neighbours.count)
      for site in 0..<model.spinCount {
        for place in bonds.places(of: site) {
          put(Int(bonds.neighbours[place]), bonds.couplings[place])
        }
        starts.append(UInt32(neighbours.count))
      }
    case .dense(let couplings):
      for site in 0..<model.spinCount {
        for (other, coupling) in couplings.row(site).enumerated() { put(other, coupling) }
        starts.append(UInt32(neighbours.count))
      }
    case .products(let products):
      preconditionFailure("products of \(products.order) spins have no neighbours")
    }
    spinCount = model.spinCount
    self.unit = unit
    self.starts = starts
    self.neighbours = neighbours
    self.doubled = doubled
    fields = model.fields.map { WholeNumbers.rounded($0, unit: unit) }
  }

  /// The local fields of a configuration, in units.
  public func localFields(of spins: [Int8]) -> [Int32] {
    (0..<spinCount).map { i in
      var sum = 2 * Int64(fields[i])
      for place in Int(starts[i])..<Int(starts[i + 1]) {
        sum += Int64(doubled[place]) * Int64(spins[Int(neighbours[place])])
      }
      return Int32(sum / 2)
    }
  }

  /// One heat-bath sweep of one walker.
  public func heatBath(
    _ spins: inout [Int8], _ localFields: inout [Int32], _ energy: inout Int64, order: [UInt32],
    deviates: [Float], scale: Float
  ) {
    _ = rk_sparse_heat_bath_sweep(
      level, spinCount, starts, neighbours, doubled, order, deviates, scale, &spins, &localFields,
      &energy)
  }
}
