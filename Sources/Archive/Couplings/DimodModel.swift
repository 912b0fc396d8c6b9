import Documents

/// Reading of dimod's binary quadratic models as JSON: `json.dump(bqm.to_serializable(), file)`.
///
/// ```
/// E = offset + Σ_i a_i v_i + Σ_{i<j} b_ij v_i v_j,   v_i = ±1 (SPIN) or 0, 1 (BINARY)
/// ```
///
/// **Source**: dimod 0.12, schema 3.0.0 of binary quadratic models.
enum DimodModel {
  /// The couplings and fields of a document, with J_ij = −b_ij, h_i = −a_i of spins.
  static func list(_ document: JSONValue, path: String) throws -> CouplingList {
    func refuse(_ item: String, _ expected: String, _ found: JSONValue?) -> ArchiveError {
      .badMetadata(
        path: path, item: "'\(item)' of the binary quadratic model", expected: expected,
        found: (found?.compactText ?? "nothing").shortened)
    }
    guard document["type"] == "BinaryQuadraticModel" else {
      throw refuse(
        "type", "BinaryQuadraticModel, as dimod's to_serializable writes", document["type"])
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
    func numbers(_ item: String) throws -> [Double] {
      // Missing where there is no interaction.
      guard let found = document[item] else { return [] }
      let elements = (found.arrayValue ?? found["data"]?.arrayValue) ?? []
      let values = elements.compactMap(\.doubleValue)
      guard values.count == elements.count, values.allSatisfy(\.isFinite),
        found.arrayValue != nil || found["data"]?.arrayValue != nil
      else { throw refuse(item, "a list of numbers", found) }
      return values
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
    var list = CouplingList(path: path)
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
    let offset = document["offset"] ?? .integer(0)
    guard let constant = offset.doubleValue ?? offset["data"]?.doubleValue, constant.isFinite else {
      throw refuse("offset", "a number", offset)
    }
    switch document["variable_type"] {
    case "SPIN": list.reverseSign()
    case "BINARY":
      list.convertFromBinary()
      list.remarks.append("variables 0 and 1 (BINARY) are converted to spins")
    default: throw refuse("variable_type", "SPIN or BINARY", document["variable_type"])
    }
    list.offset += constant
    if list.offset != 0 { list.remarks.append("the energy of the model is H + \(list.offset)") }
    return list
  }
}
