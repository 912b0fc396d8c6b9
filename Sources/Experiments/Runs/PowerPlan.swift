public import Documents
public import Overlaps
public import Sampling
public import SpinModels
import Statistics

/// How many sweeps and instances a run needs for a verdict at one temperature, from a short pilot.
///
/// Where the pilot's symmetry is broken, ensembles with its levels and m are planted at its size: the wanted power is the
/// probability that they are called what they are, of the class that the pilot is called, or of one step and several where it
/// is called neither (``/Overlaps/PowerCurve``); where m is 0 within its error nothing is planted. Where symmetry is not
/// broken, the pilot itself says how often so many of its instances have a verdict. No number of sweeps makes a size larger:
/// where 48 instances do not suffice, the sizes are tried that might.
public struct PowerPlan: Reportable {
  /// How often pools of the pilot's own instances have a verdict.
  struct Share: Sendable {
    let instances: Int
    /// The share of pools whose verdict names a class.
    let decided: Double
  }

  /// The pilot.
  public let pilot: Pilot
  /// The temperature of the verdict.
  public let temperature: Double
  /// The wanted probability.
  public let wanted: Double
  /// The power at this size by the number of instances; `nil` where the pilot shows no broken symmetry, or no m.
  public let curve: PowerCurve?
  /// The power of larger systems with the same levels; empty where this size suffices.
  public let largerCurves: [PowerCurve]
  /// The instances that are planned; `nil` where no number of them would do, or the pilot is too short.
  public let instanceCount: Int?
  /// The measured sweeps that are planned; `nil` where the pilot is too short.
  public let sweeps: Int?
  private let shares: [Share]
  private let verdict: Verdict
  /// What the pilot is taken for: its verdict, whatever its equilibrium.
  private let truth: Verdict
  private let q0: Double
  private let q1: Double
  /// m with the error over the pilot's instances; planting needs one that is not 0 within it.
  private let breakingParameter: Estimate
  private let isBroken: Bool
  private let isResolved: Bool
  private let independentConfigurations: Double?
  private let replicaCount: Int
  private let model: JSONValue
  private let spinCount: Int
  private let command: String

  /// The replicas of an instance that `replica classify` looks at.
  private static let replicas = 128
  /// How much larger systems are tried.
  private static let factors = [2, 4, 8]

