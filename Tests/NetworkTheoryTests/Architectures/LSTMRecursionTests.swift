import NetworkModels
import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// The LSTM in limits that plain sums can do.
///
/// Calibrated by breaking the code: an expansion cut at degree 6, an output gate that separates too much, and the
/// σ_w of one gate in the place of another in the perturbation, each fail.
@Suite struct LSTMRecursionTests {
  private func normal(_ f: (Double) -> Double) -> Double {
    var (sum, total) = (0.0, 0.0)
    for k in -70...70 {
      let z = 0.1 * Double(k)
      let weight = Double.exp(-z * z / 2)
      sum += weight * f(z)
      total += weight
    }
    return sum / total
  }

  private func logistic(_ x: Double) -> Double { 1 / (1 + Double.exp(-x)) }

  private let silent = { (bias: Double) in try GateWeights(sigmaW: 0, sigmaV: 0, bias: bias) }

  /// Without memory and with open gates h = tanh tanh u: fixed point and χ by plain sums.
  @Test func openGates() throws {
    let theory = try LSTMRecursion(
      LSTMModel(
        forget: try silent(-60), inputGate: try silent(60), output: try silent(60),
        candidate: try GateWeights(sigmaW: 2.2, sigmaV: 0, sigmaB: 0.3),
        input: try RecurrentInput(power: 0, correlation: 1)))
    let point = try theory.fixedPoint()
    let q = try #require(point.q)
    let deviation = (4.84 * q + 0.09).squareRoot()
    let square = normal { Double.pow(Double.tanh(Double.tanh(deviation * $0)), 2) }
    #expect(abs(square - q) < 1e-7)
    let chi =
      4.84
      * normal {
        let t = Double.tanh(deviation * $0)
        return Double.pow((1 - t * t) * (1 - Double.pow(Double.tanh(t), 2)), 2)
      }
    #expect(abs((point.chi ?? 0) - chi) < 1e-6)
    #expect(chi > 1 && (point.separation ?? 0) > 0)
  }

  /// A cell that forgets everything, with random gates: E h² = E o² E tanh²(i r).
  @Test func noMemory() throws {
    let theory = try LSTMRecursion(
      LSTMModel(
        forget: try silent(-60), inputGate: try GateWeights(sigmaW: 0, sigmaV: 1.5, bias: 0.4),
        output: try GateWeights(sigmaW: 0, sigmaV: 1, bias: -0.2),
        candidate: try GateWeights(sigmaW: 0, sigmaV: 2),
        input: try RecurrentInput(power: 0.8, correlation: 0.5)))
    let q = try theory.trajectory(q0: 0.3, c0: 0.2, depth: 1).q[1]
    let open = normal { Double.pow(logistic(-0.2 + 0.8.squareRoot() * $0), 2) }
    let square = normal { z in
      let i = logistic(0.4 + 1.5 * 0.8.squareRoot() * z)
      return normal { Double.pow(Double.tanh(i * Double.tanh(2 * 0.8.squareRoot() * $0)), 2) }
    }
    #expect(abs(q - open * square) < 1e-7)
  }

  /// Two steps of a cell with constant gates, c = f r_1 + r_2, for two input sequences of correlation ½.
  @Test func twoSteps() throws {
    let f = logistic(1)
    let theory = try LSTMRecursion(
      LSTMModel(
        forget: try silent(1), inputGate: try silent(60), output: try silent(60),
        candidate: try GateWeights(sigmaW: 0, sigmaV: 1),
        input: try RecurrentInput(power: 0.6, correlation: 0.5)))
    let trajectory = try theory.trajectory(q0: 0, c0: 1, depth: 2)
    let deviation = 0.6.squareRoot()
    func r(_ z: Double) -> Double { Double.tanh(deviation * z) }
    let square = normal { x in normal { Double.pow(Double.tanh(f * r(x) + r($0)), 2) } }
    #expect(abs(trajectory.q[2] - square) < 1e-8)
    // One step of the pair is a double sum: tanh r_a tanh r_b.
    let overlap = normal { x in
      Double.tanh(r(x)) * normal { Double.tanh(r(0.5 * x + 0.75.squareRoot() * $0)) }
    }
    // The interpolation of tanh on the nodes leaves 2e-7.
    #expect(abs(trajectory.c[1] * trajectory.q[1] - overlap) < 1e-6)
  }

