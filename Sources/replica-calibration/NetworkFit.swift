import Overlaps
import Randomness
import RealModule

/// Fits the network of a ``Calibration``: the cross entropy of weighted cases with a ridge on the weights, by Adam.
///
/// ```
/// Σ c (−ln p_truth) + λ/2 Σ W²,   rate η/2 (1 + cos(π step/steps))
/// ```
///
/// One thread and one order of sums, so that the same data give the same numbers.
struct NetworkFit {
  /// The outputs of the layers between.
  static let widths = [32, 16]
  static let epochs = 60
  static let batch = 256
  static let rate = 3e-3
  /// By what the last sums are multiplied when the fit is done.
  ///
  /// The ridge leaves it less sure than it may be. Settled on ensembles of their own (`planted-features --count 3600 --seed 901`).
  static let sharpness = 1.1

  /// The fitted network.
  let calibration: Calibration

  /// Weights and biases of one layer, what they change by, and the means of that and of its square.
  private struct Parameters {
    var values: [Double]
    var slopes: [Double]
    var first: [Double]
    var second: [Double]

    init(_ values: [Double]) {
      self.values = values
      slopes = values.map { _ in 0 }
      first = slopes
      second = slopes
    }

    /// One step of Adam; the slopes are forgotten.
    mutating func step(_ number: Int, rate: Double) {
      let (firstShare, secondShare) = (0.9, 0.999)
      let firstSum = 1 - Double.pow(firstShare, number)
      let secondSum = 1 - Double.pow(secondShare, number)
      for k in values.indices {
        let slope = slopes[k]
        first[k] = firstShare * first[k] + (1 - firstShare) * slope
        second[k] = secondShare * second[k] + (1 - secondShare) * slope * slope
        values[k] -= rate * (first[k] / firstSum) / ((second[k] / secondSum).squareRoot() + 1e-8)
        slopes[k] = 0
      }
    }
  }

  /// Fits.
  ///
  /// - Parameters:
  ///   - inputs: The inputs of every case.
  ///   - answers: The right answer of every case.
  ///   - caseWeights: What every case counts.
  ///   - answerCount: The number of answers.
  ///   - penalty: The strength λ of the ridge on the weights, per case.
  init(
    _ inputs: [[Double]], answers: [Int], weights caseWeights: [Double], answerCount: Int,
    penalty: Double
  ) {
    let count = Double(inputs.count)
    let dimension = inputs[0].count
    let means = (0..<dimension).map { k in inputs.reduce(0) { $0 + $1[k] } / count }
    let deviations = (0..<dimension).map { k -> Double in
      let squares = inputs.reduce(0.0) { (sum, row) -> Double in
        sum + (row[k] - means[k]) * (row[k] - means[k])
      }
      return (squares / count).squareRoot()
    }
    let scale = Calibration(means: means, deviations: deviations, layers: [])
    let standard = inputs.map(scale.standardised)

    var stream = RandomStream(StreamName(seed: 1, purpose: .analysis, instance: 0, chain: 9))
    let sizes = [dimension] + Self.widths + [answerCount]
    var weights = zip(sizes, sizes.dropFirst()).map { from, to in
      Parameters((0..<from * to).map { _ in stream.normal() / Double(from).squareRoot() })
    }
    var biases = sizes.dropFirst().map { Parameters([Double](repeating: 0, count: $0)) }
    let steps = Self.epochs * ((inputs.count + Self.batch - 1) / Self.batch)
    var step = 0
    for _ in 0..<Self.epochs {
      let order = stream.permutation(inputs.count)
      for start in stride(from: 0, to: order.count, by: Self.batch) {
        let members = order[start..<min(start + Self.batch, order.count)]
        for member in members {
          Self.addSlopes(
            of: standard[member], answer: answers[member],
            weight: caseWeights[member] / Double(members.count), &weights, &biases)
        }
        step += 1
        let rate = Self.rate / 2 * (1 + Double.cos(Double.pi * Double(step) / Double(steps)))
        for k in weights.indices {
          for j in weights[k].values.indices {
            weights[k].slopes[j] += penalty * weights[k].values[j]
          }
          weights[k].step(step, rate: rate)
          biases[k].step(step, rate: rate)
        }
      }
    }
    calibration = Calibration(
      means: means, deviations: deviations,
      layers: zip(weights, biases).enumerated().map { k, layer in
        let scale = k == weights.count - 1 ? Self.sharpness : 1
        return .init(
          weights: layer.0.values.map { scale * $0 }, biases: layer.1.values.map { scale * $0 })
      })
  }

  /// Adds what one case says of every weight.
  private static func addSlopes(
    of inputs: [Double], answer: Int, weight: Double, _ weights: inout [Parameters],
    _ biases: inout [Parameters]
  ) {
    var values = [inputs]
    for k in weights.indices {
      let layer = Calibration.Layer(weights: weights[k].values, biases: biases[k].values)
      let sums = layer(values[k])
      values.append(k < weights.count - 1 ? sums.map(Double.tanh) : Calibration.softmax(sums))
    }
    var errors = (values.last ?? []).enumerated().map { k, p in weight * (p - (k == answer ? 1 : 0))
    }
    for k in weights.indices.reversed() {
      let below = values[k]
      let width = below.count
      var next = [Double](repeating: 0, count: width)
      for (row, error) in errors.enumerated() {
        biases[k].slopes[row] += error
        for j in 0..<width {
          weights[k].slopes[row * width + j] += error * below[j]
          next[j] += error * weights[k].values[row * width + j]
        }
      }
      errors = next.indices.map { next[$0] * (1 - below[$0] * below[$0]) }
    }
  }
}
