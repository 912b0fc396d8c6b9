import LinearAlgebra
import Randomness

/// Two sets of overlaps of the same replicas that share no noise: one to learn from, one to test on.
struct OverlapHalf {
  /// The overlaps, R × R.
  let overlaps: Matrix
  /// The number of sites behind them.
  let siteCount: Double
  /// R × n site values from which errors are estimated.
  let sites: SingleMatrix
  /// What the scatter of the site values must be multiplied with.
  let errorScale: Double
}

/// Where the pairs of halves come from.
enum HalfSource {
  /// The sites themselves, R × N, with their overlaps.
  case sites(SingleMatrix, overlaps: Matrix)
  /// Overlaps only; noise is added and subtracted so that the halves share none (data fission).
  case overlapsOnly(OverlapMatrix, siteCount: Int)
  /// Halves that are there already.
  case given([OverlapHalf])

  /// Where the halves of a set of replicas come from.
  ///
  /// - Parameters:
  ///   - replicas: The replicas.
  ///   - sites: Their site values in the gauge, when they are known.
  ///   - overlaps: Their overlaps.
  ///   - gauge: The signs in which their overlaps are positive.
  init(
    _ replicas: ReplicaSet, sites: SingleMatrix?, overlaps: OverlapMatrix, gauge: [Double]
  ) {
    if case .samples(let samples) = replicas {
      self = .given(samples.independentHalves(inGauge: gauge))
    } else if let sites {
      self = .sites(sites, overlaps: overlaps.matrix.flipped(gauge))
    } else {
      self = .overlapsOnly(overlaps, siteCount: replicas.siteCount)
    }
  }

  /// Whether halves share no noise because their sites differ, or only by data fission.
  var knowsSites: Bool { if case .overlapsOnly = self { false } else { true } }

  /// How many random divisions of R replicas' sites are looked at; each is used in both directions.
  ///
  /// What two divisions found would change an answer near a threshold with the seed; of many replicas
  /// a division costs too much for four.
  func divisions(replicaCount r: Int) -> Int {
    if case .given = self { 1 } else { r <= 512 ? 4 : 2 }
  }

  /// Two halves, each of which may serve for learning or testing.
  func halves(_ stream: inout RandomStream) throws(OverlapError) -> [OverlapHalf] {
    switch self {
    case .given(let halves): return halves
    case .sites(let sites, let overlaps):
      let n = sites.columns
      let order = stream.permutation(n)
      let first = sites.selectingColumns(Array(order[..<(n / 2)]))
      let second = sites.selectingColumns(Array(order[(n / 2)...]))
      let share = Double(first.columns) / Double(n)
      let overlapsOfFirst = first.gramMatrix(scale: 1 / Double(first.columns))
      // The overlaps of all sites are the mean of those of the halves.
      var overlapsOfSecond = overlaps
      for k in overlapsOfSecond.elements.indices {
        overlapsOfSecond.elements[k] =
          (overlaps.elements[k] - share * overlapsOfFirst.elements[k]) / (1 - share)
      }
      return [
        OverlapHalf(
          overlaps: overlapsOfFirst, siteCount: Double(first.columns), sites: first, errorScale: 1),
        OverlapHalf(
          overlaps: overlapsOfSecond, siteCount: Double(second.columns), sites: second,
          errorScale: 1),
      ]
    case .overlapsOnly(let overlaps, let siteCount):
      let surrogate = try Surrogate(of: overlaps, siteCount: siteCount, &stream)
      let noise = surrogate.noise
      let r = overlaps.replicaCount
      return [1.0, -1].map { sign in
        OverlapHalf(
          overlaps: Matrix(rows: r, columns: r) { a, b in
            overlaps[a, b] + (a == b ? 0 : sign * noise[a, b])
          },
          siteCount: Double(siteCount) / 2, sites: surrogate.sites, errorScale: 2.0.squareRoot())
      }
    }
  }
}
