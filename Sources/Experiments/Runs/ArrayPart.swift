/// One of the equal parts into which the instances of a run are divided, as an element of a job array computes it.
///
/// ```
/// part k of n has the instances ⌊k M / n⌋ … ⌊(k + 1) M / n⌋ − 1 of M,   k = 0 … n − 1
/// ```
///
/// The parts of all k are disjoint and together all instances; their sizes differ by at most 1.
public struct ArrayPart: Sendable, Equatable {
  /// Which part, from 0.
  public let index: Int
  /// The number of parts.
  public let count: Int

  /// Names a part.
  ///
  /// - Parameters:
  ///   - index: Which part, from 0.
  ///   - count: The number of parts, more than `index`.
  public init(_ index: Int, of count: Int) {
    precondition((0..<count).contains(index), "part \(index) of \(count)")
    self.index = index
    self.count = count
  }

  /// The instances of the part; none where there are fewer instances than parts and this one is left over.
  ///
  /// - Parameter total: The number M of instances.
  /// - Returns: Their range.
  public func instances(of total: Int) -> Range<Int> {
    index * total / count..<(index + 1) * total / count
  }

  /// The part that has an instance.
  ///
  /// - Parameters:
  ///   - instance: The instance, from 0.
  ///   - total: The number M of instances.
  ///   - count: The number of parts.
  public init(havingInstance instance: Int, of total: Int, parts count: Int) {
    precondition((0..<total).contains(instance), "instance \(instance) of \(total)")
    self.init(((instance + 1) * count - 1) / total, of: count)
  }

  /// The parts that have one of some instances, ascending.
  ///
  /// - Parameters:
  ///   - instances: Instances, from 0.
  ///   - total: The number M of instances.
  ///   - count: The number of parts.
  /// - Returns: The indices of the parts.
  public static func indices(
    havingAny instances: some Sequence<Int>, of total: Int, parts count: Int
  ) -> [Int] {
    Set(instances.map { ArrayPart(havingInstance: $0, of: total, parts: count).index }).sorted()
  }

  /// Indices as `sbatch --array` takes them: `0-3,7`.
  ///
  /// - Parameter indices: Numbers, ascending.
  /// - Returns: The list; empty for none.
  public static func list(_ indices: [Int]) -> String {
    consecutive(indices).map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
    }.joined(separator: ",")
  }
}

/// Numbers in ranges of consecutive ones.
///
/// - Parameter numbers: Numbers, ascending.
/// - Returns: The ranges, ascending.
func consecutive(_ numbers: [Int]) -> [ClosedRange<Int>] {
  var found: [ClosedRange<Int>] = []
  for number in numbers {
    if let last = found.last, last.upperBound + 1 == number {
      found[found.count - 1] = last.lowerBound...number
    } else {
      found.append(number...number)
    }
  }
  return found
}
