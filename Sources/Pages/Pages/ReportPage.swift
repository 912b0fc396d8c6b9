public import Archive
import Documents

/// One self-contained page of HTML: answer, figures, reasons, data; it asks nothing of any network.
///
/// The page says its answer and shows its figures without a script; the script adds choosing and pointing. A policy in
/// its head forbids the browser to load anything from elsewhere.
public struct ReportPage: Sendable {
  /// The page, as it is written to a file.
  public let html: String
  /// The answer in a sentence, which is also the title.
  public let headline: String

  /// The bytes of the file.
  public var bytes: [UInt8] { Array(html.utf8) }

  /// Puts a page together.
  ///
  /// - Parameters:
  ///   - headline: The answer.
  ///   - subject: What it is about: model, sizes.
  ///   - hero: The answer with its figures.
  ///   - sections: What follows.
  ///   - downloads: What can be saved as a table: name and title, and the board that it is of.
  ///   - settings: What the script must know.
  ///   - data: The numbers of figures.
  ///   - version: The version of the program.
  ///   - isOneBoard: Whether all figures belong to one matrix.
  init(
    headline: String, subject: [String], hero: Markup, sections: [PageSection],
    downloads: [(name: String, title: String, board: Int)], settings: JSONValue, data: PackedData,
    version: String, isOneBoard: Bool = true
  ) {
    self.headline = headline
    var settings = settings
    settings["directory"] = data.directory
    // Nothing in the data ends the element that it stands in.
    let json = Markup(trusted: settings.compactText.replacing("<", with: "\\u003c"))
    let buttons = downloads.map { download -> Markup in
      "<button type=\"button\" class=\"btn\" data-csv=\"\(download.name)\" data-board=\"\(download.board)\">\(download.title)</button>"
    }
    let parts = subject.dropFirst().map { part -> Markup in "<span>\(part)</span>" }
    let page: Markup = """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">\
      <meta name="color-scheme" content="light dark">\
      <meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline';script-src 'unsafe-inline';img-src data: blob:">
      <title>\(headline) \(subject.joined(separator: " · "))</title>
      <style>\(Self.resource(PackageResources.page_css))</style></head>
      <body><a class="skip" href="#hero">To the answer</a>
      <header class="page"><b>replica</b><span>\(subject.first ?? "")</span>\(Array(parts))<div class="tools">\
      <details class="menu"><summary class="btn">Download CSV</summary><div>\(buttons)</div></details>\
      <button type="button" class="btn" id="print">Print</button>\
      <button type="button" class="btn" id="theme">Dark</button></div></header>
      <main class="page\(isOneBoard ? " board" : "")"><div id="hero">\(hero)</div>
      \(sections.map(\.markup))</main>
      <footer class="page">Made by replica \(version). This page holds all of its data and asks nothing of the network.</footer>
      <script type="application/json" id="page">\(json)</script>
      <script type="text/plain" id="data">\(Markup(trusted: data.text))</script>
      <script>\(Self.resource(PackageResources.page_js))</script></body></html>

      """
    html = page.text
  }

  /// Writes the page.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - ifExists: What to do with a file that is there.
  /// - Throws: ``/Archive/ArchiveError`` when it cannot be written.
  public func write(to path: String, ifExists: IfFileExists = .fail) throws {
    try FileSystem.writeNewFile(bytes, to: path, ifExists: ifExists)
  }

  private static func resource(_ bytes: [UInt8]) -> Markup {
    Markup(trusted: String(decoding: bytes, as: UTF8.self))
  }

  /// How many bytes script and style take.
  package static var resourceSize: Int {
    PackageResources.page_css.count + PackageResources.page_js.count
  }
}
