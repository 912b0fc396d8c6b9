import ReplicaKit

/// The page of one file, or of two side by side: what `replica report` makes, and `--report` of verbs on such files.
struct FilePage {
  let files: [String]
  /// The temperature that is seen first; the lowest when left out.
  let temperature: Double?
  /// The time of trajectories.
  let time: Double?
  /// The number of spins behind an overlap matrix.
  let spins: Int?
  let replicaLimit: Int
  /// How replicas are analysed.
  let options: AnalysisOptions
  let knowledge: KnowledgeOptions?
  let arrays: ArrayOptions
  let request: PageRequest

  /// The page of what verbs judge.
  ///
  /// - Parameters:
  ///   - files: One file or two.
  ///   - temperature: The temperature that is seen first; the lowest when left out.
  ///   - verdict: How files are read.
  ///   - options: How replicas are analysed.
  ///   - request: What the page is made for.
  init(
    files: [String], temperature: Double?, _ verdict: VerdictOptions, options: AnalysisOptions,
    request: PageRequest
  ) {
    self.init(
      files: files, temperature: temperature, time: verdict.time, spins: verdict.spins,
      replicaLimit: verdict.replicas, options: options, knowledge: verdict.knowledge,
      arrays: verdict.arrays, request: request)
  }

  /// The page of files.
  ///
  /// - Parameters:
  ///   - files: One file or two.
  ///   - temperature: The temperature that is seen first; the lowest when left out.
  ///   - time: The time of trajectories.
  ///   - spins: The number of spins behind an overlap matrix.
  ///   - replicaLimit: The most replicas per instance of a run.
  ///   - options: How replicas are analysed.
  ///   - knowledge: What is known of the replicas of arrays.
  ///   - arrays: How arrays are read.
  ///   - request: What the page is made for.
  init(
    files: [String], temperature: Double?, time: Double? = nil, spins: Int?,
    replicaLimit: Int = 128, options: AnalysisOptions, knowledge: KnowledgeOptions? = nil,
    arrays: ArrayOptions, request: PageRequest
  ) {
    self.files = files
    self.temperature = temperature
    self.time = time
    self.spins = spins
    self.replicaLimit = replicaLimit
    self.options = options
    self.knowledge = knowledge
    self.arrays = arrays
    self.request = request
  }

  /// Reads, judges and shows the files.
  ///
  /// - Parameters:
  ///   - known: What is known already of the only file, an array or trajectories; judged when left out.
  ///   - session: Threads and progress.
  /// - Returns: The page.
  /// - Throws: ``Failure``, and what reading and analysing throw.
  func page(knowing known: ClassifiedPoint? = nil, _ session: Session) async throws -> ReportPage {
    guard files.count == 1 else {
      guard knowledge?.isEmpty ?? true else {
        throw Failure(
          .usage,
          "--pattern-file, --labels and --order apply to the page of one array, not to two side by side"
        )
      }
      return .sideBySide(
        try await member(files[0], session), try await member(files[1], session), request: request)
    }
    let file = files[0]
    guard InputFile.isRun(file) else {
      let input = try arrayInput(file)
      let point = try known ?? judged(input, file)
      var preparation = try FileDigest(of: file)?.facts ?? []
      if arrays.subtract != .none { preparation.append(("Subtracted", arrays.subtract.rawValue)) }
      if arrays.transpose { preparation.append(("Replicas", "columns of the file")) }
      return .ofArray(
        point, remarks: input.remarks + [ArrayOptions.remark], preparation: preparation,
        request: request)
    }
    if (try? RunKind(ofRunAt: file)) == .recurrentSimulation {
      guard knowledge?.patternFile == nil else {
        throw Failure(
          .usage, "\(file) is a run of recurrent networks; --pattern-file applies to spins")
      }
      return .ofArray(
        try known ?? trajectories(file), remarks: [TrajectoryAnalysis.remark], preparation: [],
        request: request)
    }
    let (run, slot) = try spinRun(file)
    var options = options
    options.patterns = try knowledge?.patterns(ofRun: run, file)
    return try await ReportPage.ofRun(
      run, file: file, temperatureIndex: slot, replicaLimit: replicaLimit, options: options,
      request: request, session: session)
  }

  /// One of two systems.
  private func member(_ file: String, _ session: Session) async throws -> PageMember {
    guard InputFile.isRun(file) else {
      let input = try arrayInput(file)
      return PageMember(
        try judged(input, file), remarks: input.remarks + [ArrayOptions.remark])
    }
    if (try? RunKind(ofRunAt: file)) == .recurrentSimulation {
      return PageMember(try trajectories(file), remarks: [TrajectoryAnalysis.remark])
    }
    let (run, slot) = try spinRun(file)
    return try await PageMember(
      run, file: file, temperatureIndex: slot, replicaLimit: replicaLimit, options: options,
      session: session)
  }

  /// A run of a spin model with the temperature that is wanted, by its index.
  private func spinRun(_ file: String) throws -> (RunStore, Int) {
    try requireNoTime(file)
    let run = try RunStore(at: file)
    _ = try run.requiredInstances()
    return (
      run, try TemperatureSelection.slots(of: run, wanted: temperature.map { [$0] } ?? [])[0]
    )
  }

  /// Refuses options that no file here is for.
  private func requireNoTemperature(_ file: String) throws {
    guard temperature == nil || files.contains(where: InputFile.isRun) && files.count == 2 else {
      throw Failure(.usage, "\(file) is no run of a spin model; --temperature applies to those")
    }
    guard !request.keepsAll else {
      throw Failure(
        .usage, "\(file) has no temperatures; --keep-all applies to runs of spin models")
    }
  }

  private func requireNoTime(_ file: String) throws {
    guard time == nil || files.count == 2 else {
      throw Failure(
        .usage, "\(file) is no run of recurrent networks; --time applies to their trajectories")
    }
  }

  private func trajectories(_ file: String) throws -> ClassifiedPoint {
    try requireNoTemperature(file)
    let run = try RecurrentRunStore(at: file)
    return ClassifiedPoint(
      file: file,
      try reading(file) { try TrajectoryAnalysis(run, time: time, options: options) })
  }

  private func arrayInput(_ file: String) throws -> ArrayInput {
    try requireNoTemperature(file)
    try requireNoTime(file)
    return try ArrayInput(file, spins: spins, options: arrays, order: knowledge?.rowOrder)
  }

  /// The verdict on an array.
  private func judged(_ input: ArrayInput, _ file: String) throws -> ClassifiedPoint {
    var options = options
    options.withPower = files.count == 1
    options.checksSample = true
    options.timeOrders = input.timeOrders
    let patterns = try knowledge?.patterns(for: input.sets, file)
    let classes = try knowledge?.classes(for: input.sets)
    var point = ClassifiedPoint(
      file: file,
      try reading(file) {
        try SystemAnalysis(
          input.sets, chainCount: input.chainCount, patterns: patterns, options: options)
      })
    point.labels = classes.map { LabelComparison(point.analysis.analyses, labels: $0) }
    return point.notingSingleSize
  }
}
