import RealModule

/// The distribution of the local field x ~ N(h, a²) at the smallest overlap, where the Parisi recursion ends; on the lattice
/// i·spacing, i ≥ 0.
struct OutermostFieldDistribution {
  /// Weights of |x|, for even functions; what lies beyond the lattice is at its last place.
  private(set) var even: [Double]
  /// The same for odd functions.
  private(set) var odd: [Double]
  /// E max(|x| − last place, 0).
  private(set) var beyond = 0.0

  private let spacing: Double

  /// How many standard deviations are taken into account.
  private static let reach = 8.5

  /// The number of places beyond the lattice above which their sum is taken in closed form.
  private static let longTail = 2000

  /// Distributes the field.
  ///
  /// - Parameters:
  ///   - h: The mean, 0 or more.
  ///   - a: The standard deviation, 0 or more.
  ///   - count: The number of places; farther out functions are linear, or the field is never found.
  ///   - spacing: Their distance.
  /// - Complexity: O(count + a/spacing), the second at most a few thousand.
  init(field h: Double, deviation a: Double, count: Int, spacing: Double) {
    even = [Double](repeating: 0, count: count)
    odd = even
    self.spacing = spacing
    if GaussianKernel.isNarrow(a, spacing: spacing) {
      addNarrow(h, a)
    } else {
      addWide(h, a)
    }
    let sum = even.reduce(0, +)
    even = even.map { $0 / sum }
    odd = odd.map { $0 / sum }
    beyond /= sum
  }

  /// Adds a weight at a place of either sign.
  private mutating func add(_ weight: Double, at place: Int) {
    let last = even.count - 1
    let i = Swift.min(abs(place), last)
    even[i] += weight
    if place != 0 { odd[i] += place > 0 ? weight : -weight }
    beyond += weight * Double(abs(place) - i) * spacing
  }

  /// A Gaussian that falls between the places, around a mean that does too.
  private mutating func addNarrow(_ h: Double, _ a: Double) {
    let last = even.count - 1
    let place = h / spacing
    let kernel = GaussianKernel(deviation: a, spacing: spacing, tilt: 0)
    let reach = kernel.reach + GaussianKernel.order
    guard place < Double(last + reach + 1) else {
      // All of it is where functions are linear.
      even[last] = 1
      odd[last] = 1
      beyond = h - Double(last) * spacing
      return
    }
    guard a > 0 || h > 0 else { return add(1, at: 0) }
    let centre = Int(place.rounded())
    for (j, share) in GaussianKernel.interpolation(at: place - Double(centre)).enumerated()
    where share != 0 {
      for (k, weight) in kernel.weights.enumerated() {
        add(share * weight, at: centre + j + k - reach)
      }
    }
  }

  private mutating func addWide(_ h: Double, _ a: Double) {
    let last = even.count - 1
    let low = ((h - Self.reach * a) / spacing).rounded(.up)
    let high = ((h + Self.reach * a) / spacing).rounded(.down)
    let scale = spacing / a * (0.5 / Double.pi).squareRoot()
    func density(_ place: Int) -> Double {
      let z = (Double(place) * spacing - h) / a
      return scale * Double.exp(-0.5 * z * z)
    }
    var (first, end) = (low, high)
    if high - Double(last) > Double(Self.longTail) {
      addTail(h, a, sign: 1)
      end = Double(last)
    }
    if -low - Double(last) > Double(Self.longTail) {
      addTail(h, a, sign: -1)
      first = Double(-last)
    }
    guard first <= end else { return }
    for place in Int(first)...Int(end) { add(density(place), at: place) }
  }

  /// Adds all places beyond the last one on one side, by the formula of Euler and Maclaurin.
  ///
  /// ```
  /// Σ_(j>n) g_j = ∫_n^∞ g − g_n/2 − g'_n/12 + g'''_n/720 − …,   g the density, and (x − x_n) times it
  /// ```
  private mutating func addTail(_ h: Double, _ a: Double, sign: Double) {
    let last = even.count - 1
    let r = spacing / a
    let z = (Double(last) * spacing - sign * h) / a
    let density = (0.5 / Double.pi).squareRoot() * Double.exp(-0.5 * z * z)
    let share = Double.erfc(z / 2.0.squareRoot()) / 2
    let weight =
      share + density * r * (-0.5 + r * z / 12 + r * r * r * z * (3 - z * z) / 720)
    even[last] += weight
    odd[last] += sign * weight
    beyond +=
      a * (density - z * share) + spacing * r * density * (-1.0 / 12 + r * r * (z * z - 1) / 240)
  }
}
