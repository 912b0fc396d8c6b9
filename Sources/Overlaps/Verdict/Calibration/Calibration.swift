import RealModule

/// The calibrated answers to the questions behind a verdict.
///
/// ```
/// order?   more than one state?   more than two levels?   no tree?
/// p = 1/(1 + exp(−b − w·x)),   x the CalibrationInputs
/// ```
///
/// Each answer is conditional on "yes" to the questions before. Where sites may be correlated there is a
/// further question: is the structure resolved, as that of planted ensembles is, or is it like the
/// fluctuations of a small spin glass below its transition, whose states do not separate at sizes that
/// can be sampled? What is not resolved is spread evenly over the broken classes. The numbers were fitted to planted
/// ensembles whose truth is the realised overlap matrix; `replica-calibration` repeats the fit and
/// reports on ensembles that no fit has seen.
package struct Calibration: Sendable, Equatable {
  /// One logistic regression.
  package struct Question: Sendable, Equatable {
    /// The constant b.
    package let intercept: Double
    /// The weights w, one for every input.
    package let weights: [Double]

    package init(intercept: Double, weights: [Double]) {
      self.intercept = intercept
      self.weights = weights
    }

    /// The probability of "yes".
    package func probability(_ inputs: [Double]) -> Double {
      let sum = zip(weights, inputs).reduce(intercept) { $0 + $1.0 * $1.1 }
      return 1 / (1 + Double.exp(-min(max(sum, -700), 700)))
    }
  }

  /// The four questions.
  package let questions: [Question]
  /// Whether structure is resolved; `nil` where that is not asked.
  package let resolution: Question?

  package init(questions: [Question], resolution: Question? = nil) {
    self.questions = questions
    self.resolution = resolution
  }

  /// The calibration for a kind of data.
  ///
  /// - Parameters:
  ///   - knowsSites: Whether the sites were split, or only overlaps were known.
  ///   - correlatedSites: Whether sites may be correlated, as in Monte Carlo samples.
  /// - Returns: The questions with their weights.
  package static func fitted(knowsSites: Bool, correlatedSites: Bool) -> Calibration {
    switch (knowsSites, correlatedSites) {
    case (true, false): configurationsOfIndependentSites
    case (false, false): overlapsOfIndependentSites
    case (true, true): configurationsOfCorrelatedSites
    case (false, true): overlapsOfCorrelatedSites
    }
  }

  /// The share of every probability that is spread evenly over the classes: no test is so sure that it
  /// excludes what the calibration has never seen.
  package static let reserve = 0.01

  /// The smallest number of replicas that the planted ensembles had; below it, probabilities move towards
  /// ignorance in proportion.
  package static let fewestReplicas = 16
  /// The smallest number of sites that the planted ensembles had; below it, probabilities move towards ignorance as the
  /// square root of the number.
  package static let fewestSites = 32

  /// The probability that structure is resolved; 1 where that is not asked.
  package func resolved(_ features: StructureFeatures) -> Double {
    resolution?.probability(CalibrationInputs(features).values) ?? 1
  }

  /// The probabilities of the classes, in the order of ``Verdict/classes``.
  package func probabilities(_ features: StructureFeatures) -> [Double] {
    let inputs = CalibrationInputs(features).values
    var rest = 1.0
    var probabilities = questions.map { question in
      let yes = question.probability(inputs)
      defer { rest *= yes }
      return rest * (1 - yes)
    }
    probabilities.append(rest)
    if let resolution {
      let resolved = resolution.probability(inputs)
      let broken = probabilities[2...].reduce(0, +)
      for k in 2..<probabilities.count {
        probabilities[k] = resolved * probabilities[k] + (1 - resolved) * broken / 3
      }
    }
    let sites = Double(features.siteCount) / Double(Self.fewestSites)
    let known =
      min(1, Double(features.replicaCount) / Double(Self.fewestReplicas))
      * min(1, sites.squareRoot())
    let sure = known * (1 - Self.reserve)
    return probabilities.map { sure * $0 + (1 - sure) / Double(Verdict.classes.count) }
  }
}
