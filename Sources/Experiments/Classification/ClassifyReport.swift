public import Documents
public import Figures
public import LinearAlgebra
import Overlaps

/// Verdicts side by side: of files, and of the temperatures of runs.
///
/// A broken verdict carries the reminder that one size shows no phase; ``ScanReport`` judges several sizes.
public struct ClassifyReport: Reportable {
  /// What was judged.
  public let points: [ClassifiedPoint]
  /// The files.
  public let files: [String]
  /// Whether the files are instances of one system, with one verdict.
  public let isEnsemble: Bool
  /// The seed of the tests' random splits.
  public let seed: UInt64
  /// What must be said beside the verdicts.
  public let remarks: [String]
  /// Whether to say what every number of the tests is.
  public let explains: Bool

  /// Puts verdicts side by side.
  ///
  /// - Parameters:
  ///   - points: What was judged, at least one.
  ///   - files: The files.
  ///   - isEnsemble: Whether the files are instances of one system.
  ///   - seed: The seed of the tests' random splits.
  ///   - remarks: What must be said beside the verdicts.
  ///   - explains: Whether to say what every number of the tests is.
  public init(
    _ points: [ClassifiedPoint], files: [String], isEnsemble: Bool = false, seed: UInt64 = 1,
    remarks: [String] = [], explains: Bool = false
  ) {
    self.points = points.map { point in
      guard
        let caveat = point.classification.singleSizeCaveat(
          spinCount: point.analysis.pooled.features.siteCount)
      else { return point }
      var noted = point
      noted.analysis.note(caveat)
      return noted
    }
    self.files = files
    self.isEnsemble = isEnsemble
    self.seed = seed
    self.remarks = remarks
    self.explains = explains
  }

  /// The only point; `nil` where there are several.
  private var only: ClassifiedPoint? { points.count == 1 ? points[0] : nil }

  /// The overlaps of the only point in the order of its states; `nil` where there are several points.
  public var orderedOverlaps: Matrix? { only?.analysis.first.orderedOverlaps }

  /// One object per point; that of a single point has its keys at the top.
  public var document: JSONValue {
    var object = only?.document ?? [:]
    object["seed"] = JSONValue(seed: seed)
    if only == nil { object["points"] = .array(points.map(\.document)) }
    if isEnsemble { object["files"] = JSONValue(files) }
    object["remarks"] = JSONValue(remarks)
    return object
  }

  /// The verdicts, and the details of a single one.
  public var sections: [ReportSection] {
    var sections: [ReportSection] = only.map { [.text($0.classification.answer), .text("")] } ?? []
    sections += [
      .table(ReportTable(ClassifiedPoint.columns, points)),
      .remark(
        "p: probability of the verdict; broken: probability that replica symmetry is broken."),
    ]
    if points.contains(where: { $0.analysis.analyses.count > 1 }) {
      sections.append(
        .text("Verdict, levels and m pool all instances; states and eigenvalues are those of one."))
    }
    sections += remarks.map { .text("Remark: \($0).") }
    if let only { sections += only.details }
    if explains { sections += points.first?.glossary ?? [] }
    return sections + (only?.nextSteps ?? [])
  }

  /// The sheet of a single point, or ordered matrices and spectra side by side.
  public var figures: [any Figure] {
    if let only { return [only.sheet] }
    return [
      OverlapPanelsFigure(
        title: "Ordered overlap matrices and their spectra",
        system: files.joined(separator: ", "), panels: points.map(\.panel))
    ]
  }
}
