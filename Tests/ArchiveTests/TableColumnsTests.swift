import Archive
import LinearAlgebra
import Testing

/// Which columns and lines of a table are sites and replicas, as pandas, Stan, LabVIEW and spectrometers write tables.
///
/// Calibrated by letting each rule pass in turn: the cases of the rule fail.
@Suite struct TableColumnsTests {
  /// Four rows of four numbers; no row and no column only rises or only falls.
  private static let cells = [
    [12, 11, 13, 14], [24, 42, 23, 41], [31, 22, 33, 24], [22, 41, 14, 43],
  ]
  private static let matrix = Matrix(
    rows: 4, columns: 4, elements: cells.flatMap { $0 }.map(Double.init))

  /// The table below a header, with cells before and after each row.
  private func table(
    _ header: String, before: [String] = ["", "", "", ""], after: String = ""
  ) -> String {
    header + "\n"
      + zip(before, Self.cells).map { label, row in
        label + row.map { "\($0)" }.joined(separator: ",") + after
      }.joined(separator: "\n") + "\n"
  }

  private func read(_ text: String, _ columns: String? = nil) throws -> CSVFile.Table {
    try CSVFile.read(Array(text.utf8), path: "a.csv", columns: columns.flatMap { ColumnChoice($0) })
  }

  private static let labels = ["a,", "b,", "c,", "d,"]

  /// Columns of words below a header of numbers, by themselves and by their places.
  @Test(arguments: [
    ("0,1,2,3,name", [String](repeating: "", count: 4), ",x", "0:4"),
    ("name,0,1,2,3", labels, "", "0:4"), ("T,0,1,2,3", ["1,", "1,", "1,", "1,"], "", "0:"),
    ("day,time,0,1,2,3", labels.map { $0 + $0 }, "", "2:6"),
    (",,0,1,2,3", labels.map { $0 + $0 }, "", ":4"),
  ])
  func wordsBesideNumbers(header: String, before: [String], after: String, columns: String) throws {
    let text = table(header, before: before, after: after)
    let found = try read(text)
    #expect(found.matrix == Self.matrix && found.remarks.count == 1, "\(found)")
    #expect(try read(text, columns).matrix == Self.matrix)
  }

