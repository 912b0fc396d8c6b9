public import Documents
import Sampling
import SpinModels

/// Whether the kernels leave the Gibbs measure invariant on this machine: each on a small model that is enumerated.
public struct KernelCertificate: Reportable {
  private struct Row {
    let kernel: String
    let model: String
    let finding: KernelInvariance.Finding
  }

  private let rows: [Row]
  private let drawCount: Int
  private let seed: UInt64

  /// Whether nothing was found against any kernel.
  public var isSound: Bool { rows.allSatisfy(\.finding.isSound) }

  private static let drawsPerStep = 20_000
  private static let temperatures = [0.7, 1.1, 2]

  /// Tests all kernels, on fresh random numbers of the seed.
  ///
  /// - Parameter session: Seed, threads and progress.
  /// - Throws: What sampling and enumeration throw.
  public init(session: Session) async throws {
    let seed = session.seed
    let cases = try Self.cases(seed: seed)
    let found = try await session.concurrently("kernels", count: cases.count) { k in
      try KernelInvariance(
        cases[k].kernel, of: cases[k].instance, temperatures: Self.temperatures,
        draws: Self.drawsPerStep, seed: seed)
    }
    rows = zip(cases, found).flatMap { one, invariance in
      invariance.findings.map { Row(kernel: one.name, model: one.model, finding: $0) }
    }
    drawCount = Self.drawsPerStep
    self.seed = seed
  }

  private struct Case: Sendable {
    let name: String
    let model: String
    let instance: SpinInstance
    let kernel: any SweepKernel
  }

  /// Every storage with every rule that it has.
  private static func cases(seed: UInt64) throws -> [Case] {
    let dense = try SherringtonKirkpatrick(spinCount: 10, field: 0.3).instance(0, seed: seed)
    let lattice = try EdwardsAnderson(dimension: 2, length: 3).instance(0, seed: seed)
    let signs = try EdwardsAnderson(dimension: 2, length: 3, distribution: .plusMinusOne)
      .instance(0, seed: seed)
    let triples = try PSpin(spinCount: 9).instance(0, seed: seed)
    let quadruples = try PSpin(spinCount: 8, order: 4, distribution: .plusMinusOne, field: 0.2)
      .instance(0, seed: seed)
    let hierarchy = try HierarchicalLattice(dimension: 2, generations: 2).instance(0, seed: seed)
    let coldest = temperatures[0]
    func one(
      _ name: String, _ model: String, _ instance: SpinInstance, _ kernel: any SweepKernel
    ) -> Case { Case(name: name, model: model, instance: instance, kernel: kernel) }
    func metropolis(_ name: String, _ model: String, _ instance: SpinInstance) throws -> Case {
      one(
        name, model, instance,
        try instance.kernel(walkers: 1, coldest: coldest, rule: .metropolis))
    }
    var list = [
      one("dense", "SK, N = 10, h = 0.3", dense, DenseKernel(dense)),
      one("sparse", "2D EA, 3 × 3", lattice, SparseKernel(lattice)),
      one("sparse, 64 bits", "2D EA, 3 × 3", lattice, WideKernel(lattice)),
      one(
        "products", "p = 3, N = 9", triples, try triples.kernel(walkers: 1, coldest: coldest)),
      one(
        "products", "p = 4 ±1, N = 8, h = 0.2", quadruples,
        try quadruples.kernel(walkers: 1, coldest: coldest)),
      one("exact draws", "hierarchical lattice", hierarchy, DecimationKernel(hierarchy)),
      try metropolis("dense, Metropolis", "SK, N = 10, h = 0.3", dense),
      try metropolis("sparse, Metropolis", "2D EA, 3 × 3", lattice),
      try metropolis("products, Metropolis", "p = 3, N = 9", triples),
    ]
    let fair = try SherringtonKirkpatrick(spinCount: 10, distribution: .plusMinusOne)
      .instance(0, seed: seed)
    if let kernel = BitRowKernel(fair) {
      list.append(one("dense, rows of bits", "SK ±1, N = 10", fair, kernel))
    }
    if let kernel = MultispinKernel(signs) {
      list.append(one("64 walkers a word", "2D EA ±1, 3 × 3", signs, kernel))
    }
    return list
  }

  private static let columns: [Column<Row>] = [
    Column("kernel", "kernel", text: { $0.kernel }, value: { .string($0.kernel) }),
    Column("model", "model", text: { $0.model }, value: { .string($0.model) }),
    Column(
      "step", "step", text: { $0.finding.isExchange ? "exchange" : "sweep" },
      value: { .string($0.finding.isExchange ? "exchange" : "sweep") }),
    Column("T", "temperature") { $0.finding.temperature },
    Column("p of states", "state_probability", digits: 2) { $0.finding.stateProbability },
    Column("z of energy", "energy_score", digits: 2) { $0.finding.energyScore },
    Column(
      "invariant", "invariant", text: { $0.finding.isSound ? "yes" : "no" },
      value: { .bool($0.finding.isSound) }),
  ]

  private var sentence: String {
    let bad = rows.filter { !$0.finding.isSound }
    return bad.isEmpty
      ? "all kernels leave the Gibbs measure invariant (\(KernelInvariance.instructionSet), \(drawCount) "
        + "exact draws per step)"
      : "NOT invariant: \(Set(bad.map(\.kernel)).sorted().joined(separator: "; ")). Do not trust runs of this "
        + "machine, and please report this."
  }

  /// A line per kernel, step and temperature.
  public var sections: [ReportSection] {
    [
      .table(ReportTable(Self.columns, rows)), .text(""), .text(sentence),
      .remark(
        "Walkers that are drawn from the Gibbs measure by enumeration, after one step: χ² of the states and the mean "
          + "energy; a sound kernel fails a line with probability \(KernelInvariance.level)."),
    ]
  }

  /// All figures.
  public var document: JSONValue {
    [
      "kernels": JSONValue(Self.columns, rows: rows), "invariant": .bool(isSound),
      "instruction_set": .string(KernelInvariance.instructionSet),
      "draws": .integer(drawCount), "seed": JSONValue(seed: seed),
    ]
  }
}
