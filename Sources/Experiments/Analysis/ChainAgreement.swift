import Documents
import LinearAlgebra
import Overlaps

/// Whether chains of draws that came with an array have been at the same places.
///
/// ```
/// Δ = ⟨q²⟩ within chains − ⟨q²⟩ between chains
/// ```
///
/// Each chain is cut into four blocks of consecutive draws; within a chain only pairs of different blocks count. The
/// error is the jackknife's over the blocks. Chains disagree where Δ is above five errors and above a twentieth of
/// ⟨q²⟩ within: of 3000 samples of independent
/// draws (2 or 4 chains of 12 to 64 draws, a paramagnet or three states) that refused 6, at most 2 of 600 of a kind.
/// Autocorrelated draws raise ⟨q²⟩ within chains and are refused more often.
struct ChainAgreement {
  /// ⟨q²⟩ within chains.
  let within: Double
  /// ⟨q²⟩ between chains.
  let between: Double
  /// The error of the difference.
  let error: Double

  private static let blockCount = 4

  /// Compares chains.
  ///
  /// - Parameters:
  ///   - overlaps: The overlaps of all draws, chain after chain, with unit diagonal.
  ///   - chainCount: The number of chains, of equal length; `nil` below two chains or two draws to a block.
  init?(_ overlaps: OverlapMatrix, chainCount: Int) {
    let draws = overlaps.replicaCount / max(1, chainCount)
    guard chainCount >= 2, draws >= 2 * Self.blockCount, draws * chainCount == overlaps.replicaCount
    else { return nil }
    func block(_ a: Int) -> Int { a % draws * Self.blockCount / draws }
    // Sums over pairs by the two blocks they are in.
    let size = Self.blockCount
    var within = Matrix(rows: size, columns: size)
    var between = within
    var withinCount = within
    var betweenCount = within
    for a in 0..<overlaps.replicaCount {
      for b in 0..<a {
        let square = overlaps[a, b] * overlaps[a, b]
        let (i, j) = (block(a), block(b))
        if a / draws != b / draws {
          between[i, j] += square
          betweenCount[i, j] += 1
        } else if i != j {
          within[i, j] += square
          withinCount[i, j] += 1
        }
      }
    }
    func means(without left: Int?) -> (within: Double, between: Double) {
      var sums = (0.0, 0.0, 0.0, 0.0)
      for i in 0..<size where i != left {
        for j in 0..<size where j != left {
          sums.0 += within[i, j]
          sums.1 += withinCount[i, j]
          sums.2 += between[i, j]
          sums.3 += betweenCount[i, j]
        }
      }
      return (sums.0 / max(1, sums.1), sums.2 / max(1, sums.3))
    }
    let all = means(without: nil)
    let differences = (0..<size).map { left -> Double in
      let part = means(without: left)
      return part.within - part.between
    }
    let mean = differences.reduce(0, +) / Double(size)
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.within = all.within
    self.between = all.between
    error = (variance * Double(size - 1) / Double(size)).squareRoot()
  }

  /// What speaks against equilibrium, in words; `nil` where nothing does.
  var refusal: String? {
    let difference = within - between
    guard difference > 5 * error, difference > 0.05 * within else { return nil }
    return
      "the chains disagree: ⟨q²⟩ is \(text(within, digits: 3)) within them and \(text(between, digits: 3)) between"
  }
}
