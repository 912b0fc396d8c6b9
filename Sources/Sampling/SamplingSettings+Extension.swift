extension SamplingSettings {
  /// The settings of a run that goes on until it is twice as long, a number of times.
  ///
  /// ```
  /// burn-in = sweeps = 2^(k − 1) (burn-in₀ + sweeps₀),   k ≥ 1 extensions
  /// ```
  ///
  /// All sweeps of the shorter run become burn-in, so that nothing is measured twice and every test looks at the
  /// last doubling alone. Random streams are named by the sweep, so these are the bits of a run that was begun
  /// with such lengths. Arrays keep their shapes: as many draws, bins and blocks.
  ///
  /// - Parameter count: The number of doublings, k, counted from the run as it began.
  /// - Returns: The settings of the longer run.
  public func extended(by count: Int) -> SamplingSettings {
    precondition(extensions == 0, "the extension of settings that are extended by \(extensions)")
    precondition((0...Self.mostExtensions).contains(count), "a run that is doubled \(count) times")
    guard count > 0 else { return self }
    var result = self
    result.mostBins = logarithmicBins.count
    result.burnIn = totalSweeps << (count - 1)
    result.sweeps = result.burnIn
    result.extensions = count
    return result
  }

  /// The most doublings: 2^41 sweeps, the most of a run as it begins, still fit a word.
  package static let mostExtensions = 20

  /// The settings of a run that is twice as long; `nil` where there is none.
  var doubled: SamplingSettings? {
    guard algorithm.hasTime, extensions < Self.mostExtensions else { return nil }
    guard extensions > 0 else { return extended(by: 1) }
    var result = self
    result.burnIn = totalSweeps
    result.sweeps = totalSweeps
    result.extensions += 1
    return result
  }

  /// The doublings that are possible with a largest number of measured sweeps.
  ///
  /// - Parameter most: The largest number of measured sweeps of an instance.
  /// - Returns: The number of doublings from the run as it began.
  public func extensions(within most: Int) -> Int {
    (1...Self.mostExtensions).last { extended(by: $0).sweeps <= most } ?? 0
  }

  /// Refuses runs that no extension would make equilibrated.
  ///
  /// - Throws: ``SamplingError/cannotBeExtended(_:)``.
  public func checkExtension() throws(SamplingError) {
    guard algorithm.hasTime, algorithm.samplesGibbsMeasure else {
      throw .cannotBeExtended("\(algorithm.name) has no time in which it equilibrates")
    }
    guard BlockMemory.isPossible(ladders: chainCount, draws: draws) else {
      throw .cannotBeExtended(
        "whether an instance is equilibrated cannot be told from \(draws) draws of \(chainCount) ladders; expected "
          + "at least \(2 * BlockMemory.blockCount(ladders: chainCount)) draws")
    }
    guard !driftBlocks.isEmpty else {
      throw .cannotBeExtended("the run has \(totalSweeps) sweeps; expected at least 24")
    }
  }
}
