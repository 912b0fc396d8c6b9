import NetworkModels
import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// Gated recurrent cells in limits with closed forms, against plain sums, and against published numbers.
///
/// Calibrated by breaking the code: χ without R, distances without that of the inputs or that of the candidate, and a
/// χ that passes the reset gate by, each fail.
@Suite struct GatedRecursionTests {
  /// A plain trapezoid sum over a standard normal number.
  private func normal(_ f: (Double) -> Double) -> Double {
    var (sum, total) = (0.0, 0.0)
    for k in -400...400 {
      let z = 0.02 * Double(k)
      let weight = Double.exp(-z * z / 2)
      sum += weight * f(z)
      total += weight
    }
    return sum / total
  }

  private func logistic(_ x: Double) -> Double { 1 / (1 + Double.exp(-x)) }

  private let silent = { (bias: Double) in try GateWeights(sigmaW: 0, sigmaV: 0, bias: bias) }

  /// A gate without weights is a number: Q* = R (1−u)/(1+u), χ = u², both slopes u².
  @Test(arguments: [-2.0, 0, 3])
  func constantGate(bias: Double) throws {
    let u = logistic(bias)
    let theory = MinimalRNNRecursion(
      MinimalRNNModel(
        gate: try silent(bias), input: try RecurrentInput(power: 0.8, correlation: 0.6)))
    let point = try theory.fixedPoint()
    #expect(abs((point.q ?? 0) - 0.8 * (1 - u) / (1 + u)) < 1e-12)
    #expect(abs((point.c ?? 0) - 0.6) < 1e-9)
    #expect(abs((point.chi ?? 0) - u * u) < 1e-14)
    #expect(abs((point.xiQ ?? 0) + 1 / (2 * Double.log(u))) < 1e-6)
    #expect(abs((point.xiC ?? 0) + 1 / (2 * Double.log(u))) < 1e-6)
  }

  /// minimalRNN: the fixed point and χ by plain sums; a step of 1 − c = 1e-9 grows by χ.
  @Test(arguments: [-1.0, 1, 4])
  func minimalRNN(bias: Double) throws {
    let (w, v, power) = (2.0, 1.2, 0.5)
    let theory = MinimalRNNRecursion(
      MinimalRNNModel(
        gate: try GateWeights(sigmaW: w, sigmaV: v, bias: bias),
        input: try RecurrentInput(power: power, correlation: 1)))
    let point = try theory.fixedPoint()
    let q = try #require(point.q)
    let deviation = (w * w * q + v * v * power).squareRoot()
    func gate(_ z: Double) -> Double { logistic(bias + deviation * z) }
    let square = normal { gate($0) * gate($0) }
    let rest = normal { (1 - gate($0)) * (1 - gate($0)) }
    let slope = normal { Double.pow(gate($0) * (1 - gate($0)), 2) }
    #expect(abs(q * square + power * rest - q) < 1e-12)
    let chi = square + w * w * (q + power) * slope
    #expect(abs((point.chi ?? 0) - chi) < 1e-12)
    let image = theory.next(PairState(q: q, separation: 1e-9))
    #expect(abs(image.separation / 1e-9 - chi) < 1e-6)
  }

