import Documents
public import LinearAlgebra
public import Overlaps

/// A sheet with everything that a classification of one overlap matrix rests on.
///
/// The ordered matrix under its dendrogram, the eigenvalues with the noise edge, the overlap
/// distribution with a theory, and the overlaps between the states.
public struct OverlapSheet: Figure, Equatable {
  /// One state: a run of neighbouring replicas in the given order.
  public struct State: Sendable, Equatable {
    /// The number of replicas in the state.
    public let replicas: Int

    /// The probability of the state.
    public let weight: Double

    /// Describes a state.
    ///
    /// - Parameters:
    ///   - replicas: The number of replicas in the state, at least 1.
    ///   - weight: The probability of the state.
    public init(replicas: Int, weight: Double) {
      precondition(replicas > 0, "a state of \(replicas) replicas")
      self.replicas = replicas
      self.weight = weight
    }
  }

  /// The verdict, printed in bold above the sheet.
  public let verdict: String

  /// A description of the system, printed below the verdict.
  public let system: String

  /// The overlaps q_ab in the order of the replicas' numbers, R × R.
  public let overlaps: Matrix

  /// The replicas in the order in which they are shown.
  public let order: [Int]

  /// The clustering of the replicas; empty for none.
  public let merges: [DendrogramMerge]

  /// The states in the order in which they are shown; empty for none.
  public let states: [State]

  /// The eigenvalues of q_ab in any order.
  public let eigenvalues: [Double]

  /// The line that decides: eigenvalues above it are significant.
  public let noiseEdge: Double?

  /// How many of the largest eigenvalues are significant.
  public let significantCount: Int

  /// The measured overlap distribution.
  public let distribution: OverlapDistribution

  /// The delta peaks that a theory predicts; empty for none.
  public let theoryPeaks: [TheoryPeak]

  /// The smooth distribution that a theory predicts.
  public let theoryCurve: TheoryCurve?

  /// What the theory is called.
  public let theoryName: String

  /// The overlaps between the states, K × K.
  public let stateOverlaps: Matrix?

  /// Which instance matrix, spectrum and states are of, such as `instance 0`; empty where there is only one.
  public let instanceName: String

  /// What the distribution is of, such as `8 instances`; empty for the matrix that is shown.
  public let distributionName: String

  /// The overlap of the distribution, `q` or `|q|`.
  public let distributionSymbol: String

