import LinearAlgebra
import RealModule
import Sampling
public import SpinModels

/// A ladder of temperatures for parallel tempering, from the wanted one to where configurations move freely.
///
/// ```
/// T_top = 1.5 √(Σ_j J_ij²) for couplings of all spins, 0.7 √(Σ_j J_ij²) on lattices and graphs, at least 1.2 |Σ_j J_ij|
/// T_{k+1}/T_k ≤ 1 + 1.5/√N
/// ```
///
/// Sums are means over the sites of the first instance. Energies of neighbouring temperatures then overlap, with about
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
    let factor: Double
    switch model.interactions {
    case .dense(let couplings):
      for value in couplings.elements {
        square += value * value / n
        sum += value / n
      }
      factor = 1.5
    case .sparse(let list):
      for bond in list.bonds {
        square += 2 * bond.coupling * bond.coupling / n
        sum += 2 * bond.coupling / n
      }
      factor = 0.7
    case .products:
      // Couplings of p spins have the variance of SK: their dynamical transition lies below T = 0.8.
      return 1.5
    }
    return max(factor * square.squareRoot(), 1.2 * abs(sum))
  }
}
