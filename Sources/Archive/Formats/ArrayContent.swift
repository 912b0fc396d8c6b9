/// An array with what its file says about it.
public struct ArrayContent: Sendable {
  /// The numbers.
  public var array: NumPyArray
  /// The names of the dimensions, where they have names.
  public var dimensions: [String]?
  /// The coordinates of dimensions, by their names.
  public var coordinates: [String: [Double]]
  /// What is to be said about the reading.
  public var remarks: [String]
  /// The name of the array in a file of several.
  var name: String?
  /// The other arrays of such a file, as far as they are known.
  var others: [ArrayChoice.Candidate] = []
  /// Which columns of a table of text or a sheet were read; `nil` for other arrays and for parts of one.
  public var table: TableColumns?

  /// Keeps an array.
  ///
  /// - Parameters:
  ///   - array: The numbers.
  ///   - dimensions: The names of the dimensions.
  ///   - coordinates: The coordinates of dimensions, by their names.
  ///   - remarks: What is to be said about the reading.
  ///   - table: Which columns of a table were read.
  public init(
    _ array: NumPyArray, dimensions: [String]? = nil, coordinates: [String: [Double]] = [:],
    remarks: [String] = [], table: TableColumns? = nil
  ) {
    precondition(dimensions.map { $0.count == array.shape.count } ?? true)
    self.array = array
    self.dimensions = dimensions
    self.coordinates = coordinates
    self.remarks = remarks
    self.table = table
  }

  /// Takes the coordinates of those dimensions that have some.
  ///
  /// - Parameter axis: The numbers of a name along a dimension of an extent; `nil` where there are none.
  mutating func addCoordinates(_ axis: (_ name: String, _ extent: Int) -> [Double]?) {
    for (name, extent) in zip(dimensions ?? [], array.shape) {
      if let values = axis(name, extent) { coordinates[name] = values }
    }
  }

  /// The part at one place of a dimension, which then is gone.
  ///
  /// - Parameters:
  ///   - dimension: The name of a dimension, or its number from 0.
  ///   - value: The coordinate of the place where the dimension has coordinates; otherwise its index from 0.
  ///   - path: Where the array came from, for the error.
  /// - Returns: The part.
  /// - Throws: ``ArchiveError/badMetadata(path:item:expected:found:)`` with what there is to choose.
  public func selecting(_ dimension: String, at value: Double, path: String) throws -> ArrayContent
  {
    let shape = array.shape
    let place =
      dimensions?.firstIndex(of: dimension)
      ?? Int(dimension).flatMap { shape.indices.contains($0) ? $0 : nil }
    guard let place else {
      throw ArchiveError.badMetadata(
        path: path, item: "the dimension to select in",
        expected: "one of " + (dimensions ?? shape.indices.map { "\($0)" }).joined(separator: ", "),
        found: dimension)
    }
    let index: Int
    if let name = dimensions?[place], let coordinates = coordinates[name],
      coordinates.count == shape[place]
    {
      let scale = max(abs(value), coordinates.reduce(0) { max($0, abs($1)) })
      guard
        let found = coordinates.indices.first(where: {
          abs(coordinates[$0] - value) <= 1e-9 * scale
        })
      else {
        throw ArchiveError.badMetadata(
          path: path, item: "\(name) to select",
          expected: "one of " + coordinates.prefix(24).map { "\($0)" }.joined(separator: ", ")
            + (coordinates.count > 24 ? ", …" : ""), found: "\(value)")
      }
      index = found
    } else {
      guard let found = Int(exactly: value), (0..<shape[place]).contains(found) else {
        throw ArchiveError.badMetadata(
          path: path, item: "the index to select of dimension \(dimension)",
          expected: "a whole number from 0 to \(shape[place] - 1)", found: "\(value)")
      }
      index = found
    }
    let inner = shape[(place + 1)...].reduce(1, *)
    let outer = shape[..<place].reduce(1, *)
    var values: [Double] = []
    values.reserveCapacity(inner * outer)
    for k in 0..<outer {
      let start = (k * shape[place] + index) * inner
      values.append(contentsOf: array.values[start..<start + inner])
    }
    var rest = shape
    rest.remove(at: place)
    var names = dimensions
    names?.remove(at: place)
    return ArrayContent(
      NumPyArray(shape: rest, values: values, dataType: array.dataType), dimensions: names,
      coordinates: coordinates, remarks: remarks)
  }

  /// The array with its dimensions in another order.
  ///
  /// - Parameter order: The dimensions, each once.
  /// - Returns: The array.
  public func transposed(_ order: [Int]) -> ArrayContent {
    precondition(order.sorted() == Array(array.shape.indices), "an order \(order)")
    guard order != Array(array.shape.indices), !array.values.isEmpty else { return self }
    var strides = [Int](repeating: 1, count: order.count)
    for k in order.indices.dropLast().reversed() {
      strides[k] = strides[k + 1] * array.shape[k + 1]
    }
    let shape = order.map { array.shape[$0] }
    var values: [Double] = []
    values.reserveCapacity(array.values.count)
    let steps = order.map { strides[$0] }
    forEachIndex(in: shape) { index in
      values.append(array.values[zip(index, steps).reduce(0) { $0 + $1.0 * $1.1 }])
    }
    return ArrayContent(
      NumPyArray(shape: shape, values: values, dataType: array.dataType),
      dimensions: dimensions.map { names in order.map { names[$0] } }, coordinates: coordinates,
      remarks: remarks)
  }
}
