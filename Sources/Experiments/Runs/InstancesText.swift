import Archive
import Sampling

extension SampledRun {
  /// How many instances results are of: `8 instances`, or `1 of 12 instances` of a run that is not complete.
  ///
  /// - Parameter count: The number of complete instances.
  /// - Returns: The number in words.
  func text(ofInstances count: Int) -> String {
    partsText(count, of: (self as? RunStore)?.instanceCount ?? count, "instance")
  }
}

/// How many of the parts of a run results are of: `8 networks`, or `1 of 12 networks`.
///
/// - Parameters:
///   - count: The number of complete parts.
///   - whole: The number of parts that the run is to have.
///   - name: What a part is called.
/// - Returns: The number in words.
func partsText(_ count: Int, of whole: Int, _ name: String) -> String {
  count < whole
    ? "\(count) of \(whole) \(name)s" : "\(count) \(name)\(count == 1 ? "" : "s")"
}
