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
