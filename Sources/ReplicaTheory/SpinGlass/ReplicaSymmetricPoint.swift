import NumericalMethods
import RealModule

/// The replica-symmetric solution at an effective field h, without bias.
struct ReplicaSymmetricPoint {
  let mixture: Mixture
  let field: Double
  let temperature: Double
  let q: Double
  /// 1 − q, with its own relative accuracy.
  let p: Double
  /// (1 − q)/T.
  let scaledP: Double
  let magnetization: Double
  let freeEnergy: Double
  let energy: Double
  let entropy: Double
  let replicon: Double

  /// Solves q = E tanh² y/T, y ~ N(h, ξ'(q)).
  init(_ mixture: Mixture, field h: Double, temperature: Double) throws {
    if temperature == 0 {
      self.init(groundStateOf: mixture, field: h)
      return
    }
    let average = { (q: Double) in
      LocalFieldAverages(field: h, variance: mixture.derivative(q), temperature: temperature)
    }
    let roots =
      mixture == .sherringtonKirkpatrick
      ? [try Self.pairwiseRoot(field: h, temperature: temperature, average)]
      : try Self.roots(average)
    let points = roots.map {
      Self(mixture, field: h, temperature: temperature, q: $0.q, p: $0.p)
    }
    self = points.max { $0.freeEnergy < $1.freeEnergy } ?? points[0]
  }

  /// The only root for ξ = q²/2 that is not unstable at zero field.
  private static func pairwiseRoot(
    field h: Double, temperature: Double, _ average: @escaping (Double) -> LocalFieldAverages
  ) throws -> (q: Double, p: Double) {
    if h == 0 && temperature >= 1 { return (0, 1) }
    if temperature >= 0.5 {
      // tanh² x ≥ x² − 2x⁴/3 bounds the zero-field root from below; a field only raises it.
      let lower =
        temperature < 1
        ? (1 - temperature) * (1 + temperature) * temperature * temperature / 2 : 0
      let excess = { (q: Double) in average(q).tanh2 - q }
      let q =
        excess(lower) <= 0 ? lower : try findRoot(in: lower...Double.maximum(1, lower), of: excess)
      return (q, average(q).sech2)
    }
    // At zero field q > 1/2 here, which leaves out the root q = 0; a field only raises q.
    let p = try findRoot(in: 0...0.5) { average(1 - $0).sech2 - $0 }
    return (1 - p, p)
  }

  /// All roots for any mixture, by changes of sign on a grid that is finer towards q = 0 and q = 1.
  private static func roots(
    _ average: @escaping (Double) -> LocalFieldAverages
  ) throws -> [(q: Double, p: Double)] {
    var roots: [(q: Double, p: Double)] = []
    if average(0).tanh2 == 0 { roots.append((0, 1)) }
    let high = { (p: Double) in average(1 - p).sech2 - p }
    let low = { (q: Double) in average(q).tanh2 - q }
    var before = 1e-14
    var valueBefore = high(before)
    // From q = 1 down in p, then from q = 1/2 down in q.
    for k in 1...80 {
      let p = 1e-14 * Double.pow(0.5e14, Double(k) / 80)
      let value = high(p)
      if (value > 0) != (valueBefore > 0) {
        let root = try findRoot(in: before...p, of: high)
        roots.append((1 - root, root))
      }
      (before, valueBefore) = (p, value)
    }
    before = 0.5
    valueBefore = low(before)
    for k in 1...80 {
      let q = 0.5 * Double.pow(2e-12, Double(k) / 80)
      let value = low(q)
      if (value > 0) != (valueBefore > 0) {
        let root = try findRoot(in: q...before, of: low)
        roots.append((root, average(root).sech2))
      }
      (before, valueBefore) = (q, value)
    }
    guard roots.isEmpty else { return roots }
    // A root so close to 1 or 0 that it is that number.
    return high(0.5) > 0 ? [(0, 1)] : [(1, 0)]
  }

