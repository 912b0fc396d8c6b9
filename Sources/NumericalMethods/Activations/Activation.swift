/// The activation functions that have a name.
public enum Activation: String, Sendable, CaseIterable {
  case tanh
  case erf
  case erfScaled = "erf-scaled"
  case relu
  case leakyReLU = "leaky-relu"
  case hardTanh = "hard-tanh"
  case sin
  case linear
  case selu
  case gelu
  case silu
  case softplus
  case sigmoid
  case sign

  /// The function of this name.
  ///
  /// - Parameter gain: The gain g, which multiplies the argument: φ(g x).
  /// - Returns: The function.
  public func function(gain: Double = 1) -> any Nonlinearity {
    precondition(gain > 0 && gain.isFinite, "the gain must be positive, not \(gain)")
    if self == .tanh { return Tanh(gain: gain) }
    return gain == 1 ? unit : WithGain(unit, gain: gain)
  }

  private var unit: any Nonlinearity {
    switch self {
    case .tanh: Tanh()
    case .erf: ErrorFunction(scale: 1)
    case .erfScaled: ErrorFunction(scale: Double.pi.squareRoot() / 2)
    case .relu: Rectifier(slope: 0)
    case .leakyReLU: Rectifier(slope: 0.1)
    case .hardTanh: HardTanh()
    case .sin: Sine()
    case .linear: Linear()
    case .selu: SELU()
    case .gelu: GELU()
    case .silu: SiLU()
    case .softplus: Softplus()
    case .sigmoid: Sigmoid()
    case .sign: Sign()
    }
  }
}
