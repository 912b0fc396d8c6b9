public import SpinModels
import Statistics

/// Everything that is kept from one disorder instance: the records of its independent ladders and what
/// their comparison gives.
public struct InstanceRecord: Sendable {
  /// The index of the disorder instance.
  public let instance: Int
  /// One record per ladder.
  public let ladders: [LadderRecord]
  /// What the equilibration tests need.
  public let equilibration: EquilibrationData

  /// Compares the ladders of one instance.
  ///
  /// - Parameters:
  ///   - instance: The index of the disorder instance.
  ///   - ladders: At least two records with the same settings.
  ///   - extensions: How often the run of the instance was doubled since it began.
  public init(instance: Int, ladders: [LadderRecord], extensions: Int = 0) {
    self.instance = instance
    self.ladders = ladders
    equilibration = EquilibrationData(ladders, extensions: extensions)
  }

  /// The draws of all ladders at one temperature, ladder after ladder.
  ///
  /// - Parameter index: The index of the temperature, from the lowest;
  ///   ``SamplingSettings/temperatureIndex(of:)`` finds it.
  /// - Returns: Ladders × draws configurations.
  public func configurations(temperatureIndex index: Int) -> PackedConfigurations {
    var all = ladders[0].draws[index]
    for ladder in ladders.dropFirst() { all.append(contentsOf: ladder.draws[index]) }
    return all
  }
}

/// The figures of one disorder instance from which equilibration is judged.
public struct EquilibrationData: Sendable, Equatable {
  /// Mean energy per spin; indices temperature, ladder, logarithmic bin.
  public let binEnergyPerSpin: [[[Double]]]
  /// Mean squared overlap of two ladders; indices temperature, pair of ladders, logarithmic bin.
  ///
  /// Pairs come in the order (0, 1), (0, 2), (1, 2), (0, 3), ….
  public let binSquareOverlap: [[[Double]]]
  /// Mean energy per spin since half of the burn-in; indices temperature, ladder, block of time.
  ///
  /// Empty at the last index where nothing was kept.
  public let driftEnergyPerSpin: [[[Double]]]
  /// Mean squared overlap of two ladders since half of the burn-in; indices temperature, pair of
  /// ladders, block of time.
  public let driftSquareOverlap: [[[Double]]]
  /// Mean squared overlap within a ladder, between draws of its first and its second half; indices
  /// temperature, ladder.
  public let withinSquareOverlap: [[Double]]
  /// Mean squared overlap between ladders; indices temperature, pair of ladders.
  public let betweenSquareOverlap: [[Double]]
  /// Integrated autocorrelation time of the energy in sweeps, negative when the series is too short
  /// to estimate it, NaN when the energy never changed; indices temperature, ladder.
  public let autocorrelationTimes: [[Double]]
  /// What the algorithm keeps besides, by name; indices place (a temperature or a pair of them, or one place
  /// only), ladder.
  public let diagnostics: [String: [[Double]]]
  /// How often the run of the instance was doubled since it began; ``SamplingSettings/extended(by:)`` has its lengths.
  public let extensions: Int

  /// Accepted fraction of exchanges with the next higher temperature; indices pair, ladder.
  public var swapRates: [[Double]] { diagnostics["swap_rate"] ?? [] }
  /// Round trips of each ladder.
  public var roundTrips: [Int] { diagnostics["round_trips"]?.first?.map { Int($0) } ?? [] }

  /// The number of ladders.
  public var chainCount: Int { withinSquareOverlap.first?.count ?? 0 }

  /// Keeps figures that were computed before, as when a run is read from disk.
  public init(
    binEnergyPerSpin: [[[Double]]], binSquareOverlap: [[[Double]]],
    driftEnergyPerSpin: [[[Double]]], driftSquareOverlap: [[[Double]]],
    withinSquareOverlap: [[Double]], betweenSquareOverlap: [[Double]],
    autocorrelationTimes: [[Double]], diagnostics: [String: [[Double]]], extensions: Int = 0
  ) {
    self.binEnergyPerSpin = binEnergyPerSpin
    self.binSquareOverlap = binSquareOverlap
    self.driftEnergyPerSpin = driftEnergyPerSpin
    self.driftSquareOverlap = driftSquareOverlap
    self.withinSquareOverlap = withinSquareOverlap
    self.betweenSquareOverlap = betweenSquareOverlap
    self.autocorrelationTimes = autocorrelationTimes
    self.diagnostics = diagnostics
    self.extensions = extensions
  }

