import LinearAlgebra
import NumericalMethods
import RealModule

/// Averages E φ(x) φ(y) of a smooth function over many pairs of times, by Mehler's formula.
///
/// ```
/// φ(m + √q z) = Σ_n a_n(m, q) h_n(z),   E φ(x) φ(y) = Σ_n a_n(x) a_n(y) c^n,   |c| ≤ 1
/// ```
///
/// For an odd function and means that vanish only odd orders and positive nodes are kept.
///
/// The coefficients belong to one time, so that a pair costs one sum of as many terms as they have digits. They
/// fall as e^(−τ√(2n)), τ the distance of the function's singularities in z.
struct HermiteRatePairs {
  private let phi: any Nonlinearity
  private let timeCount: Int
  /// Whether only odd orders count.
  private let isOdd: Bool
  private var degree: Int
  private var step: Double
  private var nodes: [Double] = []
  /// h_n(z_k) w_k, one row for each order n that counts.
  private var table = Matrix(rows: 0, columns: 0)
  /// For each trajectory, blocks of eight times; in a block the orders.
  private var blocks: [[SIMD8<Double>]]
  /// How many orders matter at each time of each trajectory.
  private var orders: [[Int]]

  /// More orders than this are not summed.
  static let largestDegree = 8192
  /// n a_n² beyond this part of its sum is left out.
  private static let cut = 1e-14

  /// Makes room for the series of all signals; `meansVanish` says that all means will be zero.
  init(_ phi: any Nonlinearity, trajectories: Int, times: Int, meansVanish: Bool) {
    self.phi = phi
    timeCount = times
    isOdd =
      meansVanish && [0, 0.1, 0.7, 1.3, 4, 20].allSatisfy { phi.value($0) == -phi.value(-$0) }
    degree = 63
    step = 0.25
    blocks = Array(repeating: [], count: trajectories)
    orders = Array(repeating: Array(repeating: 0, count: times), count: trajectories)
    makeTable()
    blocks = Array(
      repeating: Array(repeating: .zero, count: table.rows * ((times + 7) / 8)),
      count: trajectories)
  }

  private mutating func makeTable() {
    let rule = HermiteRule(step: step, degree: degree)
    let whole = rule.table(odd: isOdd)
    guard isOdd else {
      (nodes, table) = (rule.nodes, whole)
      return
    }
    let half = rule.nodes.count / 2
    nodes = Array(rule.nodes.suffix(half))
    table = Matrix(rows: whole.rows, columns: half) { 2 * whole[$0, half + 1 + $1] }
  }

  /// Sets the law of one trajectory at one time.
  ///
  /// - Returns: E φ.
  mutating func set(_ a: Int, _ time: Int, mean: Double, variance: Double)
    throws(NetworkTheoryError) -> Double
  {
    let root = variance.squareRoot()
    let needed = Swift.min(0.25, 0.15 * phi.analyticHalfWidth / root)
    if needed < step { rebuild(step: needed / 1.3, degree: degree) }
    while true {
      var values = nodes.map { mean + root * $0 }
      phi.apply(to: &values)
      let coefficients = table * values
      let weighted = coefficients.enumerated().map { (Double($0) + 1) * $1 * $1 }
      let total = weighted.reduce(0, +)
      guard total.isFinite else {
        throw .seriesTooLong(activation: phi.name, variance: variance)
      }
      let count = (weighted.lastIndex { $0 > Self.cut * total } ?? 0) + 1
      let width = table.rows
      guard count <= width - 4 || total == 0 else {
        guard 2 * degree < Self.largestDegree else {
          throw .seriesTooLong(activation: phi.name, variance: variance)
        }
        rebuild(step: step, degree: 2 * degree + 1)
        continue
      }
      orders[a][time] = count
      let (block, lane) = (time / 8 * width, time % 8)
      for n in 0..<width { blocks[a][block + n][lane] = n < count ? coefficients[n] : 0 }
      return isOdd ? 0 : coefficients[0]
    }
  }

  /// E φ(x) φ(y) of one time with the first times of a trajectory, whose correlations c fill whole blocks of eight.
  func row(_ a: Int, _ time: Int, with b: Int, correlations: [SIMD8<Double>]) -> [SIMD8<Double>] {
    let width = table.rows
    let (block, lane) = (time / 8 * width, time % 8)
    let own = (0..<orders[a][time]).map { blocks[a][block + $0][lane] }
    var result = correlations
    for k in correlations.indices {
      let c = correlations[k]
      let factor = isOdd ? c * c : c
      var sum = SIMD8<Double>.zero
      let start = k * width
      for n in stride(from: own.count - 1, through: 0, by: -1) {
        sum = sum * factor + own[n] * blocks[b][start + n]
      }
      result[k] = isOdd ? sum * c : sum
    }
    return result
  }

  private mutating func rebuild(step: Double, degree: Int) {
    let old = table.rows
    self.step = step
    self.degree = degree
    makeTable()
    let width = table.rows
    guard width > old else { return }
    for a in blocks.indices {
      var wider = Array(repeating: SIMD8<Double>.zero, count: width * ((timeCount + 7) / 8))
      for block in 0..<(timeCount + 7) / 8 {
        for n in 0..<old { wider[block * width + n] = blocks[a][block * old + n] }
      }
      blocks[a] = wider
    }
  }
}
