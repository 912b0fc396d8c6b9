extension Classification {
  /// The same verdict with one more thing that was found.
  ///
  /// - Parameter reason: A sentence without a full stop.
  /// - Returns: The verdict with unchanged probabilities.
  public func noting(_ reason: String) -> Classification {
    Classification(
      verdict: verdict, probabilities: probabilities, reasons: notes + [reason], tests: tests,
      openReading: openReading, obstacle: obstacle, patterns: patterns)
  }

  /// The reminder that broken symmetry of one size at one temperature is no phase; `nil` where symmetry
  /// is probably not broken.
  ///
  /// - Parameter spinCount: The only size.
  /// - Returns: A sentence without a full stop.
  public func singleSizeCaveat(spinCount: Int) -> String? {
    guard brokenProbability > 0.5, judgesReplicas else { return nil }
    return
      "one size (N = \(spinCount)) and one temperature do not show a phase: whether the structure "
      + "survives as N grows takes several sizes at the same temperature (replica scan)"
  }
}
