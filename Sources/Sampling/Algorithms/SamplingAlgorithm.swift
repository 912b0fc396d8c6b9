public import Documents

/// A way to sample one disorder instance at several temperatures: parallel tempering, population annealing, ….
///
/// An algorithm is one file with a conforming type and one line in ``AlgorithmCatalogue``. It runs on any
/// ``SweepKernel`` and leaves a ``LadderRecord`` for every independent ladder.
public protocol SamplingAlgorithm: Sendable, Equatable, Codable {
  /// The name of the algorithm on the command line and in files.
  static var name: String { get }

  /// What it keeps of every ladder besides draws and energies, and how it is called in a run.
  static var diagnostics: [Quantity] { get }

  /// Makes the algorithm with what it takes by default.
  init()

  /// How spins are updated.
  var rule: UpdateRule { get }

  /// Whether a ladder has a time, in which averages relax: logarithmic bins and autocorrelations exist.
  var hasTime: Bool { get }

  /// Whether neighbouring temperatures exchange configurations.
  var exchanges: Bool { get }

  /// Whether what it leaves is meant as a sample of the Gibbs measure.
  var samplesGibbsMeasure: Bool { get }

  /// Refuses settings that the algorithm cannot use.
  ///
  /// - Parameter settings: Temperatures and lengths.
  /// - Throws: ``SamplingError``.
  func check(_ settings: SamplingSettings) throws(SamplingError)

  /// Whether there are no couplings that it cannot use.
  var takesAllCouplings: Bool { get }

  /// Refuses couplings that the algorithm cannot use.
  ///
  /// - Parameter kernel: The kernel of an instance.
  /// - Throws: ``SamplingError/unsuitableCouplings(algorithm:reason:)``.
  func check(_ kernel: any SweepKernel) throws(SamplingError)

  /// The tests of equilibration that only this algorithm has.
  ///
  /// - Parameters:
  ///   - instances: The figures of every instance.
  ///   - temperature: The index of the temperature, from the lowest.
  ///   - settings: Temperatures and lengths.
  /// - Returns: Results, with their figures in words.
  func checks(
    _ instances: [EquilibrationData], temperature: Int, settings: SamplingSettings
  ) -> [EquilibrationCheck]

  /// The number of steps of one ladder.
  ///
  /// - Parameter settings: Temperatures and lengths.
  /// - Returns: Sweeps of all walkers.
  func steps(_ settings: SamplingSettings) -> Int

  /// The number of walkers that one step sweeps through.
  ///
  /// - Parameter settings: Temperatures and lengths.
  /// - Returns: The number of walkers of a ladder.
  func walkers(_ settings: SamplingSettings) -> Int

  /// Starts one ladder.
  ///
  /// - Parameters:
  ///   - kernel: The kernel of the instance.
  ///   - settings: Temperatures and lengths.
  ///   - streams: The names of the random streams.
  /// - Returns: The ladder before its first sweep.
  func ladder<Kernel: SweepKernel>(
    _ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams
  ) -> any SamplingLadder
}

extension SamplingAlgorithm {
  /// A heat bath.
  public var rule: UpdateRule { .heatBath }

  /// Time passes.
  public var hasTime: Bool { true }

  /// They do not.
  public var exchanges: Bool { false }

  /// There are none.
  public var takesAllCouplings: Bool { true }

  /// All couplings will do.
  public func check(_ kernel: any SweepKernel) throws(SamplingError) {}

  /// It is.
  public var samplesGibbsMeasure: Bool { true }

  /// None.
  public func checks(
    _ instances: [EquilibrationData], temperature: Int, settings: SamplingSettings
  ) -> [EquilibrationCheck] { [] }

  /// Burn-in and measured sweeps.
  public func steps(_ settings: SamplingSettings) -> Int { settings.totalSweeps }

  /// One at every temperature.
  public func walkers(_ settings: SamplingSettings) -> Int { settings.temperatures.count }

  /// Every setting will do.
  public func check(_ settings: SamplingSettings) throws(SamplingError) {}

  /// The name of the algorithm.
  public var name: String { Self.name }

  /// What the algorithm keeps of every ladder.
  public var diagnostics: [Quantity] { Self.diagnostics }

  /// Whether two algorithms of any type are equal.
  func isEqual(to other: any SamplingAlgorithm) -> Bool { other as? Self == self }
}

/// One independent ladder on its way: all that is needed to go on is its state.
public protocol SamplingLadder: Sendable {
  /// What a checkpoint keeps.
  associatedtype State: Sendable & Codable

  /// Where the ladder is. Setting what another ladder of the same kernel, settings and streams had makes
  /// this one go on in its place, to the same bits.
  var state: State { get set }

  /// The number of steps done.
  var stepsDone: Int { get }

  /// The number of steps of the whole ladder.
  var stepCount: Int { get }

  /// The spin updates of one step.
  var updatesPerStep: Int { get }

  /// Does one step: a sweep of all walkers with what follows it.
  mutating func advance()

  /// Goes on where a run of half the length ended: all that was before becomes burn-in.
  ///
  /// - Parameter shorter: The state of the same ladder at the end of the shorter run.
  /// - Returns: Whether it has what this run keeps of its past; if not, nothing is changed.
  mutating func extend(_ shorter: State) -> Bool

  /// What the ladder leaves when all its steps are done.
  ///
  /// - Returns: The record.
  /// - Throws: ``SamplingError/energyMismatch(kept:recomputed:)`` when bookkeeping went wrong.
  func record() throws -> LadderRecord
}

extension SamplingLadder {
  /// Begins from the start, as always where no shorter run is known.
  public mutating func extend(_ shorter: State) -> Bool { false }

  /// The steps between two looks at clock and cancellation: about 10 milliseconds, 64 at most.
  var stepsPerLook: Int { max(1, min(64, 2_000_000 / max(1, updatesPerStep))) }
}

/// The algorithms that the tool and files know by their names.
public enum AlgorithmCatalogue {
  /// All algorithms; a new one is one line here.
  public static let algorithms: [any SamplingAlgorithm.Type] = [
    HeatBath.self,
    Metropolis.self,
    ParallelTempering.self,
    ClusterTempering.self,
    ReplicaMonteCarlo.self,
    PopulationAnnealing.self,
    SimulatedAnnealing.self,
  ]

  /// The names of the algorithms, in the order of ``algorithms``.
  public static var names: [String] { algorithms.map { $0.name } }

  /// The algorithm of a name; `nil` where there is none.
  ///
  /// - Parameter name: The name on the command line and in files.
  /// - Returns: The algorithm with what it takes by default.
  public static func algorithm(named name: String) -> (any SamplingAlgorithm)? {
    algorithms.first { $0.name == name }.map { $0.init() }
  }
}