  /// One step with input and output gates that differ between the copies, by plain double sums.
  @Test func gatesOfPairs() throws {
    let theory = try LSTMRecursion(
      LSTMModel(
        forget: try silent(0), inputGate: try GateWeights(sigmaW: 0, sigmaV: 2, bias: -0.5),
        output: try GateWeights(sigmaW: 0, sigmaV: 2, bias: 0.3),
        candidate: try GateWeights(sigmaW: 0, sigmaV: 30),
        input: try RecurrentInput(power: 1, correlation: 0)))
    // A candidate of large variance is a sign, ±1 with equal probability and independent in the copies.
    let trajectory = try theory.trajectory(q0: 0.3, c0: 0.5, depth: 1)
    #expect(abs(trajectory.c[1]) < 1e-6)
    let driven = try LSTMRecursion(
      LSTMModel(
        forget: try silent(0), inputGate: try silent(60),
        output: try GateWeights(sigmaW: 0, sigmaV: 2, bias: 0.3),
        candidate: try GateWeights(sigmaW: 0, sigmaV: 1),
        input: try RecurrentInput(power: 1, correlation: 0.5)))
    let image = try driven.trajectory(q0: 0.3, c0: 0.5, depth: 1)
    func pair(_ f: (Double) -> Double) -> Double {
      normal { x in f(x) * normal { f(0.5 * x + 0.75.squareRoot() * $0) } }
    }
    let overlap = pair { logistic(0.3 + 2 * $0) } * pair { Double.tanh(Double.tanh($0)) }
    #expect(abs(image.c[1] * image.q[1] - overlap) < 1e-6)
  }

  /// Without recurrent weights a perturbation lives in the cell and loses E f² per step.
  @Test func memoryScale() throws {
    let theory = try LSTMRecursion(
      LSTMModel(
        forget: try GateWeights(sigmaW: 0, sigmaV: 1, bias: 2), inputGate: try silent(0),
        output: try silent(0), candidate: try GateWeights(sigmaW: 0, sigmaV: 1),
        input: try RecurrentInput(power: 0.5, correlation: 1)))
    let point = try theory.fixedPoint()
    let square = normal { Double.pow(logistic(2 + 0.5.squareRoot() * $0), 2) }
    #expect(abs((point.chi ?? 0) - square) < 1e-9)
    #expect(point.separation == 0)
    #expect(abs((point.xiC ?? 0) + 1 / Double.log(square)) < 1e-6)
  }

  /// The law of two cells and the law of a perturbation are computed differently: a small distance grows by the product
  /// of the χ of each step, up to the cut of the expansion, which leaves 1e-4.
  @Test func smallDistances() throws {
    let gate = { (sigmaW: Double, bias: Double) in
      try GateWeights(sigmaW: sigmaW, sigmaV: 0.8, sigmaB: 0.2, bias: bias)
    }
    let theory = try LSTMRecursion(
      LSTMModel(
        forget: try gate(3, 1), inputGate: try gate(0.8, 1), output: try gate(1.5, 0.5),
        candidate: try GateWeights(sigmaW: 1.2, sigmaV: 0.8, sigmaB: 0.2),
        input: try RecurrentInput(power: 0.6, correlation: 1)))
    let trajectory = try theory.trajectory(q0: 0.4, c0: 1 - 1e-9, depth: 4)
    var distance = 0.4e-9
    for step in 1...4 {
      distance *= trajectory.chi[step - 1]
      let ratio = trajectory.separation[step] * trajectory.q[step] / distance
      #expect(abs(ratio - 1) < 1e-3)
    }
  }

  @Test func refusesBiases() throws {
    #expect(throws: NetworkModelError.self) {
      try LSTMRecursion(
        LSTMModel(
          forget: try silent(0), inputGate: try silent(0), output: try silent(0),
          candidate: try silent(1), input: try RecurrentInput(power: 1, correlation: 1)))
    }
    #expect(throws: NetworkModelError.self) { try RecurrentInput(power: -1, correlation: 1) }
    #expect(throws: NetworkModelError.self) { try GateWeights(sigmaW: -1, sigmaV: 1) }
  }
}
