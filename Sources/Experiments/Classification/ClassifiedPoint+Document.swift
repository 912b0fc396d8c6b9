import Documents
import Overlaps
import Sampling
import Statistics

extension ClassifiedPoint {
  /// The object for programs.
  var document: JSONValue {
    var object = common
    object["file"] = .string(file)
    object["temperature"] = JSONValue(temperature)
    if let time { object["time"] = .number(time) }
    if let equilibration { object.merge(equilibration.document) }
    if let labels { object["classes"] = labels.document }
    if analysis.analyses.count > 1 {
      object["instances"] = .array(
        analysis.analyses.indices.map { k in
          var one = instanceDocument(k)
          one["instance"] = .integer(analysis.instances[k])
          return one
        })
    }
    return object
  }

  /// The pooled verdict with the matrix of the first instance.
  private var common: JSONValue {
    let pooled = analysis.pooled
    let object: JSONValue = [
      "verdict": .string(classification.verdict.rawValue),
      "probabilities": classification.probabilitiesDocument,
      "broken_probability": .number(classification.brokenProbability),
      "replicas": .integer(pooled.features.replicaCount),
      "spins": .integer(pooled.features.siteCount),
      "instance_count": .integer(analysis.analyses.count),
      "q0": JSONValue(value: q0), "q1": JSONValue(value: q1),
      "breaking_parameter": JSONValue(value: breakingParameter),
      "breaking_parameter_from_peaks": JSONValue(value: breakingParameterFromPeaks),
      "between_peak_mass": JSONValue(pooled.betweenPeakMass),
      "ultrametricity": JSONValue(pooled.ultrametricity), "power": JSONValue(pooled.power),
      "answer": .string(classification.answer), "advice": JSONValue(classification.advice),
      "warnings": JSONValue(analysis.warnings), "tests": classification.testsDocument,
      "reasons": JSONValue(classification.reasons),
    ]
    return object.merging(matrixDocument(0))
  }

  private func instanceDocument(_ k: Int) -> JSONValue {
    let one = analysis.analyses[k]
    let object: JSONValue = [
      "verdict": .string(one.classification.verdict.rawValue),
      "probabilities": one.classification.probabilitiesDocument,
      "breaking_parameter": JSONValue(
        hasResults && one.classification.isBroken ? one.breakingParameter : nil),
      "reasons": JSONValue(one.classification.reasons),
    ]
    return object.merging(matrixDocument(k))
  }

  /// What belongs to one matrix: its spectrum, order and states.
  private func matrixDocument(_ k: Int) -> JSONValue {
    let one = analysis.analyses[k]
    var object: JSONValue = [
      "spin_flip_symmetric": .bool(one.isSpinFlipSymmetric),
      "states": .array(
        (0..<one.states.count).map { state in
          var object: JSONValue = [
            "weight": .number(one.states.weights[state]),
            "replicas": .integer(one.states.members[state].count),
            "self_overlap": JSONValue(one.states.selfOverlap(of: state)),
          ]
          if k < analysis.patterns.count {
            object["patterns"] = analysis.patterns[k].states[state].document
          }
          return object
        }),
      "state_overlaps": JSONValue(one.states.overlaps),
      "state_eigenvalues": JSONValue(analysis.stateEigenvalues[k]),
      "eigenvalues": JSONValue(one.eigenvalues), "noise_edge": .number(one.noiseEdge),
      "noise_threshold": .number(one.noiseThreshold),
      "significant_eigenvalues": .integer(one.significantEigenvalues),
      "equal_self_overlaps_probability": JSONValue(one.selfOverlapTest?.probability),
      "merge_levels": JSONValue(one.states.mergeLevels(siteCount: one.features.siteCount)),
      "ultrametricity_of_tree": JSONValue(value: one.ultrametricity?.ofTree),
      "ultrametricity_of_independent_overlaps": JSONValue(
        value: one.ultrametricity?.ofIndependentOverlaps),
      "significance_level": .number(NoiseLaw.defaultLevel),
      "order": JSONValue(one.order), "labels": JSONValue(one.states.labels),
    ]
    if let test = one.check.timeOrder { object["row_order"] = test.document }
    if let spectrum = paramagnetSpectrum(k) { object["paramagnet_spectrum"] = spectrum.document }
    return object
  }
}

extension Classification {
  /// One object per number behind the verdict.
  var testsDocument: JSONValue {
    .object(
      (tests?.numbers ?? []).map { test in
        JSONValue.Member(
          key: test.name,
          value: [
            "value": .number(test.value), "error": JSONValue(test.error),
            "reference": JSONValue(test.reference), "meaning": .string(test.meaning),
          ])
      })
  }

  /// One number per class.
  var probabilitiesDocument: JSONValue {
    .object(
      zip(Verdict.classes, probabilities).map {
        JSONValue.Member(key: $0.rawValue, value: .number($1))
      })
  }
}

extension RowOrderTest {
  /// The object for programs.
  var document: JSONValue {
    [
      "lag": .integer(lag), "z": .number(score), "z_within_states": .number(scoreWithinBlocks),
      "integrated_autocorrelation_time": .number(autocorrelationTime),
      "independent_replicas": .number(independentCount),
    ]
  }

  /// The test in one line.
  var sentence: String {
    "rows in the order of time: \(lag == 1 ? "neighbours" : "rows \(lag) places apart") are \(text(score, digits: 2)) standard deviations more alike than in random "
      + "order (by chance up to \(text(SampleCheck.noticeableInTime))); autocorrelation time "
      + "\(text(autocorrelationTime, digits: 2)) draws (independent rows: 0.5), worth "
      + "\(text(independentCount.rounded())) independent replicas"
  }
}

extension SpectrumComparison {
  /// The object for programs.
  var document: JSONValue {
    [
      "predicted_edge": .number(predictedEdge), "largest_eigenvalue": .number(largestEigenvalue),
      "predicted_mean_square": .number(predictedMeanSquare), "mean_square": .number(meanSquare),
      "relative_deviation": .number(relativeDeviation),
    ]
  }

  /// The comparison in one line.
  var sentence: String {
    "spectrum of a paramagnet with these couplings: edge \(text(predictedEdge)), largest "
      + "eigenvalue \(text(largestEigenvalue)); mean square "
      + "\(text(predictedMeanSquare)), found \(text(meanSquare))"
  }
}
