import Archive
import Documents
import Foundation
import LinearAlgebra
import SpinModels
import Testing

/// What networkx, pandas, R, dimod and qbsolv write.
extension CouplingsFileTests {
  /// Lists of other programs, whose columns, quotes and dictionaries say what is a spin and what is a coupling.
  @Test(arguments: [
    "weight,source,target\n0.5,0,1\n-2,1,2\n", "J i j\n0.5 0 1\n-2 1 2\n",
    "from\tto\tx\n0\t1\t0.5\n1\t2\t-2\n", ",i,j,J\n0,0,1,0.5\n1,1,2,-2\n",
    "node1,strength,node2\n0,0.5,1\n1,-2,2\n", "I J V\n0 1 0.5\n1 2 -2\n",
    "\"i\",\"j\",\"J\"\n\"0\",\"1\",\"0.5\"\n\"1\",\"2\",\"-2\"\n",
    "\"0\",\"1\",\"0.5\"\n\"1\",\"2\",\"-2\"\n",
    "0 1 {'weight': np.float64(0.5), 'bandweight': 7}\n1 2 {'bandweight': 7, 'weight': -2.0}\n",
    "0 1 {'colour': '#00f', 'label': 'J: 1, weight: 3', 'J': 0.5, 'place': (1, {2: 3})}\n1 2 {'coupling': -2} # end\n",
    "0\t1\t{\"weight\": 0.5}\n1\t2\t{\"weight\": -2}\n",
    "0,1,{'weight': 0.5}\n1,2,{'weight': -2}\n",
    "0 1 {'J': 9, 'weight': 0.5, 'coupling': 8}\n1 2 {'weight': -2}\n",
    "spin,a,b,c\na,0,0.5,0\nb,0.5,0,-2\nc,0,-2,0\n",
    "spin,0,1,2\n0,0,0.5,0\n1,0.5,0,-2\n2,0,-2,0\n",
    "u v w\n0 0.5 0\n0.5 0 -2\n0 -2 0\n",
  ])
  func listsOfOthers(text: String) throws {
    expect(try read(text), energies(spins: 3, pairs: [(0, 1, 0.5), (1, 2, -2)]), text)
  }

  /// A matrix whose first row counts has no header, for it is square without one.
  @Test(arguments: [" ", ",", "\t"])
  func matrixThatCounts(separator: String) throws {
    let rows = [[0, 1, 2, 3], [1, 0, 2, 0], [2, 2, 0, 1], [3, 0, 1, 0]]
    let text = rows.map { $0.map { "\($0)" }.joined(separator: separator) + "\n" }.joined()
    let pairs = [(0, 1, 1.0), (0, 2, 2), (0, 3, 3), (1, 2, 2), (2, 3, 1)]
    expect(try read(text), energies(spins: 4, pairs: pairs), "a matrix")
  }

  @Test func smallestMatrix() throws {
    let expected = energies(spins: 2, pairs: [(0, 1, 1.5)])
    for text in [
      "0,1.5\n1.5,0\n", "0 1.5\n1.5 0\n", "x,a,b\na,0,1.5\nb,1.5,0\n", "a b\n0 1.5\n1.5 0\n",
    ] {
      expect(try read(text), expected, text)
    }
  }

