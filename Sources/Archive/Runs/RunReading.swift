import Documents
public import Sampling
public import SpinModels

extension RunStore {
  /// The configurations of one instance at one temperature.
  ///
  /// - Parameters:
  ///   - instance: A complete instance.
  ///   - temperature: The index of the temperature, from the lowest.
  /// - Returns: One collection of draws per ladder.
  /// - Throws: ``ArchiveError`` when the instance is missing or its chunk is damaged.
  public func configurations(
    instance: Int, temperatureIndex temperature: Int
  ) throws -> [PackedConfigurations] {
    let width = PackedConfigurations.bytesPerConfiguration(spinCount: model.spinCount)
    var region = try units.region(Quantity.configurations.name, unit: instance)
    region[1] = temperature..<temperature + 1
    let bytes: [UInt8] = try store.readArray(
      Quantity.configurations.name, region: region, isWhole: true)
    let perChain = settings.draws * width
    return (0..<settings.chainCount).map { chain in
      PackedConfigurations(
        bytes: Array(bytes[chain * perChain..<(chain + 1) * perChain]), spinCount: model.spinCount)
    }
  }

  /// The configurations of one instance, by temperature and ladder.
  ///
  /// - Parameter instance: A complete instance.
  /// - Returns: One collection of draws per temperature and ladder.
  /// - Throws: ``ArchiveError`` when the instance is missing or its chunk is damaged.
  public func configurations(instance: Int) throws -> [[PackedConfigurations]] {
    let width = PackedConfigurations.bytesPerConfiguration(spinCount: model.spinCount)
    let bytes: [UInt8] = try store.readArray(
      Quantity.configurations.name,
      region: units.region(Quantity.configurations.name, unit: instance))
    return bytes.chunked(by: settings.draws * width).map {
      PackedConfigurations(bytes: $0, spinCount: model.spinCount)
    }.chunked(by: settings.chainCount)
  }

  /// The numbers of one instance in an array of the store, in C order.
  ///
  /// - Parameters:
  ///   - name: The name of an array whose first dimension is the instance.
  ///   - instance: A complete instance.
  /// - Returns: The numbers.
  /// - Throws: ``ArchiveError`` when the instance is missing or its chunk is damaged.
  public func numbers(_ name: String, instance: Int) throws -> [Double] {
    try units.numbers(name, unit: instance)
  }

  /// Per temperature and ladder, the mean energy per spin over the measured sweeps.
  ///
  /// - Parameter instance: A complete instance.
  /// - Returns: The energies.
  /// - Throws: ``ArchiveError`` when the instance is missing or its chunk is damaged.
  public func meanEnergyPerSpin(instance: Int) throws -> [[Double]] {
    try numbers(Quantity.meanEnergies.name, instance: instance).chunked(by: settings.chainCount)
  }

  /// Per temperature, ladder and draw, the energy per spin.
  ///
  /// - Parameter instance: A complete instance.
  /// - Returns: The energies.
  /// - Throws: ``ArchiveError`` when the instance is missing or its chunk is damaged.
  public func drawEnergyPerSpin(instance: Int) throws -> [[[Double]]] {
    try numbers(Quantity.energies.name, instance: instance).chunked(by: settings.draws)
      .chunked(by: settings.chainCount)
  }

  /// Per temperature, ladder and draw, the magnetisation per spin.
  ///
  /// - Parameter instance: A complete instance.
  /// - Returns: The magnetisations.
  /// - Throws: ``ArchiveError`` when the instance is missing or its chunk is damaged.
  public func drawMagnetization(instance: Int) throws -> [[[Double]]] {
    try numbers(Quantity.magnetizations.name, instance: instance).chunked(by: settings.draws)
      .chunked(by: settings.chainCount)
  }

  /// The lowest energy that every ladder of an instance met; `nil` for a run of an earlier version.
  ///
  /// - Parameter instance: A complete instance.
  /// - Returns: Energies and configurations.
  /// - Throws: ``ArchiveError`` when the instance is missing or its chunk is damaged.
  public func lowestStates(instance: Int) throws -> LowestStates? {
    let name = Quantity.lowestConfigurations.name
    guard store.arrays.contains(where: { $0.name == name }) else { return nil }
    let energies = try numbers(Quantity.lowestEnergies.name, instance: instance)
    let sweeps = try numbers(Quantity.lowestSweeps.name, instance: instance)
    let bytes: [UInt8] = try store.readArray(
      name, region: units.region(name, unit: instance), isWhole: true)
    let width = PackedConfigurations.bytesPerConfiguration(spinCount: model.spinCount)
    return LowestStates(
      try bytes.chunked(by: width).enumerated().map { chain, bytes in
        guard let sweep = Int(exactly: sweeps[chain]) else {
          throw ArchiveError.badMetadata(
            path: path, item: Quantity.lowestSweeps.name, expected: "whole numbers",
            found: "\(sweeps[chain])")
        }
        return LowestState(
          PackedConfigurations(bytes: bytes, spinCount: model.spinCount),
          energyPerSpin: energies[chain], sweep: sweep)
      })
  }

