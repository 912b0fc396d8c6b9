import NetworkTheory
import RealModule
import ReplicaTheory
import Testing

/// The replica-symmetric equation of the spin glass is the length map of a tanh network.
///
/// ```
/// Q = β² q,   σ_w = β,   Q = σ_w² E tanh²(√Q z),   replicon = 1 − χ₁
/// ```
@Suite struct BridgeTests {
  @Test(arguments: [0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 0.99])
  func sameFixedPoint(temperature: Double) throws {
    let spinGlass = try SpinGlassTheory().replicaSymmetric(temperature: temperature)
    let beta = 1 / temperature
    let network = try DeepNetworkTheory(sigmaW: beta, sigmaB: 0)
    #expect(abs(beta * beta * spinGlass.q / network.qStar - 1) < 1e-12)
    #expect(abs((1 - spinGlass.replicon) / network.chi1 - 1) < 1e-12)
  }

  /// Biases are random fields, β δ = σ_b, and a mean bias is a uniform field, β h = b_0.
  @Test(arguments: [(1.3, 0.3), (2.5, 0.3), (4.0, 0.3), (0.5, 0.1), (1.5, 1e-4)])
  func biasesAreRandomFields(sigmaW: Double, sigmaB: Double) throws {
    let spinGlass = try SpinGlassTheory().replicaSymmetric(
      temperature: 1 / sigmaW, fieldDeviation: sigmaB / sigmaW)
    let network = try DeepNetworkTheory(sigmaW: sigmaW, sigmaB: sigmaB)
    let length = sigmaW * sigmaW * spinGlass.q + sigmaB * sigmaB
    #expect(abs(length / network.qStar - 1) < 1e-12)
    #expect(abs((1 - spinGlass.replicon) / network.chi1 - 1) < 1e-12)
  }

  /// A mean of the weights is the ferromagnetic bias: Amari's fixed points are the spin glass's solutions.
  @Test(arguments: [(1.4, 0.2, 2.5, 0.0), (0.8, 0.4, 0.5, 0.3)])
  func meansAreMagnetisations(
    sigmaW: Double, sigmaB: Double, weightMean: Double, biasMean: Double
  ) throws {
    let beta = sigmaW
    let spinGlass = try SpinGlassTheory(field: biasMean / beta, bias: weightMean / beta)
      .replicaSymmetric(temperature: 1 / beta, fieldDeviation: sigmaB / beta)
    let map = try MomentMap(
      weightMean: weightMean, biasMean: biasMean, sigmaW: sigmaW, sigmaB: sigmaB)
    let mean = weightMean * spinGlass.magnetization + biasMean
    let variance = sigmaW * sigmaW * spinGlass.q + sigmaB * sigmaB
    let match = try map.fixedPoints().first { abs($0.moments.mean - mean) < 1e-6 }
    let found = try #require(match)
    #expect(abs(found.moments.mean / mean - 1) < 1e-12)
    #expect(abs(found.moments.variance / variance - 1) < 1e-12)
    #expect(abs((1 - spinGlass.replicon) / found.chi1 - 1) < 1e-12)
  }

  @Test func knownDigits() throws {
    let spinGlass = try SpinGlassTheory().replicaSymmetric(temperature: 0.5)
    let network = try DeepNetworkTheory(sigmaW: 2, sigmaB: 0)
    #expect(abs(spinGlass.q - 0.5303683921) < 1e-10)
    #expect(abs(network.qStar - 2.1214735682) < 1e-10)
    #expect(abs(1 - network.chi1 + 0.3626733375) < 1e-10)
    #expect(abs(Double.log(network.chi1) / 2 - 0.1547242298) < 1e-10)
  }

  /// On the critical line with bias variance zero the two instabilities are at the same place.
  @Test func sameInstability() throws {
    #expect(try CriticalPoint(sigmaB: 0).sigmaW == 1)
    #expect(try SpinGlassTheory.almeidaThoulessTemperature(field: 0) == 1)
  }
}
