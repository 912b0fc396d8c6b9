import RealModule

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
    case .sign: Sign()
    }
  }
}

/// A function of a multiple of its argument.
///
/// ```
/// φ(g x)
/// ```
public struct WithGain: Nonlinearity {
  /// The function φ.
  public let base: any Nonlinearity
  /// The gain g.
  public let gain: Double

  /// Multiplies the argument of a function.
  ///
  /// - Parameters:
  ///   - base: The function φ.
  ///   - gain: The gain g, positive.
  public init(_ base: any Nonlinearity, gain: Double) {
    precondition(gain > 0 && gain.isFinite, "the gain must be positive, not \(gain)")
    self.base = base
    self.gain = gain
  }

  /// The name of the function, the gain apart.
  public var name: String { base.name }
  /// The kinks, at 1/g of those of the function.
  public var kinks: [Double] { base.kinks.map { $0 / gain } }
  /// Whether the function jumps.
  public var isDiscontinuous: Bool { base.isDiscontinuous }
  /// The distance of singularities, 1/g of that of the function.
  public var analyticHalfWidth: Double { base.analyticHalfWidth / gain }
  /// Where the function is curved, 1/g of where φ is.
  public var curvedRange: ClosedRange<Double>? {
    base.curvedRange.map { ($0.lowerBound / gain)...($0.upperBound / gain) }
  }
  /// φ(g x).
  public func value(_ x: Double) -> Double { base.value(gain * x) }
  /// g φ'(g x).
  public func derivative(_ x: Double) -> Double { gain * base.derivative(gain * x) }
  /// g² φ''(g x).
  public func secondDerivative(_ x: Double) -> Double {
    gain * gain * base.secondDerivative(gain * x)
  }
  /// φ(g(p + d)) − φ(g(p − d)).
  public func difference(center: Double, halfWidth: Double) -> Double {
    base.difference(center: gain * center, halfWidth: gain * halfWidth)
  }
}

/// The hyperbolic tangent.
///
/// ```
/// φ(x) = tanh(g x)
/// ```
public struct Tanh: Nonlinearity, Equatable {
  /// The gain g, which multiplies the argument.
  public let gain: Double

  /// Makes the function.
  ///
  /// - Parameter gain: The gain g, positive; 1 is the usual function.
  public init(gain: Double = 1) {
    precondition(gain > 0 && gain.isFinite, "the gain of tanh must be positive, not \(gain)")
    self.gain = gain
  }

  /// The name, `tanh`.
  public var name: String { "tanh" }

  /// The distance of the poles from the real axis, π/(2g).
  public var analyticHalfWidth: Double { .pi / (2 * gain) }

  /// tanh 20 is 1.
  public var curvedRange: ClosedRange<Double>? { (-20 / gain)...(20 / gain) }

  /// The value tanh(g x).
  public func value(_ x: Double) -> Double { Double.tanh(gain * x) }

  /// The derivative g sech²(g x).
  public func derivative(_ x: Double) -> Double {
    let t = Double.tanh(gain * x)
    return gain * (1 - t) * (1 + t)
  }

  /// The second derivative −2 g² tanh(g x) sech²(g x).
  public func secondDerivative(_ x: Double) -> Double {
    let t = Double.tanh(gain * x)
    return -2 * gain * gain * t * (1 - t) * (1 + t)
  }

  /// The difference of two values, by the addition theorem.
  ///
  /// ```
  /// tanh a − tanh b = 2 tanh d (1 − tanh² p) / (1 − tanh² p tanh² d),   a, b = p ± d
  /// ```
  public func difference(center: Double, halfWidth: Double) -> Double {
    // Far apart, plain subtraction loses nothing, and the theorem would where both values are near 1.
    guard abs(gain * halfWidth) < 0.5 else {
      return value(center + halfWidth) - value(center - halfWidth)
    }
    let p = Double.tanh(gain * center)
    let d = Double.tanh(gain * halfWidth)
    return 2 * d * (1 - p) * (1 + p) / ((1 - p * d) * (1 + p * d))
  }
}

