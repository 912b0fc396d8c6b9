import Randomness
import RealModule
public import Statistics

/// Everything that is kept from one ladder of spherical spins, by temperature.
public struct SphericalLadderRecord: Sendable {
  /// The configurations drawn, in the order of time.
  public let draws: [SphericalConfigurations]
  /// Per draw: the energy per spin.
  public let drawEnergyPerSpin: [[Double]]
  /// The mean energy per spin over all measured sweeps.
  public let meanEnergyPerSpin: [Double]
  /// The integrated autocorrelation time of the energy, in sweeps.
  public let autocorrelationTimes: [AutocorrelationTime]
  /// The accepted fraction of the trajectories of the measured sweeps.
  public let acceptance: [Double]
  /// The time of a step of a trajectory, as it was tuned in the burn-in.
  public let steps: [Double]
  let bins: SphericalTimeBlocks
  let drift: SphericalTimeBlocks
  let exchanges: ExchangeCounts
  /// How many of the draws came down from the hottest temperature on their own.
  let lives: [Double]
}

/// Parallel tempering of spherical spins: a trajectory at every temperature, and exchanges of neighbouring ones.
///
/// A sweep is one trajectory of `trajectorySteps` steps at every temperature and, with several temperatures, one round
/// of exchanges, even pairs and odd ones in turn. In the first half of the burn-in the step of every temperature is
/// tuned towards an acceptance of `wantedAcceptance`,
///
/// ```
/// ln ε ← min(ln ε_max, ln ε + (a − 0.8)/√k)   in sweep k,   ε_max = 0.25: two radians a trajectory
/// ```
///
/// and then stays; every trajectory takes it times a number uniform on (0.8, 1.2), so that none closes to an orbit.
struct SphericalLadder: Sendable {
  /// The steps of a trajectory.
  static let trajectorySteps = 8
  /// The acceptance that the burn-in aims at.
  static let wantedAcceptance = 0.8
  /// The longest step.
  static let longestStep = 0.25

  private let landscape: ProductLandscape
  private let settings: SamplingSettings
  private let streams: LadderStreams
  /// The walkers by the order of their start.
  private var walkers: [SphericalWalker]
  /// The walker at every temperature.
  private var walkerAt: [Int]
  /// Random numbers of the trajectories of every temperature.
  private var updates: [RandomStream]
  private var steps: [Double]
  private var acceptedCounts: [Int]
  private var exchanges: ExchangeCounts
  private var words: [UInt32] = []
  private var sweepsDone = 0

  private var draws: [SphericalConfigurations]
  private var drawEnergies: [[Double]]
  private var seenLives: [Set<Int>]
  private var energies: EnergyRecorder
  private var bins: SphericalTimeBlocks
  private var drift: SphericalTimeBlocks

  /// Starts every temperature from its own point of the sphere.
  init(_ landscape: ProductLandscape, settings: SamplingSettings, streams: LadderStreams) {
    self.landscape = landscape
    self.settings = settings
    self.streams = streams
    let (slots, n) = (settings.temperatures.indices, landscape.spinCount)
    walkers = slots.map { slot in
      var stream = RandomStream(streams.name(.initialState, slot: slot))
      return SphericalWalker(landscape, &stream)
    }
    walkerAt = Array(slots)
    updates = slots.map { RandomStream(streams.name(.updates, slot: $0)) }
    steps = slots.map { _ in 0.2 }
    acceptedCounts = slots.map { _ in 0 }
    exchanges = ExchangeCounts(slots: slots.count)
    draws = slots.map { _ in SphericalConfigurations(spinCount: n) }
    drawEnergies = slots.map { _ in [] }
    seenLives = slots.map { _ in [] }
    energies = EnergyRecorder(settings: settings, spinCount: n)
    bins = SphericalTimeBlocks(
      settings.logarithmicBins.map { $0.lowerBound...$0.upperBound - 1 },
      temperatures: slots.count, spinCount: n)
    drift = SphericalTimeBlocks(
      settings.driftBlocks, temperatures: slots.count, spinCount: n)
  }

  /// Does all sweeps.
  ///
  /// - Parameter advanced: Called after every sweep.
  /// - Returns: What the ladder leaves.
  /// - Throws: `CancellationError` when the task was cancelled.
  mutating func finished(advanced: (_ sweeps: Int) -> Void) throws -> SphericalLadderRecord {
    while sweepsDone < settings.totalSweeps {
      try Task.checkCancellation()
      advance()
      advanced(1)
    }
    return SphericalLadderRecord(
      draws: draws,
      drawEnergyPerSpin: drawEnergies,
      meanEnergyPerSpin: energies.meanEnergyPerSpin(settings),
      autocorrelationTimes: energies.autocorrelationTimes,
      acceptance: acceptedCounts.map { Double($0) / Double(settings.sweeps) }, steps: steps,
      bins: bins, drift: drift, exchanges: exchanges, lives: seenLives.map { Double($0.count) })
  }

  /// One trajectory at every temperature and one round of exchanges.
  private mutating func advance() {
    let isTuned = sweepsDone >= settings.burnIn / 2
    let isMeasured = sweepsDone >= settings.burnIn
    for (slot, temperature) in settings.temperatures.enumerated() {
      let step = steps[slot] * (0.8 + 0.4 * updates[slot].uniform())
      let move = walkers[walkerAt[slot]].move(
        landscape, beta: 1 / temperature, step: step, steps: Self.trajectorySteps, &updates[slot])
      if isMeasured, move.isAccepted { acceptedCounts[slot] += 1 }
      if !isTuned {
        let change =
          (move.probability - Self.wantedAcceptance) / Double(sweepsDone + 1).squareRoot()
        steps[slot] = min(Self.longestStep, steps[slot] * Double.exp(change))
      }
    }
    if settings.exchanges {
      let walkers = walkers
      LabelExchange.round(
        &walkerAt, temperatures: settings.temperatures, words: &words, index: sweepsDone,
        streams: streams, counts: &exchanges,
        excess: { walkers[$0].energy - walkers[$1].energy })
    }
    sweepsDone += 1
    if sweepsDone == settings.burnIn { exchanges.forgetCounts() }
    observe()
  }

  private mutating func observe() {
    let present = walkerAt.map { walkers[$0] }
    energies.record(
      ObservedSweep(
        number: sweepsDone, energies: present.map(\.energy), configurations: [],
        lives: exchanges.lives), settings: settings)
    bins.record(sweepsDone, present)
    drift.record(sweepsDone, present)
    let next = drawEnergies[0].count
    guard next < settings.draws, sweepsDone == settings.sweep(ofDraw: next) else { return }
    for (slot, walker) in present.enumerated() {
      draws[slot].append(walker.spins)
      drawEnergies[slot].append(walker.energy / Double(landscape.spinCount))
      seenLives[slot].insert(exchanges.lives[slot])
    }
  }
}
