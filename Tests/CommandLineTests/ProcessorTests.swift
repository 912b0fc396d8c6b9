import Documents
import Foundation
import Testing

/// Answers do not hang on the order in which the kernels of OpenBLAS add.
///
/// Calibrated by leaving the rounding of ties out, and by planting spins on eigenvectors themselves: both moved probabilities by
/// 1e-3 and more.
@Suite struct ProcessorTests {
  /// Equal rows make ties, and overlaps alone are imitated by planted spins.
  @Test func verdictsAreTheSameOnEveryProcessor() throws {
    try withFolder { folder in
      for command in [
        "sample sk -s 24 --temperatures 0.4,0.6,0.9,1.3 --sweeps 512 --draws 16 --instances 2 -o sk.zarr --quiet",
        "sample hopfield -s 6 --patterns 1 -t 0.7 --sweeps 256 --draws 8 -o six.zarr --quiet",
        "overlaps six.zarr -t 0.7 --matrix q.npy --quiet",
      ] {
        let outcome = try Tool.run(command, in: folder)
        #expect(outcome.code == 0, "\(command): \(outcome.errors)")
      }
      for command in ["classify sk.zarr -t 0.4 --no-power", "classify q.npy -s 6 --no-power"] {
        let answers = try ["Haswell", "Sandybridge", "Nehalem"].map { core in
          try Tool.run(
            command + " --json --quiet", in: folder, environment: ["OPENBLAS_CORETYPE": core]
          )
          .object()
        }
        let probabilities = try answers.map { answer in
          try #require(answer["probabilities"]?.objectValue).map { $0.value.doubleValue ?? .nan }
        }
        #expect(probabilities[0].count == 5)
        for other in probabilities.dropFirst() {
          for (a, b) in zip(probabilities[0], other) { #expect(abs(a - b) < 1e-6, "\(command)") }
        }
      }
    }
  }
}
