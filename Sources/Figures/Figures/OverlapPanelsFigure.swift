public import LinearAlgebra

/// Several ordered overlap matrices side by side, each over its eigenvalues.
///
/// Used for the layers of a deep network, for one system at several temperatures, and for a spin
/// glass beside a deep network.
public struct OverlapPanelsFigure: Figure, Equatable {
  /// One matrix with its eigenvalues.
  public struct Panel: Sendable, Equatable {
    /// The title above the matrix.
    public let title: String

    /// The overlaps in the order in which they are shown, R × R.
    public let overlaps: Matrix

    /// The eigenvalues of the matrix in any order; empty for none.
    public let eigenvalues: [Double]

    /// The line that decides: eigenvalues above it are significant.
    public let noiseEdge: Double?

    /// How many of the largest eigenvalues are significant.
    public let significantCount: Int

    /// Describes a panel.
    ///
    /// - Parameters:
    ///   - title: The title above the matrix.
    ///   - overlaps: The overlaps in the order in which they are shown, R × R.
    ///   - eigenvalues: The eigenvalues of the matrix in any order.
    ///   - noiseEdge: The largest eigenvalue that noise alone produces.
    ///   - significantCount: How many of the largest eigenvalues are significant.
    public init(
      title: String, overlaps: Matrix, eigenvalues: [Double] = [], noiseEdge: Double? = nil,
      significantCount: Int = 0
    ) {
      precondition(
        overlaps.isSquare, "overlaps cannot be \(overlaps.rows) × \(overlaps.columns)")
      precondition(significantCount >= 0, "\(significantCount) significant eigenvalues")
      self.title = title
      self.overlaps = overlaps
      self.eigenvalues = eigenvalues
      self.noiseEdge = noiseEdge
      self.significantCount = significantCount
    }
  }

  /// The title of the whole figure, printed in bold.
  public let title: String

  /// A description of the systems, printed below the title.
  public let system: String

  /// The panels from left to right; after four a new row begins.
  public let panels: [Panel]

  /// Describes the figure.
  ///
  /// - Parameters:
  ///   - title: The title of the whole figure, printed in bold.
  ///   - system: A description of the systems, printed below the title.
  ///   - panels: The panels from left to right.
  public init(title: String, system: String, panels: [Panel]) {
    self.title = title
    self.system = system
    self.panels = panels
  }

