import ReplicaKit

extension AnalysedPoint {
  /// The object for scripts.
  var json: JSONValue {
    var object = common
    object["file"] = .string(file)
    object["temperature"] = JSONValue(temperature)
    if let equilibration {
      object["equilibrated"] = .bool(equilibration.isEquilibrated)
      object["equilibration"] = equilibration.json
    }
    if analyses.count > 1 {
      object["instances"] = .array(
        analyses.indices.map { k in
          var one = instanceJSON(k)
          one["instance"] = .integer(instances[k])
          return one
        })
    }
    return object
  }

  /// The pooled verdict with the matrix of the first instance.
  private var common: JSONValue {
    var object: JSONValue = [
      "verdict": .string(classification.verdict.rawValue),
      "probabilities": classification.probabilitiesJSON,
      "broken_probability": .number(classification.brokenProbability),
      "replicas": .integer(pooled.features.replicaCount),
      "spins": .integer(pooled.features.siteCount),
      "instance_count": .integer(analyses.count),
      "q0": JSONValue(value: pooled.q0), "q1": JSONValue(value: pooled.q1),
      "breaking_parameter": JSONValue(value: pooled.breakingParameter),
      "breaking_parameter_from_peaks": JSONValue(value: pooled.breakingParameterFromPeaks),
      "between_peak_mass": JSONValue(pooled.betweenPeakMass),
      "ultrametricity": JSONValue(pooled.ultrametricity), "power": JSONValue(pooled.power),
      "reasons": JSONValue(classification.reasons),
    ]
    for member in matrixJSON(0) { object[member.key] = member.value }
    return object
  }

  private func instanceJSON(_ k: Int) -> JSONValue {
    let one = analyses[k]
    var object: JSONValue = [
      "verdict": .string(one.classification.verdict.rawValue),
      "probabilities": one.classification.probabilitiesJSON,
      "breaking_parameter": JSONValue(one.breakingParameter),
      "reasons": JSONValue(one.classification.reasons),
    ]
    for member in matrixJSON(k) { object[member.key] = member.value }
    return object
  }

  /// What belongs to one matrix: its spectrum, order and states.
  private func matrixJSON(_ k: Int) -> [JSONValue.Member] {
    let one = analyses[k]
    var object: JSONValue = [
      "spin_flip_symmetric": .bool(one.isSpinFlipSymmetric),
      "states": .array(
        (0..<one.states.count).map { state in
          var object: JSONValue = [
            "weight": .number(one.states.weights[state]),
            "replicas": .integer(one.states.members[state].count),
            "self_overlap": JSONValue(one.states.selfOverlap(of: state)),
          ]
          if k < patterns.count { object["patterns"] = patterns[k].states[state].json }
          return object
        }),
      "state_overlaps": JSONValue(one.states.overlaps),
      "state_eigenvalues": JSONValue(stateEigenvalues[k]),
      "eigenvalues": JSONValue(one.eigenvalues), "noise_edge": .number(one.noiseEdge),
      "significant_eigenvalues": .integer(one.significantEigenvalues),
      "equal_self_overlaps_probability": JSONValue(one.selfOverlapTest?.probability),
      "merge_levels": JSONValue(one.states.mergeLevels(siteCount: one.features.siteCount)),
      "ultrametricity_of_tree": JSONValue(value: one.ultrametricity?.ofTree),
      "ultrametricity_of_independent_overlaps": JSONValue(
        value: one.ultrametricity?.ofIndependentOverlaps),
      "significance_level": .number(NoiseLaw.defaultLevel),
      "order": JSONValue(one.order), "labels": JSONValue(one.states.labels),
    ]
    if let spectrum = paramagnetSpectrum(k) { object["paramagnet_spectrum"] = spectrum.json }
    return object.objectValue ?? []
  }

  /// The verdict for titles and tables, with what is known besides.
  var verdictText: String {
    let verdict = classification.verdict.rawValue
    if classification.verdict == .undetermined,
      classification.brokenProbability >= Classification.threshold
    {
      return "\(verdict): replica symmetry is broken"
    }
    guard classification.verdict == .replicaSymmetric, let retrieval = patternText else {
      return verdict
    }
    return "\(verdict): \(retrieval)"
  }

  /// What replica theory predicts for P(q), solved anew; for SK runs.
  private var theory: TheoryOverlay? {
    guard let model, let temperature else { return nil }
    return try? TheoryOverlay(model, temperature: temperature)
  }

  /// The sheet of the first instance under the common verdict.
  var sheet: OverlapSheet {
    let one = analyses[0]
    let theory = theory
    return OverlapSheet(
      verdict: verdictText, system: system,
      overlaps: one.overlaps.flipped(by: one.tree.gauge).matrix, order: one.order,
      merges: one.tree.numberedMerges,
      states: one.stateOrder.map {
        OverlapSheet.State(replicas: one.states.members[$0].count, weight: one.states.weights[$0])
      },
      eigenvalues: one.eigenvalues, noiseEdge: one.noiseEdge,
      significantCount: one.significantEigenvalues, theoryPeaks: theory?.fixedPeaks ?? [],
      theoryCurve: theory?.fixedDensity,
      theoryName: theory?.ansatz.name ?? "theory",
      stateOverlaps: one.states.count > 1 ? one.states.overlapsOfHeaviest(8) : nil)
  }
}

extension Classification {
  /// One number per class.
  var probabilitiesJSON: JSONValue {
    .object(
      zip(Verdict.classes, probabilities).map {
        JSONValue.Member(key: $0.rawValue, value: .number($1))
      })
  }
}

extension Dendrogram {
  /// The merges with clusters numbered as the figure wants them: R + k is the result of merge k.
  var numberedMerges: [DendrogramMerge] {
    // A cluster is named after the first of its leaves.
    var name = leafOrder
    return merges.enumerated().map { k, merge in
      let (left, right) = (merge.left.lowerBound, merge.right.lowerBound)
      let result = DendrogramMerge(
        left: name[left], right: name[right], height: (1 - merge.height) / 2)
      name[left] = replicaCount + k
      return result
    }
  }
}
