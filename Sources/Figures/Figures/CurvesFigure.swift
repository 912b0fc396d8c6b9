/// Curves against a parameter in one panel or in several: scans, phase diagrams, order functions.
///
/// Texts of panels may use `_x`, `_{xy}`, `^x` and `^{xy}` for subscripts and superscripts; title and
/// system are printed as they are.
public struct CurvesFigure: Figure, Equatable {
  /// One axis of a panel.
  public struct Axis: Sendable, Equatable {
    /// What the axis says, for example "T" or "q_{EA}".
    public let label: String

    /// What the axis shows; `nil` for all that is drawn.
    public let range: ClosedRange<Double>?

    /// Whether equal steps are equal factors.
    public let isLogarithmic: Bool

    /// Describes an axis.
    ///
    /// - Parameters:
    ///   - label: What the axis says.
    ///   - range: What the axis shows, not a single point and above zero if logarithmic; `nil` for
    ///     all that is drawn.
    ///   - isLogarithmic: Whether equal steps are equal factors.
    public init(_ label: String, range: ClosedRange<Double>? = nil, isLogarithmic: Bool = false) {
      if let range {
        precondition(
          range.lowerBound < range.upperBound && (range.upperBound - range.lowerBound).isFinite,
          "an axis from \(range.lowerBound) to \(range.upperBound)")
        precondition(
          !isLogarithmic || range.lowerBound > 0, "a logarithmic axis from \(range.lowerBound)")
      }
      self.label = label
      self.range = range
      self.isLogarithmic = isLogarithmic
    }
  }

  /// How the points of a curve are drawn.
  public enum CurveStyle: Sendable, Equatable {
    /// A line from point to point.
    case line
    /// A broken line from point to point.
    case dashed
    /// Points alone.
    case points
    /// Each value from its place up to the next place; the last point ends the last step.
    case steps
    /// Upright lines from zero, for weights of delta peaks; see ``Panel/impulseAxis``.
    case impulses
  }

  /// The colour of a curve.
  public enum Colour: Sendable, Equatable {
    /// The next of a few colours that have no order.
    case automatic
    /// One of the colours that have no order, the same for equal numbers.
    case series(Int)
    /// The colour of a place between the first, cold, and the last, hot, of so many.
    case ordered(Int, of: Int)
    /// The colour of the axes.
    case ink
    /// Grey.
    case grey
  }

  /// One curve.
  public struct Curve: Sendable, Equatable {
    /// What the legend says; empty for no entry.
    public let name: String

    /// The horizontal places, in the order in which a line joins them.
    public let x: [Double]

    /// The vertical places.
    public let y: [Double]

    /// Half the lengths of bars around points; `nil` for none.
    public let deviations: [Double]?

    /// How the points are drawn.
    public let style: CurveStyle

    /// The colour.
    public let colour: Colour

    /// Describes a curve.
    ///
    /// - Parameters:
    ///   - name: What the legend says; empty for no entry.
    ///   - x: The horizontal places, in the order in which a line joins them.
    ///   - y: The vertical places, as many as `x`.
    ///   - deviations: Half the lengths of bars around points, as many as `x`; only of ``CurveStyle/points``.
    ///   - style: How the points are drawn.
    ///   - colour: The colour.
    public init(
      name: String = "", x: [Double], y: [Double], deviations: [Double]? = nil,
      style: CurveStyle = .line, colour: Colour = .automatic
    ) {
      precondition(x.count == y.count, "\(x.count) horizontal and \(y.count) vertical places")
      if let deviations {
        precondition(deviations.count == x.count, "\(deviations.count) bars for \(x.count) points")
        precondition(style == .points, "bars belong to points")
      }
      self.deviations = deviations
      if case .ordered(let index, let count) = colour {
        precondition(index >= 0 && index < count, "colour \(index) of \(count)")
      }
      if case .series(let index) = colour { precondition(index >= 0, "colour \(index)") }
      self.name = name
      self.x = x
      self.y = y
      self.style = style
      self.colour = colour
    }
  }

  /// A text within a panel, for example the name of a phase.
  public struct Label: Sendable, Equatable {
    /// The text.
    public let text: String

    /// The horizontal place of its centre.
    public let x: Double

    /// The vertical place of its centre.
    public let y: Double

    /// Describes a text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - x: The horizontal place of its centre.
    ///   - y: The vertical place of its centre.
    public init(_ text: String, x: Double, y: Double) {
      self.text = text
      self.x = x
      self.y = y
    }
  }

  /// A thin line across a panel, for example at a critical temperature.
  public enum Guide: Sendable, Equatable {
    /// An upright line, with a name at its upper end.
    case vertical(at: Double, name: String = "")
    /// A level line, with a name at its right end.
    case horizontal(at: Double, name: String = "")
  }

