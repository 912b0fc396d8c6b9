import RealModule
public import SpinModels
public import Statistics

/// The overlap at the smallest wave vectors of a periodic lattice, and the correlation length that it gives.
///
/// ```
/// q(k) = (1/N) Σ_i s_i s'_i exp(i k·r_i),   χ(k) = N [⟨|q(k)|²⟩],   k_min = 2π/L along an axis
/// ξ_L  = √(χ(0)/χ(k_min) − 1) / (2 sin(π/L))
/// ```
///
/// χ(k_min) is the mean over the axes. ξ_L/L does not depend on L at a transition.
///
/// **Assumes** site i at x_a = ⌊i/L^a⌋ mod L, as in ``/SpinModels/EdwardsAnderson``, and zero field.
///
/// **Source**: F. Cooper, B. Freedman and D. Preston, *Nucl. Phys. B* 210, 210 (1982); H. G. Ballesteros and others,
/// *Phys. Rev. B* 62, 14237 (2000).
public struct CorrelationLength: Sendable {
  private let dimension: Int
  /// The length L of the lattice.
  public let length: Int
  private let spinCount: Int
  private let cosines: [Double]
  private let sines: [Double]

  /// Prepares the waves of a lattice.
  ///
  /// - Parameters:
  ///   - dimension: The dimension d, at least 1.
  ///   - length: The length L, at least 2.
  public init(dimension: Int, length: Int) {
    precondition(dimension >= 1 && length >= 2, "a lattice of \(length)^\(dimension) sites")
    self.dimension = dimension
    self.length = length
    spinCount = (0..<dimension).reduce(1) { product, _ in product * length }
    let angles = (0..<length).map { 2 * Double.pi * Double($0) / Double(length) }
    cosines = angles.map { .cos($0) }
    sines = angles.map { .sin($0) }
  }

  /// Prepares the waves of a model; `nil` unless it is a periodic lattice without a field.
  ///
  /// - Parameter ensemble: The model.
  public init?(_ ensemble: any SpinEnsemble) {
    guard let lattice = ensemble as? EdwardsAnderson, lattice.boundary == .periodic,
      lattice.field == 0
    else { return nil }
    self.init(dimension: lattice.dimension, length: lattice.length)
  }

  /// χ(k_min) of one instance: the mean over axes and over draws of equal index of different ladders.
  ///
  /// - Parameter ladders: Per ladder, its draws.
  /// - Returns: N⟨|q(k_min)|²⟩.
  /// - Complexity: O(pairs · draws · d N).
  public func susceptibility(ladders: [PackedConfigurations]) -> Double {
    let words = ladders.map(\.words)
    var sum = 0.0
    var count = 0
    var planes = [Double](repeating: 0, count: length)
    for b in ladders.indices {
      for a in 0..<b {
        let width = ladders[a].wordsPerConfiguration
        for draw in 0..<min(ladders[a].count, ladders[b].count) {
          let product = (0..<width).map {
            words[a][draw * width + $0] ^ words[b][draw * width + $0]
          }
          var stride = 1
          for _ in 0..<dimension {
            for x in planes.indices { planes[x] = 0 }
            for site in 0..<spinCount {
              let differs = product[site / 64] >> UInt64(site % 64) & 1 == 1
              planes[site / stride % length] += differs ? -1 : 1
            }
            let real = zip(planes, cosines).reduce(0) { $0 + $1.0 * $1.1 }
            let imaginary = zip(planes, sines).reduce(0) { $0 + $1.0 * $1.1 }
            sum += (real * real + imaginary * imaginary) / Double(spinCount)
            stride *= length
          }
          count += dimension
        }
      }
    }
    return sum / Double(max(1, count))
  }

  /// ξ_L from both susceptibilities of every instance.
  ///
  /// - Parameters:
  ///   - uniform: Per instance, χ(0) = N⟨q²⟩.
  ///   - waves: Per instance, χ(k_min).
  /// - Returns: The length, with its jackknife error over several instances; `nil` where χ(0) ≤ χ(k_min), as noise
  ///   makes it far above a transition.
  public func estimate(uniform: [Double], waves: [Double]) -> Estimate? {
    func length(_ uniform: Double, _ wave: Double) -> Double {
      guard wave > 0, uniform > wave else { return .nan }
      return (uniform / wave - 1).squareRoot() / (2 * .sin(.pi / Double(self.length)))
    }
    let found = Estimate(jackknifeOf: [uniform, waves]) { length($0[0], $0[1]) }
    return found.value.isFinite && found.error?.isFinite ?? true ? found : nil
  }
}
