/// An array with what its file says about it.
public struct ArrayContent: Sendable {
  /// The numbers.
  public var array: NumPyArray
  /// The names of the dimensions, where they have names.
  public var dimensions: [String]?
  /// The coordinates of dimensions, by their names.
  public var coordinates: [String: [Double]]
  /// Why the coordinates of dimensions, by their names, are not known although there are some.
  public var unreadCoordinates: [String: String] = [:]
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
  /// Coordinates that cannot be read matter to those who select a place by them.
  ///
  /// - Parameter axis: The numbers of a name along a dimension of an extent; `nil` where there are none.
  mutating func addCoordinates(_ axis: (_ name: String, _ extent: Int) throws -> [Double]?) {
    for (name, extent) in zip(dimensions ?? [], array.shape) {
      do {
        if let values = try axis(name, extent) { coordinates[name] = values }
      } catch { unreadCoordinates[name] = "\(error)" }
    }
  }

  /// The part at one place of each of some dimensions, which then are gone.
  ///
  /// A name of a dimension has a coordinate beside it, where the dimension has coordinates, or an index from 0; a number of a
  /// dimension, as the array has them at first, always has an index.
  ///
  /// - Parameters:
  ///   - choices: The dimensions and their places.
  ///   - path: Where the array came from, for the error.
  /// - Returns: The part.
  /// - Throws: ``ArchiveError/badMetadata(path:item:expected:found:)`` with what there is to choose.
  public func selecting(
    _ choices: [(dimension: String, value: Double)], path: String
  ) throws -> ArrayContent {
    var (content, left) = (self, Array(array.shape.indices))
    for (dimension, value) in choices {
      let named = content.dimensions?.firstIndex(of: dimension)
      guard let place = named ?? Int(dimension).flatMap({ left.firstIndex(of: $0) }) else {
        throw ArchiveError.badMetadata(
          path: path, item: "the dimension to select in",
          expected: "one of "
            + (content.dimensions ?? left.map { "\($0)" }).joined(separator: ", "),
          found: dimension)
      }
      content = try content.selecting(
        place, at: value, called: dimension, isNamed: named != nil, path: path)
      left.remove(at: place)
    }
    return content
  }

  private func selecting(
    _ place: Int, at value: Double, called dimension: String, isNamed: Bool, path: String
  ) throws -> ArrayContent {
    let shape = array.shape
    let index = try index(
      of: value, along: place, called: dimension, isNamed: isNamed, path: path)
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
    var part = ArrayContent(
      NumPyArray(shape: rest, values: values, dataType: array.dataType), dimensions: names,
      coordinates: coordinates, remarks: remarks)
    part.unreadCoordinates = unreadCoordinates
    return part
  }

  /// The index of a coordinate along a dimension, or the index itself where there are no coordinates or the dimension is
  /// called by its number.
  private func index(
    of value: Double, along place: Int, called dimension: String, isNamed: Bool, path: String
  ) throws -> Int {
    let name = dimensions?[place] ?? ""
    let extent = array.shape[place]
    let coordinates = coordinates[name].flatMap { $0.count == extent ? $0 : nil }
    let byNumber = "; --select \(place)=INDEX takes a place by its number from 0"
    if isNamed, let reason = unreadCoordinates[name] {
      throw ArchiveError.badMetadata(
        path: path, item: "the coordinates of \(name)", expected: "numbers" + byNumber,
        found: reason.hasPrefix(path + ": ") ? String(reason.dropFirst(path.count + 2)) : reason)
    }
    guard isNamed, let coordinates else {
      guard let found = Int(exactly: value), (0..<extent).contains(found) else {
        throw ArchiveError.badMetadata(
          path: path, item: "the index to select of dimension \(dimension)",
          expected: "a whole number from 0 to \(extent - 1)", found: "\(value)")
      }
      return found
    }
    let scale = max(abs(value), coordinates.reduce(0) { max($0, abs($1)) })
    func places(within tolerance: Double) -> [Int] {
      coordinates.indices.filter { abs(coordinates[$0] - value) <= tolerance * scale }
    }
    // Coordinates in single precision differ from what is written of them; they may be closer to each other too.
    let near = places(within: 1e-9)
    let found = near.isEmpty ? places(within: 1e-6) : near
    guard found.count == 1 else {
      throw ArchiveError.badMetadata(
        path: path, item: "\(name) to select",
        expected: "one of " + coordinates.prefix(24).map { "\($0)" }.joined(separator: ", ")
          + (coordinates.count > 24 ? ", …" : "") + (found.isEmpty ? "" : byNumber),
        found: "\(value)" + (found.isEmpty ? "" : ", which \(found.count) places have"))
    }
    return found[0]
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
    var turned = ArrayContent(
      NumPyArray(shape: shape, values: values, dataType: array.dataType),
      dimensions: dimensions.map { names in order.map { names[$0] } }, coordinates: coordinates,
      remarks: remarks)
    turned.unreadCoordinates = unreadCoordinates
    return turned
  }
}
