public import Documents

/// The description of one array in a store: everything but its elements.
///
/// The elements lie in C order (the last index runs fastest) in chunks of one shape. Chunk (c_0, c_1,
/// …) holds the indices from c_k times `chunkShape[k]` on; a chunk that was never written reads as
/// `fillValue` everywhere.
public struct ZarrArray: Sendable, Equatable {
  /// The name, which is also the name of the array's folder.
  public let name: String
  /// The data type of the elements.
  public let dataType: NumPyDataType
  /// The number of elements along every dimension; empty for a single number.
  public let shape: [Int]
  /// The number of elements of a chunk along every dimension, each at least 1.
  public let chunkShape: [Int]
  /// The names of the dimensions; the same name means the same dimension in the whole store.
  public let dimensionNames: [String]
  /// The value of what was never written; exact in the data type.
  public let fillValue: Double
  /// Named notes such as `long_name` and `units`; an object.
  public var attributes: JSONValue
  /// Whether every chunk ends with its checksum.
  let hasChecksum: Bool
  /// What stands between the numbers in a chunk's file name.
  let keySeparator: String

  /// Describes an array.
  ///
  /// A one-dimensional array with the name of its dimension holds the coordinates of this dimension.
  ///
  /// - Parameters:
  ///   - name: A name without slashes that does not begin with a point.
  ///   - dataType: The data type of the elements.
  ///   - shape: The number of elements along every dimension, each 0 or more.
  ///   - chunkShape: The number of elements of a chunk; `nil` for one chunk that holds everything.
  ///   - dimensionNames: One name for every dimension.
  ///   - attributes: An object of notes such as `long_name` and `units`.
  public init(
    name: String, dataType: NumPyDataType, shape: [Int], chunkShape: [Int]? = nil,
    dimensionNames: [String], attributes: JSONValue = [:]
  ) {
    let chunkShape = chunkShape ?? shape.map { max($0, 1) }
    precondition(Self.isAllowed(name: name), "'\(name)' cannot be the name of an array")
    precondition(
      shape.count == chunkShape.count && shape.count == dimensionNames.count,
      "\(name): shape \(shape), chunks \(chunkShape) and dimensions \(dimensionNames) disagree")
    precondition(
      shape.allSatisfy { $0 >= 0 } && chunkShape.allSatisfy { $0 >= 1 },
      "\(name): shape \(shape) in chunks of \(chunkShape)")
    precondition(attributes.objectValue != nil, "\(name): attributes that are not an object")
    self.name = name
    self.dataType = dataType
    self.shape = shape
    self.chunkShape = chunkShape
    self.dimensionNames = dimensionNames
    self.fillValue = dataType.defaultFill
    self.attributes = attributes
    self.hasChecksum = true
    self.keySeparator = "."
  }

  /// Whether two descriptions agree, with NaN equal to NaN.
  ///
  /// - Parameters:
  ///   - left: One description.
  ///   - right: Another description.
  /// - Returns: Whether every part agrees.
  public static func == (left: ZarrArray, right: ZarrArray) -> Bool {
    left.hasSameLayout(as: right) && left.attributes == right.attributes
  }

  /// Whether two descriptions agree in all but their attributes.
  func hasSameLayout(as other: ZarrArray) -> Bool {
    name == other.name && dataType == other.dataType && shape == other.shape
      && chunkShape == other.chunkShape && dimensionNames == other.dimensionNames
      && (fillValue == other.fillValue || fillValue.isNaN && other.fillValue.isNaN)
      && hasChecksum == other.hasChecksum && keySeparator == other.keySeparator
  }

  static func isAllowed(name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".") && !name.hasPrefix("__") && name != "zarr.json"
      && !name.contains("/") && !name.utf8.contains(0)
  }

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// The number of chunks along every dimension.
  public var gridShape: [Int] {
    zip(shape, chunkShape).map { $0 / $1 + ($0 % $1 == 0 ? 0 : 1) }
  }

  /// All chunk indices in C order.
  public var chunkIndices: [[Int]] {
    gridShape.reduce([[]]) { indices, extent in
      indices.flatMap { index in (0..<extent).map { index + [$0] } }
    }
  }

  /// The part of a chunk's shape that lies inside the array.
  ///
  /// - Parameter index: A chunk, with an index for every dimension inside ``gridShape``.
  /// - Returns: The chunk's shape, smaller at the upper edges of the array.
  public func shapeOfChunk(at index: [Int]) -> [Int] {
    precondition(
      index.count == shape.count && zip(index, gridShape).allSatisfy { (0..<$1).contains($0) },
      "\(name): chunk \(index) in a grid of \(gridShape)")
    return shape.indices.map { min(chunkShape[$0], shape[$0] - index[$0] * chunkShape[$0]) }
  }
}
