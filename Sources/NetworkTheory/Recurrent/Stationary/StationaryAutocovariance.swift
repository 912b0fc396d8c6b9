internal import NumericalMethods
import RealModule

/// The autocovariance of the fields of a chaotic recurrent network that has become stationary.
///
/// ```
/// Δ(τ) = (1/N) Σ_i (h_i(t) − m)(h_i(t + τ) − m),   Δ'' = −∂V/∂Δ
/// V(Δ; Δ_0) = −Δ²/2 + σ_w² E Φ(x) Φ(y) + σ_b² Δ,   Φ' = φ,   V(Δ_0) = V(Δ_∞),   m = w_0 E φ + b_0
/// ```
///
/// Δ(τ) falls from Δ_0 to Δ_∞, which is what biases and means leave frozen. Its trajectory is the separatrix
/// of the equation, integrated as one of first order, so that it decays exponentially to its last digit.
///
/// **Assumes** N → ∞ at fixed time, where mean-field theory is exact.
///
/// **Source**: H. Sompolinsky, A. Crisanti and H. J. Sommers, *Phys. Rev. Lett.* 61, 259 (1988); with means
/// F. Mastrogiuseppe and S. Ostojic, *Neuron* 99, 609 (2018).
public struct StationaryAutocovariance: Sendable {
  /// The mean m of the fields.
  public let mean: Double
  /// The variance Δ_0 of the fields.
  public let zero: Double
  /// The part Δ_∞ of the variance that is frozen.
  public let infinity: Double
  /// An estimate of the numerical error of Δ_0 and Δ_∞.
  public let errorEstimate: Double
  /// The rate κ at which Δ(τ) − Δ_∞ decays at long times, per unit time.
  public let decayRate: Double

  let profile: AutocovarianceProfile
  /// Places u and times τ(u) between which the time is interpolated.
  private let places: [Double]
  private let times: [Double]

  init(_ state: ClampedMotion.State, profile: AutocovarianceProfile, error: Double) {
    self.profile = profile
    mean = state.force.mean
    zero = state.variance
    infinity = state.rest == 1 ? 0 : state.variance * (1 - state.rest)
    errorEstimate = error + 3 * profile.error * state.variance * state.rest
    decayRate = Swift.max(profile.restCurvature, 0).squareRoot()
    var places = [0.0]
    for (low, high) in zip(profile.edges, profile.edges.dropFirst()) {
      let (from, to) = (Double.atanh(low), high < 1 ? Double.atanh(high) : Self.farthest)
      let count = high < 1 ? 4 : Int(((to - from) / 0.25).rounded(.up))
      for k in 1...count { places.append(from + (to - from) * Double(k) / Double(count)) }
    }
    var times = [0.0]
    for (from, to) in zip(places, places.dropFirst()) {
      times.append(times[times.count - 1] + Self.duration(profile, from: from, to: to))
    }
    self.places = places
    self.times = times
  }

  /// From here on only the exponential is left: sech² u < 1e-16.
  static let farthest = 20.0

  private static let rule = GaussLegendre(on: 0...1, count: 8)

  /// ∫ 2 du/√G.
  private static func duration(
    _ profile: AutocovarianceProfile, from: Double, to: Double
  ) -> Double {
    var sum = 0.0
    for (node, weight) in zip(rule.nodes, rule.weights) {
      sum += weight * (to - from) * 2 / profile.rate(Double.tanh(from + node * (to - from)))
    }
    return sum
  }

  /// The autocovariance at a lag.
  ///
  /// - Parameter lag: The lag τ, of either sign.
  /// - Returns: Δ(τ).
  /// - Complexity: O(1).
  public func callAsFunction(_ lag: Double) -> Double { infinity + fluctuation(lag) }

  /// The part of the autocovariance that decays, to its last digit.
  ///
  /// - Parameter lag: The lag τ, of either sign.
  /// - Returns: Δ(τ) − Δ_∞.
  /// - Complexity: O(1).
  public func fluctuation(_ lag: Double) -> Double {
    let u = place(abs(lag))
    let e = Double.exp(-2 * u)
    return (zero - infinity) * 4 * e / ((1 + e) * (1 + e))
  }

  /// The slope of the autocovariance.
  ///
  /// - Parameter lag: The lag τ, of either sign.
  /// - Returns: Δ'(τ); 0 at τ = 0.
  public func slope(_ lag: Double) -> Double {
    let u = place(abs(lag))
    let t = Double.tanh(u)
    let rate = u < Self.farthest ? profile.rate(t) : decayRate
    return -fluctuation(lag) * t * rate * (lag < 0 ? -1 : 1)
  }

  /// The potential in which perturbations of the state move, −V''(Δ(τ)).
  ///
  /// ```
  /// 1 − σ_w² E φ'(x) φ'(y)
  /// ```
  ///
  /// - Parameter lag: The lag τ, of either sign.
  /// - Returns: The potential; κ² far away. Not for a φ that jumps, where it is infinite at τ = 0.
  public func potential(_ lag: Double) -> Double {
    precondition(profile.hasPotential, "a function that jumps has no potential")
    let u = place(abs(lag))
    return u < Self.farthest ? profile.potential(Double.tanh(u)) : profile.restCurvature
  }

  /// The lag at which the part that decays has fallen to a share of its value at 0.
  ///
  /// - Parameter share: The share, between 0 and 1.
  /// - Returns: The lag τ.
  public func lag(atShare share: Double) -> Double {
    precondition(share > 0 && share <= 1, "a share cannot be \(share)")
    // sech² u = share.
    let root = share.squareRoot()
    let u = Double.log((1 + (1 - share).squareRoot()) / root)
    guard u < Self.farthest else {
      return times[times.count - 1] + 2 * (u - Self.farthest) / decayRate
    }
    let k = Swift.max(1, places.firstIndex { $0 >= u } ?? places.count - 1)
    return times[k - 1] + Self.duration(profile, from: places[k - 1], to: u)
  }

  /// u at a lag, by Newton's method between tabulated places.
  private func place(_ lag: Double) -> Double {
    let last = times[times.count - 1]
    guard lag < last else { return Self.farthest + decayRate * (lag - last) / 2 }
    var (low, high) = (0, times.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if times[middle] <= lag { low = middle } else { high = middle }
    }
    var u =
      places[low] + (places[high] - places[low]) * (lag - times[low]) / (times[high] - times[low])
    for _ in 0..<20 {
      let excess =
        times[low] + Self.duration(profile, from: places[low], to: u) - lag
      let step = excess * profile.rate(Double.tanh(u)) / 2
      u = Swift.min(Swift.max(u - step, places[low]), places[high])
      if abs(step) <= 1e-15 * (1e-3 + u) { break }
    }
    return u
  }
}
