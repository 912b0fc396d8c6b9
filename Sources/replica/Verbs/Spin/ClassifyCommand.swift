import ArgumentParser
import Foundation
import ReplicaKit

/// `replica classify`: spectrum, ordering, states, q_αβ and verdict.
struct ClassifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Spectrum, order, states and verdict of overlap matrices.",
    discussion: """
      FILE is a run, an R × N array of spins or activations, or an R × R overlap matrix (then --spins \
      gives the noise level). Arrays are .npy, .npz or .csv files, Zarr stores of version 2 or 3 as \
      zarr-python and xarray write them, or dimod sample sets (.json, \
      written by json.dump(sampleset.to_serializable(), file)). An array of ±1 or of truth values \
      holds spins; rows of any other numbers are normalised by their lengths. Three-dimensional arrays \
      hold several instances. Several files stand side by side, in one table and one figure; with \
      --ensemble they are instances of one system and have one verdict.

      Verdicts: paramagnetic, replica-symmetric, one-step, hierarchical, non-hierarchical, \
      undetermined, not-equilibrated. Their probabilities are calibrated on planted ensembles whose truth \
      is the realised overlap matrix; sites may be correlated, unless --independent-sites says that they \
      are not. The column 'broken' is the probability that replica symmetry is broken in one way or \
      another; a verdict 'undetermined: replica symmetry is broken' means that it is, but that the data \
      cannot tell how.

      In the figure of one temperature of an SK run stands the P(q) of replica theory, for N → ∞: Parisi's \
      below the AT line, RS above it, after the global flip has been fixed.

      Runs of one model with different N are compared at every temperature that they share: the \
      exponents of λ₁/R and λ₂/R without noise, of the effects N S and of the mass between the levels, \
      over the instances of every run, and what they say of the phase in the limit. R must be the same \
      (--replicas), and samples that are not in equilibrium are left out.

      The states of Hopfield runs are compared with the patterns: retrieval of one, mixtures of 3 or 5, \
      with the fraction of q_αα explained; states that patterns explain are no symmetry breaking.

      EXAMPLES
        replica classify sk.zarr
        replica classify sk64.zarr sk128.zarr sk256.zarr --replicas 64
        replica classify sk.zarr --temperature 0.4 --figure sheet.svg
        replica classify overlaps.npy --spins 1024 --json
        replica classify sk.zarr layer.npy --temperature 0.4 --figure both.pdf
        replica classify network.npz --array layer3 --subtract replica-mean
        replica classify shots.csv --transpose --subtract site-mean
        replica classify activations.zarr --array model/layer3
        replica classify samples.json
        replica classify --ensemble disorder-0.npy disorder-1.npy disorder-2.npy
      """)

  @Argument(help: "Runs, arrays or overlap matrices.")
  var files: [String]

  @Option(
    name: .shortAndLong, parsing: .unconditionalSingleValue,
    help: "A stored temperature of the runs; may be repeated. (default: all of them)")
  var temperature: [Double] = []

  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: "The number N of spins behind an overlap matrix.")
  var spins: Int?

  @Option(parsing: .unconditional, help: "The most replicas per instance of a run.")
  var replicas = 128

  @Flag(inversion: .prefixedNo, help: "Compute the power of the one-step test by planting.")
  var power = true

  @Flag(
    help: """
      Suppose that sites are independent given the states, as planted ones are; by default they may be \
      correlated, as in samples of a Gibbs measure.
      """)
  var independentSites = false

  @Flag(help: "All files are instances of one system, of equal R and N, and have one verdict.")
  var ensemble = false

  @Flag(help: "Print the ordered overlaps in text, in a terminal or not.")
  var heatMap = false

  @OptionGroup var arrays: ArrayOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let spins, spins < 2 { throw ValidationError("--spins is \(spins); expected at least 2") }
    guard replicas >= 4 else {
      throw ValidationError("--replicas is \(replicas); expected at least 4")
    }
    guard !files.isEmpty else { throw ValidationError("expected at least one file") }
  }

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      var points: [AnalysedPoint] = []
      if ensemble {
        points = [try analyseEnsemble()]
      } else {
        for file in files { points += try await analyse(file) }
      }
      let scaling = ScalingTable.tables(of: points)
      ScalingTable.noteSingleSizes(in: &points, beside: scaling)
      if common.json {
        Console.print(json(points, scaling))
      } else {
        printTables(points)
        for table in scaling { print("\n" + table.text) }
      }
      let pictures = try draw(points)
      if !common.json { for picture in pictures { print("\nfigure: \(picture)") } }
    }
  }

  // MARK: - Analysis

  private var choices: AnalysisChoices {
    AnalysisChoices(
      seed: common.seed, withPower: power, correlatedSites: !independentSites)
  }

  private func analyse(_ file: String) async throws -> [AnalysedPoint] {
    guard InputFile.isRun(file) else { return [try analyseArray(file)] }
    try arrays.requireNone(for: file)
    let run = try RunStore(at: file)
    let report = try run.equilibrationReport()
    let slots = try TemperatureSelection.slots(of: run, wanted: temperature)
    let choices = choices
    let limit = replicas
    return try await common.concurrently("classifying", count: slots.count) { k in
      try AnalysedPoint(
        run: run, slot: slots[k], equilibration: report.temperatures[slots[k]],
        replicaLimit: limit, choices: choices)
    }
  }

  private func analyseArray(_ file: String) throws -> AnalysedPoint {
    let input = try ArrayInput(file, spins: spins, options: arrays)
    return try AnalysedPoint(
      file: file, replicas: input.sets, choices: choices)
  }

  private func analyseEnsemble() throws -> AnalysedPoint {
    if let run = files.first(where: InputFile.isRun) {
      throw Failure(
        .usage, "\(run) is a run, which holds its instances already; --ensemble pools arrays")
    }
    let inputs = try files.map { try ArrayInput($0, spins: spins, options: arrays) }
    try ArrayInput.requireEqualSizes(inputs)
    return try AnalysedPoint(
      file: files[0] + (files.count > 1 ? " and \(files.count - 1) more" : ""),
      replicas: inputs.flatMap(\.sets), choices: choices)
  }

  // MARK: - Output

  private func json(_ points: [AnalysedPoint], _ scaling: [ScalingTable]) -> JSONValue {
    var object: JSONValue = [:]
    if points.count == 1, let point = points.first { object = point.json }
    object["seed"] = JSONValue(seed: common.seed)
    if points.count != 1 { object["points"] = .array(points.map(\.json)) }
    if ensemble { object["files"] = JSONValue(files) }
    if points.count != 1 { object["scaling"] = .array(scaling.map(\.json)) }
    object["remarks"] = JSONValue(remarks(on: points))
    return object
  }

  /// What must be said beside the verdicts, once for all files.
  private func remarks(on points: [AnalysedPoint]) -> [String] {
    points.contains { $0.temperature == nil } ? [ArrayOptions.remark] : []
  }

  private func printTables(_ points: [AnalysedPoint]) {
    var table = TextTable([
      "", "verdict", "p", "broken", "q0", "q1", "m", "states", "λ₁/R", "λ₂/R", "beyond noise",
      "power",
    ])
    for point in points {
      let analysis = point.analyses[0]
      let r = Double(analysis.overlaps.replicaCount)
      let index = Verdict.classes.firstIndex(of: point.classification.verdict)
      table.add([
        point.title, point.verdictText,
        text(index.map { point.classification.probabilities[$0] }, digits: 2),
        text(point.classification.brokenProbability, digits: 2),
        text(point.pooled.q0), text(point.pooled.q1), text(point.pooled.breakingParameter),
        "\(analysis.states.count)", text(analysis.eigenvalues[0] / r, digits: 3),
        text(analysis.eigenvalues[1] / r, digits: 3), "\(analysis.significantEigenvalues)",
        text(point.pooled.power, digits: 2),
      ])
    }
    print(table.text)
    if !common.quiet {
      print("p: probability of the verdict; broken: probability that replica symmetry is broken.")
    }
    if points.contains(where: { $0.analyses.count > 1 }) {
      print("Verdict, levels and m pool all instances; states and eigenvalues are those of one.")
    }
    for remark in remarks(on: points) { print("Remark: \(remark).") }
    guard points.count == 1, let point = points.first else { return }
    print("\n\(point.system)")
    for reason in point.classification.reasons { print("  · \(reason)") }
    if let spectrum = point.paramagnetSpectrum(0) { print("  · \(spectrum.text)") }
    printStates(point)
    if heatMap || Console.outputIsTerminal {
      let colours: TextHeatMap.Colours = Console.outputIsTerminal ? .full : .none
      print(
        "\n"
          + TextHeatMap(
            point.analyses[0].orderedOverlaps, maximumWidth: 48, maximumHeight: 24,
            colours: colours
          ).rendered())
    }
  }

  private func printStates(_ point: AnalysedPoint) {
    let analysis = point.analyses[0]
    var table = TextTable(["state", "weight", "replicas", "q_αα", "is"])
    for state in 0..<min(8, analysis.states.count) {
      table.add([
        "\(state)", text(analysis.states.weights[state], digits: 3),
        "\(analysis.states.members[state].count)",
        text(analysis.states.selfOverlap(of: state)),
        point.patterns.first.map { $0.states[state].text } ?? "",
      ])
    }
    print("\n" + table.text)
    if analysis.states.count > 8 { print("and \(analysis.states.count - 8) smaller ones") }
    let levels = analysis.states.mergeLevels(siteCount: analysis.features.siteCount)
    if !levels.isEmpty {
      print(
        "states merge at the overlap\(levels.count > 1 ? "s" : "") "
          + levels.map { text($0, digits: 3) }.joined(separator: ", ")
          + (analysis.selfOverlapTest.map {
            "; equal self-overlaps have p = \(text($0.probability, digits: 2))"
          } ?? ""))
    }
    if let m = point.pooled.breakingParameterFromPeaks {
      print(
        "m from the weights of the states \(text(point.pooled.breakingParameter)), from the two peaks of "
          + "P(q) \(text(m))")
    }
    if let found = analysis.ultrametricity {
      print(
        "ultrametricity \(text(found.value, digits: 3)); spins on the tree of the data have "
          + "\(text(found.ofTree)), independent overlaps \(text(found.ofIndependentOverlaps))")
    }
    let overlaps = analysis.states.overlapsOfHeaviest(6)
    guard overlaps.rows > 1 else { return }
    var matrix = TextTable(["q_αβ"] + (0..<overlaps.rows).map { "\($0)" })
    for alpha in 0..<overlaps.rows {
      matrix.add(["\(alpha)"] + overlaps.row(alpha).map { text($0, digits: 3) })
    }
    print("\n" + matrix.text)
    let values = point.stateEigenvalues[0].prefix(8).map { text($0, digits: 3) }
    print("eigenvalues of q_αβ: \(values.joined(separator: ", "))")
  }

  private func draw(_ points: [AnalysedPoint]) throws -> [String] {
    guard figure.figure != nil else { return [] }
    if points.count == 1, let point = points.first {
      return try figure.draw(point.sheet, common: common)
    }
    let panels = points.map { point in
      let analysis = point.analyses[0]
      return OverlapPanelsFigure.Panel(
        title: "\(point.title): \(point.classification.verdict.rawValue)",
        overlaps: analysis.orderedOverlaps, eigenvalues: analysis.eigenvalues,
        noiseEdge: analysis.noiseEdge, significantCount: analysis.significantEigenvalues)
    }
    return try figure.draw(
      OverlapPanelsFigure(
        title: "Ordered overlap matrices and their spectra",
        system: files.joined(separator: ", "), panels: panels), common: common)
  }
}