  /// How often the run of an instance was doubled since it began; 0 in a run of an earlier version.
  ///
  /// - Parameter instance: A complete instance.
  /// - Returns: The number of doublings.
  /// - Throws: ``ArchiveError`` when the instance is missing or its chunk is damaged.
  public func extensions(instance: Int) throws -> Int {
    guard keepsExtensions else { return 0 }
    let found = try numbers(Quantity.extensions.name, instance: instance)[0]
    guard let count = Int(exactly: found), (0...SamplingSettings.mostExtensions).contains(count)
    else {
      throw ArchiveError.badMetadata(
        path: path, item: Quantity.extensions.name,
        expected: "0 to \(SamplingSettings.mostExtensions)", found: "\(found)")
    }
    return count
  }

  /// The figures of an instance from which equilibration is judged.
  ///
  /// - Parameter instance: A complete instance.
  /// - Returns: The figures.
  /// - Throws: ``ArchiveError`` when the instance is missing or its chunk is damaged.
  public func equilibrationData(instance: Int) throws -> EquilibrationData {
    try units.equilibrationData(
      instance: instance, settings: settings, extensions: try extensions(instance: instance))
  }
}

extension UnitStore {
  /// The figures of an instance from which equilibration is judged.
  ///
  /// - Parameters:
  ///   - instance: A complete instance.
  ///   - settings: The settings of the run.
  ///   - extensions: How often the run of the instance was doubled.
  /// - Returns: The figures.
  /// - Throws: ``ArchiveError`` when the instance is missing or its chunk is damaged.
  func equilibrationData(
    instance: Int, settings: SamplingSettings, extensions: Int
  ) throws -> EquilibrationData {
    let bins = settings.logarithmicBins.count
    let chains = settings.chainCount
    let pairs = EquilibrationData.pairs(of: chains).count
    let hasTime = settings.algorithm.hasTime
    func read(_ quantity: Quantity) throws -> [Double] {
      try numbers(quantity.name, unit: instance)
    }
    let arrays = Set(store.arrays.map(\.name))
    func read(_ quantity: Quantity, by bins: Int, per count: Int) throws -> [[[Double]]] {
      guard hasTime, bins > 0, arrays.contains(quantity.name) else {
        return settings.temperatures.map { _ in [[Double]](repeating: [], count: count) }
      }
      return try read(quantity).chunked(by: bins).chunked(by: count)
    }
    let blocks = settings.driftBlocks.count
    var diagnostics: [String: [[Double]]] = [:]
    for quantity in settings.algorithm.diagnostics where arrays.contains(quantity.name) {
      diagnostics[quantity.name] = try read(quantity).chunked(by: chains)
    }
    return EquilibrationData(
      binEnergyPerSpin: try read(.binEnergies, by: bins, per: chains),
      binSquareOverlap: try read(.binOverlaps, by: bins, per: pairs),
      driftEnergyPerSpin: try read(.driftEnergies, by: blocks, per: chains),
      driftSquareOverlap: try read(.driftOverlaps, by: blocks, per: pairs),
      withinSquareOverlap: try read(.withinOverlaps).chunked(by: chains),
      betweenSquareOverlap: try read(.betweenOverlaps).chunked(by: pairs),
      autocorrelationTimes: hasTime
        ? try read(.autocorrelationTimes).chunked(by: chains)
        : settings.temperatures.map { _ in [Double](repeating: .nan, count: chains) },
      diagnostics: diagnostics, extensions: extensions)
  }
}

extension Array {
  /// The elements in consecutive groups of equal size.
  func chunked(by size: Int) -> [[Element]] {
    guard size > 0 else { return [] }
    return stride(from: 0, to: count, by: size).map {
      Array(self[$0..<Swift.min($0 + size, count)])
    }
  }
}
