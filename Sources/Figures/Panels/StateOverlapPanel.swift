internal import Documents
internal import LinearAlgebra

/// The part of a drawing that shows the overlaps between states, with numbers if they are few.
struct StateOverlapPanel {
  let matrix: Matrix

  /// How overlaps become colours, as in the matrix beside.
  let scale: InkScale

  let content = "state-overlaps"

  var dataFile: Drawing.DataFile { Drawing.DataFile(content: content, text: table(matrix)) }

  /// The panel within a frame that may be wider or higher than needed.
  func commands(in place: Frame, on canvas: Canvas) -> [String] {
    let count = Double(matrix.rows)
    var frame = place
    if matrix.rows <= 8 {
      frame.width = Swift.min(place.width, count * 52)
      frame.height = Swift.min(place.height, count * 36)
    } else {
      frame.width = Swift.min(place.width, place.height)
      frame.height = frame.width
    }
    var heat = HeatMapPanel(matrix: matrix, content: content, scale: scale)
    if matrix.rows <= 8 { heat.boundaries = Array(1..<Swift.max(1, matrix.rows)) }
    var lines = heat.commands(in: frame, on: canvas)
    lines.append(canvas.heading("State overlaps {/:Normal q_{αβ}}", of: frame))
    guard matrix.rows <= 8 else { return lines + [heat.plot(width: frame.width)] }
    let names = (0..<matrix.rows).map { "'\($0)' \($0).5" }.joined(separator: ", ")
    lines += ["set xtics (\(names)) scale 0; set ytics (\(names)) scale 0"]
    for a in 0..<matrix.rows {
      for b in 0..<matrix.rows {
        let ink = scale.needsLightText(at: matrix[a, b]) ? "#ffffff" : Style.ink
        lines.append(
          "set label '\(hundredths(matrix[a, b]))' at \(b).5,\(a).5 center front "
            + "font ',12' tc rgb '\(ink)'")
      }
    }
    return lines + [heat.plot(width: frame.width)]
  }
}
