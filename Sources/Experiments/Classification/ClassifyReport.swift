public import Documents
public import Figures
public import LinearAlgebra
import Overlaps

/// Verdicts side by side: of files, and of the temperatures of runs.
///
/// Runs of one model at three sizes or more are judged together by ``ScanReport`` at every temperature that they share; a
/// broken verdict that no such scan covers carries the reminder that one size shows no phase.
public struct ClassifyReport: Reportable {
  /// What was judged.
  public let points: [ClassifiedPoint]
  /// The sizes of one model side by side.
  public let sizes: SizeComparisons
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
  /// Which of the analysed instances a sheet shows.
  public let shownInstance: Int

  /// Puts verdicts side by side.
  ///
  /// - Parameters:
  ///   - points: What was judged, at least one.
  ///   - sizes: Runs of several sizes, judged together.
  ///   - files: The files.
  ///   - isEnsemble: Whether the files are instances of one system.
  ///   - seed: The seed of the tests' random splits.
  ///   - remarks: What must be said beside the verdicts.
  ///   - explains: Whether to say what every number of the tests is.
  ///   - shownInstance: Which of the analysed instances a sheet shows, from 0.
  public init(
    _ points: [ClassifiedPoint], sizes: SizeComparisons = .none, files: [String],
    isEnsemble: Bool = false, seed: UInt64 = 1, remarks: [String] = [], explains: Bool = false,
    shownInstance: Int = 0
  ) {
    self.sizes = sizes
    self.points = points.map { point in
      sizes.judge(file: point.file, temperature: point.temperature) ? point : point.notingSingleSize
    }
    self.files = files
    self.isEnsemble = isEnsemble
    self.seed = seed
    self.remarks = remarks
    self.explains = explains
    self.shownInstance = shownInstance
  }

  /// The only point; `nil` where there are several.
  private var only: ClassifiedPoint? { points.count == 1 ? points[0] : nil }

  /// The overlaps of the only point in the order of its states; `nil` where there are several points.
  public var orderedOverlaps: Matrix? { only?.analysis.first.orderedOverlaps }

  /// One object per point; that of a single point has its keys at the top.
  public var document: JSONValue {
    var object = only?.document ?? [:]
    object["seed"] = JSONValue(seed: seed)
    if only == nil {
      object["points"] = .array(points.map(\.document))
      object["scans"] = .array(sizes.scans.map(\.document))
    }
    if isEnsemble { object["files"] = JSONValue(files) }
    object["remarks"] = JSONValue(remarks + sizes.refusals)
    return object
  }

  /// The verdicts, what several sizes say together, and the details of a single one.
  public var sections: [ReportSection] {
    var sections: [ReportSection] = only.map { [.text($0.classification.answer), .text("")] } ?? []
    sections += [
      .table(ReportTable(ClassifiedPoint.columns, points)),
      .remark(
        "p: probability of the verdict; broken: probability that replica symmetry is broken; q0, q1: overlaps between "
          + "and inside states; m: probability of two replicas in different states; λ/R: eigenvalues of q_ab; power: how "
          + "often one step and two are told apart at this size (–: not asked for, --power)."),
    ]
    if points.contains(where: { $0.analysis.analyses.count > 1 }) {
      sections.append(
        .remark(
          "Verdict, levels and m pool all instances; states and eigenvalues are those of one."))
    }
    for scan in sizes.scans { sections += scan.answerSections }
    sections += (remarks + sizes.refusals).map { .remark("Remark: \($0).") }
    if let only { sections += only.details }
    if explains { sections += points.first?.glossary ?? [] }
    return sections + (only?.nextSteps ?? [])
  }

  /// The sheet of a single point, or ordered matrices and spectra side by side.
  public var figures: [any Figure] {
    if let only { return [only.sheet(ofInstance: shownInstance)] }
    return [
      OverlapPanelsFigure(
        title: "Ordered overlap matrices and their spectra",
        system: files.joined(separator: ", "), panels: points.map(\.panel))
    ]
  }
}
