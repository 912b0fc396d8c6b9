import Overlaps
import Sampling

extension SampledRun {
  /// The overlaps between ladders of every instance, at one temperature.
  func overlaps(temperatureIndex: Int) throws -> [[Double]] {
    try doneInstances().map { instance in
      OverlapDistribution.overlaps(
        betweenLadders: try configurations(instance: instance, temperatureIndex: temperatureIndex))
    }
  }
}
