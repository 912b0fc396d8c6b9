public import Archive
import Documents

/// One self-contained page of HTML: answer, figures, reasons, data; it asks nothing of any network.
///
/// The page says its answer and shows its figures without a script; the script adds choosing and pointing. A policy in
/// its head forbids the browser to load anything from elsewhere.
public struct ReportPage: Sendable {
  /// The page, as it is written to a file.
  public let html: String
  /// What it is put together from.
  let content: PageContent

  /// The answer in a sentence, which is also the title.
  public var headline: String { content.headline }

  /// The bytes of the file.
  public var bytes: [UInt8] { Array(html.utf8) }

  /// Puts a page together.
  ///
  /// - Parameter content: All that is on it.
  init(_ content: PageContent) {
    self.content = content
    var settings = content.settings
    settings["directory"] = content.data.directory
    // Nothing in the data ends the element that it stands in.
    let json = Markup(trusted: settings.compactText.replacing("<", with: "\\u003c"))
    let buttons = content.downloads.map { download -> Markup in
      "<button type=\"button\" class=\"btn\" data-csv=\"\(download.name)\" data-board=\"\(download.board)\">\(download.title)</button>"
    }
    let subject = content.subject
    let parts = subject.dropFirst().map { part -> Markup in "<span>\(prose: part)</span>" }
    let refresh: Markup =
      content.progress == nil
      ? "" : "<meta http-equiv=\"refresh\" content=\"\(PageContent.refreshSeconds)\">"
    let progress: Markup =
      content.progress.map { "<p class=\"progress\" role=\"status\">\($0)</p>" } ?? .none
    let page: Markup = """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">\
      <meta name="color-scheme" content="light dark">\(refresh)\
      <meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline';script-src 'unsafe-inline';img-src data: blob:">
      <title>\(content.headline) \(subject.joined(separator: " · "))</title>
      <style>\(Self.resource(PackageResources.page_css))</style></head>
      <body><a class="skip" href="#hero">To the answer</a>
      <header class="page"><b>replica</b><span>\(subject.first ?? "")</span>\(Array(parts))<div class="tools">\
      <details class="menu"><summary class="btn">Download CSV</summary><div>\(buttons)</div></details>\
      <button type="button" class="btn" id="print">Print</button>\
      <button type="button" class="btn" id="theme">Dark</button></div></header>
      <main class="page\(content.isOneBoard ? " board" : "")">\(progress)<div id="hero">\(content.hero)</div>
      \(content.sections.map(\.markup))</main>
      <footer class="page">Made by replica \(content.version). This page holds all of its data and asks nothing of the network.</footer>
      <script type="application/json" id="page">\(json)</script>
      <script type="text/plain" id="data">\(Markup(trusted: content.data.text))</script>
      <script>\(Self.resource(PackageResources.page_js))</script></body></html>

      """
    html = page.text
  }

  /// The same page of a run that goes on: it says so, and loads itself anew.
  ///
  /// - Parameter text: How far the run has come; `nil` for a run that is complete.
  /// - Returns: The page.
  public func inProgress(_ text: String?) -> ReportPage {
    var content = content
    content.progress = text
    return ReportPage(content)
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

  /// Script or style without what only its readers need: indentation and lines of comment.
  private static func resource(_ bytes: [UInt8]) -> Markup {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
      $0.drop { $0 == " " }
    }
    return Markup(trusted: lines.filter { !$0.hasPrefix("//") }.joined(separator: "\n"))
  }

  /// How many bytes script and style take.
  package static var resourceSize: Int {
    resource(PackageResources.page_css).text.utf8.count
      + resource(PackageResources.page_js).text.utf8.count
  }
}
