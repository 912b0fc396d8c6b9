import LinearAlgebra
import SpinModels

/// Couplings and fields as a file lists them, before they are an instance: spins count from 0, no pair twice.
struct CouplingList {
  /// The file.
  let path: String
  /// The number of spins that the file states; `nil` where only its entries tell.
  var spinCount: Int?
  /// The couplings J_ij of pairs of different spins, in the convention H = −Σ J_ij s_i s_j − Σ h_i s_i.
  var pairs: [(i: Int, j: Int, value: Double)] = []
  /// The fields h_i, in the same convention.
  var fields: [(i: Int, value: Double)] = []
  /// What must be added to H for the energy that the file means.
  var offset = 0.0
  /// What is to be said about the reading.
  var remarks: [String] = []
  /// Whether its spins may count from 1 and nobody said so.
  var mayCountFromOne = false

  init(path: String) { self.path = path }

  /// The energy that the file means, in words.
  var energy: String { offset < 0 ? "H − \(-offset)" : "H + \(offset)" }

  /// Takes the other convention, H = +Σ J_ij s_i s_j + Σ h_i s_i, back.
  mutating func reverseSign() {
    for k in pairs.indices { pairs[k].value = 0 - pairs[k].value }
    for k in fields.indices { fields[k].value = 0 - fields[k].value }
  }

  /// Replaces the energies of variables 0 and 1 by those of spins.
  ///
  /// ```
  /// E = Σ_i a_i x_i + Σ_{i<j} b_ij x_i x_j,   x_i = (1 + s_i)/2
  /// J_ij = −b_ij/4,   h_i = −a_i/2 − Σ_j b_ij/4,   offset = Σ_i a_i/2 + Σ_{i<j} b_ij/4
  /// ```
  mutating func convertFromBinary() {
    var linear: [Int: Double] = [:]
    for (i, a) in fields {
      linear[i, default: 0] -= a / 2
      offset += a / 2
    }
    for k in pairs.indices {
      let quarter = pairs[k].value / 4
      linear[pairs[k].i, default: 0] -= quarter
      linear[pairs[k].j, default: 0] -= quarter
      offset += quarter
      pairs[k].value = 0 - quarter
    }
    fields = linear.sorted { $0.key < $1.key }.map { (i: $0.key, value: $0.value) }
  }

  /// Refuses another number of spins than the one that the file states.
  func requireSize(_ wanted: Int?) throws {
    guard let wanted, let spinCount, wanted != spinCount else { return }
    throw ArchiveError.badMetadata(
      path: path, item: "--spins",
      expected: "\(spinCount), the number of spins that the file states",
      found: "\(wanted)")
  }

  /// How many spins without an entry a file may state, however few it names.
  private static let mostFreeSpins = 1_000_000

  /// The instance, sparse where few of the pairs are coupled.
  ///
  /// - Parameters:
  ///   - wanted: The number of spins that was asked for; `nil` for what the file says.
  ///   - fieldCount: The number of fields of a file of their own.
  /// - Returns: The instance, and the spins that no entry names.
  /// - Throws: ``ArchiveError``, such as ``ArchiveError/freeSpin(path:spin:spinCount:)``.
  func instance(
    spinCount wanted: Int?, fieldCount: Int? = nil
  ) throws -> (SpinInstance, free: FreeSpins) {
    let highest = max(
      pairs.reduce(-1) { max($0, $1.i, $1.j) }, fields.reduce(-1) { max($0, $1.i) })
    let count = wanted ?? spinCount ?? fieldCount ?? highest + 1
    let touched = Set(pairs.flatMap { [$0.i, $0.j] } + fields.map(\.i))
    guard count >= 2 else {
      throw ArchiveError.spinCountOutOfRange(path: path, count: count, allowed: 2...Int(Int32.max))
    }
    guard highest < count else {
      throw ArchiveError.badMetadata(
        path: path, item: "the number of spins",
        expected: "at least \(highest + 1), as its entries need"
          + (mayCountFromOne && !touched.contains(0) && highest == count
            ? " (--one-based for a list that counts from 1)" : ""),
        found: "\(count)")
    }
    if wanted == nil, spinCount == nil, touched.count < count {
      let free = (0..<count).first { !touched.contains($0) } ?? 0
      // Fields of their own say how many spins there are, but not whether the list counts them from 1.
      guard fieldCount != nil, !mayCountFromOne || free > 0 else {
        throw ArchiveError.freeSpin(path: path, spin: free, spinCount: count)
      }
    }
    // A few bytes must not ask for the memory of any number of spins; what the user says is meant.
    guard
      wanted != nil || count == fieldCount || count <= max(Self.mostFreeSpins, 100 * touched.count)
    else {
      throw ArchiveError.badMetadata(
        path: path, item: "the number of spins",
        expected:
          "at most \(max(Self.mostFreeSpins, 100 * touched.count)), where entries name \(touched.count) of them; "
          + "give --spins if so many are free",
        found: "\(count)")
    }
    // Fields, bonds and what the sampler keeps beside them.
    guard count < Int(Int32.max),
      StatedSize.fits(bytes: Double(count) * 100 + Double(pairs.count) * 200)
    else {
      throw ArchiveError.tooLarge(path: path, item: "the number of spins", found: "\(count)")
    }
    var fields = [Double](repeating: 0, count: count)
    for (i, value) in self.fields { fields[i] += value }
    // An array of no bonds has no chunk in a run: of fields alone there is one bond, which is zero.
    let bonds = try BondList(
      spinCount: count,
      pairs: pairs.isEmpty ? [(0, 1, 0)] : pairs.map { ($0.i, $0.j, $0.value) })
    let allPairs = Double(count) * Double(count - 1) / 2
    let isSparse = 8 * Double(pairs.count) < allPairs
    let instance =
      isSparse
      ? try SpinInstance(bonds: bonds, fields: fields)
      : try SpinInstance(couplings: bonds.matrix(), fields: fields)
    return (instance, FreeSpins(count: count - touched.count, hasFirst: !touched.contains(0)))
  }

  /// The spins that no entry names.
  struct FreeSpins {
    /// How many there are.
    let count: Int
    /// Whether spin 0 is among them.
    let hasFirst: Bool
  }
}
