public import Archive
public import Documents
import Sampling

/// What of a run is complete, begun, damaged or missing, how fast it advances, and where it is not equilibrated.
public struct RunStatus: Reportable {
  /// The file of the run.
  public let file: String
  /// What is there.
  public let progress: RunProgress
  /// What a part of the run is called.
  private let unit: String
  /// The parts of an array of which somebody asked what they have to do, and their number; `nil` where nobody did.
  private let unfinished: (tasks: [Int], of: Int)?
  /// Of a run of a spin model: the answers on equilibration; `nil` where they were not asked for.
  private let equilibration: EquilibrationSummary?
  /// What reading every chunk of the complete parts has found; `nil` where that was not asked for.
  public let verification: RunVerification?

  /// The number of last parts from which the rate is found.
  private static let recentCount = 20

  /// Looks at a run, which other processes may be writing.
  ///
  /// - Parameters:
  ///   - file: Its file.
  ///   - judgesEquilibration: Whether the complete instances are tested for equilibrium.
  ///   - tasks: The number of elements of a job array (``ArrayPart``) of which is to be said which have something to do;
  ///     `nil` where that is not asked.
  ///   - verifies: Whether every chunk is read and compared with its checksums.
  /// - Throws: ``/Archive/ArchiveError`` when it is no run or cannot be read.
  public init(
    file: String, judgesEquilibration: Bool, tasks: Int? = nil, verifies: Bool = false
  ) throws {
    self.file = file
    let units = try UnitStore(at: file)
    unit = units.kind.unit
    progress = try RunProgress(units)
    let progress = progress
    unfinished = tasks.map { count in
      let lacking = progress.lacking
      return (
        tasks: ArrayPart.indices(havingAny: lacking, of: progress.unitCount, parts: count),
        of: count
      )
    }
    verification =
      verifies ? try RunVerification(units, done: (progress.done + progress.damaged).sorted()) : nil
    guard judgesEquilibration, !progress.done.isEmpty, progress.damaged.isEmpty,
      verification?.damages.isEmpty != false
    else {
      equilibration = nil
      return
    }
    switch units.kind {
    case .spin:
      equilibration = EquilibrationSummary(try RunStore(at: file).equilibrationReport())
    case .sphericalSpin:
      equilibration = EquilibrationSummary(try SphericalRunStore(at: file).equilibrationReport())
    case .recurrentSimulation, .lyapunovExponents: equilibration = nil
    }
  }

  /// The seconds between two parts that became complete lately; `nil` where fewer than two have, or
  /// where they are so close that they were copied.
  public var secondsBetween: Double? {
    let last = progress.ages.sorted().prefix(Self.recentCount)
    guard let newest = last.first, let oldest = last.last, last.count > 1 else { return nil }
    let seconds = (oldest - newest) / Double(last.count - 1)
    // Files of a run that was copied have the times of the copy.
    return seconds > 1e-3 ? seconds : nil
  }

  /// Whether every part is complete.
  public var isComplete: Bool { leftCount == 0 }

  /// The elements of a job array that have something to do, as `sbatch --array` takes them; `nil` where nobody asked.
  public var unfinishedTasks: String? { unfinished.map { ArrayPart.list($0.tasks) } }

  /// The parts that are not complete.
  private var leftCount: Int { progress.unitCount - progress.done.count }

  /// Whether nothing has changed for much longer than a part takes, so that nobody seems to compute.
  public var seemsToRest: Bool {
    guard leftCount > 0, let silence = progress.secondsSinceChange else { return false }
    return silence > max(600, 10 * (secondsBetween ?? 0))
  }

  /// The seconds since anything has changed; clocks of machines that differ a little are let off.
  private var silence: Double? { progress.secondsSinceChange.map { $0 > -60 ? max(0, $0) : $0 } }

  /// Whether the last change has a time that is still to come.
  private var isOfFuture: Bool { (silence ?? 0) < 0 }

  /// The seconds until all is complete at the rate of late; `nil` where there is no rate, or nobody seems to compute.
  public var secondsLeft: Double? {
    guard leftCount > 0, !seemsToRest else { return nil }
    return secondsBetween.map { $0 * Double(leftCount) }
  }

