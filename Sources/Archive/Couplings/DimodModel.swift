import Documents

/// Reading of binary quadratic models as JSON: what dimod writes (`json.dump(bqm.to_serializable(), file)`), and the
/// parts of a model under their names.
///
/// ```
/// E = offset + Σ_i a_i v_i + Σ_{i<j} b_ij v_i v_j,   v_i = ±1 (SPIN) or 0, 1 (BINARY)
///
/// {"vartype": "SPIN", "offset": 0.5, "linear": {"a": 1, "b": 0}, "quadratic": {"a,b": −1}}
/// {"vartype": "BINARY", "linear": [0.2, −1.5], "quadratic": [[0, 1, 4]]}
/// ```
///
/// **Source**: dimod 0.12, schema 3.0.0 of binary quadratic models.
struct DimodModel {
  private let document: JSONValue
  private let path: String
  /// The kind of variables that the user states, where the document does not.
  private let stated: CouplingsFile.Variables?

  /// The couplings and fields of a document, with J_ij = −b_ij, h_i = −a_i of spins.
  ///
  /// - Parameters:
  ///   - document: The document.
  ///   - path: Where it came from, for the error.
  ///   - stated: The kind of variables, where the document does not say it.
  /// - Returns: The couplings.
  /// - Throws: ``ArchiveError`` with the part that is not as expected.
  static func list(
    _ document: JSONValue, path: String, variables stated: CouplingsFile.Variables? = nil
  ) throws -> CouplingList {
    try DimodModel(document: document, path: path, stated: stated).list()
  }

  private func refuse(_ item: String, _ expected: String, _ found: JSONValue?) -> ArchiveError {
    .badMetadata(
      path: path, item: "'\(item)' of the binary quadratic model", expected: expected,
      found: (found?.compactText ?? "nothing").shortened)
  }

  private func list() throws -> CouplingList {
    var list = CouplingList(path: path)
    let isPlain = document["type"] == nil && document["linear"] != nil
    if isPlain { try readParts(into: &list) } else { try readArrays(into: &list) }
    let offset = document["offset"] ?? .integer(0)
    guard let constant = offset.doubleValue ?? offset["data"]?.doubleValue, constant.isFinite else {
      throw refuse("offset", "a number", offset)
    }
    switch try variables(isPlain ? "vartype" : "variable_type") {
    case .spin: list.reverseSign()
    case .binary:
      list.convertFromBinary()
      list.remarks.append("variables 0 and 1 (BINARY) are converted to spins")
    }
    list.offset += constant
    if list.offset != 0 { list.remarks.append("the energy of the model is \(list.energy)") }
    return list
  }

  private func variables(_ item: String) throws -> CouplingsFile.Variables {
    guard let found = document[item] else {
      if let stated { return stated }
      throw refuse(item, "SPIN or BINARY; --vartype says it for a file that does not", nil)
    }
    guard let kind = CouplingsFile.Variables(name: found.stringValue ?? "") else {
      throw refuse(item, "SPIN or BINARY", found)
    }
    guard stated == nil else {
      throw ArchiveError.superfluous(
        path: path, option: "--vartype", reason: "the file says \(kind.rawValue.uppercased())")
    }
    return kind
  }

  // MARK: - The arrays of dimod

  private func numbers(_ item: String) throws -> [Double] {
    // Missing where there is no interaction.
    guard let found = document[item] else { return [] }
    guard let elements = found.arrayValue ?? found["data"]?.arrayValue else {
      throw refuse(item, "a list of numbers", found)
    }
    let values = elements.compactMap(\.doubleValue)
    guard values.count == elements.count, values.allSatisfy(\.isFinite) else {
      throw refuse(item, "a list of numbers", found)
    }
    return values
  }

