import RealModule

extension SpinGlassTheory {
  /// The distribution of the local field in a Parisi solution.
  ///
  /// ```
  /// p(1, y),   ∂_q p = (ξ''/2)[∂_y² p − 2 (x/T) ∂_y(p ∂_yψ)],   p(0, y) = δ(y − h − J0 M)
  /// ```
  ///
  /// The local field is −∂H/∂s_i of a spin in equilibrium, the external field included; in SK the
  /// energy of the couplings is −½ E[y tanh(y/T)] + ½ hM. At T = 0 p vanishes linearly at y = 0; the narrow
  /// gap that is left there is an effect of the finite number of steps.
  ///
  /// - Parameters:
  ///   - solution: A solution of this model.
  ///   - fields: Where the density is wanted.
  /// - Returns: p(1, y), one value per field, per unit of the field.
  /// - Complexity: O(fields · 1/T) for small T.
  public func localFieldDensity(
    of solution: ContinuousSolution, at fields: [Double]
  ) -> [Double] {
    precondition(
      solution.field == field && solution.bias == bias, "the solution is of another model")
    let h = solution.field + bias * solution.magnetization.value
    let slopes = solution.scaledBreakingPoints
    var overlaps = solution.parisiFunction.overlaps
    let isCold = solution.temperature < ReplicaSymmetryBrokenPoint.coldest && !slopes.isEmpty
    if isCold { overlaps[overlaps.count - 1] = 1 }
    let density = LocalFieldDensity(
      mixture: mixture, field: h, temperature: isCold ? 0 : solution.temperature,
      overlaps: overlaps, slopes: slopes)
    return fields.map(density.callAsFunction)
  }
}

/// The density of the local field behind a step function.
struct LocalFieldDensity {
  private let temperature: Double
  /// Places of x at the largest overlap and their weights, as far as p(y | x) is simple.
  private var places: [Double] = []
  private var weights: [Double] = []
  /// The deviation of y at given x.
  private let deviation: Double
  /// (1/γ) ln of the norm of every place, for the step that ends in y at T = 0.
  private var norms: [Double] = []
  private let tilt: Double
  /// At T = 0 the shift of y by a spin's own reaction, (ξ'(1) − ξ'(q))/T as T → 0 and q → 1.
  private var gap = 0.0

  init(
    mixture: Mixture, field: Double, temperature: Double, overlaps: [Double], slopes: [Double]
  ) {
    self.temperature = temperature
    let q = overlaps[overlaps.count - 1]
    let rest = mixture.derivativeIncrease(from: q, to: 1).squareRoot()
    let tail = slopes.last ?? 0
    guard !slopes.isEmpty else {
      // Replica-symmetric: x is Gaussian.
      tilt = 1 / temperature
      deviation = rest
      let a = mixture.derivative(q).squareRoot()
      let step = Swift.min(0.2 * a, 0.2 * temperature)
      if a > 0 {
        let count = Int(8.5 * a / step)
        places = (-count...count).map { field + Double($0) * step }
        let raw = (-count...count).map { Double.exp(-0.5 * square(Double($0) * step / a)) }
        let sum = raw.reduce(0, +)
        weights = raw.map { $0 / sum }
      } else {
        (places, weights) = ([field], [1])
      }
      return
    }
    let functional = ParisiFunctional(mixture: mixture, field: field, temperature: temperature)
    let deviations = overlaps.indices.map { l in
      mixture.derivativeIncrease(from: l == 0 ? 0 : overlaps[l - 1], to: overlaps[l]).squareRoot()
    }
    let chain = functional.chain(
      overlaps: overlaps, slopes: slopes, deviations, refinement: 1, holdsAll: true)
    var even = chain.outermost.even
    var odd = chain.outermost.odd
    for step in chain.steps.reversed() {
      even = step.forward(even)
      odd = step.forward(odd, isOdd: true)
    }
    if field < 0 { odd = odd.map { -$0 } }
    let outer = chain.profiles[0]
    // Signed places: the weight of x and of −x.
    var x: [Double] = []
    var w: [Double] = []
    var psi: [Double] = []
    for i in even.indices {
      let signs = i == 0 ? [0.0] : [1.0, -1.0]
      for sign in signs {
        x.append(sign * Double(i) * outer.spacing)
        w.append(i == 0 ? even[0] : (even[i] + sign * odd[i]) / 2)
        psi.append(outer.value[i])
      }
    }
    let a = deviations[deviations.count - 1]
    if temperature == 0 {
      tilt = tail
      deviation = a
      (places, weights, norms) = (x, w, psi)
      gap = 2 * mixture.secondDerivative(1) * self(0)
      return
    }
    // One more step, to the largest overlap, on a lattice fine enough for T and for what follows.
    tilt = 1 / temperature
    deviation = rest
    let step = Swift.min(0.25 * temperature, 0.4 * a, 0.4 * rest)
    let reach = (x.map { abs($0) }.max() ?? 0) + 8.5 * a + tail * a * a
    let count = Int((reach / step).rounded(.up))
    places = (-count...count).map { Double($0) * step }
    weights = [Double](repeating: 0, count: places.count)
    let density = step * (0.5 / Double.pi).squareRoot() / a
    let value = places.map { Self.lnCosh($0 / temperature) * temperature }
    for i in x.indices where abs(w[i]) > 1e-300 {
      let width = 8.5 * a + tail * a * a
      let low = Swift.max(0, Int(((x[i] - width) / step).rounded(.down)) + count)
      let high = Swift.min(places.count - 1, Int(((x[i] + width) / step).rounded(.up)) + count)
      guard low <= high else { continue }
      for j in low...high {
        weights[j] +=
          w[i] * density
          * Double.exp(tail * (value[j] - psi[i]) - 0.5 * square((places[j] - x[i]) / a))
      }
    }
  }

  /// p(1, y).
  func callAsFunction(_ y: Double) -> Double {
    guard deviation > 0 else { return 0 }
    let density = (0.5 / Double.pi).squareRoot() / deviation
    var sum = 0.0
    if temperature == 0 {
      guard abs(y) >= gap else { return 0 }
      let inner = y > 0 ? y - gap : y + gap
      for i in places.indices {
        let growth = tilt * (abs(inner) - norms[i])
        sum += weights[i] * Double.exp(growth - 0.5 * square((inner - places[i]) / deviation))
      }
      return sum * density
    }
    let own = Self.lnCosh(y / temperature) - square(deviation / temperature) / 2
    for i in places.indices where abs(places[i] - y) < 9 * deviation + square(deviation) * tilt {
      sum +=
        weights[i]
        * Double.exp(
          own - Self.lnCosh(places[i] / temperature) - 0.5 * square((y - places[i]) / deviation))
    }
    return sum * density
  }

  private static func lnCosh(_ u: Double) -> Double {
    abs(u) + Double.log(onePlus: Double.exp(-2 * abs(u))) - Double.log(2)
  }
}

private func square(_ x: Double) -> Double { x * x }
