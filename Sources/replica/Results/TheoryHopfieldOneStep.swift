import ReplicaKit

extension TheoryHopfieldCommand {
  /// The one-step retrieval state at zero temperature, at a load or where it ceases to exist.
  func printOneStep() throws {
    let critical = try HopfieldTheory.oneStepCriticalState()
    let state = transitions ? critical : try theory().oneStepRetrieval()
    let symmetric = try HopfieldTheory.spinodal(temperature: 0)
    if common.json {
      var object = state.json
      object["critical_load"] = .number(critical.load)
      object["critical_load_error_estimate"] = .number(critical.loadErrorEstimate)
      object["replica_symmetric_critical_load"] = .number(symmetric.load)
      object["seed"] = JSONValue(seed: common.seed)
      Console.print(object)
      return
    }
    print("one step of replica-symmetry breaking, T = 0, α = \(text(state.load, digits: 12))")
    var table = TextTable(["quantity", "value", "meaning"])
    let rows: [(String, Double, String)] = [
      ("m", state.retrievalOverlap, "overlap with the pattern"),
      ("q0", state.q0, "overlap of different states; q1 = 1"),
      ("r0", state.r0, "noise of the other patterns between states"),
      ("r1", state.r1, "and within one"),
      ("x/T", state.breakingParameterOverTemperature, "breaking parameter over temperature"),
      ("e", state.energyPerSpin, "energy per spin"),
      ("s", state.entropyPerSpin, "entropy per spin"),
      (
        "α_c", critical.load, "retrieval up to; \(text(symmetric.load, digits: 9)) without breaking"
      ),
    ]
    for (name, value, meaning) in rows { table.add([name, text(value, digits: 12), meaning]) }
    print(table.text)
    print(
      "± e \(text(state.errorEstimate, digits: 1)), "
        + "± α_c \(text(critical.loadErrorEstimate, digits: 1))")
  }
}

extension HopfieldOneStepState {
  /// The object for scripts.
  var json: JSONValue {
    [
      "phase": "retrieval", "ansatz": "1rsb", "load": .number(load), "temperature": 0,
      "retrieval_overlap": .number(retrievalOverlap), "q": 1, "r": .number(r1),
      "overlaps": JSONValue([q0, 1]), "breaking_points": JSONValue([0.0]), "q0": .number(q0),
      "r0": .number(r0),
      "breaking_parameter_over_temperature": .number(breakingParameterOverTemperature),
      "free_energy_per_spin": .number(energyPerSpin), "energy_per_spin": .number(energyPerSpin),
      "entropy_per_spin": .number(entropyPerSpin), "replicon": .null, "stable": false,
      "error_estimate": .number(errorEstimate),
    ]
  }
}
