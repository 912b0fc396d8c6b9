import ArgumentParser
import ReplicaKit

/// `replica check`: all tests of a run with their verdicts.
struct CheckCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Is a run in equilibrium? Exact identities too.",
    usage: "replica check [<options>] [<run>]",
    discussion: """
      Whether a run is equilibrated is answered by yes, no, or that it cannot be told, from the tests that are marked: \
      do ladders remember (draws of one ladder half a run apart against draws of different ladders), do energy or \
      overlaps still drift, are there enough independent configurations, would an excess that matters have been \
      seen, does the exact identity of Gaussian couplings hold. R-hat, logarithmic bins, autocorrelation, swap \
      rates and round trips are shown and decide nothing.

      Exact relations find errors of a program rather than short runs: energies of draws are computed anew, \
      ⟨H (s − tanh(H/T))⟩ vanishes, P(q) is even where the energy is, and systems of 16 spins or fewer are \
      enumerated. The first 16 instances are looked at.

      EXAMPLES
        replica check sk.zarr
        replica check sk.zarr --temperature 0.4 --json
        replica check sk.zarr --until-equilibrated --budget 1:00:00  # up to 1 hour
        replica check --kernels

      --kernels tests the program on this machine instead of a run: walkers that are drawn from the Gibbs measure of \
      small models by enumeration must be distributed by it after a sweep and after exchanges, for every kernel. The \
      exit code is 1 where one is not.
      """)

  @Argument(help: ArgumentHelp("A run of replica sample.", valueName: "run"))
  var runPath: String?

  @Flag(help: "Test the kernels on this machine, with random numbers of --seed.")
  var kernels = false

  @Option(
    name: .shortAndLong, parsing: .unconditionalSingleValue,
    help: "A stored temperature; may be repeated. (default: all of them)")
  var temperature: [Double] = []

  @OptionGroup var extensions: ExtensionOptions
  @OptionGroup var timeLimit: TimeLimitOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if kernels, runPath != nil || !temperature.isEmpty || extensions.untilEquilibrated {
      throw ValidationError(
        "--kernels tests no run; expected neither a run nor --temperature nor --until-equilibrated")
    }
    if timeLimit.timeLimit != nil, !extensions.untilEquilibrated {
      throw ValidationError("--time-limit has an effect with --until-equilibrated only")
    }
    if !kernels, runPath == nil { throw ValidationError("expected a run, or --kernels") }
  }

  func finish(_ outcome: AnyReport) throws {
    if let certificate = outcome.base as? KernelCertificate, !certificate.isSound {
      throw Failure(.computation, "a kernel changes the Gibbs measure")
    }
    try ExtensionOptions.finish((outcome.base as? RunCheckReport)?.extension)
  }

  func outcome(_ session: Session) async throws -> AnyReport {
    guard let runPath else { return AnyReport(try await KernelCertificate(session: session)) }
    let store =
      extensions.untilEquilibrated
      ? try Interruption.whileWriting {
        try RunStore.continued(at: runPath, version: toolVersion)
      } : try RunStore(at: runPath)
    let done = try store.requiredInstances()
    let slots = try TemperatureSelection.slots(of: store, wanted: temperature)
    let extended =
      extensions.untilEquilibrated
      ? try await extensions.extended(
        store, instances: done,
        StoreSampling(
          checkpointInterval: 60, timeLimit: timeLimit.seconds, keepsFinalStates: true), session)
      : nil
    return AnyReport(
      try RunCheckReport(
        store, file: runPath, temperatureIndices: slots, extension: extended))
  }
}