/// The error function of a multiple of its argument.
///
/// ```
/// φ(x) = erf(s x);   s = 1 (`erf`), s = √π/2 (`erf-scaled`, of slope 1 at 0)
/// ```
public struct ErrorFunction: Nonlinearity, Equatable {
  /// The scale s.
  public let scale: Double

  /// Makes the function.
  ///
  /// - Parameter scale: The scale s, positive.
  public init(scale: Double = 1) {
    precondition(scale > 0 && scale.isFinite, "the scale of erf must be positive, not \(scale)")
    self.scale = scale
  }

  /// The name, `erf` or, for any other scale than 1, `erf-scaled`.
  public var name: String { scale == 1 ? "erf" : "erf-scaled" }
  /// erf is entire and grows as e^(y²); with a Gaussian weight 3/(2s) is safe for any variance.
  public var analyticHalfWidth: Double { 1.5 / scale }
  /// erf 6 is 1.
  public var curvedRange: ClosedRange<Double>? { (-6 / scale)...(6 / scale) }
  /// erf(s x).
  public func value(_ x: Double) -> Double { Double.erf(scale * x) }
  /// (2s/√π) e^(−s²x²).
  public func derivative(_ x: Double) -> Double {
    2 * scale / Double.pi.squareRoot() * Double.exp(-scale * scale * x * x)
  }
  /// −(4s³x/√π) e^(−s²x²).
  public func secondDerivative(_ x: Double) -> Double { -2 * scale * scale * x * derivative(x) }
}

/// The rectified linear unit and its leaky form.
///
/// ```
/// φ(x) = x for x ≥ 0, a x for x < 0;   a = 0 (`relu`), a = 0.1 (`leaky-relu`)
/// ```
public struct Rectifier: Nonlinearity, Equatable {
  /// The slope a at negative arguments.
  public let slope: Double

  /// Makes the function.
  ///
  /// - Parameter slope: The slope a at negative arguments.
  public init(slope: Double = 0) {
    precondition(slope.isFinite, "a slope cannot be \(slope)")
    self.slope = slope
  }

  /// The name, `relu` or `leaky-relu`.
  public var name: String { slope == 0 ? "relu" : "leaky-relu" }
  /// The kink at 0.
  public var kinks: [Double] { [0] }
  /// The pieces are linear.
  public var analyticHalfWidth: Double { .infinity }
  /// x or a x.
  public func value(_ x: Double) -> Double { x >= 0 ? x : slope * x }
  /// 1 or a.
  public func derivative(_ x: Double) -> Double { x >= 0 ? 1 : slope }
  /// 0.
  public func secondDerivative(_ x: Double) -> Double { 0 }
  /// The difference piece by piece.
  public func difference(center: Double, halfWidth: Double) -> Double {
    if abs(center) >= abs(halfWidth) { return 2 * halfWidth * (center >= 0 ? 1 : slope) }
    return value(center + halfWidth) - value(center - halfWidth)
  }
}

/// The identity clipped to −1…1.
public struct HardTanh: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `hard-tanh`.
  public var name: String { "hard-tanh" }
  /// The kinks at ±1.
  public var kinks: [Double] { [-1, 1] }
  /// The pieces are linear.
  public var analyticHalfWidth: Double { .infinity }
  /// x between −1 and 1, its sign outside.
  public func value(_ x: Double) -> Double { Swift.min(1, Swift.max(-1, x)) }
  /// 1 between −1 and 1, 0 outside.
  public func derivative(_ x: Double) -> Double { abs(x) <= 1 ? 1 : 0 }
  /// 0.
  public func secondDerivative(_ x: Double) -> Double { 0 }
  /// The part of the way from p − d to p + d that lies within −1…1.
  public func difference(center: Double, halfWidth: Double) -> Double {
    if abs(center) + abs(halfWidth) <= 1 { return 2 * halfWidth }
    return value(center + halfWidth) - value(center - halfWidth)
  }
}

