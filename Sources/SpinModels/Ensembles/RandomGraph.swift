import Randomness
import RealModule

/// Spin glasses on random graphs: Erdős–Rényi graphs of mean degree c (Viana–Bray) or random regular graphs.
///
/// ```
/// H = −Σ_{(i,j) ∈ G} J_ij s_i s_j − h Σ_i s_i,   J_ij = ±1 with mean J0 or N(J0, 1)
/// ```
///
/// Pairs of an Erdős–Rényi graph are bonds with probability c/(N − 1), each by itself. In a regular graph every
/// spin has c neighbours: free ends are joined at random, never to the same spin or twice to the same other one,
/// from the start again where that ends in a cul-de-sac, which is uniform for N → ∞.
///
/// On the Nishimori line, J0 = tanh β for ±1 bonds and J0 = β for Gaussian ones, the energy is −J0 per bond on the
/// average over instances.
///
/// **Source**: L. Viana and A. J. Bray, *J. Phys. C* 18, 3037 (1985); A. Steger and N. C. Wormald, *Combin. Probab.
/// Comput.* 8, 377 (1999), for regular graphs.
public struct RandomGraph: SpinEnsemble, Equatable {
  /// The name of the model on the command line and in files.
  public static let name = "random-graph"

  /// The options that describe the model.
  public static let options = ["spins", "degree", "regular", "disorder", "bias", "field"]

  /// How many neighbours spins have.
  public enum Degrees: Sendable, Equatable {
    /// Poissonian numbers of this mean for N → ∞.
    case mean(Double)
    /// All the same number.
    case regular(Int)
  }

  /// The number N of spins.
  public let spinCount: Int
  /// How many neighbours spins have.
  public let degrees: Degrees
  /// The distribution of the bonds.
  public let distribution: CouplingDistribution
  /// The mean J0 of the bonds.
  public let bias: Double
  /// The uniform field h.
  public let field: Double

  /// The most spins: indices of neighbours have 32 bits, and memory ends long before.
  static let largestSpinCount = 1 << 28
  /// The largest degree of a regular graph: beyond it joining free ends takes too many attempts.
  static let largestRegularDegree = 64

  /// Describes the ensemble.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins, at least 2.
  ///   - degrees: A mean degree from 0 to N − 1, or a degree from 1 to N/2 (at most 64) with N c even.
  ///   - distribution: The distribution of the bonds.
  ///   - bias: The mean J0 of the bonds, within ±1 for ±1 bonds.
  ///   - field: The uniform field h.
  /// - Throws: ``SpinModelError``.
  public init(
    spinCount: Int, degrees: Degrees, distribution: CouplingDistribution = .gaussian,
    bias: Double = 0, field: Double = 0
  ) throws(SpinModelError) {
    guard spinCount >= 2 else { throw .tooFewSpins(spinCount) }
    guard spinCount <= Self.largestSpinCount else {
      throw .invalidParameter(
        name: "number of spins", value: Double(spinCount),
        expected: "at most \(Self.largestSpinCount)")
    }
    switch degrees {
    case .mean(let mean):
      guard mean >= 0, mean <= Double(spinCount - 1) else {
        throw .invalidParameter(
          name: "mean degree", value: mean, expected: "a number from 0 to N − 1 = \(spinCount - 1)")
      }
    case .regular(let degree):
      let most = min(spinCount / 2, Self.largestRegularDegree)
      guard (1...max(1, most)).contains(degree), degree * spinCount % 2 == 0 else {
        throw .invalidParameter(
          name: "degree", value: Double(degree),
          expected: "1 to N/2, at most \(Self.largestRegularDegree), with an even number of ends "
            + "(N = \(spinCount))")
      }
    }
    try distribution.requireMean(bias)
    try requireModest(field, "field")
    self.spinCount = spinCount
    self.degrees = degrees
    self.distribution = distribution
    self.bias = bias
    self.field = field
  }

  /// Makes the model that options describe.
  public init(_ request: ModelRequest) throws {
    try self.init(
      spinCount: request.integer("spins") ?? 0,
      degrees: request.integer("regular").map { .regular($0) }
        ?? .mean(request.number("degree") ?? 0),
      distribution: request.disorder(), bias: request.number("bias") ?? 0,
      field: request.number("field") ?? 0)
  }

  /// Needs the number of spins and one kind of degree.
  public static func check(_ request: ModelRequest) throws(SpinModelError) {
    try request.require("spins", "N", of: name)
    guard request.has("degree") != request.has("regular") else {
      throw .missingOption(
        "the model \(name) needs exactly one of --degree C (Erdős–Rényi) and --regular C")
    }
  }

