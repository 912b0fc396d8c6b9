public import LinearAlgebra
internal import NumericalMethods
import RealModule

extension TransientTheory {
  /// The response of the signal of a neuron to a field on the same neuron.
  ///
  /// ```
  /// R(t, s) = δ E h(t) / δ f(s) = e^(−(t − s)) for t > s, 0 for t ≤ s;   ∂_t h = −h + … + f
  /// ```
  ///
  /// With independent couplings nothing of the neuron's signal comes back to it at N → ∞. At equal times the
  /// value is that before the field has acted.
  ///
  /// - Returns: R(t, s), row t and column s, in units of one over the time constant.
  public var response: Matrix {
    Matrix(rows: times.count, columns: times.count) { n, m in
      n > m ? Double.exp(times[m] - times[n]) : 0
    }
  }

  /// The mean slope of the rates.
  ///
  /// ```
  /// E φ'(h(t)),   E (h − m) φ(h)/K(t, t) for a function that jumps
  /// ```
  ///
  /// - Parameter a: The trajectory, from 0.
  /// - Returns: The slope at each time; 0 where a function that jumps has no variance.
  public func meanSlope(_ a: Int = 0) -> [Double] {
    let phi = map.nonlinearity
    return zip(means[a], variance(a)).map { mean, variance in
      let v = Swift.max(0, variance)
      let average = GaussianAverage(mean: mean, variance: v, for: phi)
      guard phi.isDiscontinuous else { return average(phi.derivative) }
      return v > 0 ? average { ($0 - mean) * phi.value($0) } / v : 0
    }
  }

  /// The response of the rate of a neuron to a field on the same neuron.
  ///
  /// ```
  /// R_φ(t, s) = δ E φ(h(t)) / δ f(s) = E φ'(h(t)) R(t, s)
  /// ```
  ///
  /// - Parameter a: The trajectory, from 0.
  /// - Returns: R_φ(t, s), row t and column s.
  public func rateResponse(_ a: Int = 0) -> Matrix {
    let slopes = meanSlope(a)
    let bare = response
    return Matrix(rows: times.count, columns: times.count) { slopes[$0] * bare[$0, $1] }
  }

  /// The generating functional of the signal of one neuron.
  ///
  /// - Parameter a: The trajectory, from 0.
  /// - Returns: Z[l, f] at the times of the march.
  public func generatingFunctional(_ a: Int = 0) -> GeneratingFunctional {
    GeneratingFunctional(
      step: times[1] - times[0], means: means[a], covariances: covariance(a, a))
  }
}
