/// What can go wrong in a mean-field calculation of networks although the call was a correct one.
public enum NetworkTheoryError: Error, Equatable {
  /// The standard deviation of the weights is negative, not finite or above 1000.
  case invalidSigmaW(Double)
  /// The standard deviation of the biases is negative, not finite or above 1000.
  case invalidSigmaB(Double)
  /// A squared length is negative, not finite or above 10⁶.
  case invalidLength(Double)
  /// A correlation lies outside [−1, 1] or is not a number.
  case invalidCorrelation(Double)
  /// Squared lengths grow without bound: the length map has no stable fixed point.
  case noStableLength(sigmaW: Double, sigmaB: Double)
  /// The length map has fixed points, but none that is stable.
  case onlyUnstableLengths(sigmaW: Double, sigmaB: Double, lengths: [Double])
  /// Squared lengths, begun beyond an unstable fixed point, have grown above 10⁴ in this layer.
  case lengthDiverges(layer: Int, q: Double)
  /// There is no critical point at this standard deviation of the biases.
  case noCriticalPoint(sigmaB: Double)
  /// The activation function has no critical point: it jumps, and every network is chaotic.
  case noCriticalLine(activation: String)
  /// No critical point has this length: σ_b² would be negative, or σ_w above 1000.
  case notOnCriticalLine(q: Double)
  /// The mean of the weights or of the biases is not finite or above 1000.
  case invalidMean(Double)
  /// An overlap matrix is not symmetric at this place.
  case notSymmetric(row: Int, column: Int)
  /// An overlap is larger than the lengths of its two vectors allow.
  case notAnOverlap(row: Int, column: Int, value: Double)
  /// An input has a NaN or an infinity at this place.
  case inputNotFinite(row: Int, column: Int)
  /// There are no inputs, or they have no components.
  case noInputs(rows: Int, columns: Int)
  /// The kernel of this input vanishes, so that it has no correlation with others.
  case vanishingInput(row: Int)
  /// The squared length of an input leaves the range of numbers, or of the averages, in this layer.
  case lengthOutOfRange(layer: Int, input: Int, value: Double)
  /// The noise variance of a regression is negative or not finite.
  case invalidNoise(Double)
  /// A target of a regression is not a finite number.
  case targetNotFinite(row: Int, column: Int)
  /// A covariance with its noise is singular to working precision; this noise variance would do.
  case singularCovariance(noiseVariance: Double, needed: Double)
  /// A parameter of an architecture is out of range.
  case invalidArchitecture(name: String, value: Double, expected: String)
  /// Squared lengths have grown too large to be followed.
  case lengthOutgrown(layer: Int, q: Double)
  /// The activation function jumps or is flat, so that its network has no Jacobian.
  case noSlope(activation: String)
  /// The squared singular values χ^L leave the range of numbers.
  case singularValuesOutOfRange(depth: Int, chi: Double)
  /// The activity of a recurrent network grows without bound.
  case activityGrows(sigmaW: Double, weightMean: Double)
  /// A recurrent network has no stable fixed point and no stationary chaotic state.
  case noStationaryState(sigmaW: Double, weightMean: Double)
  /// A recurrent network has no stationary chaotic state.
  case noChaoticState(sigmaW: Double, sigmaB: Double, largestChi: Double?)
  /// A chaotic state is too near to its transition for Double numbers.
  case tooNearTransition(sigmaW: Double)
  /// Every variance of a recurrent network's fields is a fixed point.
  case everyVarianceFixed
  /// A parameter of a recurrent network's dynamics is out of range.
  case invalidDynamics(name: String, value: Double, expected: String)
  /// A time step is too large for the accuracy that is wanted; this one would do.
  case stepTooLarge(step: Double, error: Double, suggested: Double)
  /// The signals of a recurrent network have grown too large to be followed.
  case signalOutgrown(time: Double, variance: Double)
  /// The function varies too fast on the scale of the signals for averages of pairs.
  case seriesTooLong(activation: String, variance: Double)
}

