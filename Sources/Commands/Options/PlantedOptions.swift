import ArgumentParser
import ReplicaKit

/// The classes of planted order.
enum PlantedKind: String, ExpressibleByArgument, CaseIterable {
  case paramagnetic
  case rs
  case ferromagnet
  case oneStep = "one-step"
  case twoStep = "two-step"
  case kStep = "k-step"
  case full
  case crossed
  case nonHierarchical = "non-hierarchical"
  case ring

  /// A class by its name here, or by that of the verdict of `classify`.
  init?(argument: String) {
    let verdicts = ["replica-symmetric": Self.rs, "hierarchical": .twoStep]
    guard let kind = Self(rawValue: argument) ?? verdicts[argument] else { return nil }
    self = kind
  }

  /// The options for the structure that the class takes.
  fileprivate var options: Set<String> {
    switch self {
    case .paramagnetic: ["--site-law", "--site-correlation"]
    case .rs: ["--q0", "--overlaps", "--site-law", "--site-correlation"]
    case .ferromagnet: ["--q0", "--overlaps"]
    case .oneStep:
      [
        "--q0", "--q1", "--overlaps", "--m", "--blocks", "--pairs", "--weights", "--site-law",
        "--site-correlation",
      ]
    case .twoStep, .kStep:
      ["--overlaps", "--m", "--blocks", "--site-law", "--site-correlation"]
    case .full:
      ["--q0", "--q1", "--m", "--levels", "--q-of-x", "--site-law", "--site-correlation"]
    case .crossed, .nonHierarchical:
      ["--q0", "--q1", "--overlaps", "--blocks", "--site-law", "--site-correlation"]
    case .ring: ["--q0", "--q1", "--arc", "--dimension", "--site-law", "--site-correlation"]
    }
  }

  /// How many overlaps `--overlaps` takes; `nil` for any number.
  fileprivate var overlapCount: Int? {
    switch self {
    case .rs, .ferromagnet: 1
    case .oneStep: 2
    case .twoStep, .crossed, .nonHierarchical: 3
    default: nil
    }
  }
}

