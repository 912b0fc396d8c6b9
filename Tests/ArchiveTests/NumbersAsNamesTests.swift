import Archive
import LinearAlgebra
import SpinModels
import Testing

/// First lines of numbers that are names of columns, as pandas writes them without an index, and what is left of tables
/// that spreadsheets and instruments write.
///
/// Calibrated by letting each rule pass in turn: the cases of the rule fail.
@Suite struct NumbersAsNamesTests {
  private func read(_ text: String, _ columns: String? = nil) throws -> CSVFile.Table {
    try CSVFile.read(Array(text.utf8), path: "a.csv", columns: columns.flatMap { ColumnChoice($0) })
  }

  private static let real = "0.5,1.25,0.25,2.0\n1.5,0.75,3.0,0.125\n0.875,2.5,1.0,4.5\n"
  private static let signs = "1,-1,1\n-1,-1,1\n1,1,-1\n"
  private static let bits = "1,0,1\n0,0,1\n1,1,0\n"

  /// Whole numbers above numbers with points, and numbers above rows of nothing but spins.
  @Test(arguments: [
    ("900,800,700,600", real), ("17,3,42,8", real), ("4,5,6,7", real),
    ("0,1,2", "0.5,1.5,0.25\n2.5,0.5,1e-3\n"),
    ("0,1", "400.0,0.3\n401.0,0.5\n402.0,0.4\n"), ("10,20,30", "0.5,1.5,0.25\n2.5,0.5,1.0\n"),
    ("30,20,10", signs), ("0.5,1.0,1.5", signs), ("0,1,2", signs), ("0,1,2", bits),
    ("10,20,30", bits),
    ("0,1", "1,-1\n-1,-1\n1,1\n"), ("0", "1\n-1\n1\n1\n"),
    ("17,3,42", signs),
  ])
  func names(header: String, rows: String) throws {
    let count = rows.split(separator: "\n").count
    for separator in [",", ";", "\t"] {
      let found = try read((header + "\n" + rows).replacing(",", with: separator))
      #expect(found.matrix.rows == count && found.remarks.count == 1, "\(found)")
      #expect(found.header?.count == header.split(separator: ",").count)
    }
  }

  /// Rows that are like the others, or may be.
  @Test(arguments: [
    ("1,4,2,3", real.replacing("2.0", with: "2"), 0), ("7,7,3,4", real, 0), ("-7,2,3,4", real, 1),
    ("07,2,3,4", real, 0), ("5,3", "0.5,1.5\n2.5,0.5\n", 1), ("0,1", "1,0\n0,0\n1,1\n", 1),
    ("0", "0.5\n0.75\n", 1), ("2", "0.5\n0.75\n", 0), ("0", "1\n0\n1\n", 0),
    ("1,-1,1", signs, 0), ("1,0,1", bits, 0), ("1,0", "0,1\n", 0),
    ("0.5,1.5,1.0", signs, 0), ("3,1,2", bits, 0), ("2,5,3,4", "7,1,8,2\n1,2,2,1\n", 0),
  ])
  func rows(first: String, rows: String, remarks: Int) throws {
    let found = try read(first + "\n" + rows)
    #expect(found.matrix.rows == 1 + rows.split(separator: "\n").count, "\(found)")
    #expect(found.header == nil && found.remarks.count == remarks, "\(found.remarks)")
  }

  /// Wavelengths that only fall, with and without a word before them.
  @Test func fallingScales() throws {
    let scale = (0..<14).map { "\(4000.5 - 10 * Double($0))" }.joined(separator: ",")
    let rows = (0..<3).map { row in
      (0..<14).map { "\((5 * $0 + 7 * row) % 11)" }.joined(separator: ",")
    }
    let found = try read(([scale] + rows).joined(separator: "\n"))
    #expect(found.matrix.rows == 3 && found.matrix.columns == 14)
    #expect(found.remarks.first?.contains("only falls, from 4000.5") == true)
    let named = try read(
      (["shot," + scale] + rows.enumerated().map { "\(7 - $0)," + $1 }).joined(separator: "\n"))
    #expect(named.matrix == found.matrix, "\(named)")
  }

  /// A word above a number is no label of a row, whatever numbers are beside it.
  @Test(arguments: ["nm,10,20,30", "nm,30,10,20", "nm,0,1,2", "q,30,20,10"])
  func wordsAboveNumbers(header: String) throws {
    let text = header + "\n500,.5,.7,.1\n501,.2,.3,.4\n502,.6,.1,.9\n503,.3,.8,.2\n"
    let found = try read(text)
    #expect(found.matrix.rows == 4 && found.matrix.columns == 3, "\(found)")
    #expect(found.remarks.first?.contains("left out") == true)
    // What is no header keeps its first line even where the word is not chosen.
    let unclear = text.replacing(header, with: "nm,10,20,20")
    for columns in [nil, "1:"] {
      let error = #expect(throws: ArchiveError.self) { try read(unclear, columns) }
      #expect(error?.description.contains("a word for every column") == true)
    }
    #expect(try read("a,1,2,3\nb,2,1,3\nc,3,1,2\n", "1:").matrix.rows == 3)
  }

