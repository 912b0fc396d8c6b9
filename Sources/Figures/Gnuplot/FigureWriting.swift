import Foundation

/// The files that one figure consists of.
public struct WrittenFigure: Sendable, Equatable {
  /// The path of the picture.
  public let picture: String

  /// The path of the script that draws it.
  public let script: String

  /// The paths of the data that the script reads.
  public let data: [String]

  /// What gnuplot printed on its error channel; normally empty.
  public let warnings: String
}

extension Figure {
  /// Writes the figure, and beside it the script and the data that it was drawn from.
  ///
  /// For `folder/NAME.svg` the script is `folder/NAME.gp` and the data are in `folder/NAME.svg.data/`. The
  /// picture appears under its name only when it is complete. What the same command made before is replaced.
  ///
  /// - Parameters:
  ///   - path: The picture, ending in `.svg`, `.pdf` or `.png`; without an extension `.svg` is added.
  ///   - overwrite: Whether files that exist may be replaced.
  ///   - command: The command line that made the figure, noted in the script.
  ///   - gnuplot: The program to draw with.
  /// - Returns: The paths of all files.
  /// - Throws: ``FiguresError``; after ``FiguresError/notInstalled(script:)`` the script and the
  ///   data are there.
  @discardableResult
  public func write(
    to path: String, overwrite: Bool = false, command: String? = nil, gnuplot: Gnuplot = Gnuplot()
  ) throws(FiguresError) -> WrittenFigure {
    let place = try FigurePlace(path: path)
    let drawing = try drawing()
    let data = drawing.dataFiles.map { "\(place.dataFolder)/\($0.content).dat" }
    let scriptName = place.name + ".gp"
    let script = place.path(of: scriptName)
    if !overwrite, !place.isMade(by: command), let found = place.occupied {
      throw FiguresError.wouldOverwrite(path: found)
    }
    try place.makeDataFolder()
    for (path, file) in zip(data, drawing.dataFiles) { try writeText(file.text, to: path) }
    try writeText(
      drawing.script(name: place.name, format: place.format, command: command), to: script)
    guard gnuplot.isInstalled else { throw FiguresError.notInstalled(script: script) }

    let temporaryName = ".figure-\(UUID().uuidString).\(place.format.rawValue)"
    let temporary = place.path(of: temporaryName)
    defer { try? FileManager.default.removeItem(atPath: temporary) }
    let warnings = try gnuplot.run(
      script: scriptName, in: place.folder, settings: "figure_file='./\(temporaryName)'")
    guard let picture = FileManager.default.contents(atPath: temporary), !picture.isEmpty else {
      throw FiguresError.failed(
        script: script, message: warnings.isEmpty ? "it drew nothing" : warnings)
    }
    if place.format == .svg {
      try writeText(
        Self.mended(String(decoding: picture, as: UTF8.self), title: drawing.title), to: temporary)
    }
    guard rename(temporary, place.picture) == 0 else {
      throw FiguresError.cannotWrite(path: place.picture, reason: String(cString: strerror(errno)))
    }
    return WrittenFigure(picture: place.picture, script: script, data: data, warnings: warnings)
  }
}

extension Figure {
  /// What gnuplot leaves out of its pictures: sharp heat maps, the spaces of texts, and a title.
  private static func mended(_ picture: String, title: String) -> String {
    let plain = title.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;")
    return
      picture
      // Heat maps are embedded as small images, which viewers would blur.
      .replacing("<image x=", with: "<image style='image-rendering:pixelated' x=")
      // A space between two pieces of a text would be dropped.
      .replacing("<text>", with: "<text xml:space='preserve'>")
      .replacing("<title>Gnuplot</title>", with: "<title>\(plain)</title>")
      .replacing("<svg \n", with: "<svg role='img'\n")
  }
}

/// Where the files of a figure go.
package struct FigurePlace {
  let folder: String
  let name: String
  /// The format that the ending of the name stands for.
  package let format: FigureFormat

  /// Refuses a place where no figure can be written, before it is drawn.
  package init(path: String) throws(FiguresError) {
    if path.unicodeScalars.contains(where: GnuplotText.isControl) {
      throw FiguresError.cannotWrite(
        path: path, reason: "its name has a line break or another control character")
    }
    format = try FigureFormat(path: path)
    let url = URL(fileURLWithPath: path)
    name = url.deletingPathExtension().lastPathComponent
    folder = url.deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
    else {
      throw FiguresError.cannotWrite(path: path, reason: "there is no folder \(folder)")
    }
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw FiguresError.cannotWrite(path: path, reason: "it is a folder")
    }
  }

  /// The path of the picture.
  package var picture: String { path(of: "\(name).\(format.rawValue)") }

  /// The path of the script that draws it.
  package var script: String { path(of: name + ".gp") }

  /// The folder of the data that the script reads.
  var dataFolder: String { picture + ".data" }

  /// A file that is there already, if one is.
  package var occupied: String? {
    [picture, script, dataFolder].first { FileManager.default.fileExists(atPath: $0) }
  }

  /// Whether what is there was made by a command, as its script says.
  package func isMade(by command: String?) -> Bool {
    guard let command, let handle = FileHandle(forReadingAtPath: script),
      let start = try? handle.read(upToCount: 1 << 16)
    else { return false }
    let lines = String(decoding: start, as: UTF8.self).split(separator: "\n").prefix(3)
    return lines.contains(Substring(Drawing.origin(command)))
  }

  /// Makes an empty folder for data, or empties that of an earlier figure.
  func makeDataFolder() throws(FiguresError) {
    let manager = FileManager.default
    do {
      if let names = try? manager.contentsOfDirectory(atPath: dataFolder) {
        for name in names where name.hasSuffix(".dat") {
          try manager.removeItem(atPath: dataFolder + "/" + name)
        }
      } else {
        try manager.createDirectory(atPath: dataFolder, withIntermediateDirectories: false)
      }
    } catch {
      throw FiguresError.cannotWrite(
        path: dataFolder, reason: (error as NSError).localizedDescription)
    }
  }

  /// The path of a file in the figure's folder.
  func path(of file: String) -> String {
    folder.hasSuffix("/") ? folder + file : folder + "/" + file
  }
}

/// Writes a text file so that it appears complete or not at all.
func writeText(_ text: String, to path: String) throws(FiguresError) {
  do {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  } catch {
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    let reason = (cause ?? error as NSError).localizedDescription
    throw FiguresError.cannotWrite(path: path, reason: reason)
  }
}
