extension Classification {
  /// The verdict on a sample of which it cannot be told whether it is in equilibrium: `undetermined`, since states
  /// may be missing or there by chance.
  ///
  /// - Parameter doubts: What is missing, in words; put before the tests' own reasons.
  /// - Returns: The same probabilities, which suppose equilibrium, with the verdict `undetermined`.
  public func leftOpen(because doubts: [String]) -> Classification {
    Classification(
      verdict: .undetermined, probabilities: probabilities, reasons: doubts + notes, tests: tests,
      obstacle: .openEquilibrium)
  }
}
