import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// Fixed points, their stability, and the phases of recurrent networks.
@Suite struct RecurrentPhaseTests {
  @Test func phases() throws {
    let quiet = try RecurrentNetworkTheory(MomentMap(sigmaW: 0.5, sigmaB: 0))
    #expect(quiet.phase == .quiescent && quiet.autocovarianceZero == 0)
    #expect(abs(quiet.largestLyapunovExponent + 0.5) < 1e-14)
    #expect(quiet.chaoticState == nil && quiet.stableStateCount == 1)

    let frozen = try RecurrentNetworkTheory(MomentMap(sigmaW: 1.3, sigmaB: 0.3))
    let deep = try DeepNetworkTheory(sigmaW: 1.3, sigmaB: 0.3)
    #expect(frozen.phase == .fixedPoint && frozen.stableStateCount == 1)
    #expect(abs(frozen.autocovarianceZero - deep.qStar) < 1e-11)
    #expect(abs(frozen.largestLyapunovExponent - (deep.chi1.squareRoot() - 1)) < 1e-11)
    let settled = try #require(frozen.settledPoint)
    #expect(abs(settled.largestLyapunovExponentOfMap - Double.log(deep.chi1) / 2) < 1e-11)
    #expect(frozen.autocovarianceInfinity == frozen.autocovarianceZero)

    let chaos = try RecurrentNetworkTheory(MomentMap(sigmaW: 1.5, sigmaB: 0))
    #expect(chaos.phase == .chaotic && chaos.settledPoint == nil)
    #expect(abs(chaos.rateVariance - 0.3420934886837606) < 1e-10)
    // E φ² from Δ'' at 0 and Δ_0: 2 V'(Δ_0) > 0.
    #expect(2.25 * chaos.rateVariance > chaos.autocovarianceZero)
  }

  /// Two stable states beside an unstable one; chaos at zero mean that a large w_0 destroys.
  @Test func branches() throws {
    let bistable = try RecurrentNetworkTheory(
      MomentMap(weightMean: 3, biasMean: 0.1, sigmaW: 2, sigmaB: 0.3))
    #expect(bistable.phase == .fixedPoint && bistable.stableStateCount == 2)
    #expect(bistable.fixedPoints.map(\.isStable) == [true, false, true])
    #expect(bistable.chaoticStates.map(\.isStableToUniformModes) == [false])
    #expect(bistable.mean > 2)
    // The mean of the chaotic state becomes unstable where w_0 E φ' = 1.
    let odd = try MomentMap(weightMean: 2, sigmaW: 2, sigmaB: 0).chaoticStates()
    #expect(odd.count == 1 && odd[0].autocovariance.mean == 0)
    let average = GaussianAverage(variance: odd[0].autocovariance.zero)
    let tanh = Tanh()
    #expect(abs(odd[0].uniformSlope - 2 * average(tanh.derivative)) < 1e-5)
  }

