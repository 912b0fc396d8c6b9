import ArgumentParser
import ReplicaKit

/// `replica overlaps`: P(q) and its moments, with errors over the disorder.
struct OverlapsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "overlaps",
    abstract: "P(q), moments, Binder ratio and susceptibility of a run or of an array.",
    discussion: """
      Overlaps are taken only between independent ladders; errors are jackknife errors over the \
      instances. Beside samples of SK models stands Parisi's P(q), exact for N → ∞: below the AT line a \
      density and a peak at q_EA, in a field another at q_min; above it one peak (RS). Finite N smears \
      the peaks. At zero field it is even, as the sample is, for a ferromagnet too: both its phases \
      are in the Gibbs measure. Hopfield runs and given couplings have no theory beside them.

      Arrays of replicas and overlap matrices are read from the same files as by replica classify; all \
      pairs of their rows count, and errors are over the instances of a three-dimensional array.

      With two or more instances a second table has A and G (fluctuations of ⟨q²⟩ between instances), \
      what stochastic stability and the Ghirlanda–Guerra identity leave, with z, and P(0), the mean \
      density in |q| < 0.1. The identities hold in the limit: at finite N a large z in a paramagnet is a \
      known difference of order 1/N² that many instances resolve. The products need four ladders, Ghirlanda–Guerra three. G tends to 1/3 at \
      low temperature in any finite system with a unique ground state: it shows no breaking.

      EXAMPLES
        replica overlaps sk.zarr
        replica overlaps sk.zarr --temperature 0.4 --temperature 1.3 --figure pq.svg
        replica overlaps sk.zarr --temperature 0.4 --matrix q.npy
        replica overlaps spectra.npy --subtract site-mean --figure pq.svg
        replica overlaps samples.json --matrix q.npy
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
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard bins >= 2, bins <= 10_000 else {
      throw ValidationError("--bins is \(bins); expected 2 to 10000")
    }
    if let spins, spins < 2 { throw ValidationError("--spins is \(spins); expected at least 2") }
  }

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      try OutputFile.require(matrix, force: figure.force)
      guard InputFile.isRun(runPath) else {
        guard temperature.isEmpty else {
          throw Failure(.usage, "\(runPath) is no run; --temperature applies to runs")
        }
        return try ArrayOverlaps(
          ArrayInput(runPath, spins: spins, options: arrays), bins: bins
        ).report(common: common, figure: figure, matrix: matrix, instance: instance)
      }
      try arrays.requireNone(for: runPath)
      if matrix != nil, temperature.count != 1 {
        throw Failure(.usage, "--matrix needs exactly one --temperature of a run")
      }
      let store = try RunStore(at: runPath)
      if matrix != nil, !(0..<store.instanceCount).contains(instance) {
        throw Failure(
          .usage, "--instance is \(instance); the run has instances 0 to \(store.instanceCount - 1)"
        )
      }
      let report = try store.equilibrationReport()
      let slots = try TemperatureSelection.slots(of: store, wanted: temperature)
      let bins = bins
      let points = try await common.concurrently("overlaps", count: slots.count) { k in
        try OverlapPoint(store, slot: slots[k], bins: bins, report: report)
      }
      if common.json {
        Console.print([
          "run": .string(runPath), "spins": .integer(store.model.spinCount),
          "instances": .integer(try store.doneInstances().count),
          "seed": JSONValue(seed: store.settings.seed),
          "temperatures": .array(points.map(\.json)),
        ])
      } else {
        printTable(points)
      }
      for picture in try draw(points, store) where !common.json { print("\nfigure: \(picture)") }
      try writeMatrix(store, slot: slots[0])
    }
  }

  private func printTable(_ points: [OverlapPoint]) {
    var table = TextTable([
      "T", "⟨q⟩", "⟨|q|⟩", "⟨q²⟩", "q_link", "N⟨q²⟩", "Binder g", "⟨q²⟩ theory", "equilibrated",
    ])
    for point in points {
      table.add([
        text(point.temperature), text(point.moments.mean), text(point.moments.meanAbsolute),
        text(point.moments.meanSquare), text(point.linkOverlap),
        text(point.moments.susceptibility), text(point.moments.binder),
        point.theory?.meanSquareText ?? "–", point.isEquilibrated ? "yes" : "no",
      ])
    }
    print(table.text)
    if let text = EnsembleRelations.table(points.map { ($0.temperature, $0.relations) }) {
      print("\n" + text)
      if !common.quiet { print(EnsembleRelations.caveat) }
    }
  }

  private func draw(_ points: [OverlapPoint], _ store: RunStore) throws -> [String] {
    let shown =
      points.count <= 6
      ? points
      : stride(
        from: 0, to: points.count, by: (points.count + 5) / 6
      ).map { points[$0] }
    let count = try store.doneInstances().count
    return try figure.draw(
      OverlapDistributionFigure(
        title: "Overlap distribution",
        system: "\(store.model.name), N = \(store.model.spinCount), "
          + "\(count) instance\(count == 1 ? "" : "s")",
        series: shown.map { point in
          OverlapDistributionFigure.Series(
            name: "T = \(text(point.temperature))",
            distribution: OverlapHistogram(
              centres: point.distribution.overlaps, binWidth: point.distribution.binWidth,
              density: point.distribution.densities, deviations: point.distribution.errors),
            theoryPeaks: point.theory?.peaks ?? [], theoryCurve: point.theory?.density)
        }, theoryName: "theory, N → ∞"), common: common)
  }

  private func writeMatrix(_ store: RunStore, slot: Int) throws {
    guard let matrix else { return }
    var replicas = PackedConfigurations(spinCount: store.model.spinCount)
    for ladder in try store.configurations(instance: instance, temperatureIndex: slot) {
      replicas.append(contentsOf: ladder)
    }
    let overlaps = try OverlapMatrix(of: replicas).matrix
    try Interruption.whileWriting {
      try NumPyFile.write(overlaps, to: matrix, ifExists: figure.force ? .replace : .fail)
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

/// The overlaps of a run at one temperature.
private struct OverlapPoint {
  let temperature: Double
  let distribution: OverlapDistribution
  let moments: OverlapMoments
  let linkOverlap: Estimate
  let theory: TheoryOverlay?
  /// Why there is no theory; `nil` where there is one.
  let theoryReason: String?
  let isEquilibrated: Bool
  /// The relations over the disorder; `nil` for a single instance.
  let relations: EnsembleRelations?

  init(_ store: RunStore, slot: Int, bins: Int, report: EquilibrationReport) throws {
    temperature = store.settings.temperatures[slot]
    var overlaps: [[Double]] = []
    var links: [Double] = []
    var products: [OverlapProducts] = []
    for instance in try store.doneInstances() {
      let ladders = try store.configurations(instance: instance, temperatureIndex: slot)
      overlaps.append(OverlapDistribution.overlaps(betweenLadders: ladders))
      products.append(
        OverlapProducts(ladders: ladders, window: EnsembleRelations.defaultWindow))
      links.append(
        LinkOverlap(store.model.instance(instance, seed: store.settings.seed))
          .mean(ladders: ladders, overlaps: overlaps[overlaps.count - 1]))
    }
    distribution = OverlapDistribution(instances: overlaps, binCount: bins)
    moments = OverlapMoments(instances: overlaps, spinCount: store.model.spinCount)
    linkOverlap = Estimate(meanOf: links)
    do {
      theory = try TheoryOverlay(store.model, temperature: temperature)
      theoryReason = theory == nil ? "replica theory stands beside SK runs only" : nil
    } catch {
      theory = nil
      theoryReason = "\(error)"
    }
    isEquilibrated = report.temperatures[slot].isEquilibrated
    relations = products.count >= 2 ? EnsembleRelations(products) : nil
  }

  var json: JSONValue {
    var object: JSONValue = [
      "temperature": .number(temperature), "equilibrated": .bool(isEquilibrated),
    ]
    for member in moments.json(with: distribution) { object[member.key] = member.value }
    object["mean_link_overlap"] = JSONValue(mean: linkOverlap)
    object["ensemble_relations"] = relations?.json ?? .null
    if relations == nil {
      object["ensemble_relations_reason"] = "a single instance has no disorder average"
    }
    object["theory"] = theory?.json ?? .null
    if let theoryReason { object["theory_reason"] = .string(theoryReason) }
    return object
  }
}
