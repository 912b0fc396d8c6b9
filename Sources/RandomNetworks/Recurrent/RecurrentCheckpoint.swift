public import LinearAlgebra

/// A simulation that was left between two recorded times and can be taken up there with the same bits.
public struct RecurrentCheckpoint: Sendable, Equatable {
  /// Which network of the ensemble, from 0.
  public let network: Int
  /// The steps done.
  public let step: Int
  /// The states h: A × N, exact in the precision of the simulation.
  public let states: Matrix
  /// The means taken down so far: recorded times × A.
  public let means: Matrix
  /// The overlaps taken down so far.
  public let overlaps: [Matrix]
  /// The states of the snapshots so far.
  public let snapshots: [Matrix]

  /// Collects the parts.
  public init(
    network: Int, step: Int, states: Matrix, means: Matrix, overlaps: [Matrix], snapshots: [Matrix]
  ) {
    self.network = network
    self.step = step
    self.states = states
    self.means = means
    self.overlaps = overlaps
    self.snapshots = snapshots
  }
}

/// A measurement of Lyapunov exponents that was left between two intervals and can be taken up there with the
/// same bits.
public struct LyapunovCheckpoint: Sendable, Equatable {
  /// Which network of the ensemble, from 0.
  public let network: Int
  /// The intervals done, those of the warm-up included.
  public let intervals: Int
  /// The state h: N numbers.
  public let state: [Double]
  /// The frame: k × N, orthonormal.
  public let frame: Matrix
  /// The logarithms measured so far: intervals × k.
  public let logarithms: [[Double]]

  /// Collects the parts.
  public init(
    network: Int, intervals: Int, state: [Double], frame: Matrix, logarithms: [[Double]]
  ) {
    self.network = network
    self.intervals = intervals
    self.state = state
    self.frame = frame
    self.logarithms = logarithms
  }
}
