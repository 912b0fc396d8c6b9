import LinearAlgebra

/// The descriptions of overlaps: none, one overlap, one state, blocks, three levels, a tree, a product.
///
/// The replicas of one state have one overlap up to their thermal fluctuations. Of these the largest
/// are those of a replica along the state (its magnetisation), which add a term of every replica:
///
/// ```
/// q_ab = g + u_a + u_b
/// ```
enum PairModel: String, CaseIterable, Sendable {
  /// All overlaps vanish.
  case zero
  /// One common overlap.
  case constant
  /// A common overlap and a term of every replica.
  case oneState = "state"
  /// One value for the pairs inside blocks and one for those between.
  case twoLevels = "levels"
  /// Two levels and a term of every replica.
  case blocks
  /// Three nested levels: ``ThreeLevels``.
  case threeLevels = "three"
  /// One value for every merge of a tree.
  case tree
  /// A product of two numbers, one of every replica: ``RankOneFit``.
  case rankOne = "product"
}

/// The numbers by which a description fits a matrix.
struct PairFit {
  /// The common value g.
  var constant = 0.0
  /// The terms u_a; empty when there are none.
  var terms: [Double] = []
  /// The additional value inside blocks.
  var blockValue = 0.0
  /// The value of every merge; empty but for a tree.
  var mergeValues: [Double] = []
}

/// The linear families of matrices that the descriptions span, for given blocks and a given tree.
///
/// Replicas are in the order of the tree's leaves. A fit is the orthogonal projection of the pairs
/// a < b, so a residual is orthogonal to the whole family.
struct PairFamilies {
  /// The block of every replica.
  let labels: [Int]
  /// The merges of the tree.
  let merges: [Dendrogram.Merge]
  /// The replica terms that fit the indicator of the blocks, with what they leave of it.
  private let indicatorFit: PairFit
  private let indicatorSquare: Double
  /// The number of pairs inside blocks.
  let insideCount: Double

  /// The number of replicas.
  var replicaCount: Int { labels.count }
  /// The number of pairs a < b.
  var pairCount: Double { Double(replicaCount * (replicaCount - 1) / 2) }

  init(labels: [Int], merges: [Dendrogram.Merge]) {
    self.labels = labels
    self.merges = merges
    let indicator = Self.indicator(labels)
    indicatorFit = Self.replicaTerms(of: indicator)
    let rest = indicator.residual(of: indicatorFit, labels: labels)
    indicatorSquare = rest.pairSum(with: rest)
    insideCount = indicator.elements.reduce(0, +) / 2
  }

  /// How many numbers a description has that are as many as the replicas.
  func parameterCount(of model: PairModel) -> Double {
    switch model {
    case .zero, .constant, .twoLevels, .threeLevels, .tree: 0
    case .oneState, .rankOne: Double(replicaCount)
    case .blocks: Double(replicaCount + 1)
    }
  }

  /// Projects a symmetric matrix, of which the diagonal is ignored, on one of the linear descriptions.
  ///
  /// - Complexity: O(R²).
  func fit(_ model: PairModel, to matrix: Matrix) -> PairFit {
    switch model {
    case .zero:
      return PairFit()
    case .constant:
      return PairFit(constant: matrix.offDiagonalMean)
    case .oneState:
      return Self.replicaTerms(of: matrix)
    case .twoLevels:
      let mean = matrix.offDiagonalMean
      let (share, inside) = (insideCount / pairCount, matrix.pairSum(within: labels))
      guard share > 0, share < 1 else { return PairFit(constant: mean) }
      let outside = (mean - inside / pairCount) / (1 - share)
      return PairFit(constant: outside, blockValue: inside / insideCount - outside)
    case .blocks:
      var fit = Self.replicaTerms(of: matrix)
      guard indicatorSquare > 1e-12 else { return fit }
      let inside = matrix.pairSum(within: labels)
      let explained = Self.inner(fit, with: labels)
      let factor = (inside - explained) / indicatorSquare
      fit.constant -= factor * indicatorFit.constant
      for a in fit.terms.indices { fit.terms[a] -= factor * indicatorFit.terms[a] }
      fit.blockValue = factor
      return fit
    case .tree:
      return PairFit(
        mergeValues: merges.map {
          matrix.blockSum(rows: $0.left, columns: $0.right)
            / Double($0.left.count * $0.right.count)
        })
    case .threeLevels, .rankOne:
      preconditionFailure("\(model.rawValue) is fitted by its own type")
    }
  }

  /// What a fit leaves of a matrix, with zero diagonal.
  func residual(of matrix: Matrix, _ fit: PairFit) -> Matrix {
    guard !fit.mergeValues.isEmpty else { return matrix.residual(of: fit, labels: labels) }
    var result = matrix
    let r = replicaCount
    result.elements.withUnsafeMutableBufferPointer { elements in
      for (merge, value) in zip(merges, fit.mergeValues) {
        for a in merge.left {
          for b in merge.right {
            elements[a * r + b] -= value
            elements[b * r + a] = elements[a * r + b]
          }
        }
      }
      for a in 0..<r { elements[a * r + a] = 0 }
    }
    return result
  }

