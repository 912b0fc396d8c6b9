import RealModule

/// What can be wrong with the description or the signals of a random network.
public enum RandomNetworkError: Error, Equatable {
  /// A parameter is out of range.
  case invalidParameter(name: String, value: Double, expected: String)
  /// A network needs at least one layer.
  case noLayers
  /// A layer, counted from 1, needs at least one neuron.
  case emptyLayer(layer: Int, width: Int)
  /// Overlaps need at least two inputs.
  case tooFewInputs(Int)
  /// Inputs need at least one component.
  case noInputDimension(Int)
  /// An input has a NaN or an infinity at this place.
  case inputNotFinite(input: Int, component: Int)
  /// An input is zero everywhere.
  case zeroInput(Int)
  /// Overlaps can be prescribed for at most as many inputs as there are dimensions.
  case moreInputsThanDimensions(inputs: Int, dimension: Int)
  /// The prescribed overlaps are no square matrix.
  case overlapsNotSquare(rows: Int, columns: Int)
  /// A prescribed overlap is NaN or infinite.
  case overlapNotFinite(row: Int, column: Int)
  /// The prescribed overlaps are not symmetric.
  case overlapsNotSymmetric(row: Int, column: Int, difference: Double)
  /// No vectors have the prescribed overlaps, because their matrix has a negative eigenvalue.
  case overlapsNotPositiveSemidefinite(eigenvalue: Double)
  /// The signal of an input has grown beyond all numbers in a layer.
  case signalNotFinite(network: Int, layer: Int, input: Int)
  /// The signal of an input has vanished in a layer, so that it has no correlation with others.
  case vanishedSignal(network: Int, layer: Int, input: Int)
  /// The time step of a recurrent network makes decaying modes grow.
  case unstableStep(step: Double, largest: Double)
  /// The states of a recurrent network grow without bound.
  case unboundedGrowth(network: Int, time: Double, size: Double)
  /// Nothing but rounding was left of a tangent vector beside those before it: its Lyapunov exponent is minus
  /// infinity, or the time between two orthonormalisations too long.
  case singularTangent(network: Int, exponent: Int, time: Double)
  /// LAPACK did not converge.
  case eigenvalues(String)
  /// The singular values of a Jacobian could not be computed.
  case singularValues(String)
}

extension RandomNetworkError: CustomStringConvertible {
  /// The error in words, with what was expected.
  public var description: String {
    switch self {
    case .invalidParameter(let name, let value, let expected):
      "\(name) is \(value); expected \(expected)"
    case .noLayers:
      "the network has no layers; expected a depth of at least 1"
    case .emptyLayer(let layer, let width):
      "layer \(layer) has \(width) neurons; expected at least 1"
    case .tooFewInputs(let count):
      "\(count) input\(count == 1 ? " has" : "s have") no overlaps; expected at least 2"
    case .noInputDimension(let dimension):
      "the inputs have \(dimension) components; expected at least 1"
    case .inputNotFinite(let input, let component):
      "component \(component) of input \(input) (from 0) is not a finite number"
    case .zeroInput(let input):
      "input \(input) (from 0) is zero everywhere, so it has no correlation with the others"
    case .moreInputsThanDimensions(let inputs, let dimension):
      "\(inputs) inputs of \(dimension) components cannot have arbitrary overlaps; "
        + "expected at most as many inputs as components"
    case .overlapsNotSquare(let rows, let columns):
      "the prescribed overlaps are \(rows) × \(columns); expected a square matrix"
    case .overlapNotFinite(let row, let column):
      "the prescribed overlap at row \(row), column \(column) (from 0) is not a finite number"
    case .overlapsNotSymmetric(let row, let column, let difference):
      "the prescribed overlaps are not symmetric: the elements (\(row), \(column)) and "
        + "(\(column), \(row)) (from 0) differ by \(difference)"
    case .overlapsNotPositiveSemidefinite(let eigenvalue):
      "no inputs have the prescribed overlaps: their matrix has the eigenvalue \(eigenvalue); "
        + "expected none below 0"
    case .signalNotFinite(let network, let layer, let input):
      "the signal of input \(input) (from 0) has grown beyond all numbers in layer \(layer) of "
        + "network \(network); take a smaller sigma_w or a smaller depth"
    case .vanishedSignal(let network, let layer, let input):
      "the signal of input \(input) (from 0) has vanished in layer \(layer) of network \(network), "
        + "so it has no correlations; take a larger sigma_w or a smaller depth"
    case .unstableStep(let step, let largest):
      "the time step \(step) is too large: decaying modes would grow; expected at most \(rounded(largest))"
    case .unboundedGrowth(let network, let time, let size):
      "the states of network \(network) grow without bound: at t = \(rounded(time)) their root mean square is "
        + "\(rounded(size)); take a smaller sigma_w or w0, or a saturating activation"
    case .singularTangent(let network, let exponent, let time):
      "exponent \(exponent) (from 1) of network \(network) cannot be measured: at t = \(rounded(time)) nothing was "
        + "left of its tangent vector; take a shorter interval or, if it is minus infinity, fewer exponents"
    case .eigenvalues(let reason):
      "the root of the overlap matrix could not be computed: \(reason)"
    case .singularValues(let reason):
      "the singular values of the Jacobian could not be computed: \(reason)"
    }
  }
}

/// A number with four digits, rounded towards 0.
private func rounded(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return "\(value)" }
  let exponent = Double.log10(abs(value)).rounded(.down)
  let scale = Double.pow(10, 3 - exponent)
  let digits = (value * scale).rounded(.towardZero)
  return abs(exponent) < 6 ? "\(digits / scale)" : "\(digits / 1000)e\(Int(exponent))"
}
