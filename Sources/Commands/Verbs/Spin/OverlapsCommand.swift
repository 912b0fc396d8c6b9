import ArgumentParser
import ReplicaKit

/// `replica overlaps`: P(q) and its moments, with errors over the disorder.
struct OverlapsCommand: PagedVerb {
  static let configuration = CommandConfiguration(
    commandName: "overlaps",
    abstract: "P(q), moments and susceptibilities.",
    discussion: """
      Overlaps are taken only between independent ladders; errors are jackknife errors over the \
      instances. Beside samples of SK models stands Parisi's P(q), exact for N → ∞: below the AT line a \
      density and a peak at q_EA, in a field another at q_min; above it one peak (RS). Finite N smears \
      the peaks. At zero field it is even, as the sample is, for a ferromagnet too: both its phases \
      are in the Gibbs measure. Hopfield runs and given couplings have no theory beside them.

      Arrays of replicas and overlap matrices are read from the same files as by replica classify; all \
      pairs of their rows count, those of different chains where a dimension is called chain, and errors \
      are over the instances of a three-dimensional array.

      With two or more instances a second table has A and G (fluctuations of ⟨q²⟩ between instances), \
      what stochastic stability and the Ghirlanda–Guerra identity leave, with z, and P(0), the mean \
      density in |q| < 0.1. The identities hold in the limit: at finite N a large z in a paramagnet is a \
      known difference of order 1/N² that many instances resolve. The products need four ladders, Ghirlanda–Guerra three. G tends to 1/3 at \
      low temperature in any finite system with a unique ground state: it shows no breaking.

      EXAMPLES
        replica overlaps sk.zarr
        replica overlaps sk.zarr --temperature 0.4 --temperature 1.3 --figure pq.svg
        replica overlaps sk.zarr --temperature 0.4 --matrix q.npy
        replica overlaps sk.zarr --report overlaps.html
        replica overlaps spectra.npy --subtract site-mean --figure p.svg  # yours
        replica overlaps samples.json --matrix qs.npy  # your dimod sample set
      """)

  @Argument(help: ArgumentHelp("A run, an array or an overlap matrix.", valueName: "file"))
  var runPath: String

  @Option(
    name: .shortAndLong, parsing: .unconditionalSingleValue,
    help: "A stored temperature; may be repeated. (default: all of them)")
  var temperature: [Double] = []

  @Option(parsing: .unconditional, help: "The number of bins of P(q) between −1 and 1.")
  var bins = 64

  @Option(
    help: ArgumentHelp(
      "Write q_ab of one instance at one temperature, .npy.", valueName: "file"))
  var matrix: String?

  @Option(parsing: .unconditional, help: "The instance of --matrix.")
  var instance = 0

  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: "The number N of spins behind an overlap matrix.")
  var spins: Int?

  @OptionGroup var arrays: ArrayOptions
  @OptionGroup var page: PageOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard bins >= 2, bins <= 10_000 else {
      throw ValidationError("--bins is \(bins); expected 2 to 10000")
    }
    if matrix == nil, CommandLine.isGiven("--instance") {
      throw ValidationError("--instance applies to --matrix, which is not given")
    }
    if let matrix, !matrix.hasSuffix(".npy") {
      throw ValidationError("--matrix is '\(matrix)'; expected a name ending in .npy")
    }
    if let spins, spins < 2 { throw ValidationError("--spins is \(spins); expected at least 2") }
  }

  var outputFiles: [String?] { [matrix] }

  var isRandom: Bool { false }

  func outcome(_ session: Session) async throws -> AnyReport {
    guard InputFile.isRun(runPath) else { return AnyReport(try arrayOutcome()) }
    try arrays.requireNone(for: runPath)
    guard spins == nil else {
      throw Failure(.usage, "\(runPath) is a run; --spins applies to overlap matrices")
    }
    if matrix != nil, temperature.count != 1 {
      throw Failure(.usage, "--matrix needs exactly one --temperature of a run")
    }
    let store = try RunStore(at: runPath)
    if matrix != nil, !(0..<store.instanceCount).contains(instance) {
      throw Failure(
        .usage, "--instance is \(instance); the run has instances 0 to \(store.instanceCount - 1)")
    }
    _ = try store.requiredInstances()
    return AnyReport(
      try await RunOverlapsReport(
        store, file: runPath,
        temperatureIndices: try TemperatureSelection.slots(of: store, wanted: temperature),
        bins: bins, session: session))
  }

  /// The page that `replica report` makes of the same file.
  func page(
    of outcome: AnyReport, _ request: PageRequest, _ session: Session
  ) async throws -> ReportPage {
    try await FilePage(
      files: [runPath], temperature: temperature.first, spins: spins,
      options: AnalysisOptions(seed: common.seed, withPower: false), arrays: arrays,
      request: request
    ).page(session)
  }

  private func arrayOutcome() throws -> ArrayOverlapsReport {
    guard temperature.isEmpty else {
      throw InputFile.noTemperatures(runPath)
    }
    let input = try ArrayInput(runPath, spins: spins, options: arrays)
    let report = try reading(runPath) {
      try ArrayOverlapsReport(
        file: runPath, input.sets, chainCount: input.chainCount, bins: bins, seed: common.seed,
        remarks: input.remarks + [ArrayOptions.remark])
    }
    if matrix != nil, !report.matrices.indices.contains(instance) {
      throw Failure(
        .usage,
        "--instance is \(instance); \(runPath) has instances 0 to \(report.matrices.count - 1)")
    }
    return report
  }

  func finish(_ outcome: AnyReport) throws {
    guard let matrix else { return }
    let overlaps: Matrix
    switch outcome.base {
    case let run as RunOverlapsReport: overlaps = try run.overlaps(ofInstance: instance)
    case let arrays as ArrayOverlapsReport: overlaps = arrays.matrices[instance].matrix
    default: return
    }
    try Interruption.whileWriting {
      try NumPyFile.write(overlaps, to: matrix, ifExists: ifExists)
    }
    common.hint("q_ab: \(matrix)")
  }
}

/// The wanted temperatures of a run.
enum TemperatureSelection {
  /// The indices of temperatures; all of them when none is named.
  static func slots(of run: RunStore, wanted: [Double]) throws -> [Int] {
    let stored = run.settings.temperatures
    if wanted.isEmpty { return Array(stored.indices) }
    return try wanted.map { value in
      guard let index = run.settings.temperatureIndex(of: value) else {
        throw Failure(
          .usage,
          "\(run.path) has no temperature \(value); it has "
            + stored.map { text($0, digits: 6) }.joined(separator: ", "))
      }
      return index
    }
  }
}
