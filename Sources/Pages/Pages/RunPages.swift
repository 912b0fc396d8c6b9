public import Archive
import Documents
public import Experiments
import Overlaps
import ReplicaTheory
import Sampling
import SpinModels
import Statistics

/// What a page is made for, and by what.
public struct PageRequest: Sendable {
  /// The version of the program.
  public var version: String
  /// The command that makes the page, without folders.
  public var command: String
  /// Whether the matrices of all instances are kept at all temperatures.
  public var keepsAll: Bool

  /// Describes a request.
  ///
  /// - Parameters:
  ///   - version: The version of the program.
  ///   - command: The command that makes the page, without folders.
  ///   - keepsAll: Whether the matrices of all instances are kept at all temperatures; else those of the temperature that
  ///     is asked for, and of the first instance at all others.
  public init(version: String, command: String, keepsAll: Bool = false) {
    self.version = version
    self.command = command
    self.keepsAll = keepsAll
  }
}

extension ReportPage {
  /// The most instances whose matrices are kept.
  static let mostInstances = 64

  /// The page of a run of a spin model: every temperature, with the verdict at one of them first.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - file: Its file.
  ///   - current: The temperature that is seen first.
  ///   - replicaLimit: The most replicas per instance.
  ///   - options: How to analyse.
  ///   - request: What the page is made for.
  ///   - session: Threads and progress.
  /// - Returns: The page.
  /// - Throws: What reading and analysing throw.
  public static func ofRun(
    _ run: RunStore, file: String, temperatureIndex current: Int, replicaLimit: Int,
    options: AnalysisOptions, request: PageRequest, session: Session
  ) async throws -> ReportPage {
    let analysis = try RunAnalysis(run, replicaLimit: replicaLimit, options: options)
    let temperatures = run.settings.temperatures
    let overlaps = try await RunOverlapsReport(
      run, file: file, temperatureIndices: Array(temperatures.indices),
      bins: OverlapDistribution.binCount(spinCount: run.model.spinCount),
      equilibration: analysis.equilibration, session: session)
    let done = analysis.instances
    let crowd = crowd(of: overlaps.points[current], names: done, keepsAll: request.keepsAll)
    let shown = crowd?.kept ?? Array(done.indices)
    let ensemble = run.ensemble
    let command = run.store.attributes["command"]?.stringValue.map(Self.withoutFolders)
    let sizes = sizesCommand(ensemble)
    let places = try await session.concurrently("classifying", count: temperatures.count) { t in
      let found = try analysis.at(temperatureIndex: t)
      let point = overlaps.points[t]
      let words = VerdictWords(
        point: ClassifiedPoint(file: Words.fileName(file), found).notingSingleSize,
        meanOverlap: point.moments.meanAbsolute,
        instances: (done.count, run.instanceCount), command: command,
        sizesCommand: sizes.map { $0 + " --temperature \(Words.plain(temperatures[t])) -o scan" })
      return PagePlace(
        words, index: t, instances: shown, keepsAll: t == current || request.keepsAll,
        isFirst: t == current,
        distribution: DistributionPlot(
          distribution: point.absoluteDistribution ?? point.distribution,
          isAbsolute: point.absoluteDistribution != nil, instances: point.instanceDensities,
          theory: point.theory),
        note: LightTable.note(found.equilibration), light: Light(found.equilibration.answer),
        unit: "replica", crowd: t == current ? crowd : nil)
    }
    let theory = overlaps.points.map(\.theory)
    let name = theory.compactMap { $0 }.first?.ansatz.name ?? ""
    func curve(
      _ title: String, _ symbol: String, _ values: (OverlapPoint) -> Estimate?,
      theory predicted: [Double?] = [], isLogarithmic: Bool = false
    ) -> CurvePlot {
      CurvePlot(
        title: title, name: symbol, axis: "T", places: temperatures,
        values: overlaps.points.map(values),
        theory: predicted.contains { $0 != nil } ? predicted : [], isLogarithmic: isLogarithmic,
        theoryName: name)
    }
    let replicas = min(replicaLimit, run.settings.chainCount * run.settings.draws)
    var subjects: Glossary.Subjects = [.run]
    if places.contains(where: \.isBroken) { subjects.insert(.broken) }
    if ensemble is any PatternEnsemble || options.patterns != nil { subjects.insert(.patterns) }
    return SystemPage(
      subject: [
        Self.modelName(ensemble),
        "R = \(replicas) · N = \(ensemble.spinCount) · \(Words.count(done.count, "instance"))",
        Words.fileName(file),
      ],
      places: places, current: current,
      axis: SystemPage.Axis(symbol: "T", name: "Temperature"),
      instances: shown.map { done[$0] }, instanceCount: done.count, replicaCount: replicas,
      unit: "replica", crowd: crowd,
      lights: LightTable(temperatures: analysis.equilibration.temperatures).markup(
        current: current),
      curves: [
        curve(
          "Energy per spin", "u", { $0.energyPerSpin },
          theory: theory.map { $0?.energyPerSpin.value }),
        curve(
          "Mean overlap", "⟨|q|⟩", { $0.moments.meanAbsolute },
          theory: theory.map { $0?.meanAbsoluteOverlap.value }),
        curve("Binder ratio", "g", { $0.moments.binder }),
        curve("Susceptibility", "N⟨q²⟩", { $0.moments.susceptibility }, isLogarithmic: true),
      ],
      origin: Self.origin(of: run, done: done.count, replicas: replicas, request: request),
      commands: [
        command.map { $0 + " -o \(Words.fileName(file).quotedForShell)" },
        withoutFolders(request.command),
      ].compactMap { $0 },
      glossary: subjects, version: request.version
    ).page
  }

