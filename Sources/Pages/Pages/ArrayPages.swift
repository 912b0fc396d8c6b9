import Documents
public import Experiments
import Overlaps

extension ReportPage {
  /// The page of an array that is no run: its rows are replicas.
  ///
  /// - Parameters:
  ///   - point: What was found.
  ///   - remarks: What must be said beside it.
  ///   - preparation: What was done to the array before, by name.
  ///   - request: What the page is made for.
  /// - Returns: The page.
  public static func ofArray(
    _ point: ClassifiedPoint, remarks: [String], preparation: [(String, String)],
    request: PageRequest
  ) -> ReportPage {
    let system = point.analysis
    let isTrajectory = point.time != nil
    let crowd = crowd(of: system)
    let shown = crowd?.kept ?? Array(system.analyses.indices)
    let words = VerdictWords(point: point)
    var distribution = DistributionPlot(system)
    if isTrajectory { distribution.unit = "trajectory" }
    let features = system.pooled.features
    let place = PagePlace(
      words, index: 0, instances: shown, keepsAll: true, isFirst: true,
      distribution: distribution,
      note: isTrajectory
        ? "Trajectories at one time are no sample of a Gibbs measure: the classes describe their overlaps."
        : "Foreign data: equilibrium and independence cannot be checked.",
      light: nil, unit: isTrajectory ? "trajectory" : "replica", crowd: crowd)
    let name = Words.fileName(point.file)
    var origin = [
      ("File", name),
      (
        "Shape",
        "R = \(features.replicaCount) rows, N = \(Words.grouped(features.siteCount)) sites"
          + (system.analyses.count > 1 ? ", \(Words.count(system.analyses.count, "instance"))" : "")
      ),
    ]
    origin += preparation
    origin += remarks.map { ("Remark", Words.sentence(ReportPage.withoutFolders($0))) }
    origin.append(("Versions", "replica \(request.version)"))
    var subjects: Glossary.Subjects = []
    if place.isBroken { subjects.insert(.broken) }
    if !system.patterns.isEmpty { subjects.insert(.patterns) }
    return SystemPage(
      subject: [
        isTrajectory ? "Recurrent network" : "Array",
        "R = \(features.replicaCount) · N = \(features.siteCount)", name,
      ],
      places: [place], current: 0, instances: shown.map { system.instances[$0] },
      instanceCount: system.analyses.count, replicaCount: features.replicaCount,
      unit: isTrajectory ? "trajectory" : "replica", crowd: crowd, labels: point.labels,
      origin: origin,
      commands: [withoutFolders(request.command)],
      glossary: subjects, version: request.version
    ).page
  }
  /// Arrays of more instances than are kept whole.
  private static func crowd(of system: SystemAnalysis) -> Crowd? {
    guard system.analyses.count > mostInstances else { return nil }
    return Crowd(
      means: system.analyses.map { analysis in
        let pairs = analysis.overlaps.pairOverlaps
        return pairs.reduce(0) { $0 + abs($1) } / Double(max(1, pairs.count))
      }, names: system.instances, most: mostInstances)
  }
}