  private func readArrays(into list: inout CouplingList) throws {
    guard document["type"] == "BinaryQuadraticModel" else {
      throw refuse(
        "type",
        "BinaryQuadraticModel, as dimod's to_serializable writes, or 'linear' beside 'quadratic'",
        document["type"])
    }
    let schema = document["version"]?["bqm_schema"]?.stringValue ?? "nothing"
    guard schema.hasPrefix("3.") else {
      throw refuse("bqm_schema", "3.x, as dimod from 0.9 on writes", .string(schema))
    }
    guard document["use_bytes"] != true else {
      throw refuse("use_bytes", "false: numbers as text (to_serializable without use_bytes)", true)
    }
    guard let count = document["num_variables"]?.intValue, count >= 0 else {
      throw refuse("num_variables", "a whole number", document["num_variables"])
    }
    let linear = try numbers("linear_biases")
    guard linear.count == count else {
      throw refuse("linear_biases", "\(count) numbers", .integer(linear.count))
    }
    let (biases, heads, tails) = (
      try numbers("quadratic_biases"), try numbers("quadratic_head"), try numbers("quadratic_tail")
    )
    guard heads.count == biases.count, tails.count == biases.count else {
      throw refuse("quadratic_head", "\(biases.count) numbers", .integer(heads.count))
    }
    // What is stated twice must agree: a list whose name was damaged would be left out.
    for (item, found) in [
      ("num_interactions", document["num_interactions"]?.intValue),
      ("variable_labels", document["variable_labels"]?.arrayValue?.count),
    ] {
      let expected = item == "num_interactions" ? biases.count : count
      guard document[item] == nil || found == expected else {
        throw refuse(item, "\(expected), as there are biases", document[item])
      }
    }
    list.spinCount = count
    list.fields = linear.enumerated().filter { $0.element != 0 }.map { ($0.offset, $0.element) }
    for k in biases.indices {
      guard let i = Int(exactly: heads[k]), let j = Int(exactly: tails[k]), i != j,
        (0..<count).contains(i), (0..<count).contains(j)
      else {
        throw refuse(
          "quadratic_head", "two different variables from 0 to \(count - 1)",
          .string("\(heads[k]), \(tails[k])"))
      }
      list.pairs.append((i, j, biases[k]))
    }
  }

  // MARK: - Parts under their names

  private func readParts(into list: inout CouplingList) throws {
    let linear = try terms("linear", labels: 1)
    let quadratic = try terms("quadratic", labels: 2)
    guard Set(linear.map(\.labels)).count == linear.count else {
      throw refuse("linear", "each variable once", document["linear"])
    }
    if let biases = document["linear"]?.arrayValue, biases.allSatisfy({ $0.arrayValue == nil }),
      let other = quadratic.flatMap(\.labels).first(where: { label in
        Int(label).map { biases.indices.contains($0) } != true
      })
    {
      throw refuse("quadratic", "variables from 0 to \(biases.count - 1)", .string(other))
    }
    var numbers: [String: Int] = [:]
    var labels: [String] = []
    for label in (linear + quadratic).flatMap(\.labels) where numbers[label] == nil {
      numbers[label] = labels.count
      labels.append(label)
    }
    // Variables that are numbers keep their order, and their numbers where these are 0, 1, …
    let whole = labels.compactMap { Int($0) }
    if whole.count == labels.count {
      labels = whole.sorted().map { "\($0)" }
      for (place, label) in labels.enumerated() { numbers[label] = place }
    }
    if labels != labels.indices.map({ "\($0)" }) {
      list.remarks.append(
        "spin 0, 1, … is variable " + labels.prefix(8).map(\.shortened).joined(separator: ", ")
          + (labels.count > 8 ? ", …" : ""))
    }
    list.spinCount = labels.count
    func number(_ label: String) -> Int { numbers[label] ?? 0 }
    list.fields = linear.filter { $0.bias != 0 }.map { (number($0.labels[0]), $0.bias) }
    var seen: Set<[Int]> = []
    for term in quadratic {
      let (i, j) = (number(term.labels[0]), number(term.labels[1]))
      guard i != j, seen.insert([min(i, j), max(i, j)]).inserted else {
        throw refuse(
          "quadratic", i == j ? "two different variables" : "each pair once",
          .string(term.labels.joined(separator: ", ")))
      }
      list.pairs.append((i, j, term.bias))
    }
  }

  /// Biases with the variables that they belong to.
  private func terms(_ item: String, labels count: Int) throws -> [(labels: [String], bias: Double)]
  {
    let found = document[item] ?? [:]
    let form =
      count == 1
      ? "biases as a list, or by the names of variables"
      : "biases as [variable, variable, bias], or by two names 'a,b'"
    func term(_ labels: [String], _ value: JSONValue?) throws -> (labels: [String], bias: Double) {
      guard labels.count == count, let bias = value?.doubleValue, bias.isFinite else {
        throw refuse(item, form, .string(labels.joined(separator: ", ")))
      }
      return (labels, bias)
    }
    if let members = found.objectValue {
      return try members.map { member in
        try term(count == 1 ? [member.key] : Self.names(in: member.key), member.value)
      }
    }
    guard let elements = found.arrayValue else { throw refuse(item, form, found) }
    return try elements.enumerated().map { k, element in
      if count == 1, element.arrayValue == nil { return try term(["\(k)"], element) }
      guard let parts = element.arrayValue, parts.count == count + 1 else {
        throw refuse(item, form, element)
      }
      return try term(
        parts.dropLast().map { $0.stringValue ?? $0.compactText }, parts.last)
    }
  }

  /// The two variables of a key: `a,b`, `('a', 'b')` or `a b`.
  private static func names(in key: String) -> [String] {
    let inner = key.contains(",") ? key.filter { !"()[]'\" ".contains($0) } : key
    return inner.split(separator: key.contains(",") ? "," : " ").map(String.init)
  }
}
