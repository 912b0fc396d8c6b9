import LinearAlgebra
import NetworkTheory
import Statistics

/// The theory of infinitely wide networks, layer by layer, for given inputs.
///
/// Lengths that grow without bound are followed up to the largest one of the theory, and have no
/// prediction after that.
struct DeepNetPrediction {
  private let map: CorrelationMap
  private let depth: Int

  init(_ network: DeepNetParameters, depth: Int) throws {
    map = CorrelationMap(
      try LengthMap(
        sigmaW: network.sigmaW, sigmaB: network.sigmaB, nonlinearity: network.phi.function))
    self.depth = depth
  }

  private static let largestLength = 1e6

  /// The image in the first layer, which is linear.
  private func first(_ overlap: Double) -> Double {
    let (w, b) = (map.lengthMap.sigmaW, map.lengthMap.sigmaB)
    return w * w * overlap + b * b
  }

  /// The squared lengths of an input: depth + 1 numbers.
  func lengths(from q0: Double) -> [Double?] {
    var q: [Double?] = [q0, first(q0)]
    while q.count <= depth {
      guard let last = q[q.count - 1], last <= Self.largestLength else {
        q.append(nil)
        continue
      }
      q.append(map.lengthMap(last))
    }
    return q
  }

  /// The squared lengths, averaged over inputs.
  func meanLengths(of inputs: Matrix) -> [Double?] {
    var known: [Double: [Double?]] = [:]
    // Prescribed lengths are equal up to rounding.
    let all = inputs.diagonal.map { exact in
      let q0 = Double(Float(exact))
      if let found = known[q0] { return found }
      let found = lengths(from: exact)
      known[q0] = found
      return found
    }
    return (0...depth).map { layer in
      let values = all.compactMap { $0[layer] }
      return values.count == all.count ? SampleMoments(values).mean : nil
    }
  }

  /// The correlations of two inputs: depth + 1 numbers.
  func correlations(_ overlaps: Matrix, _ a: Int, _ b: Int) -> [Double?] {
    var (x, y) = (overlaps[a, a], overlaps[b, b])
    var c = max(-1, min(1, overlaps[a, b] / (x * y).squareRoot()))
    let isEven = abs(x - y) <= 1e-9 * x
    var separation = 1 - c
    var result: [Double?] = [c]
    for layer in 1...depth {
      guard max(x, y) <= Self.largestLength, x > 0, y > 0 else {
        result.append(nil)
        continue
      }
      if layer == 1 {
        let norm = (first(x) * first(y)).squareRoot()
        c = first(c * (x * y).squareRoot()) / norm
        separation = isEven ? separation * (1 - first(0) / first(x)) : 1 - c
      } else if isEven {
        separation = map.separation(after: separation, q: x)
      } else {
        c = map.overlap(c: c, q11: x, q22: y)
      }
      (x, y) = layer == 1 ? (first(x), first(y)) : (map.lengthMap(x), map.lengthMap(y))
      if isEven {
        c = 1 - separation
      } else if layer > 1 {
        c = max(-1, min(1, c / (x * y).squareRoot()))
      }
      result.append(c)
    }
    return result
  }
}
