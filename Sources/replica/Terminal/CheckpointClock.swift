import Synchronization

/// When checkpoints are written: half a minute after the last one of the same network, and at once when the run is
/// interrupted.
final class CheckpointClock: Sendable {
  private let last = Mutex<[Int: Double]>([:])
  private let seconds = 30.0

  /// Writes a checkpoint if it is time.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - write: Writes the checkpoint.
  /// - Throws: What `write` throws.
  func whenDue(network: Int, _ write: () throws -> Void) throws {
    let now = Progress.now()
    let isDue = last.withLock { last in
      guard let before = last[network] else {
        last[network] = now
        return false
      }
      guard now - before > seconds else { return false }
      last[network] = now
      return true
    }
    if isDue || Task.isCancelled { try Interruption.whileWriting(write) }
  }
}
