import Archive
import Documents
import Foundation
import LinearAlgebra
import SpinModels
import Testing

/// Couplings in the formats of the field, against energies that are added up here from the numbers in the text.
///
/// Calibrated by letting free spins pass and by the wrong sign of the fields of a QUBO.
@Suite struct CouplingsFileTests {
  func read(
    _ text: String, name: String = "J.txt",
    _ change: (inout CouplingsFile.Reading) -> Void = { _ in }
  ) throws -> CouplingsFile {
    try read(Array(text.utf8), name: name, change)
  }

  func read(
    _ bytes: [UInt8], name: String, _ change: (inout CouplingsFile.Reading) -> Void = { _ in }
  ) throws -> CouplingsFile {
    try withTemporaryFolder { folder in
      let path = folder + "/" + name
      try writeFile(path, bytes)
      var reading = CouplingsFile.Reading()
      change(&reading)
      return try CouplingsFile(path, reading: reading)
    }
  }

  /// All energies, by enumeration of the terms given.
  func energies(
    spins n: Int, pairs: [(Int, Int, Double)], fields: [Int: Double] = [:]
  ) -> [Double] {
    (0..<(1 << n)).map { state -> Double in
      let s = (0..<n).map { Double(state >> $0 & 1) * 2 - 1 }
      var energy = 0.0
      for pair in pairs { energy -= pair.2 * s[pair.0] * s[pair.1] }
      for field in fields { energy -= field.value * s[field.key] }
      return energy
    }
  }

  func expect(_ file: CouplingsFile, _ expected: [Double], _ what: String) {
    let n = file.instance.spinCount
    guard expected.count == 1 << n else {
      Issue.record("\(what): \(n) spins")
      return
    }
    for state in expected.indices {
      let energy = file.instance.energy(of: (0..<n).map { state >> $0 & 1 == 1 ? 1 : -1 })
      #expect(abs(energy + file.offset - expected[state]) < 1e-12, "\(what), state \(state)")
    }
  }

  /// One frustrated triangle in many words.
  @Test(arguments: [
    ("0 1 1.0\n1 2 1.0\n0 2 -1.0\n", "J.txt"),
    ("\u{FEFF}# c\r\n0 1 1 # d\r\n\r\n2,1,1e0\r\n\t2  0\t-1.", "J.dat"),
    ("3 3\n1 2 1\n2 3 1\n1 3 -1\n", "toy.rud"), ("3 3\n0 1 1\n1 2 1\n0 2 -1\n", "toy"),
    ("3\n0 1 1\n1 2 1\n0 2 -1\n", "toy"), ("a lattice\n0 1 1\n1 2 1\n0 2 -1\n", "J.txt"),
    ("i,j,J\n0,1,1\n1,2,1\n0,2,-1\n", "J.csv"),
    ("0.000e+00 1.000e+00 1.0e+00\n1.0 2.0 1\n0 2 -1.0e+00\n", "e.txt"),
    ("0 1 {'weight': 1.0}\n1 2 {'weight': 1}\n0 2 {'weight': -1}\n", "net.edgelist"),
    ("0 1 1\r 1 2 1\r0 2 -1\r", "J.txt"), ("0\t\t1\t\t1\n1\t\t2\t\t1\n0\t\t2\t\t-1\n", "J.txt"),
    ("0 1 1\n1 0 -1\n", "no"),
    ("% from elsewhere\n0 1 1\n1 2 1\n0 2 -1\n", "J.txt"),
    (
      "%%MatrixMarket matrix coordinate real symmetric\n% c\n3 3 3\n2 1 1.0\n3 2 1.0\n3 1 -1.0\n",
      "J.mtx"
    ),
    (
      "%%MatrixMarket matrix coordinate integer general\n3 3 6\n2 1 1\n3 2 1\n3 1 -1\n1 2 1\n2 3 1\n1 3 -1\n",
      "J"
    ),
    ("%%MatrixMarket matrix array real symmetric\n3 3\n0\n1\n-1\n0\n1\n0\n", "J.mtx"),
    ("%%MatrixMarket matrix array real symmetric\r3 3\r0\r1\r-1\r0\r1\r0\r", "J.mtx"),
    ("0 1 -1\n1 0 1\n-1 1 0\n", "dense.txt"), ("0,1,-1\n1,0,1\n-1,1,0\n", "dense.csv"),
  ])
  func triangle(text: String, name: String) throws {
    let expected = energies(spins: 3, pairs: [(0, 1, 1), (1, 2, 1), (0, 2, -1)])
    if name == "no" {
      #expect(throws: ArchiveError.self) { try read(text, name: name) }
    } else {
      expect(try read(text, name: name), expected, text)
    }
  }