extension NetworkTheoryError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch self {
    case .invalidSigmaW(let value):
      "sigma_w is \(value); give a standard deviation from 0 to 1000"
    case .invalidSigmaB(let value):
      "sigma_b is \(value); give a standard deviation from 0 to 1000"
    case .invalidLength(let value):
      "the squared length q is \(value); give a number from 0 to 1e6"
    case .invalidCorrelation(let value):
      "the correlation c is \(value); give a number from -1 to 1"
    case .noStableLength(let sigmaW, let sigmaB):
      "the length map has no stable fixed point at sigma_w = \(sigmaW), sigma_b = \(sigmaB): "
        + "squared lengths grow without bound; take a smaller sigma_w"
    case .onlyUnstableLengths(let sigmaW, let sigmaB, let lengths):
      "the length map has no stable fixed point at sigma_w = \(sigmaW), sigma_b = \(sigmaB), only "
        + "unstable ones at q = \(lengths.map { "\($0)" }.joined(separator: ", ")): squared lengths "
        + "grow without bound from any other start; take a smaller sigma_w"
    case .lengthDiverges(let layer, let q):
      "the squared length is \(q) in layer \(layer): it began beyond an unstable fixed point and grows "
        + "without bound; take shorter inputs or a smaller sigma_w"
    case .noCriticalPoint(let sigmaB):
      "no critical sigma_w was found at sigma_b = \(sigmaB); take another sigma_b or see the critical "
        + "line of this activation"
    case .noCriticalLine(let activation):
      "\(activation) has no critical line: it jumps, so that close inputs separate in every network"
    case .notOnCriticalLine(let q):
      "no critical point has q* = \(q): it would need sigma_b² < 0 or sigma_w > 1000"
    case .invalidMean(let value):
      "the mean is \(value); give a number from -1000 to 1000"
    case .notSymmetric(let row, let column):
      "the overlap matrix is not symmetric at (\(row), \(column)); give q_ab = q_ba"
    case .notAnOverlap(let row, let column, let value):
      "the overlap \(value) at (\(row), \(column)) is not finite or exceeds "
        + "sqrt(q_aa q_bb); give (1/N) x_a · x_b with its diagonal"
    case .inputNotFinite(let row, let column):
      "component \(column) of input \(row) is not a finite number"
    case .noInputs(let rows, let columns):
      "the inputs are \(rows) × \(columns); give at least one input of one component"
    case .vanishingInput(let row):
      "the kernel of input \(row) vanishes: the input is zero and there are no biases, so that it "
        + "has no correlation with others; leave it out or take sigma_b > 0"
    case .lengthOutOfRange(let layer, let input, let value):
      "the squared length of input \(input) in layer \(layer) is \(value), which is out of range; "
        + "take fewer layers, or a sigma_w for which lengths neither grow nor vanish"
    case .invalidNoise(let value):
      "the noise variance is \(value); give a finite number, 0 or more"
    case .targetNotFinite(let row, let column):
      "target \(column) of input \(row) is not a finite number"
    case .singularCovariance(let noise, let needed):
      "the covariance with noise variance \(noise) is singular to working precision, as with inputs "
        + "that are equal or nearly so; take a noise variance of at least \(needed)"
    case .invalidArchitecture(let name, let value, let expected):
      "\(name) is \(value); give \(expected)"
    case .lengthOutgrown(let layer, let q):
      "the squared length has grown to \(q) in layer \(layer); take fewer layers or smaller weights"
    case .noSlope(let activation):
      "the slope of \(activation) vanishes wherever it exists, so the Jacobian is zero and has no "
        + "spectrum; take an activation with a slope"
    case .singularValuesOutOfRange(let depth, let chi):
      "the squared singular values, of mean \(chi)^\(depth), leave the range of numbers; take "
        + "fewer layers or weights nearer to criticality"
    case .activityGrows(let sigmaW, let weightMean):
      "the activity of the recurrent network grows without bound at sigma_w = \(sigmaW), w_0 = "
        + "\(weightMean): there is no stationary state; take a smaller sigma_w or w_0"
    case .noStationaryState(let sigmaW, let weightMean):
      "the recurrent network has no stable fixed point and no stationary chaotic state at sigma_w = "
        + "\(sigmaW), w_0 = \(weightMean); its mean does not settle"
    case .noChaoticState(let sigmaW, let sigmaB, let chi):
      "there is no stationary chaotic state at sigma_w = \(sigmaW), sigma_b = \(sigmaB)"
        + (chi.map { ": sigma_w² E φ'² is \($0) at the fixed point, not above 1" } ?? "")
        + "; take a larger sigma_w"
    case .tooNearTransition(let sigmaW):
      "sigma_w = \(sigmaW) is too near to the transition to chaos, where the decay rate and lambda_1 "
        + "vanish, for numbers of 16 digits; take a larger sigma_w"
    case .everyVarianceFixed:
      "every variance is a fixed point of this network, which has no scale of its own; take another "
        + "sigma_w or sigma_b > 0"
    case .invalidDynamics(let name, let value, let expected):
      "\(name) is \(value); give \(expected)"
    case .stepTooLarge(let step, let error, let suggested):
      "the time step \(step) is too large: its error is \(error) of the signals' size; take a step of "
        + "\(suggested) or less"
    case .signalOutgrown(let time, let variance):
      "the variance of the signals has grown to \(variance) at time \(time): they grow without bound; take "
        + "a shorter time or a smaller sigma_w"
    case .seriesTooLong(let activation, let variance):
      "\(activation) of signals of variance \(variance) varies too fast for averages of its pairs; take a "
        + "smaller sigma_w or gain, or smaller signals"
    }
  }
}

extension NetworkTheoryError {
  /// Whether the network is a proper one that has no stable fixed point of the length.
  public var isAbsence: Bool {
    switch self {
    case .noStableLength, .onlyUnstableLengths: true
    default: false
    }
  }
}