  /// Describes a sheet; everything but the matrix and its eigenvalues may be left out.
  ///
  /// - Parameters:
  ///   - verdict: The verdict, printed in bold above the sheet.
  ///   - system: A description of the system, printed below the verdict.
  ///   - overlaps: The overlaps q_ab in the order of the replicas' numbers, R × R.
  ///   - order: The replicas in the order in which they are shown; `nil` keeps their numbers'.
  ///   - merges: The clustering of the replicas by their numbers.
  ///   - states: The states in the order in which they are shown; their replicas add up to R.
  ///   - eigenvalues: The eigenvalues of q_ab in any order.
  ///   - noiseEdge: The largest eigenvalue that noise alone produces.
  ///   - significantCount: How many of the largest eigenvalues are significant.
  ///   - distribution: The overlap distribution; `nil` bins the matrix.
  ///   - theoryPeaks: The delta peaks that a theory predicts.
  ///   - theoryCurve: The smooth distribution that a theory predicts.
  ///   - theoryName: What the theory is called.
  ///   - stateOverlaps: The overlaps between the states, K × K.
  ///   - instanceName: Which instance matrix, spectrum and states are of.
  ///   - distributionName: What the distribution is of.
  ///   - distributionSymbol: The overlap of the distribution, `q` or `|q|`.
  public init(
    verdict: String, system: String, overlaps: Matrix, order: [Int]? = nil,
    merges: [DendrogramMerge] = [], states: [State] = [], eigenvalues: [Double],
    noiseEdge: Double? = nil, significantCount: Int = 0, distribution: OverlapDistribution? = nil,
    theoryPeaks: [TheoryPeak] = [], theoryCurve: TheoryCurve? = nil, theoryName: String = "theory",
    stateOverlaps: Matrix? = nil, instanceName: String = "", distributionName: String = "",
    distributionSymbol: String = "q"
  ) {
    let count = overlaps.rows
    let order = order ?? Array(0..<count)
    precondition(overlaps.isSquare, "overlaps cannot be \(count) × \(overlaps.columns)")
    precondition(order.sorted() == Array(0..<count), "the order of \(count) replicas is none")
    for (index, merge) in merges.enumerated() {
      precondition(
        min(merge.left, merge.right) >= 0 && max(merge.left, merge.right) < count + index,
        "merge \(index) joins \(merge.left) and \(merge.right) among \(count) replicas")
    }
    let inStates = states.map(\.replicas).reduce(0, +)
    precondition(
      states.isEmpty || inStates == count, "\(inStates) replicas in states, \(count) in all")
    precondition(significantCount >= 0, "\(significantCount) significant eigenvalues")
    precondition(stateOverlaps?.isSquare ?? true, "the overlaps between states are not square")
    self.verdict = verdict
    self.system = system
    self.overlaps = overlaps
    self.order = order
    self.merges = merges
    self.states = states
    self.eigenvalues = eigenvalues
    self.noiseEdge = noiseEdge
    self.significantCount = significantCount
    self.distribution = distribution ?? OverlapDistribution(of: overlaps)
    self.theoryPeaks = theoryPeaks
    self.theoryCurve = theoryCurve
    self.theoryName = theoryName
    self.stateOverlaps = stateOverlaps
    self.instanceName = instanceName
    self.distributionName = distributionName
    self.distributionSymbol = distributionSymbol
  }

  private var matrixHeading: String {
    "Ordered overlap matrix"
      + (instanceName.isEmpty ? "" : "{/:Normal , \(GnuplotText.escaped(instanceName))}")
  }

  private var distributionHeading: String {
    "Overlap distribution"
      + (distributionName.isEmpty ? "" : "{/:Normal , \(GnuplotText.escaped(distributionName))}")
  }

  /// The drawing of the sheet.
  ///
  /// - Returns: The script and the data.
  /// - Throws: ``FiguresError/notFinite(quantity:index:)`` or
  ///   ``FiguresError/tooFew(quantity:needed:found:)``.
  public func drawing() throws(FiguresError) -> Drawing {
    try check()
    let side = 480.0
    let tree = merges.isEmpty ? 0.0 : 116
    let top = Canvas.titleHeight + 24
    let canvas = Canvas(width: 1000, height: top + tree + side + 108)
    let heatFrame = Frame(left: 78, top: top + tree, width: side, height: side)
    let barFrame = Frame(left: 78 + 90, top: heatFrame.bottom + 58, width: side - 180, height: 11)

    let scale = InkScale(overlaps: [overlaps])
    var heat = HeatMapPanel(
      matrix: overlaps.reordered(by: order), content: "matrix", scale: scale)
    heat.xLabel = "replica (ordered)"
    heat.yLabel = "replica (ordered)"
    heat.boundaries = boundaries
    var files = [heat.dataFile]
    var lines = Canvas.opening
    lines += heat.commands(in: heatFrame, on: canvas)
    lines += canvas.titles(verdict, system)
    lines += weightLabels(at: heatFrame, on: canvas)
    lines += HeatMapPanel.colourBar(barFrame, scale: scale, on: canvas)
    let heading = Frame(left: 78, top: top, width: side, height: tree + side)
    lines.append(canvas.heading(matrixHeading, of: heading))
    lines.append(heat.plot(width: side))

    if !merges.isEmpty {
      let panel = DendrogramPanel(merges: merges, order: order)
      lines += panel.commands(
        in: Frame(left: 78, top: top, width: side, height: tree - 8), on: canvas)
      files.append(panel.dataFile)
    }
    let (right, rightFiles) = rightColumn(
      in: Frame(left: 690, top: top, width: 288, height: tree + side + 60), on: canvas)
    return Drawing(
      width: canvas.width, height: canvas.height, commands: lines + right + Canvas.closing,
      dataFiles: files + rightFiles,
      title: [verdict, system].filter { !$0.isEmpty }.joined(separator: "; "))
  }

