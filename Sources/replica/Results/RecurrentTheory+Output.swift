import ReplicaKit

extension RecurrentOptions {
  /// The parameters in words, for titles.
  var title: String { title(leavingOut: []) }

  /// The parameters in words without those that are varied.
  func title(leavingOut varied: [RecurrentPhasePlane.Parameter]) -> String {
    let values: [(RecurrentPhasePlane.Parameter, Double)] = [
      (.sigmaW, sigmaW), (.sigmaB, sigmaB), (.weightMean, weightMean), (.biasMean, biasMean),
    ]
    let words = values.filter {
      !varied.contains($0.0) && ($0.1 != 0 || $0.0 == .sigmaW)
    }.map { "\($0.0.symbol) = \(text($0.1))" }
    return ([phi.title] + words).joined(separator: ", ")
  }

  /// The parameters for scripts.
  func json(seed: UInt64) -> JSONValue {
    [
      "activation": .string(phi.activation.rawValue), "gain": .number(phi.gain),
      "sigma_w": .number(sigmaW), "sigma_b": .number(sigmaB), "w0": .number(weightMean),
      "b0": .number(biasMean), "seed": JSONValue(seed: seed),
    ]
  }

  /// The parameters with another deviation of the weights.
  func map(sigmaW: Double) throws -> MomentMap {
    try MomentMap(
      weightMean: weightMean, biasMean: biasMean, sigmaW: sigmaW, sigmaB: sigmaB,
      nonlinearity: function)
  }
}

extension RecurrentFixedPoint {
  /// The object for scripts.
  var json: JSONValue {
    [
      "m": .number(moments.mean), "q": .number(moments.variance), "stable": .bool(isStable),
      "stable_to_uniform_modes": .bool(isStableToUniformModes),
      "stable_to_random_modes": .bool(isStableToRandomModes),
      "map_stable": .bool(isStableInDiscreteTime), "chi_1": JSONValue(chi1),
      "uniform_eigenvalues": .array(
        uniformEigenvalues.map { .array([.number($0.real), .number($0.imaginary)]) }),
      "largest_lyapunov_exponent": JSONValue(largestLyapunovExponent),
    ]
  }
}

extension ChaoticState {
  /// The object for scripts.
  var json: JSONValue {
    [
      "m": .number(autocovariance.mean), "autocovariance_zero": .number(autocovariance.zero),
      "autocovariance_infinity": .number(autocovariance.infinity),
      "decay_rate": .number(autocovariance.decayRate),
      "largest_lyapunov_exponent": JSONValue(largestLyapunovExponent),
      "zero_mode": JSONValue(zeroMode), "rate_mean": .number(rateMean),
      "rate_variance": .number(rateVariance),
      "stable_to_uniform_modes": .bool(isStableToUniformModes),
      "error_estimate": .number(autocovariance.errorEstimate),
      "exponent_error_estimate": JSONValue(zeroMode == nil ? nil : exponentError),
    ]
  }
}

extension RecurrentNetworkTheory {
  /// The object for scripts.
  func json(_ network: RecurrentOptions, seed: UInt64) -> JSONValue {
    var object = network.json(seed: seed)
    object["phase"] = .string(phase.rawValue)
    object["stable_states"] = .integer(stableStateCount)
    object["mean"] = .number(mean)
    object["autocovariance_zero"] = .number(autocovarianceZero)
    object["autocovariance_infinity"] = .number(autocovarianceInfinity)
    object["largest_lyapunov_exponent"] = JSONValue(largestLyapunovExponent)
    object["rate_mean"] = .number(rateMean)
    object["rate_variance"] = .number(rateVariance)
    object["error_estimate"] = .number(errorEstimates.autocovariance)
    object["exponent_error_estimate"] = JSONValue(errorEstimates.exponent)
    object["fixed_points"] = .array(fixedPoints.map(\.json))
    object["chaotic_states"] = .array(chaoticStates.map(\.json))
    object["cycle_of_two"] =
      cycle.map { cycle in
        .array(
          [cycle.low, cycle.high].map { ["m": .number($0.mean), "q": .number($0.variance)] })
      } ?? .null
    return object
  }

  /// The two signals between which the map in discrete time jumps, if none of its fixed points is stable.
  private var cycle: (low: MomentMap.Moments, high: MomentMap.Moments)? {
    fixedPoints.contains { $0.uniformEigenvalues.contains { $0.real < -1 } }
      ? map.cycleOfTwo() : nil
  }

  func printTables(_ network: RecurrentOptions) {
    print("\(network.title): \(phase.rawValue)")
    var table = TextTable(["quantity", "value", "error", "meaning"])
    let error = text(errorEstimates.autocovariance, digits: 2)
    let exponent = largestLyapunovExponent
    table.add(["m", text(mean, digits: 11), error, "mean of the fields h"])
    table.add(["Δ_0", text(autocovarianceZero, digits: 12), error, "their variance"])
    table.add(["Δ_∞", text(autocovarianceInfinity, digits: 12), error, "the part that is frozen"])
    table.add([
      "λ₁", exponent.isFinite ? text(exponent, digits: 10) : "infinite",
      exponent.isFinite ? text(errorEstimates.exponent, digits: 2) : "–",
      "largest Lyapunov exponent, per unit time",
    ])
    table.add(["E φ", text(rateMean, digits: 11), "", "mean of the rates"])
    table.add(["Var φ", text(rateVariance, digits: 11), "", "variance of the rates"])
    print(table.text)
    var points = TextTable([
      "fixed points: m", "q", "χ₁", "uniform λ", "uniform λ", "flow", "map",
    ])
    for point in fixedPoints {
      points.add(
        [
          text(point.moments.mean, digits: 9), text(point.moments.variance, digits: 9),
          point.chi1.isFinite ? text(point.chi1, digits: 8) : "infinite",
        ] + point.uniformEigenvalues.map(\.description)
          + [
            point.isStable
              ? "stable"
              : point.isStableToUniformModes ? "unstable: random" : "unstable: uniform",
            point.isStableInDiscreteTime ? "stable" : "unstable",
          ])
    }
    if !fixedPoints.isEmpty { print("\n" + points.text) }
    if !chaoticStates.isEmpty {
      var states = TextTable(["chaotic states: m", "Δ_0", "Δ_∞", "1/κ", "λ₁", "uniform modes"])
      for state in chaoticStates {
        states.add([
          text(state.autocovariance.mean, digits: 9), text(state.autocovariance.zero, digits: 9),
          text(state.autocovariance.infinity, digits: 9),
          text(1 / state.autocovariance.decayRate, digits: 6),
          state.largestLyapunovExponent.isFinite
            ? text(state.largestLyapunovExponent, digits: 8) : "infinite",
          state.isStableToUniformModes ? "stable" : "unstable",
        ])
      }
      print("\n" + states.text)
    }
    if stableStateCount > 1 {
      print("\n\(stableStateCount) stable states; which one is reached depends on the start")
    }
    if let cycle {
      print(
        "\nin discrete time the mean jumps between \(text(cycle.low.mean, digits: 8)) and "
          + text(cycle.high.mean, digits: 8))
    }
  }
}

extension RecurrentFixedPoint.Eigenvalue {
  /// The eigenvalue for tables.
  fileprivate var description: String {
    let real = text(self.real, digits: 6)
    guard imaginary != 0 else { return real }
    return real + (imaginary > 0 ? "+" : "−") + text(abs(imaginary)) + "i"
  }
}
