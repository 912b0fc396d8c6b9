import Documents
import Overlaps

extension OverlapMoments {
  /// The moments and the distribution under their names for programs.
  func document(with distribution: OverlapDistribution) -> JSONValue {
    [
      "mean_overlap": JSONValue(mean: mean),
      "mean_absolute_overlap": JSONValue(mean: meanAbsolute),
      "mean_square_overlap": JSONValue(mean: meanSquare),
      "mean_fourth_overlap": JSONValue(mean: meanFourth),
      "binder": JSONValue(mean: binder),
      "spin_glass_susceptibility": JSONValue(mean: susceptibility),
      "errors": errorText.map { .string($0) } ?? .null,
      "overlap_distribution": [
        "q": JSONValue(distribution.overlaps), "p": JSONValue(distribution.densities),
        "error": distribution.errors.map { JSONValue($0) } ?? .null,
      ],
    ]
  }
}
