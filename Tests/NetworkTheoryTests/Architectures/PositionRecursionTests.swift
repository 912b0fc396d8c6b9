import LinearAlgebra
import NetworkModels
import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// Convolutional and graph layers against the arcsine kernel of erf, linear algebra and published numbers.
///
/// Calibrated by breaking the code: a mirrored kernel, a middle share larger by 5 %, no biases on a graph, F_0/d without
/// F_1, and communities that mix alike, each fail.
@Suite struct PositionRecursionTests {
  private let covariance = Matrix(rows: 5, columns: 5) { a, b in
    let far = min(abs(a - b), 5 - abs(a - b))
    return (1 + 0.1 * Double(a)) * (1 + 0.1 * Double(b)) * [1, 0.5, 0.2][far]
  }

  /// E erf(u) erf(u') = (2/π) arcsin(2k/√((1 + 2k_1)(1 + 2k_2))).
  private func arcsine(_ k: Double, _ first: Double, _ second: Double) -> Double {
    2 / .pi * Double.asin(2 * k / ((1 + 2 * first) * (1 + 2 * second)).squareRoot())
  }

  @Test func convolutionOfArcsines() throws {
    let theory = try ConvolutionalRecursion(
      ConvolutionalModel(
        sigmaW: 1.4, sigmaB: 0.2, nonlinearity: Activation.erf.function(), positions: 5,
        kernel: [1, 2, 5]))
    let image = theory.next(covariance)
    for a in 0..<5 {
      for b in 0..<5 {
        var expected = 0.04
        for (shift, share) in [(-1, 0.125), (0, 0.25), (1, 0.625)] {
          let (i, j) = ((a + shift + 5) % 5, (b + shift + 5) % 5)
          expected +=
            1.96 * share * arcsine(covariance[i, j], covariance[i, i], covariance[j, j])
        }
        #expect(abs(image[a, b] - expected) < 1e-12)
      }
    }
  }

  /// Linear networks: a mode on any diagonal is multiplied by σ_w² λ_k exactly.
  @Test(arguments: [0, 1, 2], [1, 2])
  func linearModes(offset: Int, momentum: Int) throws {
    let theory = try ConvolutionalRecursion(
      ConvolutionalModel(
        sigmaW: 0.9, sigmaB: 0, nonlinearity: Activation.linear.function(), positions: 5,
        kernel: [0.2, 0.5, 0.3]))
    func amplitude(_ matrix: Matrix) -> Double {
      ConvolutionalRecursion.modeAmplitude(of: matrix, offset: offset, momentum: momentum)
    }
    let phase = 2 * Double.pi * Double(momentum) / 5
    let eigenvalue = Double.hypot(0.5 + 0.5 * Double.cos(phase), 0.1 * Double.sin(phase))
    let ratio = amplitude(theory.next(covariance)) / amplitude(covariance)
    #expect(abs(ratio - 0.81 * eigenvalue) < 1e-12)
  }

  /// Small deviations from the fixed point decay with χ_c λ_k off the diagonal, and with V' λ_k on it.
  @Test func modesAtTheFixedPoint() throws {
    let theory = try ConvolutionalRecursion(
      ConvolutionalModel(
        sigmaW: 2.5, sigmaB: 0.3, positions: 6, kernel: [1, 1, 1]))
    let point = try theory.fixedPoint()
    // Published digits of tanh at (2.5, 0.3).
    let (q, c) = (4.0791238753, 0.1221037473)
    #expect(abs((point.q ?? 0) - q) < 1e-9 && abs((point.c ?? 0) - c) < 1e-9)
    #expect(abs((point.chi ?? 0) - 1.5852247650) < 1e-9)
    let start = Matrix(rows: 6, columns: 6) { a, b in
      let wave = 1e-4 * Double.cos(.pi * Double(a + b) / 6 + 0.3)
      return a == b ? q : q * c * (1 + (abs(a - b) == 1 ? wave : 0))
    }
    let eigenvalue = theory.kernelEigenvalue(momentum: 1)
    #expect(abs(eigenvalue.real - 2.0 / 3) < 1e-14 && abs(eigenvalue.imaginary) < 1e-14)
    let image = theory.next(start)
    // The wave along the diagonal a − b = −1, without the pair that wraps around.
    let before = (0..<5).map { start[$0, $0 + 1] - q * c }
    let after = (1..<4).map { image[$0, $0 + 1] - q * c }
    for k in 1..<4 {
      let mixed = (before[k - 1] + before[k] + before[k + 1]) / 3
      #expect(abs(after[k - 1] / mixed - (point.correlationSlope ?? 0)) < 1e-3)
    }
    let scale = try #require(theory.modeScale(momentum: 1, at: point))
    #expect(abs(1 / scale - 1 / (point.xiC ?? 0) + Double.log(2.0 / 3)) < 1e-12)
  }

