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
  /// The names of the dimensions that say what they count; empty where the order does.
  let names: [String]

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

  /// Whether names of two dimensions say what their order does, replica × site.
  static func isPlain(_ names: [String]) -> Bool {
    names.map { roles[$0.lowercased()] } == [.replica, .site]
  }

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
    guard let found = try Self.roles(of: names, content, file) else {
      try self.init(unnamed: content, file: file)
      return
    }
    var dimensions: [(place: Int, role: Role)] = []
    for (place, name) in names.enumerated() {
      if found[place] == .condition {
        guard shape[place] == 1 else { throw Self.needsSelection(name, content, file) }
      }
      dimensions.append((place, found[place]))
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
    let chains =
      chainCount.map { ", \($0) \($0 == 1 ? "chain" : "chains") of \(extent(.replica)) draws" }
      ?? ""
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
    self.init(matrices: matrices, chainCount: chainCount, remarks: remarks, names: names)
  }

  /// What the dimensions count, where their names say it; `nil` where the order is all that is known.
  ///
  /// Of replicas and sites one may have any name: it is the one that is left. Moments of a chain are its replicas.
  private static func roles(
    of names: [String], _ content: ArrayContent, _ file: String
  ) throws -> [Role]? {
    let known = names.map { roles[$0.lowercased()] }
    // Two dimensions of replicas are a matrix of overlaps, two of sites a picture or nothing.
    guard known.contains(where: { $0 != nil && $0 != .site }) || known.contains(nil),
      known.contains(where: { $0 != nil }),
      known.count(where: { $0 == .replica }) < 2 || known.contains(.chain)
    else { return nil }
    let shape = content.array.shape
    let hasRows = known.contains(.replica) || known.contains(.chain)
    let hasSites = known.contains(.site)
    let unknown = known.indices.filter { known[$0] == nil && (shape[$0] > 1 || !hasSites) }
    var found = known.map { $0 ?? .site }
    func unclear(_ what: String) -> Failure {
      Failure(
        .badData,
        "\(file): its dimensions are \(names.joined(separator: ", ")); \(what). --dimensions says what each is: "
          + "instance, chain, replica, site, component, temperature, layer")
    }
    switch (hasRows, hasSites) {
    case (true, true):
      if let place = unknown.first { throw unclear("'\(names[place])' is not known") }
    case (true, false):
      guard !unknown.isEmpty else {
        throw unclear("expected one of sites, such as 'site' or 'spin'")
      }
    case (false, true):
      let moments = known.indices.filter { times.contains(names[$0].lowercased()) && shape[$0] > 1 }
      let rows = unknown.isEmpty ? moments : unknown
      guard rows.count == 1 else {
        throw unclear("expected one of replicas, such as 'replica' or 'draw'")
      }
      found[rows[0]] = .replica
    case (false, false):
      let moments = names.indices.filter { times.contains(names[$0].lowercased()) }
      if names.count == 2, moments.count == 1, unknown.count == 1 {
        found[moments[0]] = .replica
        break
      }
      throw unclear("expected one of replicas, such as 'replica', and one of sites, such as 'site'")
    }
    return found
  }

  /// Dimensions whose places follow one another in a chain.
  private static let times: Set = ["time", "times", "step", "steps", "sweep", "sweeps"]

  private init(
    matrices: [Matrix], chainCount: Int?, remarks: [String], names: [String]
  ) {
    self.names = names
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
    names = []
    remarks = content.remarks
  }

  private static func needsSelection(
    _ name: String, _ content: ArrayContent, _ file: String
  ) -> Failure {
    let place = content.dimensions?.firstIndex(of: name) ?? 0
    let isByIndex = content.unreadCoordinates[name] != nil
    let values =
      (isByIndex ? nil : content.coordinates[name])
      ?? (0..<content.array.shape[place]).map(Double.init)
    return Failure(
      .usage,
      "\(file): the array has \(content.array.shape[place]) places of '\(name)', each of which is a system of its own; "
        + "choose one with --select \(isByIndex ? "\(place)=INDEX" : "\(name)=VALUE"), one of "
        + values.prefix(12).map { text($0, digits: 6) }.joined(separator: ", ")
        + (values.count > 12 ? ", …" : ""))
  }
}
