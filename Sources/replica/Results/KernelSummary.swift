import ReplicaKit

/// What is said of a kernel.
struct KernelSummary {
  let covariances: Matrix
  let method: NetworkKernel.Method
  private let kernelRange: ClosedRange<Double>
  private let correlationRange: ClosedRange<Double>
  private let smallestSeparation: Double?
  private let eigenvalues: [Double]?
  private let errorEstimate: Double
  private let theory: DeepNetworkTheory?

  var count: Int { covariances.rows }

  /// The most inputs whose eigenvalues are computed.
  private static let mostForEigenvalues = 4096

  init(_ layer: KernelLayer, kernel: NetworkKernel) throws {
    covariances = layer.covariances
    method = kernel.method(for: layer)
    let values = covariances.elements
    kernelRange = (values.min() ?? 0)...(values.max() ?? 0)
    var (least, most, nearest) = (1.0, -1.0, 2.0)
    for a in 0..<layer.count {
      for b in 0..<a {
        let separation = layer.separation(a, b)
        least = min(least, 1 - separation)
        most = max(most, 1 - separation)
        nearest = min(nearest, separation)
      }
    }
    correlationRange = layer.count > 1 ? least...most : 1...1
    smallestSeparation = layer.count > 1 ? nearest : nil
    eigenvalues =
      layer.count <= Self.mostForEigenvalues
      ? try SymmetricEigensystem(of: covariances, withVectors: false).values : nil
    // Errors add up over the layers, but for those that shrink on the way.
    errorEstimate =
      method.relativeError * Double(layer.number) * (covariances.diagonal.max() ?? 0)
    let map = kernel.lengthMap
    theory = try? DeepNetworkTheory(
      sigmaW: map.sigmaW, sigmaB: map.sigmaB, nonlinearity: map.nonlinearity)
  }

  var json: JSONValue {
    [
      "inputs": .integer(count), "method": .string(method.rawValue),
      "kernel_minimum": .number(kernelRange.lowerBound),
      "kernel_maximum": .number(kernelRange.upperBound),
      "correlation_minimum": .number(correlationRange.lowerBound),
      "correlation_maximum": .number(correlationRange.upperBound),
      "smallest_separation": JSONValue(smallestSeparation),
      "largest_eigenvalue": JSONValue(eigenvalues?.first),
      "smallest_eigenvalue": JSONValue(eigenvalues?.last),
      "q_star": JSONValue(theory?.qStar), "c_star": JSONValue(theory?.cStar),
      "error_estimate": .number(errorEstimate),
    ]
  }

  var table: String {
    var table = TextTable(["quantity", "value", "meaning"])
    table.add(["K", range(kernelRange), "smallest to largest element"])
    table.add(["c", range(correlationRange), "correlations of different inputs"])
    table.add([
      "1 − c", text(smallestSeparation, digits: 6), "smallest: the two closest inputs",
    ])
    table.add(["λ", "\(extreme(\.last)) … \(extreme(\.first))", "eigenvalues of K"])
    table.add(["q*", text(theory?.qStar, digits: 8), "length that deep layers approach"])
    table.add(["c*", text(theory?.cStar, digits: 8), "correlation that deep layers approach"])
    return table.text
  }

  private func range(_ range: ClosedRange<Double>) -> String {
    "\(text(range.lowerBound, digits: 6)) … \(text(range.upperBound, digits: 6))"
  }

  private func extreme(_ which: (ArraySlice<Double>) -> Double?) -> String {
    text(eigenvalues.flatMap { which($0[...]) }, digits: 6)
  }
}

/// Regression with a kernel, as the options ask for it.
struct KernelRegression {
  private let process: GaussianProcess
  private let prediction: GaussianProcess.Prediction

  /// - Returns: `nil` when no targets are given.
  init?(_ command: DeepNetKernelCommand, inputs: Matrix, kernel: NetworkKernel) throws {
    guard let targetFile = command.targets, let testFile = command.testInputs else { return nil }
    let array = try InputFile.array(at: targetFile, named: nil)
    guard (1...2).contains(array.shape.count) else {
      throw ArchiveError.wrongShape(
        path: targetFile, expected: "n numbers, or n rows of outputs", found: array.shape)
    }
    let isRow = array.shape.count == 2 && array.shape[0] == 1 && inputs.rows > 1
    let rows = isRow ? array.shape[1] : array.shape[0]
    guard rows == inputs.rows, !array.values.isEmpty else {
      throw Failure(
        .badData,
        "\(targetFile): \(rows) targets, expected \(inputs.rows), one for each row of "
          + command.inputs)
    }
    let targets = Matrix(
      rows: rows, columns: array.values.count / rows, elements: array.values)
    let testInputs = try InputFile.array(at: testFile, named: nil).matrix(path: testFile)
    guard testInputs.columns == inputs.columns else {
      throw Failure(
        .badData,
        "\(testFile): \(testInputs.columns) components per input, expected \(inputs.columns) as in "
          + command.inputs)
    }
    // Each file answers for its own rows.
    _ = try reading(command.inputs) { try kernel.firstLayer(of: inputs) }
    _ = try reading(testFile) { try kernel.firstLayer(of: testInputs) }
    (process, prediction) = try reading(targetFile) {
      do {
        return try kernel.regression(
          inputs: inputs, targets: targets, testInputs: testInputs, depth: command.depth,
          noiseVariance: command.noise)
      } catch NetworkTheoryError.singularCovariance(let noise, let needed) {
        throw Failure(
          .computation,
          "\(NetworkTheoryError.singularCovariance(noiseVariance: noise, needed: needed)) (--noise)"
        )
      }
    }
  }

  /// Writes means and variances side by side.
  func write(to path: String?, force: Bool) throws {
    guard let path else { return }
    let (mean, variance) = (prediction.mean, prediction.variance)
    let columns = mean.columns
    let matrix = Matrix(rows: mean.rows, columns: columns + 1) {
      $1 < columns ? mean[$0, $1] : variance[$0]
    }
    try Interruption.whileWriting {
      try NumPyFile.write(matrix, to: path, ifExists: force ? .replace : .fail)
    }
  }

  var json: JSONValue {
    [
      "log_marginal_likelihood": .number(process.logMarginalLikelihood),
      "noise_variance": .number(process.noiseVariance),
      "mean": prediction.mean.columns == 1
        ? JSONValue(prediction.mean.elements) : JSONValue(prediction.mean),
      "variance": JSONValue(prediction.variance),
    ]
  }

  var table: String {
    let shown = min(prediction.variance.count, 20)
    var table = TextTable(["test input", "mean", "deviation"])
    for row in 0..<shown {
      table.add([
        "\(row)", prediction.mean.row(row).map { text($0, digits: 6) }.joined(separator: " "),
        text(prediction.variance[row].squareRoot(), digits: 4),
      ])
    }
    let rest = prediction.variance.count - shown
    return table.text + (rest > 0 ? "\n… and \(rest) more" : "")
      + "\nln p(targets) = \(text(process.logMarginalLikelihood, digits: 8))"
  }
}
