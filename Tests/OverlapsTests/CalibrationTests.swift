import Overlaps
import RealModule
import Testing

/// The fitted networks behind the verdict: shapes, limits and what no fit may break.
@Suite struct CalibrationTests {
  static let all = [(true, true), (true, false), (false, true), (false, false)].map {
    Calibration.fitted(knowsSites: $0, correlatedSites: $1)
  }

  /// Every layer takes what the layer before gives, and the last gives the classes, with one answer more where
  /// structure may be unresolved.
  @Test func layersFitTogether() {
    for (calibration, answers) in zip(Self.all, [6, 5, 6, 5]) {
      var width = CalibrationInputs.names.count
      #expect(calibration.means.count == width)
      #expect(calibration.deviations.count == width)
      #expect(calibration.deviations.allSatisfy { $0 > 0 })
      for layer in calibration.layers {
        #expect(layer.weights.count == width * layer.biases.count)
        width = layer.biases.count
      }
      #expect(width == answers)
    }
  }

  /// Probabilities add up, whatever the inputs, and an input beyond four deviations counts as four.
  @Test func inputsAreBounded() {
    for calibration in Self.all {
      for k in calibration.means.indices {
        var (far, edge) = (calibration.means, calibration.means)
        far[k] += 1e6 * calibration.deviations[k]
        edge[k] += 4 * calibration.deviations[k]
        let answers = calibration.answers(far)
        #expect(abs(answers.reduce(0, +) - 1) < 1e-12)
        #expect(zip(answers, calibration.answers(edge)).allSatisfy { abs($0 - $1) < 1e-9 })
      }
    }
  }

  /// A network of one hidden unit by hand: tanh(2 · 0.5 − 1) = 0, so that biases alone answer.
  @Test func networkByHand() {
    let calibration = Calibration(
      means: [1], deviations: [2],
      layers: [
        .init(weights: [2], biases: [-1]), .init(weights: [3, -1], biases: [Double.log(3), 0]),
      ])
    let half = calibration.answers([2])
    #expect(abs(half[0] - 0.75) < 1e-12)
    let other = calibration.answers([3])
    let h = Double.tanh(1)
    let ratio = 3 * Double.exp(4 * h)
    #expect(abs(other[0] - ratio / (1 + ratio)) < 1e-12)
  }
}