/// The sine.
public struct Sine: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `sin`.
  public var name: String { "sin" }
  /// The sine is entire and grows as e^y; with a Gaussian weight 6 is safe for any variance.
  public var analyticHalfWidth: Double { 6 }
  /// sin x.
  public func value(_ x: Double) -> Double { Double.sin(x) }
  /// cos x.
  public func derivative(_ x: Double) -> Double { Double.cos(x) }
  /// −sin x.
  public func secondDerivative(_ x: Double) -> Double { -Double.sin(x) }
  /// 2 cos p sin d.
  public func difference(center: Double, halfWidth: Double) -> Double {
    2 * Double.cos(center) * Double.sin(halfWidth)
  }
}

/// The identity.
public struct Linear: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `linear`.
  public var name: String { "linear" }
  /// The identity has no singularity.
  public var analyticHalfWidth: Double { .infinity }
  /// x.
  public func value(_ x: Double) -> Double { x }
  /// 1.
  public func derivative(_ x: Double) -> Double { 1 }
  /// 0.
  public func secondDerivative(_ x: Double) -> Double { 0 }
  /// 2 d.
  public func difference(center: Double, halfWidth: Double) -> Double { 2 * halfWidth }
}

/// The scaled exponential linear unit.
///
/// ```
/// φ(x) = λ x for x ≥ 0, λ a (e^x − 1) for x < 0,   λ = 1.0507…, a = 1.6733…
/// ```
///
/// **Source**: G. Klambauer et al., *Advances in Neural Information Processing Systems* 30 (2017).
public struct SELU: Nonlinearity, Equatable {
  /// The scale λ.
  public static let scale = 1.050_700_987_355_480_5
  /// The size a of the negative part.
  public static let alpha = 1.673_263_242_354_377_2
  /// Makes the function.
  public init() {}
  /// The name, `selu`.
  public var name: String { "selu" }
  /// The kink at 0.
  public var kinks: [Double] { [0] }
  /// The pieces are entire; e^x varies on a scale of 1.
  public var analyticHalfWidth: Double { 6 }
  /// e^−40 is less than the rounding of 1.
  public var curvedRange: ClosedRange<Double>? { -40...0 }
  /// λ x or λ a (e^x − 1).
  public func value(_ x: Double) -> Double {
    Self.scale * (x >= 0 ? x : Self.alpha * Double.expMinusOne(x))
  }
  /// λ or λ a e^x.
  public func derivative(_ x: Double) -> Double {
    Self.scale * (x >= 0 ? 1 : Self.alpha * Double.exp(x))
  }
  /// 0 or λ a e^x.
  public func secondDerivative(_ x: Double) -> Double {
    x >= 0 ? 0 : Self.scale * Self.alpha * Double.exp(x)
  }
  /// The difference piece by piece.
  public func difference(center: Double, halfWidth: Double) -> Double {
    if center >= abs(halfWidth) { return 2 * Self.scale * halfWidth }
    if -center >= abs(halfWidth) {
      // 2 e^p sinh d without the overflow of a long d.
      let d = abs(halfWidth)
      let rise = -Double.exp(center + d) * Double.expMinusOne(-2 * d)
      return Self.scale * Self.alpha * (halfWidth < 0 ? -rise : rise)
    }
    return value(center + halfWidth) - value(center - halfWidth)
  }
}

