import Foundation

/// A file format of figures.
public enum FigureFormat: String, Sendable, CaseIterable {
  /// Scalable vector graphics, the default.
  case svg
  /// Portable document format, one page of the figure's size.
  case pdf
  /// A raster image with two pixels per unit of the drawing.
  case png

  /// Finds the format from the end of a file name.
  ///
  /// A name without an extension means ``svg``.
  ///
  /// - Parameter path: A path or file name.
  /// - Throws: ``FiguresError/unknownFormat(path:pathExtension:)`` for any other extension.
  public init(path: String) throws(FiguresError) {
    let pathExtension = URL(fileURLWithPath: path).pathExtension
    guard !pathExtension.isEmpty else {
      self = .svg
      return
    }
    guard let format = FigureFormat(rawValue: pathExtension.lowercased()) else {
      throw FiguresError.unknownFormat(path: path, pathExtension: pathExtension)
    }
    self = format
  }

  /// The gnuplot command that selects this format.
  ///
  /// One unit of a drawing is 1/144 inch on paper, so that a drawing of 1000 units fills a page's
  /// width and its text of 14 units is printed at 7 points.
  ///
  /// - Parameters:
  ///   - width: The width of the drawing, in units.
  ///   - height: The height of the drawing, in units.
  /// - Returns: One line of a gnuplot script.
  func terminalCommand(width: Double, height: Double) -> String {
    switch self {
    case .svg:
      "set terminal svg size \(Int(width)),\(Int(height)) enhanced font 'Helvetica,14' "
        + "background 'white'"
    case .pdf:
      // The library below takes a point for 1/72 of 96 units, hence ½ · 72/96.
      "set terminal pdfcairo size \(number(width / 144))in,\(number(height / 144))in enhanced "
        + "font 'Helvetica,14' fontscale 0.375 linewidth 0.7 pointscale 0.8 background 'white'"
    case .png:
      // Two pixels a unit; a point is 4/3 of a pixel, hence 2 · 3/4.
      "set terminal pngcairo size \(Int(2 * width)),\(Int(2 * height)) enhanced "
        + "font 'Helvetica,14' fontscale 1.5 linewidth 2 pointscale 2 background 'white'"
    }
  }
}
