import Foundation
import ReplicaKit
import Synchronization

/// Follows a run in progress: its page is written whenever instances are complete, until all are.
struct PageWatch {
  let file: String
  let output: String
  let force: Bool

  /// How often the run is looked at.
  private static let seconds = 2.0

  /// Writes pages until the run is complete.
  ///
  /// - Parameter source: How a page is made.
  /// - Returns: The page of the complete run, which is not written yet.
  /// - Throws: ``Failure`` when interrupted, and what reading and analysing throw.
  func page(_ source: FilePage) async throws -> PageReport {
    guard InputFile.isRun(file), (try? RunKind(ofRunAt: file)) != .recurrentSimulation else {
      guard InputFile.isFolder(file) || FileManager.default.fileExists(atPath: file) else {
        throw ArchiveError.missing(path: file)
      }
      throw Failure(.usage, "\(file) is no run of a spin model; --watch follows those")
    }
    let result = Box()
    try await Interruption.cancelling(
      after: nil,
      stopped: {
        guard let page = result.page else { return "no instance was complete, no page was written" }
        // Nothing follows any more: the page stands still.
        try page.inProgress(nil).write(to: output, ifExists: .replace)
        return "\(output) shows the instances that were complete"
      },
      work: { try await follow(source, result) })
    guard let page = result.page else {
      throw Failure(.computation, "\(file) has no complete instance")
    }
    return PageReport(page, path: output)
  }

  private func follow(_ source: FilePage, _ result: Box) async throws {
    let session = Session(
      seed: 1, threadCount: max(1, ProcessInfo.processInfo.activeProcessorCount - 1))
    var first: (count: Int, time: Double)?
    var shown = 0
    while true {
      try Task.checkCancellation()
      let run = try RunStore(at: file)
      let done = try run.doneInstances().count
      if done > shown {
        let page = try await source.page(session)
        result.page = page
        if done >= run.instanceCount { return }
        try page.inProgress(Self.text(done, of: run.instanceCount, since: first)).write(
          to: output, ifExists: force || shown > 0 ? .replace : .fail)
        if shown == 0 { Console.note("page: \(output); it follows the run, Ctrl-C ends that") }
        shown = done
        if first == nil { first = (done, Progress.now()) }
      }
      try await Task.sleep(for: .seconds(Self.seconds))
    }
  }

  /// How far the run has come, and how long it may take, from the instances that became complete meanwhile.
  static func text(_ done: Int, of planned: Int, since first: (count: Int, time: Double)?) -> String
  {
    var text = "The run goes on: \(done) of \(planned) instances are complete"
    if let first, done > first.count {
      let left = (Progress.now() - first.time) / Double(done - first.count) * Double(planned - done)
      text +=
        left < 90
        ? ", about \(Int(left.rounded(.up))) s left"
        : ", about \(Int((left / 60).rounded(.up))) min left"
    }
    return text + ". This page loads itself anew."
  }

  /// The last page, which an interruption leaves behind.
  private final class Box: Sendable {
    private let value = Mutex<ReportPage?>(nil)
    var page: ReportPage? {
      get { value.withLock { $0 } }
      set { value.withLock { $0 = newValue } }
    }
  }
}
