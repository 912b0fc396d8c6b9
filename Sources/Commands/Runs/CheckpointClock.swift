import Synchronization

/// When checkpoints are written: half a minute after the last one of the same network, on request (SIGUSR1), and at
/// once when the run is interrupted.
final class CheckpointClock: Sendable {
  private struct Moment {
    let time: Double
    let requests: Int
  }

  private let last = Mutex<[Int: Moment]>([:])
  private let seconds = 30.0

  /// Writes a checkpoint if it is time.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - write: Writes the checkpoint.
  /// - Throws: What `write` throws.
  func whenDue(network: Int, _ write: () throws -> Void) throws {
    let now = Moment(time: Progress.now(), requests: Interruption.checkpointRequests)
    let isDue = last.withLock { last in
      guard let before = last[network] else {
        last[network] = now
        return false
      }
      guard now.time - before.time > seconds || now.requests > before.requests else { return false }
      last[network] = now
      return true
    }
    if isDue || Task.isCancelled { try Interruption.whileWriting(write) }
  }
}
