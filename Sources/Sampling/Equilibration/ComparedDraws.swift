package import SpinModels

/// The draws of one instance as the tests of equilibration see them: how many there are, and their overlaps.
package struct ComparedDraws: Sendable {
  /// The number of temperatures.
  package let temperatureCount: Int
  /// The number of ladders.
  package let ladderCount: Int
  /// The number of draws of a ladder at a temperature.
  package let drawCount: Int
  /// The overlaps of all pairs of some draws at a temperature, row by row: those of some ladders, ladder after ladder, and
  /// of each of them the same draws.
  let overlaps: @Sendable (_ temperature: Int, _ ladders: [Int], _ kept: [Int]) -> [Double]

  /// Compares spins ±1.
  ///
  /// - Parameter draws: By temperature and ladder, in the order of time; as many of each.
  package init(_ draws: [[PackedConfigurations]]) {
    temperatureCount = draws.count
    ladderCount = draws[0].count
    drawCount = draws[0][0].count
    overlaps = { t, ladders, kept in
      var chosen = PackedConfigurations(spinCount: draws[t][0].spinCount)
      for ladder in ladders { chosen.append(contentsOf: draws[t][ladder].selecting(kept)) }
      let scale = 2 / Double(chosen.spinCount)
      return chosen.differences().map { 1 - scale * Double($0) }
    }
  }

  /// Compares spherical spins.
  ///
  /// - Parameter draws: By temperature and ladder, in the order of time; as many of each.
  package init(_ draws: [[SphericalConfigurations]]) {
    temperatureCount = draws.count
    ladderCount = draws[0].count
    drawCount = draws[0][0].count
    overlaps = { t, ladders, kept in
      let chosen = SphericalConfigurations(
        spinCount: draws[t][0].spinCount,
        values: ladders.flatMap { draws[t][$0].selecting(kept).values })
      return chosen.overlaps(with: chosen)
    }
  }
}

extension BlockMemory {
  /// Compares draws of spins ±1.
  package init(draws: [[PackedConfigurations]], energies: [[[Double]]], fieldOverlap: [Double]) {
    self.init(draws: ComparedDraws(draws), energies: energies, fieldOverlap: fieldOverlap)
  }
}
