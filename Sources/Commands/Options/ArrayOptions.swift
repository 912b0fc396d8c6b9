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
      """
      The array to read of a file of several (.npz, Zarr, .h5, .nc, .mat, .safetensors), or the sheet of an .xlsx file; \
      `classify` takes several, joined by commas.
      """, valueName: "name"))
  var array: String?

  @Option(
    help: ArgumentHelp(
      """
      The columns to read of a table of text or a sheet, by the names of its header or by numbers and ranges from 0, \
      such as s1,s2 or 2,5:8; the others may hold anything.
      """, valueName: "names"))
  var columns: String?

  @Option(
    help: ArgumentHelp(
      """
      What the dimensions of an array are that has no names for them: instance, chain, replica, site, component (of \
      vector spins), temperature, layer; such as replica,site,component.
      """, valueName: "names"))
  var dimensions: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      """
      Take one place of a dimension, by its name and coordinate (temperature=0.5), or by the number of the dimension in the \
      file and that of the place, both from 0 (0=3); may be repeated.
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

  /// Whether an array is taken as it is: no part of it, no names of its dimensions, nothing subtracted or turned round.
  var leavesAsIs: Bool {
    select.isEmpty && dimensions == nil && preparation == ReplicaPreparation()
  }

  /// The chosen columns.
  func columnChoice() throws -> ColumnChoice? {
    guard let columns else { return nil }
    guard let choice = ColumnChoice(columns) else {
      throw Failure(
        .usage, "--columns is '\(columns)'; expected names, numbers or ranges, such as 2,5:8")
    }
    return choice
  }

  /// What is selected of which dimension.
  func selections() throws -> [(dimension: String, value: Double)] {
    try select.map { text in
      let parts = text.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let value = Double(parts[1]), value.isFinite else {
        throw Failure(
          .usage,
          "--select is '\(text)'; expected a dimension and a number, such as temperature=0.5; a place whose coordinate "
            + "is a text is taken by numbers from 0, such as 0=3")
      }
      return (String(parts[0]), value)
    }
  }

  /// An array with the names of its dimensions that were given.
  func named(_ content: ArrayContent, file: String) throws -> ArrayContent {
    guard let dimensions else { return content }
    let names = dimensions.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if let unknown = names.first(where: { !ArrayArrangement.isKnown($0) }) {
      throw Failure(
        .usage,
        "--dimensions has '\(unknown)'; expected names such as instance, chain, replica, site, component, "
          + "temperature, layer")
    }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw Failure(
        .usage,
        "--dimensions has '\(twice)' twice; expected different names, such as chain,replica,site or replica,x,y for two "
          + "that count the same")
    }
    guard names.count == content.array.shape.count else {
      throw Failure(
        .usage,
        "--dimensions has \(names.count) names; expected \(content.array.shape.count) for the array of "
          + "shape \(content.array.shape) in \(file)")
    }
    var content = content
    content.dimensions = names
    return content
  }

  /// Refuses options that mean nothing for a run.
  func requireNone(for run: String) throws {
    guard array == nil, columns == nil, select.isEmpty, dimensions == nil,
      preparation == ReplicaPreparation()
    else {
      throw Failure(
        .usage,
        "\(run) is a run; --array, --columns, --dimensions, --select, --subtract and --transpose apply to other arrays"
      )
    }
  }

  /// What is said once beside results on arrays that are not runs.
  static let remark =
    "the classes describe the arrays themselves; statements about a Gibbs measure, such as the "
    + "replica-symmetry breaking of a model, need independent, equilibrated Gibbs samples, which only "
    + "runs of this tool are checked to be"
}
