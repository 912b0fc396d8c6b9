import ReplicaKit

/// The dimensions of an array as instances, chains, replicas and sites.
struct ArrayArrangement {
  /// One R × N matrix for every instance.
  let matrices: [Matrix]
  /// How many independent chains the rows of every instance come from, chain after chain; `nil` where that is not
  /// known.
  let chainCount: Int?
  /// What is to be said about the reading.
  let remarks: [String]

  /// What a dimension counts.
  private enum Role: Int {
    case instance, chain, replica, site, component
    /// Temperatures, layers, times: each place is a system of its own.
    case condition
  }

  private static let roles: [String: Role] = {
    var roles: [String: Role] = [:]
    for (role, names) in [
      (.instance, ["instance", "disorder", "network", "seed", "realization", "realisation"]),
      (.chain, ["chain", "ladder", "walker"]),
      (
        .replica,
        [
          "replica", "draw", "sample", "shot", "trajectory", "input", "configuration",
          "observation",
        ]
      ),
      (
        .site,
        [
          "site", "spin", "neuron", "unit", "feature", "channel", "pixel", "wavelength",
          "frequency",
          "node", "variable", "x", "y", "z",
        ]
      ),
      (.component, ["component", "direction", "colour", "color"]),
      (
        .condition,
        [
          "temperature", "beta", "layer", "time", "step", "epoch", "field", "sweep", "depth",
          "power",
        ]
      ),
    ] as [(Role, [String])] {
      for name in names {
        roles[name] = role
        roles[name + "s"] = role
      }
    }
    return roles
  }()

  /// Whether a name says what a dimension counts.
  static func isKnown(_ name: String) -> Bool { roles[name.lowercased()] != nil }

  /// Arranges an array: by the names of its dimensions where they say what they count, otherwise by their order,
  /// replica × site or instance × replica × site.
  ///
  /// - Parameters:
  ///   - content: The array.
  ///   - file: Its file, for the error.
  /// - Throws: ``Failure`` for an array whose dimensions do not say what is a replica.
  init(_ content: ArrayContent, file: String) throws {
    let shape = content.array.shape
    guard !shape.contains(0) else {
      throw Failure(.badData, "\(file): an array of shape \(shape) has no elements")
    }
    let names = content.dimensions ?? []
    let known = names.map { Self.roles[$0.lowercased()] }
    // A matrix of overlaps has two dimensions of replicas and none of sites.
    guard known.contains(where: { $0 != nil }), known.contains(.replica) || known.contains(.chain),
      shape.count > 2 || known.contains(.site) || known.contains(nil) || known.contains(.condition),
      known.count(where: { $0 == .replica }) == 1 || known.contains(.chain)
    else {
      try self.init(unnamed: content, file: file)
      return
    }
    var dimensions: [(place: Int, role: Role)] = []
    for (place, name) in names.enumerated() {
      let role = known[place] ?? .site
      if role == .condition {
        guard shape[place] == 1 else { throw Self.needsSelection(name, content, file) }
      }
      dimensions.append((place, role))
    }
    guard dimensions.contains(where: { $0.role == .site }) else {
      throw Failure(
        .badData,
        "\(file): its dimensions are \(names.joined(separator: ", ")); expected one of sites, such as 'site' or 'spin'"
      )
    }
    func places(_ role: Role) -> [Int] { dimensions.filter { $0.role == role }.map(\.place) }
    func extent(_ role: Role) -> Int { places(role).reduce(1) { $0 * shape[$1] } }
    let order =
      places(.instance) + places(.condition) + places(.chain) + places(.replica) + places(.site)
      + places(.component)
    let values = content.transposed(order).array.values
    let (rows, columns) = (extent(.chain) * extent(.replica), extent(.site) * extent(.component))
    let matrices = (0..<extent(.instance)).map { k in
      Matrix(
        rows: rows, columns: columns,
        elements: Array(values[k * rows * columns..<(k + 1) * rows * columns]))
    }
    let chainCount = places(.chain).isEmpty || extent(.replica) == 1 ? nil : extent(.chain)
    let chains = chainCount.map { ", \($0) chains of \(extent(.replica)) draws" } ?? ""
    let components =
      places(.component).isEmpty ? "" : " of \(extent(.component)) components"
    let isPlain = names.count == 2 && order == [0, 1]
    let remarks =
      content.remarks
      + (isPlain
        ? []
        : [
          "the dimensions of \(file) are read by their names (\(names.joined(separator: ", "))): "
            + "\(extent(.instance)) × \(rows) replicas × \(extent(.site)) sites\(components)\(chains)"
        ])
    self.init(matrices: matrices, chainCount: chainCount, remarks: remarks)
  }

  private init(matrices: [Matrix], chainCount: Int?, remarks: [String]) {
    self.matrices = matrices
    self.chainCount = chainCount
    self.remarks = remarks
  }

  private init(unnamed content: ArrayContent, file: String) throws {
    let array = content.array
    let shape = array.shape
    switch shape.count {
    case 2: matrices = [try array.matrix(path: file)]
    case 3:
      if let names = content.dimensions,
        let condition = names.first(where: { Self.roles[$0.lowercased()] == .condition })
      {
        throw Self.needsSelection(condition, content, file)
      }
      guard shape[2] > 3 else {
        throw Failure(
          .badData,
          "\(file): read as instance × replica × site, an array of shape \(shape) has \(shape[2]) sites per replica; "
            + "expected at least 4, or --dimensions replica,site,component for vector spins")
      }
      let size = shape[1] * shape[2]
      matrices = (0..<shape[0]).map { k in
        Matrix(
          rows: shape[1], columns: shape[2],
          elements: Array(array.values[k * size..<(k + 1) * size]))
      }
    default:
      throw Failure(
        .badData,
        "\(file): expected an array of two dimensions (replica × site) or three (instance × replica × site), found an "
          + "array of shape \(shape)"
          + (shape.count > 3
            ? "; --select \(content.dimensions?[0] ?? "0")=0 takes one place of a dimension, and --dimensions "
              + "says what each is" : ""))
    }
    chainCount = nil
    remarks = content.remarks
  }

  private static func needsSelection(
    _ name: String, _ content: ArrayContent, _ file: String
  ) -> Failure {
    let place = content.dimensions?.firstIndex(of: name) ?? 0
    let coordinates = content.coordinates[name] ?? (0..<content.array.shape[place]).map(Double.init)
    return Failure(
      .usage,
      "\(file): the array has \(content.array.shape[place]) places of '\(name)', each of which is a system of its own; "
        + "choose one with --select \(name)=VALUE, one of "
        + coordinates.prefix(12).map { text($0, digits: 6) }.joined(separator: ", ")
        + (coordinates.count > 12 ? ", …" : ""))
  }
}
