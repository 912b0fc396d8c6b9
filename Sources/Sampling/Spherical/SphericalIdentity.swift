import SpinModels

extension SphericalPSpin {
  /// What the exact identity of Gaussian couplings leaves for one instance: 0 on average over the disorder.
  ///
  /// ```
  /// [e] + (βσ²/N) [⟨e_p(s²)⟩ − ⟨e_p(s s')⟩] = 0,   e_p(x) = Σ_{i₁<…<i_p} x_{i₁} … x_{i_p},   σ² = p!/(2 N^{p−1})
  /// ```
  ///
  /// Integration by parts of Σ J ⟨s … s⟩; s and s' are replicas of different ladders.
  ///
  /// - Parameters:
  ///   - draws: The draws at one temperature, one collection per ladder.
  ///   - energies: Their energies per spin, by ladder and draw.
  ///   - temperature: The temperature.
  /// - Returns: The left-hand side of the instance; `nil` for couplings that are not normal.
  /// - Complexity: O(p N 64² ladders²).
  public func discrepancy(
    draws: [SphericalConfigurations], energies: [[Double]], temperature: Double
  ) -> Double? {
    guard couplings.distribution == .gaussian else { return nil }
    let (n, p) = (spinCount, couplings.order)
    // p!/(2 N^{p−1}), factor by factor.
    let variance = (1..<p).reduce(0.5) { $0 * Double($1 + 1) / Double(n) }
    var products = [Double](repeating: 0, count: p + 1)
    func mean(_ a: SphericalConfigurations, _ b: SphericalConfigurations, same: Bool) -> Double {
      var sum = 0.0
      for k in 0..<a.count {
        for m in same ? k..<k + 1 : 0..<b.count {
          for place in products.indices { products[place] = place == 0 ? 1 : 0 }
          for i in 0..<n {
            let x = a.values[k * n + i] * b.values[m * n + i]
            for place in stride(from: p, to: 0, by: -1) {
              products[place] += x * products[place - 1]
            }
          }
          sum += products[p]
        }
      }
      return sum / Double(a.count * (same ? 1 : b.count))
    }
    let pairs = EquilibrationData.pairs(of: draws.count)
    let within = draws.reduce(0) { $0 + mean($1, $1, same: true) } / Double(draws.count)
    let thinned = draws.map(\.thinned)
    let between =
      pairs.reduce(0) { $0 + mean(thinned[$1.0], thinned[$1.1], same: false) }
      / Double(pairs.count)
    let energy =
      energies.reduce(0) { $0 + $1.reduce(0, +) / Double($1.count) } / Double(energies.count)
    return energy + variance / (temperature * Double(n)) * (within - between)
  }
}
