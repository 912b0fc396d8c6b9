import Statistics

extension ReproducedNumber {
  /// Puts a number beside one that has no error.
  init(_ name: String, _ found: Estimate, _ published: Double, _ kind: Kind) {
    self.init(name, found, Estimate(value: published, error: nil), kind)
  }
}

extension ReproducedNumber {
  /// Puts a computed number beside the one that an identity says.
  ///
  /// - Parameters:
  ///   - name: What they are.
  ///   - found: What was computed.
  ///   - precision: Its relative error.
  ///   - published: What the identity says.
  init(_ name: String, _ found: Double, precision: Double, _ published: Double) {
    self.init(
      name, Estimate(value: found, error: precision * abs(published)), published, .exact)
  }
}
