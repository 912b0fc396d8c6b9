import LinearAlgebra

/// Quadratic forms of the replicas at every site: weighted sums of overlaps with their standard errors.
///
/// ```
/// y_i = Σ_{a<b} W_ab s_i^a s_i^b,   Σ_{a<b} W_ab q_ab = (1/n) Σ_i y_i
/// ```
///
/// Sites are alike, so the scatter of the y_i gives the standard error of the sum whatever the
/// correlations between overlaps.
struct SiteQuadraticForms {
  /// R × n site values.
  let sites: SingleMatrix
  /// What the scatter of the sites must be multiplied with.
  private let errorScale: Double
  /// The sums over replicas of the values and of their squares.
  private let totals: [Double]
  private let squares: [Double]

  init(_ sites: SingleMatrix, errorScale: Double) {
    self.sites = sites
    self.errorScale = errorScale
    totals = sites.columnSums { _, value in value }
    squares = sites.columnSums { _, value in value * value }
  }

  /// The standard error of a weighted sum, from its values at the sites.
  func standardError(_ values: [Double]) -> Double {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count * (count - 1))
    return errorScale * variance.squareRoot()
  }

  /// The most products that are summed in double precision.
  private static let mostProductsInDouble = 1 << 30

  /// The weighted sums for a symmetric matrix of weights, of which the diagonal is ignored.
  ///
  /// Small sums are taken in double precision, so that errors that are differences of large numbers do not depend on
  /// the order in which BLAS adds.
  ///
  /// - Complexity: O(R² n), by BLAS.
  func values(weights: Matrix) -> [Double] {
    let n = sites.columns
    var sums = [Double](repeating: 0, count: n)
    if weights.rows * weights.rows * n <= Self.mostProductsInDouble {
      let values = Matrix(rows: sites.rows, columns: n, elements: sites.elements.map(Double.init))
      let image = weights * values
      for a in 0..<weights.rows {
        let own = weights[a, a]
        for i in 0..<n {
          let site = values.elements[a * n + i]
          sums[i] += site * (image.elements[a * n + i] - own * site)
        }
      }
      return sums.map { $0 / 2 }
    }
    let image = SingleMatrix(weights) * sites
    sites.elements.withUnsafeBufferPointer { sites in
      image.elements.withUnsafeBufferPointer { image in
        for a in 0..<weights.rows {
          let own = Float(weights[a, a])
          for i in 0..<n {
            let site = sites[a * n + i]
            sums[i] += Double(site * (image[a * n + i] - own * site))
          }
        }
      }
    }
    return sums.map { $0 / 2 }
  }

  /// The weighted sums for weights x_a x_b without their diagonal.
  ///
  /// - Complexity: O(R n).
  func values(depths: [Double]) -> [Double] {
    let projections = sites.columnSums { a, value in depths[a] * value }
    let own = sites.columnSums { a, value in depths[a] * depths[a] * value * value }
    return projections.indices.map { (projections[$0] * projections[$0] - own[$0]) / 2 }
  }

  /// The weighted sums for fits of the same description.
  ///
  /// - Complexity: O(R n) per fit.
  func values(of fits: [PairFit], in families: PairFamilies) -> [[Double]] {
    if let first = fits.first, !first.mergeValues.isEmpty {
      return treeValues(fits, in: families)
    }
    let inside =
      fits.contains { $0.blockValue != 0 } ? insideValues(families.labels) : nil
    return fits.map { fit in
      var values = totals.indices.map {
        fit.constant * (totals[$0] * totals[$0] - squares[$0]) / 2
      }
      if !fit.terms.isEmpty {
        let weighted = sites.columnSums { a, value in fit.terms[a] * value }
        let own = sites.columnSums { a, value in fit.terms[a] * value * value }
        for i in values.indices { values[i] += weighted[i] * totals[i] - own[i] }
      }
      if let inside {
        for i in values.indices { values[i] += fit.blockValue * inside[i] }
      }
      return values
    }
  }

  /// The sums over pairs inside blocks, site by site.
  func insideValues(_ labels: [Int]) -> [Double] {
    let n = sites.columns
    let blocks = (labels.max() ?? -1) + 1
    var sums = [Float](repeating: 0, count: blocks * n)
    sums.withUnsafeMutableBufferPointer { sums in
      sites.elements.withUnsafeBufferPointer { sites in
        for (a, label) in labels.enumerated() {
          for i in 0..<n { sums[label * n + i] += sites[a * n + i] }
        }
      }
    }
    var values = [Double](repeating: 0, count: n)
    for block in 0..<blocks {
      for i in 0..<n {
        let sum = Double(sums[block * n + i])
        values[i] += sum * sum
      }
    }
    return values.indices.map { (values[$0] - squares[$0]) / 2 }
  }

  /// The sums over all pairs, site by site.
  var allValues: [Double] {
    totals.indices.map { (totals[$0] * totals[$0] - squares[$0]) / 2 }
  }

  private func treeValues(_ fits: [PairFit], in families: PairFamilies) -> [[Double]] {
    let n = sites.columns
    // The sums over the replicas of a cluster are kept in the row of its first leaf.
    var clusters = sites.elements
    var products = [Float](repeating: 0, count: n)
    var values = [[Double]](repeating: [Double](repeating: 0, count: n), count: fits.count)
    clusters.withUnsafeMutableBufferPointer { clusters in
      products.withUnsafeMutableBufferPointer { products in
        for (k, merge) in families.merges.enumerated() {
          let left = merge.left.lowerBound * n
          let right = merge.right.lowerBound * n
          for i in 0..<n {
            products[i] = clusters[left + i] * clusters[right + i]
            clusters[left + i] += clusters[right + i]
          }
          for (f, fit) in fits.enumerated() {
            let value = fit.mergeValues[k]
            values[f].withUnsafeMutableBufferPointer { values in
              for i in 0..<n { values[i] += value * Double(products[i]) }
            }
          }
        }
      }
    }
    return values
  }
}

extension SingleMatrix {
  /// Sums a function of the elements over the rows, column by column.
  fileprivate func columnSums(_ term: (_ row: Int, _ value: Double) -> Double) -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    sums.withUnsafeMutableBufferPointer { sums in
      elements.withUnsafeBufferPointer { elements in
        for a in 0..<rows {
          for i in 0..<columns { sums[i] += term(a, Double(elements[a * columns + i])) }
        }
      }
    }
    return sums
  }

  /// The matrix with rows in a given order and multiplied by signs.
  func reorderedRows(_ order: [Int], signs: [Double]) -> SingleMatrix {
    var result = SingleMatrix(rows: order.count, columns: columns)
    result.elements.withUnsafeMutableBufferPointer { target in
      elements.withUnsafeBufferPointer { source in
        for (row, a) in order.enumerated() {
          let sign = Float(signs[a])
          for i in 0..<columns { target[row * columns + i] = sign * source[a * columns + i] }
        }
      }
    }
    return result
  }

  /// Some of the columns.
  func selectingColumns(_ indices: [Int]) -> SingleMatrix {
    var result = SingleMatrix(rows: rows, columns: indices.count)
    result.elements.withUnsafeMutableBufferPointer { target in
      elements.withUnsafeBufferPointer { source in
        for a in 0..<rows {
          for (k, i) in indices.enumerated() {
            target[a * indices.count + k] = source[a * columns + i]
          }
        }
      }
    }
    return result
  }
}
