public import Archive
import Documents
import LinearAlgebra
import Overlaps

/// What the trajectories of recurrent networks show at one recorded time: networks are instances, the
/// trajectories in one network are its replicas.
///
/// ```
/// q_ab(t) = (1/N) Σ_i h_i^a(t) h_i^b(t),   normalised to q_aa = 1
/// ```
///
/// Trajectories are no sample of a Gibbs measure: nothing is tested or refused, and the verdict describes the
/// structure of their overlaps.
public struct TrajectoryAnalysis: Sendable {
  /// What must be said beside the verdict.
  public static let remark =
    "the replicas of a recurrent run are trajectories at one time, no sample of a Gibbs measure: the classes "
    + "describe their overlaps"

  /// How many networks it is of: `8 networks`, or `1 of 12 networks` of a run that is not complete.
  public let networksText: String
  /// The number N of neurons.
  public let neuronCount: Int
  /// The time.
  public let time: Double
  /// The analyses of the networks and the common verdict.
  public let system: SystemAnalysis

  /// Analyses the trajectories at one time.
  ///
  /// - Parameters:
  ///   - run: A run with at least one complete network and two trajectories.
  ///   - time: The wanted time, of which the nearest recorded one is taken; the last when left out.
  ///   - options: How to analyse.
  /// - Throws: ``/Archive/ArchiveError`` when no network is complete or a chunk is damaged, ``ExperimentError`` for a
  ///   time outside of the run, ``/Overlaps/OverlapError`` for trajectories without overlaps.
  public init(
    _ run: RecurrentRunStore, time: Double? = nil, options: AnalysisOptions = AnalysisOptions()
  ) throws {
    let networks = try run.units.doneUnits()
    guard !networks.isEmpty else {
      throw ArchiveError.noData(path: run.path, expected: "a complete network")
    }
    if let time, !(time >= (run.times.first ?? 0) && time <= (run.times.last ?? 0)) {
      throw ExperimentError.unfit(
        "\(run.path) has no time \(text(time)); it was recorded from "
          + "\(text(run.times.first)) to \(text(run.times.last))")
    }
    let wanted = time ?? .infinity
    let index =
      run.times.indices.min { abs(run.times[$0] - wanted) < abs(run.times[$1] - wanted) } ?? 0
    let place = time == nil ? run.times.count - 1 : index
    let neurons = run.neuronCount
    neuronCount = neurons
    networksText = partsText(networks.count, of: run.networkCount, "network")
    self.time = run.times[place]
    system = try SystemAnalysis(
      networks.map { network in
        .overlaps(
          try OverlapMatrix(try run.overlaps(network: network, time: place), siteCount: neurons),
          siteCount: neurons)
      }, options: options)
  }
}
