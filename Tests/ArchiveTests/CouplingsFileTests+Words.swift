import Archive
import LinearAlgebra
import SpinModels
import Testing

/// What names of columns, comments, titles and names of files say about the numbers.
///
/// Calibrated by leaving out each rule in turn: the files below were read before, all of them as another model.
extension CouplingsFileTests {
  private func expectRefused(
    _ text: String, _ words: String, name: String = "J.txt",
    _ change: (inout CouplingsFile.Reading) -> Void = { _ in }
  ) {
    do {
      let file = try read(text, name: name, change)
      Issue.record("\(name) \(text) was read as \(file.instance.spinCount) spins")
    } catch { #expect("\(error)".contains(words), "\(text): \(error)") }
  }

  /// Ends without couplings are no triples of a count, an end and a coupling.
  @Test(arguments: [
    ",source,target\n0,0,1\n1,0,3\n2,1,2\n3,2,3\n", "index,i,j\n0,0,1\n1,0,3\n2,1,2\n3,2,3\n",
    ",i,h\n0,0,1\n1,1,3\n2,2,2\n", "index,i,J\n0,0,1\n1,1,3\n2,2,2\n",
    "\"source\" \"target\"\n\"1\" 0 1\n\"2\" 0 2\n\"3\" 1 2\n",
    "\"i\" \"h\"\n\"1\" 0 1\n\"2\" 1 2\n",
    "\"\",\"from\",\"to\"\n\"1\",1,2\n\"2\",1,3\n\"3\",2,3\n", "source,target\n0,1\n1,0\n",
    "source,target\n0,1\n0,2,1\n1,2,3\n", ",a,b\n0,0,1\n1,0,2\n2,1,2\n",
  ])
  func listsWithoutCouplings(text: String) {
    expectRefused(text, "no column of couplings")
    expectRefused(text, "no column of couplings") { $0.isOneBased = true }
  }

  /// The third column is no coupling where its name says so.
  @Test(arguments: [
    ("source,target,key\n0,1,0\n0,2,0\n1,2,1\n", "'key'"),
    (",source,target,key\n0,0,1,0\n1,0,2,0\n2,1,2,0\n", "'key'"),
    ("source,target,id\n0,1,1\n0,2,2\n1,2,3\n", "'id'"),
    ("i,j,h\n0,1,1\n0,2,2\n1,2,3\n", "'h'"), ("i j J_error\n0 1 1\n0 2 2\n", "'J_error'"),
    ("id,source,target\n0,1,2\n0,2,3\n", "'id'"),
    ("id,dst,src\n0,0,1\n1,0,3\n2,1,2\n3,2,3\n", "'id'"),
    ("u,v,colour\n0,1,2\n0,2,3\n", "'colour'"),
    ("Source,Target,Edge Label\n0,1,2\n0,2,3\n", "Label"),
    ("node1,h,J\n0,1,2\n0,2,3\n", "no spin"),
    ("source,target,weight,key\n0,1,2,0\n0,2,3,0\n1,2,3,0\n", "leave only"),
    ("i,j,J\n0,1\n1,2,1\n", "3 names for the 2 columns"),
  ])
  func columnsThatAreNoCouplings(text: String, words: String) { expectRefused(text, words) }

  /// One coupling 2 of spins 0 and 1, one of 3 of spins 0 and 2, under other usual names.
  @Test(arguments: [
    (",idx1,idx2,weight\n0,0,1,2\n1,0,2,3\n", 1), (",start,end,val\n0,0,1,2\n1,0,2,3\n", 1),
    (",src,dst,val\n0,0,1,2\n1,0,2,3\n", 1), ("id\tI\tJ\tJ_ij\n1\t0\t1\t2\n2\t0\t2\t3\n", 1),
    ("from_node,to_node,x\n0,1,2\n0,2,3\n", 1), ("source,target,strength\n0,1,2\n0,2,3\n", 0),
    ("node1 node2 coupling_strength\n0 1 2\n0 2 3\n", 0),
    ("from here to eternity\n0 1 2\n0 2 3\n", 1), ("EA 3 x 3\n0 1 2\n0 2 3\n", 1),
    ("# binary couplings, 0-1 bonds\n0 1 2\n0 2 3\n", 0), ("# a constant\n0 1 2\n0 2 3\n", 0),
    ("constant couplings\n0 1 2\n0 2 3\n", 1), ("4x4 lattice\n0 1 2\n0 2 3\n", 1),
  ])
  func otherNames(text: String, remarks: Int) throws {
    let file = try read(text)
    expect(file, energies(spins: 3, pairs: [(0, 1, 2), (0, 2, 3)]), text)
    #expect(file.remarks.count == remarks, "\(file.remarks)")
  }

  /// 4 x y − x, in words that name variables of 0 and 1, is no model of spins unless the user says so.
  @Test func wordsOfVariables() throws {
    let list = "0 1 4\n0 0 -1\n"
    let binary = try read(list) { $0.variables = .binary }
    let spins = try read(list)
    for words in [
      "# QUBO", "# BINARY", "# type: QUBO", "% QUBO", "# x in {0, 1}", "# 0/1 variables",
      "# a binary problem", "MINIMIZE", "A binary model",
    ] {
      expectRefused(words + "\n" + list, "--vartype binary")
      #expect(try read(words + "\n" + list) { $0.variables = .binary }.offset == binary.offset)
      let ours = try read(words + "\n" + list) { $0.isSignStated = true }
      #expect(ours.instance.couplings == spins.instance.couplings && ours.offset == 0, "\(words)")
    }
    for words in [
      "# var_type=BINARY", "# {'vartype': 'BINARY'}", "# vartype=\"BINARY\"",
      "# \"variable_type\" : \"BINARY\"", "# a QUBO, vartype = BINARY",
    ] {
      #expect(try read(words + "\n" + list).offset == binary.offset, "\(words)")
    }
    for name in ["x.qubo", "x.QUBO", "x.sparse", "x.bq", "x.sparse.gz"] {
      expectRefused(list, "--vartype binary", name: name)
      #expect(try read(list, name: name) { $0.variables = .binary }.offset == binary.offset)
    }
    expectRefused("2 2\n1 2 4\n1 1 -1\n", "$3 *= 2", name: "bqp.sparse")
    expectRefused("MAXIMIZE\n" + list, "turn the signs") { $0.variables = .binary }
    expectRefused("# QUBO\n0 1\n1 0\n", "--vartype binary")
    expectRefused("i,j,Q\n0,1,4\n0,2,4\n", "QUBO")
    expectRefused(
      "%%MatrixMarket matrix coordinate real symmetric\n% a QUBO\n2 2 1\n2 1 1\n", "--sign minus")
    #expect(try read("3 3\n1 2 4\n1 3 -1\n2 3 1\n", name: "x.rud").instance.spinCount == 3)
  }

  /// A first line of numbers with marks that are not known, or with a constant, is no title.
  @Test(arguments: [
    ("0\u{A0}1\u{A0}1", "line 1"), ("(0, 1): 2.0", "line 1"), ("0|3|1.5", "line 1"),
    ("0: 1:2.0 3:1", "line 1"), ("offset = 3", "no place for a constant"),
    ("Constant = 3", "no place for a constant"), ("const: 3", "line 1"), ("constant 3", "line 1"),
  ])
  func linesThatAreNoTitles(line: String, words: String) {
    expectRefused(line + "\n0 1 2\n1 2 2\n", words)
  }

  /// What is called a field and is no number for each spin.
  @Test(arguments: [[], [4], [1, 1]])
  func fieldsOfOtherShapes(shape: [Int]) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.npz"
      let matrix = Matrix(rows: 3, columns: 3, elements: [0, 1, 0, 1, 0, 2, 0, 2, 0])
      let values = [Double](repeating: 0.3, count: shape.reduce(1, *))
      for name in ["h", "field"] {
        try NPZFile.write(
          ["J": NumPyArray(matrix), name: NumPyArray(shape: shape, values: values)], to: path,
          ifExists: .replace)
        let error = #expect(throws: ArchiveError.self) { try CouplingsFile(path) }
        #expect(error?.description.contains("--array J") == true, "\(error?.description ?? "")")
        var reading = CouplingsFile.Reading()
        reading.array = "J"
        #expect(try CouplingsFile(path, reading: reading).remarks.count == 1)
      }
      try NPZFile.write(
        ["J": NumPyArray(matrix), "beta": NumPyArray(shape: [], values: [0.3])], to: path,
        ifExists: .replace)
      #expect(try CouplingsFile(path).remarks.isEmpty)
    }
  }

  /// A number of spins that a file states is not replaced by another.
  @Test(arguments: [
    ("4 2\n0 1 1\n1 2 1\n", "J.txt"), ("4\n0 1 1\n1 2 1\n", "J.txt"),
    ("%%MatrixMarket matrix coordinate real symmetric\n4 4 2\n2 1 1\n3 2 1\n", "J.mtx"),
    ("0,1,0,0\n1,0,1,0\n0,1,0,0\n0,0,0,0\n", "J.csv"), ("p qubo 0 4 0 2\n0 1 1\n1 2 1\n", "J.txt"),
    (
      #"{"vartype": "SPIN", "linear": [0, 0, 0, 0], "quadratic": [[0, 1, 1], [1, 2, 1]]}"#, "J.json"
    ),
  ])
  func statedSizes(text: String, name: String) throws {
    for count in [3, 5] { expectRefused(text, "--spins", name: name) { $0.spinCount = count } }
    #expect(try read(text, name: name) { $0.spinCount = 4 }.instance.spinCount == 4)
  }

  @Test func sizesOfSparseMatrices() throws {
    for name in ["csr.npz", "coo.npz"] {
      var reading = CouplingsFile.Reading()
      reading.spinCount = 7
      let path = Foreign.folder + "/couplings/" + name
      let error = #expect(throws: ArchiveError.self) { try CouplingsFile(path, reading: reading) }
      #expect(error?.description.contains("--spins") == true)
    }
  }

  /// Models under other names of dimod, and as cimod writes them: E = 3 + 0.5 a − b + 0.25 c + 1.5 a b + 7 a c − 2 b c.
  @Test func modelsOfOtherLibraries() throws {
    let expected = (0..<8).map { state -> Double in
      let v = (0..<3).map { state >> $0 & 1 == 1 ? 1.0 : -1 }
      return 3 + 0.5 * v[0] - v[1] + 0.25 * v[2] + 1.5 * v[0] * v[1] + 7 * v[0] * v[2] - 2 * v[1]
        * v[2]
    }
    let rest = #""use_bytes": false, "variable_type": "SPIN", "offset": 3.0, "num_variables": 3, "#
    let lists =
      #""linear_biases": [0.5, -1, 0.25], "quadratic_biases": [1.5, 7, -2], "#
      + #""quadratic_head": [0, 0, 1], "quadratic_tail": [1, 2, 2]"#
    for type in ["Float32BQM", "DictBQM", "Float64BQM", "BinaryQuadraticModel"] {
      let text = #"{"type": "\#(type)", "version": {"bqm_schema": "3.0.0"}, \#(rest)\#(lists)}"#
      expect(try read(text, name: "b.json"), expected, type)
    }
    func dense(_ biases: String) -> String {
      #"{"type": "BinaryQuadraticModel", "version": {"bqm_schema": "3.0.0-dense"}, "info": null, "#
        + #""variable_labels": ["x", "y", "z"], \#(rest)"biases": [\#(biases)]}"#
    }
    let matrix = "0, 1.5, 7, 0.5, 0, 0, -2, -1, 0, 0, 0, 0.25, 0, 0, 0, 1"
    expect(try read(dense(matrix), name: "b.json"), expected, "dense")
    for bad in [
      "0, 1.5, 7, 0.5, 2, 0, -2, -1, 0, 0, 0, 0.25, 0, 0, 0, 1", String(matrix.dropLast(3)),
      "0, 1.5, 7, 0.5, 0, 0, -2, -1, 0, 0, 3, 0.25, 0, 0, 0, 1",
      "0, 1.5, 7, 0.5, 0, 0, -2, -1, 0, 0, 0, 0.25, 4, 0, 0, 1",
      "0, 1.5, 7, 0.5, 0, 0, -2, -1, 0, 0, 0, 0.25, 0, 0, 0, 2",
    ] {
      expectRefused(dense(bad), "'biases'", name: "b.json")
    }
    for sense in ["maximize", "MAX"] {
      expectRefused(
        #"{"sense": "\#(sense)", "vartype": "SPIN", "linear": [0, 1], "quadratic": [[0, 1, 1]]}"#,
        "turn the signs", name: "b.json")
    }
    let plain = #"{"sense": "min", "vartype": "SPIN", "linear": [0, 1], "quadratic": [[0, 1, 1]]}"#
    #expect(try read(plain, name: "b.json").instance.spinCount == 2)
  }

  /// Formats that are not read are refused with the command that converts them.
  @Test(arguments: [
    ("c x\np edge 3 2\ne 1 2\ne 2 3\n", "J.txt", "awk '$1 == \"e\""),
    ("1 a\n2 b\n#\n1 2\n", "J.tgf", "awk"),
    ("Minimize\n obj: x0 + [ 2 x0 * x1 ]/2\nBinaries\n x0 x1\nEnd\n", "J.txt", "dimod.lp.load"),
    (#"{"(0, 0)": 1, "(0, 1)": -2}"#, "J.json", "from_qubo"),
    ("{(0, 0): 1, (0, 1): -2}\n", "J.txt", "from_qubo"),
    (#"{"variable_domain": "spin", "scale": 1, "quadratic_terms": []}"#, "J.json", "bqpjson"),
    ("alice bob 1\nbob carol 2\n", "J.txt", "convert_node_labels"),
    ("011\n101\n110\n", "J.txt", "three entries"),
    ("%%MatrixMarket matrix coordinate pattern symmetric\n3 3 1\n2 1\n", "J.mtx", "astype(float)"),
    ("\u{93}NUMPY {'descr': [('i', '<i4'), ('j', '<i4')]}", "J.npy", "a.dtype.names"),
  ])
  func conversions(text: String, name: String, words: String) {
    expectRefused(text, words, name: name)
  }

  /// Truth values as a matrix, as pandas writes one, and a name that begins as a sense does.
  @Test func truthMatrix() throws {
    let rows = [
      "False,True,False,True", "True,False,True,False", "False,True,False,True",
      "True,False,True,False",
    ]
    expect(
      try read(rows.joined(separator: "\n") + "\n", name: "J.csv"),
      energies(spins: 4, pairs: [(0, 1, 1), (0, 3, 1), (1, 2, 1), (2, 3, 1)]), "truth values")
    #expect(
      try read(
        #"{"vartype": "SPIN", "name": "maxcut", "linear": {"0": 1, "1": 0}, "quadratic": {"0 1": 1}}"#,
        name: "J.json"
      ).instance.spinCount == 2)
  }
}
