import CKernels
import Documents
public import LinearAlgebra

/// Spin configurations with one bit per spin.
///
/// Bit k of word w of a row is spin 64 w + k; a set bit means s = +1. Bits beyond the last spin are 0.
public struct PackedConfigurations: Sendable, Equatable {
  /// The number N of spins of each configuration.
  public let spinCount: Int
  /// The number of 64-bit words that one configuration takes.
  public let wordsPerConfiguration: Int
  /// All words, configuration after configuration.
  public private(set) var words: [UInt64]

  /// The number R of configurations.
  public var count: Int { words.count / wordsPerConfiguration }

  /// Makes an empty collection.
  ///
  /// - Parameter spinCount: The number N of spins of each configuration, at least 1.
  public init(spinCount: Int) {
    precondition(spinCount > 0, "configurations of \(spinCount) spins")
    self.spinCount = spinCount
    wordsPerConfiguration = (spinCount + 63) / 64
    words = []
  }

  /// Makes a collection from its bytes: bit k of byte b is spin 8 b + k.
  ///
  /// - Parameters:
  ///   - bytes: (N + 7)/8 bytes per configuration.
  ///   - spinCount: The number N of spins.
  public init(bytes: [UInt8], spinCount: Int) {
    self.init(spinCount: spinCount)
    let width = Self.bytesPerConfiguration(spinCount: spinCount)
    precondition(bytes.count % width == 0, "\(bytes.count) bytes in rows of \(width)")
    words.reserveCapacity(bytes.count / width * wordsPerConfiguration)
    for start in stride(from: 0, to: bytes.count, by: width) {
      for first in stride(from: 0, to: width, by: 8) {
        var word: UInt64 = 0
        for k in 0..<min(8, width - first) {
          word |= UInt64(bytes[start + first + k]) << UInt64(8 * k)
        }
        words.append(word)
      }
    }
  }

  /// The number of bytes of one configuration in a file.
  ///
  /// - Parameter spinCount: The number N of spins.
  /// - Returns: N/8, rounded up.
  public static func bytesPerConfiguration(spinCount: Int) -> Int { (spinCount + 7) / 8 }

  /// All configurations as bytes: bit k of byte b is spin 8 b + k.
  public var bytes: [UInt8] {
    let width = Self.bytesPerConfiguration(spinCount: spinCount)
    var result: [UInt8] = []
    result.reserveCapacity(count * width)
    for row in 0..<count {
      for b in 0..<width {
        let word = words[row * wordsPerConfiguration + b / 8]
        result.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * (b % 8))))
      }
    }
    return result
  }

  /// Packs rows of spins.
  ///
  /// - Parameter rows: At least one row; all have N values; positive means +1.
  public init(rows: [[Int8]]) {
    precondition(!rows.isEmpty, "no rows of spins")
    self.init(spinCount: rows[0].count)
    for row in rows { append(row) }
  }

  /// The configurations as rows of N values +1 or −1.
  public var rows: [[Int8]] { (0..<count).map { self[$0] } }

  /// Appends one configuration.
  ///
  /// - Parameter spins: N values; positive means +1.
  public mutating func append(_ spins: [Int8]) { append(spins[...]) }

  /// Appends one configuration.
  ///
  /// - Parameter spins: N values; positive means +1.
  public mutating func append(_ spins: ArraySlice<Int8>) {
    precondition(spins.count == spinCount, "\(spins.count) spins in rows of \(spinCount)")
    let first = words.count
    words.append(contentsOf: repeatElement(0, count: wordsPerConfiguration))
    words.withUnsafeMutableBufferPointer { words in
      spins.withUnsafeBufferPointer { spins in
        guard let from = spins.baseAddress, let to = words.baseAddress else { return }
        rk_pack_spins(spinCount, from, to + first)
      }
    }
  }

  /// Appends all configurations of another collection.
  ///
  /// - Parameter other: Configurations of the same number of spins.
  public mutating func append(contentsOf other: PackedConfigurations) {
    precondition(
      other.spinCount == spinCount, "configurations of \(other.spinCount) and \(spinCount) spins")
    words += other.words
  }

  /// One configuration, unpacked.
  ///
  /// - Parameter index: The configuration, from 0.
  /// - Returns: N values +1 or −1.
  public subscript(index: Int) -> [Int8] {
    let start = index * wordsPerConfiguration
    return (0..<spinCount).map { site in
      words[start + site / 64] >> UInt64(site % 64) & 1 == 1 ? 1 : -1
    }
  }

  /// The configurations with the given indices.
  ///
  /// - Parameter indices: Indices from 0, in any order.
  /// - Returns: A collection in that order.
  public func selecting(_ indices: some Collection<Int>) -> PackedConfigurations {
    var result = PackedConfigurations(spinCount: spinCount)
    result.words.reserveCapacity(indices.count * wordsPerConfiguration)
    for index in indices {
      let start = index * wordsPerConfiguration
      result.words += words[start..<start + wordsPerConfiguration]
    }
    return result
  }

  /// The configurations as real numbers.
  ///
  /// - Returns: An R × N matrix of +1 and −1.
  public func unpacked() -> Matrix {
    var matrix = Matrix(rows: count, columns: spinCount)
    for row in 0..<count {
      for site in 0..<spinCount {
        let word = words[row * wordsPerConfiguration + site / 64]
        matrix.elements[row * spinCount + site] = word >> UInt64(site % 64) & 1 == 1 ? 1 : -1
      }
    }
    return matrix
  }

  /// The overlap of one configuration with one of another collection.
  ///
  /// ```
  /// q = (1/N) Σ_i s_i s'_i
  /// ```
  ///
  /// - Parameters:
  ///   - index: The configuration, from 0.
  ///   - other: A collection of configurations of the same number of spins.
  ///   - otherIndex: The configuration of `other`, from 0.
  /// - Returns: A number from −1 to 1.
  public func overlap(
    of index: Int, with other: PackedConfigurations, at otherIndex: Int
  ) -> Double {
    precondition(
      other.spinCount == spinCount, "configurations of \(other.spinCount) and \(spinCount) spins")
    let width = wordsPerConfiguration
    var differences = 0
    for w in 0..<width {
      differences +=
        (words[index * width + w] ^ other.words[otherIndex * width + w])
        .nonzeroBitCount
    }
    return 1 - 2 * Double(differences) / Double(spinCount)
  }

  /// The magnetisation of one configuration.
  ///
  /// ```
  /// m = (1/N) Σ_i s_i
  /// ```
  ///
  /// - Parameter index: The configuration, from 0.
  /// - Returns: A number from −1 to 1.
  public func magnetization(of index: Int) -> Double {
    let width = wordsPerConfiguration
    let ups = words[index * width..<(index + 1) * width].reduce(0) { $0 + $1.nonzeroBitCount }
    return 2 * Double(ups) / Double(spinCount) - 1
  }
}

extension PackedConfigurations: Codable {
  private enum CodingKeys: String, CodingKey {
    case spinCount, words
  }

  /// Writes the configurations.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(spinCount, forKey: .spinCount)
    try values.encode(PackedArray(words), forKey: .words)
  }

  /// Reads configurations.
  ///
  /// - Throws: `DecodingError` when the words are not whole configurations.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let count = try values.decode(Int.self, forKey: .spinCount)
    let words = try values.decode(PackedArray<UInt64>.self, forKey: .words).elements
    guard count > 0, words.count % ((count + 63) / 64) == 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .words, in: values,
        debugDescription: "\(words.count) words of configurations of \(count) spins")
    }
    self.init(spinCount: count)
    self.words = words
  }
}
