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
  /// For `folder/NAME.svg` the script is `folder/NAME.gp` and the data are `folder/NAME-*.dat`. The
  /// picture appears under its name only when it is complete.
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
    let data = drawing.dataFiles.map { place.path(of: "\(place.name)-\($0.content).dat") }
    let scriptName = place.name + ".gp"
    let script = place.path(of: scriptName)
    if !overwrite {
      for path in [place.picture, script] + data
      where FileManager.default.fileExists(atPath: path) {
        throw FiguresError.wouldOverwrite(path: path)
      }
    }
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
      // Gnuplot embeds heat maps as small images, which viewers would blur.
      try writeText(
        String(decoding: picture, as: UTF8.self)
          .replacing("<image x=", with: "<image style='image-rendering:pixelated' x="),
        to: temporary)
    }
    guard rename(temporary, place.picture) == 0 else {
      throw FiguresError.cannotWrite(path: place.picture, reason: String(cString: strerror(errno)))
    }
    return WrittenFigure(picture: place.picture, script: script, data: data, warnings: warnings)
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
  var picture: String { path(of: "\(name).\(format.rawValue)") }

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
