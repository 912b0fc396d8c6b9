package import Documents
package import Figures
package import NetworkTheory
package import NumericalMethods
import RandomNetworks
import Statistics

/// The singular values of the input–output Jacobian of a deep network.
package struct DeepNetJacobian: Reportable {
  private let phi: NamedActivation
  private let place: JacobianPlace
  private let spectrum: JacobianSpectrum
  private let density: (s: [Double], p: [Double])
  private let errorEstimate: Double
  private let width: Int
  private let sampled: SampledJacobians?

  /// Computes the density and samples networks.
  ///
  /// - Parameters:
  ///   - phi: The activation function.
  ///   - place: Where the network stands.
  ///   - depth: The number of layers.
  ///   - weights: The law of the weights.
  ///   - points: About how many points of the density.
  ///   - width: The number of neurons of sampled networks.
  ///   - networks: The number of sampled networks; 0 for the theory alone.
  ///   - session: Seed, threads and progress.
  /// - Throws: ``NetworkTheoryError`` and ``RandomNetworkError``.
  package init(
    _ phi: NamedActivation, at place: JacobianPlace, depth: Int,
    weights: JacobianSpectrum.Weights, points: Int, width: Int, networks: Int, session: Session
  ) async throws {
    (self.phi, self.place, self.width) = (phi, place, width)
    let spectrum = try JacobianSpectrum(
      sigmaW: place.sigmaW, q: place.q, depth: depth, weights: weights,
      nonlinearity: phi.function)
    self.spectrum = spectrum
    if networks > 0 {
      let network = try DeepNetwork(
        sigmaW: place.sigmaW, sigmaB: place.sigmaB, nonlinearity: phi.function,
        weights: weights == .gaussian ? .gaussian : .orthogonal, width: width, depth: depth)
      let records = try await session.concurrently("sampling", count: networks) { index in
        try network.jacobian(
          squaredLength: place.signalLength, network: index, seed: session.seed)
      }
      sampled = try SampledJacobians(records, spectrum: spectrum)
    } else {
      sampled = nil
    }
    density = try spectrum.densityCurve(count: points)
    // How far the mean of the density is from its closed form.
    errorEstimate = abs(try spectrum.average { $0 / spectrum.meanSquare } - 1)
  }

  private static let quantities: [Column<DeepNetJacobian>] = [
    Column(key: "depth") { .integer($0.spectrum.depth) },
    Column(key: "weights") { .string($0.spectrum.weights.rawValue) },
    Column("χ", "chi_1", digits: 10, "mean squared singular value of a layer") {
      $0.spectrum.chi
    },
    Column("⟨s²⟩", "mean_square_singular_value", digits: 10, "mean squared singular value") {
      $0.spectrum.meanSquare
    },
    Column("var", "relative_variance", digits: 10, "relative variance of s²") {
      $0.spectrum.relativeVariance
    },
    Column(nil, "relative_variance_per_layer") { $0.spectrum.relativeVariancePerLayer },
    Column("s_max", "largest_singular_value", digits: 10, "largest singular value") {
      $0.spectrum.largest
    },
    Column("zero", "zero_weight", digits: 10, "fraction of vanishing ones") {
      $0.spectrum.zeroWeight
    },
    Column(key: "atoms") {
      .array(
        $0.spectrum.atoms.map {
          ["s": .number($0.squaredValue.squareRoot()), "weight": .number($0.weight)]
        })
    },
    Column(key: "bands") {
      .array(
        $0.spectrum.bands.map {
          JSONValue([$0.lowerBound.squareRoot(), $0.upperBound.squareRoot()])
        })
    },
    Column(key: "dynamical_isometry") {
      let isometry = $0.spectrum.dynamicalIsometry
      return [
        "holds": .bool(isometry.holds), "mean_is_one": .bool(isometry.meanIsOne),
        "spread_is_small": .bool(isometry.spreadIsSmall),
        "attainable": .bool(isometry.isAttainable),
        "explanation": .string($0.spectrum.isometrySentence),
      ]
    },
    Column(nil, "sigma_w") { $0.place.sigmaW }, Column(nil, "sigma_b") { $0.place.sigmaB },
    Column(nil, "q_star") { $0.place.q },
    Column(key: "activation") { .string($0.phi.name) }, Column(nil, "gain") { $0.phi.gain },
    Column(key: "density") { ["s": JSONValue($0.density.s), "p": JSONValue($0.density.p)] },
    Column(nil, "error_estimate") { $0.errorEstimate },
  ]

  package var document: JSONValue {
    var object = JSONValue(Self.quantities, self)
    if let sampled {
      object["sampled"] = sampled.document.merging(["width": .integer(width)])
    }
    return object
  }

  package var sections: [ReportSection] {
    let sampledValues: [String: Estimate] =
      sampled.map {
        [
          "χ": $0.growth, "⟨s²⟩": $0.meanSquare, "var": $0.relativeVariance, "s_max": $0.largest,
          "zero": $0.zeroWeight,
        ]
      } ?? [:]
    let atoms = spectrum.atoms.filter { $0.squaredValue > 0 }.map { atom in
      [
        "atom", text(atom.weight, digits: 10),
        "fraction at s = \(text(atom.squaredValue.squareRoot()))",
      ]
    }
    let theory = ReportTable(quantities: Self.quantities, of: self).rows + atoms
    let table = ReportTable(
      header: ["quantity", "theory"] + (sampled.map { ["\($0.records.count) networks"] } ?? [])
        + ["meaning"],
      rows: theory.map { row in
        [row[0], row[1]] + (sampled == nil ? [] : [text(sampledValues[row[0]])]) + [row[2]]
      })
    let distance =
      sampled.map {
        "Kolmogorov–Smirnov distance of all sampled values: \(text($0.distance))\n"
      } ?? ""
    return [
      .text(
        "\(phi.title), \(spectrum.weights.rawValue) weights, L = \(spectrum.depth), "
          + "σ_w = \(text(place.sigmaW)), σ_b = \(text(place.sigmaB)), q* = \(text(place.q))"),
      .table(table), .text(distance + spectrum.isometrySentence),
    ]
  }

  package var figures: [any Figure] {
    [
      CurvesFigure(
        jacobian: spectrum, density: density, sampled: sampled,
        system: "\(phi.title), \(spectrum.weights.rawValue), L = \(spectrum.depth), "
          + "σ_w = \(text(place.sigmaW))")
    ]
  }
}