  private func check() throws(FiguresError) {
    try require(overlaps.rows, atLeast: 2, "an overlap matrix's replicas")
    try requireFinite(overlaps.elements, "the overlap matrix")
    try requireFinite(eigenvalues, "the eigenvalues")
    try requireFinite(noiseEdge.map { [$0] } ?? [], "the noise edge")
    try requireFinite(merges.map(\.height), "the dendrogram")
    try requireFinite(states.map(\.weight), "the states' weights")
    try requireFinite(stateOverlaps?.elements ?? [], "the overlaps between states")
    try requireFinite(theoryPeaks, theoryCurve)
    try distribution.check()
  }

  /// Where one state ends and the next begins; borders between tiny states are left out.
  private var boundaries: [Int] {
    let smallest = states.count > 40 ? overlaps.rows / 100 : 0
    var result: [Int] = []
    var end = 0
    for (state, next) in zip(states, states.dropFirst()) {
      end += state.replicas
      if max(state.replicas, next.replicas) > smallest { result.append(end) }
    }
    return result
  }

  /// The weights beside the matrix; heavy states first, none on top of another.
  private func weightLabels(at frame: Frame, on canvas: Canvas) -> [String] {
    guard states.count > 1 else { return [] }
    var places: [(y: Double, weight: Double)] = []
    var end = 0
    for state in states {
      let middle = Double(end) + Double(state.replicas) / 2
      places.append((frame.top + frame.height * middle / Double(overlaps.rows), state.weight))
      end += state.replicas
    }
    var used: [Double] = []
    var lines = [
      canvas.label(
        "weight", x: frame.right + 6, y: frame.top - 12,
        "left font ',11' tc rgb '\(Style.grey)'")
    ]
    for place in places.sorted(by: { $0.weight > $1.weight })
    where !used.contains(where: { abs($0 - place.y) < 14 }) {
      used.append(place.y)
      lines.append(
        canvas.label(hundredths(place.weight), x: frame.right + 6, y: place.y, "left font ',12'"))
    }
    return lines
  }

  /// Spectrum, distribution and overlaps between states, one below the other.
  private func rightColumn(
    in frame: Frame, on canvas: Canvas
  ) -> (commands: [String], files: [Drawing.DataFile]) {
    let gap = 76.0
    let count = stateOverlaps == nil ? 2.0 : 3
    let height = (frame.height - gap * (count - 1)) / count
    let place = { (index: Double) in
      Frame(
        left: frame.left, top: frame.top + index * (height + gap), width: frame.width,
        height: height)
    }
    let spectrum = SpectrumPanel(
      eigenvalues: eigenvalues, noiseEdge: noiseEdge, significantCount: significantCount,
      content: "spectrum")
    var spectrumLines = spectrum.commands(in: place(0), on: canvas)
    let plot = spectrumLines.removeLast()
    spectrumLines += [canvas.heading("Spectrum", of: place(0)), plot]
    let panel = DistributionPanel(
      histogram: distribution, peaks: theoryPeaks, curve: theoryCurve, theoryName: theoryName,
      symbol: distributionSymbol)
    var panelLines = panel.commands(in: place(1), on: canvas)
    let panelPlot = panelLines.removeLast()
    panelLines += [canvas.heading(distributionHeading, of: place(1)), panelPlot]
    var lines = spectrumLines + panelLines
    var files = [spectrum.dataFile] + panel.dataFiles
    if let stateOverlaps, stateOverlaps.rows > 0 {
      let states = StateOverlapPanel(matrix: stateOverlaps, scale: InkScale(overlaps: [overlaps]))
      lines += states.commands(in: place(2), on: canvas)
      files.append(states.dataFile)
    }
    return (lines, files)
  }
}
