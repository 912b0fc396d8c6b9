import ArgumentParser
import ReplicaKit

/// `replica recurrent transient`: means and covariances of a recurrent network from its initial state on.
struct RecurrentTransientCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "transient",
    abstract: "Mean, variance, C(t,t') and R(t,t') in time.",
    discussion: """
      ∂_t h_i = −h_i + Σ_j W_ij φ(g h_j) + b_i with h_i(0) ~ N(m_0, q_0), for N → ∞. Independent couplings need \
      no sampling: m(t) and the covariance K(t,t') are marched forward, with an error estimate from two steps. \
      Couplings of which W_ij and W_ji have the correlation η, white noise of temperature T (√(2T) ξ) and a \
      quartic confinement (−u h³) are done by sampled paths with error bars.

      The file of --output has the arrays time, mean, variance, covariance (K(t,t')), rate_correlation \
      (E φφ), response (R(t,t') of h) and rate_response (of φ); with paths also their errors, with two \
      trajectories cross_covariance. A name in .npy gets the covariance alone.

      EXAMPLES
        replica recurrent transient --sigma-w 1.5 --time 50
        replica recurrent transient --sigma-w 1.5 --sigma-b 0.3 \\
          --initial-correlation 0.9 -o t.npz
        replica recurrent transient --sigma-w 1.5 --eta 0.5 --time 5 \\
          --figure transient.svg
        replica recurrent transient --activation linear --sigma-w 0.25 --eta 1 \\
          --temperature 0.8  # about 20 s
      """)

  @OptionGroup var network: RecurrentOptions

  @Option(parsing: .unconditional, help: "The mean m_0 of the initial state.")
  var initialMean = 0.0

  @Option(parsing: .unconditional, help: "The variance q_0 of the initial state.")
  var initialVariance = 1.0

  @Option(
    parsing: .unconditional,
    help:
      "Follow two trajectories in the same couplings whose initial states have this correlation.")
  var initialCorrelation: Double?

  @Option(parsing: .unconditional, help: "The time to follow, in time constants.")
  var time = 20.0

  @Option(parsing: .unconditional, help: "The step between times.")
  var step = 0.1

  @Option(parsing: .unconditional, help: "The correlation η of W_ij and W_ji, −1 to 1.")
  var eta = 0.0

  @Option(parsing: .unconditional, help: "The temperature T of white noise. (default: none)")
  var temperature: Double?

  @Option(parsing: .unconditional, help: "The strength u of a quartic confinement.")
  var confinement = 0.0

  @Option(
    parsing: .unconditional,
    help: "The number of sampled paths, also where none are needed. (default: 4096 where needed)")
  var paths: Int?

  @Option(parsing: .unconditional, help: "The number of independent populations of paths.")
  var populations = 8

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write C(t,t'), R(t,t') and more: .npz or .npy.", valueName: "file"))
  var output: String?

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  /// Whether paths are sampled.
  var isSampled: Bool { eta != 0 || temperature != nil || confinement != 0 || paths != nil }

  /// The paths of one population.
  var pathsPerPopulation: Int { (paths ?? 4096) / populations }

  func validate() throws {
    try CommandLine.refuse(
      "--populations", unless: isSampled,
      "belongs to sampled paths: give --paths, --eta, --temperature or --confinement")
    try expect(abs(initialMean) <= 1e6, "--initial-mean", initialMean, "−1e6 to 1e6")
    try expect(
      (0...1e6).contains(initialVariance), "--initial-variance", initialVariance, "0 to 1e6")
    if let value = initialCorrelation {
      try expect(abs(value) <= 1, "--initial-correlation", value, "−1 to 1")
    }
    try expect(time > 0 && time <= 1e6, "--time", time, "a positive number up to 1e6")
    try expect(step > 0 && step.isFinite, "--step", step, "a positive number")
    try expect(
      time / step <= 20_000, "--step", step,
      "at least \(text(time / 20_000, digits: 3)) for a time of \(text(time))")
    try expect(abs(eta) <= 1, "--eta", eta, "−1 to 1")
    if let temperature {
      try expect(
        temperature > 0 && temperature <= 1e4, "--temperature", temperature,
        "a positive number up to 10000; leave it out for no noise")
    }
    try expect((0...1000).contains(confinement), "--confinement", confinement, "0 to 1000")
    try expect((2...10_000).contains(populations), "--populations", populations, "2 to 10000")
    if let paths {
      try expect(
        paths <= 10_000_000 && pathsPerPopulation >= 16, "--paths", paths,
        "at least 16 for each of \(populations) populations, up to 10000000")
    }
    guard !isSampled || initialCorrelation == nil else {
      throw ValidationError(
        "--initial-correlation is for independent couplings without noise; leave out --eta, --temperature, "
          + "--confinement and --paths")
    }
    if let output, !output.hasSuffix(".npz"), !output.hasSuffix(".npy") {
      throw ValidationError("--output is '\(output)'; expected a name ending in .npz or .npy")
    }
    let times = (time / step).rounded(.up) + 1
    let bytes = 8 * (isSampled ? 8.0 : 5) * times * times
    if let output, output.hasSuffix(".npz"), bytes > 4e9 {
      throw ValidationError(
        "--output in .npz would have \(Limits.gigabytes(bytes)) for \(Int(times)) times; expected up to 4 GB: take a "
          + "larger --step, a shorter --time or a name in .npy")
    }
  }

  var outputFiles: [String?] { [output] }

  func outcome(_ session: Session) async throws -> RecurrentTransient {
    try requireMemory(session)
    return try await RecurrentTransient(
      TransientSettings(
        network.parameters, initialMean: initialMean, initialVariance: initialVariance,
        initialCorrelation: initialCorrelation, time: time, step: step, eta: eta,
        temperature: temperature, confinement: confinement,
        paths: isSampled ? pathsPerPopulation : nil, populations: populations),
      output: output, session: session)
  }

  private func requireMemory(_ session: Session) throws {
    let steps = (time / step).rounded(.up)
    guard isSampled else {
      let trajectories = initialCorrelation == nil ? 1.0 : 2
      return try Limits.requireMemory(
        100 * steps * steps * trajectories * trajectories, for: "\(Int(steps)) time steps",
        change: "take a shorter --time or a larger --step")
    }
    let (count, threads) = (pathsPerPopulation, min(session.threadCount, populations))
    let square = (steps + 1) * (steps + 1)
    try Limits.requireMemory(
      Double(threads) * (4.5 * Double(count) * square + 100 * square)
        + 80 * Double(populations) * square,
      for: "\(count) paths of \(Int(steps)) steps on \(threads) thread\(threads == 1 ? "" : "s")",
      change: "take fewer --paths, more --populations, a shorter --time or --threads 1")
  }

  func finish(_ outcome: RecurrentTransient) throws {
    if let output {
      try Interruption.whileWriting { try outcome.write(to: output, ifExists: ifExists) }
      common.hint("arrays: \(output)")
    } else if figure.figure == nil, !common.json {
      common.hint("hint: -o t.npz writes C(t,t') and R(t,t'), --figure draws them")
    }
  }
}
