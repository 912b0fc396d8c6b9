/// Something that can be drawn by gnuplot.
public protocol Figure: Sendable {
  /// The drawing: its size, its script and its data.
  ///
  /// - Returns: A drawing that does not depend on the file format.
  /// - Throws: ``FiguresError/notFinite(quantity:index:)`` or
  ///   ``FiguresError/tooFew(quantity:needed:found:)`` for numbers that cannot be drawn.
  func drawing() throws(FiguresError) -> Drawing
}

/// A gnuplot script without terminal and output, with the data files it reads.
public struct Drawing: Sendable, Equatable {
  /// One data file of a drawing.
  public struct DataFile: Sendable, Equatable {
    /// What is in the file; the file is called `content.dat`.
    public let content: String

    /// The whole text of the file.
    public let text: String

    /// Describes a data file.
    ///
    /// - Parameters:
    ///   - content: What is in the file, in lower-case letters, digits and hyphens.
    ///   - text: The whole text of the file.
    public init(content: String, text: String) {
      self.content = content
      self.text = text
    }
  }

  /// The width, in units of 1/144 inch on paper.
  public let width: Double

  /// The height, in units of 1/144 inch on paper.
  public let height: Double

  /// The commands, which find the data file `content` at `data.'content.dat'`.
  public let commands: [String]

  /// The data files.
  public let dataFiles: [DataFile]

  /// What is shown, in a line of plain text; the title of the picture for those who cannot see it.
  public let title: String

  /// Describes a drawing.
  ///
  /// - Parameters:
  ///   - width: The width, in units of 1/144 inch on paper.
  ///   - height: The height, in units of 1/144 inch on paper.
  ///   - commands: Lines of gnuplot.
  ///   - dataFiles: The data files that the commands read.
  ///   - title: What is shown, in a line of plain text.
  public init(
    width: Double, height: Double, commands: [String], dataFiles: [DataFile], title: String = ""
  ) {
    self.width = width
    self.height = height
    self.commands = commands
    self.dataFiles = dataFiles
    self.title = title
  }

  /// The line of a script that names the command that made it.
  static func origin(_ command: String) -> String {
    let scalars = command.unicodeScalars.map { GnuplotText.isControl($0) ? " " : $0 }
    return "# Made by \"\(String(String.UnicodeScalarView(scalars)))\"."
  }

  /// The whole script, which can be run from within its folder.
  ///
  /// - Parameters:
  ///   - name: The figure's file name without folder and extension.
  ///   - format: The file format.
  ///   - command: The command line that made the figure, for the header.
  /// - Returns: The text of `NAME.gp`.
  public func script(name: String, format: FigureFormat, command: String? = nil) -> String {
    let oneLine = { (text: String) in
      let scalars = text.unicodeScalars.map { GnuplotText.isControl($0) ? " " : $0 }
      return String(String.UnicodeScalarView(scalars))
    }
    var lines = ["# Draw with \"gnuplot \(oneLine(name)).gp\" in this folder."]
    if let command { lines.append(Self.origin(command)) }
    lines += [
      "reset",
      "set encoding utf8",
      "data = " + GnuplotText.quoted("./\(name).\(format.rawValue).data/"),
      "if (!exists('figure_file')) figure_file = "
        + GnuplotText.quoted("./\(name).\(format.rawValue)"),
      format.terminalCommand(width: width, height: height),
      "set output figure_file",
      "",
    ]
    lines += commands
    lines += ["", "unset output", ""]
    return lines.joined(separator: "\n")
  }
}
