internal import NumericalMethods
import RealModule

/// The growth of small perturbations of a stationary chaotic state, as a problem of quantum mechanics.
///
/// ```
/// [−d²/dτ² + 1 − σ_w² E φ'φ'(τ)] ψ = E ψ,   λ_1 = −1 + √(1 − E_0)
/// ```
///
/// The potential is −V''(Δ(τ)), so that Δ' is an eigenfunction of energy 0: it is odd and has no zero but at
/// τ = 0, and is the first excited state. The ground state lies below it: the state is chaotic.
///
/// On the half line, from the decaying solution far away inwards, ψ has no zero for E < 0, and nothing is
/// unstable. Steps are those of Magnus' fourth-order method in u, exact for a constant potential.
///
/// **Source**: H. Sompolinsky, A. Crisanti and H. J. Sommers, *Phys. Rev. Lett.* 61, 259 (1988).
struct PerturbationSpectrum: Sendable {
  /// E_0.
  let ground: Double
  /// The error of E_0: two step sizes, and the distance of the first excited level from 0.
  let error: Double
  /// The first excited level, which should be 0.
  let excited: Double

  /// - Complexity: About 20 passes of 10³ steps.
  init(_ profile: AutocovarianceProfile) throws {
    let coarse = InwardSolution(profile, steps: 1)
    let fine = InwardSolution(profile, steps: 2)
    let rough = try coarse.ground()
    let better = try fine.ground()
    ground = better + (better - rough) / 15
    let (first, second) = (
      try coarse.excited(scale: -ground), try fine.excited(scale: -ground)
    )
    excited = second + (second - first) / 15
    error = abs(better - rough) / 15 + abs(excited) + 1e-14
  }

  /// λ_1 = −1 + √(1 − E_0).
  var exponent: Double { -ground / (1 + (1 - ground).squareRoot()) }
  /// The error of λ_1.
  var exponentError: Double { error / (2 * (1 - ground).squareRoot()) }
}

/// Solutions of the eigenvalue equation that decay at infinity.
private struct InwardSolution {
  /// Coefficients of a step, from the outside: dψ/du = a χ, dχ/du = a (W − E) ψ at its two Gauss nodes.
  private struct Step {
    let length: Double
    let first, second: (a: Double, potential: Double)
  }
  private let steps: [Step]
  private let far: Double

  init(_ profile: AutocovarianceProfile, steps multiple: Int) {
    far = profile.restCurvature
    var edges = [0.0]
    for (low, high) in zip(profile.edges, profile.edges.dropFirst()) {
      let (from, to) = (Double.atanh(low), high < 1 ? Double.atanh(high) : 17)
      let count = multiple * (high < 1 ? 60 : Int(((to - from) / 0.04).rounded(.up)))
      for k in 1...count { edges.append(from + (to - from) * Double(k) / Double(count)) }
    }
    let offset = 3.0.squareRoot() / 6
    steps = zip(edges, edges.dropFirst()).reversed().map { low, high in
      func coefficients(_ share: Double) -> (a: Double, potential: Double) {
        let t = Double.tanh(low + share * (high - low))
        return (2 / profile.rate(t), profile.potential(t))
      }
      return Step(
        length: high - low, first: coefficients(0.5 - offset), second: coefficients(0.5 + offset))
    }
  }

  /// ψ and ψ' at τ = 0, up to a positive factor.
  func solution(_ energy: Double) -> (value: Double, slope: Double) {
    var (psi, chi) = (1.0, -Swift.max(far - energy, 0).squareRoot())
    for step in steps {
      let h = step.length
      let (a1, a2) = (step.first.a, step.second.a)
      let (b1, b2) = (
        a1 * (step.first.potential - energy), a2 * (step.second.potential - energy)
      )
      // Ω = −(h/2)(A_1 + A_2) − (√3 h²/12)[A_2, A_1], inwards: traceless ((c, p), (q, −c)).
      let c = 3.0.squareRoot() * h * h / 12 * (a1 * b2 - a2 * b1)
      let p = -h / 2 * (a1 + a2)
      let q = -h / 2 * (b1 + b2)
      let square = c * c + p * q
      let (cosine, sine): (Double, Double)
      if square > 1e-12 {
        let root = square.squareRoot()
        (cosine, sine) = (Double.cosh(root), Double.sinh(root) / root)
      } else if square < -1e-12 {
        let root = (-square).squareRoot()
        (cosine, sine) = (Double.cos(root), Double.sin(root) / root)
      } else {
        (cosine, sine) = (1 + square / 2, 1 + square / 6)
      }
      (psi, chi) = (
        (cosine + sine * c) * psi + sine * p * chi, sine * q * psi + (cosine - sine * c) * chi
      )
      let norm = abs(psi) + abs(chi)
      (psi, chi) = (psi / norm, chi / norm)
    }
    return (psi, chi)
  }

  /// The even state of lowest energy: ψ'(0) = 0.
  func ground() throws -> Double {
    let lowest = steps.reduce(0) { Swift.min($0, $1.first.potential, $1.second.potential) }
    return try findRoot(in: lowest * 1.001...0) { solution($0).slope }
  }

  /// The odd state near energy 0: ψ(0) = 0.
  func excited(scale: Double) throws -> Double {
    let reach = 0.3 * Swift.min(scale, far)
    return try findRoot(in: -reach...reach) { solution($0).value }
  }
}