  /// Numbers and lists of parts, the rate, and the answers on equilibration.
  public var document: JSONValue {
    var document: JSONValue = [
      "file": .string(file), "unit": .string(unit), "planned": .integer(progress.unitCount),
      "done": .integer(progress.done.count), "running": JSONValue(progress.begun),
      "damaged": JSONValue(progress.damaged), "missing": JSONValue(progress.missing),
      "complete": .bool(isComplete),
      "seconds_since_change": JSONValue(isOfFuture ? nil : silence),
      "seconds_between_\(unit)s": JSONValue(secondsBetween), "seconds_left": JSONValue(secondsLeft),
      "temperatures": .array(
        (equilibration?.temperatures ?? []).map {
          [
            "temperature": .number($0.temperature), "equilibrated": $0.answerDocument,
            "reason": .string($0.reasons[0].text),
          ]
        }),
    ]
    if let unfinished {
      document["tasks"] = .integer(unfinished.of)
      document["unfinished_tasks"] = JSONValue(unfinished.tasks)
    }
    if let verification {
      document["verified_chunks"] = .integer(verification.chunkCount)
      document["damages"] = JSONValue(verification.damages)
    }
    return document
  }

  /// What is there, what is not, and what can be done.
  public var sections: [ReportSection] {
    if let unfinishedTasks { return [.text(unfinishedTasks)] }
    var lines = [
      "\(file): \(partsText(progress.done.count, of: progress.unitCount, unit)) complete"
        + (leftCount == 0
          ? "" : ", \(progress.begun.count) begun, \(progress.missing.count) missing")
        + (progress.damaged.isEmpty ? "" : ", \(progress.damaged.count) damaged")
    ]
    if !progress.begun.isEmpty { lines.append("begun: \(ranges(progress.begun))") }
    if !progress.damaged.isEmpty {
      lines.append(
        "damaged, a part was lost: \(ranges(progress.damaged)); --resume computes them again")
    }
    if !progress.missing.isEmpty { lines.append("missing: \(ranges(progress.missing))") }
    if leftCount > 0 {
      if isOfFuture {
        lines.append(
          "the last change has a time to come: the clock of the machine that wrote it is ahead, or the files were dated by hand"
        )
      } else if let silence {
        lines.append(
          seemsToRest
            ? "nothing has changed for \(duration(silence)): nobody seems to compute; --resume goes on"
            : "the last change was \(duration(silence)) ago")
      } else if progress.damaged.isEmpty {
        lines.append("nothing is there yet")
      }
      if let secondsBetween, let secondsLeft {
        lines.append(
          "one \(unit) every \(duration(secondsBetween)) of late, about \(duration(secondsLeft)) left"
        )
      }
    }
    lines += verificationLines + equilibrationLines
    return lines.map { .text($0) }
  }

  private var verificationLines: [String] {
    guard let verification else { return [] }
    let read = "verified: \(verification.chunkCount) chunks are as they were written"
    let damages = verification.damages
    guard !damages.isEmpty else { return [read] }
    let shown = 20
    return ["\(read), \(damages.count) not:"]
      + damages.prefix(shown)
      + (damages.count > shown ? ["and \(damages.count - shown) more (--json lists them)"] : [])
  }

  private var equilibrationLines: [String] {
    guard let equilibration else { return [] }
    return [
      equilibration.sentence
        + (equilibration.answer == .yes ? ", as far as the complete ones tell" : "")
    ]
  }
}

/// Numbers as ranges: `0–4, 7`.
///
/// - Parameter numbers: Numbers, ascending.
/// - Returns: The ranges; of very many the first.
private func ranges(_ numbers: [Int]) -> String {
  let found = consecutive(numbers)
  let shown = found.prefix(12).map {
    $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)"
  }
  return shown.joined(separator: ", ") + (found.count > 12 ? ", and \(found.count - 12) more" : "")
}

/// A time in words.
private func duration(_ seconds: Double) -> String {
  switch seconds {
  case ..<1: "\(text(seconds, digits: 2)) s"
  case ..<100: "\(Int(seconds.rounded())) s"
  case ..<6000: "\(Int((seconds / 60).rounded())) min"
  case ..<172_800: "\(text(seconds / 3600, digits: 3)) h"
  default: "\(text(seconds / 86400, digits: 3)) days"
  }
}
