public import LinearAlgebra
import RealModule

/// Exact Gibbs averages of a small model at one temperature.
///
/// ```
/// p(s) = exp(−βH(s))/Z,   P_J(q) = Σ_{s,s'} p(s) p(s') δ(q − (1/N) Σ_i s_i s'_i)
/// ```
///
/// Moments and P_J(q) follow from the Walsh–Hadamard transform p̂ of p: p̂ at a set of sites is the
/// average of the product of their spins, and the transform of p̂² is the distribution of the
/// site-wise product of two independent configurations.
public struct ExactEquilibrium: Sendable {
  /// The temperature.
  public let temperature: Double
  /// The number N of spins.
  public let spinCount: Int
  /// The logarithm of the partition function, not divided by N.
  public let logPartitionFunction: Double
  /// The mean energy per spin.
  public let energyPerSpin: Double
  /// The heat capacity per spin, (⟨E²⟩ − ⟨E⟩²)/(N T²).
  public let heatCapacityPerSpin: Double
  /// The mean of each spin: N values.
  public let magnetizations: [Double]
  /// The mean of each product s_i s_j: N × N, with unit diagonal.
  public let pairCorrelations: Matrix
  /// The possible overlaps −1, −1 + 2/N, …, 1 with their probabilities.
  public let overlapDistribution: [(overlap: Double, probability: Double)]

  /// The free energy per spin, −T ln Z/N.
  public var freeEnergyPerSpin: Double {
    -temperature * logPartitionFunction / Double(spinCount)
  }

  /// The entropy per spin, (e − f)/T, from energies above the ground state: it keeps its digits at any temperature.
  public let entropyPerSpin: Double

  /// The mean squared overlap ⟨q²⟩ of two independent configurations.
  public var meanSquareOverlap: Double {
    overlapDistribution.reduce(0) { $0 + $1.overlap * $1.overlap * $1.probability }
  }

  init(_ enumeration: ExactEnumeration, temperature: Double) {
    let n = enumeration.spinCount
    let beta = 1 / temperature
    let level = enumeration.groundLevel
    let lowest = level.lowerBound
    var weights = enumeration.weights(temperature: temperature)
    let sum = weights.reduce(0, +)
    var mean = 0.0
    var meanSquare = 0.0
    for k in weights.indices {
      weights[k] /= sum
      // Relative to the ground state, so that the variance keeps its digits.
      let energy = enumeration.energies[k]
      let excess = level.contains(energy) ? 0 : energy - lowest
      mean += weights[k] * excess
      meanSquare += weights[k] * excess * excess
    }
    self.temperature = temperature
    spinCount = n
    logPartitionFunction = Double.log(sum) - beta * lowest
    energyPerSpin = (lowest + mean) / Double(n)
    entropyPerSpin = (beta * mean + Double.log(sum)) / Double(n)
    heatCapacityPerSpin = (meanSquare - mean * mean) * beta * beta / Double(n)

    walshHadamardTransform(&weights)
    magnetizations = (0..<n).map { weights[1 << $0] }
    pairCorrelations = Matrix(rows: n, columns: n) { i, j in
      i == j ? 1 : weights[1 << i | 1 << j]
    }
    for k in weights.indices { weights[k] *= weights[k] }
    walshHadamardTransform(&weights)
    var byDistance = [Double](repeating: 0, count: n + 1)
    for k in weights.indices { byDistance[k.nonzeroBitCount] += weights[k] }
    let scale = 1 / Double(weights.count)
    overlapDistribution = (0...n).map { ups in
      (Double(2 * ups - n) / Double(n), max(0, byDistance[n - ups] * scale))
    }
  }
}

/// Transforms a function on N bits in place.
///
/// ```
/// f̂(k) = Σ_s (−1)^{popcount(k & s)} f(s)
/// ```
///
/// - Parameter values: 2ᴺ values.
/// - Complexity: O(N 2ᴺ).
func walshHadamardTransform(_ values: inout [Double]) {
  var half = 1
  while half < values.count {
    for start in stride(from: 0, to: values.count, by: 2 * half) {
      for k in start..<start + half {
        let a = values[k]
        let b = values[k + half]
        values[k] = a + b
        values[k + half] = a - b
      }
    }
    half *= 2
  }
}
