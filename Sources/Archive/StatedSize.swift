import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Sizes that are stated in files before anything of that size has been seen: the one guard before memory is taken
/// for them.
package enum StatedSize {
  /// The most dimensions of an array, as in NumPy.
  static let largestRank = 64
  /// The most chunks of an array: each takes a look at a file.
  static let largestChunkCount = 4_000_000

  /// The bytes that a reader may take: half of what the machine has to give, within the limits of the process.
  package static var available: Double {
    var bytes = Double(ProcessInfo.processInfo.physicalMemory)
    if let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
      let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
    {
      bytes = min(bytes, 1024 * kilobytes)
    }
    if let text = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8),
      let limit = Double(text.trimmingCharacters(in: .whitespacesAndNewlines))
    {
      bytes = min(bytes, limit)
    }
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur != UInt.max,
      let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = text.split(separator: " ").first.flatMap({ Double($0) })
    {
      bytes = min(bytes, Double(limit.rlim_cur) - 4096 * pages)
    }
    return max(0, bytes / 2)
  }

  /// Whether so many bytes may be taken.
  package static func fits(bytes: Double) -> Bool { bytes < 16_777_216 || bytes <= available }

  /// The number of bytes of an array, or `nil` when this machine could not hold it as numbers.
  package static func byteCount(shape: [Int], elementSize: Int) -> Int? {
    if shape.contains(0) { return 0 }
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent > 0, !overflow else { return nil }
      count = product
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: elementSize)
    // The bytes, the numbers made of them and what is made of these are in memory at the same time.
    return !overflow && fits(bytes: Double(count) * Double(elementSize + 24)) ? bytes : nil
  }
}
