import Experiments
import Figures
import Sampling
import SpinModels
package import Statistics

/// What heat baths that started in a pattern say at one size and several loads: overlaps, and the share that stays.
package struct RetrievalSample {
  /// The number N of spins.
  package let spinCount: Int
  private let loads: [Double]
  /// Per load and instance, the overlap with the pattern, and 1 where it is retrieved or 0.
  private let rows: [[[Double]]]

  /// Keeps overlaps that were measured elsewhere.
  ///
  /// - Parameters:
  ///   - spinCount: N.
  ///   - loads: The loads, ascending.
  ///   - overlaps: Per load, the overlaps of its instances.
  ///   - least: The least overlap of what is retrieved.
  package init(spinCount: Int, loads: [Double], overlaps: [[Double]], above least: Double) {
    self.spinCount = spinCount
    self.loads = loads
    rows = overlaps.map { $0.map { [$0, $0 > least ? 1 : 0] } }
  }

  /// Measures runs whose second ladder started in the first pattern, one for every load.
  init(
    _ runs: [any SampledRun], _ loads: [Double], above least: Double, _ session: Session
  ) async throws {
    var overlaps: [[Double]] = []
    for run in runs {
      overlaps.append(
        try await session.rows(of: run) { [try run.overlapWithStart(instance: $0)] }.map { $0[0] })
    }
    self.init(
      spinCount: runs[0].ensemble.spinCount, loads: loads, overlaps: overlaps, above: least)
  }

  /// The overlap of what is retrieved at a load.
  func retrievedOverlap(_ load: Int) -> Estimate {
    Estimate(meanOf: rows[load].filter { $0[1] == 1 }.map { $0[0] })
  }

  /// The load at which half is retrieved: the root of a parabola through the shares less ½.
  ///
  /// - Parameter first: The first load of the parabola.
  /// - Returns: The load, with the jackknife error of all instances.
  package func halfLoad(from first: Int) -> Estimate {
    let places = Array(loads[first...])
    return Estimate(jackknifeOf: Array(rows[first...])) { means in
      Parabola(places, means.map { $0[1] - 0.5 }).root
    }
  }

  /// Overlaps (column 0) or shares (column 1) against the load.
  func curve(_ column: Int, _ colour: CurvesFigure.Colour) -> CurvesFigure.Curve {
    .init(
      "N = \(spinCount)", at: loads, rows.map { Estimate(meanOf: $0.map { $0[column] }) }, colour)
  }
}
