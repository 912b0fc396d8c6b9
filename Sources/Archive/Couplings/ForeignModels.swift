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
    try refuseLists(start, lines, source)
  }

  /// Refuses lists and models whose lines are not `i j J`.
  private static func refuseLists(
    _ start: String, _ lines: [Substring], _ source: ArraySource
  ) throws {
    let name = source.name.lowercased()
    func awk(_ program: String) -> String {
      "\(source.path.hasSuffix(".gz") ? "z" : "")cat \(FileSystem.split(source.path).name) | awk '\(program)' > J.txt"
    }
    if name.hasSuffix(".tgf") {
      throw ArchiveError.needsConversion(
        path: source.path, reason: "a graph in the Trivial Graph Format",
        command: awk("f {print $1, $2, (NF > 2 ? $3 : 1)} $1 == \"#\" {f = 1}"))
    }
    let problem = lines.first { $0.hasPrefix("p ") }?.split(separator: " ").dropFirst().first
    if let problem, ["edge", "edges", "col", "sp", "max"].contains(problem) {
      throw ArchiveError.needsConversion(
        path: source.path,
        reason: "a graph of DIMACS, which counts from 1 (J = 1 where it has no weight)",
        command: awk("$1 == \"e\" || $1 == \"a\" {print $2, $3, (NF > 3 ? $4 : 1)}"))
    }
    let sense = lines.first { !$0.hasPrefix("\\") }?.split(separator: " ").first ?? ""
    if name.hasSuffix(".lp") || ["minimize", "maximize"].contains(sense) && start.contains("obj") {
      throw error(
        source.path, "a program of CPLEX",
        "import dimod, json; m, _ = dimod.cqm_to_bqm(dimod.lp.load('FILE')); json.dump(m.to_serializable(), "
          + "open('J.json', 'w'))")
    }
    if start.contains("numpy"), start.contains("'descr': [(") {
      throw error(
        source.path, "a structured array",
        "import numpy; a = numpy.load('FILE'); numpy.savetxt('J.txt', numpy.c_[tuple(a[n] for n in a.dtype.names)], "
          + "'%d %d %.17g')")
    }
    // A dictionary of Python whose keys are pairs.
    if lines.first?.filter({ $0 != " " }).hasPrefix("{(") == true {
      throw error(
        source.path, pairs,
        "import ast, dimod, json; q = ast.literal_eval(open('FILE').read()); " + qubo)
    }
  }

  private static let pairs =
    "a dictionary of pairs, such as a QUBO of dimod (an Ising model: from_ising({}, q) in place of from_qubo(q))"

  private static let qubo =
    "json.dump(dimod.BQM.from_qubo(q).to_serializable(), open('J.json', 'w'))"

  /// Refuses a JSON document that is a graph of networkx, or has fields `h` and couplings `J`.
  static func refuse(_ document: JSONValue, path: String) throws {
    if document["nodes"] != nil,
      let edges = ["links", "edges"].first(where: { document[$0] != nil })
    {
      throw error(
        path, "a graph of networkx (node-link data)",
        graph("networkx.node_link_graph(json.load(open('FILE')), edges='\(edges)')"))
    }
    if document["variable_domain"] != nil, document["quadratic_terms"] != nil {
      throw error(
        path, "a model in bqpjson",
        "import json; m = json.load(open('FILE')); s = m['scale']; json.dump({'vartype': {'spin': 'SPIN', 'boolean': "
          + "'BINARY'}[m['variable_domain']], 'offset': s * m['offset'], 'linear': {**{str(i): 0 for i in "
          + "m['variable_ids']}, **{str(t['id']): s * t['coeff'] for t in m['linear_terms']}}, 'quadratic': "
          + "[[str(t['id_tail']), str(t['id_head']), s * t['coeff']] for t in m['quadratic_terms']]}, "
          + "open('J.json', 'w'))")
    }
    if let key = document.objectValue?.first?.key.filter({ $0 != " " }),
      ["(", "["].contains(where: key.hasPrefix) && key.contains(",")
    {
      throw error(
        path, pairs,
        "import ast, dimod, json; q = {ast.literal_eval(k): v for k, v in json.load(open('FILE')).items()}; "
          + qubo)
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
