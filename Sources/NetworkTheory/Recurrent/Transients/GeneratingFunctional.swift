public import LinearAlgebra
import RealModule

/// The path integral of one neuron of a recurrent network with independent couplings.
///
/// The average over the couplings (Martin, Siggia, Rose; De Dominicis; Janssen) leaves for N → ∞ one neuron in
/// Gaussian noise. In steps δ, with fields f and the conjugate path ĥ,
///
/// ```
/// S[h, ĥ; f] = i Σ_n ĥ_n (x_n − e^(−δ) x_(n−1) − δ e^(−δ) f_(n−1)) + ½ Σ_nm ĥ_n N_nm ĥ_m,   x = h − m
/// Z[l, f] = ∫ Π dh_n dĥ_n/2π  e^(−S) e^(δ Σ l_n h_n)
/// ln Z = δ Σ l_n m_n + δ² Σ_nm l_n R_nm f_m + ½ δ² Σ_nm l_n K_nm l_m
/// ```
///
/// N is the covariance of x_n − e^(−δ) x_(n−1), with h before the first time taken as m. Covariance and response are second
/// derivatives,
///
/// ```
/// K_nm = δ⁻² ∂² ln Z/∂l_n ∂l_m,   R_nm = δ⁻² ∂² ln Z/∂l_n ∂f_m = e^(−δ) ⟨h_n iĥ_(m+1)⟩
/// ```
///
/// The determinant of the equation of motion is 1, because it is causal (R_nm = 0 for m ≥ n, the convention of Itô), so
/// that Z[0, f] = 1 for any fields: moments of ĥ alone vanish.
///
/// - Shape: T + 1 times.
///
/// **Source**: P. C. Martin, E. D. Siggia, H. A. Rose, *Phys. Rev. A* 8, 423 (1973); H. Sompolinsky and A. Zippelius,
/// *Phys. Rev. B* 25, 6860 (1982); A. Crisanti and H. Sompolinsky, *Phys. Rev. E* 98, 062120 (2018).
public struct GeneratingFunctional: Sendable {
  /// The step δ between times.
  public let step: Double
  /// The means m_n.
  public let means: [Double]
  /// The covariances K_nm.
  public let covariances: Matrix

  /// Describes the process of one neuron.
  ///
  /// - Parameters:
  ///   - step: The step δ between times, positive.
  ///   - means: The means m_n.
  ///   - covariances: The covariances K_nm, symmetric and not negative.
  public init(step: Double, means: [Double], covariances: Matrix) {
    precondition(step > 0 && step.isFinite, "a time step cannot be \(step)")
    precondition(
      covariances.isSquare && covariances.rows == means.count,
      "\(means.count) means and \(covariances.rows) × \(covariances.columns) covariances")
    self.step = step
    self.means = means
    self.covariances = covariances
  }

  /// The response R_nm to a field, e^(−δ(n−m)) for n > m and 0 otherwise.
  ///
  /// - Parameters:
  ///   - n: The index of the later time.
  ///   - m: The index of the time of the field.
  /// - Returns: R_nm.
  public func response(_ n: Int, _ m: Int) -> Double {
    n > m ? Double.exp(-step * Double(n - m)) : 0
  }

  /// The logarithm of Z[l, f].
  ///
  /// - Parameters:
  ///   - sources: The sources l_n, one for each time.
  ///   - fields: The fields f_n, one for each time; the last acts on nothing.
  /// - Returns: ln Z, 0 without sources.
  /// - Complexity: O(T²).
  public func logarithm(sources: [Double], fields: [Double]) -> Double {
    precondition(
      sources.count == means.count && fields.count == means.count,
      "\(sources.count) sources and \(fields.count) fields for \(means.count) times")
    let decay = Double.exp(-step)
    let spread = covariances * sources
    var (sum, shift) = (0.0, 0.0)
    for n in means.indices {
      // The shift of the mean by the fields, as the equation of motion accumulates it.
      if n > 0 { shift = decay * (shift + step * fields[n - 1]) }
      sum += step * sources[n] * (means[n] + shift + 0.5 * step * spread[n])
    }
    return sum
  }

  /// The covariance N_nm of x_n − e^(−δ) x_(n−1): the noise of one step, and at n = 0 the initial state.
  public var noise: Matrix {
    let decay = Double.exp(-step)
    func half(_ n: Int, _ m: Int) -> Double {
      covariances[n, m] - (m > 0 ? decay * covariances[n, m - 1] : 0)
    }
    return Matrix(rows: means.count, columns: means.count) { n, m in
      half(n, m) - (n > 0 ? decay * half(n - 1, m) : 0)
    }
  }

  /// The action S[h, ĥ; f] of a path and its conjugate.
  ///
  /// - Parameters:
  ///   - path: The path h_n.
  ///   - conjugate: The conjugate path ĥ_n.
  ///   - fields: The fields f_n.
  /// - Returns: Real and imaginary part.
  /// - Complexity: O(T²).
  public func action(
    path: [Double], conjugate: [Double], fields: [Double]
  ) -> (real: Double, imaginary: Double) {
    precondition(
      path.count == means.count && conjugate.count == means.count && fields.count == means.count,
      "\(path.count), \(conjugate.count) and \(fields.count) values for \(means.count) times")
    let decay = Double.exp(-step)
    let spread = noise * conjugate
    var (real, imaginary) = (0.0, 0.0)
    for n in means.indices {
      real += conjugate[n] * spread[n] / 2
      let before = n > 0 ? path[n - 1] - means[n - 1] + step * fields[n - 1] : 0
      imaginary += conjugate[n] * (path[n] - means[n] - decay * before)
    }
    return (real, imaginary)
  }
}