  init(_ ladders: [LadderRecord], extensions: Int) {
    self.extensions = extensions
    let temperatures = ladders[0].draws.indices
    let pairs = Self.pairs(of: ladders.count)
    binEnergyPerSpin = temperatures.map { t in ladders.map { $0.binEnergyPerSpin[t] } }
    func squareOverlaps(_ parts: (LadderRecord) -> [[PackedConfigurations]]) -> [[[Double]]] {
      temperatures.map { t in
        pairs.map { a, b in
          zip(parts(ladders[a])[t], parts(ladders[b])[t]).map {
            meanSquareOverlap(of: $0, with: $1)
          }
        }
      }
    }
    binSquareOverlap = squareOverlaps(\.binConfigurations)
    driftEnergyPerSpin = temperatures.map { t in ladders.map { $0.driftEnergyPerSpin[t] } }
    driftSquareOverlap = squareOverlaps(\.driftConfigurations)
    withinSquareOverlap = temperatures.map { t in
      ladders.map { ladder in
        let draws = thinned(ladder.draws[t])
        guard draws.count >= 2 else { return .nan }
        let half = draws.count / 2
        return meanSquareOverlap(
          of: draws.selecting(0..<half), with: draws.selecting(half..<draws.count))
      }
    }
    betweenSquareOverlap = temperatures.map { t in
      let draws = ladders.map { thinned($0.draws[t]) }
      return pairs.map { a, b in meanSquareOverlap(of: draws[a], with: draws[b]) }
    }
    autocorrelationTimes = temperatures.map { t in
      ladders.map { ladder in
        switch ladder.autocorrelationTimes[t] {
        case .steps(let time): time
        case .seriesTooShort(let time): -time
        case .constant: .nan
        }
      }
    }
    diagnostics = ladders[0].diagnostics.reduce(into: [:]) { result, entry in
      result[entry.key] = entry.value.indices.map { place in
        ladders.map { $0.diagnostics[entry.key]?[place] ?? .nan }
      }
    }
  }

  /// The course of energy and overlaps since half of the burn-in.
  ///
  /// - Parameter settings: The settings of the run as it began.
  /// - Returns: The course; `nil` where it was not kept.
  func driftSeries(_ settings: SamplingSettings) -> DriftSeries? {
    guard driftEnergyPerSpin.first?.first?.isEmpty == false,
      driftSquareOverlap.first?.first?.isEmpty == false
    else { return nil }
    return DriftSeries(
      energies: driftEnergyPerSpin,
      squareOverlaps: driftSquareOverlap.map { pairs in
        pairs[0].indices.map { b in
          pairs.reduce(0) { $0 + $1[b] } / Double(pairs.count)
        }
      }, times: settings.extended(by: extensions).driftTimes)
  }

  /// All pairs of ladders, in the order in which they are stored.
  ///
  /// - Parameter count: The number of ladders.
  /// - Returns: (0, 1), (0, 2), (1, 2), (0, 3), ….
  public static func pairs(of count: Int) -> [(Int, Int)] {
    (0..<count).flatMap { b in (0..<b).map { ($0, b) } }
  }
}

/// At most 64 of the draws of a ladder, evenly spaced: more pairs would cost time and tell little.
private func thinned(_ draws: PackedConfigurations) -> PackedConfigurations {
  let kept = min(64, draws.count)
  return draws.selecting((0..<kept).map { ($0 * draws.count) / kept })
}

/// The mean of q² over all pairs of a configuration of one set and one of another.
private func meanSquareOverlap(
  of first: PackedConfigurations, with second: PackedConfigurations
) -> Double {
  first.overlaps(with: second).reduce(0) { $0 + $1 * $1 }
    / Double(max(1, first.count * second.count))
}