  /// One frame with its axes and curves.
  public struct Panel: Sendable, Equatable {
    /// The heading above the panel; empty for none.
    public let heading: String

    /// The horizontal axis.
    public let horizontal: Axis

    /// The vertical axis.
    public let vertical: Axis

    /// An axis of its own, at the right, for impulses; `nil` draws them on the vertical axis.
    public let impulseAxis: Axis?

    /// The curves; the later are drawn over the earlier.
    public let curves: [Curve]

    /// The texts within the panel.
    public let labels: [Label]

    /// The thin lines across the panel.
    public let guides: [Guide]

    /// Describes a panel.
    ///
    /// - Parameters:
    ///   - heading: The heading above the panel; empty for none.
    ///   - horizontal: The horizontal axis.
    ///   - vertical: The vertical axis.
    ///   - impulseAxis: A linear axis of its own, at the right, for impulses.
    ///   - curves: The curves.
    ///   - labels: The texts within the panel.
    ///   - guides: The thin lines across the panel.
    public init(
      heading: String = "", horizontal: Axis, vertical: Axis, impulseAxis: Axis? = nil,
      curves: [Curve], labels: [Label] = [], guides: [Guide] = []
    ) {
      precondition(impulseAxis?.isLogarithmic != true, "impulses on a logarithmic axis")
      self.heading = heading
      self.horizontal = horizontal
      self.vertical = vertical
      self.impulseAxis = impulseAxis
      self.curves = curves
      self.labels = labels
      self.guides = guides
    }
  }

  /// The title, printed in bold.
  public let title: String

  /// A description of the system, printed below the title.
  public let system: String

  /// The panels, side by side, three in a row.
  public let panels: [Panel]

  /// Describes a figure of several panels.
  ///
  /// - Parameters:
  ///   - title: The title, printed in bold.
  ///   - system: A description of the system, printed below the title.
  ///   - panels: The panels, side by side.
  public init(title: String, system: String, panels: [Panel]) {
    self.title = title
    self.system = system
    self.panels = panels
  }

  /// Describes a figure of one panel.
  ///
  /// - Parameters:
  ///   - title: The title, printed in bold.
  ///   - system: A description of the system, printed below the title.
  ///   - horizontal: The horizontal axis.
  ///   - vertical: The vertical axis.
  ///   - curves: The curves; the later are drawn over the earlier.
  ///   - labels: The texts within the panel.
  ///   - guides: The thin lines across the panel.
  public init(
    title: String, system: String, horizontal: Axis, vertical: Axis, curves: [Curve],
    labels: [Label] = [], guides: [Guide] = []
  ) {
    self.init(
      title: title, system: system,
      panels: [
        Panel(
          horizontal: horizontal, vertical: vertical, curves: curves, labels: labels,
          guides: guides)
      ])
  }

  /// The drawing: one panel is a column of a page wide, two fill the page.
  ///
  /// - Returns: The script and the data.
  /// - Throws: ``FiguresError/notFinite(quantity:index:)``,
  ///   ``FiguresError/notPositive(quantity:index:)`` or
  ///   ``FiguresError/tooFew(quantity:needed:found:)``.
  public func drawing() throws(FiguresError) -> Drawing {
    try require(panels.count, atLeast: 1, "panels")
    var drawn: [CurvesPanel] = []
    for (index, panel) in panels.enumerated() {
      let one = CurvesPanel(panel: panel, content: panels.count == 1 ? "" : "\(index + 1)-")
      try one.check()
      drawn.append(one)
    }
    let isSingle = panels.count == 1
    let columns = min(panels.count, 3)
    let rows = (panels.count + columns - 1) / columns
    let cell = (
      width: isSingle ? 620.0 : min(500, Canvas.largestWidth / Double(columns)),
      height: isSingle ? 410.0 : 390
    )
    let canvas = Canvas(
      width: cell.width * Double(columns), height: Canvas.titleHeight + cell.height * Double(rows))
    var lines = Canvas.opening
    for (index, one) in drawn.enumerated() {
      let place = Frame(
        left: cell.width * Double(index % columns),
        top: Canvas.titleHeight + cell.height * Double(index / columns), width: cell.width,
        height: cell.height)
      lines += one.commands(
        in: place, on: canvas, extra: index == 0 ? canvas.titles(title, system) : [])
    }
    return Drawing(
      width: canvas.width, height: canvas.height, commands: lines + Canvas.closing,
      dataFiles: drawn.flatMap(\.dataFiles),
      title: [title, system].filter { !$0.isEmpty }.joined(separator: "; "))
  }
}
