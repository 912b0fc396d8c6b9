import CKernels
import LinearAlgebra
public import SpinModels

/// The kernel for lattices and graphs: a flip updates the fields of the neighbours only.
///
/// With the same couplings it makes the same decisions as ``DenseKernel``, bit for bit.
public struct SparseKernel: WholeNumberKernel, ClusterKernel {
  /// The number N of spins.
  public let spinCount: Int
  /// The energy of one unit.
  public let unit: Double
  /// The external fields in units.
  public let fields: [Int32]
  private let rows: NeighbourRows<Int32>

  private let level = rk_cpu_level()

  /// Rounds couplings to whole numbers.
  ///
  /// - Parameter model: An instance with couplings of pairs; couplings that are 0 in units are left out.
  /// - Complexity: O(N + B) for sparse couplings.
  public init(_ model: SpinInstance) {
    let unit = WholeNumbers.unit(of: model)
    spinCount = model.spinCount
    self.unit = unit
    rows = NeighbourRows(model, unit: unit)
    fields = model.fields.map { WholeNumbers.rounded($0, unit: unit) }
  }

  /// The local fields of a configuration, in units.
  public func localFields(of spins: [Int8]) -> [Int32] {
    rows.localFields(of: spins, external: fields)
  }

  /// The spins that a spin is coupled to.
  public var neighbours: NeighbourLists {
    NeighbourLists(starts: rows.starts, list: rows.neighbours)
  }

  /// Turns spins one after the other; the fields of their neighbours follow.
  public func flip(_ sites: [Int], of walkers: inout Walkers, slot: Int) {
    rows.flip(sites, of: &walkers, slot: slot)
  }

  /// One heat-bath sweep of one walker.
  public func heatBath(
    _ spins: inout [Int8], _ localFields: inout [Int32], _ energy: inout Int64, order: [UInt32],
    deviates: [Float], scale: Float
  ) {
    _ = rk_sparse_heat_bath_sweep(
      level, spinCount, rows.starts, rows.neighbours, rows.doubled, order, deviates, scale, &spins,
      &localFields, &energy)
  }
}

/// The kernel for couplings and fields of very different sizes, in 64 bits.
///
/// ```
/// J_ij ≈ unit · n_ij,   unit = 2^−k, the finest with Σ_i (Σ_j |n_ij| + |n_i|) < 2⁶⁰
/// ```
///
/// With couplings that need no rounding it makes the same decisions as ``SparseKernel``, bit for bit.
public struct WideKernel: WholeNumberKernel, ClusterKernel {
  /// The number N of spins.
  public let spinCount: Int
  /// The energy of one unit.
  public let unit: Double
  /// The external fields in units.
  public let fields: [Int64]
  private let rows: NeighbourRows<Int64>

  private let level = rk_cpu_level()

  /// Rounds couplings to whole numbers.
  ///
  /// - Parameter model: An instance with couplings of pairs; couplings that are 0 in units are left out.
  /// - Complexity: O(N + B) for sparse couplings.
  public init(_ model: SpinInstance) {
    let unit = WholeNumbers.wideUnit(of: model)
    spinCount = model.spinCount
    self.unit = unit
    rows = NeighbourRows(model, unit: unit)
    fields = model.fields.map { WholeNumbers.rounded($0, unit: unit) }
  }

  /// The local fields of a configuration, in units.
  public func localFields(of spins: [Int8]) -> [Int64] {
    rows.localFields(of: spins, external: fields)
  }

  /// The spins that a spin is coupled to.
  public var neighbours: NeighbourLists {
    NeighbourLists(starts: rows.starts, list: rows.neighbours)
  }

  /// Turns spins one after the other; the fields of their neighbours follow.
  public func flip(_ sites: [Int], of walkers: inout Walkers, slot: Int) {
    rows.flip(sites, of: &walkers, slot: slot)
  }

  /// One heat-bath sweep of one walker.
  public func heatBath(
    _ spins: inout [Int8], _ localFields: inout [Int64], _ energy: inout Int64, order: [UInt32],
    deviates: [Float], scale: Float
  ) {
    _ = rk_wide_heat_bath_sweep(
      level, spinCount, rows.starts, rows.neighbours, rows.doubled, order, deviates, scale, &spins,
      &localFields, &energy)
  }
}

/// The couplings of every spin to its neighbours, in units.
struct NeighbourRows<Word: FieldWord>: Sendable {
  /// Where the neighbours of each spin begin: N + 1 positions.
  private(set) var starts: [UInt32] = [0]
  /// The neighbours of every spin, spin after spin.
  private(set) var neighbours: [UInt32] = []
  /// Twice the couplings to these neighbours.
  private(set) var doubled: [Word] = []

  init(_ model: SpinInstance, unit: Double) {
    starts.reserveCapacity(model.spinCount + 1)
    switch model.interactions {
    case .sparse(let bonds):
      neighbours.reserveCapacity(bonds.neighbours.count)
      doubled.reserveCapacity(bonds.neighbours.count)
      for site in 0..<model.spinCount {
        for place in bonds.places(of: site) {
          put(Int(bonds.neighbours[place]), bonds.couplings[place], unit)
        }
        starts.append(UInt32(neighbours.count))
      }
    case .dense(let couplings):
      for site in 0..<model.spinCount {
        for (other, coupling) in couplings.row(site).enumerated() { put(other, coupling, unit) }
        starts.append(UInt32(neighbours.count))
      }
    case .products(let products):
      preconditionFailure("products of \(products.order) spins have no neighbours")
    }
  }

  private mutating func put(_ neighbour: Int, _ coupling: Double, _ unit: Double) {
    let whole: Word = WholeNumbers.rounded(coupling, unit: unit)
    guard whole != 0 else { return }
    neighbours.append(UInt32(neighbour))
    doubled.append(2 * whole)
  }

  func flip(_ sites: [Int], of walkers: inout ByteWalkers<Word>, slot: Int) {
    let walker = walkers.walkerAt[slot]
    for site in sites {
      let spin = -walkers.spins[walker][site]
      walkers.spins[walker][site] = spin
      walkers.energies[walker] -= 2 * Int64(spin) * Int64(walkers.fields[walker][site])
      for place in Int(starts[site])..<Int(starts[site + 1]) {
        walkers.fields[walker][Int(neighbours[place])] +=
          spin > 0 ? doubled[place] : -doubled[place]
      }
    }
  }

  func localFields(of spins: [Int8], external: [Word]) -> [Word] {
    external.indices.map { i in
      var sum = 2 * Int64(external[i])
      for place in Int(starts[i])..<Int(starts[i + 1]) {
        sum += Int64(doubled[place]) * Int64(spins[Int(neighbours[place])])
      }
      return Word(sum / 2)
    }
  }
}
