package import Documents
package import LinearAlgebra
package import NetworkTheory
import Statistics

/// The kernel of a wide network on a data set, with what is said of it and, where there are targets, regression.
package struct DeepNetKernel: Reportable {
  private let network: DeepNetParameters
  private let depth: Int
  private let method: NetworkKernel.Method
  private let kernelRange: ClosedRange<Double>
  private let correlationRange: ClosedRange<Double>
  private let smallestSeparation: Double?
  private let eigenvalues: [Double]?
  private let errorEstimate: Double
  private let theory: DeepNetworkTheory?
  private let regression: KernelRegression?
  /// The covariances of the last layer, n × n.
  package let covariances: Matrix
  /// Where the kernel and the prediction are written, for documents.
  private let output: (kernel: String?, prediction: String?)
  private let seed: UInt64

  /// The most inputs whose eigenvalues are computed.
  private static let mostForEigenvalues = 4096

  /// Describes a kernel.
  ///
  /// - Parameters:
  ///   - layer: The last layer.
  ///   - kernel: The network of infinite width.
  ///   - network: Its parameters.
  ///   - regression: Regression with the kernel, if there is one.
  ///   - output: Where the kernel is written, for documents.
  ///   - prediction: Where the prediction is written, for documents.
  ///   - session: The seed, for documents.
  /// - Throws: ``LinearAlgebraError``.
  package init(
    _ layer: KernelLayer, kernel: NetworkKernel, network: DeepNetParameters,
    regression: KernelRegression?, output: String?, prediction: String?, session: Session
  ) throws {
    self.network = network
    self.regression = regression
    self.output = (output, prediction)
    seed = session.seed
    depth = layer.number
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
    theory = try? network.theory()
  }

  private static let quantities: [Column<DeepNetKernel>] = [
    Column(key: "inputs") { .integer($0.covariances.rows) },
    Column(key: "method") { .string($0.method.rawValue) },
    Column("K", "kernel_minimum", "smallest to largest element") {
      range($0.kernelRange)
    } value: {
      .number($0.kernelRange.lowerBound)
    },
    Column(nil, "kernel_maximum") { $0.kernelRange.upperBound },
    Column("c", "correlation_minimum", "correlations of different inputs") {
      range($0.correlationRange)
    } value: {
      .number($0.correlationRange.lowerBound)
    },
    Column(nil, "correlation_maximum") { $0.correlationRange.upperBound },
    Column("1 − c", "smallest_separation", digits: 6, "smallest: the two closest inputs") {
      $0.smallestSeparation
    },
    Column("λ", "largest_eigenvalue", "eigenvalues of K") {
      "\(text($0.eigenvalues?.last, digits: 6)) … \(text($0.eigenvalues?.first, digits: 6))"
    } value: {
      JSONValue($0.eigenvalues?.first)
    },
    Column(nil, "smallest_eigenvalue") { $0.eigenvalues?.last },
    Column("q*", "q_star", digits: 8, "length that deep layers approach") { $0.theory?.qStar },
    Column("c*", "c_star", digits: 8, "correlation that deep layers approach") {
      $0.theory?.cStar
    },
    Column(nil, "error_estimate") { $0.errorEstimate },
    Column(key: "output") { JSONValue($0.output.kernel) },
    Column(key: "activation") { .string($0.network.phi.name) },
    Column(nil, "gain") { $0.network.phi.gain }, Column(nil, "sigma_w") { $0.network.sigmaW },
    Column(nil, "sigma_b") { $0.network.sigmaB }, Column(key: "depth") { .integer($0.depth) },
    Column(key: "seed") { JSONValue(seed: $0.seed) },
  ]

  private static func range(_ range: ClosedRange<Double>) -> String {
    "\(text(range.lowerBound, digits: 6)) … \(text(range.upperBound, digits: 6))"
  }

  package var document: JSONValue {
    let object = JSONValue(Self.quantities, self)
    guard let regression else { return object }
    return object.merging(regression.document).merging([
      "prediction": JSONValue(output.prediction)
    ])
  }

  package var sections: [ReportSection] {
    var sections: [ReportSection] = [
      .text(
        "\(network.title), depth \(depth): \(covariances.rows) inputs, by \(method.rawValue)"),
      .table(ReportTable(quantities: Self.quantities, of: self)),
    ]
    if let kernel = output.kernel { sections.append(.text("kernel: \(kernel)")) }
    guard let regression else { return sections }
    sections += [.text("")] + regression.sections
    if let prediction = output.prediction { sections.append(.text("prediction: \(prediction)")) }
    return sections
  }
}

/// Regression with a kernel.
package struct KernelRegression: Sendable {
  private let process: GaussianProcess
  private let prediction: GaussianProcess.Prediction

  /// Keeps a process and its prediction.
  ///
  /// - Parameters:
  ///   - process: The Gaussian process after the targets.
  ///   - prediction: The function at the test inputs.
  package init(_ process: GaussianProcess, _ prediction: GaussianProcess.Prediction) {
    self.process = process
    self.prediction = prediction
  }

  /// A row for each test input: the means and then the variance.
  package var matrix: Matrix {
    let (mean, variance) = (prediction.mean, prediction.variance)
    let columns = mean.columns
    return Matrix(rows: mean.rows, columns: columns + 1) {
      $1 < columns ? mean[$0, $1] : variance[$0]
    }
  }

  fileprivate var document: JSONValue {
    [
      "log_marginal_likelihood": .number(process.logMarginalLikelihood),
      "noise_variance": .number(process.noiseVariance),
      "mean": prediction.mean.columns == 1
        ? JSONValue(prediction.mean.elements) : JSONValue(prediction.mean),
      "variance": JSONValue(prediction.variance),
    ]
  }

  /// The most test inputs that are listed.
  private static let shown = 20

  fileprivate var sections: [ReportSection] {
    let prediction = prediction
    let columns: [Column<Int>] = [
      Column(text: "test input") { "\($0)" },
      Column(text: "mean") {
        prediction.mean.row($0).map { text($0, digits: 6) }.joined(separator: " ")
      },
      Column("deviation", nil) { prediction.variance[$0].squareRoot() },
    ]
    let count = prediction.variance.count
    let rest = count > Self.shown ? [ReportSection.text("… and \(count - Self.shown) more")] : []
    return [.table(ReportTable(columns, Array(0..<min(count, Self.shown))))] + rest + [
      .text("ln p(targets) = \(text(process.logMarginalLikelihood, digits: 8))")
    ]
  }
}
