import NetworkModels
import NumericalMethods
import RealModule

/// How a residual network behaves at great depth.
///
/// **Source**: G. Yang and S. S. Schoenholz (2017); derived at each member.
public struct ResidualAsymptotics: Sendable, Equatable {
  /// How squared lengths grow.
  public enum LengthGrowth: Sendable, Equatable {
    /// p^l ~ rate · l.
    case linear(rate: Double)
    /// p^(l+1)/p^l → factor.
    case exponential(factor: Double)
  }

  /// How squared lengths grow.
  ///
  /// ```
  /// |φ(±∞)| = 1                     p^l ~ (σ_v² + σ_a²) l
  /// φ ~ a h (h > 0), b h (h < 0)     p^(l+1)/p^l → 1 + σ_v² σ_w² (a² + b²)/2
  /// ```
  public let lengthGrowth: LengthGrowth

  /// The limit of χ: 1 where lengths grow linearly, else the growth of lengths itself.
  public let chi: Double

  /// The rate A of the stretched growth of squared gradients where lengths grow linearly.
  ///
  /// ```
  /// Π_l χ_l ~ e^(A √L),   A = 2 σ_v² σ_w I/√(2π (σ_v² + σ_a²)),   I = ∫ φ'(h)² dh   (4/3 for tanh)
  /// ```
  ///
  /// E φ'² → I/√(2πs) at large variance s = σ_w² (σ_v² + σ_a²) l, and Σ_l l^(−1/2) → 2√L.
  public let gradientRate: Double?

  /// The limit of the correlation.
  ///
  /// ```
  /// e (σ_v² + σ_a²) = σ_v² (2/π) arcsin e + σ_a²   saturating and odd;   1 for a rectifier
  /// ```
  public let fixedCorrelation: Double?

  /// The exponent δ of the approach to it, |e^l − e*| ~ l^(−δ); at most ½ is seen before corrections of
  /// order l^(−1/2) for e* ≠ 0, and 2 for a rectifier.
  ///
  /// ```
  /// δ = 1 − (σ_v²/(σ_v² + σ_a²)) (2/π)/√(1 − e*²)
  /// ```
  public let correlationExponent: Double?
}

extension ResidualRecursion {
  /// The laws at great depth; `nil` for functions that neither saturate at ±1 as odd ones nor grow linearly,
  /// for the reduced variant with a function that is not odd, and for vanishing weights.
  ///
  /// - Complexity: One integral over 400 nodes and a root.
  public var asymptotics: ResidualAsymptotics? {
    let far = 1e8
    let (right, left) = (model.nonlinearity.value(far), model.nonlinearity.value(-far))
    let (v, w) = (model.sigmaV * model.sigmaV, model.sigmaW * model.sigmaW)
    guard v > 0, w > 0 else { return nil }
    if abs(right - 1) < 1e-12, abs(left + 1) < 1e-12 {
      return saturating(v: v, rate: v + model.sigmaA * model.sigmaA)
    }
    let (a, b) = (right / far, -left / far)
    let bends = [1.0, 7, 1e3].allSatisfy {
      abs(model.nonlinearity.value($0) - a * $0) < 1e-12 * $0
        && abs(model.nonlinearity.value(-$0) + b * $0) < 1e-12 * $0
    }
    guard bends, a != 0 || b != 0, model.variant == .full || a == b else { return nil }
    let factor = 1 + v * w * (a * a + b * b) / 2
    return ResidualAsymptotics(
      lengthGrowth: .exponential(factor: factor), chi: factor, gradientRate: nil,
      fixedCorrelation: a == b ? nil : 1, correlationExponent: a == b ? nil : 2)
  }

  private func saturating(v: Double, rate: Double) -> ResidualAsymptotics? {
    guard !model.nonlinearity.isDiscontinuous else { return nil }
    let isOdd = [0.3, 1, 2.5].allSatisfy {
      abs(model.nonlinearity.value($0) + model.nonlinearity.value(-$0)) < 1e-12
    }
    guard isOdd else { return nil }
    let places: [Double] = ([-40, -12, -4, 0, 4, 12, 40] + model.nonlinearity.kinks).sorted()
    var integral = 0.0
    for (low, high) in zip(places, places.dropFirst()) where high > low {
      let rule = GaussLegendre(on: low...high, count: 60)
      for (node, weight) in zip(rule.nodes, rule.weights) {
        let slope = model.nonlinearity.derivative(node)
        integral += weight * slope * slope
      }
    }
    let share = v / rate
    // The excess is convex in e; at σ_a = 0 the stable root is 0.
    var fixed = 0.0
    if model.sigmaA > 0 {
      let excess = { (e: Double) in share * (2 / .pi) * Double.asin(e) + 1 - share - e }
      fixed = (try? findRoot(in: 0...(1 - 1e-12), of: excess)) ?? 1
    }
    return ResidualAsymptotics(
      lengthGrowth: .linear(rate: rate), chi: 1,
      gradientRate: 2 * v * model.sigmaW * integral / (2 * .pi * rate).squareRoot(),
      fixedCorrelation: fixed,
      correlationExponent: 1 - share * (2 / .pi) / (1 - fixed * fixed).squareRoot())
  }
}