  /// More instances than are kept whole: those that are kept are evenly spaced in the order of their mean overlap.
  private static func crowd(
    of point: OverlapPoint, names: [Int], keepsAll: Bool
  ) -> Crowd? {
    let densities = point.instanceDensities
    guard densities.count > mostInstances else { return nil }
    let distribution = point.absoluteDistribution ?? point.distribution
    let (q, width) = (distribution.overlaps, distribution.binWidth)
    let means = densities.map { zip($0, q).reduce(0) { $0 + $1.0 * abs($1.1) } * width }
    return Crowd(means: means, names: names, most: keepsAll ? means.count : mostInstances)
  }

  /// The name of a model for people.
  static func modelName(_ ensemble: any SpinEnsemble) -> String {
    switch type(of: ensemble).name {
    case "sk": "Sherrington–Kirkpatrick spin glass"
    case "hopfield": "Hopfield network"
    case "pspin": "p-spin glass"
    case "couplings": "Spins with given couplings"
    case let name: "Model \(name)"
    }
  }

  /// A scan over sizes of the same model; only where the model has no parameters besides its size.
  private static func sizesCommand(_ ensemble: any SpinEnsemble) -> String? {
    guard ensemble.theory == .sherringtonKirkpatrick(field: 0, bias: 0),
      type(of: ensemble).name == "sk"
    else { return nil }
    let n = max(32, ensemble.spinCount)
    return "replica scan sk --spins \(n / 2),\(n),\(2 * n) --instances 32"
  }

  /// The words of a command with the names of files only.
  package static func withoutFolders(_ command: String) -> String {
    var words = [""]
    var isQuoted = false
    for character in command {
      if character == "'" { isQuoted.toggle() }
      if character == " ", !isQuoted {
        words.append("")
      } else {
        words[words.count - 1].append(character)
      }
    }
    return words.map { word in
      guard word.contains("/"), !word.contains("://") else { return word }
      let name = Words.fileName(word)
      return word.hasPrefix("'") && !name.hasPrefix("'") ? "'" + name : name
    }.joined(separator: " ")
  }

  /// The parameters of a model besides its size, in words.
  private static func parameters(_ ensemble: any SpinEnsemble) -> String {
    let parameters = (ensemble.description.objectValue ?? []).filter {
      !["name", "spins"].contains($0.key)
    }
    let texts = parameters.compactMap { parameter -> String? in
      let name = parameter.key.replacing("_", with: " ")
      if let text = parameter.value.stringValue { return "\(name) \(withoutFolders(text))" }
      if let number = parameter.value.doubleValue { return "\(name) \(Words.plain(number))" }
      // Lists and matrices are too long to be said.
      return nil
    }
    return texts.isEmpty ? "" : ": " + texts.joined(separator: ", ")
  }

  private static func origin(
    of run: RunStore, done: Int, replicas: Int, request: PageRequest
  ) -> [(String, String)] {
    let settings = run.settings
    let instance = run.ensemble.instance(0, seed: settings.seed)
    let summary = CouplingSummary(instance)
    let temperatures = settings.temperatures
    return [
      (
        "Model",
        modelName(run.ensemble) + parameters(run.ensemble)
      ),
      (
        "Spins",
        "N = \(Words.grouped(run.ensemble.spinCount)), \(Words.count(summary.couplingCount, "coupling")), "
          + Words.count(summary.fieldCount, "field")
      ),
      (
        "Temperatures",
        temperatures.count == 1
          ? Words.plain(temperatures[0])
          : "\(temperatures.count), from \(Words.plain(temperatures[0])) to \(Words.plain(temperatures[temperatures.count - 1]))"
      ),
      (
        "Instances",
        "\(done) of \(run.instanceCount), each with \(Words.count(settings.chainCount, "independent ladder")) × "
          + "\(Words.count(settings.draws, "draw")); R = \(replicas) of them in matrices"
      ),
      (
        "Sampling",
        "\(type(of: settings.algorithm).name), \(Words.grouped(settings.burnIn)) + \(Words.grouped(settings.sweeps)) sweeps"
      ),
      ("Seed", "\(settings.seed)"),
      (
        "Versions",
        "run by replica \(run.store.attributes["version"]?.stringValue ?? "–"), page by \(request.version); stream format "
          + "\(run.store.attributes["stream_format"]?.intValue ?? 0), store format \(run.store.attributes["store_format"]?.intValue ?? 0)"
      ),
    ]
  }
}
