import Foundation
import ReplicaKit

/// Times the loops that matter, on one thread, and prints one JSON line for each.
///
/// Every line has the name, its parameters, the unit, and the smallest and the median processor time of three
/// to seven repetitions. With the argument `theory` only replica theory is timed, with `deepnet` only deep networks,
/// finite and infinite, with `kernels` only the kernels of wide networks, with `recurrent` only recurrent networks.
@main
enum Benchmarks {
  static func main() throws {
    if CommandLine.arguments.dropFirst() == ["theory"] { return try replicaTheory() }
    if CommandLine.arguments.dropFirst() == ["deepnet"] {
      try networkPhaseDiagrams()
      return try deepNetworks(2000, width: 1000, depth: 20)
    }
    if CommandLine.arguments.dropFirst() == ["kernels"] { return try networkKernels() }
    if CommandLine.arguments.dropFirst() == ["recurrent"] { return try recurrentNetworks() }
    for spinCount in [256, 1024, 4096] {
      for temperature in [0.7, 0.3] {
        try sampling(spinCount: spinCount, temperature: temperature)
      }
    }
    try overlaps(replicas: 1024, spins: 4096)
    try eigenvalues(size: 1024)
    try classification(replicas: 256, spins: 1024)
    try classification(replicas: 1024, spins: 4096)
    try deepNetworks(2000, width: 1000, depth: 20)
    try networkPhaseDiagrams()
    try replicaTheory()
    try networkKernels()
    try recurrentNetworks()
  }

  /// Heat-bath updates of an SK instance, after a burn-in at the same temperature.
  private static func sampling(spinCount: Int, temperature: Double) throws {
    let model = try SherringtonKirkpatrick(spinCount: spinCount).instance(0, seed: 1)
    let sweeps = max(200, 4_000_000 / (spinCount * 40))
    // A run of twice the length costs its second half more: set-up and burn-in cancel.
    func seconds(_ sweeps: Int) throws -> Double {
      let settings = try SamplingSettings(
        temperatures: [temperature], chainCount: 2, burnIn: 300, sweeps: sweeps, draws: 1)
      return try time {
        _ = try LadderRecord(sampling: model, settings: settings, instance: 0, chain: 0)
      }
    }
    let times = try (0..<7).map { _ in
      try seconds(3 * sweeps) - seconds(sweeps)
    }
    report(
      "heat bath, SK Gaussian", ["N": Double(spinCount), "T": temperature],
      times.map { $0 * 1e9 / Double(2 * sweeps * spinCount) }, unit: "ns per update")
  }

  private static func overlaps(replicas: Int, spins: Int) throws {
    let sample = try PlantedEnsemble(
      spinCount: spins, replicaCount: replicas, overlaps: [0.3], partition: .equalBlocks([])
    ).sample(0, seed: 1)
    let times = try (0..<7).map { _ in
      try time { _ = try OverlapMatrix(of: sample.configurations) }
    }
    report(
      "overlap matrix, packed spins", ["R": Double(replicas), "N": Double(spins)], times, unit: "s")
  }

  private static func eigenvalues(size: Int) throws {
    let sample = try PlantedEnsemble(
      spinCount: size, replicaCount: size, overlaps: [0.3], partition: .equalBlocks([])
    ).sample(0, seed: 1)
    let matrix = try OverlapMatrix(of: sample.configurations).matrix
    let times = try (0..<3).map { _ in try time { _ = try SymmetricEigensystem(of: matrix) } }
    report("eigenvalues and eigenvectors", ["n": Double(size)], times, unit: "s")
  }

  private static func classification(replicas: Int, spins: Int) throws {
    let sample = try PlantedEnsemble(
      spinCount: spins, replicaCount: replicas, overlaps: [0.2, 0.7], partition: .equalBlocks([5])
    ).sample(0, seed: 1)
    let times = try (0..<5).map { _ in
      try time { _ = try ReplicaAnalysis(.configurations(sample.configurations)) }
    }
    report(
      "analysis of one instance", ["R": Double(replicas), "N": Double(spins)], times, unit: "s")
  }

