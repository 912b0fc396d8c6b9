package import Documents
import ReplicaTheory

/// The transition temperatures of a p-spin model.
package struct PSpinTransitions: Reportable {
  private enum Spins {
    case ising(PSpinTheory.Transitions)
    case spherical(SphericalPSpinTheory, static: Double, ground: Double)
  }

  private let p: Int
  private let spins: Spins

  /// Finds the transitions.
  ///
  /// - Parameters:
  ///   - p: The number of interacting spins.
  ///   - isSpherical: Whether spins are spherical rather than ±1.
  /// - Throws: ``ReplicaTheoryError``.
  package init(p: Int, isSpherical: Bool) throws {
    self.p = p
    if isSpherical {
      let model = try SphericalPSpinTheory(p: p)
      spins = .spherical(
        model, static: try model.staticTransition().temperature,
        ground: try model.state(temperature: 0).energyPerSpin)
    } else {
      spins = .ising(try PSpinTheory(p: p).transitions())
    }
  }

  package var document: JSONValue {
    switch spins {
    case .ising(let found):
      [
        "p": .integer(p), "spherical": false,
        "dynamical_temperature": .number(found.dynamicalTemperature),
        "static_temperature": .number(found.staticTemperature),
        "gardner_temperature": JSONValue(found.gardnerTemperature),
        "error_estimate": .number(found.errorEstimate),
      ]
    case .spherical(let model, let transition, let ground):
      [
        "p": .integer(p), "spherical": true,
        "dynamical_temperature": .number(model.dynamicalTemperature),
        "static_temperature": .number(transition), "gardner_temperature": nil,
        "threshold_energy_per_spin": .number(model.thresholdEnergyPerSpin),
        "ground_state_energy_per_spin": .number(ground), "error_estimate": 1e-14,
      ]
    }
  }

  package var sections: [ReportSection] {
    var table = ReportTable(header: ["quantity", "value", "meaning"], rows: [])
    let dynamical = "dynamical transition: below it there are exponentially many states"
    let equilibrium = "static transition: below it few states have all the weight"
    switch spins {
    case .ising(let found):
      table.add(["T_d", text(found.dynamicalTemperature, digits: 11), dynamical])
      table.add(["T_s", text(found.staticTemperature, digits: 11), equilibrium])
      table.add([
        "T_G", found.gardnerTemperature.map { text($0, digits: 11) } ?? "below 1e-5",
        "Gardner transition: below it states break up into further states",
      ])
    case .spherical(let model, let transition, let ground):
      table.add(["T_d", text(model.dynamicalTemperature, digits: 11), dynamical])
      table.add(["T_s", text(transition, digits: 11), equilibrium])
      table.add([
        "e_th", text(model.thresholdEnergyPerSpin, digits: 11),
        "threshold energy, above which no minima are",
      ])
      table.add(["e_0", text(ground, digits: 11), "energy of the ground state"])
    }
    return [.table(table)]
  }
}