  @Test func fieldsSignAndCounting() throws {
    let expected = energies(spins: 3, pairs: [(0, 1, 0.5), (1, 2, -2)], fields: [0: 0.25, 2: -3])
    for text in [
      "0 1 0.5\n1 2 -2\n0 0 0.25\n2 2 -3\n",
      "# model=ea2d N=3\n0 0.25\n1 0\n2 -3\n0 1 0.5\n1 2 -2\n",
    ] {
      expect(try read(text), expected, text)
    }
    expect(
      try read("1 2 0.5\n2 3 -2\n1 1 0.25\n3 3 -3\n") { $0.isOneBased = true }, expected, "from 1")
    expect(
      try read("0 1 -0.5\n1 2 2\n0 0 -0.25\n2 2 3\n") { $0.hasPlusSign = true }, expected, "plus")
    let file = try read("1 2 1\n") { $0.spinCount = 4 }
    #expect(file.instance.spinCount == 4 && file.remarks.joined().contains("--one-based"))
    let header = try read("4 2\n1 2 1\n2 4 1\n")
    #expect(header.remarks.count == 2 && !header.remarks.joined().contains("--one-based"))
  }

  /// dimod's energies, E = Σ a_i v_i + Σ b_ij v_i v_j + offset, of both kinds of variables.
  @Test func dimodModels() throws {
    let linear = [0.2, -1.5, 0.75]
    let pairs = [(0, 1, 4.0), (1, 2, -0.3)]
    func energies(binary: Bool, offset: Double) -> [Double] {
      (0..<8).map { state in
        let v = (0..<3).map { bit -> Double in
          let one = state >> bit & 1 == 1
          return one ? 1 : binary ? 0 : -1
        }
        return offset + zip(linear, v).reduce(0) { $0 + $1.0 * $1.1 }
          + pairs.reduce(0) { $0 + $1.2 * v[$1.0] * v[$1.1] }
      }
    }
    for binary in [true, false] {
      let type = binary ? "BINARY" : "SPIN"
      let list =
        "# vartype=\(type)\n" + linear.enumerated().map { "\($0) \($0) \($1)\n" }.joined()
        + pairs.map { "\($0.0) \($0.1) \($0.2)\n" }.joined()
      expect(try read(list, name: "q.coo"), energies(binary: binary, offset: 0), "coo \(type)")
      let json = """
        {"type": "BinaryQuadraticModel", "version": {"bqm_schema": "3.0.0", "dimod": "0.12"}, "use_bytes": false,
         "variable_type": "\(type)", "num_variables": 3, "num_interactions": 2, "variable_labels": [0, 1, 2],
         "offset": 2.5, "info": {}, "linear_biases": [0.2, -1.5, 0.75], "quadratic_biases": [4.0, -0.3],
         "quadratic_head": [0, 2], "quadratic_tail": [1, 1]}
        """
      expect(try read(json, name: "b.json"), energies(binary: binary, offset: 2.5), "json \(type)")
      #expect(throws: ArchiveError.self) {
        try read(json, name: "b.json") { $0.hasPlusSign = true }
      }
    }
    #expect(try read(Self.twoVariables(#""num_interactions": 0"#), name: "b.json").offset == 0)
    for bad in [
      #"{"type": "BinaryQuadraticModel", "version": {"bqm_schema": "3.0.0"}, "num_variables": 20000, "linear_biases": ["#
        + [String](repeating: "0.123456789", count: 20000).joined(separator: ",") + "]}",
      #"{"type": "ConstrainedQuadraticModel"}"#, "{}", "{",
      // Interactions that are stated and not there, and labels of more variables.
      Self.twoVariables(#""num_interactions": 1"#),
      Self.twoVariables(#""variable_labels": [0, 1, 2]"#),
    ] {
      let error = #expect(throws: ArchiveError.self) { try read(bad, name: "b.json") }
      #expect((error?.description.utf8.count ?? 0) < 500)
    }
  }

  /// A model of two fields, which a further member may contradict.
  static func twoVariables(_ member: String) -> String {
    #"{"type": "BinaryQuadraticModel", "version": {"bqm_schema": "3.0.0"}, "use_bytes": false, "variable_type": "SPIN", "#
      + #""offset": 0, "num_variables": 2, "linear_biases": [1, -1], \#(member)}"#
  }

  /// The name of scipy's format decides nothing here; damaged, it is found all the same.
  @Test(arguments: ["coo.npz", "csr.npz", "csc.npz"])
  func damagedFormatName(name: String) throws {
    var bytes = try readFile(Foreign.folder + "/couplings/" + name)
    let folder = try RunFolder()
    try writeFile(folder.path(name), bytes)
    #expect(try CouplingsFile(folder.path(name)).instance.spinCount > 1)
    // The last bytes of the content are in the stretch before the next member, which follows the local header.
    let start = try #require(bytes.firstRange(of: Array("format.npy".utf8))).upperBound
    let next = try #require(bytes[start...].firstRange(of: [0x50, 0x4B])).lowerBound
    bytes[next - 2] ^= 1
    try writeFile(folder.path(name), bytes)
    let error = #expect(throws: ArchiveError.self) { try CouplingsFile(folder.path(name)) }
    #expect(error?.description.contains("format.npy") == true, "\(error?.description ?? "")")
  }

  /// The parts of a model under their names, lists without a word about their variables, tables with a header.
  @Test func modelsInParts() throws {
    // E = 2.5 + 0.2 a − 1.5 b + 0.75 c + 4 a b − 0.3 b c
    for binary in [true, false] {
      let expected = (0..<8).map { state -> Double in
        let v = (0..<3).map { state >> $0 & 1 == 1 ? 1.0 : binary ? 0 : -1 }
        return 2.5 + 0.2 * v[0] - 1.5 * v[1] + 0.75 * v[2] + 4 * v[0] * v[1] - 0.3 * v[1] * v[2]
      }
      let type = binary ? "BINARY" : "SPIN"
      for parts in [
        #""linear": {"a": 0.2, "b": -1.5, "c": 0.75}, "quadratic": {"a,b": 4, "c,b": -0.3}"#,
        #""linear": {"2": 0.2, "11": 0.75, "4": -1.5}, "quadratic": {"(2, 4)": 4, "(4, 11)": -0.3}"#,
        #""linear": [0.2, -1.5, 0.75], "quadratic": [[0, 1, 4], [2, 1, -0.3]]"#,
        #""linear": [["x", 0.2], ["y", -1.5], ["z", 0.75]], "quadratic": {"('x', 'y')": 4, "y z": -0.3}"#,
      ] {
        let said = try read(#"{"vartype": "\#(type)", "offset": 2.5, \#(parts)}"#, name: "b.json")
        expect(said, expected, parts)
        let stated = try read(#"{"offset": 2.5, \#(parts)}"#, name: "b.json") {
          $0.variables = binary ? .binary : .spin
        }
        expect(stated, expected, parts)
        #expect(throws: ArchiveError.self) { try read(#"{\#(parts)}"#, name: "b.json") }
      }
      let list = "0 0 0.2\n1 1 -1.5\n2 2 0.75\n0 1 4\n1 2 -0.3\n"
      expect(
        try read(list, name: "q.coo") { $0.variables = binary ? .binary : .spin },
        expected.map { $0 - 2.5 }, "list")
    }
    for (bad, words) in [
      (#"{"vartype": "SPIN", "linear": [0], "quadratic": [[0, 1, 1]]}"#, "from 0 to 0"),
      (#"{"vartype": "SPIN", "linear": [0, 1], "quadratic": [[0, 1, 1], [1, 0, 1]]}"#, "once"),
      (#"{"vartype": "SPIN", "linear": [0, 1], "quadratic": [[0, 0, 1]]}"#, "different"),
      (#"{"vartype": "SPIN", "linear": {"a": "x"}, "quadratic": {}}"#, "biases"),
      (#"{"vartype": "SPIN", "linear": [0, 1], "quadratic": {"0": 1}}"#, "two names"),
      (#"{"vartype": "DISCRETE", "linear": [0, 1], "quadratic": {}}"#, "SPIN or BINARY"),
      (#"{"linear": [0, 1], "quadratic": {}}"#, "--vartype"),
    ] {
      let error = #expect(throws: ArchiveError.self) { try read(bad, name: "b.json") }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    let triangle = energies(spins: 3, pairs: [(0, 1, 1), (1, 2, 1), (0, 2, -1)])
    for table in [
      "a,b,c\n0,1,-1\n1,0,1\n-1,1,0\n", ",a,b,c\na,0,1,-1\nb,1,0,1\nc,-1,1,0\n",
      "a;b;c\n0;1;-1\n1;0;1\n-1;1;0\n",
    ] {
      expect(try read(table, name: "J.csv"), triangle, table)
      #expect(throws: ArchiveError.self) { try read(table, name: "J.csv") { $0.variables = .spin } }
    }
  }

  /// A header before couplings and fields in two numbers, which M may count or not.
  @Test(arguments: ["3 3", "3 5"], [false, true])
  func headerBeforeFields(header: String, twice: Bool) throws {
    let expected = energies(
      spins: 3, pairs: [(0, 1, 1), (1, 2, 1), (0, 2, -1)], fields: [0: 0.5, 2: -0.25])
    for base in [0, 1] {
      let lines = [(0, 1, 1), (1, 2, 1), (0, 2, -1)].map {
        "\($0.0 + base) \($0.1 + base) \($0.2)\n"
      }
      let text =
        "\(header)\n" + lines.joined()
        + [(base, ".5"), (base + 2, "-0.25")].map { "\($0.0) \(twice ? "\($0.0) " : "")\($0.1)\n" }
        .joined()
      expect(try read(text), expected, text)
    }
  }

  /// What can be meant in two ways is refused in words that say what to do.
  @Test(arguments: [
    ("1 2 1.0\n2 3 1.0\n1 3 -1.0\n", "--one-based"), ("3 3 3\n1 2 1\n2 3 1\n1 3 -1\n", "size line"),
    ("4 3\n1 2 1\n2 3 1\n1 3 -1\n", "--one-based"), ("3 4\n0 1 1\n1 2 1\n0 2 1\n", "header"),
    ("0 1\n1 2\n", "coupling"), ("0 1 1\n5 7 1\n", "--spins 8"), ("0 4000000000 1", "spin"),
    ("0 99999999999999999999 1", "spin"), ("-9223372036854775808\n0 1 3\n", "spins"),
    ("9223372036854775807\n1 9223372036854775807 3\n2 1 1\n", "spins"), ("-5\n0 1 3\n", "-5 spins"),
    ("102937321\r\n0 3 1\n", "--spins"), ("3 4\n1 2 1\n2 3 1\n3 4 1\n1 4 1\n", "header"),
    ("4 5\n0 1 1\n1 2 1\n2 3 1\n0 .1\n", "header"),
    ("0 1 0.5\n1 2 1\n0 2", "cut off"), ("0\t1\t0.5\n1\t2\t\n", "tabs"),
    ("0\t1\t0.5\n1\t\t2\n", "tabs"),
    ("\t1\t0\t1\n1\t\t1\t0\n0\t1\t\t1\n1\t0\t1\t\n", "every cell"), ("0 0 1", "1 spins"),
    ("", "nothing in it"),
    ("# nothing\n", "nothing in it"), ("0 1 1\n\n1 0 1", "line 1"),
    ("0 1 1\n2 2 1\n2 2 1", "line 2"),
    ("0 1 x", "column 5"), ("0 1 nan", "finite"), ("0 1 1e999", "finite"), ("0 -1 1", "column 3"),
    ("0 1 1 1\n0 2 1 1\n", "products"), ("0 1 {}\n", "weight"),
    ("# vartype=INTEGER\n0 1 1\n", "SPIN or BINARY"),
    ("%%MatrixMarket matrix coordinate pattern general\n3 3 1\n1 2\n", "real or integer"),
    ("%%MatrixMarket matrix coordinate real general\n3 3 1\n1 2 1\n", "not symmetric"),
    ("%%MatrixMarket matrix coordinate real symmetric\n3 3 2\n2 1 1\n", "as many entries"),
    ("%%MatrixMarket matrix coordinate real symmetric\n3 3 1\n4 1 1\n", "1 ≤ i, j ≤ 3"),
    (
      "%%MatrixMarket matrix array real general\n4611686018427387904 4611686018427387904\n1\n",
      "fits"
    ),
  ])
  func refusals(text: String, words: String) {
    do {
      let file = try read(text)
      Issue.record("\(text) was read as \(file.instance.spinCount) spins")
    } catch { #expect("\(error)".contains(words), "\(error)") }
  }
}
