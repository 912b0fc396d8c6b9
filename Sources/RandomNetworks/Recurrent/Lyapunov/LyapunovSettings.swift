/// How Lyapunov exponents are measured.
public struct LyapunovSettings: Sendable, Equatable {
  /// The method and its step.
  public let scheme: RecurrentScheme
  /// The number k of exponents, the largest ones.
  public let exponentCount: Int
  /// The steps between two orthonormalisations.
  public let interval: Int
  /// The steps of the state that are discarded, before there is a frame.
  public let stateWarmUp: Int
  /// The orthonormalisations of the frame that are discarded.
  public let frameWarmUp: Int
  /// The orthonormalisations that are measured.
  public let measuredIntervals: Int
  /// Where the trajectory begins.
  public let initialState: RecurrentInitialState

  /// The measured time.
  public var measuredTime: Double { Double(measuredIntervals * interval) * scheme.step }
  /// All steps of one network.
  public var totalSteps: Int { stateWarmUp + (frameWarmUp + measuredIntervals) * interval }

  /// Settles a measurement.
  ///
  /// - Parameters:
  ///   - scheme: The method and its step.
  ///   - exponents: The number k of exponents, at least 1.
  ///   - time: The measured time, positive; at least 16 intervals.
  ///   - interval: The time between two orthonormalisations, at least a step.
  ///   - stateWarmUp: The time that the state is given to settle, before there is a frame.
  ///   - frameWarmUp: The time that the frame is given to turn into its directions.
  ///   - initialState: Where the trajectory begins.
  /// - Throws: ``RandomNetworkError/invalidParameter(name:value:expected:)``.
  public init(
    scheme: RecurrentScheme, exponents: Int, time: Double, interval: Double = 1,
    stateWarmUp: Double = 100, frameWarmUp: Double = 50,
    initialState: RecurrentInitialState = .normal()
  ) throws(RandomNetworkError) {
    guard scheme.step > 0, scheme.step.isFinite else {
      throw .invalidParameter(name: "step", value: scheme.step, expected: "a positive number")
    }
    guard exponents >= 1 else {
      throw .invalidParameter(
        name: "exponents", value: Double(exponents), expected: "at least 1")
    }
    // Their number of steps is a whole number, and no machine makes more in a year.
    for (name, value) in [("state warm-up", stateWarmUp), ("frame warm-up", frameWarmUp)]
    where !(value >= 0 && value / scheme.step <= 1e12) {
      throw .invalidParameter(
        name: name, value: value,
        expected: "a finite number, not negative, of at most 1e12 steps of \(scheme.step)")
    }
    guard interval >= scheme.step / 2, interval / scheme.step <= 1e9 else {
      throw .invalidParameter(
        name: "interval", value: interval, expected: "1 to 1e9 steps of \(scheme.step)")
    }
    let steps = max(1, Int((interval / scheme.step).rounded()))
    let span = Double(steps) * scheme.step
    guard time > 0, time / scheme.step <= 1e12 else {
      throw .invalidParameter(
        name: "time", value: time,
        expected: "a positive number of at most 1e12 steps of \(scheme.step)")
    }
    let count = Int((time / span).rounded())
    guard count >= 16 else {
      throw .invalidParameter(
        name: "time", value: time,
        expected: "at least 16 intervals of \(span), so that there are errors")
    }
    self.scheme = scheme
    exponentCount = exponents
    self.interval = steps
    self.stateWarmUp = Int((stateWarmUp / scheme.step).rounded())
    self.frameWarmUp = Int((frameWarmUp / span).rounded(.up))
    measuredIntervals = count
    self.initialState = initialState
  }
}
