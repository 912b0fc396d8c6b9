import Documents
import LinearAlgebra
import Sampling
import SpinModels

/// The arrays of a run store.
struct RunLayout {
  let model: RunModel
  let settings: SamplingSettings
  let instanceCount: Int
  let storesCouplings: Bool

  private var pairs: [(Int, Int)] { EquilibrationData.pairs(of: settings.chainCount) }

  /// All arrays; every chunk but those of coordinates belongs to one instance.
  var arrays: [ZarrArray] {
    let counts = [
      "instance": instanceCount, "temperature": settings.temperatures.count,
      "chain": settings.chainCount, "draw": settings.draws, "spin": model.spinCount,
      "other_spin": model.spinCount,
      "byte": PackedConfigurations.bytesPerConfiguration(spinCount: model.spinCount),
      "bin": settings.logarithmicBins.count, "pair": pairs.count,
      "temperature_pair": max(0, settings.temperatures.count - 1),
    ]
    func array(
      _ name: String, _ type: ZarrDataType, _ dimensions: [String], _ longName: String,
      units: String = "1", notes: KeyValuePairs<String, JSONValue> = [:]
    ) -> ZarrArray {
      RunStore.kind.array(
        name, dimensions.map { ($0, counts[$0] ?? 1) }, longName, type: type, units: units,
        notes: notes)
    }
    let slots = ["instance", "temperature", "chain"]
    var arrays = [
      array("temperature", .float64, ["temperature"], "temperature, k_B = 1", units: "energy"),
      array("beta", .float64, ["temperature"], "inverse temperature", units: "1/energy"),
      array("draw", .int64, ["draw"], "sweep after which the configuration was drawn"),
      array("bin", .int64, ["bin"], "last sweep of the logarithmic bin"),
      array("chain", .int64, ["chain"], "independent ladder"),
      array(
        "pair", .int64, ["pair"], "pair of ladders a < b, as 1000 a + b"),
      array(
        RunStore.Name.configurations, .uint8, slots + ["draw", "byte"],
        "spin configurations, one bit per spin",
        notes: [
          "bit_order": "little", "set_bit": "s = +1", "spins": .integer(model.spinCount),
          "note": "meaningful only where wall_seconds is not missing",
        ]),
      array(
        RunStore.Name.energies, .float64, slots + ["draw"], "energy per spin of every draw",
        units: "energy"),
      array(
        RunStore.Name.magnetizations, .float64, slots + ["draw"],
        "magnetization per spin of every draw"),
      array(
        RunStore.Name.meanEnergies, .float64, slots,
        "energy per spin, mean over the measured sweeps", units: "energy"),
      array(
        RunStore.Name.binEnergies, .float64, slots + ["bin"],
        "energy per spin, mean over a logarithmic bin", units: "energy"),
      array(
        RunStore.Name.binOverlaps, .float64, ["instance", "temperature", "pair", "bin"],
        "squared overlap of two ladders, mean over a logarithmic bin"),
      array(
        RunStore.Name.withinOverlaps, .float64, slots,
        "squared overlap of early and late draws of the same ladder"),
      array(
        RunStore.Name.betweenOverlaps, .float64, ["instance", "temperature", "pair"],
        "squared overlap of two ladders"),
      array(
        RunStore.Name.autocorrelation, .float64, slots,
        "integrated autocorrelation time of the energy", units: "sweeps",
        notes: [
          "note": "negative: series too short, at least the absolute value; missing: constant"
        ]),
      array(RunStore.Name.roundTrips, .float64, ["instance", "chain"], "round trips of a ladder"),
    ]
    if settings.temperatures.count > 1 {
      arrays.append(
        array(
          RunStore.Name.swapRates, .float64, ["instance", "temperature_pair", "chain"],
          "accepted fraction of exchanges with the next higher temperature"))
    }
    if case .hopfield(let hopfield) = model {
      arrays.append(
        RunStore.kind.array(
          RunStore.Name.patterns,
          [
            ("instance", instanceCount), ("pattern", hopfield.patternCount),
            ("spin", model.spinCount),
          ], "stored patterns", type: .int8))
    }
    if storesDisorder {
      arrays.append(
        array(
          RunStore.Name.couplings, .float64, ["instance", "spin", "other_spin"], "couplings J_ij",
          units: "energy"))
      arrays.append(
        array(
          RunStore.Name.fields, .float64, ["instance", "spin"], "local fields h_i",
          units: "energy"))
    }
    return arrays
  }

  /// Whether the couplings of every instance are stored.
  private var storesDisorder: Bool {
    if case .couplings = model { true } else { storesCouplings }
  }

  /// The arrays that do not belong to an instance.
  var coordinates: [SharedChunk] {
    [
      SharedChunk("temperature", settings.temperatures),
      SharedChunk("beta", settings.temperatures.map { 1 / $0 }),
      SharedChunk("draw", settings.drawSweeps.map { Int64($0) }),
      SharedChunk("bin", settings.logarithmicBins.map { Int64($0.upperBound - 1) }),
      SharedChunk("chain", (0..<settings.chainCount).map { Int64($0) }),
      SharedChunk("pair", pairs.map { Int64(1000 * $0.0 + $0.1) }),
    ]
  }

  /// What a model cannot do without before any instance is sampled: given patterns and couplings, which the
  /// first instance holds.
  var givenDisorder: [SharedChunk] {
    switch model {
    case .sherringtonKirkpatrick: []
    case .hopfield(let model): model.hasGivenPatterns ? disorder(of: 0) : []
    case .couplings: disorder(of: 0)
    }
  }

  /// The patterns, couplings and fields of an instance, as far as they are stored.
  func disorder(of instance: Int) -> [SharedChunk] {
    var chunks: [SharedChunk] = []
    if case .hopfield(let hopfield) = model {
      let patterns = hopfield.patterns(ofInstance: instance, seed: settings.seed)
      chunks.append(
        SharedChunk(
          RunStore.Name.patterns, index: [instance, 0, 0], patterns.elements.map { Int8($0) }))
    }
    guard storesDisorder else { return chunks }
    let drawn = model.ensemble.instance(instance, seed: settings.seed)
    return chunks + [
      SharedChunk(RunStore.Name.couplings, index: [instance, 0, 0], drawn.couplings.elements),
      SharedChunk(RunStore.Name.fields, index: [instance, 0], drawn.fields),
    ]
  }
}