  /// The drawing; rows hold up to four panels.
  ///
  /// - Returns: The script and the data.
  /// - Throws: ``FiguresError/notFinite(quantity:index:)`` or
  ///   ``FiguresError/tooFew(quantity:needed:found:)``.
  public func drawing() throws(FiguresError) -> Drawing {
    try check()
    let rows = (panels.count + 3) / 4
    let columns = (panels.count + rows - 1) / rows
    let gap = 42.0
    let side = min(330, ((892 - gap * Double(columns - 1)) / Double(columns)).rounded(.down))
    let used = side * Double(columns) + gap * Double(columns - 1)
    let hasSpectra = panels.contains { !$0.eigenvalues.isEmpty }
    let spectrumHeight = hasSpectra ? max(130, 0.65 * side) : 0
    let rowHeight = side + (hasSpectra ? spectrumHeight + 142 : 76)
    let canvas = Canvas(
      width: max(used + 108, 460),
      height: Canvas.titleHeight + 24 + rowHeight * Double(rows) + 30)
    var lines = Canvas.opening
    var files: [Drawing.DataFile] = []
    let limits = sharedLimits
    let scales = ownScales
    let shared = zip(panels, scales).filter { $0.1 == nil }.map(\.0.overlaps)
    let common = InkScale(overlaps: shared.isEmpty ? panels.map(\.overlaps) : shared)
    for (index, panel) in panels.enumerated() {
      let column = index % columns
      let frame = Frame(
        left: 76 + Double(column) * (side + gap),
        top: Canvas.titleHeight + 24 + Double(index / columns) * rowHeight, width: side,
        height: side)
      let own = scales[index]
      var heat = HeatMapPanel(
        matrix: panel.overlaps, content: "matrix-\(index + 1)", scale: own ?? common)
      heat.xLabel = own == nil ? "replica" : ""
      heat.yLabel = column == 0 ? "replica" : ""
      lines += heat.commands(in: frame, on: canvas)
      lines.append(
        canvas.label(
          "{/:Bold \(GnuplotText.escaped(panel.title))}", x: frame.left + side / 2,
          y: frame.top - 13, "center font ',\(titleSize(panel.title, side: side))'"))
      if index == 0 { lines += canvas.titles(title, system) }
      if let own {
        lines += HeatMapPanel.colourBar(
          Frame(left: frame.left, top: frame.bottom + 27, width: side - 30, height: 8),
          scale: own, on: canvas)
      }
      if index == panels.count - 1, !shared.isEmpty {
        lines += HeatMapPanel.colourBar(
          Frame(
            left: 76 + used / 2 - 130, top: canvas.height - 38, width: 260, height: 11),
          scale: common, on: canvas)
      }
      lines.append(heat.plot(width: side))
      lines.append("unset colorbox")
      files.append(heat.dataFile)
      guard !panel.eigenvalues.isEmpty else { continue }
      var spectrum = SpectrumPanel(
        eigenvalues: panel.eigenvalues, noiseEdge: panel.noiseEdge,
        significantCount: panel.significantCount, content: "spectrum-\(index + 1)")
      spectrum.limits = limits
      spectrum.isLabelled = column == 0
      var below = frame
      below.top = frame.bottom + 58
      below.height = spectrumHeight
      lines += spectrum.commands(in: below, on: canvas)
      files.append(spectrum.dataFile)
    }
    return Drawing(
      width: canvas.width, height: canvas.height, commands: lines + Canvas.closing,
      dataFiles: files,
      title: [title, system].filter { !$0.isEmpty }.joined(separator: "; "))
  }

  /// The scales of panels whose overlaps are all large and near to each other: on the common one each of them would be
  /// a square of one colour.
  private var ownScales: [InkScale?] {
    guard panels.count > 1 else { return [nil] }
    let common = InkScale(overlaps: panels.map(\.overlaps)).range
    return panels.map { panel in
      let own = InkScale(overlaps: [panel.overlaps])
      let isNarrow =
        own.range.lowerBound > 0.5 * own.range.upperBound
        && own.range.upperBound - own.range.lowerBound
          < 0.4 * (common.upperBound - common.lowerBound)
      return isNarrow ? own : nil
    }
  }

  private func check() throws(FiguresError) {
    try require(panels.count, atLeast: 1, "overlap matrices")
    for panel in panels {
      try require(panel.overlaps.rows, atLeast: 2, "an overlap matrix's replicas")
      try requireFinite(panel.overlaps.elements, "the overlap matrix '\(panel.title)'")
      try requireFinite(panel.eigenvalues, "the eigenvalues of '\(panel.title)'")
      try requireFinite(panel.noiseEdge.map { [$0] } ?? [], "the noise edge of '\(panel.title)'")
    }
  }

  /// The vertical range that holds every panel's eigenvalues.
  private var sharedLimits: ClosedRange<Double> {
    let own = panels.filter { !$0.eigenvalues.isEmpty }.map {
      SpectrumPanel(
        eigenvalues: $0.eigenvalues, noiseEdge: $0.noiseEdge,
        significantCount: $0.significantCount, content: ""
      ).ownLimits
    }
    let high = own.map(\.upperBound).max() ?? 10
    return max(own.map(\.lowerBound).min() ?? 0.1, 1e-4 * high)...high
  }

  private func titleSize(_ title: String, side: Double) -> String {
    let width = max(1, GnuplotText.width(title, size: 14) * 1.1)
    return number(min(14, max(8, (14 * (side + 30) / width).rounded(.down))))
  }
}
