public import LinearAlgebra
import Randomness

/// The states in which the trajectories of a recurrent network begin: its replicas.
public enum RecurrentInitialState: Sendable, Equatable {
  /// Normal states with equal correlations, the same law for all networks.
  ///
  /// ```
  /// h_i^a = m + √q (√c z_i + √(1 − c) z_i^a)
  /// ```
  ///
  /// A trajectory does not depend on how many others there are.
  case normal(mean: Double = 0, variance: Double = 1, correlation: Double = 0)
  /// Given states, one trajectory per row, the same in all networks; with ``NetworkInputs`` their overlaps can be
  /// prescribed exactly.
  case given(Matrix)

  /// Refuses a law that does not exist or states that do not fit.
  ///
  /// - Parameters:
  ///   - neurons: The number N of neurons.
  ///   - trajectories: The number A of trajectories.
  /// - Throws: ``RandomNetworkError``.
  func check(neurons: Int, trajectories: Int) throws(RandomNetworkError) {
    switch self {
    case .normal(let mean, let variance, let correlation):
      guard mean.isFinite else {
        throw .invalidParameter(name: "initial mean", value: mean, expected: "a finite number")
      }
      guard variance >= 0, variance.isFinite else {
        throw .invalidParameter(
          name: "initial variance", value: variance, expected: "a finite number, not negative")
      }
      guard (0...1).contains(correlation) else {
        throw .invalidParameter(
          name: "initial correlation", value: correlation, expected: "a number from 0 to 1")
      }
    case .given(let states):
      guard states.rows == trajectories, states.columns == neurons else {
        throw .invalidParameter(
          name: "number of given states", value: Double(states.rows),
          expected: "\(trajectories) rows of \(neurons) numbers, not of \(states.columns)")
      }
      if let bad = states.elements.firstIndex(where: { !$0.isFinite }) {
        throw .inputNotFinite(input: bad / states.columns, component: bad % states.columns)
      }
    }
  }

  /// The states of one network: A × N.
  func states(neurons: Int, trajectories: Int, network: Int, seed: UInt64) -> Matrix {
    switch self {
    case .given(let states): return states
    case .normal(let mean, let variance, let correlation):
      func normals(_ slot: Int) -> [Double] {
        var values = [Double](repeating: 0, count: neurons)
        RandomStream.fillNormals(
          &values,
          from: StreamName(seed: seed, purpose: .initialState, instance: network, slot: slot))
        return values
      }
      let common = correlation > 0 ? normals(0) : [Double](repeating: 0, count: neurons)
      let (shared, own) = (
        (variance * correlation).squareRoot(), (variance * (1 - correlation)).squareRoot()
      )
      var states = Matrix(rows: trajectories, columns: neurons)
      for a in 0..<trajectories {
        let mine = normals(a + 1)
        for i in 0..<neurons { states[a, i] = mean + shared * common[i] + own * mine[i] }
      }
      return states
    }
  }
}
