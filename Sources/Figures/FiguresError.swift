/// What can go wrong when a figure is drawn although the call was a correct one.
public enum FiguresError: Error, Equatable {
  /// There is no gnuplot on the search path; the script with this path and its data were written.
  case notInstalled(script: String)
  /// Gnuplot refused the script; `message` is what it printed.
  case failed(script: String, message: String)
  /// A file cannot be written.
  case cannotWrite(path: String, reason: String)
  /// A file exists already and overwriting was not asked for.
  case wouldOverwrite(path: String)
  /// The file name ends in something that is no figure format.
  case unknownFormat(path: String, pathExtension: String)
  /// A number to be drawn is a NaN or an infinity; `index` counts from 0, row by row.
  case notFinite(quantity: String, index: Int)
  /// A number on a logarithmic axis is zero or below; `index` counts from 0.
  case notPositive(quantity: String, index: Int)
  /// There are fewer values than a drawing needs.
  case tooFew(quantity: String, needed: Int, found: Int)
}

extension FiguresError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch self {
    case .notInstalled(let script):
      "figures need gnuplot (for example: apt-get install gnuplot-nox), everything else works "
        + "without it; the script and its data were written, so that 'gnuplot' can draw "
        + "\(script) later"
    case .failed(let script, let message):
      "gnuplot could not draw \(script): \(message)"
    case .cannotWrite(let path, let reason):
      "cannot write \(path): \(reason)"
    case .wouldOverwrite(let path):
      "\(path) exists already and is not overwritten unless that is asked for"
    case .unknownFormat(let path, let pathExtension):
      "cannot draw \(path): '.\(pathExtension)' is no figure format; use .svg, .pdf or .png"
    case .notFinite(let quantity, let index):
      "cannot draw \(quantity): the value at position \(index) is not a finite number"
    case .notPositive(let quantity, let index):
      "cannot draw \(quantity): the value at position \(index) is not above zero"
    case .tooFew(let quantity, let needed, let found):
      "cannot draw \(quantity): \(found) given, at least \(needed) needed"
    }
  }
}
