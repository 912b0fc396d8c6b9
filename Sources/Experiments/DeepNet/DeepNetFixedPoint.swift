package import Documents
package import Figures
import NetworkTheory

extension DeepNetworkTheory {
  /// The fixed points and what follows from them.
  static let quantities: [Column<DeepNetworkTheory>] = [
    Column("q*", "q_star", "squared length of activations") {
      $0.everyLengthIsFixed ? "any" : text($0.qStar, digits: 11)
    } value: {
      $0.everyLengthIsFixed ? .null : .number($0.qStar)
    },
    Column("c*", "c_star", digits: 11, "correlation of two inputs") { $0.cStar },
    Column(nil, "separation_star") { $0.fixedSeparation },
    Column("χ₁", "chi_1", "slope of the correlation map at c = 1") {
      $0.chi1.isFinite ? text($0.chi1, digits: 11) : "infinite"
    } value: {
      JSONValue($0.chi1)
    },
    Column("V'(q*)", "length_slope", digits: 11, "slope of the length map") { $0.lengthSlope },
    Column("ξ_q", "xi_q", digits: 8, "layers over which lengths settle") { $0.xiQ },
    Column("ξ_c", "xi_c", digits: 8, "layers over which correlations settle") { $0.xiC },
    Column(key: "phase") { .string($0.phase.rawValue) },
    Column(key: "every_length_fixed") { .bool($0.everyLengthIsFixed) },
    Column(nil, "error_estimate") { $0.errorEstimate },
    Column(key: "fixed_points") {
      .array($0.fixedPoints.map { ["q": .number($0.q), "stable": .bool($0.stable)] })
    },
  ]

  /// The object for scripts.
  var document: JSONValue { JSONValue(Self.quantities, self) }

  /// What the rounding of averages, 10 units in the last place, makes of q*.
  private var errorEstimate: Double {
    let rounding = 10 * Double.ulpOfOne * max(qStar, 1)
    return everyLengthIsFixed ? 0 : rounding / max(abs(1 - lengthSlope), 1e-8)
  }
}

extension ConvergenceDepth {
  fileprivate var document: JSONValue { ["q": JSONValue(length), "c": JSONValue(correlation)] }
}

/// The fixed points of a deep network and how fast they are reached.
package struct DeepNetFixedPoint: Reportable {
  private let network: DeepNetParameters
  private let theory: DeepNetworkTheory
  private let depth: ConvergenceDepth

  /// Finds the fixed points.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - q0: The squared length of the inputs.
  ///   - c0: Their correlation.
  /// - Throws: ``NetworkTheoryError``.
  package init(_ network: DeepNetParameters, q0: Double, c0: Double) throws {
    self.network = network
    theory = try network.theory()
    depth = try theory.convergenceDepth(q0: q0, c0: c0)
  }

  package var document: JSONValue {
    theory.document.merging([
      "activation": .string(network.phi.name), "convergence_depth": depth.document,
    ])
  }

  package var sections: [ReportSection] {
    var table = ReportTable(quantities: DeepNetworkTheory.quantities, of: theory)
    table.add(["depth q", depth.length.map(String.init) ?? "–", "layers until q is within 1 %"])
    table.add([
      "depth c", depth.correlation.map(String.init) ?? "–", "layers until c is within 0.01",
    ])
    var sections: [ReportSection] = [
      .text("\(network.title): \(theory.phase.rawValue)"), .table(table),
    ]
    if theory.everyLengthIsFixed {
      sections.append(.text("\nevery length is a fixed point: V(q) = q"))
    }
    if theory.fixedPoints.count > 1 {
      let points = theory.fixedPoints.map {
        "  \(text($0.q, digits: 11)) \($0.stable ? "stable" : "unstable")"
      }
      sections.append(
        .text((["\nfixed points of the length:"] + points).joined(separator: "\n")))
    }
    return sections
  }
}