  /// Columns with words in every row, by themselves.
  @Test func columnsOfWords() throws {
    for (header, before, after) in [
      ("s0,s1,s2,s3,solver", "", ",neal"), ("day,s0,s1,s2,s3,file", "2024-01-01,", ",a.csv"),
      ("lab,no,s0,s1,s2,s3", "a,b,", ""),
    ] {
      let text = table(header, before: [String](repeating: before, count: 4), after: after)
      let found = try read(text)
      #expect(found.matrix == Self.matrix && !found.remarks.isEmpty, "\(header)")
      // Not where a number is among the words, one is missing, or most are words.
      for cell in ["7", "NA", ""] where header.hasPrefix("s0") {
        let other = text.replacing("24,42,23,41,neal", with: "24,42,23,41," + cell)
        #expect(throws: ArchiveError.self) { try read(other) }
      }
    }
    #expect(throws: ArchiveError.self) { try read("a,b,c\nup,down,1\nup,up,2\n") }
    // A row with more cells than names, as a fuzzer found it.
    for text in ["\u{14}\n1    :    -", "a,b\n1,2,x,3,4\n", "a\n1,x,2,3\n"] {
      #expect(throws: ArchiveError.self) { try read(text) }
    }
    #expect(
      try read("T F T\nF F T\n").matrix
        == Matrix(rows: 2, columns: 3, elements: [1, 0, 1, 0, 0, 1]))
  }

  /// Wavelengths, with columns of words before or after them, or none of a name.
  @Test(arguments: [
    ("day,time,SCALE", "a,b,", ""), ("SCALE,day", "", ",a"), (",,SCALE", "a,b,", ""),
    ("stamp,SCALE", "a,", ""),
  ])
  func scalesBesideWords(header: String, before: String, after: String) throws {
    let scale = (0..<12).map { "\(400.5 + Double($0))" }.joined(separator: ",")
    let rows = [[3, 1, 2], [2, 3, 1]].map { row in
      before + (row + row + row + row).map { "\($0)" }.joined(separator: ",") + after
    }
    let text = ([header.replacing("SCALE", with: scale)] + rows).joined(separator: "\n")
    let found = try read(text)
    #expect(found.matrix.rows == 2 && found.matrix.columns == 12, "\(found.remarks)")
    let first = header.split(separator: ",", omittingEmptySubsequences: false).count - 1
    let range = header.hasPrefix("SCALE") ? ":12" : "\(first):"
    #expect(try read(text, range).matrix == found.matrix)
  }

  /// Numbers that are names and places: one reading for all of a choice, and a remark where both are possible.
  @Test(
    arguments: [
      ("1:", [11, 13, 14], 1), ("0:", [12, 11, 13, 14], 0), ("1:5", [12, 11, 13, 14], 1),
      ("3,0", [14, 12], 0), ("2,4", [11, 14], 1), ("name,1", [], nil), ("0:6", [], nil),
      ("0:4", [12, 11, 13, 14], 0),
    ] as [(String, [Double], Int?)])
  func numbersAsNames(columns: String, row: [Double], remarks: Int?) throws {
    let text = table("name,0,1,2,3", before: Self.labels)
    guard let remarks else {
      #expect(throws: ArchiveError.self) { try read(text, columns) }
      return
    }
    let found = try read(text, columns)
    #expect(Array(found.matrix.row(0)) == row && found.remarks.count == remarks, "\(found)")
  }

  /// What others are drawn over is left out by its name, and named where it has none.
  @Test func scalesInColumns() throws {
    for name in [
      "wavelength", "Wavelength (nm)", "x", "nm", "Raman shift (1/cm)", "Energy [eV]", "t", "WL",
    ] {
      for before in [["1.5,", "2,", "4,", "4.5,"], ["9,", "8,", "7,", "6.5,"]] {
        let found = try read(table(name + ",p,q,r,s", before: before))
        #expect(found.matrix == Self.matrix && found.remarks.count == 1, "\(name)")
      }
    }
    for name in ["x1", "pixel3", "lam", "xx", "T"] {
      let found = try read(table(name + ",p,q,r,s", before: ["1.5,", "2,", "4,", "4.5,"]))
      #expect(found.matrix.columns == 5 && found.remarks.isEmpty, "\(name)")
    }
    let rows = (0..<12).map { "\(0.5 * Double($0)),\($0 % 3),\(7 * $0 % 5)" }
    let found = try read(rows.joined(separator: "\n"))
    #expect(found.matrix.columns == 3 && found.remarks.first?.contains("only rises") == true)
    #expect(try read(rows.dropLast().joined(separator: "\n")).remarks.isEmpty)
    // Two columns are a spectrum with its wavelengths.
    #expect(try read("wavelength,i\n1.5,2\n2,1\n3,3\n").matrix.columns == 2)
  }

  @Test func columnsOfASampler() throws {
    let found = try read(
      table("lp__,stepsize__,x.1,x.2,x.3,x.4", before: ["1,2,", "3,4,", "2,2,", "1,1,"]))
    #expect(found.matrix == Self.matrix && found.remarks.count == 1)
    #expect(found.remarks.first?.contains("lp__, stepsize__") == true)
  }

  /// Beside spins, and beside numbers, names without a number are of another kind.
  @Test func columnsOfOtherNames() throws {
    let spins = "1,-1,1\n1,1,-1,1\n1,-1,1,1\n"
    for name in ["T", "weight", ".chain"] {
      let error = #expect(throws: ArchiveError.self) { try read("\(name),s0,s1,s2\n1,\(spins)") }
      #expect(error?.description.contains("'\(name)'") == true)
      #expect(try read("\(name),s0,s1,s2\n1,\(spins)", ":").matrix.columns == 4)
    }
    #expect(try read("T1,s0,s1,s2\n1,\(spins)").matrix.columns == 4)
    let found = try read(table("T,s0,s1,s2,s3", before: ["1,", "1,", "1,", "1,"]))
    #expect(found.matrix.columns == 5 && found.remarks.first?.contains("'T'") == true)
    for value in ["True", "false", ".T."] {
      let text = table("s0,s1,s2,s3,valid", after: "," + value)
      #expect(throws: ArchiveError.self) { try read(text) }
      #expect(try read(text, ":4").matrix == Self.matrix)
    }
    #expect(try read("a,b\nTrue,False\nFalse,True\n").matrix.columns == 2)
    // Beside truth values that are spins numbers are none, not even those of two rows.
    let index = try read("replica,a,b\n0,True,False\n1,False,True\n")
    #expect(index.matrix == Matrix(rows: 2, columns: 2, elements: [1, 0, 0, 1]))
    #expect(throws: ArchiveError.self) {
      try read("T,a,b,c\n1,True,False,True\n1,False,True,True\n")
    }
  }

  /// Two levels of names are no replicas.
  @Test(
    arguments: [
      ("0,0,1,1\n0,1,0,1", nil), ("a,a,b,b\n0,1,0,1", nil), (",0,0,1,1\n,0,1,0,1", "a,"),
      ("x,a,a,b,b\ny,0,1,0,1\n,,,,", "a,"),
    ] as [(String, String?)])
  func levelsOfNames(header: String, label: String?) throws {
    let text = table(header, before: [String](repeating: label ?? "", count: 4))
    for columns in [nil, label == nil ? ":" : "1:"] as [String?] {
      let error = #expect(throws: ArchiveError.self) { try read(text, columns) }
      #expect(error?.description.contains("range(x.shape[1])") == true, "\(header)")
    }
    #expect(try read("0,0,1,1\n0,1,1,0\n").matrix.rows == 2)
  }

  /// What instruments and programs write above and below names.
  @Test func linesThatAreNoRows() throws {
    let numbers = table("").dropFirst()
    for (text, remarks) in [
      ("Data from a\nDate: x\n>>>>>Begin Spectral Data<<<<<\n\(numbers)>>>>>End<<<<<\n", 1),
      (
        "LabVIEW Measurement\n***End_of_Header***\nChannels,4\n***End_of_Header***\nA,B,C,D\n\(numbers)",
        1
      ),
      ("A,B,C,D\na.u.,a.u.,a.u.,a.u.\n\(numbers)", 1),
      ("A,B,C,D\na.u.,a.u.,a.u.,a.u.\nfirst,,,last\n\(numbers)", 1), ("A,B,C,D,\n\(numbers)", 0),
    ] {
      let found = try read(text)
      #expect(found.matrix == Self.matrix && found.remarks.count == remarks, "\(text)")
    }
    let tabs = numbers.replacing(",", with: "\t")
    #expect(try read("sep=\t\nA\tB\tC\tD\n\(tabs)").matrix == Self.matrix)
    let rows = tabs.replacing("\n", with: "\t\n")
    #expect(try read("A\tB\tC\tD\tComment\n\(rows)").matrix == Self.matrix)
    #expect(throws: ArchiveError.self) { try read("A\tB\tC\tD\tE\n\(rows)") }
    // Missing numbers are no units.
    for row in ["x,NA,NA", "NA,NA,NA", "x,,"] {
      #expect(throws: ArchiveError.self) { try read("n,A,B\n\(row)\ny,1,2\nz,2,1\n") }
    }
  }

  /// A folder with one replica in every file.
  @Test func rowsInFiles() throws {
    try withTemporaryFolder { folder in
      for (name, row) in [("1.txt", "1 -1 1 1\n"), ("2.txt", "-1 1 1 -1\n"), ("10.txt", "++--\n")] {
        try writeFile("\(folder)/\(name)", Array(row.utf8))
      }
      let found = try ArrayFile.content(folder).array
      #expect(found.shape == [3, 4] && found.values == [1, -1, 1, 1, -1, 1, 1, -1, 1, 1, -1, -1])
      try writeFile("\(folder)/2.txt", Array("1 -1 1\n".utf8))
      #expect(throws: ArchiveError.self) { try ArrayFile.content(folder) }
      try writeFile("\(folder)/2.txt", Array("1 -1 1 1\n1 1 1 1\n".utf8))
      #expect(throws: ArchiveError.self) { try ArrayFile.content(folder) }
    }
  }

  @Test func numbersOfOtherPrograms() throws {
    let numbers: [(String, Double)] = [
      ("0.5-100", 0.5e-100), ("-.25+101", -0.25e101), ("\u{2212}1.5", -1.5), (".T.", 1),
      (".false.", 0),
    ]
    for (text, value) in numbers {
      #expect(try read("\(text) 2\n3 4\n").matrix[0, 0] == value, "\(text)")
    }
    for text in ["1-100", "0.5-10", "1.5e3-100", "2024-01-001", "\u{2212}", "T"] {
      #expect(throws: ArchiveError.self) { try read("1 2\n\(text) 4\n") }
    }
    #expect(
      try read("+ - +\n- - +\n").matrix
        == Matrix(rows: 2, columns: 3, elements: [1, -1, 1, -1, -1, 1]))
  }
}
