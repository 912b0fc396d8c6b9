/// Computes independent results on several threads and hands them over in the order of their index.
///
/// At most `threads` computations run at a time. Because results are delivered by index, whatever the
/// order in which they finish, anything reduced from them does not depend on the number of threads.
///
/// - Parameters:
///   - count: How many results.
///   - threads: The largest number of computations at a time, at least 1; the machine's processors
///     are a further limit.
///   - compute: One result; called on any thread, so it must not share state.
///   - isolation: The caller's actor, on which results are delivered.
///   - deliver: Called on the caller's actor with index and result, in the order 0, 1, ….
/// - Throws: The first error of `compute` or `deliver`; a `CancellationError` when the task was
///   cancelled. Computations still running are cancelled too.
public func concurrentForEach<Result: Sendable>(
  count: Int, threads: Int,
  compute: @escaping @Sendable (_ index: Int) throws -> Result,
  isolation: isolated (any Actor)? = #isolation,
  deliver: (_ index: Int, _ result: Result) throws -> Void
) async throws {
  precondition(threads > 0, "\(threads) threads")
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var waiting: [Int: Result] = [:]
    var started = 0
    var delivered = 0
    func start() {
      let index = started
      started += 1
      group.addTask {
        try Task.checkCancellation()
        return (index, try compute(index))
      }
    }
    while started < min(count, threads) { start() }
    while let (index, result) = try await group.next() {
      waiting[index] = result
      while let ready = waiting.removeValue(forKey: delivered) {
        try deliver(delivered, ready)
        delivered += 1
      }
      // A slow early result must not let finished ones pile up without bound.
      while started < count, started - delivered < 4 * threads,
        started - delivered - waiting.count < threads
      {
        start()
      }
    }
  }
}

/// Computes independent results on several threads.
///
/// - Parameters:
///   - count: How many results.
///   - threads: The largest number of computations at a time, at least 1.
///   - isolation: The caller's actor.
///   - compute: One result; called on any thread, so it must not share state.
/// - Returns: The results in the order of their index.
/// - Throws: The first error of `compute`.
public func concurrentMap<Result: Sendable>(
  count: Int, threads: Int, isolation: isolated (any Actor)? = #isolation,
  compute: @escaping @Sendable (_ index: Int) throws -> Result
) async throws -> [Result] {
  var results: [Result] = []
  results.reserveCapacity(count)
  try await concurrentForEach(count: count, threads: threads, compute: compute) { _, result in
    results.append(result)
  }
  return results
}
