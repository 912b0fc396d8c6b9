import Parallelism

/// Who hears how far a piece of work has come.
public protocol ProgressMeter: Sendable {
  /// Takes finished work into account; may be called from any thread.
  ///
  /// - Parameter amount: How much was finished since the last call.
  func advance(_ amount: Int)

  /// Shows a result that is there before the others; may be called from any thread.
  ///
  /// - Parameter line: The result in a line.
  func tell(_ line: String)

  /// Says that nothing more will come.
  func finish()
}

extension ProgressMeter {
  /// Shows nothing.
  public func tell(_ line: String) {}
}

/// What an experiment is given besides its own parameters: random numbers, threads, and listeners.
///
/// Results do not depend on the number of threads, nor on who listens.
public struct Session: Sendable {
  /// The seed of all random numbers.
  public let seed: UInt64
  /// The number of threads.
  public let threadCount: Int
  private let meter: @Sendable (_ label: String, _ total: Int) -> any ProgressMeter
  private let listener: @Sendable (String) -> Void

  /// Describes how experiments are carried out.
  ///
  /// - Parameters:
  ///   - seed: The seed of all random numbers.
  ///   - threadCount: The number of threads, at least 1.
  ///   - meter: Makes a meter for a piece of work of a size; nobody listens without one.
  ///   - listener: Takes warnings and hints, one sentence at a time.
  public init(
    seed: UInt64 = 1, threadCount: Int = 1,
    meter: (@Sendable (_ label: String, _ total: Int) -> any ProgressMeter)? = nil,
    listener: (@Sendable (String) -> Void)? = nil
  ) {
    precondition(threadCount >= 1, "work on \(threadCount) threads")
    self.seed = seed
    self.threadCount = threadCount
    self.meter = meter ?? { _, _ in Silence() }
    self.listener = listener ?? { _ in }
  }

  /// Tells a warning or a hint, which is no part of the result.
  ///
  /// - Parameter text: A sentence.
  public func note(_ text: String) { listener(text) }

  /// Begins a piece of work.
  ///
  /// - Parameters:
  ///   - label: What is done, in a word.
  ///   - total: How much there is to do.
  /// - Returns: The meter to be advanced.
  public func progress(_ label: String, total: Int) -> any ProgressMeter { meter(label, total) }

  /// Computes independent results on all threads.
  ///
  /// - Parameters:
  ///   - label: What is done, in a word.
  ///   - count: How many results.
  ///   - line: A result in a line, for those who wait for the others; nothing is shown without it.
  ///   - compute: One result; called on any thread.
  /// - Returns: The results in the order of their index.
  /// - Throws: The first error of `compute`.
  public func concurrently<Result: Sendable>(
    _ label: String, count: Int, line: ((Result) -> String)? = nil,
    _ compute: @escaping @Sendable (_ index: Int) throws -> Result
  ) async throws -> [Result] {
    let progress = progress(label, total: count)
    defer { progress.finish() }
    var results: [Result] = []
    try await concurrentForEach(count: count, threads: threadCount) { index in
      defer { progress.advance(1) }
      return try compute(index)
    } deliver: { _, result in
      results.append(result)
      if let line { progress.tell(line(result)) }
    }
    return results
  }
}

/// A meter that nobody reads.
private struct Silence: ProgressMeter {
  func advance(_ amount: Int) {}
  func finish() {}
}
