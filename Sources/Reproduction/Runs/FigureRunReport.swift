public import Documents
public import Experiments
public import Sampling

/// A run that a figure was made of, and whether it is in equilibrium: the answer that the library gives to all who ask.
public struct FigureRunReport: Sendable {
  /// What it is called among the runs of the figure.
  public let name: String
  /// The number of its instances.
  public let instanceCount: Int
  /// The number of instances that were judged, the first ones.
  public let judgedCount: Int
  /// The answer; `nil` where it is not asked for.
  public let equilibration: EquilibrationSummary?
  /// Why it is not asked for; `nil` where it is.
  public let exemption: String?

  /// The most instances that are judged of a quick figure: the tests permute labels of every instance, which would take
  /// longer than sampling.
  static let quickCount = 200

  /// Judges a run.
  ///
  /// - Parameters:
  ///   - name: What it is called among the runs of the figure.
  ///   - run: The run.
  ///   - effort: How much was computed; of a quick run the first 200 instances are judged.
  ///   - exemption: Why it is not judged; `nil` where it is.
  /// - Throws: What reading throws.
  public init(
    _ name: String, _ run: any SampledRun, _ effort: Effort, exemption: String? = nil
  ) throws {
    self.name = name
    self.exemption = exemption
    let done = try run.requiredInstances()
    instanceCount = done.count
    let judged = exemption == nil ? done.prefix(effort == .quick ? Self.quickCount : .max) : []
    judgedCount = judged.count
    equilibration =
      judged.isEmpty
      ? nil : EquilibrationSummary(try run.equilibrationReport(instances: Array(judged)))
  }

  /// Whether something was found that equilibrium excludes, in more than the overall sign, which the even quantities of
  /// figures do not feel.
  public var isRefuted: Bool {
    equilibration?.temperatures.contains { $0.answer == .no && !$0.isEquilibratedUpToSign } ?? false
  }

  /// The answer in words.
  public var sentence: String {
    equilibration?.sentence ?? "not judged: \(exemption ?? "there is no instance")"
  }

  /// The name, the instances, and the answer where it was asked for.
  var document: JSONValue {
    var document: JSONValue = [
      "run": .string(name), "instances": .integer(instanceCount), "judged": .integer(judgedCount),
      "equilibration": .string(sentence),
    ]
    if let equilibration {
      document["equilibrated"] = equilibration.isEquilibrated.map { .bool($0) } ?? .null
    }
    return document
  }
}
