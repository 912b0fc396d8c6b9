import ArgumentParser
import ReplicaKit

/// `replica deepnet kernel`: the kernel of a wide network on a data set, and regression with it.
struct DeepNetKernelCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "kernel",
    abstract: "Gaussian-process kernel of a data set; regression.",
    discussion: """
      K¹ = σ_w² x_a·x_b/N₀ + σ_b², then K^(l+1) = σ_w² E φφ + σ_b². Inputs are the rows of an array, of any \
      lengths. With targets and test inputs the posterior of the Gaussian process is given: mean and variance \
      of the function at every test input.

      EXAMPLES
        replica deepnet kernel --sigma-w 1.5 --sigma-b 0.3 --depth 10 \\
          --inputs x.npy -o K.npy  # your inputs
        replica deepnet kernel --sigma-w 1.4 --sigma-b 0.1 --activation relu \\
          --depth 3 --inputs x.csv --targets y.csv --test-inputs new.csv \\
          --noise 0.01  # your inputs and targets
      """)

  @Option(
    parsing: .unconditional,
    help: "The standard deviation σ_w of the weights, times √N, 0 to 1000.")
  var sigmaW: Double

  @Option(parsing: .unconditional, help: "The standard deviation σ_b of the biases, 0 to 1000.")
  var sigmaB: Double

  @OptionGroup var phi: ActivationOptions

  @Option(parsing: .unconditional, help: "The number L of layers of weights.")
  var depth: Int

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The inputs, one a row: .npy, .npz, .csv or a Zarr store.", valueName: "file"))
  var inputs: String

  @Option(
    help: ArgumentHelp(
      "The array to read from a .npz file or a Zarr store of several.", valueName: "name"))
  var array: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write the kernel, n × n, .npy.", valueName: "file"))
  var output: String?

  @Flag(help: "Write the kernels of all layers, L × n × n.")
  var allLayers = false

  @Option(
    help: ArgumentHelp(
      "Targets for regression: n numbers, or n rows of several outputs.", valueName: "file"))
  var targets: String?

  @Option(
    help: ArgumentHelp("Inputs at which the function is predicted, one a row.", valueName: "file"))
  var testInputs: String?

  @Option(parsing: .unconditional, help: "The variance of the noise of the targets.")
  var noise = 0.0

  @Option(
    help: ArgumentHelp(
      "Write the prediction, .npy: a row for each test input, the means and then the variance.",
      valueName: "file"))
  var prediction: String?

  @Flag(help: "Overwrite existing output.")
  var force = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    for (name, value) in [("--sigma-w", sigmaW), ("--sigma-b", sigmaB)]
    where !(0...1000).contains(value) {
      throw ValidationError("\(name) is \(value); expected 0 to 1000")
    }
    try expect((1...100_000).contains(depth), "--depth", depth, "1 to 100000")
    try expect(noise >= 0 && noise.isFinite, "--noise", noise, "a variance, 0 or more")
    guard (targets == nil) == (testInputs == nil) else {
      throw ValidationError(
        "--targets and --test-inputs go together; "
          + (targets == nil ? "--targets" : "--test-inputs") + " is missing")
    }
    guard targets != nil || (noise == 0 && prediction == nil) else {
      throw ValidationError("--noise and --prediction need --targets and --test-inputs")
    }
    guard !allLayers || output != nil else {
      throw ValidationError("--all-layers needs --output FILE.npy")
    }
    guard output == nil || output != prediction else {
      throw ValidationError("--output and --prediction are both '\(output ?? "")'")
    }
    for (name, file) in [("--output", output), ("--prediction", prediction)] {
      if let file, !file.hasSuffix(".npy") {
        throw ValidationError("\(name) is '\(file)'; expected a name ending in .npy")
      }
    }
  }

  var outputFiles: [String?] { [output, prediction] }

  var isRandom: Bool { false }

  func outcome(_ session: Session) throws -> DeepNetKernel {
    let inputs = try InputFile.array(at: self.inputs, named: array).matrix(path: self.inputs)
    let kernel = try NetworkKernel(
      sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: phi.function)
    try requireMemory(inputs.rows)
    let regression = try regression(inputs: inputs, kernel: kernel)
    let layers = try reading(self.inputs) {
      allLayers
        ? try kernel.layers(depth, of: inputs) : [try kernel.layer(depth, of: inputs)]
    }
    let result = try DeepNetKernel(
      layers[layers.count - 1], kernel: kernel,
      network: DeepNetParameters(phi.named, sigmaW: sigmaW, sigmaB: sigmaB),
      regression: regression, output: output, prediction: prediction, session: session)
    try write(layers, last: result.covariances)
    if let regression, let prediction {
      try Interruption.whileWriting {
        try NumPyFile.write(regression.matrix, to: prediction, ifExists: ifExists)
      }
    }
    return result
  }

  private func requireMemory(_ count: Int) throws {
    let matrices = Double(allLayers ? 3 * depth + 5 : 8)
    try Limits.requireMemory(
      8 * matrices * Double(count) * Double(count),
      for: "the kernel of \(count) inputs" + (allLayers ? " in \(depth) layers" : ""),
      change: "take fewer inputs" + (allLayers ? " or leave out --all-layers" : ""))
  }

  private func write(_ layers: [KernelLayer], last: Matrix) throws {
    guard let output else { return }
    try Interruption.whileWriting {
      guard allLayers else {
        return try NumPyFile.write(last, to: output, ifExists: ifExists)
      }
      try NumPyFile.write(
        NumPyArray(
          shape: [layers.count, last.rows, last.rows],
          values: layers.flatMap { $0.covariances.elements }, dataType: .float64),
        to: output, ifExists: ifExists)
    }
  }

  /// Regression as the options ask for it; each file answers for its own rows.
  private func regression(inputs: Matrix, kernel: NetworkKernel) throws -> KernelRegression? {
    guard let targets, let testInputs else { return nil }
    let array = try InputFile.array(at: targets, named: nil)
    guard (1...2).contains(array.shape.count) else {
      throw ArchiveError.wrongShape(
        path: targets, expected: "n numbers, or n rows of outputs", found: array.shape)
    }
    let isRow = array.shape.count == 2 && array.shape[0] == 1 && inputs.rows > 1
    let rows = isRow ? array.shape[1] : array.shape[0]
    guard rows == inputs.rows, !array.values.isEmpty else {
      throw Failure(
        .badData,
        "\(targets): \(rows) targets, expected \(inputs.rows), one for each row of \(self.inputs)")
    }
    let tests = try InputFile.array(at: testInputs, named: nil).matrix(path: testInputs)
    guard tests.columns == inputs.columns else {
      throw Failure(
        .badData,
        "\(testInputs): \(tests.columns) components per input, expected \(inputs.columns) as in "
          + self.inputs)
    }
    _ = try reading(self.inputs) { try kernel.firstLayer(of: inputs) }
    _ = try reading(testInputs) { try kernel.firstLayer(of: tests) }
    let (process, prediction) = try reading(targets) {
      do {
        return try kernel.regression(
          inputs: inputs,
          targets: Matrix(
            rows: rows, columns: array.values.count / rows, elements: array.values),
          testInputs: tests, depth: depth, noiseVariance: noise)
      } catch let error as NetworkTheoryError {
        guard case .singularCovariance = error else { throw error }
        throw Failure(.computation, "\(error) (--noise)")
      }
    }
    return KernelRegression(process, prediction)
  }
}
