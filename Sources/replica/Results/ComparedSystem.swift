import ReplicaKit

/// One of the systems that `replica compare` puts side by side.
struct ComparedSystem {
  /// Which system it is.
  enum Kind: String {
    case deepNetwork = "deep-network"
    case recurrentMap = "recurrent-map"
    case recurrentNetwork = "recurrent-network"
    case spinGlass = "spin-glass"

    /// The name in tables and legends.
    var name: String {
      switch self {
      case .deepNetwork: "deep network"
      case .recurrentMap: "recurrent map"
      case .recurrentNetwork: "recurrent network"
      case .spinGlass: "spin glass"
      }
    }

    /// What the places of its trajectory are.
    var axis: String {
      switch self {
      case .deepNetwork: "layer"
      case .recurrentMap, .recurrentNetwork: "time"
      case .spinGlass: "temperature"
      }
    }
  }

  /// A quantity along the trajectory.
  struct Series {
    /// The means over networks or instances.
    let measured: [Estimate]
    /// The theory at the same places; `nil` where there is none.
    let theory: [Double?]
  }

  let kind: Kind
  /// Layers, times or temperatures.
  let places: [Double]
  /// The squared lengths q of signals; of a spin glass the mean overlap ⟨|q|⟩ of two replicas.
  let lengths: Series
  /// The correlations c of two replicas.
  let correlations: Series
  /// The squared length at the end, for all systems in units of the network's signals.
  let finalLength: Estimate
  /// Where lengths and correlations end, by theory; `nil` where no theory says.
  let fixedLength: Double?
  let fixedCorrelation: Double?
  /// Where the replicas of each network or instance ended.
  let analyses: [ReplicaAnalysis]
  /// The common verdict.
  let classification: Classification
  /// What it shows, in plain words.
  let statement: String

  /// The correlation at the end.
  var finalCorrelation: Estimate { correlations.measured[correlations.measured.count - 1] }

  /// The eigenvalues of the overlaps of the first network or instance, divided by their number.
  var normalizedEigenvalues: [Double] {
    guard let first = analyses.first else { return [] }
    return first.eigenvalues.map { $0 / Double(first.eigenvalues.count) }
  }

  /// The mean number of states per network or instance.
  var meanStateCount: Double {
    analyses.isEmpty
      ? 0 : Double(analyses.reduce(0) { $0 + $1.states.count }) / Double(analyses.count)
  }
}
