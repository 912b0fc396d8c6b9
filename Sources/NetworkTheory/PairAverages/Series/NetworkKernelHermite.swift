import CKernels
import LinearAlgebra
import NumericalMethods

/// Smooth functions: Mehler's series, whose terms are all positive in 1 − c.
///
/// ```
/// E (φ(u_a) − φ(u_b))² = Σ_n (a_n(q_a) − a_n(q_b))² + 2 (1 − c) Σ_k c^k Σ_{n>k} a_n(q_a) a_n(q_b)
/// ```
struct HermiteStep: KernelStep {
  let nonlinearity: any Nonlinearity

  init(_ nonlinearity: any Nonlinearity) { self.nonlinearity = nonlinearity }

  /// Averages take a number of nodes that grows with the length.
  var lengths: ClosedRange<Double> { allowedLengths.lowerBound...largestSquaredLength }

  func advance(_ layer: inout KernelLayer, weight: Double, bias: Double) {
    guard let expansion = HermiteExpansion(of: nonlinearity, variances: layer.lengths) else {
      return QuadratureStep(nonlinearity).advance(&layer, weight: weight, bias: bias)
    }
    let (count, stride, q) = (layer.count, layer.stride, layer.q)
    let rows = expansion.coefficients.rows
    var padded = [Double](repeating: 0, count: rows * stride)
    for row in 0..<rows {
      let start = row * stride
      padded.replaceSubrange(start..<start + layer.count, with: expansion.coefficients.row(row))
    }
    let root = q.map { $0.squareRoot() }
    let inverse = root.map { $0 > 0 ? 1 / $0 : 0 }
    let lengths = expansion.meanSquares.map { weight * $0 + bias }
    layer.advance(to: lengths) { next, k, d in
      rk_hermite_layer(
        rk_cpu_level(), count, stride, rows, expansion.isOdd ? 1 : 0, weight, bias,
        padded, q, root, inverse, next, &k, &d)
    }
  }

  func method(for layer: KernelLayer) -> NetworkKernel.Method {
    // The longest input decides.
    let longest = layer.lengths.max().map { [$0] } ?? []
    return HermiteExpansion(of: nonlinearity, variances: longest) != nil
      ? .hermiteSeries : QuadratureStep(nonlinearity).method(for: layer)
  }
}