  /// A QUBO of qbsolv: the sum over the entries that x_i = x_j = 1 choose.
  @Test func qbsolv() throws {
    let entries = [(0, 0, -1.5), (3, 3, 0.75), (0, 1, 2.0), (1, 3, -0.5)]
    let lines = entries.map { "\($0.0) \($0.1) \($0.2)\n" }.joined()
    let expected = (0..<16).map { state in
      entries.reduce(0.0) { sum, entry in
        state >> entry.0 & state >> entry.1 & 1 == 1 ? sum + entry.2 : sum
      }
    }
    let text = "c of qbsolv\np qubo 0 4 2 2\nc\n" + lines
    let file = try read(text, name: "x.qubo")
    expect(file, expected, text)
    #expect(file.remarks.contains { $0.hasPrefix("1 of 4 spins") })
    for (header, words) in [
      ("p qubo 0 4 2 3", "as many"), ("p qubo 0 3 2 2", "< 3"), ("p qubo 4", "maxDiagonals"),
    ] {
      let error = #expect(throws: ArchiveError.self) { try read(header + "\n" + lines) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    #expect(throws: ArchiveError.self) { try read(text) { $0.variables = .binary } }
    #expect(throws: ArchiveError.self) { try read(text) { $0.isOneBased = true } }
  }

  /// Comments state the variables where dimod's regular expression finds them.
  @Test func statedVariables() throws {
    let binary = try read("0 1 4\n0 0 -1\n") { $0.variables = .binary }
    for comment in [
      "# vartype=BINARY", "# my graph vartype=BINARY",
      "# the vartype of all: vartype: Vartype.BINARY, N = 2",
      "#vartype BINARY", "0 1 4 # vartype=binary",
    ] {
      let isLine = comment.hasPrefix("#")
      let file = try read((isLine ? comment + "\n0 1 4\n" : comment + "\n") + "0 0 -1\n")
      // 4 x y − x = 4/4 − 1/2 + …
      #expect(file.offset == 0.5 && file.offset == binary.offset, "\(comment)")
      #expect(file.instance.couplings == binary.instance.couplings, "\(comment)")
    }
    #expect(try read("# of no vartype, or of any\n0 1 4\n").offset == 0)
    for (text, words) in [
      ("# vartype=BINARY\n# vartype=SPIN\n0 1 4\n", "BINARY and SPIN"),
      ("# vartype=BINARY\n0 1\n1 0\n", "header='vartype=BINARY'"),
      ("# vartype=SPIN\n0 1\n1 0\n", "--sign plus"),
      ("vartype=BINARY\n0 1 4\n", "--vartype binary"),
      ("A QUBO\n0 1 4\n", "--vartype binary"), ("p ising 2\n0 1 4\n", "no title"),
    ] {
      let error = #expect(throws: ArchiveError.self) { try read(text) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    #expect(try read("A QUBO\n0 1 4\n") { $0.variables = .binary }.offset == 1)
  }

  /// What other programs write and is no list here is refused with what to do.
  @Test(arguments: [
    ("J a b\n5 0 1\n", "'J, a, b'"), ("weight value x\n5 0 1\n", "tell"),
    ("source,target,weight,id\n0,1,2,1\n1,2,3,2\n", "source, target, weight"),
    ("i,j,J\n0,1,1\n1,2\n", "3 cells"), ("NA NA NA\n0 1 1\n", "found 'NA'"),
    ("0 1 {'J': 1, 'coupling': 2}\n", "weight"), ("0 1 {'bandweight': 2}\n", "weight"),
    ("0 1 {'weight': '3'\n", "weight"), ("0 1 {'weight': 'x'}\n", "number"),
    ("0 1 1,5\n1 2 2,5\n", "decimal point"), ("0;1;1,5\n1;2;2,5\n", "decimal point"),
    (",0,1,2\n0,0,1,0.5\n1,1,2,-2\n", "call those of the list i, j, J"),
    ("[[0, 1],\n [1, 0]]", "json.load"),
    ("3 2\n1 2\n3 1\n", "third number"), ("0 1 2 1.5\n1 2 3 -1\n", "products"),
    ("1 .5 0\n.5 1 .2\n0 .2 1\n", "diagonal"), ("1 1 0\n1 1 1\n0 1 1\n", "diagonal"),
    (
      "%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n2 1 1.5\n1 2 1.5\n", "general"
    ),
    ("<?xml version='1.0'?>\n<graphml>\n</graphml>\n", "read_graphml('J.txt')"),
    ("graph [\n  node [\n    id 0\n  ]\n]\n", "read_gml"), ("*vertices 3\n", "read_pajek"),
    ("DIMODBQM\u{2}", "BinaryQuadraticModel.from_file"),
    (#"{"nodes": [], "links": []}"#, "edges='links'"), (#"{"h": {}, "J": {"0,1": 1}}"#, "linear"),
  ])
  func waysOut(text: String, words: String) {
    do {
      let file = try read(text)
      Issue.record("\(text) was read as \(file.instance.spinCount) spins")
    } catch { #expect("\(error)".contains(words), "\(error)") }
  }

  /// Names of variables are never taken apart or merged: E = a b + 2 b c for three variables of any names.
  @Test func namesOfVariables() throws {
    let expected = energies(spins: 3, pairs: [(0, 1, -1), (1, 2, -2)], fields: [2: 0.5])
    for (a, b, c) in [
      ("x[0]", "x[1]", "s(1)"), ("00", "01", "10"), ("0", "00", "000"),
      ("(0, 1)", "(0, 2)", "(1, 2)"),
      ("a b", "a", "b"), ("x,y", "x", "y"), ("'a'", "a", "b"), ("3", "20", "100"),
    ] {
      for (left, right) in [("", ""), ("(", ")")] {
        let text = """
          {"vartype": "SPIN", "linear": {"\(a)": 0, "\(b)": 0.0, "\(c)": -0.5},
           "quadratic": {"\(left)\(a), \(b)\(right)": 1, "\(left)\(c), \(b)\(right)": 2}}
          """
        expect(try read(text, name: "b.json"), expected, text)
      }
    }
    for parts in [
      #""linear": [0, 0, -0.5], "quadratic": [[0.0, 1.0, 1], [2, 1, 2]]"#,
      #""linear": {"100": -0.5, "3": 0, "20": 0}, "quadratic": {"(np.int64(3), np.int64(20))": 1, "20 100": 2}"#,
      #""linear": [[["p", 0], 0], [["p", 1], 0], ["q", -0.5]], "quadratic": [[["p", 0], ["p", 1], 1], ["q", ["p", 1], 2]]"#,
    ] {
      expect(try read("\u{FEFF}{\"vartype\": \"SPIN\", \(parts)}", name: "b.json"), expected, parts)
    }
    let bare = try read(
      #"{"vartype": "SPIN", "linear": {}, "quadratic": {"a,b": 1, "('c', 'b')": 2}}"#,
      name: "b.json")
    expect(bare, energies(spins: 3, pairs: [(0, 1, -1), (1, 2, -2)]), "no linear part")
    for (parts, words) in [
      (#""linear": {"a": 0, "b": 0}, "quadratic": {"a,c": 1}"#, "of 'linear'"),
      (#""linear": {"00": 0, "01": 0}, "quadratic": {"0,1": 1}"#, "of 'linear'"),
      (#""linear": {"a": 0, "b": 0}, "quadratic": [["a", "c", 1]]"#, "variables of 'linear'"),
      (#""linear": {"a": 0, "a,a": 0}, "quadratic": {"a,a,a": 1}"#, "two names"),
      (#""linear": [0, 0], "Quadratic": [[0, 1, 3]]"#, "'Quadratic'"),
      (#""linear": [0, 0]"#, "'quadratic'"),
      (#""linear": [0, 0], "quadratic": [[0, 1, 3]], "constant": 3"#, "'constant'"),
      (#""linear": [0, 0], "quadratic": [[0, 1, 3]], "Offset": "3""#, "'Offset'"),
    ] {
      let error = #expect(throws: ArchiveError.self) {
        try read("{\"vartype\": \"SPIN\", \(parts)}", name: "b.json")
      }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    let ours = try read(Self.twoVariables(#""variable_labels": ["a", 30]"#), name: "b.json")
    #expect(ours.remarks.first == "spin 0, 1, … is variable a, 30")
  }

  /// Far more spins than a matrix could hold stay a list of bonds.
  @Test func sparseStaysSparse() throws {
    let n = 21_000
    let text = (0..<n).map { "\($0) \(($0 + 1) % n) \($0 % 2 == 0 ? 1 : -1)\n" }.joined()
    let file = try read(text)
    guard case .sparse(let bonds) = file.instance.interactions else {
      Issue.record("a ring of \(n) spins is dense")
      return
    }
    #expect(bonds.bonds.count == n)
    let summary = CouplingSummary(file.instance)
    #expect(summary.couplingRange == -1...1 && summary.fieldCount == 0)
    #expect(summary.sentence == "N = 21000, 21000 couplings from -1.0 to 1.0, no fields")
  }

  /// Files that scipy wrote of one matrix; `make_fixtures.py` has the same numbers.
  @Test(arguments: [
    "csr.npz", "csc.npz", "coo.npz", "general.mtx", "symmetric.mtx", "dense.npy", "dense.txt.gz",
  ])
  func filesOfSciPy(name: String) throws {
    let path = Foreign.folder + "/couplings/" + name
    let expected = energies(
      spins: 5, pairs: [(0, 1, 1.5), (0, 4, -0.25), (1, 2, 0.125), (2, 3, -2)])
    expect(try CouplingsFile(path), expected, name)
    var reading = CouplingsFile.Reading()
    reading.hasPlusSign = true
    expect(try CouplingsFile(path, reading: reading), expected.map { -$0 }, name)
  }

  @Test func matrices() throws {
    try withTemporaryFolder { folder in
      let expected = energies(
        spins: 3, pairs: [(0, 1, 0.5), (1, 2, -2)], fields: [0: 0.25, 2: -3])
      var matrix = Matrix(rows: 3, columns: 3, elements: [0, 0.5, 0, 0.5, 0, -2, 0, -2, 0])
      matrix[0, 1] += 7e-18 + 0.5 * .ulpOfOne
      let path = folder + "/J.npy"
      try NumPyFile.write(matrix, to: path)
      let rounded = try CouplingsFile(path)
      #expect(rounded.remarks.count == (matrix[0, 1] == 0.5 ? 0 : 1))
      #expect(abs(rounded.instance.couplings[0, 1] - 0.5) < 1e-15)
      #expect(rounded.instance.couplings == rounded.instance.couplings.transposed)
      matrix[0, 1] = 0.6
      try NumPyFile.write(matrix, to: path, ifExists: .replace)
      let error = #expect(throws: SpinModelError.self) { try CouplingsFile(path) }
      #expect(error?.description.contains("J + Jᵀ") == true)
      matrix[0, 1] = 0.5
      let archive = folder + "/two.npz"
      try NPZFile.write(
        ["J": NumPyArray(matrix), "h": NumPyArray(shape: [3], values: [0.25, 0, -3])], to: archive)
      var reading = CouplingsFile.Reading()
      #expect(throws: ArchiveError.unreadFields(path: archive, fields: ["h"], array: "J")) {
        try CouplingsFile(archive, reading: reading)
      }
      reading.array = "J"
      reading.fieldArray = "h"
      expect(try CouplingsFile(archive, reading: reading), expected, "npz")
    }
  }
}
