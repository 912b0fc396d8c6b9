import ArgumentParser
import Foundation
import ReplicaKit

/// A failure with the exit code that scripts rely on.
struct Failure: Error {
  /// The exit codes of the tool.
  enum Code: Int32 {
    case computation = 1
    case usage = 64
    case badData = 65
    case missingInput = 66
    case cannotCreate = 73
    case unfinished = 75
    case interrupted = 130
    case terminated = 143
  }

  let code: Code
  let message: String

  /// Whether work was only stopped.
  var canGoOn: Bool { [.unfinished, .interrupted, .terminated].contains(code) }

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Turns any error of the library into a failure.
  ///
  /// - Parameters:
  ///   - error: The error.
  ///   - file: The file whose content is at fault, if it is one.
  init(_ error: any Error, file: String? = nil) {
    let prefix = file.map { "\($0): " } ?? ""
    let dataCode: Code = file == nil ? .usage : .badData
    switch error {
    case let failure as Failure:
      self = failure
    case let error as ArchiveError:
      switch error.kind {
      case .badData: self.init(.badData, error.description)
      case .missingInput: self.init(.missingInput, error.description)
      case .cannotCreate: self.init(.cannotCreate, error.description)
      }
      if let option = Self.option(behind: error) {
        self = Failure(code, message + " (\(option))")
      }
      if case .alreadyExists(let path) = error {
        self = Failure(
          .cannotCreate, Self.unfinishedRun(at: path) ?? error.description + " with --force")
      }
      if case .badMetadata(let path, "kind", _, _) = error, let words = Self.readers(ofRunAt: path)
      {
        self = Failure(.badData, "\(path) is \(words); this verb does not")
      }
      if case .superfluous = error { self = Failure(.usage, error.description) }
      if case .noColumns = error {
        self = Failure(
          .usage, error.description + " (--columns); --select takes a part of an array")
      }
      if case .onlyOneArray(let path) = error {
        self = Failure(
          .usage, "\(path) holds one array; --array chooses one of a .npz file or a Zarr store")
      }
      if case .severalArrays = error {
        self = Failure(.badData, error.description + " (--array NAME)")
      }
    case ExperimentError.refused(let reason): self.init(.computation, reason)
    case ExperimentError.unfit(let reason): self.init(.usage, reason)
    case let error as DocumentsError: self.init(.badData, error.description)
    case let error as FiguresError:
      switch error {
      case .cannotWrite: self.init(.cannotCreate, error.description)
      case .wouldOverwrite: self.init(.cannotCreate, error.description + " with --force")
      case .unknownFormat: self.init(.usage, error.description)
      default: self.init(.computation, error.description)
      }
    case SpinModelError.tooManySpinsToEnumerate: self.init(.computation, prefix + "\(error)")
    case let error as SpinModelError: self.init(dataCode, prefix + error.description)
    case let error as OverlapError: self.init(dataCode, prefix + error.description)
    case RandomNetworkError.signalNotFinite, RandomNetworkError.vanishedSignal,
      RandomNetworkError.unstableStep, RandomNetworkError.unboundedGrowth,
      RandomNetworkError.singularTangent:
      self.init(.computation, "\(error)")
    case let error as RandomNetworkError: self.init(dataCode, prefix + error.description)
    case let error as NetworkModelError: self.init(.usage, error.description)
    case SamplingError.energyMismatch, SamplingError.couplingSwallowed:
      self.init(.computation, "\(error)")
    case NetworkTheoryError.inputNotFinite, NetworkTheoryError.noInputs,
      NetworkTheoryError.vanishingInput, NetworkTheoryError.targetNotFinite:
      self.init(dataCode, prefix + "\(error)")
    case let error as SamplingError: self.init(dataCode, prefix + error.description)
    case ReplicaTheoryError.invalidTemperature, ReplicaTheoryError.invalidField,
      ReplicaTheoryError.invalidBias, ReplicaTheoryError.branchNeedsZeroField,
      ReplicaTheoryError.invalidLoad,
      ReplicaTheoryError.invalidStepCount, ReplicaTheoryError.invalidMixture,
      ReplicaTheoryError.invalidInteraction, ReplicaTheoryError.selfCoupling,
      NetworkTheoryError.invalidSigmaW, NetworkTheoryError.invalidSigmaB,
      NetworkTheoryError.invalidLength, NetworkTheoryError.invalidCorrelation,
      NetworkTheoryError.invalidNoise, NetworkTheoryError.invalidArchitecture,
      NetworkTheoryError.invalidMean, NetworkTheoryError.invalidDynamics:
      self.init(.usage, "\(error)")
    case is CancellationError:
      self.init(.interrupted, "interrupted")
    default:
      self.init(.computation, prefix + "\(error)")
    }
  }
}