extension JacobianSpectrum {
  /// What the spectrum says about signals and gradients, in a sentence.
  fileprivate var isometrySentence: String {
    let isometry = dynamicalIsometry
    let variance = text(relativeVariance, digits: 3)
    let largest = "the largest singular value is \(text(largest, digits: 3))"
    if isometry.holds {
      return
        "Dynamically isometric at this depth: χ = 1, relative variance \(variance), \(largest)."
    }
    let reason =
      !isometry.meanIsOne
      ? "χ = \(text(chi, digits: 6)) is not 1, so that changes "
        + (chi > 1 ? "grow" : "shrink") + " exponentially with depth"
      : "each layer adds \(text(relativeVariancePerLayer, digits: 3)) to the relative variance, "
        + "which is \(variance) after \(depth) layers; \(largest)"
    let prospect =
      isometry.isAttainable
      ? "with these weights and this activation it is reached on the critical line at small q*"
      : weights == .gaussian
        ? "Gaussian weights cannot reach it at any point, since they alone add 1 per layer"
        : "this activation cannot reach it with orthogonal weights at any point where q* is small"
    return "Not dynamically isometric: \(reason); \(prospect)."
  }
}

/// Where a network stands: given, or on the critical line.
package struct JacobianPlace: Sendable {
  let sigmaW: Double
  let sigmaB: Double
  /// The squared length at which the slopes are taken.
  let q: Double
  /// The squared length of the signals of sampled networks.
  let signalLength: Double

  /// Finds the place.
  ///
  /// - Parameters:
  ///   - sigmaW: The deviation of the weights; `nil` for the critical one.
  ///   - sigmaB: The deviation of the biases.
  ///   - qStar: The length q* of a critical network, which fixes both deviations.
  ///   - nonlinearity: The activation function.
  /// - Throws: ``NetworkTheoryError``.
  package init(
    sigmaW: Double?, sigmaB: Double, qStar: Double?, nonlinearity: any Nonlinearity
  ) throws {
    if let sigmaW {
      self.sigmaW = sigmaW
      self.sigmaB = sigmaB
      q = try DeepNetworkTheory(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: nonlinearity).qStar
    } else {
      let point =
        if let qStar {
          try CriticalPoint(qStar: qStar, nonlinearity: nonlinearity)
        } else {
          try CriticalPoint(sigmaB: sigmaB, nonlinearity: nonlinearity)
        }
      self.sigmaW = point.sigmaW
      self.sigmaB = point.sigmaB
      q = point.qStar
    }
    let kinkAtZero = nonlinearity.kinks.contains(0)
    let isHomogeneous =
      nonlinearity.value(2) == 2 * nonlinearity.value(1)
      && nonlinearity.value(-2) == 2 * nonlinearity.value(-1)
    signalLength =
      q > 1e-20 || !kinkAtZero ? q : isHomogeneous ? 1 : 1e-12
  }
}
