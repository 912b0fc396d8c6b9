import Documents
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
      units: String = "1", extra: [(String, JSONValue)] = []
    ) -> ZarrArray {
      let shape = dimensions.map { counts[$0] ?? 1 }
      var attributes: JSONValue = ["long_name": .string(longName), "units": .string(units)]
      for (key, value) in extra { attributes[key] = value }
      return ZarrArray(
        name: name, dataType: type, shape: shape,
        chunkShape: dimensions[0] == "instance"
          ? [1] + shape.dropFirst().map { max(1, $0) } : nil,
        dimensionNames: dimensions, attributes: attributes)
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
        extra: [
          ("bit_order", "little"), ("set_bit", "s = +1"), ("spins", .integer(model.spinCount)),
          ("note", "meaningful only where wall_seconds is not missing"),
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
        extra: [
          ("note", "negative: series too short, at least the absolute value; missing: constant")
        ]),
      array(RunStore.Name.roundTrips, .float64, ["instance", "chain"], "round trips of a ladder"),
      array(
        RunStore.Name.wallSeconds, .float64, ["instance"],
        "time at which the instance was complete, since the start of its process", units: "s"),
    ]
    if settings.temperatures.count > 1 {
      arrays.append(
        array(
          RunStore.Name.swapRates, .float64, ["instance", "temperature_pair", "chain"],
          "accepted fraction of exchanges with the next higher temperature"))
    }
    if case .hopfield(let hopfield) = model {
      arrays.append(
        ZarrArray(
          name: RunStore.Name.patterns, dataType: .int8,
          shape: [instanceCount, hopfield.patternCount, model.spinCount],
          chunkShape: [1, hopfield.patternCount, model.spinCount],
          dimensionNames: ["instance", "pattern", "spin"],
          attributes: ["long_name": "stored patterns", "units": "1"]))
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

  /// Writes the arrays that do not belong to an instance; the same bytes whoever writes them.
  func writeCoordinates(to store: ZarrStore) throws {
    try store.writeChunk(array: "temperature", index: [0], values: settings.temperatures)
    try store.writeChunk(array: "beta", index: [0], values: settings.temperatures.map { 1 / $0 })
    try store.writeChunk(array: "draw", index: [0], values: settings.drawSweeps.map { Int64($0) })
    try store.writeChunk(
      array: "bin", index: [0], values: settings.logarithmicBins.map { Int64($0.upperBound - 1) })
    try store.writeChunk(
      array: "chain", index: [0], values: (0..<settings.chainCount).map { Int64($0) })
    try store.writeChunk(
      array: "pair", index: [0], values: pairs.map { Int64(1000 * $0.0 + $0.1) })
  }
}
