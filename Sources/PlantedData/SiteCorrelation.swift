package import Randomness
import RealModule
import SpinModels

/// A Gaussian noise on N sites whose covariance has the spectrum of an SK-like paramagnet.
///
/// ```
/// g = P ⊕_B H_B √Λ_B z,   z ~ N(0, 1),   λ_k = c/(1 + b² − b x_k)
/// ```
///
/// B runs over blocks whose sizes are the powers of two in N; H_B is the normalised Walsh–Hadamard
/// matrix, whose elements have all the same size, so that every site has the variance mean(λ) = 1;
/// Λ_B holds the eigenvalues of the block in random order; P is a random order of the sites. In the
/// paramagnet of the SK model, b = β and the covariance is (1 + β² − βJ)⁻¹ to leading order.
package struct SiteCorrelation: Sendable {
  /// The eigenvalues of every block, in the order in which the transform takes them.
  package let eigenvalues: [[Double]]
  /// `sites[k]`: the site that element k of the blocks, one after the other, becomes.
  private let sites: [Int]
  private let deviations: [[Double]]

  /// Draws the order of eigenvalues and sites.
  ///
  /// - Parameters:
  ///   - strength: The number b, from 0 to below 1.
  ///   - siteCount: The number N of sites.
  ///   - stream: Where the orders come from.
  package init(strength: Double, siteCount: Int, stream: inout RandomStream) {
    precondition(strength >= 0 && strength < 1, "a site correlation of \(strength)")
    var blocks: [[Double]] = []
    for bit in stride(from: siteCount.bitWidth - 2, through: 0, by: -1)
    where siteCount & (1 << bit) != 0 {
      let law = Self.eigenvalues(count: 1 << bit, strength: strength)
      blocks.append(stream.permutation(law.count).map { law[$0] })
    }
    eigenvalues = blocks
    deviations = blocks.map { $0.map { $0.squareRoot() } }
    sites = stream.permutation(siteCount)
  }

  /// The eigenvalues at equally probable places of the law, descending, with mean 1.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - strength: The number b, from 0 to below 1.
  /// - Returns: The eigenvalues.
  package static func eigenvalues(count: Int, strength: Double) -> [Double] {
    let b = strength
    let raw = (0..<count).map { k -> Double in
      let place = 1 - (Double(k) + 0.5) / Double(count)
      return 1 / (1 + b * b - b * semicircleQuantile(place))
    }
    let mean = raw.reduce(0, +) / Double(count)
    return raw.map { $0 / mean }
  }

  /// The quantile of the semicircle law on [−2, 2].
  ///
  /// ```
  /// p = ½ + (2φ + sin 2φ)/(2π),   x = 2 sin φ
  /// ```
  ///
  /// - Parameter p: A probability.
  /// - Returns: The number x.
  package static func semicircleQuantile(_ p: Double) -> Double {
    var low = -Double.pi / 2
    var high = Double.pi / 2
    for _ in 0..<52 {
      let middle = (low + high) / 2
      if 0.5 + (2 * middle + .sin(2 * middle)) / (2 * .pi) < p {
        low = middle
      } else {
        high = middle
      }
    }
    return 2 * .sin((low + high) / 2)
  }

  /// Turns N independent normal numbers into the noise of N sites, in place.
  ///
  /// - Complexity: O(N log N).
  package func correlate(_ numbers: inout [Double]) {
    precondition(numbers.count == sites.count, "\(numbers.count) numbers for \(sites.count) sites")
    var start = 0
    for block in deviations {
      for k in block.indices { numbers[start + k] *= block[k] }
      Self.walshHadamard(&numbers, start: start, count: block.count)
      start += block.count
    }
    var placed = numbers
    for (k, site) in sites.enumerated() { placed[site] = numbers[k] }
    numbers = placed
  }

  /// The normalised Walsh–Hadamard transform of `count` elements, a power of two.
  private static func walshHadamard(_ x: inout [Double], start: Int, count: Int) {
    var half = 1
    while half < count {
      for first in stride(from: start, to: start + count, by: 2 * half) {
        for k in first..<first + half {
          let (a, b) = (x[k], x[k + half])
          x[k] = a + b
          x[k + half] = a - b
        }
      }
      half *= 2
    }
    let scale = 1 / Double(count).squareRoot()
    for k in start..<start + count { x[k] *= scale }
  }
}
