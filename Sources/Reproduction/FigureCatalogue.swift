public import Documents
public import Experiments

/// The published figures that can be computed.
public enum FigureCatalogue {
  /// The figures; a new one is one recipe more.
  public static let figures: [any PublishedFigure] = [
    ParisiMoments(), GroundStateEnergy(), LatticeTransition(), SquareLatticeGroundState(),
    OneStepBreaking(), DropletNull(), RetrievalCapacity(), RandomLaser(), NishimoriLine(),
    LengthPropagation(),
    CorrelationPropagation(), DepthScales(), ChaosTransition(), LyapunovSpectra(),
    DeepAndRecurrent(), BridgeToSpinGlasses(),
  ]

  /// A figure by its name.
  ///
  /// - Parameter name: The name.
  /// - Returns: The figure; `nil` where there is none of this name.
  public static func figure(named name: String) -> (any PublishedFigure)? {
    figures.first { $0.name == name }
  }
}

/// The list of published figures.
public struct FigureList: Reportable {
  /// The list.
  public init() {}

  /// Names, titles and sources.
  public var document: JSONValue {
    [
      "figures": .array(
        FigureCatalogue.figures.map {
          ["name": .string($0.name), "title": .string($0.title), "source": .string($0.source)]
        })
    ]
  }

  /// A line for each figure, and where it was published.
  public var sections: [ReportSection] {
    [
      .table(
        ReportTable(
          header: ["figure", "what it shows"],
          rows: FigureCatalogue.figures.map { [$0.name, $0.title] })),
      .remark(
        "replica reproduce FIGURE computes one in less than a minute, with --full in several."),
    ]
  }
}
