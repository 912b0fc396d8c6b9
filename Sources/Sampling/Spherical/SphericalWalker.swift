package import Randomness
import RealModule

/// A configuration on the sphere of radius √N, with its energy and the forces on its spins.
package struct SphericalWalker: Sendable {
  /// N real spins, Σ s_i² = N.
  package private(set) var spins: [Double]
  /// f_i = −∂E/∂s_i, with its part along the spins.
  private var forces: [Double]
  /// The total energy.
  package private(set) var energy: Double

  /// Starts at a point that is uniform on the sphere.
  ///
  /// - Parameters:
  ///   - landscape: Energy and forces.
  ///   - stream: Random numbers.
  package init(_ landscape: ProductLandscape, _ stream: inout RandomStream) {
    self.init(landscape, at: (0..<landscape.spinCount).map { _ in stream.normal() })
  }

  /// Starts at a point.
  ///
  /// - Parameters:
  ///   - landscape: Energy and forces.
  ///   - spins: The direction of the point, N numbers that are not all 0.
  package init(_ landscape: ProductLandscape, at spins: [Double]) {
    self.spins = Self.onSphere(spins)
    forces = spins
    energy = landscape.energy(of: self.spins, forces: &forces)
  }

  /// What became of a trajectory.
  package struct Move {
    /// The change of βE + v²/2, which is of order ε² and 0 for ε → 0.
    package let change: Double
    /// The acceptance probability.
    package let probability: Double
    /// Whether it was accepted.
    package let isAccepted: Bool
  }

  /// Geodesic Monte Carlo: a trajectory on the sphere, accepted by the exact change of the total energy.
  ///
  /// ```
  /// v normal, v ← P v,   P = 1 − s sᵀ/N
  /// n times:   v += (ε/2) β P f,   (s, v) along the great circle for the time ε,   v += (ε/2) β P f
  /// accept with probability min(1, exp(−Δ(βE + v²/2)))
  /// ```
  ///
  /// The steps keep volume and can be reversed, so that e^{−βE} on the sphere is invariant for every ε and n; an ε that is
  /// too large is seen by few acceptances only.
  ///
  /// **Source**: S. Byrne and M. Girolami, *Scand. J. Stat.* 40, 825 (2013).
  ///
  /// - Parameters:
  ///   - landscape: Energy and forces.
  ///   - beta: The inverse temperature.
  ///   - step: The time ε of a step: nearly its angle in radians.
  ///   - steps: Their number n.
  ///   - stream: Random numbers.
  /// - Returns: Whether the walker moved.
  package mutating func move(
    _ landscape: ProductLandscape, beta: Double, step: Double, steps: Int,
    _ stream: inout RandomStream
  ) -> Move {
    var moved = self
    var velocity = spins.map { _ in stream.normal() }
    Self.project(&velocity, along: spins)
    let before = beta * energy + Self.product(velocity, velocity) / 2
    for _ in 0..<steps {
      moved.kick(&velocity, beta * step / 2)
      moved.travel(&velocity, step)
      moved.energy = landscape.energy(of: moved.spins, forces: &moved.forces)
      moved.kick(&velocity, beta * step / 2)
    }
    let change = beta * moved.energy + Self.product(velocity, velocity) / 2 - before
    // A change that is no number is a step that is far too large.
    let probability = change.isNaN ? 0 : min(1, Double.exp(-change))
    let isAccepted = stream.uniform() < probability
    if isAccepted { self = moved }
    return Move(change: change, probability: probability, isAccepted: isAccepted)
  }

  /// v += c P f.
  private func kick(_ velocity: inout [Double], _ scale: Double) {
    let share = Self.product(spins, forces) / Double(spins.count)
    for i in spins.indices { velocity[i] += scale * (forces[i] - share * spins[i]) }
  }

  /// The great circle through s along v: s cos φ + (v/ω) sin φ, ω = |v|/√N, φ = ω ε.
  private mutating func travel(_ velocity: inout [Double], _ time: Double) {
    let frequency = (Self.product(velocity, velocity) / Double(spins.count)).squareRoot()
    guard frequency > 0 else { return }
    let (sine, cosine) = (Double.sin(frequency * time), Double.cos(frequency * time))
    for i in spins.indices {
      let (s, v) = (spins[i], velocity[i])
      spins[i] = cosine * s + sine / frequency * v
      velocity[i] = cosine * v - sine * frequency * s
    }
    // Rounding would add up over many sweeps.
    spins = Self.onSphere(spins)
    Self.project(&velocity, along: spins)
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
  }

  /// Takes out the part along s.
  private static func project(_ velocity: inout [Double], along spins: [Double]) {
    let share = product(velocity, spins) / Double(spins.count)
    for i in spins.indices { velocity[i] -= share * spins[i] }
  }

  /// The point in the same direction with Σ s_i² = N.
  private static func onSphere(_ spins: [Double]) -> [Double] {
    let scale = (Double(spins.count) / product(spins, spins)).squareRoot()
    return spins.map { scale * $0 }
  }
}