  /// One position per kernel, as of delta-orthogonal weights, passes every mode alike.
  @Test func deltaKernel() throws {
    let theory = try ConvolutionalRecursion(
      ConvolutionalModel(
        sigmaW: 1.3, sigmaB: 0.3, positions: 8, kernel: [0, 1, 0]))
    let point = try theory.fixedPoint()
    for momentum in 0..<8 {
      #expect(abs(theory.kernelEigenvalue(momentum: momentum).real - 1) < 1e-15)
      #expect(
        abs((theory.modeScale(momentum: momentum, at: point) ?? 0) - (point.xiC ?? 1)) < 1e-9)
    }
    let uniform = try ConvolutionalRecursion(
      ConvolutionalModel(
        sigmaW: 1.3, sigmaB: 0.3, positions: 5, kernel: [1, 1, 1, 1, 1]))
    #expect(try #require(uniform.modeScale(momentum: 1, at: point)) < 0.05)
  }

  @Test func graphOfArcsines() throws {
    let mixing = Matrix(rows: 5, columns: 5) { a, b in Double((2 * a + 3 * b) % 4) / 5 }
    let theory = try GraphRecursion(
      sigmaW: 1.4, sigmaB: 0.2, nonlinearity: Activation.erf.function(), mixing: mixing)
    let image = theory.next(covariance)
    for a in 0..<5 {
      for b in 0..<5 {
        var expected = 0.04
        for i in 0..<5 {
          for j in 0..<5 {
            expected +=
              1.96 * mixing[a, i] * mixing[b, j]
              * arcsine(covariance[i, j], covariance[i, i], covariance[j, j])
          }
        }
        #expect(abs(image[a, b] - expected) < 1e-11)
      }
    }
  }

  @Test func communitiesOfArcsines() throws {
    let theory = try CommunityRecursion(
      CommunityGraphModel(
        sigmaW: 1.4, sigmaB: 0.2, nonlinearity: Activation.erf.function(), ownNeighbours: 3,
        otherNeighbours: 2))
    let image = theory.next(.init(own: 1.5, within: 0.6, between: -0.2))
    let (f0, f1, f2) = (arcsine(1.5, 1.5, 1.5), arcsine(0.6, 1.5, 1.5), arcsine(-0.2, 1.5, 1.5))
    // Pairs of neighbours counted: 5 equal, 3·2 + 2·1 of one community, 2·3·2 of two.
    #expect(abs(image.own - (0.04 + 1.96 * (5 * f0 + 8 * f1 + 12 * f2) / 25)) < 1e-12)
    #expect(abs(image.within - (0.04 + 1.96 * (13 * f1 + 12 * f2) / 25)) < 1e-12)
    #expect(abs(image.between - (0.04 + 1.96 * (12 * f1 + 13 * f2) / 25)) < 1e-12)
  }

  /// Linear layers on either side of the Kesten–Stigum threshold (d_1 − d_2)² = d.
  @Test(arguments: [(6, 3), (7, 2), (5, 4), (60, 40)])
  func detectability(own: Int, other: Int) throws {
    let theory = try CommunityRecursion(
      CommunityGraphModel(
        sigmaW: 0.9, sigmaB: 0, nonlinearity: Activation.linear.function(), ownNeighbours: own,
        otherNeighbours: other))
    let start = try theory.start(q: 1, c: 1e-6)
    let (gap, degree) = (Double(own - other), Double(own + other))
    let growth = theory.next(start).communitySeparation / start.communitySeparation
    #expect(abs(growth - gap * gap / degree) < 1e-3 * growth)
    // The growth of k_1 − k_2, relative to that of k_0.
    let relative = theory.communityGrowth(at: start) / theory.next(start).own
    #expect(abs(relative / growth - 1) < 1e-6)
  }

  @Test func refusesShapes() {
    #expect(throws: NetworkModelError.self) {
      try ConvolutionalRecursion(
        ConvolutionalModel(sigmaW: 1, sigmaB: 0, positions: 5, kernel: [1, 1]))
    }
    #expect(throws: NetworkModelError.self) {
      try ConvolutionalRecursion(
        ConvolutionalModel(sigmaW: 1, sigmaB: 0, positions: 1, kernel: [1]))
    }
    #expect(throws: NetworkModelError.self) {
      try CommunityRecursion(
        CommunityGraphModel(sigmaW: 1, sigmaB: 0, ownNeighbours: 0, otherNeighbours: 0))
    }
    #expect(throws: NetworkTheoryError.self) {
      try GraphRecursion(sigmaW: 1, sigmaB: 0, mixing: Matrix(rows: 2, columns: 3))
    }
  }
}
