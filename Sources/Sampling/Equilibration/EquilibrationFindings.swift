import Documents
import SpinModels
import Statistics

/// All that the tests find in a run, before it is judged.
struct EquilibrationFindings {
  /// What one instance shows.
  private struct Instance {
    /// By temperature: T of q² with its deviation, ⟨q²⟩ between ladders, independent configurations, R̂.
    var excess: [Double] = []
    var deviation: [Double] = []
    var between: [Double] = []
    var fresh: [Double] = []
    var rHat: [Double?] = []
  }

  let settings: SamplingSettings
  let isSpinFlipSymmetric: Bool
  let instanceCount: Int
  let instanceNames: [Int]
  let identityDiscrepancies: [[Double]]?
  private var instances: [Instance] = []
  private(set) var data: [EquilibrationData] = []
  /// The memory test; `nil` with too few draws, and without a time.
  private(set) var memory: MemoryTest?
  /// The drift test; `nil` where nothing was kept for it.
  private(set) var drift: DriftTest?

  /// The most numbers of overlaps that are kept rather than computed again.
  private static let mostKept = 32 << 20

  init(
    settings: SamplingSettings, isSpinFlipSymmetric: Bool, instanceCount: Int,
    instanceNames: [Int], identityDiscrepancies: [[Double]]?,
    evidence: (_ instance: Int) throws -> EquilibrationEvidence
  ) throws {
    self.settings = settings
    self.isSpinFlipSymmetric = isSpinFlipSymmetric
    self.instanceCount = instanceCount
    self.instanceNames = instanceNames
    self.identityDiscrepancies = identityDiscrepancies
    let isPossible =
      settings.algorithm.hasTime
      && BlockMemory.isPossible(ladders: settings.chainCount, draws: settings.draws)
    func memory(_ evidence: EquilibrationEvidence) -> BlockMemory {
      BlockMemory(
        draws: evidence.compared, energies: evidence.energies, fieldOverlap: evidence.fieldOverlap)
    }
    var kept: [BlockMemory] = []
    var series: [DriftSeries] = []
    for k in 0..<instanceCount {
      let found = try evidence(k)
      data.append(found.data)
      if let one = found.data.driftSeries(settings) { series.append(one) }
      guard isPossible else { continue }
      let overlaps = memory(found)
      if k == 0 || kept.count == k, (k + 1) * overlaps.centred.count <= Self.mostKept {
        kept.append(overlaps)
      }
      add(overlaps, found)
    }
    if isPossible {
      self.memory = try MemoryTest(count: instanceCount, seed: settings.seed) { k in
        k < kept.count ? kept[k] : memory(try evidence(k))
      }
    }
    if series.count == instanceCount {
      drift = DriftTest(series, seed: settings.seed)
    }
  }

  private mutating func add(_ overlaps: BlockMemory, _ found: EquilibrationEvidence) {
    var one = Instance()
    let r = Double(overlaps.ladderCount)
    let lives = found.data.diagnostics[ExchangeCounts.lives.name]
    for t in settings.temperatures.indices {
      let column = overlaps.column(.squareOverlap, t)
      one.excess.append(overlaps.statistic[column] * r / (r - 1))
      one.deviation.append(overlaps.deviation[column] * r / (r - 1))
      one.between.append(overlaps.between[t])
      one.rHat.append(CustomaryChecks.splitRHat(found.energies[t]))
      // A configuration that came down from the hottest temperature is as new as those there.
      let born = isSpinFlipSymmetric ? 0 : (lives?[t].reduce(0, +) ?? 0)
      one.fresh.append(
        max(overlaps.fresh[t], min(born, overlaps.fresh[overlaps.temperatureCount - 1])))
    }
    instances.append(one)
  }

  // MARK: - Averages over instances

  /// The excess of q² within ladders with the error that it has where nothing is remembered.
  func excess(_ t: Int) -> Estimate? {
    guard memory != nil else { return nil }
    let count = Double(instances.count)
    return Estimate(
      value: instances.reduce(0) { $0 + $1.excess[t] } / count,
      error: instances.reduce(0) { $0 + $1.deviation[t] * $1.deviation[t] }.squareRoot() / count)
  }

  /// The excess of q² of one instance.
  func excess(_ t: Int, instance: Int) -> Double { instances[instance].excess[t] }

  /// 1 − ⟨q²⟩, what an excess is compared with.
  func room(_ t: Int, instance: Int? = nil) -> Double {
    let chosen = instance.map { [instances[$0]] } ?? instances
    return max(
      1 - chosen.reduce(0) { $0 + $1.between[t] } / Double(chosen.count),
      EquilibrationRule.leastAllowed)
  }

  /// The independent configurations that nine of ten instances have.
  func fresh(_ t: Int) -> Double? {
    guard memory != nil else { return nil }
    return instances.map { $0.fresh[t] }.sorted()[instances.count / 10]
  }

  /// The largest R̂.
  func rHat(_ t: Int) -> Double? { instances.compactMap { $0.rHat[t] }.max() }
}
