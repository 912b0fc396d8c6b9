import CKernels
public import LinearAlgebra

/// The covariances of the pre-activations of several inputs in one layer of a wide random network.
///
/// ```
/// K_ab = E h_a h_b,   q_a = K_aa,   D_ab = E (h_a − h_b)² = q_a + q_b − 2 K_ab
/// ```
///
/// Covariances and squared distances are both kept, so that inputs which nearly coincide and inputs which
/// are nearly uncorrelated each have their own relative accuracy.
///
/// - Shape: n × n, symmetric.
public struct KernelLayer: Sendable {
  /// The number of the layer, from 1.
  public private(set) var number: Int

  /// The number n of inputs.
  public let count: Int

  /// The squared lengths, padded with zeros to a multiple of the block of the kernels.
  private(set) var q: [Double]
  /// The covariances, of `stride` columns; only blocks on and above the diagonal are kept up.
  private(set) var k: [Double]
  /// The squared distances, likewise.
  private(set) var d: [Double]

  /// The table behind this layer, for functions that take one.
  var table: KernelTable?

  /// The number of columns in storage.
  var stride: Int { q.count }

  /// Makes the first layer.
  ///
  /// - Parameters:
  ///   - products: σ_w² x_a·x_b/N_0, n × n.
  ///   - bias: σ_b².
  ///   - squaredDistance: σ_w² |x_a − x_b|²/N_0 from the differences themselves, for pairs that are near.
  init(products: Matrix, bias: Double, squaredDistance: (_ a: Int, _ b: Int) -> Double) {
    number = 1
    count = products.rows
    let block = Int(RK_PAIRS)
    let stride = (count + block - 1) / block * block
    let squares = products.diagonal
    q = squares.map { $0 + bias } + [Double](repeating: 0, count: stride - count)
    k = [Double](repeating: 0, count: count * stride)
    d = k
    for a in 0..<count {
      for b in a / block * block..<count {
        let product = products.elements[a * count + b]
        let sum = squares[a] + squares[b]
        let distance = sum - 2 * product
        k[a * stride + b] = product + bias
        let isNear = distance < 2 * nearPart * sum
        d[a * stride + b] = isNear ? squaredDistance(a, b) : distance
      }
    }
  }

  /// Becomes the next layer, in place.
  ///
  /// - Parameters:
  ///   - lengths: The new squared lengths, n of them.
  ///   - step: What changes the padded k and d, given the padded new lengths.
  mutating func advance(
    to lengths: [Double],
    _ step: (_ next: [Double], _ k: inout [Double], _ d: inout [Double]) -> Void
  ) {
    q = lengths + [Double](repeating: 0, count: stride - count)
    step(q, &k, &d)
    number += 1
  }

  /// The squared lengths q_a, n of them.
  public var lengths: [Double] { Array(q.prefix(count)) }

  /// The kernel K_ab.
  ///
  /// - Complexity: O(n²): a matrix is made.
  public var covariances: Matrix { symmetric(k) }

  /// The squared distances D_ab, with their own relative accuracy.
  ///
  /// - Complexity: O(n²): a matrix is made.
  public var squaredDistances: Matrix { symmetric(d) }

  private func symmetric(_ storage: [Double]) -> Matrix {
    var matrix = Matrix(rows: count, columns: count)
    for a in 0..<count {
      matrix.elements.replaceSubrange(
        a * count + a..<(a + 1) * count, with: storage[a * stride + a..<a * stride + count])
    }
    // Mirrored block by block, so that both sides stay in the cache.
    let block = 32
    for rows in Swift.stride(from: 0, to: count, by: block) {
      for columns in Swift.stride(from: 0, through: rows, by: block) {
        for a in rows..<Swift.min(rows + block, count) {
          for b in columns..<Swift.min(columns + block, a) {
            matrix.elements[a * count + b] = matrix.elements[b * count + a]
          }
        }
      }
    }
    return matrix
  }

  /// The distance 1 − c of two inputs in correlation, accurate also when it is small.
  ///
  /// ```
  /// ε_ab = (D_ab − (√q_a − √q_b)²)/(2 √(q_a q_b)),   c_ab = K_ab/√(q_a q_b)
  /// ```
  ///
  /// Inputs of equal length keep the relative accuracy of D_ab; otherwise an error of about
  /// 1e-16 |√q_a − √q_b|/√q_a is left.
  ///
  /// - Parameters:
  ///   - a: The first input, from 0.
  ///   - b: The second input.
  /// - Returns: ε_ab, from 0 to 2.
  public func separation(_ a: Int, _ b: Int) -> Double {
    precondition(a >= 0 && a < count && b >= 0 && b < count, "inputs \(a), \(b) of \(count)")
    return pair(Swift.min(a, b), Swift.max(a, b)).separation
  }

  /// What is known of a pair a ≤ b.
  func pair(_ a: Int, _ b: Int) -> KernelPair {
    KernelPair(
      qa: q[a], qb: q[b], covariance: k[a * stride + b], squaredDistance: d[a * stride + b])
  }
}

/// Two inputs in one layer.
struct KernelPair {
  let qa, qb: Double
  let covariance, squaredDistance: Double
  /// Whether the pair is so close that it is followed by its distance.
  let isNear: Bool
  /// 1 − c, accurate when small.
  let separation: Double
  /// c, accurate when small.
  let correlation: Double

  init(qa: Double, qb: Double, covariance: Double, squaredDistance: Double) {
    self.qa = qa
    self.qb = qb
    self.covariance = covariance
    self.squaredDistance = squaredDistance
    isNear = squaredDistance < nearPart * (qa + qb)
    let (rootA, rootB) = (qa.squareRoot(), qb.squareRoot())
    if isNear {
      let gap = rootA - rootB
      separation = Swift.max(0, (squaredDistance - gap * gap) / (2 * rootA * rootB))
      correlation = 1 - separation
    } else {
      correlation = Swift.min(1, Swift.max(-1, covariance / (rootA * rootB)))
      separation = 1 - correlation
    }
  }
}

/// Pairs whose squared distance is below this part of q_a + q_b are followed by that distance; the same
/// number is in the C kernels.
let nearPart = 1.0 / 64
