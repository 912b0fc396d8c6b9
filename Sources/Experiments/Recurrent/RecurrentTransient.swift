package import Archive
package import Documents
package import Figures
import LinearAlgebra
import NetworkTheory

/// A transient of a recurrent network, marched or sampled.
package struct RecurrentTransient: Reportable {
  private let settings: TransientSettings
  private let output: String?
  private let seed: UInt64
  private let method: String
  private let times: [Double]
  private let mean, variance: [Double]
  private let covariance, rates, response, rateResponse: Matrix
  /// The error of a march.
  private var errorEstimate: Double?
  /// Standard errors of sampled values.
  private var meanError, varianceError: [Double]?
  private var surfaceErrors:
    (covariance: Matrix, rates: Matrix, response: Matrix, rateResponse: Matrix)?
  /// The error of the step, from a march with independent couplings.
  private var stepError: Double?
  /// Of two trajectories.
  private var crossCovariance: Matrix?
  private var overlap: [Double]?
  /// K_ab/√(K_aa K_bb); `nil` where a trajectory has no variance.
  private var correlation: [Double?]?

  /// Follows the transient.
  ///
  /// - Parameters:
  ///   - settings: Network, initial state, noise and paths.
  ///   - output: Where the arrays are written, for documents.
  ///   - session: Seed, threads and progress.
  /// - Throws: ``NetworkTheoryError``.
  package init(_ settings: TransientSettings, output: String?, session: Session) async throws {
    (self.settings, self.output, seed) = (settings, output, session.seed)
    guard let paths = settings.paths else {
      let theory = try settings.march(session)
      method = "march, no sampling"
      times = theory.times
      mean = theory.means[0]
      variance = theory.variance()
      covariance = theory.covariance()
      rates = theory.rateCorrelation()
      response = theory.response
      rateResponse = theory.rateResponse()
      errorEstimate = theory.errorEstimate
      guard theory.trajectoryCount == 2 else { return }
      let cross = theory.covariance(0, 1)
      crossCovariance = cross
      overlap = theory.overlap(0, 1)
      correlation = zip(cross.diagonal, zip(theory.variance(0), theory.variance(1))).map {
        (both, own) -> Double? in
        guard own.0 > 0, own.1 > 0 else { return nil }
        return max(-1, min(1, both / (own.0 * own.1).squareRoot()))
      }
      return
    }
    stepError = try settings.stepError()
    let sampled = try await settings.sample(paths: paths, session: session)
    method = "\(sampled.populations) populations of \(paths) paths"
    times = sampled.times
    mean = sampled.mean.values
    variance = sampled.variance.values
    covariance = sampled.covariance.values
    rates = sampled.rateCorrelation.values
    response = sampled.response.values
    rateResponse = sampled.rateResponse.values
    meanError = sampled.mean.errors
    varianceError = sampled.variance.errors
    surfaceErrors = (
      sampled.covariance.errors, sampled.rateCorrelation.errors, sampled.response.errors,
      sampled.rateResponse.errors
    )
  }

  /// The quantities of a time.
  private var columns: [Column<Int>] {
    let (times, mean, variance, rates) = (times, mean, variance, rates)
    var columns: [Column<Int>] = [
      Column("t", "time", digits: 7) { times[$0] }, Column("m", "mean", digits: 7) { mean[$0] },
      Column("K(t,t)", "variance", digits: 7) { variance[$0] },
      Column("E φ²", "rate_mean_square", digits: 7) { rates[$0, $0] },
    ]
    if let meanError, let varianceError {
      columns += [
        Column("± m", "mean_error", digits: 2) { meanError[$0] },
        Column("± K", "variance_error", digits: 2) { varianceError[$0] },
      ]
    }
    if let overlap, let correlation {
      columns += [
        Column("q_ab", "overlap", digits: 7) { overlap[$0] },
        Column("c_ab", "correlation", digits: 7) { correlation[$0] },
      ]
    }
    return columns
  }

  package var document: JSONValue {
    let network = settings.network
    var object: JSONValue = [
      "activation": .string(network.phi.name), "gain": .number(network.phi.gain),
      "sigma_w": .number(network.sigmaW), "sigma_b": .number(network.sigmaB),
      "w0": .number(network.weightMean), "b0": .number(network.biasMean),
      "initial_mean": .number(settings.initialMean),
      "initial_variance": .number(settings.initialVariance),
      "initial_correlation": JSONValue(settings.initialCorrelation),
      "eta": .number(settings.eta), "temperature": .number(settings.temperature ?? 0),
      "confinement": .number(settings.confinement),
      "method": .string(settings.paths == nil ? "march" : "paths"),
      "step": .number(times[1] - times[0]),
    ]
    let all = Array(times.indices)
    object.merge(JSONValue(lists: Array(columns.prefix(4)), all))
    object["error_estimate"] = JSONValue(errorEstimate)
    object.merge(JSONValue(lists: Array(columns.dropFirst(4)), all))
    if let paths = settings.paths {
      object["step_error_estimate"] = JSONValue(stepError)
      object["paths"] = .integer(paths * settings.populations)
      object["populations"] = .integer(settings.populations)
    }
    object["output"] = JSONValue(output)
    object["seed"] = JSONValue(seed: seed)
    return object
  }

  package var sections: [ReportSection] {
    let last = times.count - 1
    let rows = min(20, last)
    var sections: [ReportSection] = [
      .text("\(settings.title): \(method)"),
      .table(ReportTable(columns, (0...rows).map { $0 * last / rows })),
    ]
    if let errorEstimate {
      sections.append(.text("error estimate: \(text(errorEstimate, digits: 2))"))
    }
    if let stepError {
      sections.append(.text("error of the step, about: \(text(stepError, digits: 2))"))
    }
    return sections
  }

  /// Writes all arrays, or the covariance alone.
  ///
  /// - Parameters:
  ///   - path: A name ending in `.npz`, or in `.npy` for the covariance alone.
  ///   - ifExists: Whether a file that is already there is replaced.
  /// - Throws: ``ArchiveError`` when the file cannot be written.
  package func write(to path: String, ifExists: IfFileExists) throws {
    guard path.hasSuffix(".npz") else {
      return try NumPyFile.write(covariance, to: path, ifExists: ifExists)
    }
    func array(_ matrix: Matrix) -> NumPyArray {
      NumPyArray(shape: [matrix.rows, matrix.columns], values: matrix.elements)
    }
    func array(_ values: [Double]) -> NumPyArray {
      NumPyArray(shape: [values.count], values: values)
    }
    var arrays: [(name: String, array: NumPyArray)] = [
      ("time", array(times)), ("mean", array(mean)), ("variance", array(variance)),
      ("covariance", array(covariance)), ("rate_correlation", array(rates)),
      ("response", array(response)), ("rate_response", array(rateResponse)),
    ]
    if let errors = surfaceErrors, let meanError, let varianceError {
      arrays += [
        ("mean_error", array(meanError)), ("variance_error", array(varianceError)),
        ("covariance_error", array(errors.covariance)),
        ("rate_correlation_error", array(errors.rates)),
        ("response_error", array(errors.response)),
        ("rate_response_error", array(errors.rateResponse)),
      ]
    }
    if let crossCovariance { arrays.append(("cross_covariance", array(crossCovariance))) }
    try NPZFile.write(named: arrays, to: path, ifExists: ifExists)
  }

  /// m(t) and the variance, C(t,t') and R(t,t') as maps, and the covariance with the last time.
  package var figures: [any Figure] {
    let time = CurvesFigure.Axis("t")
    var curves = [
      CurvesFigure.Curve(name: "m(t)", x: times, y: mean),
      CurvesFigure.Curve(name: "K(t,t)", x: times, y: variance),
    ]
    if let crossCovariance {
      curves.append(
        CurvesFigure.Curve(
          name: "K_{ab}(t,t)", x: times, y: crossCovariance.diagonal, style: .dashed))
    }
    if let meanError, let varianceError {
      let picked = stride(from: 0, to: times.count, by: max(1, times.count / 15)).map { $0 }
      for (values, errors, series) in [(mean, meanError, 0), (variance, varianceError, 1)] {
        curves.append(
          CurvesFigure.Curve(
            x: picked.map { times[$0] }, y: picked.map { values[$0] },
            deviations: picked.map { errors[$0] }, style: .points, colour: .series(series)))
      }
    }
    let last = times.count - 1
    let lags = times.map { times[last] - $0 }
    let figure = PanelGridFigure(
      title: "Transient of a recurrent network", system: "\(settings.title); \(method)",
      panels: [
        .curves(
          .init(
            heading: "mean and variance", horizontal: time, vertical: .init(""), curves: curves)),
        .map(map("covariance", covariance, "K(t,t')")),
        .curves(
          .init(
            heading: "before the last time T", horizontal: .init("τ = T − t'"),
            vertical: .init(""),
            curves: [
              .init(name: "K(T,t')", x: lags.reversed(), y: covariance.row(last).reversed()),
              .init(
                name: "R_φ(T,t')", x: lags.reversed().dropFirst().map { $0 },
                y: rateResponse.row(last).reversed().dropFirst().map { $0 }),
            ])),
        .map(map("response of rates", rateResponse, "R_φ(t,t')")),
      ])
    return [figure]
  }

  /// At most 150 times in each direction.
  private func map(_ heading: String, _ matrix: Matrix, _ quantity: String) -> PlaneMap {
    let stride = max(1, (times.count + 148) / 150)
    let picked = Array(Swift.stride(from: 0, to: times.count, by: stride))
    return PlaneMap(
      heading: heading, horizontal: .init("t'"), vertical: .init("t"),
      x: picked.map { times[$0] }, y: picked.map { times[$0] },
      values: picked.flatMap { n in picked.map { matrix[n, $0] } }, quantity: quantity)
  }
}
