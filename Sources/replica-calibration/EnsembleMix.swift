import ReplicaKit

/// The planted ensembles over which the verdict is calibrated and judged.
///
/// Sizes, levels, weights, flips and laws of the sites are drawn at random; the index names the draw.
struct EnsembleMix {
  /// Whether sites are strongly correlated in two of three ensembles, or weakly in one of six.
  let correlated: Bool
  let seed: UInt64
  /// Whether only small systems are drawn, as for pools of many instances.
  var small = false

  /// What is planted; more families of the classes that are hard to tell apart.
  enum Family: String, CaseIterable {
    case paramagnet, constantState, broadState, ferromagnet
    case equalBlocks, unequalBlocks, poissonDirichlet, pairs
    case twoSteps, cascade, full
    case crossed, ring, arc, sphere
  }

  /// How often a family comes, in units of the others.
  private static let deck: [Family] = [
    .paramagnet, .paramagnet, .constantState, .broadState, .ferromagnet,
    .equalBlocks, .unequalBlocks, .poissonDirichlet, .poissonDirichlet, .pairs,
    .twoSteps, .cascade, .cascade, .full, .full,
    .crossed, .crossed, .ring, .arc, .sphere,
  ]

  /// One ensemble and its family.
  func ensemble(_ index: Int) throws -> (family: Family, ensemble: PlantedEnsemble) {
    var stream = RandomStream(
      StreamName(seed: seed, purpose: .analysis, instance: index, chain: 7))
    func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * stream.uniform() }
    func choose<T>(_ values: [T]) -> T { values[stream.index(below: values.count)] }
    let family = Self.deck[index % Self.deck.count]
    let r = choose(small ? [48, 96] : [48, 96, 192, 384])
    let n = choose(small ? [256, 512, 1024] : [256, 512, 1024, 2048, 4096])
    let q0 = uniform(0, 0.5)
    let gap = min(uniform(0.05, 0.9), 0.95 - q0)
    let structure: PlantedEnsemble.Structure
    switch family {
    case .paramagnet:
      structure = .hierarchy(overlaps: [0], partition: .equalBlocks([]))
    case .constantState, .broadState, .ferromagnet:
      structure = .hierarchy(overlaps: [uniform(0.05, 0.9)], partition: .equalBlocks([]))
    case .equalBlocks:
      structure = .hierarchy(
        overlaps: [q0, q0 + gap], partition: .equalBlocks([choose([2, 3, 4, 6, 8, 16])]))
    case .unequalBlocks:
      structure = .hierarchy(
        overlaps: [q0, q0 + gap],
        partition: .weights((0..<choose([2, 3, 5, 8])).map { _ in uniform(0.1, 1) }))
    case .poissonDirichlet:
      structure = .hierarchy(
        overlaps: [q0, q0 + gap], partition: .poissonDirichlet([uniform(0.2, 0.9)]))
    case .pairs:
      structure = .hierarchy(overlaps: [q0, q0 + max(gap, 0.2)], partition: .pairs)
    case .twoSteps:
      let k = choose([2, 3, 4])
      structure = .hierarchy(
        overlaps: [q0, q0 + gap * uniform(0.25, 0.75), q0 + gap],
        partition: .equalBlocks([k, choose([2, 3, 4])]))
    case .cascade:
      let m = uniform(0.4, 0.9)
      structure = .hierarchy(
        overlaps: [q0, q0 + gap * uniform(0.25, 0.75), q0 + gap],
        partition: .poissonDirichlet([m * uniform(0.3, 0.7), m]))
    case .full:
      let top = uniform(0.25, 0.9)
      structure = try PlantedEnsemble.Structure.linear(
        q0: stream.uniform() < 0.5 ? 0 : uniform(0, 0.5 * top), q1: top,
        breakingParameter: uniform(0.3, 0.8), levelCount: 24)
    case .crossed:
      let split = uniform(0.3, 0.7)
      structure = .crossed(
        q0: q0, first: .init(count: choose([2, 3, 4, 6]), gain: gap * split),
        second: .init(count: choose([2, 3, 4, 6]), gain: gap * (1 - split)))
    case .ring:
      structure = .manifold(.ring, q0: q0, q1: q0 + gap)
    case .arc:
      structure = .manifold(.arc(uniform(0.25, 0.75)), q0: q0, q1: q0 + gap)
    case .sphere:
      structure = .manifold(.sphere(3), q0: q0, q1: q0 + gap)
    }
    let isTree: Bool
    if case .hierarchy = structure { isTree = true } else { isTree = family == .crossed }
    var law: SiteLaw = isTree && stream.uniform() < 0.5 ? .broadcast : .gaussian
    if family == .broadState { law = .tanh }
    if family == .ferromagnet { law = .magnetized }
    let chance = stream.uniform()
    let strength = stream.uniform()
    if correlated, chance < 2.0 / 3 {
      law = .correlated(0.3 + 0.68 * strength)
    } else if !correlated, chance < 1.0 / 6 {
      law = .correlated(0.6 * strength)
    }
    let ensemble = try PlantedEnsemble(
      spinCount: n, replicaCount: r, structure: structure, siteLaw: law,
      flips: stream.uniform() < 0.35)
    return (family, ensemble)
  }

  /// The class of the law that instances of an ensemble are drawn from.
  static func lawClass(_ ensemble: PlantedEnsemble) -> PlantedClass {
    guard case .hierarchy(let overlaps, let partition) = ensemble.structure else {
      return .nonHierarchical
    }
    switch partition.levelCount {
    case 0: return overlaps == [0] ? .paramagnetic : .replicaSymmetric
    case 1: return .oneStep
    default: return .hierarchical
    }
  }
}
