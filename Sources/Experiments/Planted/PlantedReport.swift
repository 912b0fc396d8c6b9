public import Archive
public import Documents
import LinearAlgebra
public import PlantedData
import SpinModels

/// Configurations with planted order, and what they are.
public struct PlantedReport: Reportable {
  /// Where the pieces are, or will be, written.
  public struct Files: Sendable {
    /// The configurations.
    public let output: String
    /// The labels of the replicas, or their places on a continuum.
    public let labels: String
    /// The expected overlaps; `nil` where they are not wanted.
    public let truth: String?

    /// Names files.
    ///
    /// - Parameters:
    ///   - output: The configurations.
    ///   - labels: The labels of the replicas, or their places on a continuum.
    ///   - truth: The expected overlaps; `nil` where they are not wanted.
    public init(output: String, labels: String, truth: String?) {
      self.output = output
      self.labels = labels
      self.truth = truth
    }
  }

  /// What is kept of a planted sample.
  private struct Sample {
    let configurations: PackedConfigurations
    let labels: [Int]
    let positions: Matrix?
    let truth: Matrix?
    let realisedClass: PlantedClass

    init(_ sample: PlantedSample, keepsTruth: Bool) {
      configurations = sample.configurations
      labels = sample.labels
      positions = sample.positions
      truth = keepsTruth ? sample.expectedOverlaps : nil
      realisedClass = sample.realisedClass
    }

    /// The number of blocks; `nil` on a continuum.
    var blockCount: Int? { positions == nil ? Set(labels).count : nil }
  }

  private let ensemble: PlantedEnsemble
  private let kind: String
  private let files: Files
  private let first: Int
  private let instances: Int?
  private let seed: UInt64
  private let samples: [Sample]

  /// Plants instances.
  ///
  /// - Parameters:
  ///   - ensemble: The planted ensemble.
  ///   - kind: What it is called.
  ///   - files: Where the pieces will be written.
  ///   - first: The first instance.
  ///   - instances: The number of instances, the first dimension of arrays; `nil` for one without it.
  ///   - session: Seed, threads and progress.
  /// - Throws: `CancellationError`.
  public init(
    _ ensemble: PlantedEnsemble, kind: String, files: Files, first: Int, instances: Int?,
    session: Session
  ) async throws {
    self.ensemble = ensemble
    self.kind = kind
    self.files = files
    self.first = first
    self.instances = instances
    seed = session.seed
    let keepsTruth = files.truth != nil
    samples = try await session.concurrently("planting", count: instances ?? 1) { index in
      Sample(ensemble.sample(first + index, seed: session.seed), keepsTruth: keepsTruth)
    }
  }

  /// Writes configurations, labels and, where wanted, expected overlaps.
  ///
  /// - Parameter ifExists: What to do with files that are there.
  /// - Throws: ``/Archive/ArchiveError`` when a file cannot be written.
  public func write(ifExists: IfFileExists) throws {
    let (r, n) = (ensemble.replicaCount, ensemble.spinCount)
    try NumPyFile.write(
      array(shape: [r, n], type: .int8) { $0.configurations.unpacked().elements },
      to: files.output, ifExists: ifExists)
    try NumPyFile.write(labels, to: files.labels, ifExists: ifExists)
    if let truth = files.truth {
      try NumPyFile.write(
        array(shape: [r, r], type: .float64) { $0.truth?.elements ?? [] }, to: truth,
        ifExists: ifExists)
    }
  }

  /// An array over instances, or of the only one.
  private func array(
    shape: [Int], type: NumPyDataType, _ values: (Sample) -> [Double]
  ) -> NumPyArray {
    NumPyArray(
      shape: (instances.map { [$0] } ?? []) + shape, values: samples.flatMap(values), dataType: type
    )
  }

  private var labels: NumPyArray {
    if let positions = samples.first?.positions {
      return array(shape: [positions.rows, positions.columns], type: .float64) {
        $0.positions?.elements ?? []
      }
    }
    return array(shape: [ensemble.replicaCount], type: .int64) { $0.labels.map(Double.init) }
  }

  /// The classes and levels, with the names of the files.
  public var document: JSONValue {
    let classes = samples.map { JSONValue.string($0.realisedClass.rawValue) }
    let blocks = samples.map { JSONValue($0.blockCount) }
    var object: JSONValue = [
      "output": .string(files.output), "labels": .string(files.labels), "class": .string(kind),
      "realised_class": instances == nil ? classes[0] : .array(classes),
      "spins": .integer(ensemble.spinCount), "replicas": .integer(ensemble.replicaCount),
      "levels": JSONValue(ensemble.levels),
      "blocks": instances == nil ? blocks[0] : .array(blocks),
      "site_law": .string(ensemble.siteLaw.name), "flips": .bool(ensemble.flips),
      "instance": .integer(first), "seed": JSONValue(seed: seed),
    ]
    if case .hierarchy(let overlaps, let partition) = ensemble.structure {
      object["overlaps"] = JSONValue(overlaps)
      if case .poissonDirichlet(let points) = partition {
        object["breaking_points"] = JSONValue(points)
      }
    }
    if case .correlated(let strength) = ensemble.siteLaw {
      object["site_correlation"] = .number(strength)
    }
    if let instances { object["instances"] = .integer(instances) }
    if let truth = files.truth { object["truth"] = .string(truth) }
    return object
  }

  /// One sentence.
  public var sections: [ReportSection] {
    let size = "\(ensemble.replicaCount) replicas of \(ensemble.spinCount) spins"
    let places =
      "; \(samples[0].positions == nil ? "labels" : "positions") in \(files.labels)"
      + (files.truth.map { ", expected overlaps in \($0)" } ?? "")
    guard let instances else {
      let blocks = samples[0].blockCount.map { ", \($0) block\($0 == 1 ? "" : "s")" } ?? ""
      return [
        .text(
          "\(files.output): \(size)\(blocks), realised class \(samples[0].realisedClass.rawValue)"
            + places)
      ]
    }
    let counts = PlantedClass.allCases.compactMap { kind -> String? in
      let count = samples.count { $0.realisedClass == kind }
      return count == 0 ? nil : "\(kind.rawValue) in \(count)"
    }
    return [
      .text(
        "\(files.output): \(instances) instances of \(size), realised class "
          + counts.joined(separator: ", ") + places)
    ]
  }
}
