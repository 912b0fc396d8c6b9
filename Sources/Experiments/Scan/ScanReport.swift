public import Documents
public import Overlaps
import Sampling
public import SpinModels
import Statistics

/// What several sizes of one model say at one temperature: whether replica symmetry stays broken, or heals.
public struct ScanReport: Reportable {
  /// The model, of any of the sizes.
  public let ensemble: any SpinEnsemble
  /// The temperature.
  public let temperature: Double
  /// The runs, by size.
  public let runs: [ScannedRun]
  /// What the sizes say together.
  public let scan: SizeScan
  /// Whether stored patterns explain the states at every size that counts.
  public let patternsExplainStates: Bool
  /// The sizes at all of their temperatures, for a page; empty where they were not asked for.
  public var curves: [SizeCurves] = []
  private let seed: UInt64

  /// Judges runs of one model.
  ///
  /// - Parameters:
  ///   - runs: The runs, of at least three sizes in equilibrium.
  ///   - seed: The seed of the samples drawn from the fits.
  /// - Throws: ``ExperimentError/refused(_:)`` for fewer than three sizes in equilibrium, ``ExperimentError/unfit(_:)``
  ///   for runs of different models.
  public init(_ runs: [ScannedRun], seed: UInt64 = 1) throws {
    self.runs = runs.sorted { $0.spinCount < $1.spinCount }
    guard let first = self.runs.first else { throw ExperimentError.unfit("no run to scan") }
    ensemble = first.analysis.ensemble
    temperature = first.analysis.temperature
    self.seed = seed
    try Self.requireOneModel(self.runs.map { (file: $0.file, ensemble: $0.analysis.ensemble) })
    let used = self.runs.filter { $0.reason == nil }
    for (k, run) in used.enumerated() {
      if let twin = used[..<k].first(where: { $0.spinCount == run.spinCount && $0.seed == run.seed }
      ) {
        throw ExperimentError.unfit(
          "\(twin.file) and \(run.file) have the same instances (N = \(run.spinCount), seed \(run.seed)), which count "
            + "only once; give one of them, or a run of another --seed")
      }
    }
    let sizes = Set(used.map(\.spinCount)).sorted()
    guard sizes.count >= SizeScan.fewestSizes else {
      throw ExperimentError.refused(Self.refusal(sizes, self.runs))
    }
    scan = try SizeScan(
      used.compactMap(\.sample), isFiniteDimensional: ensemble.isFiniteDimensional, seed: seed)
    patternsExplainStates = used.allSatisfy(\.analysis.system.areStatesExplained)
  }

  /// Why too few sizes are left, and what to change.
  private static func refusal(_ sizes: [Int], _ runs: [ScannedRun]) -> String {
    let leftOut = runs.compactMap { run in
      run.reason.map { "N = \(run.spinCount) (\(run.file)): \($0)" }
    }
    let few = "\(OverlapError.tooFewSizes(sizes))"
    guard !leftOut.isEmpty else { return few }
    return "\(few); left out: \(leftOut.joined(separator: "; ")); more --sweeps may help"
  }

  /// Refuses runs of models that differ in more than their size.
  ///
  /// - Parameter models: The models with their files.
  /// - Throws: ``ExperimentError/unfit(_:)``.
  public static func requireOneModel(_ models: [(file: String, ensemble: any SpinEnsemble)]) throws
  {
    guard let first = models.first else { return }
    for other in models.dropFirst() where !other.ensemble.isOtherSize(ofAny: first.ensemble) {
      throw ExperimentError.unfit(
        "\(first.file) and \(other.file) are no sizes of one model: \(first.ensemble.description.compactText) and "
          + "\(other.ensemble.description.compactText)")
    }
  }

  /// The answer in one sentence, after patterns had their say.
  public var sentence: String {
    guard scan.answer == .staysBroken, patternsExplainStates else { return scan.sentence }
    return
      "several states stay as N grows, and stored patterns explain them: retrieval, not replica-symmetry breaking"
  }

  /// The power of the answer: how probable it would be if it were true, and if the other were.
  private var powerText: String {
    let stays = scan.answersIfStays
    let heals = scan.answersIfHeals
    func percent(_ value: Double?) -> String { text(100 * (value ?? 0), digits: 3) + " %" }
    let sized = "these sizes and errors would say"
    switch scan.answer {
    case .staysBroken:
      return
        "Power: were the fitted limits true, \(sized) so in \(percent(stays[.staysBroken])) of samples; "
        + "were the fitted power laws to zero true, in \(percent(heals[.staysBroken]))"
    case .heals:
      return
        "Power: were the fitted power laws to zero true, \(sized) so in \(percent(heals[.heals])) of samples; "
        + "were the fitted limits true, in \(percent(stays[.heals]))"
    case .undecided:
      return
        "Power: were the fitted limits true, \(sized) 'stays broken' in \(percent(stays[.staysBroken])) of "
        + "samples; were the fitted power laws to zero true, 'heals' in \(percent(heals[.heals]))"
    }
  }

  /// What healing and staying mean here.
  private var readingsText: String {
    scan.isFiniteDimensional
      ? "Readings: to zero as a power of N (droplets: L^(−θ), at least N^(−0.05)), or to a limit with corrections of "
        + "N^(−1/3) to 1/N."
      : "Readings: to zero at least as N^(−1/3) (a model without distances: nothing heals more slowly than at "
        + "criticality), or to a limit with corrections of N^(−1/3) to 1/N."
  }

