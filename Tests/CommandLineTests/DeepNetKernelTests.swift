import Archive
import Documents
import Foundation
import LinearAlgebra
import Testing

/// `replica deepnet kernel`: files, numbers and exit codes.
///
/// Calibrated by a gain that is left out, and one file for both outputs let through.
@Suite struct DeepNetKernelTests {
  private static let inputs = Matrix(
    rows: 3, columns: 2, elements: [1, 0, 0.6, 0.8, -0.3, 1.2])

  @Test func kernelsAndPredictionsAreWritten() throws {
    try withFolder { folder in
      try NumPyFile.write(Self.inputs, to: folder + "/x.npy")
      try NumPyFile.write(
        Matrix(rows: 1, columns: 2, elements: [0.6, 0.8]), to: folder + "/new.npy")
      try NumPyFile.write(
        NumPyArray(shape: [3], values: [1, 2, 3]), to: folder + "/y.npy")
      let network = "deepnet kernel --sigma-w 1.4142135623730951 --sigma-b 0 --activation relu"
      let outcome = try Tool.run(
        network + " --depth 3 --inputs x.npy -o K.npy --all-layers --json", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let object = try outcome.object()
      #expect(object["output"]?.stringValue == "K.npy" && object["inputs"]?.intValue == 3)
      #expect(object["method"]?.stringValue == "closed form")
      // ReLU at σ_w² = 2 keeps lengths, and c = 0.6 becomes (sin θ + (π − θ) cos θ)/π.
      let kernels = try NumPyFile.read(folder + "/K.npy")
      #expect(kernels.shape == [3, 3, 3])
      #expect((0..<3).allSatisfy { abs(kernels.values[9 * $0] - 1) < 1e-14 })
      let angle = acos(0.6)
      #expect(abs(kernels.values[9 + 1] - (0.8 + (.pi - angle) * 0.6) / .pi) < 1e-14)
      #expect(
        abs((object["kernel_maximum"]?.doubleValue ?? 0) - 1.53) < 1e-12,
        "\(outcome.output)")
      let regression = try Tool.run(
        network + " --depth 2 --inputs x.npy --targets y.npy --test-inputs new.npy "
          + "--prediction p.npy --json", in: folder
      ).object()
      // Without noise the target of an input that is known.
      #expect(abs((regression["mean"]?.arrayValue?.first?.doubleValue ?? 0) - 2) < 1e-10)
      let prediction = try NumPyFile.read(folder + "/p.npy")
      #expect(prediction.shape == [1, 2] && abs(prediction.values[1]) < 1e-12)
      #expect(regression["log_marginal_likelihood"]?.doubleValue != nil)
      let table = try Tool.run(network + " --depth 2 --inputs x.npy", in: folder)
      #expect(table.code == 0 && table.output.contains("eigenvalues of K"))
      let again = try Tool.run(network + " --depth 3 --inputs x.npy -o K.npy", in: folder)
      #expect(again.code == 73 && again.errors.contains("--force"))
    }
  }

  /// A gain inside erf against the arcsine, layer by layer, and unequal lengths.
  @Test func gain() throws {
    try withFolder { folder in
      try NumPyFile.write(Self.inputs, to: folder + "/x.npy")
      let outcome = try Tool.run(
        "deepnet kernel --activation erf --gain 1.7 --sigma-w 1.3 --sigma-b 0.4 --depth 4 --inputs "
          + "x.npy -o K.npy --all-layers --json", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(try outcome.object()["gain"]?.doubleValue == 1.7)
      let kernels = try NumPyFile.read(folder + "/K.npy").values
      var k = (0..<9).map { index in
        let (a, b) = (Self.inputs.row(index / 3), Self.inputs.row(index % 3))
        return 1.69 * zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / 2 + 0.16
      }
      for layer in 0..<4 {
        for index in 0..<9 { #expect(abs(kernels[9 * layer + index] - k[index]) < 1e-13) }
        let scale = 2 * 1.7 * 1.7
        k = (0..<9).map { index in
          let (a, b) = (k[4 * (index / 3)], k[4 * (index % 3)])
          let sine = scale * k[index] / ((1 + scale * a) * (1 + scale * b)).squareRoot()
          return 1.69 * 2 / Double.pi * asin(sine) + 0.16
        }
      }
    }
  }

  @Test func badInputIsRefused() throws {
    try withFolder { folder in
      var bad = Self.inputs
      bad[2, 1] = .nan
      try NumPyFile.write(bad, to: folder + "/nan.npy")
      bad[2, 0] = 0
      bad[2, 1] = 0
      try NumPyFile.write(bad, to: folder + "/zero.npy")
      try NumPyFile.write(Self.inputs, to: folder + "/x.npy")
      bad = Self.inputs
      for j in 0..<2 { bad[2, j] = bad[0, j] }
      try NumPyFile.write(bad, to: folder + "/twice.npy")
      try NumPyFile.write(NumPyArray(shape: [2], values: [1, 2]), to: folder + "/y2.npy")
      try NumPyFile.write(NumPyArray(shape: [3], values: [1, 2, 3]), to: folder + "/y.npy")
      let start = "deepnet kernel --sigma-w 1.2 --depth 3"
      let cases: [(String, Int32, String)] = [
        ("--sigma-b 0.1 --inputs nan.npy", 65, "component 1 of input 2"),
        ("--sigma-b 0 --inputs zero.npy", 65, "input 2"),
        ("--sigma-b 0.1 --inputs missing.npy", 66, "missing.npy"),
        ("--sigma-b 0.1 --inputs x.npy -o nowhere/K.npy", 73, "nowhere"),
        ("--sigma-b 0.1 --inputs x.npy --targets y2.npy --test-inputs x.npy", 65, "y2.npy"),
        ("--sigma-b 0.1 --inputs twice.npy --targets y.npy --test-inputs x.npy", 1, "--noise"),
        ("--sigma-b -1 --inputs x.npy", 64, "--sigma-b"),
        ("--sigma-b 0 --inputs x.npy --activation step", 64, "leaky-relu"),
        ("--sigma-b 0 --inputs x.npy --gain 0", 64, "--gain"),
        (
          "--sigma-b 0 --inputs x.npy --targets y.npy --test-inputs x.npy -o K.npy --prediction K.npy",
          64, "both"
        ),
        ("--sigma-b 0 --inputs x.npy --noise 0.1", 64, "--targets"),
        ("--sigma-b 0 --inputs x.npy --targets y.npy", 64, "--test-inputs"),
      ]
      for (options, code, words) in cases {
        let outcome = try Tool.run("\(start) \(options)", in: folder)
        #expect(outcome.code == code, "\(options): \(outcome.code) \(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(options): \(outcome.errors)")
        #expect(outcome.output.isEmpty)
      }
    }
  }
}
