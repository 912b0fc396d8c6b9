public import ArgumentParser
public import ReplicaKit

extension RecurrentPrecision: ExpressibleByArgument {}

/// Finite networks and how they are advanced.
struct RecurrentFiniteOptions: ParsableArguments {
  enum Integrator: String, ExpressibleByArgument, CaseIterable {
    case rk4, exponential
  }

  @Option(parsing: .unconditional, help: "The number N of neurons.")
  var neurons = 1000

  @Option(parsing: .unconditional, help: "The number n of networks.")
  var networks = 10

  @Option(parsing: .unconditional, help: "The correlation η of W_ij and W_ji, −1 to 1.")
  var eta = 0.0

  @Option(parsing: .unconditional, help: "The time step.")
  var step = 0.05

  @Option(help: "Runge–Kutta of fourth order, plain or exact for the decay −h.")
  var integrator = Integrator.rk4

  @Flag(help: "The map h(t + 1) = W φ(g h(t)) + b instead of the flow.")
  var discrete = false

  @Option(parsing: .unconditional, help: "The mean of the normal initial states.")
  var initialMean = 0.0

  @Option(parsing: .unconditional, help: "The variance of the normal initial states.")
  var initialVariance = 1.0

  func validate() throws {
    try CommandLine.refuse(
      "--step", "--integrator", unless: !discrete, "belongs to the flow; --discrete has steps of 1")
    try expect((1...Limits.spins).contains(neurons), "--neurons", neurons, "1 to \(Limits.spins)")
    try expect(
      (1...Limits.instances).contains(networks), "--networks", networks, "1 to \(Limits.instances)")
    try expect(abs(eta) <= 1, "--eta", eta, "−1 to 1")
    try expect(step > 0 && step.isFinite, "--step", step, "a positive number")
    try expect(abs(initialMean) <= 1e6, "--initial-mean", initialMean, "−1e6 to 1e6")
    try expect(
      (0...1e12).contains(initialVariance), "--initial-variance", initialVariance, "0 to 1e12")
  }

  /// The method with its step.
  var scheme: RecurrentScheme {
    if discrete { return .map }
    return integrator == .rk4 ? .rungeKutta(step: step) : .exponential(step: step)
  }

  /// The same networks for the library.
  func networks(_ options: RecurrentOptions) -> RecurrentNetworks {
    RecurrentNetworks(
      options.parameters, neurons: neurons, networks: networks, eta: eta, scheme: scheme,
      initialMean: initialMean, initialVariance: initialVariance)
  }

  /// Refuses networks that do not fit into memory.
  ///
  /// - Parameters:
  ///   - columns: The vectors of N numbers that every thread advances.
  ///   - kept: The vectors of N numbers that are kept beside them.
  ///   - single: Whether couplings are in single precision.
  ///   - threads: The number of threads.
  /// - Throws: ``Failure`` with the memory they take and the memory there is.
  func requireMemory(columns: Int, kept: Int, single: Bool, threads: Int) throws {
    let n = Double(neurons)
    let copies = Double(min(threads, networks))
    let bytes = single ? 4.0 : 8
    try Limits.requireMemory(
      copies * n
        * (bytes * (n + 6 * Double(columns)) + 8 * Double(kept) + (eta != 0 ? 16 * n : 0)),
      for: "\(neurons) neurons with \(columns) vectors on \(Int(copies)) threads",
      change: "take fewer neurons, trajectories or exponents, or --threads 1")
  }
}

/// A run on disk that can be continued.
struct RunOutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Keep the run in a Zarr store, network by network.", valueName: "file"))
  var output: String?

  @Flag(help: "Continue a run where it was interrupted, inside a network too.")
  var resume = false

  @OptionGroup var timeLimit: TimeLimitOptions

  func validate() throws {
    if let output, output.isEmpty { throw ValidationError("--output is empty; expected a name") }
    if resume && output == nil { throw ValidationError("--resume needs the run, -o FILE") }
    if timeLimit.timeLimit != nil, output == nil {
      throw ValidationError("--time-limit needs the run in which the work is kept, -o FILE")
    }
  }

  /// What to do with a store that is there.
  ///
  /// - Parameters:
  ///   - force: Whether existing output is replaced; of a run that is continued only other files.
  ///   - hasFiles: Whether there are other files.
  /// - Returns: What to do.
  /// - Throws: `ValidationError` where both contradict each other.
  func ifExists(force: Bool, hasFiles: Bool) throws -> ZarrStore.IfExists {
    if resume, force, !hasFiles {
      throw ValidationError(
        "--resume and --force exclude each other, but for a figure or a page that is there")
    }
    return resume ? .open : force ? .replace : .fail
  }

  /// The notes of a store.
  var notes: JSONValue {
    [
      "version": .string(toolVersion), "command": .string(CommandLine.reproducingCommand),
      "conventions": .string(
        "dh_i/dt = -h_i + sum_j W_ij phi(g h_j) + b_i; W_ij ~ N(w0/N, sigma_w^2/N), "
          + "b_i ~ N(b0, sigma_b^2)"),
    ]
  }
}