  private static func indicator(_ labels: [Int]) -> Matrix {
    Matrix(rows: labels.count, columns: labels.count) {
      $0 != $1 && labels[$0] == labels[$1] ? 1 : 0
    }
  }

  /// The least-squares fit by a constant and a term of every replica.
  ///
  /// ```
  /// g + u_a + u_b,   u_a = (R − 1)/(R − 2) · (mean of row a − g)
  /// ```
  private static func replicaTerms(of matrix: Matrix) -> PairFit {
    let r = Double(matrix.rows)
    let mean = matrix.offDiagonalMean
    guard matrix.rows > 2 else {
      return PairFit(constant: mean, terms: [Double](repeating: 0, count: matrix.rows))
    }
    let terms = (0..<matrix.rows).map { a in
      (r - 1) / (r - 2) * ((matrix.row(a).reduce(0, +) - matrix[a, a]) / (r - 1) - mean)
    }
    return PairFit(constant: mean, terms: terms)
  }

  /// The sum over pairs inside blocks of what replica terms fit.
  private static func inner(_ fit: PairFit, with labels: [Int]) -> Double {
    var sizes = [Double](repeating: 0, count: (labels.max() ?? -1) + 1)
    for label in labels { sizes[label] += 1 }
    var sum = sizes.reduce(0) { $0 + $1 * ($1 - 1) / 2 } * fit.constant
    for (a, label) in labels.enumerated() { sum += (sizes[label] - 1) * fit.terms[a] }
    return sum
  }
}

extension Matrix {
  /// The mean of the off-diagonal elements of a square matrix.
  var offDiagonalMean: Double {
    guard rows > 1 else { return 0 }
    return (elements.reduce(0, +) - diagonal.reduce(0, +)) / Double(rows * (rows - 1))
  }

  /// The sum of the elements of a rectangular part.
  func blockSum(rows: Range<Int>, columns range: Range<Int>) -> Double {
    elements.withUnsafeBufferPointer { elements in
      var sum = 0.0
      for a in rows {
        let row = a * columns
        for b in range { sum += elements[row + b] }
      }
      return sum
    }
  }

  /// The sum over pairs a < b with equal labels.
  func pairSum(within labels: [Int]) -> Double {
    elements.withUnsafeBufferPointer { elements in
      labels.withUnsafeBufferPointer { labels in
        var sum = 0.0
        for a in 0..<rows {
          let label = labels[a]
          for b in 0..<a where labels[b] == label { sum += elements[a * columns + b] }
        }
        return sum
      }
    }
  }

  /// The sum over pairs a < b of the products of two symmetric matrices of zero diagonal.
  func pairSum(with other: Matrix) -> Double {
    elements.withUnsafeBufferPointer { left in
      other.elements.withUnsafeBufferPointer { right in
        var sum = 0.0
        for k in 0..<left.count { sum += left[k] * right[k] }
        return sum / 2
      }
    }
  }

  /// The same over the pairs with equal labels only.
  func pairSum(with other: Matrix, within labels: [Int]) -> Double {
    var sum = 0.0
    for a in 0..<rows {
      for b in 0..<a where labels[a] == labels[b] { sum += self[a, b] * other[a, b] }
    }
    return sum
  }

  /// The matrix less a fit that has no tree, with zero diagonal.
  fileprivate func residual(of fit: PairFit, labels: [Int]) -> Matrix {
    let terms = fit.terms.isEmpty ? [Double](repeating: 0, count: rows) : fit.terms
    return elements.withUnsafeBufferPointer { elements in
      terms.withUnsafeBufferPointer { terms in
        labels.withUnsafeBufferPointer { labels in
          // The sum of two terms comes first, so that the result is exactly symmetric.
          Matrix(rows: rows, columns: columns) { a, b in
            a == b
              ? 0
              : elements[a * columns + b] - fit.constant - (terms[a] + terms[b])
                - (labels[a] == labels[b] ? fit.blockValue : 0)
          }
        }
      }
    }
  }

  /// The matrix with rows and columns multiplied by signs.
  func flipped(_ signs: [Double]) -> Matrix {
    elements.withUnsafeBufferPointer { elements in
      signs.withUnsafeBufferPointer { signs in
        Matrix(rows: rows, columns: columns) {
          signs[$0] * signs[$1] * elements[$0 * columns + $1]
        }
      }
    }
  }

  /// The largest absolute value of an element.
  var largestMagnitude: Double { elements.reduce(0) { max($0, abs($1)) } }
}
