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

  private static let parts: Set<String> = ["vartype", "offset", "linear", "quadratic"]

  private static let arrays: Set<String> = [
    "type", "version", "use_bytes", "index_type", "bias_type", "num_variables", "num_interactions",
    "variable_labels", "variable_type", "offset", "linear_biases", "quadratic_biases",
    "quadratic_head", "quadratic_tail",
  ]

  /// Refuses members that may be parts of the model under another name; words are none.
  private func requireKnown(_ known: Set<String>) throws {
    let senses = ["sense", "objective", "objective_sense", "direction", "goal", "optimization"]
    for member in document.objectValue ?? [] where senses.contains(member.key.lowercased()) {
      guard member.value.stringValue?.lowercased().hasPrefix("max") != true else {
        throw refuse(
          member.key.shortened,
          "minimize: states of low energy are probable here; turn the signs of all biases and of the offset",
          member.value)
      }
    }
    for member in document.objectValue ?? []
    where !known.contains(member.key) && !["info", "version"].contains(member.key) {
      var isWord = member.value == .null
      if case .string = member.value { isWord = !known.contains(member.key.lowercased()) }
      guard isWord else {
        throw refuse(
          member.key.shortened,
          "no part of it, as "
            + (known == Self.parts
              ? "vartype, linear, quadratic and offset are" : "those of dimod are")
            + " (other things belong into 'info')", member.value)
      }
    }
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
    // dimod's models are called by their numbers, too: DictBQM, Float32BQM.
    let type = document["type"]?.stringValue ?? ""
    guard type == "BinaryQuadraticModel" || type.hasSuffix("BQM") else {
      throw refuse(
        "type",
        "BinaryQuadraticModel, as dimod's to_serializable writes, or 'linear' beside 'quadratic'",
        document["type"])
    }
    let isDense = document["biases"] != nil
    try requireKnown(isDense ? Self.arrays.union(["biases"]) : Self.arrays)
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
    if isDense { return try readDense(count, into: &list) }
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
    let labels = document["variable_labels"]?.arrayValue ?? []
    remark(on: labels.map(ModelLabels.label), in: &list)
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

  /// Reads the matrix of cimod (OpenJij), of one variable more that is 1: row by row, above the diagonal.
  private func readDense(_ count: Int, into list: inout CouplingList) throws {
    let values = try numbers("biases")
    let labels = document["variable_labels"]?.arrayValue
    guard count < 100_000, values.count == (count + 1) * (count + 1), values.last == 1,
      (0..<count).allSatisfy({ row in
        values[row * (count + 1)...row * (count + 2)].allSatisfy { $0 == 0 }
      }), values.dropLast().suffix(count).allSatisfy({ $0 == 0 })
    else {
      throw refuse(
        "biases",
        "\(count + 1) rows and columns: b_ij above the diagonal, a_i in the last column, and 1 in the corner",
        document["biases"])
    }
    guard labels.map({ $0.count == count }) ?? true else {
      throw refuse("variable_labels", "\(count) labels", document["variable_labels"])
    }
    list.spinCount = count
    remark(on: (labels ?? []).map(ModelLabels.label), in: &list)
    for i in 0..<count {
      let row = values[i * (count + 1)..<(i + 1) * (count + 1)]
      if let bias = row.last, bias != 0 { list.fields.append((i, bias)) }
      for (j, bias) in zip(0..<count, row) where bias != 0 { list.pairs.append((i, j, bias)) }
    }
  }

  // MARK: - Parts under their names

  private func readParts(into list: inout CouplingList) throws {
    try requireKnown(Self.parts)
    let linear = try linearTerms()
    let known = ModelLabels(linear.map(\.label))
    let quadratic = try quadraticTerms(known)
    var labels = linear.map(\.label)
    guard Set(labels).count == labels.count else {
      throw refuse("linear", "each variable once", document["linear"])
    }
    for label in quadratic.flatMap(\.labels) where !known.contains(label) {
      let isList = document["linear"]?.arrayValue?.allSatisfy { $0.arrayValue == nil } == true
      throw refuse(
        "quadratic",
        isList
          ? "variables from 0 to \(linear.count - 1)"
          : "variables of 'linear', where a bias of 0 is one too", .string(label))
    }
    if labels.isEmpty {
      var seen: Set<String> = []
      labels = quadratic.flatMap(\.labels).filter { seen.insert($0).inserted }
    }
    // Variables that are numbers are taken in their order.
    let whole = labels.compactMap { Int($0) }
    if Set(whole).count == labels.count {
      labels = zip(whole, labels).sorted { $0.0 < $1.0 }.map(\.1)
    }
    remark(on: labels, in: &list)
    let numbers = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
    func number(_ label: String) -> Int { numbers[label] ?? 0 }
    list.spinCount = labels.count
    list.fields = linear.filter { $0.bias != 0 }.map { (number($0.label), $0.bias) }
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

  /// Says which spin is which variable, unless these are 0, 1 and so on in their order.
  private func remark(on labels: [String], in list: inout CouplingList) {
    guard labels != labels.indices.map({ "\($0)" }) else { return }
    list.remarks.append(
      "spin 0, 1, … is variable " + labels.prefix(8).map(\.shortened).joined(separator: ", ")
        + (labels.count > 8 ? ", …" : ""))
  }

  private func bias(_ value: JSONValue?) -> Double? {
    value?.doubleValue.flatMap { $0.isFinite ? $0 : nil }
  }

  private func linearTerms() throws -> [(label: String, bias: Double)] {
    let form = "biases as a list, or by the names of variables"
    let found = document["linear"] ?? [:]
    let terms: [(label: String, value: JSONValue?)]
    if let members = found.objectValue {
      terms = members.map { ($0.key, $0.value) }
    } else if let elements = found.arrayValue {
      terms = try elements.enumerated().map { k, element in
        guard let parts = element.arrayValue else { return ("\(k)", element) }
        guard parts.count == 2 else { throw refuse("linear", form, element) }
        return (ModelLabels.label(parts[0]), parts[1])
      }
    } else {
      throw refuse("linear", form, found)
    }
    return try terms.map { label, value in
      guard let bias = bias(value) else { throw refuse("linear", form, .string(label)) }
      return (label, bias)
    }
  }

  private func quadraticTerms(
    _ known: ModelLabels
  ) throws -> [(labels: [String], bias: Double)] {
    let form = "biases as [variable, variable, bias], or by two names 'a,b'"
    guard let found = document["quadratic"] else {
      throw refuse("quadratic", form + "; an empty list for none", nil)
    }
    if let members = found.objectValue {
      return try members.map { member in
        guard let bias = bias(member.value), let pair = known.pair(in: member.key) else {
          throw refuse("quadratic", form + " of 'linear'", .string(member.key))
        }
        return (pair, bias)
      }
    }
    guard let elements = found.arrayValue else { throw refuse("quadratic", form, found) }
    return try elements.map { element in
      guard let parts = element.arrayValue, parts.count == 3, let bias = bias(parts[2]) else {
        throw refuse("quadratic", form, element)
      }
      return (parts[..<2].map(ModelLabels.label), bias)
    }
  }
}
