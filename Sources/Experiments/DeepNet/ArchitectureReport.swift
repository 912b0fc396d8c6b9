package import Documents
package import Figures
package import NetworkTheory
package import RandomNetworks
import Statistics

/// How signals are followed through an architecture.
package struct ArchitectureSettings: Sendable {
  /// The number of layers or time steps.
  package let depth: Int
  /// The squared length per component of the inputs.
  package let q0: Double
  /// Their correlation.
  package let c0: Double
  /// The width of simulated networks.
  package let width: Int
  /// The number of simulated networks; 0 for the theory alone.
  package let networks: Int

  /// Describes inputs and networks.
  ///
  /// - Parameters:
  ///   - depth: The number of layers or time steps.
  ///   - q0: The squared length per component of the inputs.
  ///   - c0: Their correlation.
  ///   - width: The width of simulated networks.
  ///   - networks: The number of simulated networks; 0 for the theory alone.
  package init(depth: Int, q0: Double, c0: Double, width: Int, networks: Int) {
    self.depth = depth
    self.q0 = q0
    self.c0 = c0
    self.width = width
    self.networks = networks
  }
}

/// Means over simulated networks by layer; growth is from a layer to the next, as χ is, and ends one layer before.
struct MeasuredByLayer: Sendable {
  let header: String
  let key: String
  let values: [Estimate]

  init(_ header: String, _ key: String, _ values: [Estimate]) {
    self.header = header
    self.key = key
    self.values = values
  }

  /// The column of a table.
  var column: Column<Int> {
    Column(text: header) { [values] in $0 < values.count ? text(values[$0]) : "" }
  }

  /// The lists for scripts.
  var document: JSONValue {
    [
      "\(key)_mean": .array(values.map { JSONValue($0.value) }),
      "\(key)_error": .array(values.map { JSONValue($0.error) }),
    ]
  }
}