  /// Runs the pilot and plants.
  ///
  /// - Parameters:
  ///   - ensemble: The model.
  ///   - temperatures: The ladder.
  ///   - chains: The number of independent ladders.
  ///   - temperature: The temperature of the verdict, one of the ladder; the coldest when left out.
  ///   - power: The wanted probability, between 0 and 1.
  ///   - pilotInstances: The instances of the pilot, at least 2.
  ///   - mostSweeps: The most measured sweeps of a round.
  ///   - command: The words of the planned command before its sweeps and instances.
  ///   - session: Seed, threads and progress.
  /// - Throws: ``/Sampling/SamplingError``, `OverlapError`, and what sampling throws.
  public init(
    _ ensemble: any SpinEnsemble, temperatures: [Double], chains: Int, temperature: Double?,
    power: Double, pilotInstances: Int, mostSweeps: Int, command: String, session: Session
  ) async throws {
    precondition(power > 0 && power < 1, "a plan for a power of \(power)")
    pilot = try await Pilot(
      ensemble, temperatures: temperatures, chains: chains, instances: pilotInstances,
      mostSweeps: mostSweeps, session: session)
    let run = pilot.run
    let slot = try temperature.map { try run.temperatureIndex(of: $0) } ?? 0
    self.temperature = run.settings.temperatures[slot]
    wanted = power
    let analysis = try RunAnalysis(
      run, replicaLimit: Self.replicas,
      options: AnalysisOptions(seed: session.seed, withPower: false)
    ).at(temperatureIndex: slot)
    let pooled = analysis.system.pooled
    let instances = analysis.system.analyses
    verdict = analysis.classification.verdict
    truth = pooled.classification.verdict
    replicaCount = pooled.features.replicaCount
    q0 = pooled.features.q0.value
    q1 = pooled.features.q1.value
    breakingParameter = PooledAnalysis.breakingParameter(of: instances)
    let found = analysis.equilibration
    independentConfigurations = found.figures.independentConfigurations
    model = ensemble.description
    spinCount = ensemble.spinCount
    self.command = command

    let features = instances.map(\.features)
    let shares = PowerCurve.sizes.filter { $0 <= features.count }.map { count in
      let verdicts = PowerCurve.verdicts(of: features, pooling: count, correlatedSites: true)
      return Share(
        instances: count,
        decided: Double(verdicts.count { $0 != .undetermined }) / Double(verdicts.count))
    }
    self.shares = shares
    isBroken = pooled.classification.isBroken
    isResolved = breakingParameter.value > breakingParameter.error ?? 0
    guard found.answer != .no, isBroken else {
      curve = nil
      largerCurves = []
      // With so many, and with more of them.
      let enough = shares.suffix(shares.reversed().prefix { $0.decided >= power }.count)
      instanceCount = found.answer == .no ? nil : enough.first?.instances
      sweeps = Self.sweeps(pilot, slot, replicaCount, independentConfigurations)
      return
    }
    guard isResolved else {
      curve = nil
      largerCurves = []
      instanceCount = nil
      sweeps = Self.sweeps(pilot, slot, replicaCount, independentConfigurations)
      return
    }
    let levels = PlantedLevels(q0: q0, q1: q1, breakingParameter: breakingParameter.value)
    let replicas = replicaCount
    let planted = { @Sendable (spinCount: Int) async throws -> PowerCurve in
      try await PowerCurve(
        spinCount: spinCount, replicaCount: replicas, levels: levels,
        map: { count, compute in
          try await session.concurrently(
            "planting \(spinCount) spins", count: count, compute)
        })
    }
    let here = try await planted(ensemble.spinCount)
    curve = here
    let fewest = here.fewestInstances(for: power, of: truth)
    instanceCount = ensemble.isGiven && fewest != 1 ? nil : fewest
    sweeps = Self.sweeps(pilot, slot, replicaCount, independentConfigurations)
    var larger: [PowerCurve] = []
    if fewest == nil {
      for factor in Self.factors {
        let next = try await planted(factor * ensemble.spinCount)
        larger.append(next)
        if next.fewestInstances(for: power, of: truth) != nil { break }
      }
    }
    largerCurves = larger
  }

  /// The sweeps with which an instance has as many independent configurations as replicas that are looked at, and twice
  /// those of the pilot at least; `nil` where the pilot is not equilibrated at the temperature.
  private static func sweeps(
    _ pilot: Pilot, _ slot: Int, _ replicaCount: Int, _ independent: Double?
  ) -> Int? {
    guard pilot.answers.allSatisfy({ $0[slot] }) else { return nil }
    let factor = max(1, Double(replicaCount) / max(1, independent ?? Double(replicaCount)))
    return Int((2 * Double(pilot.settings.sweeps) * min(factor, 1024)).rounded(.up))
  }

  /// The command of the planned run; `nil` where there is none that would do.
  public var plannedCommand: String? {
    guard let sweeps, let instanceCount else { return nil }
    let chains = pilot.settings.chainCount
    let draws = (Self.replicas + chains - 1) / chains
    return
      "\(command) --chains \(chains) --sweeps \(sweeps) --draws \(max(draws, 32)) --instances \(instanceCount)"
  }

  // MARK: - In words

  private static let curveColumns: [Column<PowerCurve.Point>] = [
    Column(
      "instances", "instances", text: { "\($0.instances)" }, value: { .integer($0.instances) }),
    Column("one-step found", "one_step", digits: 2) { $0.oneStep },
    Column("several found", "hierarchical", digits: 2) { $0.hierarchical },
    Column("power", "power", digits: 2) { $0.value },
    Column("wrong class", "wrong", digits: 2) { $0.wrong },
  ]

  private static let shareColumns: [Column<Share>] = [
    Column(
      "instances", "instances", text: { "\($0.instances)" }, value: { .integer($0.instances) }),
    Column("with a verdict", "decided", digits: 2) { $0.decided },
  ]

