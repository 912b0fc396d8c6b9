import Foundation

/// A thread for every piece of work of a command.
///
/// The threads that tasks share by default are as many as processors: where a host interrupts commands that compute
/// on for a while, those would keep them all, and the next command would wait for work that nobody wants any more.
final class CommandThreads: TaskExecutor {
  static let shared = CommandThreads()

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    Thread.detachNewThread { [self] in
      job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}
