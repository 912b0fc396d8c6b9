import Overlaps
public import Sampling
import SpinModels
public import Statistics

/// What one size shows at all temperatures of its run: quantities whose curves cross, or meet, at a transition.
public struct SizeCurves: Sendable {
  /// The number N of spins.
  public let spinCount: Int
  /// The length L of a periodic lattice; `nil` for other models.
  public let length: Int?
  /// The temperatures, ascending.
  public let temperatures: [Double]
  /// The Binder ratio g.
  public let binder: [Estimate]
  /// The spin-glass susceptibility N[⟨q²⟩].
  public let susceptibility: [Estimate]
  /// ξ_L/L of a periodic lattice; `nil` where noise hides it.
  public let correlationRatio: [Estimate?]

  /// Averages over the instances of a run.
  ///
  /// - Parameters:
  ///   - run: A run with at least one complete instance.
  ///   - session: Threads and progress.
  /// - Throws: What reading throws.
  public init(_ run: any SampledRun, session: Session) async throws {
    let temperatures = run.settings.temperatures
    let points = try await RunOverlapsReport(
      run, file: "", temperatureIndices: Array(temperatures.indices), bins: 16, session: session
    ).points
    let length = CorrelationLength(run.ensemble)?.length
    self.init(
      spinCount: run.ensemble.spinCount, length: length, temperatures: temperatures,
      binder: points.map(\.moments.binder), susceptibility: points.map(\.moments.susceptibility),
      correlationRatio: points.map { point in
        guard let length, let found = point.correlationLength else { return nil }
        let scale = 1 / Double(length)
        return Estimate(value: found.value * scale, error: found.error.map { $0 * scale })
      })
  }

  /// Takes curves that are known.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins.
  ///   - length: The length L of a periodic lattice.
  ///   - temperatures: The temperatures, ascending.
  ///   - binder: The Binder ratio, one a temperature.
  ///   - susceptibility: The susceptibility, one a temperature.
  ///   - correlationRatio: ξ_L/L, one a temperature.
  public init(
    spinCount: Int, length: Int?, temperatures: [Double], binder: [Estimate],
    susceptibility: [Estimate], correlationRatio: [Estimate?]
  ) {
    self.spinCount = spinCount
    self.length = length
    self.temperatures = temperatures
    self.binder = binder
    self.susceptibility = susceptibility
    self.correlationRatio = correlationRatio
  }
}

/// Where the curves of two sizes cross, with an error.
///
/// ```
/// T_× = T_k + (T_{k+1} − T_k) d_k/(d_k − d_{k+1}),   d = y_large − y_small,   error = σ_d(T_×)/|d'|
/// ```
///
/// The difference d is linear between two temperatures, and its values there are independent of each other as far as the
/// error goes: draws of one ladder at neighbouring temperatures are correlated, which the error does not know. There is a
/// crossing only where the larger system is above at low temperatures and below at high ones, each by two errors of d
/// somewhere; otherwise curves that only meet would cross by chance.
public struct CurveCrossing: Sendable, Equatable {
  /// The temperature.
  public let temperature: Estimate
  /// The value at it.
  public let value: Double

  /// Looks for a crossing; `nil` where none is seen.
  ///
  /// - Parameters:
  ///   - small: The curve of the smaller system: temperatures ascending, values.
  ///   - large: The curve of the larger one; read between its temperatures where they are others.
  public init?(
    of small: [(temperature: Double, value: Estimate)],
    with large: [(temperature: Double, value: Estimate)]
  ) {
    var places: [(t: Double, y: Double, d: Double, error: Double)] = []
    for point in small {
      guard let other = Self.value(of: large, at: point.temperature) else { continue }
      let (a, b) = (point.value.error ?? 0, other.error ?? 0)
      places.append(
        (
          point.temperature, (point.value.value + other.value) / 2,
          other.value - point.value.value, (a * a + b * b).squareRoot()
        ))
    }
    var best: (crossing: CurveCrossing, weight: Double)?
    for k in places.indices.dropLast() where places[k].d > 0 && places[k + 1].d <= 0 {
      let (p, q) = (places[k], places[k + 1])
      let above = places[...k].map { $0.error > 0 ? $0.d / $0.error : .infinity }.max() ?? 0
      let below = places[(k + 1)...].map { $0.error > 0 ? -$0.d / $0.error : .infinity }.max() ?? 0
      guard above > 2, below > 2 else { continue }
      let share = p.d / (p.d - q.d)
      let slope = (q.d - p.d) / (q.t - p.t)
      let left = (1 - share) * p.error
      let right = share * q.error
      let error = (left * left + right * right).squareRoot() / abs(slope)
      let weight = min(above, below)
      guard best.map({ weight > $0.weight }) ?? true else { continue }
      best = (
        CurveCrossing(
          temperature: Estimate(value: p.t + share * (q.t - p.t), error: error > 0 ? error : nil),
          value: p.y + share * (q.y - p.y)), weight
      )
    }
    guard let best else { return nil }
    self = best.crossing
  }

  private init(temperature: Estimate, value: Double) {
    self.temperature = temperature
    self.value = value
  }

  /// The value of a curve at a temperature, linear between its places.
  private static func value(
    of curve: [(temperature: Double, value: Estimate)], at temperature: Double
  ) -> Estimate? {
    if let same = curve.first(where: { abs($0.temperature - temperature) <= 1e-9 * temperature }) {
      return same.value
    }
    guard
      let k = curve.indices.dropLast().first(where: {
        curve[$0].temperature < temperature && temperature < curve[$0 + 1].temperature
      })
    else { return nil }
    let (p, q) = (curve[k], curve[k + 1])
    let share = (temperature - p.temperature) / (q.temperature - p.temperature)
    let (left, right) = ((1 - share) * (p.value.error ?? 0), share * (q.value.error ?? 0))
    return Estimate(
      value: p.value.value + share * (q.value.value - p.value.value),
      error: (left * left + right * right).squareRoot())
  }
}
