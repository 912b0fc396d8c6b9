import ReplicaKit

/// A transient, marched or sampled, in the form in which it is shown.
struct RecurrentTransientResult {
  let method: String
  let times: [Double]
  let mean, variance: [Double]
  let covariance, rates, response, rateResponse: Matrix
  /// The error of a march.
  var errorEstimate: Double?
  /// Standard errors of sampled values.
  var meanError, varianceError: [Double]?
  var surfaceErrors: (covariance: Matrix, rates: Matrix, response: Matrix, rateResponse: Matrix)?
  var paths: Int?
  /// The error of the step, from a march with independent couplings.
  var stepError: Double?
  /// Of two trajectories.
  var crossCovariance: Matrix?
  var overlap: [Double]?
  /// K_ab/√(K_aa K_bb); `nil` where a trajectory has no variance.
  var correlation: [Double?]?

  init(_ theory: TransientTheory) {
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
      $1.0 > 0 && $1.1 > 0 ? max(-1, min(1, $0 / ($1.0 * $1.1).squareRoot())) : nil
    }
  }

  init(_ sampled: SampledTransient, paths: Int, stepError: Double?) {
    self.stepError = stepError
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
    self.paths = paths * sampled.populations
  }

  func json(_ command: RecurrentTransientCommand) -> JSONValue {
    let network = command.network
    var object: JSONValue = [
      "activation": .string(network.phi.activation.rawValue), "gain": .number(network.phi.gain),
      "sigma_w": .number(network.sigmaW), "sigma_b": .number(network.sigmaB),
      "w0": .number(network.weightMean), "b0": .number(network.biasMean),
      "initial_mean": .number(command.initialMean),
      "initial_variance": .number(command.initialVariance),
      "initial_correlation": command.initialCorrelation.map { .number($0) } ?? .null,
      "eta": .number(command.eta), "temperature": .number(command.temperature ?? 0),
      "confinement": .number(command.confinement),
      "method": .string(errorEstimate == nil ? "paths" : "march"),
      "step": .number(times[1] - times[0]), "time": JSONValue(times), "mean": JSONValue(mean),
      "variance": JSONValue(variance), "rate_mean_square": JSONValue(rates.diagonal),
    ]
    object["error_estimate"] = errorEstimate.map { .number($0) } ?? .null
    if let meanError, let varianceError, let paths {
      object["mean_error"] = JSONValue(meanError)
      object["variance_error"] = JSONValue(varianceError)
      object["step_error_estimate"] = stepError.map { .number($0) } ?? .null
      object["paths"] = .integer(paths)
      object["populations"] = .integer(command.populations)
    }
    if let overlap, let correlation {
      object["overlap"] = JSONValue(overlap)
      object["correlation"] = .array(correlation.map { $0.map { .number($0) } ?? .null })
    }
    object["output"] = command.output.map { .string($0) } ?? .null
    object["seed"] = JSONValue(seed: command.common.seed)
    return object
  }

  /// Writes all arrays, or the covariance alone.
  func write(to path: String, ifExists: IfFileExists) throws {
    func array(_ matrix: Matrix) -> NumPyArray {
      NumPyArray(shape: [matrix.rows, matrix.columns], values: matrix.elements)
    }
    func array(_ values: [Double]) -> NumPyArray {
      NumPyArray(shape: [values.count], values: values)
    }
    try Interruption.whileWriting {
      if path.hasSuffix(".npy") {
        try NumPyFile.write(covariance, to: path, ifExists: ifExists)
      } else if let errors = surfaceErrors, let meanError, let varianceError {
        try NPZFile.write(
          [
            "time": array(times), "mean": array(mean), "variance": array(variance),
            "covariance": array(covariance), "rate_correlation": array(rates),
            "response": array(response), "rate_response": array(rateResponse),
            "mean_error": array(meanError), "variance_error": array(varianceError),
            "covariance_error": array(errors.covariance),
            "rate_correlation_error": array(errors.rates),
            "response_error": array(errors.response),
            "rate_response_error": array(errors.rateResponse),
          ], to: path, ifExists: ifExists)
      } else if let crossCovariance {
        try NPZFile.write(
          [
            "time": array(times), "mean": array(mean), "variance": array(variance),
            "covariance": array(covariance), "rate_correlation": array(rates),
            "response": array(response), "rate_response": array(rateResponse),
            "cross_covariance": array(crossCovariance),
          ], to: path, ifExists: ifExists)
      } else {
        try NPZFile.write(
          [
            "time": array(times), "mean": array(mean), "variance": array(variance),
            "covariance": array(covariance), "rate_correlation": array(rates),
            "response": array(response), "rate_response": array(rateResponse),
          ], to: path, ifExists: ifExists)
      }
    }
  }

  /// m(t) and the variance, C(t,t') and R(t,t') as maps, and the covariance with the last time.
  func drawing(_ command: RecurrentTransientCommand) -> PanelGridFigure {
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
    return PanelGridFigure(
      title: "Transient of a recurrent network", system: "\(command.title); \(method)",
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
