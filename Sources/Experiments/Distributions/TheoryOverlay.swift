import Documents
public import Figures
public import ReplicaTheory
public import SpinModels

/// The overlap distribution that replica theory predicts for a run, in the limit of many spins.
///
/// ```
/// P(q) = dx/dq + x(q_min) δ(q − q_min) + (1 − x_M) δ(q − q_EA)    below the AT line
/// P(q) = δ(q − q_RS)                                              above it
/// ```
///
/// It is exact for N → ∞, for couplings of either distribution. A run of N spins has the peaks smeared and
/// the smallest |q| filled up.
///
/// At zero field the energy is even in the spins, so that the sampled P(q) is even at every N and every
/// J0. In a ferromagnet, with or without a spin glass in it, the theory describes one of its two phases ±M;
/// the Gibbs measure holds half of each, and so a mirrored curve is right there too.
public struct TheoryOverlay: Sendable {
  /// Whether one overlap or a continuous function q(x) solves the model.
  public enum Ansatz: String, Sendable {
    /// One overlap: replica symmetry.
    case rs
    /// A function q(x).
    case parisi

    /// The name in titles and tables.
    public var name: String { self == .rs ? "RS" : "Parisi" }
  }

  /// How the model is solved.
  public let ansatz: Ansatz
  /// Whether P(q) is even, as at zero field.
  public let isSpinFlipSymmetric: Bool
  /// The energy per spin.
  public let energyPerSpin: TheoryValue
  /// ⟨q²⟩.
  public let meanSquareOverlap: TheoryValue
  /// ⟨|q|⟩; the overlaps q(x) are not negative.
  public let meanAbsoluteOverlap: TheoryValue
  /// q_EA.
  public let edwardsAndersonParameter: TheoryValue
  /// An estimate of the error of the peaks' weights.
  public let weightError: Double
  /// The delta peaks after the global flip has been fixed, with q ≥ 0, ascending.
  public let fixedPeaks: [TheoryPeak]
  /// The smooth part after the global flip has been fixed; `nil` where there is none.
  public let fixedDensity: TheoryCurve?

  /// Solves a Sherrington–Kirkpatrick model; other models have no overlay.
  ///
  /// - Parameters:
  ///   - ensemble: The model of a run.
  ///   - temperature: The temperature.
  /// - Throws: ``/ReplicaTheory/ReplicaTheoryError`` when no solution is found.
  public init?(_ ensemble: any SpinEnsemble, temperature: Double) throws {
    guard case .sherringtonKirkpatrick(let field, let bias) = ensemble.theory else { return nil }
    let solution = try SpinGlassTheory(field: field, bias: bias)
      .continuous(temperature: temperature)
    ansatz = solution.kind == .replicaSymmetric ? .rs : .parisi
    isSpinFlipSymmetric = ensemble.isSpinFlipSymmetric
    energyPerSpin = solution.energyPerSpin
    meanSquareOverlap = solution.meanSquareOverlap
    meanAbsoluteOverlap = solution.meanOverlap
    edwardsAndersonParameter = solution.edwardsAndersonParameter
    weightError = solution.kind == .replicaSymmetric ? 0 : solution.plateauStart.errorEstimate
    let (density, peaks) = solution.overlapDistribution
    fixedPeaks = peaks.map { TheoryPeak(position: $0.overlap, weight: $0.weight) }
    fixedDensity =
      density.count < 2
      ? nil
      : Self.reachingEnds(
        density, from: solution.curve[0].q, to: solution.curve[solution.curve.count - 1].q)
  }

  /// The delta peaks of P(q), ascending; at zero field half of each at −q.
  public var peaks: [TheoryPeak] {
    guard isSpinFlipSymmetric else { return fixedPeaks }
    let split = fixedPeaks.filter { $0.position != 0 }
    let mirrored = split.reversed().map {
      TheoryPeak(position: -$0.position, weight: $0.weight / 2)
    }
    return mirrored + fixedPeaks.filter { $0.position == 0 }
      + split.map { TheoryPeak(position: $0.position, weight: $0.weight / 2) }
  }

  /// The smooth part of P(q), ascending; at zero field half of it at −q.
  public var density: TheoryCurve? {
    guard isSpinFlipSymmetric else { return fixedDensity }
    return fixedDensity.map(Self.symmetric)
  }

  /// Half of a density and half of its mirror image.
  ///
  /// Where the density begins above q = 0, as in a ferromagnet, it is zero between the two halves.
  private static func symmetric(_ curve: TheoryCurve) -> TheoryCurve {
    let (q, p) = (curve.overlaps, curve.density.map { $0 / 2 })
    let meets = q[0] == 0
    let gap = meets ? [] : [-q[0], q[0]]
    let right = meets ? 1 : 0
    return TheoryCurve(
      overlaps: q.reversed().map { -$0 } + gap + q.dropFirst(right),
      density: p.reversed() + gap.map { _ in 0 } + p.dropFirst(right))
  }

  /// A density between the middles of cells, continued by straight lines to the ends of the outer cells.
  private static func reachingEnds(
    _ points: [(overlap: Double, density: Double)], from first: Double, to last: Double
  ) -> TheoryCurve {
    func continued(_ near: Int, _ far: Int, _ q: Double) -> Double {
      let (a, b) = (points[near], points[far])
      return a.density + (b.density - a.density) * (q - a.overlap) / (b.overlap - a.overlap)
    }
    let n = points.count
    return TheoryCurve(
      overlaps: [first] + points.map(\.overlap) + [last],
      density: [continued(0, 1, first)] + points.map(\.density)
        + [continued(n - 1, n - 2, last)])
  }

  /// ⟨q²⟩ and the ansatz, for tables.
  var meanSquareText: String { "\(text(meanSquareOverlap.value)) (\(ansatz.name))" }

  /// The object for programs.
  var document: JSONValue {
    let errors = [
      ("mean_square_overlap", meanSquareOverlap.errorEstimate),
      ("mean_absolute_overlap", meanAbsoluteOverlap.errorEstimate),
      ("edwards_anderson_parameter", edwardsAndersonParameter.errorEstimate),
      ("weights", weightError),
    ]
    var estimates: JSONValue = [:]
    for (key, value) in errors { estimates[key] = .number(value) }
    return [
      "ansatz": .string(ansatz.rawValue), "spin_flip_symmetric": .bool(isSpinFlipSymmetric),
      "overlaps": JSONValue(peaks.map(\.position)), "weights": JSONValue(peaks.map(\.weight)),
      "density": [
        "q": JSONValue(density?.overlaps ?? []), "p": JSONValue(density?.density ?? []),
      ],
      "mean_square_overlap": .number(meanSquareOverlap.value),
      "mean_absolute_overlap": .number(meanAbsoluteOverlap.value),
      "edwards_anderson_parameter": .number(edwardsAndersonParameter.value),
      "error_estimate": .number(errors.map(\.1).max() ?? 0), "error_estimates": estimates,
    ]
  }
}