/// Lengths and correlations of two inputs from layer to layer.
package struct DeepNetTrajectory: Reportable {
  private let network: DeepNetParameters
  private let theory: DeepNetworkTheory
  private let trajectory: RecursionTrajectory
  private let convergence: ConvergenceDepth
  private let c0: Double

  /// Follows two inputs.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - q0: The squared length of the inputs.
  ///   - c0: Their correlation.
  ///   - depth: The number of layers.
  /// - Throws: ``NetworkTheoryError``.
  package init(_ network: DeepNetParameters, q0: Double, c0: Double, depth: Int) throws {
    self.network = network
    self.c0 = c0
    theory = try network.theory()
    trajectory = try theory.trajectory(q0: q0, c0: c0, depth: depth)
    convergence = try theory.convergenceDepth(q0: q0, c0: c0)
  }

  /// The quantities of a layer.
  private var columns: [Column<Int>] {
    let trajectory = trajectory
    return [
      Column(text: "layer") { "\($0)" }, Column("q", "q", digits: 10) { trajectory.q[$0] },
      Column("c", "c", digits: 10) { trajectory.c[$0] },
      Column("1 − c", "separation") { trajectory.separation[$0] },
    ]
  }

  package var document: JSONValue {
    theory.document.merging(JSONValue(lists: columns, Array(trajectory.q.indices))).merging([
      "convergence_depth": convergence.document, "activation": .string(network.phi.name),
    ])
  }

  package var sections: [ReportSection] {
    [.table(ReportTable(columns, Array(trajectory.q.indices)))]
  }

  package var figures: [any Figure] {
    [
      DepthFigure(
        phase: theory.phase.rawValue, system: network.title,
        lengths: [.init(means: [], theory: trajectory.q)],
        correlations: [.init(name: "c⁰ = \(text(c0))", means: [], theory: trajectory.c)],
        lengthFixedPoint: theory.everyLengthIsFixed ? nil : theory.qStar,
        correlationFixedPoint: theory.cStar)
    ]
  }
}

/// The fixed points of mean and variance of a deep network whose weights and biases have means.
package struct DeepNetMoments: Reportable {
  private struct Row {
    let point: MomentFixedPoint
    let separation: Double
  }

  private let network: DeepNetParameters
  private let weightMean: Double
  private let biasMean: Double
  private let rows: [Row]

  /// Finds the fixed points.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - weightMean: The mean of the weights, times N.
  ///   - biasMean: The mean of the biases.
  /// - Throws: ``NetworkTheoryError``, and ``ExperimentError`` where no point is stable.
  package init(_ network: DeepNetParameters, weightMean: Double, biasMean: Double) throws {
    let map = try MomentMap(
      weightMean: weightMean, biasMean: biasMean, sigmaW: network.sigmaW, sigmaB: network.sigmaB,
      nonlinearity: network.phi.function)
    let points = try map.fixedPoints()
    guard points.contains(where: \.stable) else {
      throw ExperimentError.refused(
        "mean and variance have no stable fixed point at w_0 = \(weightMean), b_0 = \(biasMean), "
          + "sigma_w = \(map.sigmaW), sigma_b = \(network.sigmaB)"
          + (points.isEmpty
            ? "" : ", only unstable ones at m = \(points.map { "\($0.moments.mean)" })"))
    }
    (self.network, self.weightMean, self.biasMean) = (network, weightMean, biasMean)
    rows = try points.map { point in
      Row(
        point: point,
        separation: try map.correlationMap(mean: point.moments.mean)
          .fixedSeparation(qStar: point.moments.variance))
    }
  }

  private static let columns: [Column<Row>] = [
    Column("m", "m", digits: 10) { $0.point.moments.mean },
    Column("q", "q", digits: 10) { $0.point.moments.variance },
    Column(key: "stable") { .bool($0.point.stable) },
    Column("spectral radius", "spectral_radius", digits: 8) { $0.point.spectralRadius },
    Column("χ₁", "chi_1", digits: 10) { $0.point.chi1 },
    Column("c*", "c_star", digits: 10) { 1 - $0.separation },
    Column(text: "stability") { $0.point.stable ? "stable" : "unstable" },
  ]

  package var document: JSONValue {
    [
      "activation": .string(network.phi.name), "weight_mean": .number(weightMean),
      "bias_mean": .number(biasMean), "w0": .number(weightMean), "b0": .number(biasMean),
      "sigma_w": .number(network.sigmaW),
      "sigma_b": .number(network.sigmaB),
      "fixed_points": JSONValue(Self.columns, rows: rows),
    ]
  }

  package var sections: [ReportSection] {
    let columns = Self.columns.headed("m", "q", "c*", "χ₁", "spectral radius", "")
    return [
      .text(
        "\(network.phi.title), w_0 = \(text(weightMean)), b_0 = \(text(biasMean)), "
          + "σ_w = \(text(network.sigmaW)), σ_b = \(text(network.sigmaB))"),
      .table(ReportTable(columns, rows)),
    ]
  }
}