  /// What is refused, and with which words.
  @Test func refusals() throws {
    for activation in [Activation.relu, .leakyReLU, .linear, .gelu, .silu, .softplus, .selu] {
      let map = try MomentMap(sigmaW: 2.5, sigmaB: 0.3, nonlinearity: activation.function())
      #expect(throws: NetworkTheoryError.activityGrows(sigmaW: 2.5, weightMean: 0)) {
        try RecurrentNetworkTheory(map)
      }
    }
    let marginal = try MomentMap(
      sigmaW: 2.0.squareRoot(), sigmaB: 0, nonlinearity: Activation.relu.function())
    #expect(throws: NetworkTheoryError.everyVarianceFixed) {
      try RecurrentNetworkTheory(marginal)
    }
    #expect(try MomentMap(sigmaW: 0.9, sigmaB: 0).chaoticStates().isEmpty)
    #expect(try MomentMap(sigmaW: 0, sigmaB: 0.4).chaoticStates().isEmpty)
    // Too near to the transition for numbers of 16 digits.
    #expect(throws: NetworkTheoryError.tooNearTransition(sigmaW: 1 + 1e-7)) {
      try MomentMap(sigmaW: 1 + 1e-7, sigmaB: 0).chaoticStates()
    }
    #expect(try RecurrentNetworkTheory(MomentMap(sigmaW: 0, sigmaB: 0.4)).phase == .fixedPoint)
  }

  /// At the transition itself nothing grows, and nothing is refused.
  @Test func criticality() throws {
    let theory = try RecurrentNetworkTheory(MomentMap(sigmaW: 1, sigmaB: 0))
    #expect(theory.phase == .quiescent && abs(theory.largestLyapunovExponent) < 1e-12)
    #expect(try #require(theory.settledPoint).isCritical)
    let plane = RecurrentPhasePlane(
      base: try MomentMap(sigmaW: 1, sigmaB: 0), horizontal: .sigmaW, vertical: .weightMean)
    #expect(try plane.point(x: 1, y: -0.5).phase == .quiescent)
    #expect(try plane.point(x: 0.5, y: 1).phase != nil)
  }

  /// Strong inhibition: the mean is held near zero, and the grid of E φ is coarse.
  @Test func strongInhibition() throws {
    let map = try MomentMap(weightMean: -100, biasMean: 3, sigmaW: 2, sigmaB: 0)
    let points = try map.recurrentFixedPoints()
    #expect(points.count == 1 && abs(points[0].moments.mean) < 0.1)
    let states = try map.chaoticStates()
    #expect(states.count == 1 && states[0].isStableToUniformModes)
    #expect(abs(-100 * states[0].rateMean + 3 - states[0].autocovariance.mean) < 1e-10)
    #expect(abs(states[0].autocovariance.zero - 1.9248) < 0.02)
  }

  /// With negative w_0 the map jumps between two signals; the flow is stable.
  @Test func cycleOfTwo() throws {
    let map = try MomentMap(weightMean: -4, biasMean: 0.2, sigmaW: 0.5, sigmaB: 0.1)
    let point = try #require(map.recurrentFixedPoints().first)
    #expect(point.isStable && !point.isStableInDiscreteTime)
    #expect(point.uniformEigenvalues[1].real < -1)
    let cycle = try #require(map.cycleOfTwo())
    #expect(cycle.low.mean < point.moments.mean && cycle.high.mean > point.moments.mean)
    let image = map(cycle.low)
    #expect(abs(image.mean - cycle.high.mean) < 1e-11)
    #expect(abs(image.variance - cycle.high.variance) < 1e-11)
    // Signals that outgrow all numbers have no cycle.
    let growing = try MomentMap(
      weightMean: -2, biasMean: 0.5, sigmaW: 0, sigmaB: 0,
      nonlinearity: Activation.linear.function(gain: 1))
    #expect(growing.cycleOfTwo() == nil)
    // A weaker w_0 leaves one stable point to both.
    let calm = try MomentMap(weightMean: -0.8, biasMean: 0.2, sigmaW: 0.5, sigmaB: 0.1)
    #expect(calm.cycleOfTwo() == nil)
    #expect(try #require(calm.recurrentFixedPoints().first).isStableInDiscreteTime)
    // It begins where the eigenvalue of the map passes −1.
    #expect(try MomentMap(weightMean: -1.0, sigmaW: 0.2, sigmaB: 0).cycleOfTwo() == nil)
    #expect(try MomentMap(weightMean: -1.1, sigmaW: 0.2, sigmaB: 0).cycleOfTwo() != nil)
  }

  /// Lines that are known: σ_w = 1 and w_0 = 1 without biases, and the critical line with them.
  @Test func transitionLines() throws {
    let plane = RecurrentPhasePlane(
      base: try MomentMap(sigmaW: 1, sigmaB: 0), horizontal: .sigmaW, vertical: .weightMean)
    let chaos = try plane.transition(from: (0.3, 0.2), to: (2, 0.2), halvings: 20)
    #expect(abs(chaos.x - 1) < 1e-5 && chaos.y == 0.2)
    let order = try plane.transition(from: (0.5, 0.2), to: (0.5, 2), halvings: 14)
    #expect(abs(order.y - 1) < 3e-4)
    #expect(try plane.point(x: 0.5, y: 2).stableCount == 2)
    #expect(try plane.point(x: 0.5, y: 0.2).phase == .quiescent)
    #expect(try plane.point(x: 2, y: 0.2).phase == .chaotic)
    let biased = RecurrentPhasePlane(
      base: try MomentMap(sigmaW: 1, sigmaB: 0), horizontal: .sigmaW, vertical: .sigmaB)
    let line = try biased.transition(from: (0.5, 0.4), to: (3, 0.4), halvings: 25)
    #expect(abs(line.x - (try CriticalPoint(sigmaB: 0.4).sigmaW)) < 1e-6)
    let rectifier = RecurrentPhasePlane(
      base: try MomentMap(
        weightMean: -3, biasMean: 1, sigmaW: 1, sigmaB: 0, nonlinearity: Activation.relu.function()
      ), horizontal: .sigmaW, vertical: .biasMean)
    // Balanced rectifiers: chaos from σ_w = √2 on, where the mean of the fields passes zero and the variance
    // at a held mean jumps; the grid of means is that fine.
    let root = try rectifier.transition(from: (1, 1), to: (1.8, 1), halvings: 14)
    #expect(abs(root.x - 2.0.squareRoot()) < 1e-3)
    let unbounded = try RecurrentPhasePlane(
      base: MomentMap(sigmaW: 1, sigmaB: 0.1, nonlinearity: Activation.relu.function()),
      horizontal: .sigmaW, vertical: .sigmaB
    ).point(x: 2, y: 0.3)
    #expect(unbounded.phase == nil && unbounded.fixedPoint == nil)
  }
}
