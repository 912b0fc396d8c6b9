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

  /// A convention without a word about the numbers.
  init() {}

  /// Reads the attributes of an array; what they say about the numbers must not be lost.
  ///
  /// - Parameters:
  ///   - array: The name of the array, for the error.
  ///   - path: The file, for the error.
  ///   - attribute: The numbers of an attribute: none where there is no such attribute, `nil` where it is no numbers.
  /// - Throws: ``ArchiveError/damagedPart(path:part:reason:)`` for an attribute that cannot be followed.
  init(of array: String, path: String, attribute: (_ name: String) -> [Double]?) throws {
    func numbers(_ name: String, most: Int) throws -> [Double] {
      guard let values = attribute(name), values.count <= most else {
        throw ArchiveError.damagedPart(
          path: path, part: "\(array.shortened)/\(name)",
          reason: "the attribute is not \(most == 1 ? "one number" : "numbers")")
      }
      return values
    }
    guard attribute("_Unsigned") == [] else {
      throw ArchiveError.damagedPart(
        path: path, part: "\(array.shortened)/_Unsigned",
        reason:
          "numbers without sign that are stored as numbers with sign are not read; let xarray write them anew"
      )
    }
    scale = try numbers("scale_factor", most: 1).first ?? 1
    offset = try numbers("add_offset", most: 1).first ?? 0
    missing = Set(try ["_FillValue", "missing_value"].flatMap { try numbers($0, most: 1000) })
  }

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