  /// The limit T → 0: every spin along its field y ~ N(h, ξ'(1)).
  private init(groundStateOf mixture: Mixture, field h: Double) {
    self.mixture = mixture
    field = h
    temperature = 0
    let variance = mixture.derivative(1)
    q = 1
    p = 0
    scaledP = (2 / (Double.pi * variance)).squareRoot() * Double.exp(-h * h / (2 * variance))
    magnetization = Double.erf(h / (2 * variance).squareRoot())
    energy = -variance * scaledP - h * magnetization
    freeEnergy = energy
    entropy = -mixture.secondDerivative(1) * scaledP * scaledP / 4
    replicon = -.infinity
  }

  /// All quantities at a given q.
  private init(
    _ mixture: Mixture, field h: Double, temperature: Double, q: Double, p: Double,
    refinement: Double = 1
  ) {
    let a = LocalFieldAverages(
      field: h, variance: mixture.derivative(q), temperature: temperature, refinement: refinement)
    self.mixture = mixture
    self.field = h
    self.temperature = temperature
    self.q = q
    self.p = p
    scaledP = p / temperature
    magnetization = a.magnetization
    // E y tanh(y/T) = hM + ξ'(q)(1 − q)/T by parts turns −T E ln 2cosh into forms without cancellation.
    let remainder = mixture.tangentRemainder(at: q, complement: p) / (2 * temperature)
    let pull = mixture.derivative(q) * scaledP
    energy = -2 * remainder - pull - h * a.magnetization
    entropy = a.entropy - remainder / temperature
    freeEnergy = -remainder - pull - temperature * a.entropy - h * a.magnetization
    replicon = 1 - mixture.secondDerivative(q) * a.sech4 / temperature / temperature
  }

  /// The free energy at any overlap, stationary or not.
  ///
  /// ```
  /// f = −(β/2)[ξ(1) − ξ(q) − (1 − q) ξ'(q)] − T E ln 2cosh βy
  /// ```
  static func freeEnergy(
    _ mixture: Mixture, field: Double, temperature: Double, at q: Double
  ) -> Double {
    let a = LocalFieldAverages(
      field: field, variance: mixture.derivative(q), temperature: temperature)
    return -mixture.tangentRemainder(at: q) / (2 * temperature)
      - mixture.derivative(q) * a.sech2 / temperature - temperature * a.entropy
      - field * a.magnetization
  }

  /// The error of the free energy where this solution stands for one with steps.
  ///
  /// A step too small to be resolved changes the free energy by about (−replicon)^(5/2) at most, and by
  /// no more than ``FurtherStepsBound`` says.
  var collapseError: Double {
    let unstable = Swift.max(Swift.min(-replicon, 1), 0)
    return abs(refined.freeEnergy - freeEnergy)
      + 8 * .ulpOfOne * (1 + abs(freeEnergy) + temperature)
      + Swift.min(
        Double.pow(unstable, 2.5),
        unstable * FurtherStepsBound.bound(mixture, scaledComplement: scaledP))
  }

  /// The same for overlaps.
  var collapseOverlapError: Double {
    let unstable = Swift.max(Swift.min(-replicon, 1), 0)
    return collapseError
      + Swift.min(10 * unstable, mixture.secondDerivative(1) * scaledP * scaledP)
  }

  /// The same for the entropy.
  var collapseEntropyError: Double {
    let unstable = Swift.max(Swift.min(-replicon, 1), 0)
    return collapseError + unstable * mixture.secondDerivative(1) * scaledP * scaledP / 2
  }

  /// The error of the replicon, from quadratures and rounding.
  var repliconError: Double { abs(refined.replicon - replicon) + 4 * .ulpOfOne }

  /// The same point with quadratures of half the step.
  var refined: Self {
    temperature == 0
      ? self
      : Self(mixture, field: field, temperature: temperature, q: q, p: p, refinement: 2)
  }
}
