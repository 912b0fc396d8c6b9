/// How long and how recurrent networks are simulated, and what is kept.
public struct RecurrentSettings: Sendable, Equatable {
  /// The method and its step.
  public let scheme: RecurrentScheme
  /// The precision; averages are always in double precision.
  public let precision: RecurrentPrecision
  /// The number A of trajectories in each network.
  public let trajectoryCount: Int
  /// Where they begin.
  public let initialState: RecurrentInitialState
  /// The steps after which moments and overlaps are recorded, from 0 to the last step, ascending.
  public let recordedSteps: [Int]
  /// Those of the recorded steps at which whole states are looked at: two-time correlations and normality.
  public let snapshotSteps: [Int]

  /// The number of steps.
  public var stepCount: Int { recordedSteps[recordedSteps.count - 1] }
  /// The recorded times.
  public var times: [Double] { recordedSteps.map { Double($0) * scheme.step } }
  /// The times of the snapshots.
  public var snapshotTimes: [Double] { snapshotSteps.map { Double($0) * scheme.step } }

  /// Settles a simulation.
  ///
  /// The number of steps is the time over the step, rounded; recordings and snapshots are spread evenly over it,
  /// both ends included.
  ///
  /// - Parameters:
  ///   - scheme: The method and its step.
  ///   - time: The length of the trajectories, positive; for the map the number of steps.
  ///   - trajectories: The number A of trajectories in each network, at least 1.
  ///   - initialState: Where they begin.
  ///   - precision: Double unless said otherwise.
  ///   - records: The number of times to record after the first, at most the number of steps.
  ///   - snapshots: The number of snapshots after the first, at most that of records.
  /// - Throws: ``RandomNetworkError/invalidParameter(name:value:expected:)``.
  public init(
    scheme: RecurrentScheme, time: Double, trajectories: Int = 1,
    initialState: RecurrentInitialState = .normal(), precision: RecurrentPrecision = .double,
    records: Int = 100, snapshots: Int = 10
  ) throws(RandomNetworkError) {
    guard scheme.step > 0, scheme.step.isFinite else {
      throw .invalidParameter(name: "step", value: scheme.step, expected: "a positive number")
    }
    guard time > 0, time / scheme.step <= 1e12 else {
      throw .invalidParameter(
        name: "time", value: time,
        expected: "a positive number of at most 1e12 steps of \(scheme.step)")
    }
    let steps = Int((time / scheme.step).rounded())
    guard steps >= 1 else {
      throw .invalidParameter(
        name: "time", value: time, expected: "at least one step of \(scheme.step)")
    }
    guard trajectories >= 1, trajectories < 1 << 20 else {
      throw .invalidParameter(
        name: "trajectories", value: Double(trajectories), expected: "1 to 1048575")
    }
    guard records >= 1, snapshots >= 1 else {
      throw .invalidParameter(
        name: "number of recorded times", value: Double(min(records, snapshots)),
        expected: "at least 1")
    }
    self.scheme = scheme
    self.precision = precision
    trajectoryCount = trajectories
    self.initialState = initialState
    recordedSteps = evenly(0...steps, count: min(records, steps))
    snapshotSteps = evenly(
      0...(recordedSteps.count - 1), count: min(snapshots, recordedSteps.count - 1)
    )
    .map { [recordedSteps] in recordedSteps[$0] }
  }
}

/// Whole numbers from one end of a range to the other, as evenly as they can be.
private func evenly(_ range: ClosedRange<Int>, count: Int) -> [Int] {
  (0...count).map { k in
    range.lowerBound
      + Int((Double(range.count - 1) * Double(k) / Double(count)).rounded())
  }
}
