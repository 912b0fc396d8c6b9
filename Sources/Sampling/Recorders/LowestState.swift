public import SpinModels

/// The lowest energy that a ladder met, and its configuration.
///
/// All temperatures are looked at after every sweep, the burn-in and the start included; what a sweep passes through
/// is not. Of several configurations of the lowest energy it is the one that was met first and, in the same sweep,
/// at the lowest temperature; of several ladders it is that of the lowest number. So it depends neither on threads
/// nor on interruptions.
public struct LowestState: Sendable, Equatable, Codable {
  /// The energy per spin E/N.
  public let energyPerSpin: Double
  /// The sweep after which it was met first, from 1; 0 is the start.
  public let sweep: Int
  private let packed: PackedConfigurations

  /// The configuration: N values +1 or −1.
  public var configuration: [Int8] { packed[0] }
  /// The total energy E.
  public var energy: Double { energyPerSpin * Double(packed.spinCount) }
  /// The configuration as bytes: bit k of byte b is spin 8 b + k, set for +1.
  public var bytes: [UInt8] { packed.bytes }

  /// Keeps a configuration.
  ///
  /// - Parameters:
  ///   - configuration: N values +1 or −1.
  ///   - energyPerSpin: Its energy per spin.
  ///   - sweep: The sweep after which it was met.
  public init(_ configuration: [Int8], energyPerSpin: Double, sweep: Int) {
    var packed = PackedConfigurations(spinCount: configuration.count)
    packed.append(configuration)
    self.init(packed, energyPerSpin: energyPerSpin, sweep: sweep)
  }

  /// Keeps a configuration that is packed already, alone in its collection.
  package init(_ packed: PackedConfigurations, energyPerSpin: Double, sweep: Int) {
    precondition(packed.count == 1, "\(packed.count) configurations of the lowest energy")
    self.packed = packed
    self.energyPerSpin = energyPerSpin
    self.sweep = sweep
  }
}

/// Watches for the lowest energy of a ladder.
struct LowestStateRecorder: Sendable, Codable {
  /// What was met; `nil` before the first look.
  private var lowest: LowestState?
  /// The total energy of it.
  private var energy: Double?

  /// What was met.
  var state: LowestState {
    guard let lowest else { preconditionFailure("the lowest energy of a ladder before its start") }
    return lowest
  }

  /// The slot whose energy is below all that were met before; `nil` where none is.
  func improvement(_ energies: [Double]) -> Int? {
    var slot: Int?
    var least = energy
    for (k, value) in energies.enumerated() where least.map({ value < $0 }) ?? true {
      (slot, least) = (k, value)
    }
    return slot
  }

  /// Keeps the configuration that ``improvement(_:)`` has found.
  mutating func keep(_ configuration: [Int8], energy: Double, sweep: Int) {
    self.energy = energy
    lowest = LowestState(
      configuration, energyPerSpin: energy / Double(configuration.count), sweep: sweep)
  }
}

extension SweepKernel {
  /// Keeps the configuration of a slot if its energy is below all that were met before.
  ///
  /// - Parameters:
  ///   - walkers: The walkers.
  ///   - energies: The total energies of all slots.
  ///   - sweep: The number of sweeps done.
  ///   - lowest: What was met before.
  func note(
    _ walkers: Walkers, energies: [Double], sweep: Int, in lowest: inout LowestStateRecorder
  ) {
    guard let slot = lowest.improvement(energies) else { return }
    lowest.keep(configuration(of: walkers, slot: slot), energy: energies[slot], sweep: sweep)
  }
}

/// The lowest energy of an instance over its ladders.
public struct LowestStates: Sendable, Equatable {
  /// What every ladder met.
  public let ladders: [LowestState]

  /// Puts together what the ladders of an instance met.
  ///
  /// - Parameter ladders: One entry a ladder; at least one.
  public init(_ ladders: [LowestState]) {
    precondition(!ladders.isEmpty, "the lowest energy of no ladders")
    self.ladders = ladders
  }

  /// The ladder with the lowest energy, the first of several.
  public var chain: Int {
    ladders.indices.dropFirst().reduce(0) {
      ladders[$1].energyPerSpin < ladders[$0].energyPerSpin ? $1 : $0
    }
  }

  /// The lowest state of all ladders.
  public var lowest: LowestState { ladders[chain] }

  /// The number of ladders that met this energy: where few did, there may be a lower one.
  public var chainsThatMetIt: Int {
    let energy = lowest.energyPerSpin
    return ladders.count { $0.energyPerSpin == energy }
  }
}
