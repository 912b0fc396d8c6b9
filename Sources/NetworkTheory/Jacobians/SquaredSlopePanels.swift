import NumericalMethods
import RealModule

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
  mutating func store(from low: Double, width: Double) {
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
