import ArgumentParser
import Foundation
import ReplicaKit

/// The option for a page beside the printed result.
struct PageOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write a page of HTML with the result, .html.", valueName: "file"))
  var report: String?

  @Flag(
    help: """
      Keep the data of the page in a folder beside it, NAME.data, of which `replica report` makes the page again.
      """)
  var keepData = false

  func validate() throws {
    if keepData, report == nil {
      throw ValidationError("--keep-data applies to --report, which is not given")
    }
    if let report, !report.hasSuffix(".html") {
      throw ValidationError("--report is '\(report)'; expected a name that ends in .html")
    }
  }

  /// What will be written.
  var files: [String?] { [report, keepData ? report.map(PageData.folder) : nil] }

  /// What a page is made for.
  ///
  /// - Parameter path: The file of the page.
  /// - Returns: Version and command.
  func request(_ path: String) -> PageRequest {
    PageRequest(
      version: toolVersion + revision, command: CommandLine.reproducingCommand + " --report " + path
    )
  }
}

extension ReportPage {
  /// Writes the page, and its data beside it where they are to be kept.
  func write(to path: String, keepsData: Bool, ifExists: IfFileExists) throws {
    try Interruption.whileWriting {
      if keepsData { try PageData.write(self, to: PageData.folder(of: path), ifExists: ifExists) }
      try write(to: path, ifExists: ifExists)
    }
  }
}

/// A verb whose result can be a page.
protocol PagedVerb: DrawingVerb {
  var page: PageOptions { get }

  /// The page of a result.
  ///
  /// - Parameters:
  ///   - outcome: The result.
  ///   - request: What the page is made for.
  ///   - session: Threads and progress.
  /// - Returns: The page.
  /// - Throws: A ``Failure`` where the result has none.
  func page(
    of outcome: Outcome, _ request: PageRequest, _ session: Session
  ) async throws -> ReportPage
}

extension PagedVerb {
  /// Texts, tables and figures of the result, in their order.
  func page(
    of outcome: Outcome, _ request: PageRequest, _ session: Session
  ) async throws -> ReportPage {
    let name = Self.configuration.commandName ?? "result"
    return .of(
      outcome, subject: ["replica \(name)"],
      pictures: ReportPage.draws(outcome) ? [] : try pictures(of: outcome), request: request)
  }

  /// The figures as SVG; none without gnuplot, with a line that says so.
  private func pictures(of outcome: Outcome) throws -> [[UInt8]] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("replica-page-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure(
        .cannotCreate,
        "\(folder.deletingLastPathComponent().path): no folder for the figures of the page can be made there; TMPDIR chooses "
          + "another place")
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    var pictures: [[UInt8]] = []
    for (k, figure) in try outcome.figures.enumerated() {
      do {
        let written = try figure.write(
          to: folder.appendingPathComponent("figure-\(k).svg").path, overwrite: true, command: "")
        pictures.append([UInt8](try Data(contentsOf: URL(fileURLWithPath: written.picture))))
      } catch FiguresError.notInstalled {
        common.hint("replica: the page has no figures: gnuplot is not installed")
        return []
      }
    }
    return pictures
  }

  /// Writes the page of a result whose type is that of the verb.
  func finishPage(_ outcome: any Reportable, _ session: Session) async throws {
    if let outcome = outcome as? Outcome { try await writePage(of: outcome, session) }
  }

  /// Writes the page that was asked for.
  private func writePage(of outcome: Outcome, _ session: Session) async throws {
    guard let path = page.report else { return }
    let page = try await page(of: outcome, self.page.request(path), session)
    try page.write(to: path, keepsData: self.page.keepData, ifExists: ifExists)
    common.hint("page: \(path)")
  }
}
