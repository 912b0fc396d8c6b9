import Archive
import Documents
import Foundation
import Testing

/// The answers of the tool as they were frozen: help texts, JSON of every verb, the bytes of small runs.
///
/// `Scripts/golden TOOL FOLDER` makes the answers; a change that is meant to change one of them replaces
/// the file and says so in the CHANGELOG. New keys may be added to an object without touching the file.
@Suite struct GoldenTests {
  private static let reference = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("ReferenceData/Golden")
  private static let script = reference.deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Scripts/golden")

  /// Numbers behind LAPACK differ in their last digits from processor to processor.
  private static let tolerance = 1e-6

  @Test func answersAreTheFrozenOnes() throws {
    try withFolder { try compareAnswers(in: $0) }
  }

  private func compareAnswers(in folder: String) throws {
    try run("/bin/bash", [Self.script.path, Tool.path, folder], in: folder)
    let answers = Self.reference.appendingPathComponent("answers")
    let names = try FileManager.default.contentsOfDirectory(atPath: answers.path).sorted()
    #expect(names.count >= 90)
    for name in names {
      let frozen = try text(answers.appendingPathComponent(name))
      let found = try text(URL(fileURLWithPath: "\(folder)/answers/\(name)"))
      if frozen.hasPrefix("{") {
        let difference = difference(
          try JSONValue(parsing: found), from: try JSONValue(parsing: frozen), at: "")
        #expect(difference == nil, "\(name): \(difference ?? "")")
      } else {
        #expect(found == frozen, "\(name)")
      }
    }
    try run(
      "/usr/bin/env", ["sha256sum", "--quiet", "-c", Self.reference.path + "/stores.sha256"],
      in: folder + "/work")
  }

  /// Where and how two values differ; keys that only the new one has do not count.
  private func difference(_ new: JSONValue, from old: JSONValue, at place: String) -> String? {
    if let members = old.objectValue {
      for member in members {
        guard let value = new[member.key] else { return "\(place).\(member.key) is missing" }
        if let found = difference(value, from: member.value, at: "\(place).\(member.key)") {
          return found
        }
      }
      return new.objectValue == nil ? "\(place) is no object" : nil
    }
    if let elements = old.arrayValue {
      guard let others = new.arrayValue, others.count == elements.count else {
        return "\(place) has another length"
      }
      for (k, (a, b)) in zip(others, elements).enumerated() {
        if let found = difference(a, from: b, at: "\(place)[\(k)]") { return found }
      }
      return nil
    }
    if let a = new.doubleValue, let b = old.doubleValue {
      let isClose = abs(a - b) <= Self.tolerance * max(abs(a), abs(b)) + 1e-9
      return isClose ? nil : "\(place) is \(a), was \(b)"
    }
    return new == old ? nil : "\(place) is \(new.compactText), was \(old.compactText)"
  }

  private func text(_ file: URL) throws -> String { try String(contentsOf: file, encoding: .utf8) }

  private func run(_ program: String, _ arguments: [String], in folder: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardOutput = FileHandle.standardError
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(program) \(arguments)")
  }
}
