import Documents

/// Files of models and graphs that are not read: each is refused with the command that makes one that is.
enum ForeignModels {
  /// Refuses a file by its first bytes or its ending.
  static func refuse(_ bytes: [UInt8], _ source: ArraySource) throws {
    let start = String(decoding: bytes.prefix(600), as: UTF8.self).lowercased()
    let name = source.name.lowercased()
    for (ending, reason, command) in dimod
    where start.hasPrefix("dimod" + ending.dropFirst()) || name.hasSuffix(ending) {
      throw error(source.path, reason, command)
    }
    let lines = start.split(whereSeparator: \.isNewline)
    func begins(_ word: String) -> Bool { lines.contains { $0.hasPrefix(word) } }
    let reader: (reason: String, load: String)? =
      if name.hasSuffix(".gpickle") {
        (
          "a pickled graph, which can run anything when it is opened",
          "pickle.load(open('FILE', 'rb'))"
        )
      } else if start.contains("<graphml") {
        ("a graph in GraphML", "networkx.read_graphml('FILE')")
      } else if start.contains("<gexf") {
        ("a graph in GEXF", "networkx.read_gexf('FILE')")
      } else if name.hasSuffix(".gml") || begins("graph [") {
        ("a graph in GML", "networkx.read_gml('FILE', label='id')")
      } else if begins("*vertices") {
        ("a graph of Pajek", "networkx.read_pajek('FILE')")
      } else {
        nil
      }
    if begins("[[") {
      throw error(
        source.path, "nested lists",
        "import json, numpy; numpy.save('J.npy', numpy.array(json.load(open('FILE'))))")
    }
    if let reader { throw error(source.path, reader.reason, graph(reader.load)) }
  }

  /// Refuses a JSON document that is a graph of networkx, or has fields `h` and couplings `J`.
  static func refuse(_ document: JSONValue, path: String) throws {
    if document["nodes"] != nil,
      let edges = ["links", "edges"].first(where: { document[$0] != nil })
    {
      throw error(
        path, "a graph of networkx (node-link data)",
        graph("networkx.node_link_graph(json.load(open('FILE')), edges='\(edges)')"))
    }
    guard document["linear"] == nil, document["J"] != nil else { return }
    throw ArchiveError.badMetadata(
      path: path, item: "a model of fields and couplings",
      expected:
        "{\"vartype\": \"SPIN\", \"linear\": h, \"quadratic\": J}, which is E = +Σ h s + Σ J s s (turn the signs of h and J "
        + "if they mean H = −Σ J s s − Σ h s)",
      found: (document.objectValue ?? []).map { "'\($0.key)'" }.joined(separator: ", "))
  }

  private static let dimod = [
    (
      ".bqm", "dimod's binary format",
      "import dimod, json; json.dump(dimod.BinaryQuadraticModel.from_file(open('FILE', 'rb')).to_serializable(), "
        + "open('J.json', 'w'))"
    ),
    (
      ".cqm", "a model with constraints",
      "import dimod, json; m, _ = dimod.cqm_to_bqm(dimod.ConstrainedQuadraticModel.from_file(open('FILE', 'rb'))); "
        + "json.dump(m.to_serializable(), open('J.json', 'w'))"
    ),
    (
      ".dqm", "a model of variables with more than two cases",
      "import dimod, json; m, _ = dimod.cqm_to_bqm(dimod.ConstrainedQuadraticModel.from_dqm("
        + "dimod.DiscreteQuadraticModel.from_file(open('FILE', 'rb')))); json.dump(m.to_serializable(), open('J.json', 'w'))"
    ),
  ]

  private static func graph(_ load: String) -> String {
    let module =
      load.hasPrefix("networkx.node") ? "json, " : load.hasPrefix("pickle") ? "pickle, " : ""
    return "import \(module)networkx; networkx.write_weighted_edgelist("
      + "networkx.convert_node_labels_to_integers(\(load)), 'J.txt')"
  }

  private static func error(_ path: String, _ reason: String, _ command: String) -> ArchiveError {
    .needsConversion(path: path, reason: reason, command: python(command, path))
  }

  /// A command of Python with the name of the file.
  static func python(_ command: String, _ path: String) -> String {
    let parts = command.split(separator: "FILE", omittingEmptySubsequences: false)
    return "python3 -c \"\(parts.joined(separator: FileSystem.split(path).name))\""
  }
}
