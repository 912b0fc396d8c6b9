import Documents
import Overlaps
import ReplicaTheory
import SpinModels

/// Why samples in equilibrium show no stored pattern although retrieval states exist.
///
/// Between the loads α_c(T), below which retrieval has the lowest free energy, and the spinodal, up to which it exists,
/// the spin glass is lower: retrieval states are left by whatever reaches equilibrium.
///
/// **Source**: D. J. Amit, H. Gutfreund and H. Sompolinsky, *Ann. Phys.* 173, 30 (1987).
struct MetastableRetrieval {
  /// The sentence, without a full stop.
  let sentence: String

  /// Asks the theory for N → ∞; `nil` where a state is a stored pattern, and where retrieval does not exist or is what
  /// equilibrium shows.
  ///
  /// - Parameters:
  ///   - model: What theory the model has.
  ///   - temperature: The temperature.
  ///   - patterns: Per instance, the states beside the stored patterns.
  init?(_ model: MeanFieldClass?, temperature: Double, patterns: [PatternOverlaps]) {
    guard case .hopfield(let load, field: 0) = model, !patterns.isEmpty,
      patterns.flatMap(\.kinds).allSatisfy({ $0 == .unexplained }),
      let theory = try? HopfieldTheory(load: load),
      let equilibrium = try? theory.equilibrium(temperature: temperature),
      equilibrium.phase == .spinGlass,
      let retrieval = try? theory.solution(.retrieval, temperature: temperature)
    else { return nil }
    sentence =
      "no state is a stored pattern: at the load \(text(load, digits: 3)) retrieval, m = "
      + "\(text(retrieval.retrievalOverlap, digits: 3)), is only metastable for N → ∞ (free energy "
      + "\(text(retrieval.freeEnergyPerSpin, digits: 4)) a spin, \(text(equilibrium.freeEnergyPerSpin, digits: 4)) in "
      + "the spin glass), so that samples in equilibrium leave it"
  }
}
