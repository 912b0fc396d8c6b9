/// Lengths and correlations against the layer of a deep network, measured and predicted.
public struct DepthFigure: Figure, Equatable {
  /// One quantity at every layer, from the input at layer 0 on.
  public struct Series: Sendable, Equatable {
    /// What the legend says; empty for no entry.
    public let name: String

    /// The measured means, one per layer; empty if nothing was measured.
    public let means: [Double]

    /// One standard deviation per layer; empty if it is unknown.
    public let deviations: [Double]

    /// The prediction, one per layer; empty for none.
    public let theory: [Double]

    /// Describes a quantity.
    ///
    /// - Parameters:
    ///   - name: What the legend says; empty for no entry.
    ///   - means: The measured means, one per layer.
    ///   - deviations: One standard deviation per layer, as many as means, or none.
    ///   - theory: The prediction, one per layer.
    public init(
      name: String = "", means: [Double], deviations: [Double] = [], theory: [Double] = []
    ) {
      precondition(
        deviations.isEmpty || deviations.count == means.count,
        "\(deviations.count) deviations of \(means.count) means")
      self.name = name
      self.means = means
      self.deviations = deviations
      self.theory = theory
    }
  }

  /// The phase, printed in bold above the figure.
  public let phase: String

  /// A description of the network, printed below the phase.
  public let system: String

  /// The lengths q^l, one series per input.
  public let lengths: [Series]

  /// The correlations c^l, one series per pair of inputs.
  public let correlations: [Series]

  /// The fixed point q* of the length.
  public let lengthFixedPoint: Double?

  /// The stable fixed point c* of the correlation.
  public let correlationFixedPoint: Double?

  /// Describes the figure.
  ///
  /// - Parameters:
  ///   - phase: The phase, printed in bold above the figure.
  ///   - system: A description of the network, printed below the phase.
  ///   - lengths: The lengths q^l, one series per input.
  ///   - correlations: The correlations c^l, one series per pair of inputs.
  ///   - lengthFixedPoint: The fixed point q* of the length.
  ///   - correlationFixedPoint: The stable fixed point c* of the correlation.
  public init(
    phase: String, system: String, lengths: [Series], correlations: [Series],
    lengthFixedPoint: Double? = nil, correlationFixedPoint: Double? = nil
  ) {
    self.phase = phase
    self.system = system
    self.lengths = lengths
    self.correlations = correlations
    self.lengthFixedPoint = lengthFixedPoint
    self.correlationFixedPoint = correlationFixedPoint
  }

  /// The drawing: lengths at the left, correlations at the right.
  ///
  /// - Returns: The script and the data.
  /// - Throws: ``FiguresError/notFinite(quantity:index:)`` or
  ///   ``FiguresError/tooFew(quantity:needed:found:)``.
  public func drawing() throws(FiguresError) -> Drawing {
    let left = DepthPanel(
      series: lengths, fixedPoint: lengthFixedPoint, heading: "Length",
      axis: "q^{/*0.9 l}", fixedPointName: "q*", content: "length")
    let right = DepthPanel(
      series: correlations, fixedPoint: correlationFixedPoint, heading: "Correlation",
      axis: "c^{/*0.9 l}", fixedPointName: "c*", content: "correlation")
    try left.check()
    try right.check()
    let canvas = Canvas(width: 1000, height: 460)
    let top = Canvas.titleHeight + 24
    let leftFrame = Frame(left: 78, top: top, width: 390, height: 306)
    let rightFrame = Frame(left: 580, top: top, width: 390, height: 306)
    var lines = Canvas.opening
    lines += left.commands(
      in: leftFrame, on: canvas, extra: canvas.titles(phase, system))
    lines += right.commands(in: rightFrame, on: canvas)
    return Drawing(
      width: canvas.width, height: canvas.height, commands: lines + Canvas.closing,
      dataFiles: left.dataFiles + right.dataFiles,
      title: [phase, system].filter { !$0.isEmpty }.joined(separator: "; "))
  }
}
