import Archive
import Documents
import LinearAlgebra
import Testing

/// Calibrated by keying repeated pairs by (i, j) in the order given: `repeatedPairs` fails.
@Suite struct EdgeListTests {
  private func read(_ text: String, spinCount: Int? = nil) throws -> EdgeList {
    try EdgeList(Array(text.utf8), path: "J.txt", spinCount: spinCount)
  }

  @Test func couplingsAndFields() throws {
    let list = try read(
      "\u{FEFF}# a triangle\r\n0 1 0.5 # first\r\n\r\n2,1,-1e0\r\n\t2  0\t+.25\n1 1 -3",
      spinCount: 4)
    #expect(list.spinCount == 4)
    #expect(list.fields == [0, -3, 0, 0])
    let expected = Matrix(
      rows: 4, columns: 4,
      elements: [0, 0.5, 0.25, 0, 0.5, 0, -1, 0, 0.25, -1, 0, 0, 0, 0, 0, 0])
    #expect(list.couplings == expected)
    #expect(try read("0 5 1").spinCount == 6)
  }

  @Test(arguments: [
    ("0 1 x", 1, 5, "a number", "x"),
    ("# c\n0 1 nan", 2, 5, "a finite number", "nan"),
    ("0 1 -inf", 1, 5, "a finite number", "-inf"),
    ("0 1 1e999", 1, 5, "a finite number", "1e999"),
    ("0 1 0x10", 1, 5, "a number", "0x10"),
    ("0 -1 1", 1, 3, "a spin, a whole number from 0 to 2", "-1"),
    ("0 1 1\n  0 3 1", 2, 5, "a spin, a whole number from 0 to 2", "3"),
    ("0 1.0 1", 1, 3, "a spin, a whole number from 0 to 2", "1.0"),
    ("0 1", 1, 1, "three entries 'i j J' separated by space or commas (2 found)", "0 1"),
    ("0,,1", 1, 3, "a spin, a whole number from 0 to 2", ""),
  ])
  func errorsSayWhere(text: String, line: Int, column: Int, expected: String, found: String) {
    #expect(
      throws: ArchiveError.invalidText(
        path: "J.txt", line: line, column: column, expected: expected, found: found)
    ) { try read(text, spinCount: 3) }
  }

  @Test func repeatedPairs() {
    #expect(
      throws: ArchiveError.repeatedPair(path: "J.txt", i: 1, j: 0, firstLine: 1, line: 3)
    ) { try read("0 1 1\n\n1 0 1") }
    #expect(
      throws: ArchiveError.repeatedPair(path: "J.txt", i: 2, j: 2, firstLine: 2, line: 3)
    ) { try read("0 1 1\n2 2 1\n2 2 1") }
  }

  @Test func emptyAndSmall() throws {
    for text in ["", "\n\n", "# nothing\n"] {
      let error = #expect(throws: ArchiveError.self) { try read(text) }
      #expect(error?.description.contains("nothing in it") == true)
    }
    #expect(throws: ArchiveError.spinCountOutOfRange(path: "J.txt", count: 1, allowed: 2...20_000))
    {
      try read("0 0 1")
    }
    #expect(throws: ArchiveError.spinCountOutOfRange(path: "J.txt", count: 1, allowed: 2...20_000))
    {
      try read("0 1 1", spinCount: 1)
    }
    // An index that would need a huge matrix.
    #expect(throws: ArchiveError.self) { try read("0 4000000000 1") }
    #expect(throws: ArchiveError.self) { try read("0 99999999999999999999 1") }
    #expect(throws: ArchiveError.self) {
      try EdgeList([0x30, 0x20, 0xFF, 0x0A], path: "binary")
    }
    #expect(throws: ArchiveError.missing(path: "/no-such-file")) {
      try EdgeList(contentsOfFile: "/no-such-file")
    }
  }
}

/// Calibrated by accepting NaN in a cell: `errorsSayWhere` fails.
@Suite struct CSVFileTests {
  private func read(_ text: String, allowsNonFinite: Bool = false) throws -> CSVFile.Table {
    try CSVFile.read(Array(text.utf8), path: "a.csv", allowsNonFinite: allowsNonFinite)
  }

  @Test(arguments: [
    "1,2\n3,4", "1;2\r\n3 ; 4\r\n", "# c\n 1 2\n\n3\t4 # d\n", "\"a, b\",c\n1,2\n3,4",
  ])
  func separators(text: String) throws {
    let table = try read(text)
    #expect(table.matrix == Matrix(rows: 2, columns: 2, elements: [1, 2, 3, 4]))
    #expect(table.header == (text.hasPrefix("\"") ? ["a, b", "c"] : nil))
  }

  @Test(arguments: [
    ("1,2\n3", 2, 1, "2 cells as in line 1 (1 found)", "3"),
    ("1,2\n3,4,5", 2, 5, "2 cells as in line 1 (3 found)", "5"),
    ("a,b\n1,x", 2, 3, "a number", "x"),
    ("1,b\n1,2", 1, 3, "a number", "b"),
    ("1,2\n1,nan", 2, 3, "a finite number", "nan"),
    ("1,2\n,1", 2, 1, "a number in every cell", ""),
    ("1;2\n1,5;2", 2, 1, "a number with a decimal point, not a comma", "1,5"),
    ("a,b\n", 1, 1, "rows of numbers after the header", "a,b"),
  ])
  func errorsSayWhere(text: String, line: Int, column: Int, expected: String, found: String) {
    #expect(
      throws: ArchiveError.invalidText(
        path: "a.csv", line: line, column: column, expected: expected, found: found)
    ) { try read(text) }
  }

  @Test func emptyAndNonFinite() throws {
    #expect(throws: ArchiveError.noData(path: "a.csv", expected: "rows of numbers")) {
      try read("# c\n")
    }
    #expect(try read("nan -inf", allowsNonFinite: true).matrix[0, 1] == -.infinity)
  }

  @Test func roundTrip() throws {
    let matrix = Matrix(rows: 2, columns: 3, elements: [0.1, -1e-300, 3, .pi, 1e22, -0.0])
    let header = ["q", "with, \"#quotes\"", "z w"]
    try withTemporaryFolder { folder in
      let path = folder + "/m.csv"
      try CSVFile.write(matrix, to: path, header: header)
      let table = try CSVFile.read(path)
      #expect(table.matrix.elements.map(\.bitPattern) == matrix.elements.map(\.bitPattern))
      #expect(table.header == header)
      try CSVFile.write(matrix, to: path, ifExists: .replace)
      let text = "0.1,-1e-300,3.0\n3.141592653589793,1e+22,-0.0\n"
      #expect(try readFile(path) == Array(text.utf8))
      #expect(throws: ArchiveError.alreadyExists(path: path)) {
        try CSVFile.write(matrix, to: path)
      }
    }
  }
}
