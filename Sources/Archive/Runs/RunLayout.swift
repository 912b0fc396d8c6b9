import Documents
import Sampling
import SpinModels

/// The arrays of a run store, from the quantities that recorders, algorithm and model keep.
struct RunLayout {
  let model: any SpinEnsemble
  let settings: SamplingSettings
  let instanceCount: Int
  /// Whether couplings are kept that could be drawn again.
  let storesCouplings: Bool
  /// The arrays that the run lacks because an earlier version began it.
  var missing: Set<String> = []

  private var pairs: [(Int, Int)] { EquilibrationData.pairs(of: settings.chainCount) }

  /// All arrays; every chunk but those of coordinates belongs to one instance.
  var arrays: [ZarrArray] {
    let extents = [
      "instance": instanceCount, "temperature": settings.temperatures.count,
      "chain": settings.chainCount, "draw": settings.draws,
      "byte": PackedConfigurations.bytesPerConfiguration(spinCount: model.spinCount),
      "bin": settings.logarithmicBins.count, "pair": pairs.count,
      "drift_block": settings.driftBlocks.count, "start": start?.count ?? 0,
      "temperature_pair": max(0, settings.temperatures.count - 1),
    ]
    let recorded =
      coordinates.map(\.quantity) + RecordedQuantity.all(settings).map(\.quantity)
      + (start == nil
        ? []
        : [
          Quantity(
            Self.startName, ["start", "byte"],
            "configurations from which every second ladder starts, one bit per spin",
            element: .uint8, notes: Quantity.configurations.notes)
        ])
    return recorded.filter { !missing.contains($0.name) }.map { quantity in
      ZarrArray(noted(quantity), extents: quantity.dimensions.map { extents[$0] ?? 1 })
    }
      + disorderArrays.map { ZarrArray($0.quantity, extents: [instanceCount] + $0.sizes) }
  }

  /// What a reader of packed configurations must know besides.
  private func noted(_ quantity: Quantity) -> Quantity {
    guard quantity == .configurations || quantity == .lowestConfigurations else { return quantity }
    return Quantity(
      quantity.name, quantity.dimensions, quantity.meaning, element: quantity.element,
      notes: quantity.notes + [
        JSONValue.Member(key: "spins", value: .integer(model.spinCount)),
        JSONValue.Member(
          key: "note", value: "meaningful only where wall_seconds is not missing"),
      ])
  }

  // MARK: - Coordinates

  private struct Coordinate {
    let quantity: Quantity
    let chunk: SharedChunk

    init(_ name: String, _ meaning: String, _ values: [Int]) {
      quantity = Quantity(name, [name], meaning, element: .int64)
      chunk = SharedChunk(name, values.map { Int64($0) })
    }

    init(_ quantity: Quantity, _ values: [Double]) {
      self.quantity = quantity
      chunk = SharedChunk(quantity.name, values)
    }
  }

  private var coordinates: [Coordinate] {
    let bins = settings.logarithmicBins
    let all =
      [
        Coordinate(
          Quantity("temperature", ["temperature"], "temperature, k_B = 1", unit: "energy"),
          settings.temperatures),
        Coordinate(
          Quantity("beta", ["temperature"], "inverse temperature", unit: "1/energy"),
          settings.temperatures.map { 1 / $0 }),
        settings.algorithm.hasTime
          ? Coordinate(
            "draw", "sweep after which the configuration was drawn", settings.drawSweeps)
          : Coordinate("draw", "member of the population", Array(0..<settings.draws)),
      ]
      + (!bins.isEmpty
        ? [Coordinate("bin", "last sweep of the logarithmic bin", bins.map { $0.upperBound - 1 })]
        : [])
      + [
        Coordinate("chain", "independent ladder", Array(0..<settings.chainCount)),
        Coordinate(
          "pair", "pair of ladders a < b, as 1000 a + b", pairs.map { 1000 * $0.0 + $0.1 }),
      ]
      + (!settings.driftBlocks.isEmpty
        ? [
          Coordinate(
            "drift_block", "last sweep of the block of time since half of the burn-in",
            settings.driftBlocks.map(\.upperBound))
        ] : [])
    return all.filter { !missing.contains($0.quantity.name) }
  }

  /// The chunks that belong to no instance, and what a model was given, which the first instance holds.
  var shared: [SharedChunk] {
    coordinates.map(\.chunk) + (model.isGiven ? disorder(of: 0) : [])
      + (start.map { [SharedChunk(Self.startName, $0.bytes)] } ?? [])
  }

  /// The name of the array of configurations from which every second ladder starts.
  static let startName = "start_configurations"

  /// The configurations that were given to start from.
  private var start: PackedConfigurations? {
    if case .configurations(let given) = settings.start { given } else { nil }
  }

  // MARK: - Disorder

  /// Whether couplings are kept that the model does not keep anyway.
  private var addsCouplings: Bool { storesCouplings && !model.keepsCouplings }

  private var disorderArrays: [(quantity: Quantity, sizes: [Int])] {
    model.storedDisorder + (addsCouplings ? model.couplingArrays : [])
  }

  /// The patterns, couplings and fields of an instance, as far as they are kept.
  func disorder(of instance: Int) -> [SharedChunk] {
    let seed = settings.seed
    let values =
      model.storedDisorder(ofInstance: instance, seed: seed)
      + (addsCouplings ? model.couplingValues(ofInstance: instance, seed: seed) : [])
    return zip(disorderArrays, values).map { array, values in
      let quantity = array.quantity
      let index = [instance] + array.sizes.map { _ in 0 }
      return quantity.element == .int8
        ? SharedChunk(quantity.name, index: index, values.map { Int8($0) })
        : SharedChunk(quantity.name, index: index, values)
    }
  }
}

extension SpinEnsemble {
  /// Whether couplings are among the arrays that every run of the model keeps.
  var keepsCouplings: Bool {
    storedDisorder.contains { $0.quantity.name == SpinInstance.storedCouplings.name }
  }
}

extension ZarrArray {
  /// The array of a quantity of a run whose units are instances.
  init(_ quantity: Quantity, extents: [Int]) {
    let type: ZarrDataType =
      switch quantity.element {
      case .float64: .float64
      case .int64: .int64
      case .int8: .int8
      case .uint8: .uint8
      }
    self = RunStore.kind.array(
      quantity.name, zip(quantity.dimensions, extents).map { ($0, $1) }, quantity.meaning,
      type: type,
      units: quantity.unit, notes: quantity.notes)
  }
}
