internal import LinearAlgebra
internal import Randomness
import RealModule

/// The normal numbers behind a population of paths.
///
/// Over the paths of the population every number has mean 0 and variance 1, and different ones have correlation 0,
/// exactly: the columns are orthonormalised in the order of time, so that none knows a later one. Second moments of linear
/// networks then have no sampling error.
struct PathNoise {
  /// One row for each path: the initial state, then for each time one number for the noise of the couplings and, with
  /// white noise, one for the step to the next time.
  private let initialValues: [Double]
  private let couplings: Matrix
  private let thermal: Matrix?

  /// Draws the numbers of some paths of a population, which are orthonormalised among themselves.
  init(range: Range<Int>, times: Int, isThermal: Bool, name: StreamName) {
    let paths = range.count
    let width = isThermal ? 2 : 1
    let columns = 1 + width * times
    var values = [Double](repeating: 0, count: paths * columns)
    let end = range.upperBound * columns
    // Normal numbers come in pairs.
    var raw = [Double](repeating: 0, count: end + end % 2)
    RandomStream.fillNormals(&raw, from: name)
    for k in values.indices { values[k] = raw[range.lowerBound * columns + k] }
    var matrix = Matrix(rows: paths, columns: columns, elements: values)
    if paths >= Self.fewestPaths(times: times, isThermal: isThermal) {
      for column in 0..<columns {
        var mean = 0.0
        for row in 0..<paths { mean += matrix[row, column] }
        mean /= Double(paths)
        for row in 0..<paths { matrix[row, column] -= mean }
      }
      let moments = Matrix.product(transposeOf: matrix, matrix)
      let scaled = Matrix(
        rows: columns, columns: columns, elements: moments.elements.map { $0 / Double(paths) })
      if let factor = try? CholeskyFactor(of: scaled) { matrix = factor.solveLower(rows: matrix) }
    }
    let whole = matrix
    initialValues = whole.column(0)
    couplings = Matrix(rows: paths, columns: times) { whole[$0, 1 + width * $1] }
    thermal =
      isThermal ? Matrix(rows: paths, columns: times) { whole[$0, 2 + width * $1] } : nil
  }

  /// Fewer paths than this are not orthonormalised.
  static func fewestPaths(times: Int, isThermal: Bool) -> Int {
    2 * (1 + (isThermal ? 2 : 1) * times)
  }

  /// Normal numbers of the initial state.
  var initial: [Double] { initialValues }

  /// Normal numbers of the white noise of one step; `nil` without.
  func white(_ time: Int) -> [Double]? { thermal?.column(time) }

  /// The noise of the couplings at one time, from a row of the ``CausalFactor``.
  func coupled(_ row: [Double]) -> [Double] { couplings * row }
}