/// The Gaussian error linear unit.
///
/// ```
/// φ(x) = x Φ(x),   Φ(x) = erfc(−x/√2)/2
/// ```
///
/// **Source**: D. Hendrycks and K. Gimpel, arXiv:1606.08415 (2016).
public struct GELU: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `gelu`.
  public var name: String { "gelu" }
  /// Φ is entire and grows as e^(y²/2); with a Gaussian weight 2 is safe for any variance.
  public var analyticHalfWidth: Double { 2 }
  /// Φ(−9) is less than the rounding of 1.
  public var curvedRange: ClosedRange<Double>? { -9...9 }
  private static func density(_ x: Double) -> Double {
    Double.exp(-x * x / 2) * (0.5 / Double.pi).squareRoot()
  }
  private static func probability(_ x: Double) -> Double {
    Double.erfc(-x * 0.5.squareRoot()) / 2
  }
  /// x Φ(x).
  public func value(_ x: Double) -> Double { x * Self.probability(x) }
  /// Φ(x) + x Φ'(x).
  public func derivative(_ x: Double) -> Double { Self.probability(x) + x * Self.density(x) }
  /// (2 − x²) Φ'(x).
  public func secondDerivative(_ x: Double) -> Double { (2 - x * x) * Self.density(x) }
}

/// The sigmoid linear unit, also called swish.
///
/// ```
/// φ(x) = x/(1 + e^(−x))
/// ```
public struct SiLU: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `silu`.
  public var name: String { "silu" }
  /// The distance π of the poles from the real axis.
  public var analyticHalfWidth: Double { .pi }
  /// e^−40 is less than the rounding of 1.
  public var curvedRange: ClosedRange<Double>? { -40...40 }
  private static func logistic(_ x: Double) -> Double {
    let e = Double.exp(-abs(x))
    return (x >= 0 ? 1 : e) / (1 + e)
  }
  /// x/(1 + e^(−x)).
  public func value(_ x: Double) -> Double { x * Self.logistic(x) }
  /// σ + x σ(1 − σ) with σ = 1/(1 + e^(−x)).
  public func derivative(_ x: Double) -> Double {
    let s = Self.logistic(x)
    return s + x * s * Self.logistic(-x)
  }
  /// σ(1 − σ)(2 + x(1 − 2σ)).
  public func secondDerivative(_ x: Double) -> Double {
    let s = Self.logistic(x)
    return s * Self.logistic(-x) * (2 + x * (1 - 2 * s))
  }
}

/// The smooth rectifier.
///
/// ```
/// φ(x) = ln(1 + e^x)
/// ```
public struct Softplus: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `softplus`.
  public var name: String { "softplus" }
  /// The distance π of the branch points from the real axis.
  public var analyticHalfWidth: Double { .pi }
  /// e^−40 is less than the rounding of 1.
  public var curvedRange: ClosedRange<Double>? { -40...40 }
  /// ln(1 + e^x).
  public func value(_ x: Double) -> Double {
    Swift.max(x, 0) + Double.log(onePlus: Double.exp(-abs(x)))
  }
  /// 1/(1 + e^(−x)).
  public func derivative(_ x: Double) -> Double {
    let e = Double.exp(-abs(x))
    return (x >= 0 ? 1 : e) / (1 + e)
  }
  /// e^x/(1 + e^x)².
  public func secondDerivative(_ x: Double) -> Double {
    let e = Double.exp(-abs(x))
    return e / ((1 + e) * (1 + e))
  }
}

/// The sign, 1 at 0.
///
/// It jumps: nearby inputs separate at once, χ₁ is infinite.
public struct Sign: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `sign`.
  public var name: String { "sign" }
  /// The jump at 0.
  public var kinks: [Double] { [0] }
  /// The function itself jumps.
  public var isDiscontinuous: Bool { true }
  /// The pieces are constant.
  public var analyticHalfWidth: Double { .infinity }
  /// −1 or 1.
  public func value(_ x: Double) -> Double { x >= 0 ? 1 : -1 }
  /// 0.
  public func derivative(_ x: Double) -> Double { 0 }
  /// 0.
  public func secondDerivative(_ x: Double) -> Double { 0 }
}
