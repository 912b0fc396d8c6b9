import ArgumentParser
import ReplicaKit
import Synchronization

/// `replica recurrent lyapunov`: Lyapunov exponents of finite recurrent networks.
struct RecurrentLyapunovCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lyapunov",
    abstract: "Lyapunov exponents of finite recurrent networks, by tangent frames.",
    discussion: """
      The first k exponents with errors, the dimension of the attractor by Kaplan and Yorke, and the sum of \
      the positive exponents (the entropy rate, where Pesin's identity holds); both need k so large that the \
      sum of the exponents, or the last exponent, is negative. Errors are those over networks; for a single \
      network those over time, with its autocorrelation. Exponents are per unit of time, or per step of the \
      map.

      EXAMPLES
        replica recurrent lyapunov --sigma-w 3 --neurons 1000 --exponents 8
        replica recurrent lyapunov --sigma-w 3 --neurons 200 --exponents 60 --figure lyapunov.svg
        replica recurrent lyapunov --sigma-w 2 --discrete --neurons 300 --exponents 300
        replica recurrent lyapunov --sigma-w 3 --neurons 2000 --time 5000 -o exponents.zarr
      """)

  @OptionGroup var options: RecurrentOptions
  @OptionGroup var finite: RecurrentFiniteOptions

  @Option(
    name: [.customShort("k"), .long], parsing: .unconditional, help: "The number k of exponents.")
  var exponents = 8

  @Option(parsing: .unconditional, help: "The measured time; of the map, its steps.")
  var time = 500.0

  @Option(parsing: .unconditional, help: "The time between two orthonormalisations.")
  var interval = 1.0

  @Option(parsing: .unconditional, help: "The time that the state is given to settle.")
  var warmUp = 100.0

  @Option(parsing: .unconditional, help: "The time that the tangent frame is given to settle.")
  var frameWarmUp = 50.0

  @OptionGroup var storage: RunOutputOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard exponents >= 1, exponents <= finite.neurons else {
      throw ValidationError(
        "--exponents is \(exponents); expected 1 to --neurons \(finite.neurons)")
    }
    for (name, value) in [("--time", time), ("--interval", interval)]
    where !(value > 0 && value.isFinite) {
      throw ValidationError("\(name) is \(value); expected a positive number")
    }
    for (name, value) in [("--warm-up", warmUp), ("--frame-warm-up", frameWarmUp)]
    where !(value >= 0 && value.isFinite) {
      throw ValidationError("\(name) is \(value); expected 0 or more")
    }
    _ = try storage.ifExists(force: figure.force)
  }

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      let network = try finite.network(options)
      try network.requireStable(finite.scheme)
      let settings = try LyapunovSettings(
        scheme: finite.scheme, exponents: exponents, time: time, interval: interval,
        stateWarmUp: warmUp, frameWarmUp: frameWarmUp,
        initialState: .normal(mean: finite.initialMean, variance: finite.initialVariance))
      try finite.requireMemory(
        columns: exponents + 1, kept: finite.neurons + 2 * exponents, single: false,
        threads: common.threadCount)
      var description = finite.description(options, seed: common.seed)
      description["interval"] = .number(Double(settings.interval) * settings.scheme.step)
      description["measured_time"] = .number(settings.measuredTime)
      description["warm_up"] = .number(warmUp)
      description["frame_warm_up"] = .number(frameWarmUp)
      let records = try await measure(network, settings, try makeStore(settings, description))
      let result = LyapunovResult(
        spectrum: LyapunovSpectrum(records), records: records, theory: try theory())
      if common.json {
        var object = description
        object["output"] = storage.output.map { .string($0) } ?? .null
        for member in result.json.objectValue ?? [] { object[member.key] = member.value }
        Console.print(object)
      } else {
        print(finite.heading(options))
        print(result.table)
      }
      if result.spectrum.isShort {
        common.hint(
          "replica: the measured time is short of 50 autocorrelation times; errors may be too small, take a "
            + "larger --time")
      }
      let picture = result.figure(finite.title(options), isMap: finite.discrete)
      for path in try figure.draw(picture, common: common) where !common.json {
        print("\nfigure: \(path)")
      }
    }
  }

  /// λ_1 for N → ∞, of independent couplings without w_0; `nil` where no theory says.
  private func theory() throws -> Double? {
    guard finite.eta == 0, options.weightMean == 0 else { return nil }
    let map = try options.map()
    do {
      // Without w_0 the variance alone decides which fixed point the map reaches.
      let exponent =
        finite.discrete
        ? try map.recurrentFixedPoints().last { point in
          point.uniformEigenvalues.allSatisfy { $0.magnitude < 1 }
        }?.largestLyapunovExponentOfMap
        : try RecurrentNetworkTheory(map).largestLyapunovExponent
      return exponent.flatMap { $0.isFinite ? $0 : nil }
    } catch is NetworkTheoryError { return nil }
  }

  private func makeStore(
    _ settings: LyapunovSettings, _ description: JSONValue
  ) throws -> LyapunovRunStore? {
    guard let path = storage.output else { return nil }
    return try Interruption.whileWriting {
      try LyapunovRunStore(
        at: path, settings: settings, neuronCount: finite.neurons, networkCount: finite.networks,
        description: description, notes: storage.notes,
        ifExists: try storage.ifExists(force: figure.force))
    }
  }

  private func measure(
    _ network: RecurrentNetwork, _ settings: LyapunovSettings, _ store: LyapunovRunStore?
  ) async throws -> [LyapunovRecord] {
    let all = Array(0..<finite.networks)
    let missing = try all.filter { try store?.isDone($0) != true }
    let progress = Progress(
      "tangent frames", total: missing.count * settings.totalSteps, isEnabled: !common.quiet)
    defer { progress.finish() }
    let records = Mutex<[Int: LyapunovRecord]>([:])
    let clock = CheckpointClock()
    let start = Progress.now()
    let (threads, seed) = (common.threadCount, common.seed)
    do {
      try await Interruption.cancelling {
        try await concurrentForEach(count: missing.count, threads: threads) { k in
          try network.lyapunovExponents(
            settings, network: missing[k], seed: seed, from: try store?.checkpoint(missing[k]),
            save: { checkpoint in
              guard let store else { return }
              try clock.whenDue(network: checkpoint.network) { try store.save(checkpoint) }
            }, advanced: { progress.advance($0) })
        } deliver: { _, record in
          records.withLock { $0[record.network] = record }
          try Interruption.whileWriting {
            try store?.write(record, wallSeconds: Progress.now() - start)
          }
        }
      }
    } catch is CancellationError {
      progress.finish()
      throw finite.interruption(
        try store.map { store in (store.path, try all.filter { try store.isDone($0) }.count) })
    }
    let found = records.withLock { $0 }
    return try all.map { network in
      guard let record = try found[network] ?? store?.read(network) else {
        throw CancellationError()
      }
      return record
    }
  }
}