extension Failure {
  /// The options of the command line that decide what a run that is continued differs in.
  private static let options = [
    "temperatures": "--temperature", "temperature": "--temperature", "beta": "--temperature",
    "chains": "--chains", "chain": "--chains", "pair": "--chains", "draws": "--draws",
    "draw": "--draws, --sweeps", "instances": "--instances", "seed": "--seed",
    "burn_in": "--burn-in", "sweeps": "--sweeps", "algorithm": "--algorithm",
    "exchanges": "--algorithm", "couplings": "--input", "field": "--input",
    "patterns": "--pattern-file", "model.name": "MODEL", "model.spins": "--spins",
    "model.field": "--field", "model.bias": "--bias", "model.disorder": "--disorder",
    "model.patterns": "--patterns", "model.load": "--load", "model.length": "--length",
    "model.dimension": "--dimension", "model.dilution": "--dilution",
    "model.field_deviation": "--field-deviation", "start": "--start",
    "start_configurations": "--start", "lyapunov_exponent": "--exponents", "time": "--records",
    "overlap": "--records", "snapshot": "--snapshots", "settings.steps": "--time",
    "settings.measured_time": "--time",
  ]

  /// The kinds of run by the attribute, with the verbs that read each.
  private static func readers(ofRunAt path: String) -> String? {
    guard let kind = try? RunKind(ofRunAt: path) else { return nil }
    return switch kind {
    case .spin: "a run of replica sample, which classify, overlaps, report, check and status read"
    case .sphericalSpin:
      "a run of replica sample --spherical, which classify, overlaps and report read as an array (--select temperature=T), "
        + "and status as a run"
    case .recurrentSimulation:
      "a run of replica recurrent simulate, which classify, report and status read"
    case .lyapunovExponents:
      "a run of replica recurrent lyapunov, which the same command with --resume prints and status reads"
    }
  }

  /// What is said of a run that is in the way and not complete; `nil` where there is none.
  private static func unfinishedRun(at path: String) -> String? {
    guard UnitStore.isRun(at: path), let run = try? UnitStore(at: path),
      let done = try? run.doneUnits().count, done < run.unitCount
    else { return nil }
    return
      "\(path): an unfinished run is there already, \(done) of \(run.unitCount) \(run.kind.unit)s complete; "
      + "the same command with --resume goes on with it (or choose another name; --force begins anew)"
  }

  private static func option(behind error: ArchiveError) -> String? {
    switch error {
    case .otherRun(_, "settings.integrator", let stored, let requested):
      [stored, requested].contains { $0 == "\"map\"" } ? "--discrete" : "--integrator"
    case .otherRun(_, let item, _, _):
      options[item]
        ?? (item.hasPrefix("settings.")
          ? "--" + item.dropFirst(9).replacingOccurrences(of: "_", with: "-") : nil)
    case .conflictingStore(let path, "couplings"):
      (try? RunStore(at: path))?.model.isGiven == false ? "--store-couplings" : "--input"
    case .conflictingStore(_, let array): options[array]
    default: nil
    }
  }
}

/// Runs the work of a verb and turns whatever it throws into a ``Failure``.
func reportingFailures(_ work: () async throws -> Void) async throws {
  if Host.current == nil { Interruption.install() }
  do {
    try await work()
    if Host.current == nil, let reason = Console.outputFailure {
      throw Failure(.cannotCreate, "standard output: cannot be written (\(reason))")
    }
  } catch let error as ExitCode {
    throw error
  } catch let error as ValidationError {
    throw error
  } catch {
    throw Failure(error)
  }
}

/// Runs a step on the content of a file, so that errors name the file.
func reading<Result>(_ file: String, _ step: () throws -> Result) throws -> Result {
  do { return try step() } catch { throw Failure(error, file: file) }
}