  /// χ = 1 at the critical bias; the fixed distance vanishes on its ordered side alone.
  @Test func criticalBias() throws {
    let input = try RecurrentInput(power: 1, correlation: 1)
    let critical = try #require(
      try MinimalRNNRecursion.criticalBias(sigmaW: 6, sigmaV: 1, input: input))
    for shift in [-0.2, 0.2] {
      let theory = MinimalRNNRecursion(
        MinimalRNNModel(
          gate: try GateWeights(sigmaW: 6, sigmaV: 1, bias: critical + shift), input: input))
      let point = try theory.fixedPoint()
      let chi = try #require(point.chi)
      #expect(abs(chi - 1) > 1e-4)
      if chi < 1 {
        #expect(point.separation == 0 && abs((point.xiC ?? 0) + 1 / Double.log(chi)) < 1e-9)
      } else {
        let separation = try #require(point.separation)
        #expect(separation > 0)
        let image = theory.next(PairState(q: point.q ?? 0, separation: separation))
        #expect(abs(image.separation / separation - 1) < 1e-9)
        #expect(abs(point.correlationSlope ?? 1) < 1)
      }
    }
  }

  /// A GRU whose gates are open is the tanh network with fresh weights: h = tanh(u), u of length q*.
  @Test(
    arguments: [
      (1.3, 0.6070467919, 0.9398074287, 1.0), (2.5, 4.0791238753, 1.5852247650, 0.1221037473),
    ])
  func openGRU(sigmaW: Double, qStar: Double, chi: Double, cStar: Double) throws {
    let theory = try GRURecursion(
      GRUModel(
        update: try silent(-60), reset: try silent(60),
        candidate: try GateWeights(sigmaW: sigmaW, sigmaV: 0, sigmaB: 0.3),
        input: try RecurrentInput(power: 0, correlation: 1)))
    let point = try theory.fixedPoint()
    let q = try #require(point.q)
    #expect(abs(sigmaW * sigmaW * q + 0.09 - qStar) < 1e-9)
    #expect(abs((point.chi ?? 0) - chi) < 1e-9)
    let overlap = q * (point.c ?? 0)
    #expect(abs((sigmaW * sigmaW * overlap + 0.09) / qStar - cStar) < 1e-9)
  }

  /// A GRU with a constant update gate u and a random reset gate, by plain sums.
  @Test func resetGRU() throws {
    let u = logistic(0.4)
    let (w, r) = (1.4, 1.7)
    let theory = try GRURecursion(
      GRUModel(
        update: try silent(0.4), reset: try GateWeights(sigmaW: r, sigmaV: 0, sigmaB: 0, bias: 0.3),
        candidate: try GateWeights(sigmaW: w, sigmaV: 0, sigmaB: 0.5),
        input: try RecurrentInput(power: 0, correlation: 1)))
    let q = 0.6
    let gate = { (z: Double) in self.logistic(0.3 + r * q.squareRoot() * z) }
    let open = normal { gate($0) * gate($0) }
    let slope = normal { Double.pow(gate($0) * (1 - gate($0)), 2) }
    let deviation = (w * w * q * open + 0.25).squareRoot()
    let square = normal { Double.pow(Double.tanh(deviation * $0), 2) }
    let steep = normal { Double.pow(1 - Double.pow(Double.tanh(deviation * $0), 2), 2) }
    let image = theory.next(PairState(q: q, separation: 1e-9))
    #expect(abs(image.q - (u * u * q + (1 - u) * (1 - u) * square)) < 1e-12)
    let chi = u * u + (1 - u) * (1 - u) * w * w * steep * (open + r * r * q * slope)
    #expect(abs(theory.chi(at: q) - chi) < 1e-12)
    // The distance, not yet divided by the new length.
    #expect(abs(image.separation * image.q / (1e-9 * q) - chi) < 1e-6)
  }

  /// One step of a GRU driven by its inputs alone, of correlation ½, by plain double sums.
  @Test func drivenGRU() throws {
    let theory = try GRURecursion(
      GRUModel(
        update: try GateWeights(sigmaW: 0, sigmaV: 2, bias: -0.4), reset: try silent(0),
        candidate: try GateWeights(sigmaW: 0, sigmaV: 1.5),
        input: try RecurrentInput(power: 1, correlation: 0.5)))
    func pair(_ f: (Double) -> Double) -> Double {
      normal { x in f(x) * normal { f(0.5 * x + 0.75.squareRoot() * $0) } }
    }
    func gate(_ z: Double) -> Double { logistic(-0.4 + 2 * z) }
    let candidate = pair { Double.tanh(1.5 * $0) }
    let overlap = pair(gate) * 0.7 * 0.3 + pair { 1 - gate($0) } * candidate
    let image = theory.next(PairState(q: 0.7, separation: 0.7))
    #expect(abs(image.q * (1 - image.separation) - overlap) < 1e-11)
  }
}
