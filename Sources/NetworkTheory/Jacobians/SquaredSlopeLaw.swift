import NumericalMethods
import RealModule

/// The law of the squared slope d = φ'(h)² of a neuron whose field is Gaussian.
///
/// ```
/// h ~ N(0, q),   |h| ≤ 9 √q
/// ```
///
/// Where φ is linear between two kinks, d is one number with a probability in closed form; elsewhere h is
/// covered by panels of twenty Gauss–Legendre nodes. An average of 1/(w − d) has a pole near the real axis
/// where d = Re w; panels that lie close to it are halved until it is far away in units of their width.
struct SquaredSlopeLaw: Sendable {
  /// A value that d takes with finite probability.
  struct Atom: Sendable, Equatable {
    let value: Double
    let weight: Double
  }

  /// The averages that the S-transform equation needs, at one complex argument w.
  struct Averages {
    /// E 1/(w − d).
    var resolvent = Complex(0, 0)
    /// m = E d/(w − d).
    var moment = Complex(0, 0)
    /// E d/(w − d)² = −dm/dw.
    var slope = Complex(0, 0)
  }

  /// The values of finite probability; equal ones are merged.
  private(set) var atoms: [Atom] = []
  /// The smallest and the largest value.
  private(set) var range = 0.0...0.0
  private var isEmpty = true
  /// E d.
  private(set) var mean = 0.0
  /// E (d − E d)².
  private(set) var variance = 0.0
  /// Where d rises or falls throughout.
  var stretches: [Stretch] = []
  /// The widest panels, each followed to smaller ones by `halves`.
  var roots: [Int] = []
  var panels: [Panel] = []
  /// d at the nodes of all panels, and the nodes' Gaussian weights.
  var nodeValues: [Double] = []
  var nodeWeights: [Double] = []
  let nonlinearity: any Nonlinearity
  let deviation: Double

  /// Whether d has a density.
  var hasDensity: Bool { !panels.isEmpty }

  /// Makes the law.
  ///
  /// - Parameters:
  ///   - q: The variance of the field; at 0 and a kink at 0 both sides count half.
  ///   - nonlinearity: The activation function.
  init(q: Double, nonlinearity: any Nonlinearity) {
    self.nonlinearity = nonlinearity
    if q == 0, !nonlinearity.kinks.contains(0) {
      deviation = 0
      let slope = nonlinearity.derivative(0)
      add(slope * slope, weight: 1)
    } else {
      deviation = Swift.max(q, 1e-24).squareRoot()
      let inner = nonlinearity.kinks.map { $0 / deviation }.filter { abs($0) < Self.reach }
      let edges = [-Self.reach] + inner.sorted() + [Self.reach]
      for (a, b) in zip(edges, edges.dropFirst()) where b > a { add(from: a, to: b) }
    }
    mean = average { $0 }
    variance = average { ($0 - mean) * ($0 - mean) }
  }

  /// The average of a function that is smooth in d.
  func average(_ function: (Double) -> Double) -> Double {
    var sum = atoms.reduce(0) { $0 + $1.weight * function($1.value) }
    for root in roots {
      for k in (root * Self.nodeCount)..<((root + 1) * Self.nodeCount) {
        sum += nodeWeights[k] * function(nodeValues[k])
      }
    }
    return sum
  }

  /// The probability of all values but one, without subtracting from 1.
  func probability(besides atom: Atom) -> Double {
    var sum = 0.0
    for other in atoms where other.value != atom.value { sum += other.weight }
    for root in roots {
      sum += nodeWeights[(root * Self.nodeCount)..<((root + 1) * Self.nodeCount)].reduce(0, +)
    }
    return sum
  }

  /// The largest |z| = |h|/√q, beyond which 10⁻¹⁹ of the neurons are left out.
  static let reach = 9.0
  static let nodeCount = 20
  static let rule = GaussLegendre(on: -1...1, count: nodeCount)
  /// How often every panel is halved beforehand.
  static let storedLevels = 5

  private mutating func add(_ value: Double, weight: Double) {
    guard weight > 0 else { return }
    if let k = atoms.firstIndex(where: { $0.value == value }) {
      atoms[k] = Atom(value: value, weight: atoms[k].weight + weight)
    } else {
      atoms.append(Atom(value: value, weight: weight))
    }
    extend(to: value)
  }

  mutating func extend(to value: Double) {
    guard !isEmpty else {
      range = value...value
      isEmpty = false
      return
    }
    range = Swift.min(range.lowerBound, value)...Swift.max(range.upperBound, value)
  }

  func squaredSlope(_ z: Double) -> Double {
    let slope = nonlinearity.derivative(deviation * z)
    return slope * slope
  }

  /// Adds the part of the law between two neighbouring kinks, in units of the deviation.
  private mutating func add(from low: Double, to high: Double) {
    let samples = (0..<400).map { k -> (z: Double, d: Double) in
      let z = low + (high - low) * (Double(k) + 0.5) / 400
      return (z, squaredSlope(z))
    }
    let values = samples.map(\.d)
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    if most - least <= 1e-11 * most {
      // The outermost pieces take the tails with them.
      let weight = Self.probability(
        from: low > -Self.reach ? low : -.infinity, to: high < Self.reach ? high : .infinity)
      add(values[values.count / 2], weight: weight)
      return
    }
    addStretches(samples, from: low, to: high)
    let longest = Swift.min(1.5, nonlinearity.analyticHalfWidth / deviation)
    let count = Int(((high - low) / longest).rounded(.up))
    let width = (high - low) / Double(count)
    for k in 0..<count {
      store(from: low + Double(k) * width, width: width)
    }
  }
}