  /// Correlation of two inputs through networks drawn from their exact law.
  private static func deepNetworks(_ count: Int, width: Int, depth: Int) throws {
    let inputs = try NetworkInputs(overlaps: .identity(2), dimension: width, seed: 1)
    let network = try DeepNetwork(sigmaW: 1.5, sigmaB: 0.3, width: width, depth: depth)
    let times = try (0..<5).map { _ in
      try time {
        var accumulator = DeepNetworkAccumulator()
        for index in 0..<count {
          try accumulator.add(
            try network.propagate(inputs, network: index, seed: 1, engine: .exactLaw))
        }
      }
    }
    report(
      "deep networks, two inputs, exact law",
      ["networks": Double(count), "N": Double(width), "L": Double(depth)], times, unit: "s")
  }

  /// q*, c* and χ₁ of tanh networks on two grids of 200 × 200 points.
  private static func networkPhaseDiagrams() throws {
    let steps = (0..<200).map { Double($0) / 199 }
    let grids: [(String, [Double], [Double])] = [
      (
        "variances 0.5…4 and 0…0.5", steps.map { (0.5 + 3.5 * $0).squareRoot() },
        steps.map { (0.5 * $0).squareRoot() }
      ), ("deviations 0.5…5 and 0…2", steps.map { 0.5 + 4.5 * $0 }, steps.map { 2 * $0 }),
    ]
    for (name, sigmaW, sigmaB) in grids {
      let times = try (0..<3).map { _ in
        try time { _ = try NetworkPhaseDiagram(sigmaW: sigmaW, sigmaB: sigmaB) }
      }
      report(
        "phase diagram of tanh, \(name)", ["points": Double(sigmaW.count * sigmaB.count)], times,
        unit: "s")
    }
    // A published point, so that a fast and wrong solver is noticed.
    let point = try NetworkPhaseDiagram(sigmaW: [2.5], sigmaB: [0.3])[0, 0]
    precondition(abs((point.cStar ?? 0) - 0.1221037473) < 1e-10, "c* = \(point)")
  }

  /// Points of the SK model, with and without breaking, and a phase diagram of the Hopfield model.
  private static func replicaTheory() throws {
    let model = try SpinGlassTheory()
    for temperature in [0.5, 0] {
      try theory("replica-symmetric point, SK", ["T": temperature], repetitions: 7, calls: 20) {
        _ = try model.replicaSymmetric(temperature: temperature)
      }
      try theory("one step, SK", ["T": temperature], repetitions: 7) {
        _ = try model.oneStep(temperature: temperature)
      }
      try theory("Parisi solution, SK", ["T": temperature], repetitions: 5) {
        _ = try model.continuous(temperature: temperature)
      }
    }
    // Published (Crisanti and Rizzo, 2002), so that a fast and wrong solver is noticed.
    let half = try model.continuous(temperature: 0.5).freeEnergyPerSpin.value
    precondition(abs(half + 0.7911775749) < 1e-10, "f(T = 0.5) = \(half)")
    let loads = (1...200).map { 0.15 * Double($0) / 200 }
    try theory("Hopfield phase diagram", ["loads": 200], repetitions: 3) {
      _ = try HopfieldPhaseDiagram(loads: loads)
    }
  }

  private static func theory(
    _ name: String, _ parameters: KeyValuePairs<String, Double>, repetitions: Int, calls: Int = 1,
    _ work: () throws -> Void
  ) throws {
    let times = try (0..<repetitions).map { _ in
      try time { for _ in 0..<calls { try work() } } / Double(calls)
    }
    report(name, parameters, times, unit: "s")
  }

  /// The processor time of the process, so that other programs on the machine do not count.
  static func time(_ work: () throws -> Void) rethrows -> Double {
    let start = clock()
    try work()
    return Double(clock() - start) / Double(CLOCKS_PER_SEC)
  }

  static func report(
    _ name: String, _ parameters: KeyValuePairs<String, Double>, _ values: [Double], unit: String
  ) {
    let sorted = values.sorted()
    var object: JSONValue = ["name": .string(name)]
    for (key, value) in parameters { object[key] = .number(value) }
    object["minimum"] = .number(sorted[0])
    object["median"] = .number(sorted[sorted.count / 2])
    object["unit"] = .string(unit)
    print(object.compactText)
  }
}