/// The class of planted order and its numbers.
struct PlantedOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The class; see above.", valueName: "class"))
  var kind: PlantedKind

  @Option(name: .shortAndLong, parsing: .unconditional, help: "The number N of spins.")
  var spins: Int

  @Option(name: .shortAndLong, parsing: .unconditional, help: "The number R of replicas.")
  var replicas: Int

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The lowest overlap. (default: rs 0.5, ferromagnet 0.64, one-step 0.2, full 0, crossed and ring "
        + "0.1)"))
  var q0: Double?

  @Option(
    parsing: .unconditional,
    help: "The highest overlap. (default: one-step, crossed and ring 0.7, full 0.8)")
  var q1: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "All overlaps instead of --q0 and --q1. crossed: of pairs that share no value, the first, the "
        + "second. (two-step default: 0.05,0.4,0.8)", valueName: "q0,q1,…"))
  var overlaps: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Poisson–Dirichlet weights: the breaking parameter of each step. full: where q(x) stops rising. "
        + "(default: 0.5; two-step 0.3,0.7; k-step equidistant)", valueName: "m1,m2,…"))
  var m: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Equal blocks: their number, and how many within each at the next step. crossed: the numbers of "
        + "values. (crossed default: 3,3)", valueName: "k,l,…"))
  var blocks: String?

  @Flag(help: "one-step: blocks of two replicas.")
  var pairs = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("one-step: the weights of the blocks, of any sum.", valueName: "w1,w2,…"))
  var weights: String?

  @Option(parsing: .unconditional, help: "full: the number of overlaps. (default: 32)")
  var levels: Int?

  @Option(
    help: ArgumentHelp(
      "full: q(x), as printed by 'replica theory … --json' (.json), or two columns x, q (.csv), where "
        + "q holds from x to the next x.", valueName: "file"))
  var qOfX: String?

  @Option(
    parsing: .unconditional,
    help: "ring: points on a part of the circle only, from 0.25 to 1; then --q0 is for its ends.")
  var arc: Double?

  @Option(
    parsing: .unconditional,
    help: "ring: points on the sphere in this many dimensions instead of a circle.")
  var dimension: Int?

  @Option(
    help: "broadcast, gaussian, tanh (one state) or correlated. (default: broadcast; ring gaussian)"
  )
  var siteLaw: SiteLawName?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Site law correlated: how near the sites are to criticality, 0 to below 1. (default: 0.8)",
      valueName: "b"))
  var siteCorrelation: Double?

  @Flag(help: "Flip every replica as a whole with probability one half.")
  var flips = false

  @Flag(help: "Keep blocks together instead of putting the replicas in random order.")
  var noPermutation = false

  enum SiteLawName: String, ExpressibleByArgument, CaseIterable {
    case broadcast
    case gaussian
    case tanh
    case correlated
  }

  func validate() throws {
    let given = [
      "--q0": q0 != nil, "--q1": q1 != nil, "--overlaps": overlaps != nil, "--m": m != nil,
      "--blocks": blocks != nil, "--pairs": pairs, "--weights": weights != nil,
      "--levels": levels != nil, "--q-of-x": qOfX != nil, "--arc": arc != nil,
      "--dimension": dimension != nil, "--site-law": siteLaw != nil,
      "--site-correlation": siteCorrelation != nil,
    ].filter(\.value).keys
    if let name = given.filter({ !kind.options.contains($0) }).min() {
      throw ValidationError(
        "\(name) does not apply to \(kind.rawValue), which takes "
          + kind.options.sorted().joined(separator: ", "))
    }
    for group in [
      ["--m", "--blocks", "--pairs", "--weights"], ["--arc", "--dimension"],
    ] {
      let chosen = group.filter(given.contains)
      if chosen.count > 1 {
        throw ValidationError("\(chosen[0]) and \(chosen[1]) exclude each other")
      }
    }
    for (name, others) in [
      ("--overlaps", ["--q0", "--q1"]), ("--q-of-x", ["--q0", "--q1", "--m", "--levels"]),
    ] where given.contains(name) {
      if let other = others.first(where: given.contains) {
        throw ValidationError("\(name) replaces \(other); expected only one of them")
      }
    }
    if siteCorrelation != nil, let siteLaw, siteLaw != .correlated {
      throw ValidationError(
        "--site-correlation applies to --site-law correlated, not \(siteLaw.rawValue)")
    }
    if let qOfX, !qOfX.hasSuffix(".json"), !qOfX.hasSuffix(".csv") {
      throw ValidationError("--q-of-x is '\(qOfX)'; expected a name ending in .json or .csv")
    }
    // A file is read later, so that what is wrong with it is told as such.
    if qOfX == nil {
      do { _ = try ensemble() } catch { throw ValidationError("\(error)") }
    }
  }

  /// The ensemble; reads the file of q(x) if there is one.
  func ensemble() throws -> PlantedEnsemble {
    let structure = try structure()
    return try PlantedEnsemble(
      spinCount: spins, replicaCount: replicas, structure: structure, siteLaw: law(),
      flips: flips, permuted: !noPermutation)
  }

  private func law() -> SiteLaw? {
    switch siteLaw {
    case .broadcast: .broadcast
    case .gaussian: .gaussian
    case .tanh: .tanh
    case .correlated: .correlated(siteCorrelation ?? 0.8)
    case nil:
      siteCorrelation.map { .correlated($0) } ?? (kind == .ferromagnet ? .magnetized : nil)
    }
  }

  private func structure() throws -> PlantedEnsemble.Structure {
    switch kind {
    case .paramagnetic: return .hierarchy(overlaps: [0], partition: .equalBlocks([]))
    case .rs:
      return .hierarchy(overlaps: try values([q0 ?? 0.5]), partition: .equalBlocks([]))
    case .ferromagnet:
      return .hierarchy(overlaps: try values([q0 ?? 0.64]), partition: .equalBlocks([]))
    case .oneStep: return try hierarchy(try values([q0 ?? 0.2, q1 ?? 0.7]))
    case .twoStep: return try hierarchy(try values([0.05, 0.4, 0.8]))
    case .kStep:
      let levels = try values([])
      guard levels.count >= 2 else {
        throw ValidationError("k-step needs --overlaps q0,q1,…: expected at least 2 numbers")
      }
      return try hierarchy(levels)
    case .full:
      if let qOfX { return try OverlapFunctionFile.structure(of: qOfX) }
      let points = try m.map { try NumberList.numbers($0, "--m") } ?? [0.5]
      guard points.count == 1 else {
        throw ValidationError("--m has \(points.count) numbers; full takes 1")
      }
      return try .linear(
        q0: q0 ?? 0, q1: q1 ?? 0.8, breakingParameter: points[0], levelCount: levels ?? 32)
    case .crossed, .nonHierarchical:
      let (low, high) = (q0 ?? 0.1, q1 ?? 0.7)
      let levels = try values([low, (low + high) / 2, (low + high) / 2])
      let counts = try blocks.map { try NumberList.counts($0, "--blocks") } ?? [3, 3]
      guard counts.count == 2 else {
        throw ValidationError("--blocks has \(counts.count) numbers; \(kind.rawValue) takes 2")
      }
      return .crossed(
        q0: levels[0],
        first: .init(count: counts[0], gain: levels[1] - levels[0], isBalanced: true),
        second: .init(count: counts[1], gain: levels[2] - levels[0], isBalanced: true))
    case .ring:
      let manifold: PlantedEnsemble.Manifold =
        arc.map { .arc($0) } ?? dimension.map { .sphere($0) } ?? .ring
      return .manifold(manifold, q0: q0 ?? 0.1, q1: q1 ?? 0.7)
    }
  }

  /// The numbers of `--overlaps`, or others without it.
  private func values(_ standard: [Double]) throws -> [Double] {
    guard let overlaps else { return standard }
    let values = try NumberList.numbers(overlaps, "--overlaps")
    if let count = kind.overlapCount, values.count != count {
      throw ValidationError(
        "--overlaps has \(values.count) numbers; \(kind.rawValue) takes \(count)")
    }
    return values
  }

  private func hierarchy(_ levels: [Double]) throws -> PlantedEnsemble.Structure {
    let steps = levels.count - 1
    func requireSteps(_ count: Int, _ option: String) throws {
      guard count == steps else {
        throw ValidationError(
          "\(option) has \(count) numbers; \(kind.rawValue) with \(levels.count) overlaps takes "
            + "\(steps)")
      }
    }
    let partition: PlantedEnsemble.Partition
    if pairs {
      partition = .pairs
    } else if let weights {
      partition = .weights(try NumberList.numbers(weights, "--weights"))
    } else if let blocks {
      let counts = try NumberList.counts(blocks, "--blocks")
      try requireSteps(counts.count, "--blocks")
      partition = .equalBlocks(counts)
    } else if let m {
      let points = try NumberList.numbers(m, "--m")
      try requireSteps(points.count, "--m")
      partition = .poissonDirichlet(points)
    } else {
      partition = .poissonDirichlet(
        kind == .twoStep
          ? [0.3, 0.7] : (1..<levels.count).map { Double($0) / Double(levels.count) })
    }
    return .hierarchy(overlaps: levels, partition: partition)
  }
}
