import Archive
import Sampling

extension SampledRun {
  /// How many instances results are of: `8 instances`, or `1 of 12 instances` of a run that is not complete.
  ///
  /// - Parameter count: The number of complete instances.
  /// - Returns: The number in words.
  func text(ofInstances count: Int) -> String {
    let whole = (self as? RunStore)?.instanceCount ?? count
    return count < whole
      ? "\(count) of \(whole) instances" : "\(count) instance\(count == 1 ? "" : "s")"
  }
}