/// Signals in one architecture, layer by layer: theory and, where it is asked for, finite networks.
package struct ArchitectureReport: Reportable {
  let title: String
  let settings: ArchitectureSettings
  let signal: String
  let trajectory: RecursionTrajectory
  let point: RecursionFixedPoint
  let simulated: ArchitectureStatistics?
  /// What else the theory says, for people and for programs.
  var remarks: [ReportSection] = []
  var extra: JSONValue = [:]
  /// Further columns.
  var columns: [Column<Int>] = []
  private let errorEstimate: Double
  private let seed: UInt64

  /// Computes the theory and runs the networks.
  ///
  /// - Parameters:
  ///   - recursion: The theory.
  ///   - title: The architecture with its parameters in words.
  ///   - settings: Depth, inputs and networks.
  ///   - errorEstimate: The largest relative error of the theory's numbers.
  ///   - session: Seed, threads and progress.
  ///   - network: The finite network; called only where networks are simulated.
  /// - Throws: Errors of the theory and of the networks.
  package init(
    _ recursion: some MeanFieldRecursion, title: String, settings: ArchitectureSettings,
    errorEstimate: Double = 1e-8, session: Session, network: () throws -> any FiniteArchitecture
  ) async throws {
    self.title = title
    self.settings = settings
    self.errorEstimate = errorEstimate
    seed = session.seed
    signal = recursion.signal
    trajectory = try recursion.trajectory(
      q0: settings.q0, c0: settings.c0, depth: settings.depth)
    point = try recursion.fixedPoint()
    simulated =
      settings.networks > 0
      ? ArchitectureStatistics(
        try await Self.records(try network(), networks: settings.networks, session: session))
      : nil
  }

  /// Runs the networks.
  static func records(
    _ network: any FiniteArchitecture, networks: Int, session: Session
  ) async throws -> [NetworkRecord] {
    try await session.concurrently("simulating", count: networks) { index in
      try network.propagate(network: index, seed: session.seed)
    }
  }

  private var theoryColumns: [Column<Int>] {
    let (trajectory, c) = (trajectory, trajectory.c)
    return [
      Column(text: "layer") { "\($0)" }, Column("q", "q", digits: 8) { trajectory.q[$0] },
      Column("c", "c", digits: 8) { c[$0] },
      Column("1 − c", "separation") { trajectory.separation[$0] },
      Column("χ", "chi_by_layer", digits: 7) { trajectory.chi[$0] },
    ]
  }

  private var measured: [MeasuredByLayer] {
    guard let simulated else { return [] }
    return [
      MeasuredByLayer("q simulated", "q", simulated.q),
      MeasuredByLayer("c simulated", "c", simulated.c),
      MeasuredByLayer("growth", "growth", simulated.growth),
    ]
  }

  private static let fixedPoint: [Column<RecursionFixedPoint>] = [
    Column("q*", "q_star", digits: 10, "fixed squared length") { $0.q },
    Column("c*", "c_star", digits: 10, "fixed correlation") { $0.c },
    Column("χ", "chi", digits: 10, "growth of squared perturbations there") { $0.chi },
    Column(nil, "length_slope") { $0.lengthSlope },
    Column(nil, "correlation_slope") { $0.correlationSlope },
    Column("ξ_q", "xi_q", digits: 7, "layers over which lengths settle") { $0.xiQ },
    Column("ξ_c", "xi_c", digits: 7, "layers over which correlations settle") { $0.xiC },
    Column("ξ_χ", "xi_gradient", digits: 7, "layers in which χ makes a factor e") {
      $0.xiGradient
    },
  ]

  package var document: JSONValue {
    var object: JSONValue = [
      "architecture": .string(title), "signal": .string(signal),
      "depth": .integer(settings.depth),
    ]
    object.merge(JSONValue(lists: theoryColumns, Array(0..<trajectory.q.count)))
    object.merge(JSONValue(Self.fixedPoint, point))
    object.merge(["error_estimate": .number(errorEstimate), "seed": JSONValue(seed: seed)])
    if simulated != nil {
      object.merge([
        "width": .integer(settings.width), "networks": .integer(settings.networks),
      ])
      for quantity in measured { object.merge(quantity.document) }
    }
    return object.merging(extra)
  }

  package var sections: [ReportSection] {
    [
      .text("\(title); q and c of \(signal)"),
      .table(
        ReportTable(
          theoryColumns + measured.map(\.column) + columns, Array(0...settings.depth))),
      .text(""), .table(ReportTable(quantities: Self.fixedPoint, of: point)),
    ] + remarks
      + (simulated == nil
        ? []
        : [
          .text(
            "Simulated: means over \(settings.networks) networks of width \(settings.width).")
        ])
  }

  /// Lengths, correlations and growth against the layer.
  package var figures: [any Figure] {
    func panel(
      _ label: String, _ theory: [Double], _ measured: [Estimate]?, isLogarithmic: Bool = false
    ) -> CurvesFigure.Panel {
      var curves = [
        CurvesFigure.Curve(
          name: "theory", x: theory.indices.map(Double.init), y: theory, colour: .series(0))
      ]
      if let measured {
        curves.append(
          CurvesFigure.Curve(
            name: "N = \(settings.width)", x: measured.indices.map(Double.init),
            y: measured.map(\.value), style: .points, colour: .series(1)))
      }
      return CurvesFigure.Panel(
        horizontal: .init("layer"), vertical: .init(label, isLogarithmic: isLogarithmic),
        curves: curves)
    }
    let positive = trajectory.q.allSatisfy { $0 > 0 }
    let range = (trajectory.q.max() ?? 1) / max(trajectory.q.min() ?? 1, 1e-300)
    return [
      CurvesFigure(
        title: "Signals by layer", system: title,
        panels: [
          panel("q", trajectory.q, simulated?.q, isLogarithmic: positive && range > 100),
          panel("c", trajectory.c, simulated?.c),
          panel("χ", trajectory.chi, simulated?.growth),
        ])
    ]
  }
}
