public import Experiments
public import Figures
public import Statistics

/// A published result that is computed anew: a recipe on the public library, with the numbers in print.
public protocol PublishedFigure: Sendable {
  /// What it is called on the command line.
  var name: String { get }
  /// What is shown.
  var title: String { get }
  /// Where it was published, with its DOI.
  var source: String { get }

  /// Computes it.
  ///
  /// - Parameters:
  ///   - effort: How much is computed.
  ///   - session: Seed, threads and listeners.
  /// - Returns: The numbers beside those in print, and a picture.
  /// - Throws: What sampling and theory throw.
  func reproduced(_ effort: Effort, _ session: Session) async throws -> ReproducedFigure
}

/// How much is computed for a published figure.
public enum Effort: String, Sendable, CaseIterable {
  /// Less than a minute of two processors, at smaller sizes.
  case quick
  /// Several minutes, with smaller errors.
  case full
}

/// A number beside the one in print.
public struct ReproducedNumber: Sendable {
  /// What the number is.
  public let name: String
  /// What was found here, with its error.
  public let found: Estimate
  /// What is in print, with its error where one is given.
  public let published: Estimate
  /// Where the published number is from, if it is no number in print: exact, or the curve of an equation.
  public let kind: Kind

  /// What stands in print.
  public enum Kind: String, Sendable {
    /// A number in print.
    case printed
    /// A number in the repository of another program, without a paper.
    case program = "another program"
    /// A number that is said to be in print and that nobody could look up.
    case recalled = "not looked up"
    /// An exact identity.
    case exact
    /// The solution of the equations in print, by the library's theory.
    case equation
  }

  /// Puts two numbers beside each other.
  ///
  /// - Parameters:
  ///   - name: What they are.
  ///   - found: What was found here.
  ///   - published: What is in print.
  ///   - kind: What stands in print.
  public init(_ name: String, _ found: Estimate, _ published: Estimate, _ kind: Kind) {
    self.name = name
    self.found = found
    self.published = published
    self.kind = kind
  }

  /// The difference in units of its error; `nil` without an error.
  public var z: Double? {
    let square = [found.error, published.error].reduce(0) { $0 + ($1 ?? 0) * ($1 ?? 0) }
    return square > 0 ? (found.value - published.value) / square.squareRoot() : nil
  }
}

/// What a recipe found.
public struct ReproducedFigure: Sendable {
  /// The numbers.
  public let numbers: [ReproducedNumber]
  /// The picture.
  public let figure: CurvesFigure
  /// What one should know of this effort; empty where there is nothing.
  public let remark: String
  /// The runs of spin models that it was made of, judged; empty where there are none.
  public internal(set) var runs: [FigureRunReport]

  /// Describes what was found.
  ///
  /// - Parameters:
  ///   - numbers: The numbers.
  ///   - figure: The picture.
  ///   - remark: What one should know of this effort.
  ///   - runs: The runs of spin models that it was made of; those of a ``SampledFigure`` are added by themselves.
  public init(
    _ numbers: [ReproducedNumber], figure: CurvesFigure, remark: String = "",
    runs: [FigureRunReport] = []
  ) {
    self.numbers = numbers
    self.figure = figure
    self.remark = remark
    self.runs = runs
  }
}
