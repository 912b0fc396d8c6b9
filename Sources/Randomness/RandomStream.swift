import CKernels

/// A named sequence of random numbers that can be read from any position.
///
/// The algorithms that turn words into numbers are frozen with ``StreamName/formatVersion``: the same
/// name gives the same numbers for any number of threads, in any order of use and after any resume.
public struct RandomStream: RandomNumberGenerator, Sendable {
  /// The name of the stream.
  public let name: StreamName
  private var block: UInt64
  private var spare: UInt64?

  /// Opens a stream.
  ///
  /// - Parameters:
  ///   - name: The stream's name.
  ///   - block: The block of four 32-bit words to start from; below 2⁴⁸.
  public init(_ name: StreamName, block: UInt64 = 0) {
    self.name = name
    self.block = block
  }

  /// The next 64 random bits.
  ///
  /// - Returns: A number with every bit random.
  public mutating func next() -> UInt64 {
    if let value = spare {
      spare = nil
      return value
    }
    let fixed = name.counter
    let words = philox4x32(
      counter: (
        UInt32(truncatingIfNeeded: block), fixed.middle &+ UInt32(truncatingIfNeeded: block >> 32),
        fixed.third, fixed.fourth
      ), key: name.key)
    block += 1
    spare = UInt64(words.3) << 32 | UInt64(words.2)
    return UInt64(words.1) << 32 | UInt64(words.0)
  }

  /// A number uniform on the open interval from 0 to 1.
  ///
  /// - Returns: An odd multiple of 2⁻⁵³, so never 0 and never 1.
  public mutating func uniform() -> Double {
    Self.uniform(from: next())
  }

  /// The number between 0 and 1 that a random word stands for.
  ///
  /// - Parameter word: 64 random bits, of which the upper 52 count.
  /// - Returns: An odd multiple of 2⁻⁵³.
  public static func uniform(from word: UInt64) -> Double {
    (Double(word >> 12) + 0.5) * 0x1p-52
  }

  /// A whole number uniform on 0 ..< bound.
  ///
  /// - Parameter bound: The number of outcomes, at least 1.
  /// - Returns: A number below `bound`, each equally likely to within 2⁻⁶⁴ bound.
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0, "an index below \(bound) does not exist")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A fair sign.
  ///
  /// - Returns: +1 or −1.
  public mutating func sign() -> Double {
    next() >> 63 == 0 ? 1 : -1
  }

  /// A standard normal number, by inversion: one uniform number gives one normal number.
  ///
  /// - Returns: A number of mean 0 and variance 1.
  public mutating func normal() -> Double {
    normalQuantile(uniform())
  }

  /// A random order of the numbers 0 ..< count (Fisher and Yates).
  ///
  /// - Parameter count: How many numbers.
  /// - Returns: A permutation.
  /// - Complexity: O(count).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    guard count > 1 else { return order }
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, index(below: last + 1))
    }
    return order
  }

  /// Fills an array with consecutive random words, from a given block on.
  ///
  /// - Parameters:
  ///   - words: The array to fill; its length must be a multiple of 4.
  ///   - name: The stream's name.
  ///   - block: The block of four words to start from.
  public static func fill(_ words: inout [UInt32], from name: StreamName, block: UInt64) {
    precondition(words.count % 4 == 0, "\(words.count) words are not whole blocks of four")
    name.withCounter { key, middle, third, fourth in
      rk_philox_fill(
        rk_cpu_level(), key, block, middle, third, fourth, &words, words.count / 4)
    }
  }

  /// Fills an array with standard normal numbers, from a given block on.
  ///
  /// ```
  /// x_{2i}, x_{2i+1} = √(−2 ln u) (cos 2πv, sin 2πv)   u, v from block i
  /// ```
  ///
  /// This is several times faster than ``normal()`` and gives other numbers; two of them use up one block.
  ///
  /// **Source**: G. E. P. Box and M. E. Muller, *Annals of Mathematical Statistics* 29, 610 (1958).
  ///
  /// - Parameters:
  ///   - values: The array to fill.
  ///   - name: The stream's name.
  ///   - block: The block of four words to start from.
  public static func fillNormals(
    _ values: inout [Double], from name: StreamName, block: UInt64 = 0
  ) {
    let key = [name.key.0, name.key.1]
    let fixed = name.counter
    rk_normals(
      rk_cpu_level(), key, block, fixed.middle, fixed.third, fixed.fourth, &values, values.count)
  }
}
