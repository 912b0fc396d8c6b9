import Overlaps
public import Sampling
public import Statistics

/// One of the systems that a comparison puts side by side: a network, or a spin glass.
public struct ComparedSystem: Sendable {
  /// Which system it is.
  public enum Kind: String, Sendable {
    /// A feedforward network with new weights in every layer.
    case deepNetwork = "deep-network"
    /// The same recursion with one weight matrix.
    case recurrentMap = "recurrent-map"
    /// A recurrent network in continuous time.
    case recurrentNetwork = "recurrent-network"
    /// The SK model in random fields.
    case spinGlass = "spin-glass"

    /// The name in tables and legends.
    package var name: String {
      switch self {
      case .deepNetwork: "deep network"
      case .recurrentMap: "recurrent map"
      case .recurrentNetwork: "recurrent network"
      case .spinGlass: "spin glass"
      }
    }

    /// What the places of its trajectory are.
    package var axis: String {
      switch self {
      case .deepNetwork: "layer"
      case .recurrentMap, .recurrentNetwork: "time"
      case .spinGlass: "temperature"
      }
    }
  }

  /// A quantity along the trajectory.
  public struct Series: Sendable {
    /// The means over networks or instances.
    public let measured: [Estimate]
    /// The theory at the same places; `nil` where there is none.
    public let theory: [Double?]
  }

  /// Which system it is.
  public let kind: Kind
  /// Layers, times or temperatures.
  public let places: [Double]
  /// The squared lengths q of signals; of a spin glass the mean overlap ⟨|q|⟩ of two replicas.
  public let lengths: Series
  /// The correlations c of two replicas.
  public let correlations: Series
  /// The squared length at the end, for all systems in units of the network's signals.
  public let finalLength: Estimate
  /// Where lengths end, by theory; `nil` where no theory says.
  public let fixedLength: Double?
  /// Where correlations end, by theory; `nil` where no theory says.
  public let fixedCorrelation: Double?
  /// What the replicas of each network or instance show at the end, and the common verdict.
  public let analysis: SystemAnalysis
  /// What it shows, in plain words.
  public let statement: String
  /// Whether the sample at the end is in equilibrium; `nil` for networks, which sample no Gibbs measure.
  public var equilibration: TemperatureEquilibration?

  /// The correlation at the end.
  package var finalCorrelation: Estimate { correlations.measured[correlations.measured.count - 1] }

  /// The eigenvalues of the overlaps of the first network or instance, divided by their number.
  package var normalizedEigenvalues: [Double] {
    let values = analysis.first.eigenvalues
    return values.map { $0 / Double(values.count) }
  }

  /// The mean number of states per network or instance.
  package var meanStateCount: Double {
    Double(analysis.analyses.reduce(0) { $0 + $1.states.count }) / Double(analysis.analyses.count)
  }
}
