import RealModule

/// Nodes on which functions of a memory cell are interpolated, over the whole real line.
///
/// ```
/// c = ℓ y/√(1 − y²),   y_j = cos(π (2j + 1)/(2n)),   F(c) ≈ Σ_j F(c_j) ℓ_j(y(c))
/// ```
///
/// Functions that tend to constants, such as tanh² c, are smooth in y; the interpolation is barycentric.
struct CellGrid: Sendable {
  /// An odd number, so that 0 is a node.
  static let count = 51
  /// On this scale functions vary.
  private static let scale = 3.0

  /// The nodes c_j, from large to small; the middle one is 0 and c_(n−1−j) = −c_j.
  let nodes: [Double]
  private let places: [Double]
  private let barycentric: [Double]

  static let shared = CellGrid()

  private init() {
    let n = Self.count
    let angles = (0..<n).map { Double.pi * Double(2 * $0 + 1) / Double(2 * n) }
    var places = angles.map { Double.cos($0) }
    places[n / 2] = 0
    for j in 0..<(n / 2) { places[n - 1 - j] = -places[j] }
    self.places = places
    barycentric = angles.enumerated().map { Double.sin($1) * ($0 % 2 == 0 ? 1 : -1) }
    nodes = places.map { Self.scale * $0 / (1 - $0 * $0).squareRoot() }
  }

  /// Writes the values ℓ_j at one place into a row of numbers.
  func interpolate(at c: Double, into row: inout [Double], from start: Int) {
    let y = c / (Self.scale * Self.scale + c * c).squareRoot()
    var total = 0.0
    for j in 0..<Self.count {
      let distance = y - places[j]
      if distance == 0 {
        for k in 0..<Self.count { row[start + k] = k == j ? 1 : 0 }
        return
      }
      let term = barycentric[j] / distance
      row[start + j] = term
      total += term
    }
    let factor = 1 / total
    for j in 0..<Self.count { row[start + j] *= factor }
  }
}
