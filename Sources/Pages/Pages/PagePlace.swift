import Documents
import Experiments
import Overlaps
import Sampling
import Statistics

/// What a page shows at one place of its axis, rendered, so that the matrices of other places need not stay in memory.
struct PagePlace: Sendable {
  /// The number on the axis.
  let value: Double?
  let headline: String
  let hero: Markup
  let reasons: Markup
  let light: Light?
  /// The parts that change, by the name of the view: place.instance.
  let texts: [JSONValue.Member]
  /// The figures of the first instance; `nil` where they are not the first that is seen.
  let board: RenderedBoard?
  /// The numbers of the figures.
  let data: PackedData
  /// The overlaps of all instances shown, from the smallest to the largest.
  let range: ClosedRange<Double>
  let isBroken: Bool

  /// The static parts of a board.
  struct RenderedBoard: Sendable {
    let matrix: Markup
    let side: Markup
    let states: Markup
  }

  /// The side of the small pictures.
  static func thumbnailSize(replicas: Int) -> Int { min(24, replicas) }

  /// The matrices that a place shows.
  struct Matrices {
    let analyses: [ReplicaAnalysis]
    /// The names of the instances, and their patterns where they have any.
    let names: [Int]
    var patterns: [PatternOverlaps] = []
  }

  /// Renders a place.
  ///
  /// - Parameters:
  ///   - hero: The answer.
  ///   - value: The number on the axis.
  ///   - reasons: What it rests on.
  ///   - matrices: The analyses of all instances.
  ///   - index: The place on the axis.
  ///   - instances: The places of the instances that can be chosen, in the analyses.
  ///   - keepsAll: Whether the matrices of all of them are kept, or of the first only.
  ///   - isFirst: Whether the place is the first that is seen.
  ///   - distribution: P(q).
  ///   - light: What the tests of equilibrium say.
  ///   - unit: What a row of the matrix is.
  ///   - crowd: All instances, where there are more than can be chosen.
  init(
    hero: Hero, value: Double?, reasons: Markup, matrices: Matrices, index: Int, instances: [Int],
    keepsAll: Bool, isFirst: Bool, distribution: DistributionPlot, light: Light?, unit: String,
    crowd: Crowd? = nil
  ) {
    self.value = value
    headline = hero.headline
    self.hero = hero.markup
    self.reasons = reasons
    self.light = light
    isBroken = matrices.analyses.contains { $0.states.count > 1 }
    let spectra = instances.map { matrices.analyses[$0].eigenvalues }
    let count = matrices.analyses.count
    var data = PackedData()
    var texts = [
      JSONValue.Member(
        key: "p\(index)", value: ["hero": .string(self.hero.text), "why": .string(reasons.text)])
    ]
    var thumbnails: [UInt8] = []
    var (low, high) = (Double.infinity, -Double.infinity)
    var board: RenderedBoard?
    for (k, instance) in instances.enumerated() {
      let view = MatrixView(
        matrices.analyses[instance],
        patterns: matrices.patterns.indices.contains(instance) ? matrices.patterns[instance] : nil)
      thumbnails += view.thumbnail(size: Self.thumbnailSize(replicas: view.replicaCount))
      low = min(low, view.range.lowerBound)
      high = max(high, view.range.upperBound)
      guard k == 0 || keepsAll else { continue }
      view.pack(into: &data, key: "\(index).\(k)")
      var distribution = distribution
      distribution.shown = distribution.instances.count > 1 ? instance : nil
      var others = spectra
      others.remove(at: k)
      let one = Board(
        view: view, distribution: distribution,
        spectrum: SpectrumPlot(view: view, others: others), unit: unit,
        which: count > 1 ? "instance \(matrices.names[instance]) of \(count)" : "")
      texts.append(JSONValue.Member(key: "\(index).\(k)", value: one.texts))
      if k == 0, isFirst {
        var ranges = [("own", "this matrix")]
        if instances.count > 1 { ranges.append(("all", "all instances")) }
        ranges.append(("full", "full range"))
        board = RenderedBoard(
          matrix: one.matrix(name: "range", ranges: ranges), side: one.side, states: one.states)
      }
    }
    data.add("t\(index)", bytes: thumbnails)
    if let crowd {
      crowd.pack(matrices.analyses, into: &data)
      var pooled = distribution
      pooled.shown = nil
      texts.append(
        JSONValue.Member(
          key: "rough",
          value: ["pq": .string(pooled.markup.text), "pqtext": .string(pooled.caption)]))
    }
    self.texts = texts
    self.board = board
    self.data = data
    range = low <= high ? low...high : 0...1
  }

  /// Renders a verdict at its temperature.
  ///
  /// - Parameters:
  ///   - words: The verdict in words.
  ///   - index: The place on the axis.
  ///   - instances: The places of the instances that can be chosen, in the analysis.
  ///   - keepsAll: Whether the matrices of all of them are kept, or of the first only.
  ///   - isFirst: Whether the place is the first that is seen.
  ///   - distribution: P(q).
  ///   - note: A line under the bar of classes.
  ///   - light: What the tests of equilibrium say.
  ///   - unit: What a row of the matrix is.
  ///   - crowd: All instances, where there are more than can be chosen.
  init(
    _ words: VerdictWords, index: Int, instances: [Int], keepsAll: Bool, isFirst: Bool,
    distribution: DistributionPlot, note: Markup, light: Light?, unit: String,
    crowd: Crowd? = nil
  ) {
    let point = words.point
    let system = point.analysis
    self.init(
      hero: words.hero(note: note), value: point.temperature ?? point.time,
      reasons: Self.reasons(point),
      matrices: Matrices(
        analyses: system.analyses, names: system.instances, patterns: system.patterns),
      index: index, instances: instances, keepsAll: keepsAll, isFirst: isFirst,
      distribution: distribution, light: light, unit: unit, crowd: crowd)
  }

  /// Warnings and reasons, one after the other.
  static func reasons(_ point: ClassifiedPoint) -> Markup {
    let warnings = point.analysis.warnings.map { text -> Markup in
      "<li class=\"warn\">\(Light.warning.markup)\(prose: Words.sentence(text))</li>"
    }
    let reasons = point.classification.reasons.map { text -> Markup in
      "<li>\(prose: Words.sentence(text))</li>"
    }
    return "<ul class=\"reasons\">\(warnings)\(reasons)</ul>"
  }

  /// The range of colours of matrices: zero is the colour of the page.
  static func colours(_ range: ClosedRange<Double>) -> JSONValue {
    let low =
      range.lowerBound < -0.1 * range.upperBound ? range.lowerBound : max(0, range.lowerBound)
    return [.number(low), .number(range.upperBound)]
  }
}
