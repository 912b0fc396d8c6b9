/// What the attributes of an array say about its numbers, by the conventions for climate and forecast data that
/// xarray follows.
///
/// ```
/// x = scale_factor · stored + add_offset,   NaN where stored is _FillValue or missing_value
/// ```
///
/// What lies outside of `valid_range`, or beyond `valid_min` and `valid_max`, is missing for some programs and a number
/// for others, so that it is refused.
struct ClimateConvention {
  var scale = 1.0
  var offset = 0.0
  /// The numbers that stand for what is missing; NaN stands for it anyway.
  var missing: Set<Double> = []
  /// A number that stands for what is missing in xarray and for itself in zarr, so that it is refused.
  var unclear: Double?
  /// What the numbers may be: as they are stored or, as some write it, as they are meant.
  var valid: ClosedRange<Double> = -.infinity ... .infinity

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
    guard
      limit(
        to: try numbers("valid_range", most: 2), least: try numbers("valid_min", most: 1).first,
        most: try numbers("valid_max", most: 1).first)
    else {
      throw ArchiveError.damagedPart(
        path: path, part: "\(array.shortened)/valid_range", reason: "the attribute is no range")
    }
  }

  /// Sets what the numbers may be.
  ///
  /// - Parameters:
  ///   - range: The attribute `valid_range`, empty where there is none.
  ///   - least: The attribute `valid_min`.
  ///   - most: The attribute `valid_max`.
  /// - Returns: Whether they are a range.
  mutating func limit(to range: [Double], least: Double?, most: Double?) -> Bool {
    guard [0, 2].contains(range.count) else { return false }
    let (low, high) = (range.first ?? least ?? -.infinity, range.last ?? most ?? .infinity)
    guard low <= high else { return false }
    valid = low...high
    return true
  }

  /// Whether the stored numbers are not the numbers that are meant.
  var scales: Bool { scale != 1 || offset != 0 }

  /// An array with the numbers that are meant.
  ///
  /// - Parameters:
  ///   - array: The numbers as they are stored.
  ///   - name: The name of the array, for the error.
  ///   - path: The file, for the error.
  /// - Returns: The numbers.
  /// - Throws: ``ArchiveError/damagedPart(path:part:reason:)`` for numbers outside of their valid range.
  func applied(to array: NumPyArray, of name: String, path: String) throws -> NumPyArray {
    let present = array.values.lazy.filter { !$0.isNaN && !missing.contains($0) }
    // Broken limits of whole numbers are of what is meant.
    let isOfMeant =
      scales
      && [valid.lowerBound, valid.upperBound].contains { $0.isFinite && $0 != $0.rounded() }
    if let invalid = present.first(where: { !valid.contains($0) }),
      !isOfMeant || present.contains(where: { !valid.contains(scale * $0 + offset) })
    {
      throw ArchiveError.damagedPart(
        path: path, part: name.shortened,
        reason: "it holds \(invalid), outside of its valid range from \(valid.lowerBound) to "
          + "\(valid.upperBound), which netCDF4 takes for missing and xarray for a number; mark it as missing, or "
          + "remove the attribute (valid_range, valid_min, valid_max)")
    }
    if let unclear, array.values.contains(unclear) {
      throw ArchiveError.damagedPart(
        path: path, part: name.shortened,
        reason:
          "it holds \(unclear), its fill_value, which xarray takes for missing and zarr for a number; write "
          + "\"fill_value\": null into its .zarray where it is a number, NaN into the array where it is missing"
      )
    }
    guard scales || !missing.isEmpty else { return array }
    let values = array.values.map {
      missing.contains($0) ? .nan : scales ? scale * $0 + offset : $0
    }
    return NumPyArray(
      shape: array.shape, values: values, dataType: scales ? .float64 : array.dataType)
  }
}