/// Lyapunov exponents for scripts and people.
struct LyapunovResult {
  let spectrum: LyapunovSpectrum
  let records: [LyapunovRecord]
  /// λ_1 for N → ∞; `nil` where no theory says.
  let theory: Double?

  /// The result for scripts.
  var json: JSONValue {
    [
      "exponents": JSONValue(spectrum.exponents.map(\.value)),
      "errors": .array(spectrum.exponents.map { JSONValue($0.error) }),
      "largest_lyapunov_exponent": .number(spectrum.exponents[0].value),
      "largest_lyapunov_exponent_error": JSONValue(spectrum.exponents[0].error),
      "largest_lyapunov_exponent_theory": JSONValue(theory),
      "largest_by_network": JSONValue(records.map { $0.exponents[0] }),
      "errors_by_network": JSONValue(records.map { $0.errors[0] }),
      "autocorrelation_time": JSONValue(records.compactMap(\.autocorrelationTime).max()),
      "kaplan_yorke_dimension": JSONValue(spectrum.kaplanYorkeDimension?.value),
      "kaplan_yorke_dimension_error": JSONValue(spectrum.kaplanYorkeDimension?.error),
      "entropy_rate": JSONValue(spectrum.entropyRate?.value),
      "entropy_rate_error": JSONValue(spectrum.entropyRate?.error),
      "sum": JSONValue(value: spectrum.sum),
      "errors_over": .string(spectrum.networkCount > 1 ? "networks" : "time"),
    ]
  }

  /// The result for people: the exponents, thinned out where there are many.
  var table: String {
    var table = TextTable(["j", "λ_j"])
    let count = spectrum.exponents.count
    let shown = (0..<count).filter {
      $0 < 12 || ($0 + 1) % max(1, count / 12) == 0 || $0 == count - 1
    }
    for j in shown { table.add(["\(j + 1)", text(spectrum.exponents[j])]) }
    let dimension = spectrum.kaplanYorkeDimension.map { text($0) }
    let entropy = spectrum.entropyRate.map { text($0) }
    let expected = theory.map { "\nλ_1 for N → ∞: \(text($0, digits: 7))" } ?? ""
    return table.text + expected + "\nKaplan–Yorke dimension: "
      + (dimension ?? "more exponents are needed, the sum of these is positive")
      + "\nentropy rate: " + (entropy ?? "more exponents are needed, the last of these is positive")
  }

  /// The figure of the spectrum.
  ///
  /// - Parameters:
  ///   - system: The network in words.
  ///   - isMap: Whether exponents are per step.
  /// - Returns: The figure.
  func figure(_ system: String, isMap: Bool) -> CurvesFigure {
    let places = spectrum.exponents.indices.map { Double($0 + 1) }
    let bars = spectrum.exponents.map { $0.error ?? 0 }
    return CurvesFigure(
      title: "Lyapunov spectrum, mean over \(spectrum.networkCount)", system: system,
      horizontal: .init("j"),
      vertical: .init("λ_j" + (isMap ? " per step" : "")),
      curves: [
        .init(
          x: places, y: spectrum.exponents.map(\.value), deviations: bars, style: .points,
          colour: .series(0))
      ], guides: [.horizontal(at: 0)])
  }
}
