internal import NumericalMethods
import RealModule

/// The correlation map of a continuous function whose pieces are straight, by single integrals.
///
/// φ'' is a sum of delta functions at the kinks k_i of weight J_i, so that
///
/// ```
/// F(c) = E φ(x) φ(y),   F''(c) = q² Σ_ij J_i J_j ρ(k_i, k_j; c)
/// H = ∫_0^c s F''(s) ds + c/(1 − c) ∫_c^1 (1 − s) F''(s) ds
/// ```
///
/// with the density ρ of two normal variables of correlation c; s = cos θ makes the integrands smooth.
struct PiecewiseLinearKernel {
  private let kinks: [(place: Double, jump: Double)]
  private let rule = GaussLegendre(on: 0...1, count: 80)

  /// Makes the kernel of such a function.
  init(_ phi: any Nonlinearity) {
    kinks = phi.kinks.map { ($0, phi.derivative($0.nextUp) - phi.derivative($0.nextDown)) }
  }

  /// F''(cos θ) sin θ.
  private func density(_ theta: Double, q: Double) -> Double {
    let (sine, cosine) = (Double.sin(theta), Double.cos(theta))
    var sum = 0.0
    for (place, jump) in kinks {
      for (other, otherJump) in kinks {
        // k² − 2ckk' + k'² = (k − k')² + 2kk'(1 − c)
        let half = Double.sin(theta / 2)
        let difference = place - other
        let exponent =
          difference == 0
          ? place * place / (q * (1 + cosine))
          : (difference * difference + 4 * place * other * half * half) / (2 * q * sine * sine)
        sum += jump * otherJump * Double.exp(-exponent)
      }
    }
    return q * sum / (2 * Double.pi)
  }

  private func integral(_ low: Double, _ high: Double, _ function: (Double) -> Double) -> Double {
    zip(rule.nodes, rule.weights).reduce(0) {
      $0 + (high - low) * $1.1 * function(low + (high - low) * $1.0)
    }
  }

  /// H at separations u².
  func values(q: Double, roots: [Double]) -> [Double] {
    let quarter = Double.pi / 2
    return roots.map { u in
      // 1 − cos θ = 2 sin²(θ/2) = u²
      let angle = 2 * Double.asin(u * 0.5.squareRoot())
      let outer = integral(angle, quarter) { Double.cos($0) * density($0, q: q) }
      let inner = integral(0, angle) {
        let half = Double.sin($0 / 2)
        return 2 * half * half * density($0, q: q)
      }
      return outer + (1 - u * u) / (u * u) * inner
    }
  }
}
