import ArgumentParser
import ReplicaKit

/// What is subtracted from arrays, in the words of the command line.
enum SubtractOption: String, ExpressibleByArgument, CaseIterable {
  case none
  case replicaMean = "replica-mean"
  case siteMean = "site-mean"

  /// The same choice for the library.
  var subtraction: ReplicaPreparation.Subtraction {
    switch self {
    case .none: .none
    case .replicaMean: .replicaMean
    case .siteMean: .siteMean
    }
  }
}

/// Options for arrays that do not come from a run.
struct ArrayOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The array to read from a .npz file or a Zarr store of several.", valueName: "name"))
  var array: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      """
      Take one place of a dimension, by its name and coordinate (temperature=0.5), or by numbers from 0 (0=3); may be \
      repeated.
      """, valueName: "dimension=value"))
  var select: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      Subtract from an array the mean over the sites of every replica (replica-mean), the mean over the \
      replicas at every site (site-mean) or nothing; rows are normalised by their lengths after that.
      """))
  var subtract = SubtractOption.none

  @Flag(help: "Replicas are the columns of the array (N × R), not its rows.")
  var transpose = false

  /// What to do with an array before its overlaps are taken.
  var preparation: ReplicaPreparation {
    ReplicaPreparation(subtraction: subtract.subtraction, isTransposed: transpose)
  }

  /// What is selected of which dimension.
  func selections() throws -> [(dimension: String, value: Double)] {
    try select.map { text in
      let parts = text.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let value = Double(parts[1]), value.isFinite else {
        throw Failure(
          .usage,
          "--select is '\(text)'; expected a dimension and a number, such as temperature=0.5")
      }
      return (String(parts[0]), value)
    }
  }

  /// Refuses options that mean nothing for a run.
  func requireNone(for run: String) throws {
    guard array == nil, select.isEmpty, preparation == ReplicaPreparation() else {
      throw Failure(
        .usage,
        "\(run) is a run; --array, --select, --subtract and --transpose apply to other arrays")
    }
  }

  /// What is said once beside results on arrays that are not runs.
  static let remark =
    "the classes describe the arrays themselves; statements about a Gibbs measure, such as the "
    + "replica-symmetry breaking of a model, need independent, equilibrated Gibbs samples, which only "
    + "runs of this tool are checked to be"
}