  /// A first or last column that is no spin beside nothing but spins, without names.
  @Test func columnsBesideSpins() throws {
    let spins = ["1 -1 1 1", "-1 -1 1 1", "1 1 1 -1"]
    for (before, after) in [
      (["0.5", "0.5", "0.5"], ["", "", ""]), (["", "", ""], ["-0.7", "-0.65", "-0.5"]),
      (["2", "3", "2"], ["", "", ""]),
    ] {
      let rows = zip(zip(before, spins), after).map { "\($0.0) \($0.1) \($1)" }
      for text in [rows, rows.map { $0.replacing(" -1", with: " 0") }]
      where before[0] != "2" || text == rows {
        let error = #expect(throws: ArchiveError.self) { try read(text.joined(separator: "\n")) }
        let choice = before[0].isEmpty ? "0:4" : "1:5"
        #expect(error?.description.contains("--columns \(choice) takes these") == true, "\(text)")
        #expect(try read(text.joined(separator: "\n"), choice).matrix.columns == 4)
        #expect(try read(text.joined(separator: "\n"), ":").matrix.columns == 5)
      }
    }
    // Between spins, or beside a second one, they are neurons that are not saturated.
    for text in ["1 0.5 1 1\n-1 0.25 1 1\n", "0.5 1 -1 0.25\n0.5 1 1 0.75\n"] {
      #expect(try read(text).matrix.columns == 4)
    }
  }

  /// A row that lacks its first number is not taken for names without a word.
  @Test func firstNumberMissing() throws {
    let found = try read(",0.5,0.9,0.7\n0.3,0.2,0.1,0.5\n0.7,0.2,0.4,0.5\n")
    #expect(found.remarks.contains { $0.contains("begins with an empty cell") })
    // Names are not the same twice.
    for text in [",-1,1,1\n1,-1,-1,1\n1,1,-1,1\n", ",0.5,0.5,0.7\n0.3,0.2,0.1,0.5\n"] {
      let error = #expect(throws: ArchiveError.self) { try read(text) }
      #expect(error?.description.contains("a number in every cell") == true)
    }
    #expect(try read(",0.5,0.7,0.9\na,0.2,0.1,0.5\nb,0.2,0.4,0.5\n").remarks.count == 1)
  }

  /// Columns and rows without anything in them.
  @Test(arguments: [
    "s0,s1,s2,,\n1,2,4,,\n2,7,4,,\n", "s0,s1,,s2\n1,2,,4\n2,7,,4\n", "1,2,,4\n2,7,,4\n",
    "s0,s1,s2\n1,2,4\n2,7,4\n,,\n,,\n", "s0,s1,s2,,\n1,2,4,,\n2,7,4,,\n,,,,\n",
    "s0;s1;;s2\n1;2;;4\n2;7;;4\n",
  ])
  func nothingInThem(text: String) throws {
    let found = try read(text)
    #expect(found.matrix == Matrix(rows: 2, columns: 3, elements: [1, 2, 4, 2, 7, 4]))
    #expect(!found.remarks.isEmpty)
    // Not where one cell is empty alone.
    #expect(throws: ArchiveError.self) { try read(text.replacing("7", with: "")) }
  }

  /// Decimal commas between tabs are named.
  @Test func decimalCommasBetweenTabs() {
    for text in ["a\tb\tc\n1,0\t-1,0\t1,5\n2,0\t1,0\t0,5\n", "1,0\t-1,0\n2,5\t1,0\n"] {
      let error = #expect(throws: ArchiveError.self) { try read(text) }
      #expect(error?.description.contains("decimal point, not a comma") == true)
    }
  }

  /// Names of one kind are drawn over none of them, and a choice of names that are numbers is one of names.
  @Test func namesOfOneKind() throws {
    let rows = "\n1,5,3\n2,1,4\n4,2,2\n"
    #expect(try read("channel A,channel B,channel C" + rows).matrix.columns == 3)
    #expect(try read("channel,A,B" + rows).matrix.columns == 2)
    let counted = try read("1,2,3,4\n0,.5,.1,.7\n1,.2,.9,.3\n2,.6,.5,.2\n")
    #expect(counted.remarks.contains { $0.contains("--columns 2: leaves it out") })
  }
}

extension CouplingsFileTests {
  /// Lists and matrices below names that pandas makes, 0, 1, 2.
  @Test(arguments: [
    "0,1,2\n0,2,0.5\n1,2,-1.0\n2,3,0.7\n", "0,1,2\n0.0,2.0,1\n1.0,2.0,2\n2.0,3.0,1\n",
    "0,1,2\n0,2,1\n1,2,-1\n2,3,1\n",
  ])
  func numberedColumns(text: String) throws {
    func count(_ file: CouplingsFile) -> Int {
      file.instance.couplings.elements.count { $0 != 0 } / 2
    }
    let file = try read(text, name: "J.csv")
    #expect(count(file) == 3 && file.remarks.first?.contains("names") == true)
    let row = try read(text + "1,3,0.25\n0,3,2\n", name: "J.csv")
    #expect(count(row) == 6)
    #expect(row.remarks.first?.contains("read as a coupling of 2") == true)
  }

  @Test func numberedMatrices() throws {
    for text in ["0,1\n0,0.5\n0.5,0\n", "0,1\n0.0,0.5\n0.5,0.0\n"] {
      expect(try read(text, name: "J.csv"), energies(spins: 2, pairs: [(0, 1, 0.5)]), text)
    }
    let text = "0,1,2\n0,1,-1\n1,0,2\n-1,2,0\n"
    expect(
      try read(text, name: "J.csv"),
      energies(spins: 3, pairs: [(0, 1, 1), (0, 2, -1), (1, 2, 2)]), text)
  }

  @Test func wrappedCouplings() throws {
    let matrix = Matrix(rows: 3, columns: 3, elements: [0, 255, 1, 255, 0, 1, 1, 1, 0])
    try withTemporaryFolder { folder in
      for type in [NumPyDataType.uint8, .int16] {
        let path = "\(folder)/\(type.name).npy"
        try NumPyFile.write(matrix, to: path, as: type)
        let file = try? CouplingsFile(path)
        #expect((file == nil) == (type == .uint8))
      }
    }
  }
}
