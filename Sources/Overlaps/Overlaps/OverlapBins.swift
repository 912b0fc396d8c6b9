/// How overlaps fall into the bins of a histogram.
///
/// The overlaps of N spins are the numbers q_k = −1 + 2k/N. Each stands for the interval of width 2/N around it, as far as that
/// lies between the borders, and a bin gets the share of it that lies in the bin. Thus neighbouring bins do not differ because
/// one holds three of the possible overlaps and the next four, and P(q) = P(−q) where the overlaps are symmetric. Other
/// numbers belong to the one bin that they lie in.
struct OverlapBins {
  /// The number of bins.
  let count: Int
  /// Their width.
  let width: Double
  /// The border at which the first bin begins: −1, or 0 for absolute values.
  private let lowest: Double
  /// The number of spins; 0 where overlaps may be any numbers.
  private let spinCount: Double

  /// Bins between a border and 1.
  ///
  /// - Parameters:
  ///   - count: Their number, at least 1.
  ///   - lowest: −1, or 0 for absolute values.
  ///   - spinCount: The number N of spins; `nil` where overlaps may be any numbers.
  init(count: Int, from lowest: Double, spinCount: Int?) {
    self.count = count
    self.lowest = lowest
    self.spinCount = Double(spinCount ?? 0)
    width = (1 - lowest) / Double(count)
  }

  /// The middle of each bin, ascending.
  var middles: [Double] { (0..<count).map { lowest + (Double($0) + 0.5) * width } }

  /// Adds the density of one overlap to the bins, which begin at an index of an array.
  ///
  /// - Parameters:
  ///   - overlap: The overlap; its absolute value counts where the bins begin at 0.
  ///   - weight: Its probability.
  ///   - sums: The densities.
  ///   - start: The index of the first bin.
  func add(_ overlap: Double, weight: Double, to sums: inout [Double], from start: Int) {
    let q = lowest < 0 ? overlap : abs(overlap)
    let density = weight / width
    let place = (q + 1) / 2 * spinCount
    guard spinCount > 0, abs(place - place.rounded()) < 1e-6, abs(q) < 1 + 1e-9 else {
      // The lower border belongs to a bin, whatever rounding made of the overlap.
      sums[start + bin(at: (q - lowest) / width + 1e-9)] += density
      return
    }
    let low = (max(q - 1 / spinCount, lowest) - lowest) / width
    let high = (min(q + 1 / spinCount, 1) - lowest) / width
    let first = bin(at: low + 1e-9)
    let last = max(first, bin(at: high - 1e-9))
    if first == last {
      sums[start + first] += density
    } else {
      for bin in first...last {
        let share = min(high, Double(bin + 1)) - max(low, Double(bin))
        sums[start + bin] += density * share / (high - low)
      }
    }
  }

  private func bin(at place: Double) -> Int {
    Int(min(max(place.rounded(.down), 0), Double(count - 1)))
  }
}