  /// What the plan rests on, or why there is none, in a sentence.
  public var sentence: String {
    let at = "N = \(spinCount) and T = \(text(temperature, digits: 4))"
    let probability = text(wanted, digits: 2)
    if sweeps == nil { return "\(pilot.shortageText)." }
    if isBroken, !isResolved {
      return
        "replica symmetry is broken at \(at), and m = \(text(breakingParameter)) of the pilot is 0 within its error: replicas are hardly "
        + "ever in different states, so nothing can be planted like it. More instances (--pilot-instances) or a lower "
        + "temperature may show m."
    }
    if let curve {
      let what =
        switch truth {
        case .oneStep: "find one step"
        case .hierarchical: "find several steps"
        default: "tell one step from several"
        }
      if let instanceCount {
        let wrong = curve.points.first { $0.instances == instanceCount }?.wrong ?? 0
        return
          "\(instanceCount) instance\(instanceCount == 1 ? "" : "s"), or more, \(what) with a probability of \(probability) or "
          + "more at \(at), on planted data with the pilot's levels; \(text(100 * wrong, digits: 2)) % of all pools of that number "
          + "are called the other class."
      }
      let place = largerCurves.first { $0.fewestInstances(for: wanted, of: truth) != nil }
      return
        "no number of instances is enough to \(what) with a probability of \(probability) at \(at): planted data "
        + "of this size reach \(text(curve.largest(of: truth), digits: 2)) with \(PowerCurve.sizes.last ?? 0) instances or fewer. Longer "
        + "sampling will not help at this N. "
        + (place.map {
          "With the same levels N = \($0.spinCount) would do, with "
            + "\($0.fewestInstances(for: wanted, of: truth) ?? 0) instances."
        } ?? "Nor would N = \(largerCurves.last?.spinCount ?? spinCount) with the same levels.")
    }
    if let instanceCount {
      return
        "\(instanceCount) instance\(instanceCount == 1 ? " of the pilot has" : "s of the pilot have") a verdict (\(truth.rawValue)) with a "
        + "probability of \(probability) or more at \(at). One size shows no phase: replica scan compares several."
    }
    return
      "all \(pilot.instanceCount) instances of the pilot together are not called anything with a probability of "
      + "\(probability) at \(at). More of them may decide (--pilot-instances); longer sampling will not help at this N."
  }

  /// The pilot, the powers, and the command.
  public var sections: [ReportSection] {
    var sections: [ReportSection] = [
      .table(ReportTable(Pilot.roundColumns, pilot.rounds)), .text(""),
      .text(
        "the pilot of \(pilot.instanceCount) instance\(pilot.instanceCount == 1 ? "" : "s") at T = "
          + "\(text(temperature, digits: 4)): \(verdict.rawValue)"
          + (curve == nil
            ? ""
            : ", q0 = \(text(q0, digits: 2)), q1 = \(text(q1, digits: 2)), m = "
              + "\(text(breakingParameter)), R = \(replicaCount)")),
      .text(""),
    ]
    if let curve {
      sections.append(.table(ReportTable(Self.curveColumns, curve.points)))
    } else {
      sections.append(.table(ReportTable(Self.shareColumns, shares)))
    }
    sections += [.text(""), .text(sentence)]
    if let plannedCommand { sections.append(.text(plannedCommand)) }
    if curve != nil {
      sections.append(
        .remark(
          "fractions of \(PowerCurve.pools) pools of \(PowerCurve.planted) planted instances of each kind; real systems "
            + "have fluctuations that planted ones lack, so that the power is an upper limit."))
    }
    return sections
  }

  /// The plan and what it rests on.
  public var document: JSONValue {
    func document(_ curve: PowerCurve) -> JSONValue {
      [
        "spins": .integer(curve.spinCount),
        "instances": JSONValue(Self.curveColumns, rows: curve.points),
      ]
    }
    return [
      "model": model, "spins": .integer(spinCount), "temperature": .number(temperature),
      "wanted_power": .number(wanted), "verdict": .string(verdict.rawValue),
      "q0": curve == nil ? .null : .number(q0), "q1": curve == nil ? .null : .number(q1),
      "breaking_parameter": curve == nil ? .null : JSONValue(mean: breakingParameter),
      "replicas": .integer(replicaCount), "chains": .integer(pilot.settings.chainCount),
      "power": curve.map { document($0) } ?? .null,
      "larger": .array(largerCurves.map { document($0) }),
      "decided": JSONValue(Self.shareColumns, rows: shares),
      "independent_configurations": JSONValue(independentConfigurations),
      "instances": JSONValue(instanceCount), "sweeps": JSONValue(sweeps),
      "command": JSONValue(plannedCommand), "answer": .string(sentence),
      "pilot_instances": .integer(pilot.instanceCount),
      "rounds": JSONValue(Pilot.roundColumns, rows: pilot.rounds),
    ]
  }
}
