import RealModule

/// The limit k → ∞ of k-step replica-symmetry breaking, by Richardson extrapolation with an error estimate.
///
/// ```
/// a_k = a + c_1 n^(−p) + c_2 n^(−p−2) + …,   n = 2k or 2k + 1
/// ```
///
/// p is 4 for the free energy and its derivatives and 2 for points of the overlap function. At low
/// temperatures the expansion sets in late, and a_k = a + c (k + k_0)^(−p) with a fitted shift serves
/// better; of the two the one that moved less from the last solution but one is taken, and how far it
/// moved, twice, is the error estimate: that of the solution before, hence a cautious one.
struct InfiniteStepLimit {
  let value: Double
  let errorEstimate: Double

  /// Extrapolates.
  ///
  /// - Parameters:
  ///   - values: a_k, at least four, for ascending numbers of steps.
  ///   - resolutions: n for each.
  ///   - power: p.
  init(_ values: [Double], resolutions: [Double], power: Double) {
    precondition(
      values.count == resolutions.count && values.count >= 4,
      "a limit needs at least four solutions, not \(values.count)")
    let before = values.count - 1
    let candidates = [
      Self.polynomial(values, resolutions, power), Self.shiftedPower(values, resolutions, power),
    ]
    let earlier = [
      Self.polynomial(Array(values.prefix(before)), Array(resolutions.prefix(before)), power),
      Self.shiftedPower(Array(values.prefix(before)), Array(resolutions.prefix(before)), power),
    ]
    var best = (value: values[before], error: abs(values[before] - values[before - 1]))
    for case (let now?, let then?) in zip(candidates, earlier) where abs(now - then) < best.error {
      best = (now, abs(now - then))
    }
    value = best.value
    errorEstimate = 2 * best.error
  }

  /// The expansion in 1/n² through the last solutions, at most five.
  private static func polynomial(_ values: [Double], _ n: [Double], _ power: Double) -> Double? {
    let size = Swift.min(values.count, 5)
    guard size >= 2 else { return nil }
    let a = Array(values.suffix(size))
    let x = n.suffix(size).map { 1 / ($0 * $0) }
    // a + x^(p/2)(c_1 + c_2 x + …): divided differences of a/x^(p/2) and of 1/x^(p/2) to the order
    // at which the polynomial drops out.
    let scale = x.map { Double.pow($0, -power / 2) }
    func divided(_ y: [Double]) -> Double {
      var y = y
      for order in 1..<size {
        for i in 0..<(size - order) { y[i] = (y[i + 1] - y[i]) / (x[i + order] - x[i]) }
      }
      return y[0]
    }
    // Differences to the last value keep the digits.
    let last = a[size - 1]
    let lower = divided(scale)
    guard lower != 0 else { return nil }
    return last + divided(zip(a, scale).map { ($0 - last) * $1 }) / lower
  }

  /// The power law with a fitted shift through the last three solutions.
  private static func shiftedPower(_ values: [Double], _ n: [Double], _ power: Double) -> Double? {
    guard values.count >= 3 else { return nil }
    let a = Array(values.suffix(3))
    let x = Array(n.suffix(3))
    let (upper, lower) = (a[0] - a[1], a[1] - a[2])
    guard upper != 0, lower != 0, upper / lower > 0 else { return nil }
    func law(_ shift: Double) -> [Double] { x.map { Double.pow($0 + shift, -power) } }
    func excess(_ shift: Double) -> Double {
      let y = law(shift)
      return (y[0] - y[1]) / (y[1] - y[2]) - upper / lower
    }
    // The ratio falls with the shift.
    var (low, high) = (-0.9 * x[0], 50.0)
    guard excess(low) > 0, excess(high) < 0 else { return nil }
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if excess(middle) > 0 { low = middle } else { high = middle }
    }
    let y = law((low + high) / 2)
    return a[2] - lower / (y[1] - y[2]) * y[2]
  }
}
