/// Panels of curves and of maps in a grid, lettered from A on.
public struct PanelGridFigure: Figure, Equatable {
  /// One panel.
  public enum Panel: Sendable, Equatable {
    /// Curves against a parameter.
    case curves(CurvesFigure.Panel)
    /// A quantity over a plane.
    case map(PlaneMap)
  }

  /// The title, printed in bold.
  public let title: String

  /// A description of the system, printed below the title.
  public let system: String

  /// The panels, row by row.
  public let panels: [Panel]

  /// The number of panels in a row.
  public let columns: Int

  /// Describes the figure.
  ///
  /// - Parameters:
  ///   - title: The title, printed in bold.
  ///   - system: A description of the system, printed below the title.
  ///   - panels: The panels, row by row; at most 26.
  ///   - columns: The number of panels in a row, at least 1.
  public init(title: String, system: String, panels: [Panel], columns: Int = 2) {
    precondition(columns >= 1, "\(columns) panels in a row")
    precondition(panels.count <= 26, "\(panels.count) panels have no letters")
    self.title = title
    self.system = system
    self.panels = panels
    self.columns = columns
  }

  /// The drawing: two panels fill the width of a page.
  ///
  /// - Returns: The script and the data.
  /// - Throws: ``FiguresError/notFinite(quantity:index:)``,
  ///   ``FiguresError/notPositive(quantity:index:)`` or
  ///   ``FiguresError/tooFew(quantity:needed:found:)``.
  public func drawing() throws(FiguresError) -> Drawing {
    try require(panels.count, atLeast: 1, "panels")
    let inRow = min(columns, panels.count)
    let cell = (
      width: min(500, (Canvas.largestWidth / Double(inRow)).rounded(.down)), height: 390.0
    )
    let rows = (panels.count + inRow - 1) / inRow
    let canvas = Canvas(
      width: cell.width * Double(inRow), height: Canvas.titleHeight + cell.height * Double(rows))
    var lines = Canvas.opening
    var files: [Drawing.DataFile] = []
    for (index, panel) in panels.enumerated() {
      let letter = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index)))
      let place = Frame(
        left: cell.width * Double(index % inRow),
        top: Canvas.titleHeight + cell.height * Double(index / inRow), width: cell.width,
        height: cell.height)
      let extra =
        [
          canvas.label(
            "{/:Bold \(letter)}", x: place.left + 14, y: place.top + 13, "left font ',18'")
        ] + (index == 0 ? canvas.titles(title, system) : [])
      switch panel {
      case .curves(let curves):
        let drawn = CurvesPanel(panel: curves, content: "\(letter.lowercased())-")
        try drawn.check()
        lines += drawn.commands(in: place, on: canvas, extra: extra)
        files += drawn.dataFiles
      case .map(let map):
        let drawn = PlaneMapPanel(map: map, content: "\(letter.lowercased())-")
        try drawn.check()
        lines += drawn.commands(in: place, on: canvas, extra: extra)
        files += drawn.dataFiles
      }
    }
    return Drawing(
      width: canvas.width, height: canvas.height, commands: lines + Canvas.closing,
      dataFiles: files,
      title: [title, system].filter { !$0.isEmpty }.joined(separator: "; "))
  }
}
