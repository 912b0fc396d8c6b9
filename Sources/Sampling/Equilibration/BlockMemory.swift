/// How alike the draws of the ladders of one instance are, block of time by block of time, at all temperatures.
///
/// ```
/// A[l,b; m,c]   the mean of q² over draws of (ladder l, block b) × (ladder m, block c)
/// a_bc[l,m]     A with its means over l and over m taken out, for blocks c − b ≥ lag
/// T = mean over pairs of blocks of (1/R) Σ_l a_bc[l,l],   σ² = Σ a² / ((R − 1) R² pairs²)
/// within − between = T R/(R − 1)
/// ```
///
/// σ² is the exact variance of T when the labels of the ladders are permuted independently in every block. The
/// same is done for the product of mean energies, and for the signed q.
package struct BlockMemory: Sendable {
  /// What draws are compared by.
  package enum Kernel: Int, CaseIterable, Sendable {
    case squareOverlap, energy, overlap
  }

  /// More ladders than these cost time and tell little.
  static let mostLadders = 32
  /// The most draws of a block.
  static let drawsPerBlock = 8

  /// The number R of ladders that are compared.
  package let ladderCount: Int
  /// The number B of blocks.
  package let blockCount: Int
  /// Pairs of blocks that are far enough apart.
  package let pairs: [(Int, Int)]
  /// The number of temperatures.
  package let temperatureCount: Int
  /// The centred matrices: indices pair of blocks, ladder, ladder, and kernel with temperature.
  ///
  /// Of two ladders only the first number of a matrix is kept: the others are the same or its opposite.
  private(set) var centred: [Double]
  /// T by kernel and temperature.
  package private(set) var statistic: [Double]
  /// σ by kernel and temperature; 0 where nothing varies.
  package private(set) var deviation: [Double]
  /// ⟨q²⟩ between ladders by temperature.
  package private(set) var between: [Double]
  /// Independent configurations of all ladders by temperature, as far as the overlaps show.
  package private(set) var fresh: [Double]

  /// The number of kernels times temperatures.
  var columnCount: Int { Kernel.allCases.count * temperatureCount }

  /// The place of a kernel at a temperature.
  package func column(_ kernel: Kernel, _ temperature: Int) -> Int {
    kernel.rawValue * temperatureCount + temperature
  }

  /// The number of blocks for some ladders: with two of them there are only two relabellings a block.
  package static func blockCount(ladders: Int) -> Int { ladders == 2 ? 16 : 8 }

  /// Whether there are enough draws.
  package static func isPossible(ladders: Int, draws: Int) -> Bool {
    ladders >= 2 && draws >= 2 * blockCount(ladders: ladders)
  }

  /// Compares the draws of an instance.
  ///
  /// - Parameters:
  ///   - draws: By temperature and ladder, in the order of time; enough of them.
  ///   - energies: Their energies per spin, by temperature, ladder and draw.
  ///   - fieldOverlap: By temperature, the overlap that the local fields alone give any two configurations; it
  ///     is no sign of memory.
  /// - Complexity: O((ladders · blocks · 8)² N/64) per temperature, for real spins 64 times as much.
  package init(draws: ComparedDraws, energies: [[[Double]]], fieldOverlap: [Double]) {
    let all = draws.ladderCount
    let r = min(all, Self.mostLadders)
    let ladders = (0..<r).map { $0 * all / r }
    let b = Self.blockCount(ladders: r)
    let count = draws.drawCount
    let perBlock = min(Self.drawsPerBlock, count / b)
    // Evenly spaced in every block.
    let kept = (0..<b).flatMap { block -> [Int] in
      let first = block * count / b
      let length = (block + 1) * count / b - first
      return (0..<perBlock).map { first + $0 * length / perBlock }
    }
    ladderCount = r
    blockCount = b
    let lag = b / 4
    pairs = (0..<b).flatMap { first in
      (first + 1..<max(b, first + 1)).filter { $0 - first >= lag }.map { (first, $0) }
    }
    temperatureCount = draws.temperatureCount
    let columns = Kernel.allCases.count * draws.temperatureCount
    centred = [Double](repeating: 0, count: pairs.count * (r == 2 ? 1 : r * r) * columns)
    statistic = [Double](repeating: 0, count: columns)
    deviation = statistic
    between = [Double](repeating: 0, count: draws.temperatureCount)
    fresh = between
    for t in 0..<draws.temperatureCount {
      let blocks = Blocks(
        draws.overlaps(t, ladders, kept), ladders: r, blocks: b, perBlock: perBlock)
      let means = ladders.map { ladder in
        (0..<b).map { block in
          (0..<perBlock).reduce(0) { $0 + energies[t][ladder][kept[block * perBlock + $1]] }
            / Double(perBlock)
        }
      }
      let mean = means.reduce(0) { $0 + $1.reduce(0, +) } / Double(r * b)
      let energy = means.map { $0.map { $0 - mean } }
      fill(.squareOverlap, t) { l, i, m, j in blocks.squares[(l * b + i) * r * b + m * b + j] }
      fill(.overlap, t) { l, i, m, j in blocks.overlaps[(l * b + i) * r * b + m * b + j] }
      fill(.energy, t) { l, i, m, j in energy[l][i] * energy[m][j] }
      between[t] = blocks.meanSquareBetween
      fresh[t] = blocks.fresh(fieldOverlap: fieldOverlap[t]) * Double(all) / Double(r)
    }
  }

  /// Centres the matrices of one kernel at one temperature.
  private mutating func fill(
    _ kernel: Kernel, _ t: Int, _ value: (_ l: Int, _ b: Int, _ m: Int, _ c: Int) -> Double
  ) {
    let (r, columns, k) = (ladderCount, columnCount, column(kernel, t))
    var sum = 0.0
    var squares = 0.0
    var raw = 0.0
    for (p, (b, c)) in pairs.enumerated() {
      var matrix = [Double](repeating: 0, count: r * r)
      var rows = [Double](repeating: 0, count: r)
      var cols = rows
      for l in 0..<r {
        for m in 0..<r {
          let x = value(l, b, m, c)
          matrix[l * r + m] = x
          rows[l] += x / Double(r)
          cols[m] += x / Double(r)
          raw += x * x
        }
      }
      let mean = rows.reduce(0, +) / Double(r)
      for l in 0..<r {
        for m in 0..<r {
          let x = matrix[l * r + m] - rows[l] - cols[m] + mean
          if r > 2 {
            centred[((p * r + l) * r + m) * columns + k] = x
          } else if l == 0, m == 0 {
            centred[p * columns + k] = x
          }
          squares += x * x
          if l == m { sum += x }
        }
      }
    }
    let scale = Double(r * pairs.count)
    statistic[k] = sum / scale
    // Rounding leaves something of what does not vary.
    deviation[k] =
      squares > 1e-12 * raw ? (squares / Double(r - 1)).squareRoot() / scale : 0
  }

  /// z of T by kernel and temperature; 0 where it cannot be evaluated.
  package var scores: [Double] { zip(statistic, deviation).map { $1 > 0 ? $0 / $1 : 0 } }

  /// Adds up T for one relabelling of the ladders in every block.
  ///
  /// - Parameters:
  ///   - labels: A permutation of the ladders for every block, block after block.
  ///   - sums: T by kernel and temperature, overwritten.
  package func relabelled(_ labels: [Int], into sums: inout [Double]) {
    let (r, columns) = (ladderCount, columnCount)
    precondition(labels.count == r * blockCount, "\(labels.count) labels of \(r) ladders")
    for k in 0..<columns { sums[k] = 0 }
    for (p, (b, c)) in pairs.enumerated() {
      if r == 2 {
        let sign = labels[2 * b] == labels[2 * c] ? 2.0 : -2
        for k in 0..<columns { sums[k] += sign * centred[p * columns + k] }
        continue
      }
      for l in 0..<r {
        let start = ((p * r + labels[b * r + l]) * r + labels[c * r + l]) * columns
        for k in 0..<columns { sums[k] += centred[start + k] }
      }
    }
    let scale = 1 / Double(r * pairs.count)
    for k in 0..<columns { sums[k] *= scale }
  }
}