  /// Whether there is no field.
  public var isSpinFlipSymmetric: Bool { field == 0 }

  /// Bonds with their neighbours, in floating point and as whole numbers.
  public var memory: Double { 96 * meanBondCount + 64 * Double(spinCount) }

  private var meanBondCount: Double {
    switch degrees {
    case .mean(let mean): mean * Double(spinCount) / 2
    case .regular(let degree): Double(degree * spinCount) / 2
    }
  }

  /// Whether everything but the number of spins agrees.
  public func isOtherSize(of other: Self) -> Bool {
    degrees == other.degrees && distribution == other.distribution && bias == other.bias
      && field == other.field
  }

  /// Draws one disorder instance: its graph, then its bonds in the order of the graph.
  public func instance(_ index: Int, seed: UInt64) -> SpinInstance {
    var graph = RandomStream(StreamName(seed: seed, purpose: .disorder, instance: index, slot: 1))
    var values = RandomStream(StreamName(seed: seed, purpose: .disorder, instance: index))
    let pairs =
      switch degrees {
      case .mean(let mean):
        Self.independentPairs(spinCount, probability: mean / Double(spinCount - 1), &graph)
      case .regular(let degree): Self.regularPairs(spinCount, degree: degree, &graph)
      }
    let bonds = pairs.map { ($0.0, $0.1, distribution.draw(mean: bias, from: &values)) }
    do {
      return SpinInstance(
        validInteractions: .sparse(try BondList(spinCount: spinCount, pairs: bonds)),
        fields: [Double](repeating: field, count: spinCount))
    } catch {
      preconditionFailure("a graph with a bond that is none: \(error)")
    }
  }

  /// Every pair with the same probability, found by jumps of geometric lengths through the list of pairs.
  static func independentPairs(
    _ n: Int, probability: Double, _ stream: inout RandomStream
  ) -> [(Int, Int)] {
    guard probability > 0 else { return [] }
    var pairs: [(Int, Int)] = []
    // Row i has the pairs (i, 0), …, (i, i − 1).
    var (row, column) = (1, -1)
    while true {
      column += 1
      if probability < 1 {
        let jump = Double.log(1 - stream.uniform()) / Double.log(onePlus: -probability)
        guard jump < Double(n) * Double(n) else { return pairs }
        column += Int(jump)
      }
      while column >= row {
        column -= row
        row += 1
        if row >= n { return pairs }
      }
      pairs.append((row, column))
    }
  }

  /// Joins free ends at random.
  static func regularPairs(
    _ n: Int, degree: Int, _ stream: inout RandomStream
  ) -> [(Int, Int)] {
    while true {
      var ends = (0..<n * degree).map { $0 / degree }
      var neighbours = [[Int]](repeating: [], count: n)
      var pairs: [(Int, Int)] = []
      var failures = 0
      // Many misses in a row: whether any pair fits is then looked up.
      while !ends.isEmpty {
        let a = stream.index(below: ends.count)
        let b = stream.index(below: ends.count)
        let (i, j) = (ends[a], ends[b])
        if i != j, !neighbours[i].contains(j) {
          neighbours[i].append(j)
          neighbours[j].append(i)
          pairs.append((i, j))
          for place in [max(a, b), min(a, b)] {
            ends.swapAt(place, ends.count - 1)
            ends.removeLast()
          }
          failures = 0
          continue
        }
        failures += 1
        if failures % 256 == 0 {
          let free = Set(ends)
          let fits = free.contains { i in free.contains { $0 != i && !neighbours[i].contains($0) } }
          if !fits { break }
        }
      }
      if ends.isEmpty { return pairs }
    }
  }
}

extension RandomGraph {
  private enum CodingKeys: String, CodingKey {
    case spinCount = "spins"
    case degree
    case regular
    case distribution = "disorder"
    case bias
    case field
  }

  /// Writes the options of the model.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(spinCount, forKey: .spinCount)
    switch degrees {
    case .mean(let mean): try values.encode(mean, forKey: .degree)
    case .regular(let degree): try values.encode(degree, forKey: .regular)
    }
    try values.encode(distribution, forKey: .distribution)
    try values.encode(bias, forKey: .bias)
    try values.encode(field, forKey: .field)
  }

  /// Restores a checked model.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      spinCount: values.decode(Int.self, forKey: .spinCount),
      degrees: try values.decodeIfPresent(Int.self, forKey: .regular).map { .regular($0) }
        ?? .mean(values.decode(Double.self, forKey: .degree)),
      distribution: values.decode(CouplingDistribution.self, forKey: .distribution),
      bias: values.decode(Double.self, forKey: .bias),
      field: values.decode(Double.self, forKey: .field))
  }
}
