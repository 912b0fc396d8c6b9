import LinearAlgebra
import Randomness
import RealModule
import Sampling
public import SpinModels

/// A ladder of temperatures for parallel tempering, from the wanted one to where configurations move freely.
///
/// ```
/// T_top = 1.5 σ and 1.3 T_c at least for couplings of all spins, 0.7 σ and 1.2 |Σ_j J_ij| at least on lattices and graphs
/// σ² = Σ_j J_ij²,   T_c = (λ + √(λ² − 4σ²))/2,   λ the largest eigenvalue of J
/// T_{k+1}/T_k ≤ 1 + 1.5/√N
/// ```
///
/// Sums are means over the sites of the first instance. Below T_c the paramagnet is unstable, to a glass or to the states of
/// a ferromagnet or of stored patterns (D. J. Thouless, P. W. Anderson and R. G. Palmer, *Philos. Mag.* 35, 593 (1977)). Energies of neighbouring temperatures then overlap, with about
/// a third of the exchanges accepted at a heat capacity of one half per spin. Models whose configurations are drawn
/// exactly need no ladder.
public enum LadderChoice {
  /// The most temperatures.
  static let most = 64

  /// The temperatures for an instance.
  ///
  /// - Parameters:
  ///   - temperature: The wanted temperature.
  ///   - model: The first instance.
  ///   - top: The highest temperature; chosen by the couplings when left out.
  /// - Returns: The temperatures, ascending; the wanted one alone where no ladder is needed.
  public static func temperatures(
    from temperature: Double, for model: SpinInstance, top: Double? = nil
  ) -> [Double] {
    guard !model.isDecimable else { return [temperature] }
    let highest = top ?? Self.top(model)
    guard highest > temperature else { return [temperature] }
    let span = Double.log(highest / temperature)
    let step = Double.log(1 + 1.5 / Double(model.spinCount).squareRoot())
    let count = min(most, max(3, Int((span / step).rounded(.up)) + 1))
    return TemperatureSpacing.geometric(from: temperature, to: highest, count: count)
  }

  private static func top(_ model: SpinInstance) -> Double {
    let n = Double(model.spinCount)
    var (square, sum) = (0.0, 0.0)
    switch model.interactions {
    case .dense(let couplings):
      for value in couplings.elements { square += value * value / n }
      let largest = largestEigenvalue(of: couplings, bound: 2 * square.squareRoot())
      let critical = (largest + max(0, largest * largest - 4 * square).squareRoot()) / 2
      return max(1.5 * square.squareRoot(), 1.3 * critical)
    case .sparse(let list):
      for bond in list.bonds {
        square += 2 * bond.coupling * bond.coupling / n
        sum += 2 * bond.coupling / n
      }
      return max(0.7 * square.squareRoot(), 1.2 * abs(sum))
    case .products:
      // Couplings of p spins have the variance of SK: their dynamical transition lies below T = 0.8.
      return 1.5
    }
  }

  /// The largest eigenvalue, to a few percent: by 60 steps of the power method on J + 2σ.
  private static func largestEigenvalue(of couplings: Matrix, bound: Double) -> Double {
    let n = couplings.rows
    var stream = RandomStream(StreamName(seed: 1, purpose: .analysis))
    var vector = (0..<n).map { _ in stream.normal() }
    var length = 0.0
    for _ in 0..<60 {
      let size = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard size > 0 else { return 0 }
      vector = vector.map { $0 / size }
      vector = (0..<n).map { i in
        var sum = bound * vector[i]
        for (j, x) in vector.enumerated() { sum += couplings.elements[i * n + j] * x }
        return sum
      }
      length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    return max(0, length - bound)
  }
}
