import Experiments
import Overlaps
import RealModule
import Sampling
import SpinModels
package import Statistics

/// What every instance of a periodic lattice says of ξ/L and U₄: ⟨q²⟩, ⟨q⁴⟩ and χ(k_min) at every temperature.
package struct LatticeSample {
  /// The length L.
  package let length: Int
  /// The temperatures, ascending.
  package let temperatures: [Double]
  /// Per instance, three numbers a temperature.
  package let rows: [[Double]]

  /// Keeps what was measured elsewhere.
  ///
  /// - Parameters:
  ///   - length: L.
  ///   - temperatures: The temperatures, ascending.
  ///   - rows: Per instance, ⟨q²⟩, ⟨q⁴⟩ and χ(k_min) at every temperature.
  package init(length: Int, temperatures: [Double], rows: [[Double]]) {
    self.length = length
    self.temperatures = temperatures
    self.rows = rows
  }

  /// Measures a run.
  ///
  /// - Parameters:
  ///   - run: A run of a periodic lattice without a field.
  ///   - session: Threads and progress.
  /// - Throws: What reading throws.
  init(_ run: any SampledRun, _ session: Session) async throws {
    guard let waves = CorrelationLength(run.ensemble) else {
      preconditionFailure("\(run.ensemble.name) is no periodic lattice")
    }
    let temperatures = run.settings.temperatures
    self.init(
      length: waves.length, temperatures: temperatures,
      rows: try await session.rows(of: run) { instance in
        try temperatures.indices.flatMap { t -> [Double] in
          let powers = try run.overlapPowers(instance: instance, temperatureIndex: t, upTo: 4)
          let draws = try run.configurations(instance: instance, temperatureIndex: t)
          return [powers[1], powers[3], waves.susceptibility(ladders: draws)]
        }
      })
  }

  /// A ratio at a temperature of the run.
  package func estimate(_ ratio: LatticeRatio, _ temperature: Double) -> Estimate {
    guard let index = temperatures.firstIndex(of: temperature) else {
      preconditionFailure("no temperature \(temperature)")
    }
    return Estimate(jackknifeOf: [rows]) { ratio(of: self, $0[0], index) }
  }
}

extension LatticeSample {
  /// The ratios of this size beside those in print.
  func numbers(_ ratio: LatticeRatio) -> [ReproducedNumber] {
    ratio.published(length: length).map { t, published in
      .init("\(ratio.name), L = \(length), T = \(t)", estimate(ratio, t), published, .program)
    }
  }
}

/// A ratio of means that does not depend on L at the transition, but for corrections.
///
/// ```
/// ξ/L = √(N[⟨q²⟩]/χ(k_min) − 1)/(2 L sin(π/L)),   U₄ = [⟨q⁴⟩]/[⟨q²⟩]²
/// ```
package enum LatticeRatio: CaseIterable {
  /// ξ/L.
  case correlationLength
  /// U₄.
  case binder

  /// What it is called in a table.
  var name: String { self == .binder ? "U4" : "ξ/L" }
  /// What it is called on an axis.
  var label: String { self == .binder ? "U_4" : "ξ/L" }

  /// The ratio, from the means over the instances of a size.
  package func callAsFunction(of size: LatticeSample, _ means: [Double], _ t: Int) -> Double {
    let square = means[3 * t]
    guard self == .correlationLength else { return means[3 * t + 1] / (square * square) }
    let length = Double(size.length)
    let uniform = length * length * length * square
    return Double.sqrt(max(0, uniform / means[3 * t + 2] - 1)) / (2 * length * .sin(.pi / length))
  }

  /// Where the curves of two sizes cross: the root of a parabola through their differences.
  ///
  /// - Parameters:
  ///   - small: The smaller size.
  ///   - large: The larger one, at the same temperatures.
  ///   - range: The temperatures of the parabola.
  /// - Returns: T*, with the jackknife error of both sizes.
  package func crossing(of small: LatticeSample, _ large: LatticeSample, _ range: Range<Int>)
    -> Estimate
  {
    let temperatures = Array(small.temperatures[range])
    return Estimate(jackknifeOf: [small.rows, large.rows]) { means in
      Parabola(
        temperatures,
        range.map { self(of: large, means[1], $0) - self(of: small, means[0], $0) }
      ).root
    }
  }

  /// Where the curves of L and 2L cross, in print; `nil` for sizes that are not.
  ///
  /// **Source**: as of ``published(length:)``.
  package func publishedCrossing(of length: Int) -> Estimate? {
    let table: [Int: (xi: (Double, Double), u4: (Double, Double))] = [
      4: ((1.204, 0.017), (1.130, 0.037)), 6: ((1.146, 0.018), (1.107, 0.030)),
    ]
    return table[length].map {
      self == .binder
        ? Estimate(value: $0.u4.0, error: $0.u4.1) : Estimate(value: $0.xi.0, error: $0.xi.1)
    }
  }

  /// What is in print of one size, at temperatures.
  ///
  /// - Parameter length: L.
  /// - Returns: Temperatures with values and errors; none for sizes that are not in print.
  ///
  /// **Source**: Y. R. Pei, peapods, validation/spin_glass_3d; 3840 instances of two replicas.
  package func published(length: Int) -> [(temperature: Double, value: Estimate)] {
    let table: [Int: (xi: [(Double, Double)], u4: [(Double, Double)])] = [
      4: (
        [(0.6852, 44), (0.6205, 38), (0.5627, 33), (0.4624, 26), (0.3792, 20)],
        [(1.4277, 53), (1.4924, 55), (1.5642, 58), (1.7347, 62), (1.9405, 63)]
      ),
      6: (
        [(0.7128, 40), (0.6362, 33), (0.5665, 28), (0.4436, 21), (0.3413, 16)],
        [(1.4165, 44), (1.4859, 46), (1.5681, 50), (1.7844, 54), (2.0744, 57)]
      ),
      8: (
        [(0.7319, 42), (0.6446, 35), (0.5635, 30), (0.4204, 21), (0.3036, 13)],
        [(1.4090, 48), (1.4860, 50), (1.5834, 54), (1.8565, 66), (2.2359, 65)]
      ),
    ]
    guard let size = table[length] else { return [] }
    let column = self == .binder ? size.u4 : size.xi
    return zip([1.0, 1.1, 1.2, 1.4, 1.6], column).map { temperature, entry in
      (temperature, Estimate(value: entry.0, error: entry.1 * 1e-4))
    }
  }
}
