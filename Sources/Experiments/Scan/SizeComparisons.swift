import Documents
import Overlaps
public import Sampling
import SpinModels

/// Scans over the sizes of runs that stand side by side: one for every model and temperature that several sizes have.
public struct SizeComparisons: Sendable {
  /// What one run shows at one temperature.
  public struct Source: Sendable {
    let run: any SampledRun
    let file: String
    let found: TemperatureAnalysis

    /// Names what was analysed.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - file: Its file.
    ///   - found: What it shows at one of its temperatures.
    public init(_ run: any SampledRun, file: String, _ found: TemperatureAnalysis) {
      self.run = run
      self.file = file
      self.found = found
    }

    /// Whether both are of one model, at any size, at one temperature.
    fileprivate func matches(_ other: Source) -> Bool {
      let (first, second) = (found.temperature, other.found.temperature)
      return abs(first - second) <= 5e-4 * max(first, second)
        && found.ensemble.isOtherSize(ofAny: other.found.ensemble)
    }
  }

  /// The scans, by temperature.
  public let scans: [ScanReport]
  /// Why runs of several sizes have no scan, in words.
  public let refusals: [String]

  /// Nothing to compare.
  public static let none = SizeComparisons(scans: [], refusals: [])

  private init(scans: [ScanReport], refusals: [String]) {
    self.scans = scans
    self.refusals = refusals
  }

  /// Judges the sizes of every model at every temperature that runs of several sizes have.
  ///
  /// - Parameters:
  ///   - sources: What was analysed.
  ///   - seed: The seed of the samples drawn from the fits.
  /// - Throws: What reading throws.
  public init(_ sources: [Source], seed: UInt64 = 1) throws {
    var groups: [[Source]] = []
    for source in sources {
      if let k = groups.firstIndex(where: { $0[0].matches(source) }) {
        groups[k].append(source)
      } else {
        groups.append([source])
      }
    }
    var scans: [ScanReport] = []
    var refusals: [String] = []
    for group in groups.sorted(by: { $0[0].found.temperature < $1[0].found.temperature }) {
      let sizes = Set(group.map(\.found.ensemble.spinCount)).sorted()
      guard sizes.count > 1 else { continue }
      let place =
        "sizes N = \(sizes.map(String.init).joined(separator: ", ")) of \(group[0].found.ensemble.name) at T = "
        + text(group[0].found.temperature)
      guard sizes.count >= SizeScan.fewestSizes else {
        refusals.append("\(place) are not compared: \(OverlapError.tooFewSizes(sizes))")
        continue
      }
      do {
        scans.append(
          try ScanReport(
            group.map { try ScannedRun($0.found, of: $0.run, file: $0.file) }, seed: seed))
      } catch ExperimentError.refused(let reason), ExperimentError.unfit(let reason) {
        refusals.append("\(place) are not compared: \(reason)")
      }
    }
    self.init(scans: scans, refusals: refusals)
  }

  /// Whether a scan judges a file at a temperature.
  func judge(file: String, temperature: Double?) -> Bool {
    guard let temperature else { return false }
    return scans.contains { scan in
      abs(scan.temperature - temperature) <= 5e-4 * temperature
        && scan.runs.contains { $0.file == file && $0.reason == nil }
    }
  }
}
