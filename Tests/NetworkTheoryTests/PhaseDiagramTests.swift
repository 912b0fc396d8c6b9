import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// The grid from tables against each point solved by itself, by quadrature.
///
/// Calibrated by n in place of n − 1 in the weights of the Hermite series, and by leaving out the products of
/// different kinks in the piecewise linear kernel.
@Suite struct PhaseDiagramTests {
  private func compare(
    _ activation: Activation, _ sigmaW: [Double], _ sigmaB: [Double], every step: Int
  ) throws {
    let phi = activation.function()
    let diagram = try NetworkPhaseDiagram(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: phi)
    for k in stride(from: 0, to: diagram.points.count, by: step) {
      let (row, column) = k.quotientAndRemainder(dividingBy: sigmaB.count)
      let point = diagram[row, column]
      let name = "\(activation) (\(sigmaW[row]), \(sigmaB[column]))"
      do {
        let theory = try DeepNetworkTheory(
          sigmaW: sigmaW[row], sigmaB: sigmaB[column], nonlinearity: phi)
        #expect(point.phase == theory.phase, "\(name)")
        if !theory.everyLengthIsFixed {
          #expect(
            abs((point.qStar ?? -1) - theory.qStar) <= 1e-10 * max(1, theory.qStar), "\(name)")
        }
        if theory.chi1.isFinite {
          #expect(abs((point.chi1 ?? -1) - theory.chi1) < 1e-10, "\(name)")
        }
        #expect(abs((point.fixedSeparation ?? -1) - theory.fixedSeparation) < 1e-10, "\(name)")
        if let xi = theory.xiC {
          // Near criticality 1/ξ is the distance of a slope from 1.
          #expect(abs((point.xiC ?? -1) - xi) <= xi * max(1e-6, 1e-12 * xi), "\(name)")
        } else {
          #expect(point.xiC == nil)
        }
        if let xi = theory.xiQ, xi > 0.2 {
          #expect(abs((point.xiQ ?? -1) / xi - 1) < 1e-6, "\(name)")
        }
      } catch is NetworkTheoryError {
        #expect(point.phase == nil && point.qStar == nil, "\(name)")
      }
    }
  }

  /// The grid of variances of the published comparison, and a wider one of deviations.
  @Test func tanhGrids() throws {
    let steps = (0..<200).map { Double($0) / 199 }
    try compare(
      .tanh, steps.map { (0.5 + 3.5 * $0).squareRoot() }, steps.map { (0.5 * $0).squareRoot() },
      every: 397)
    try compare(.tanh, steps.map { 0.5 + 4.5 * $0 }, steps.map { 2 * $0 }, every: 409)
  }

  /// Points at, and very close to, the critical line.
  @Test func nearCriticality() throws {
    let points = try [0.1, 0.5, 2].map { try CriticalPoint(sigmaB: $0) }
    for point in points {
      let near = [-1e-4, -1e-7, 0, 1e-8, 1e-6, 1e-4].map { point.sigmaW + $0 }
      try compare(.tanh, near, [point.sigmaB], every: 1)
    }
    try compare(.tanh, [0.999, 1, 1.00001, 1.001, 1.01], [0, 1e-3], every: 1)
  }

  @Test(arguments: [
    Activation.erf, .erfScaled, .relu, .leakyReLU, .hardTanh, .sin, .linear, .gelu, .silu,
    .softplus,
  ])
  func otherFunctions(activation: Activation) throws {
    try compare(
      activation, [0, 0.8, 1, 1.3, 1.4142135624, 1.7, 2.1, 4.5], [0, 0.05, 0.4, 1.1],
      every: activation == .hardTanh ? 3 : 1)
  }

  /// Tables of curved pieces and of jumps take double averages.
  @Test func kinksAndJumps() throws {
    try compare(.selu, [0.9], [0.2], every: 1)
    try compare(.sign, [0.9], [0.3], every: 1)
  }

  /// Where the Hermite series is cut c* is still right.
  @Test func longSignals() throws {
    try compare(.tanh, [13], [0.5], every: 1)
  }

  @Test func badInput() throws {
    #expect(throws: NetworkTheoryError.invalidSigmaW(-1)) {
      try NetworkPhaseDiagram(sigmaW: [1, -1], sigmaB: [0])
    }
    #expect(throws: NetworkTheoryError.self) {
      try NetworkPhaseDiagram(sigmaW: [1], sigmaB: [0, .nan])
    }
    #expect(try NetworkPhaseDiagram(sigmaW: [], sigmaB: []).points.isEmpty)
  }
}
