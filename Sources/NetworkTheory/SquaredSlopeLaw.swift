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
  private var roots: [Int] = []
  private var panels: [Panel] = []
  /// d at the nodes of all panels, and the nodes' Gaussian weights.
  private var nodeValues: [Double] = []
  private var nodeWeights: [Double] = []
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
  private static let nodeCount = 20
  private static let rule = GaussLegendre(on: -1...1, count: nodeCount)
  /// How often every panel is halved beforehand.
  private static let storedLevels = 5

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

extension SquaredSlopeLaw {
  /// An interval of z.
  struct Panel: Sendable {
    let low: Double
    let width: Double
    /// d in the middle, and how far it is from there at the nodes at most.
    var center = 0.0
    var spread = 0.0
    /// The same for ln d; infinite unless d is monotonic.
    var logCenter = -Double.infinity
    var logSpread = Double.infinity
    /// The number of the first of its two halves; −1 if they are not stored.
    var halves = -1
    /// Whether φ' may vanish in it or beside it, so that small w need very small panels.
    var nearZero = false
  }

  /// A panel with d at its nodes and their Gaussian weights.
  private func panel(from low: Double, width: Double) -> (Panel, [Double], [Double]) {
    var panel = Panel(low: low, width: width)
    var values = [Double](repeating: 0, count: Self.nodeCount)
    var weights = values
    panel.center = squaredSlope(low + width / 2)
    let norm = (0.5 / Double.pi).squareRoot() * width / 2
    var (least, most) = (panel.center, panel.center)
    var (rises, falls) = (true, true)
    for k in 0..<Self.nodeCount {
      let z = low + (1 + Self.rule.nodes[k]) * width / 2
      let d = squaredSlope(z)
      values[k] = d
      weights[k] = norm * Self.rule.weights[k] * Double.exp(-z * z / 2)
      if k > 0 {
        rises = rises && d > values[k - 1]
        falls = falls && d < values[k - 1]
      }
      (least, most) = (Swift.min(least, d), Swift.max(most, d))
    }
    panel.spread = Swift.max(most - panel.center, panel.center - least)
    // A zero of φ' inside shows as a change of direction.
    if least > 0, rises || falls {
      panel.logCenter = Double.log(panel.center)
      panel.logSpread = Swift.max(
        Double.log(most / panel.center), Double.log(panel.center / least))
    }
    panel.nearZero = least < 0.05 * most
    return (panel, values, weights)
  }

  /// Stores a panel and its parts.
  private mutating func store(from low: Double, width: Double) {
    let (panel, values, weights) = panel(from: low, width: width)
    roots.append(panels.count)
    panels.append(panel)
    nodeValues += values
    nodeWeights += weights
    divide(panels.count - 1, level: 0)
  }

  private mutating func divide(_ index: Int, level: Int) {
    let parent = panels[index]
    guard level < Self.storedLevels || (parent.nearZero && level < 40 && parent.width > 1e-10)
    else { return }
    panels[index].halves = panels.count
    for k in 0..<2 {
      let (part, values, weights) = panel(
        from: parent.low + Double(k) * parent.width / 2, width: parent.width / 2)
      panels.append(part)
      nodeValues += values
      nodeWeights += weights
    }
    for k in 0..<2 { divide(panels[index].halves + k, level: level + 1) }
  }

  /// Calls back with nodes and weights that together resolve 1/(w − d).
  ///
  /// The pole must be far in units of the panel, either with d or with ln d nearly linear on it.
  private func visit(_ w: Complex, _ body: (_ value: Double, _ weight: Double) -> Void) {
    let logarithm = Complex(w.logLength, w.argument)
    func isResolved(_ panel: Panel) -> Bool {
      let (x, y) = (w.real - panel.center, w.imaginary)
      let needed = 2.5 * panel.spread
      if x * x + y * y >= needed * needed || panel.width < 1e-14 { return true }
      guard panel.logSpread < 3 else { return false }
      let (u, v) = (logarithm.real - panel.logCenter, logarithm.imaginary)
      return u * u + v * v >= 4 * panel.logSpread * panel.logSpread
    }
    func visitNew(_ low: Double, _ width: Double) {
      let (panel, values, weights) = panel(from: low, width: width)
      if isResolved(panel) {
        for k in 0..<Self.nodeCount { body(values[k], weights[k]) }
      } else {
        visitNew(low, width / 2)
        visitNew(low + width / 2, width / 2)
      }
    }
    var waiting = roots
    while let index = waiting.popLast() {
      let panel = panels[index]
      if isResolved(panel) {
        for k in (index * Self.nodeCount)..<((index + 1) * Self.nodeCount) {
          body(nodeValues[k], nodeWeights[k])
        }
      } else if panel.halves >= 0 {
        waiting.append(panel.halves)
        waiting.append(panel.halves + 1)
      } else {
        visitNew(panel.low, panel.width / 2)
        visitNew(panel.low + panel.width / 2, panel.width / 2)
      }
    }
  }

  /// The averages at a complex argument off the values of d.
  ///
  /// - Parameter w: The argument.
  /// - Returns: The averages, each to about 14 digits.
  /// - Complexity: 20 nodes for each of some ten to two hundred panels.
  func averages(at w: Complex) -> Averages {
    var (k, m, s) = ((0.0, 0.0), (0.0, 0.0), (0.0, 0.0))
    func add(_ d: Double, _ weight: Double) {
      let (x, y) = (w.real - d, w.imaginary)
      let inverse = 1 / (x * x + y * y)
      let (a, b) = (x * inverse, -y * inverse)
      k.0 += weight * a
      k.1 += weight * b
      m.0 += weight * d * a
      m.1 += weight * d * b
      s.0 += weight * d * (a * a - b * b)
      s.1 += weight * d * 2 * a * b
    }
    for atom in atoms { add(atom.value, atom.weight) }
    visit(w, add)
    return Averages(
      resolvent: Complex(k.0, k.1), moment: Complex(m.0, m.1), slope: Complex(s.0, s.1))
  }

  /// The average of arg(w − d), from 0 for w above all values to π for w below.
  func meanArgument(at w: Complex) -> Double {
    var sum = 0.0
    for atom in atoms {
      sum += atom.weight * Double.atan2(y: w.imaginary, x: w.real - atom.value)
    }
    visit(w) { d, weight in
      sum += weight * Double.atan2(y: w.imaginary, x: w.real - d)
    }
    return sum
  }
}
