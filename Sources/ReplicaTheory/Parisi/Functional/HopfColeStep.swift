import RealModule

/// A function of the local field and its two derivatives on the lattice i·spacing, i ≥ 0.
///
/// The value is even in the field and grows like |x|; beyond the lattice it is continued linearly.
struct FieldProfile {
  let spacing: Double
  var value: [Double]
  var slope: [Double]
  var curvature: [Double]
}

/// One exact step of the Parisi equation at constant γ (Hopf–Cole recursion), between two lattices.
///
/// ```
/// ψ_out(x) = (1/γ) ln E e^(γ ψ_in(x + a z))
/// ```
///
/// Sums over the lattice of ψ_in converge exponentially, since ψ_in is analytic near the real axis. The
/// lattice of ψ_out is `stride` times as wide.
struct HopfColeStep {
  let stride: Int
  let kernel: GaussianKernel
  let tilt: Double

  /// ψ_out.
  private(set) var output: FieldProfile

  /// ⟨ψ_in⟩ − ψ_out at every place of ψ_out.
  private(set) var excess: [Double]

  /// Weights e^(γψ_in − reference) of stretches of the inner lattice, for the way forward.
  private var stretches: [Stretch] = []
  private var norms: [Double]
  private let innerCount: Int

  private struct Stretch {
    let places: Range<Int>
    let low: Int
    let weights: [Double]
  }

  /// Takes the step.
  ///
  /// - Parameters:
  ///   - input: ψ_in.
  ///   - stride: The ratio of the two spacings.
  ///   - count: The number of places of ψ_out.
  ///   - a: The standard deviation of the Gaussian.
  ///   - tilt: The factor γ.
  /// - Complexity: O(count) with about 17 a/spacing terms each.
  init(of input: FieldProfile, stride: Int, count: Int, deviation a: Double, tilt: Double) {
    let step = input.spacing
    let kernel = GaussianKernel(deviation: a, spacing: step, tilt: tilt)
    let reach = kernel.reach
    self.stride = stride
    self.kernel = kernel
    self.tilt = tilt
    innerCount = input.value.count
    let last = innerCount - 1
    let lastPlace = (count - 1) * stride + reach
    // Beyond the lattice the function goes on along its tangent.
    let beyond = Swift.max(0, lastPlace - last)
    let values =
      input.value
      + (0..<beyond).map {
        input.value[last] + Double($0 + 1) * step * input.slope[last]
      }
    let slopes = input.slope + [Double](repeating: input.slope[last], count: beyond)
    let curvatures = input.curvature + [Double](repeating: 0, count: beyond)

    var output = FieldProfile(
      spacing: step * Double(stride), value: [], slope: [], curvature: [])
    var excess: [Double] = []
    var norms: [Double] = []
    output.value.reserveCapacity(count)
    let single = tilt * values[lastPlace] < 500
    let stretch =
      single
      ? count
      : GaussianKernel.stretch(
        count, spacing: step * Double(stride), reach: Double(reach) * step, tilt: tilt)
    var first = 0
    while first < count {
      let end = Swift.min(count, first + stretch)
      let reference = single ? 0 : tilt * values[(first + end) / 2 * stride]
      let offset = single ? 1.0 : 0
      let low = first * stride - reach
      let high = (end - 1) * stride + reach
      var weights = [Double](repeating: 0, count: high - low + 1)
      var rows = [SIMD4<Double>](repeating: .zero, count: high - low + 1)
      for j in low...high {
        let k = abs(j)
        // Weights less 1 keep the digits where the function is small.
        let exponent = tilt * values[k] - reference
        let relative = single ? Double.expMinusOne(exponent) : Double.exp(exponent)
        let w = offset + relative
        weights[j - low] = w
        let t = slopes[k]
        rows[j - low] = SIMD4(
          relative, w * (j < 0 ? -t : t), w * (curvatures[k] + tilt * t * t), w * values[k])
      }
      let signed = kernel.isWeak ? (low...high).map { values[abs($0)] } : []
      for i in first..<end {
        var sums = SIMD4<Double>.zero
        var j = i * stride - reach - low
        for weight in kernel.weights {
          sums += weight * rows[j]
          j += 1
        }
        let norm = offset * kernel.sum + sums[0]
        let grown = sums[0] / kernel.sum
        let value = (reference + (single ? Double.log(onePlus: grown) : Double.log(grown))) / tilt
        let slope = sums[1] / norm
        norms.append(norm)
        output.value.append(value)
        output.slope.append(slope)
        output.curvature.append(sums[2] / norm - tilt * slope * slope)
        excess.append(
          kernel.isWeak
            ? kernel.excess(of: value, tilt: tilt, values: signed, from: i * stride - reach - low)
            : sums[3] / norm - value)
      }
      stretches.append(Stretch(places: first..<end, low: low, weights: weights))
      first = end
    }
    self.output = output
    self.excess = excess
    self.norms = norms
  }

  /// Carries a distribution of the field on the outer lattice to the inner one.
  ///
  /// ```
  /// p_in(y) = Σ_x p_out(x) w(y − x) e^(γ ψ_in(y)) / Z(x)
  /// ```
  ///
  /// - Parameters:
  ///   - distribution: Weights of |x| on the outer lattice.
  ///   - isOdd: Whether they are those of an odd function, p(x) − p(−x).
  /// - Returns: Weights of |y| on the inner lattice, with the same sum if they are even.
  func forward(_ distribution: [Double], isOdd: Bool = false) -> [Double] {
    var result = [Double](repeating: 0, count: innerCount)
    let reach = kernel.reach
    for stretch in stretches {
      var sums = [Double](repeating: 0, count: stretch.weights.count)
      for i in stretch.places {
        let factor = distribution[i] / norms[i]
        if factor == 0 { continue }
        var j = i * stride - reach - stretch.low
        for weight in kernel.weights {
          sums[j] += factor * weight
          j += 1
        }
      }
      for j in sums.indices {
        let sign = isOdd && j + stretch.low < 0 ? -1.0 : 1
        result[Swift.min(abs(j + stretch.low), innerCount - 1)] +=
          sign * sums[j] * stretch.weights[j]
      }
    }
    return result
  }
}
