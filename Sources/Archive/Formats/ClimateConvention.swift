/// What the attributes of an array say about its numbers, by the conventions for climate and forecast data that
/// xarray follows.
///
/// ```
/// x = scale_factor · stored + add_offset,   NaN where stored is _FillValue or missing_value
/// ```
struct ClimateConvention {
  var scale = 1.0
  var offset = 0.0
  /// The numbers that stand for what is missing; NaN stands for it anyway.
  var missing: Set<Double> = []

  /// Whether the stored numbers are not the numbers that are meant.
  var scales: Bool { scale != 1 || offset != 0 }

  /// An array with the numbers that are meant.
  func applied(to array: NumPyArray) -> NumPyArray {
    guard scales || !missing.isEmpty else { return array }
    let values = array.values.map {
      missing.contains($0) ? .nan : scales ? scale * $0 + offset : $0
    }
    return NumPyArray(
      shape: array.shape, values: values, dataType: scales ? .float64 : array.dataType)
  }
}