/// Overlaps of the draws of all ladders at one temperature, averaged over blocks.
private struct Blocks {
  let ladders: Int
  let blocks: Int
  let perBlock: Int
  /// By (ladder, block) and (ladder, block).
  var squares: [Double]
  var overlaps: [Double]
  /// The mean overlap of draws of the same ladder, by their distance in time.
  var correlation: [Double]

  init(_ found: [Double], ladders: Int, blocks: Int, perBlock: Int) {
    self.ladders = ladders
    self.blocks = blocks
    self.perBlock = perBlock
    let rows = ladders * blocks
    let perLadder = blocks * perBlock
    let count = rows * perBlock
    squares = [Double](repeating: 0, count: rows * rows)
    overlaps = squares
    correlation = [Double](repeating: 0, count: perLadder)
    let share = 1 / Double(perBlock * perBlock)
    for i in 0..<count {
      let (row, ladder) = (i / perBlock, i / perLadder)
      for j in 0..<count {
        let q = found[i * count + j]
        let place = row * rows + j / perBlock
        squares[place] += q * q * share
        overlaps[place] += q * share
        if j > i, j / perLadder == ladder { correlation[j - i] += q }
      }
    }
    for k in 1..<perLadder { correlation[k] /= Double(ladders * (perLadder - k)) }
  }

  var meanSquareBetween: Double {
    var sum = 0.0
    let rows = ladders * blocks
    for i in 0..<rows {
      for j in 0..<rows where i / blocks != j / blocks { sum += squares[i * rows + j] }
    }
    return sum / Double(ladders * (ladders - 1) * blocks * blocks)
  }

  /// The number of independent configurations of all ladders.
  ///
  /// ```
  /// R n/(2τ),   τ = ½ + Σ_{k=1}^{n/2} max(0, C(k)),   C(k) = (⟨q(s_i, s_{i+k})⟩ − q_h)/(1 − q_h)
  /// ```
  ///
  /// The overlap is signed and its mean is not taken out: what stays alike is not independent, even where all
  /// ladders agree. Every ladder has a start of its own, hence R at least.
  func fresh(fieldOverlap: Double) -> Double {
    let n = blocks * perBlock
    var time = 0.5
    if n > 1 {
      for k in 1...n / 2 {
        time += max(0, (correlation[k] - fieldOverlap) / max(1e-9, 1 - fieldOverlap))
      }
    }
    return max(Double(ladders), Double(ladders * n) / (2 * time))
  }
}