  private static func rates(_ answers: [ScanAnswer: Double]) -> JSONValue {
    var object: JSONValue = [:]
    for answer in ScanAnswer.allCases { object[answer.rawValue] = .number(answers[answer] ?? 0) }
    return object
  }

  /// The probability of the answer if it is true; undecided, that of the less probable of the two others.
  private var power: Double {
    let stays = scan.answersIfStays[.staysBroken] ?? 0
    let heals = scan.answersIfHeals[.heals] ?? 0
    switch scan.answer {
    case .staysBroken: return stays
    case .heals: return heals
    case .undecided: return min(stays, heals)
    }
  }

  /// The probability of the answer if the opposite is true; `nil` where nothing is answered.
  private var falseAlarm: Double? {
    switch scan.answer {
    case .staysBroken: scan.answersIfHeals[.staysBroken]
    case .heals: scan.answersIfStays[.heals]
    case .undecided: nil
    }
  }

  /// The answer, its power, the sizes and the indicators.
  public var document: JSONValue {
    var object: JSONValue = [
      "answer": .string(scan.answer.rawValue), "sentence": .string(sentence),
      "levels": scan.levels.map { .string($0.rawValue) } ?? .null,
      "order": .string(scan.order.rawValue),
    ]
    object["patterns_explain_states"] = .bool(patternsExplainStates)
    object["power"] = .number(power)
    object["false_alarm"] = JSONValue(falseAlarm)
    object["answers_if_stays"] = Self.rates(scan.answersIfStays)
    object["answers_if_heals"] = Self.rates(scan.answersIfHeals)
    object["model"] = ensemble.description
    object["temperature"] = .number(temperature)
    object["spins"] = JSONValue(scan.spinCounts)
    object["finite_dimensional"] = .bool(scan.isFiniteDimensional)
    object["sizes"] = JSONValue(Self.sizeColumns, rows: runs)
    object["indicators"] = JSONValue(Self.indicatorColumns, rows: rows)
    object["advice"] = JSONValue(scan.advice)
    object["seed"] = JSONValue(seed: seed)
    return object
  }

  /// The answer first, then sizes, indicators, readings and advice.
  public var sections: [ReportSection] {
    let sizes = scan.spinCounts.map(String.init).joined(separator: ", ")
    var sections: [ReportSection] = [
      .text("\(capitalized(sentence))."), .text("\(powerText)."),
      .text("\nSizes of \(ensemble.name) at T = \(text(temperature)), N = \(sizes) counted"),
      .table(ReportTable(Self.sizeColumns, runs)),
    ]
    sections += runs.compactMap { run in
      run.reason.map { ReportSection.text("  N = \(run.spinCount) does not count: \($0)") }
    }
    sections += [
      .text(
        "\nIndicators: what vanishes where symmetry heals, and tends to a limit where it stays broken"
      ),
      .table(ReportTable(Self.indicatorColumns, rows)),
    ]
    let short = scan.indicators.compactMap { scan -> String? in
      let fitted = scan.points.filter(\.isFitted)
      guard let first = fitted.first, fitted.count < scan.points.count else { return nil }
      return "\(scan.indicator.symbol) (N ≥ \(first.spinCount))"
    }
    if !short.isEmpty {
      sections.append(
        .text(
          "Fitted without the smallest sizes, where neither reading fits: \(short.joined(separator: ", "))."
        )
      )
    }
    sections += [
      .text(readingsText),
      .remark(
        "p: probability of data so far on the other side if the reading is true; a reading is excluded below 0.01. "
          + "power: probability of the answer if it is true (undecided: of a limit/of zero)."),
    ]
    let silent = rows.filter { !$0.hasVote }.compactMap { row in
      Self.noVote(row.scan.indicator).map { "\(row.scan.indicator.symbol): \($0)" }
    }
    sections += silent.map { ReportSection.remark("No vote, \($0).") }
    return sections + scan.advice.map { .remark("Next: \($0).") }
  }

  /// The answer beside the verdicts on the runs.
  var answerSections: [ReportSection] {
    [
      .text("\nSizes of \(ensemble.name) at T = \(text(temperature)): \(sentence)."),
      .text("\(powerText)."),
      .remark("replica scan with these runs shows the indicators behind it."),
    ]
  }

  private func capitalized(_ sentence: String) -> String {
    sentence.prefix(1).uppercased() + sentence.dropFirst()
  }

  /// A file with a row per size: instances, and every indicator with its error.
  package var grid: GridFile {
    var quantities: [GridFile.Series] = [("instances", runs.map { Double($0.instanceCount) })]
    for indicator in SizeIndicator.allCases {
      let values = runs.map { $0.value(indicator) }
      guard values.contains(where: { $0 != nil }) else { continue }
      quantities.append((indicator.rawValue, values.map { $0?.value ?? .nan }))
      quantities.append(("\(indicator.rawValue)_error", values.map { $0?.error ?? .nan }))
    }
    return GridFile(axes: [("spins", runs.map { Double($0.spinCount) })], quantities: quantities)
  }
}
