import RealModule

/// The calibrated probabilities behind a verdict: a small network that was fitted to data whose truth is known.
///
/// ```
/// x_k = (input_k − mean_k)/deviation_k, held within ±4
/// h = tanh(W₁ x + b₁),   g = tanh(W₂ h + b₂),   p = softmax(W₃ g + b₃)
/// ```
///
/// Its answers are the five classes and, where sites may be correlated, a sixth: symmetry is broken and the states
/// do not separate, as in a small spin glass below its transition. The truth of planted ensembles is the number of
/// levels of their law; `replica-calibration` repeats the fit and reports on ensembles that no fit has seen.
package struct Calibration: Sendable, Equatable {
  /// One layer: W x + b.
  package struct Layer: Sendable, Equatable {
    /// The weights, all of the first output first.
    package var weights: [Double]
    /// The constants, one for every output.
    package var biases: [Double]

    package init(weights: [Double], biases: [Double]) {
      self.weights = weights
      self.biases = biases
    }

    /// The outputs.
    package func callAsFunction(_ inputs: [Double]) -> [Double] {
      biases.indices.map { row in
        var sum = biases[row]
        for k in inputs.indices { sum += weights[row * inputs.count + k] * inputs[k] }
        return sum
      }
    }
  }

  /// The means of the inputs in the fit.
  package let means: [Double]
  /// Their standard deviations.
  package let deviations: [Double]
  /// The layers.
  package let layers: [Layer]

  package init(means: [Double], deviations: [Double], layers: [Layer]) {
    self.means = means
    self.deviations = deviations
    self.layers = layers
  }

  /// The calibration for a kind of data.
  ///
  /// - Parameters:
  ///   - knowsSites: Whether the sites were split, or only overlaps were known.
  ///   - correlatedSites: Whether sites may be correlated, as in Monte Carlo samples.
  /// - Returns: The fitted network.
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
  package static let reserve = 0.005

  /// The smallest number of replicas that the planted ensembles had; below it, probabilities move towards
  /// ignorance in proportion.
  package static let fewestReplicas = 16
  /// The smallest number of sites that the planted ensembles had; below it, probabilities move towards ignorance as the
  /// square root of the number.
  package static let fewestSites = 32

  /// The number of standard deviations that an input counts at most: beyond, nothing was ever seen.
  package static let largestInput = 4.0

  /// The inputs in units of their deviations.
  package func standardised(_ inputs: [Double]) -> [Double] {
    inputs.indices.map { k in
      let x = deviations[k] > 1e-9 ? (inputs[k] - means[k]) / deviations[k] : 0
      return min(max(x, -Self.largestInput), Self.largestInput)
    }
  }

  /// The probabilities of all answers.
  package func answers(_ inputs: [Double]) -> [Double] {
    var values = standardised(inputs)
    for (k, layer) in layers.enumerated() {
      values = layer(values)
      if k < layers.count - 1 { values = values.map(Double.tanh) }
    }
    return Self.softmax(values)
  }

  /// Probabilities exp(x_k)/Σ exp(x_l).
  package static func softmax(_ values: [Double]) -> [Double] {
    let largest = values.max() ?? 0
    let powers = values.map { Double.exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// The probabilities of the classes, in the order of ``Verdict/classes``.
  ///
  /// What is broken and not resolved is spread evenly over the three broken classes.
  package func probabilities(_ features: StructureFeatures) -> [Double] {
    let answers = answers(CalibrationInputs(features).values)
    let count = Verdict.classes.count
    let open = answers[count...].reduce(0, +) / 3
    let sites = Double(features.siteCount) / Double(Self.fewestSites)
    let known =
      min(1, Double(features.replicaCount) / Double(Self.fewestReplicas))
      * min(1, sites.squareRoot())
    let sure = known * (1 - Self.reserve)
    return answers[..<count].enumerated().map { k, p in
      sure * (k < 2 ? p : p + open) + (1 - sure) / Double(count)
    }
  }
}
