import Archive
import Documents
import LinearAlgebra
import Testing

/// Calibrated by accepting NaN in a cell: `errorsSayWhere` fails.
@Suite struct CSVFileTests {
  private func read(_ text: String, allowsNonFinite: Bool = false) throws -> CSVFile.Table {
    try CSVFile.read(Array(text.utf8), path: "a.csv", allowsNonFinite: allowsNonFinite)
  }

  @Test(arguments: [
    "1,2\n3,4", "1;2\r\n3 ; 4\r\n", "# c\n 1 2\n\n3\t4 # d\n", "\"a, b\",c\n1,2\n3,4",
    "1,2\r3,4\r", " 1  2\r 3  4", "1\t2\t\n3\t4\t\n", "1\t\t2\n3\t\t4\n", "1 2\t\n3\t4\n",
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
    ("1\t2\n\t1", 2, 1, "a number in every cell", ""),
    ("1\t\t3\n\t2\t4\n", 1, 3, "a number in every cell", ""),
    ("a\tb\tc\n1\t2\t\n1\t\t3", 2, 5, "a number in every cell", ""),
    (
      "1;2\n1,5;2", 2, 1,
      "a number with a decimal point, not a comma (pandas.read_csv reads it with decimal=',')",
      "1,5"
    ),
    ("a,b\n", 1, 1, "rows of numbers after the header", "a,b"),
  ])
  func errorsSayWhere(text: String, line: Int, column: Int, expected: String, found: String) {
    #expect(
      throws: ArchiveError.invalidText(
        path: "a.csv", line: line, column: column, expected: expected, found: found)
    ) { try read(text) }
  }

  /// What pandas, R and NumPy write beside the numbers is no data.
  @Test(arguments: [
    (",a,b\n0,1,2\n1,3,4", 1), (",0,1\nx,1,2\ny,3,4", 1), ("index,a,b\n0,1,2\n1,3,4", 1),
    ("\"Unnamed: 0\",a,b\n1,1,2\n2,3,4", 1), ("a b\nr1 1 2\nr2 3 4", 1),
    ("% of another program\n1 2\n3 4 # end\n", 0), ("a\tb\n1\t2\n3\t4", 0),
    ("one name\tanother\n1\t2\n3\t4", 0), ("\ta\tb\n0\t1\t2\n1\t3\t4", 1),
    ("a\tb\nrow 1\t1\t2\nrow 2\t3\t4", 1), ("a\tb\n1\t2\t\n3\t4\t", 0),
  ])
  func labels(text: String, remarks: Int) throws {
    let table = try read(text)
    #expect(table.matrix == Matrix(rows: 2, columns: 2, elements: [1, 2, 3, 4]))
    #expect(table.remarks.count == remarks, "\(table.remarks)")
  }

  @Test func countedColumns() throws {
    let table = try read("0,1,2,3\n1,-1,1,-1\n-1,1,1,1\n")
    #expect(table.matrix.rows == 2 && table.matrix.columns == 4 && table.remarks.count == 1)
    #expect(try read("0,1,5,-1\n1,-1,5,1\n2,1,1,1\n").remarks.joined().contains("--columns 1:"))
    // A column of labels that count nothing is a column of numbers.
    #expect(try read("index,a\n5,1\n3,2\n").matrix.columns == 2)
  }

  /// Chosen columns are read in the order of the choice, whatever the others hold.
  @Test(arguments: [
    ("s1,class,s2\n1,cat,2\n3,dog,4", "s1,s2"), ("s2,class,s1\n2,cat,1\n4,dog,3", "s1, s2"),
    ("7 1 2 x\n8 3 4 y", "1:3"), ("7 2 1\n8 4 3", "2,1"), ("x;1;2\ny;3;4", "1:"),
    (",0,1\n7,2,1\n8,4,3", "1,0"), ("index,a,b\n1,2,9\n3,4,9", ":2"),
  ])
  func chosenColumns(text: String, choice: String) throws {
    let columns = try #require(ColumnChoice(choice))
    let table = try CSVFile.read(Array(text.utf8), path: "a.csv", columns: columns)
    #expect(table.matrix == Matrix(rows: 2, columns: 2, elements: [1, 2, 3, 4]))
    #expect(table.remarks.isEmpty)
  }

  /// Wavelengths or times above the columns are no row of numbers.
  @Test func scalesAreHeaders() throws {
    let scale = (0..<12).map { "\(400.5 + 2 * Double($0))" }
    let rows = [0, 1].map { row in (0..<12).map { ($0 + row) % 3 == 0 ? "1" : "-1" } }
    func text(_ lines: [[String]]) -> [UInt8] {
      Array(lines.map { $0.joined(separator: ",") }.joined(separator: "\n").utf8)
    }
    let plain = try CSVFile.read(text([scale] + rows), path: "a.csv")
    #expect(plain.matrix.rows == 2 && plain.header == scale && plain.remarks.count == 1)
    let named = text([["label"] + scale] + rows.map { ["x"] + $0 })
    let chosen = try CSVFile.read(named, path: "a.csv", columns: ColumnChoice("1:13"))
    #expect(chosen.matrix == plain.matrix)
    // Numbers of the columns, from 0 as pandas writes them or from 1; not where all rows rise.
    for start in [0, 1] {
      let count = (start..<start + 12).map { "\($0)" }
      for few in [4, 12] {
        let counted = try CSVFile.read(
          text(([count] + rows).map { Array($0.prefix(few)) }), path: "a.csv")
        #expect(counted.matrix.rows == 2 && counted.remarks.count == 1)
        #expect(counted.header == Array(count.prefix(few)))
        let labelled = text([[""] + count.prefix(few)] + rows.map { ["x"] + $0.prefix(few) })
        #expect(try CSVFile.read(labelled, path: "a.csv").matrix == counted.matrix)
      }
      let next = (start + 1..<start + 13).map { "\($0)" }
      #expect(try CSVFile.read(text([count, next]), path: "a.csv").matrix.rows == 1 + start)
    }
    // Rows that all rise are numbers, and so is a row of eleven, if it is not above spins alone.
    #expect(try CSVFile.read(text([scale, scale, scale]), path: "a.csv").matrix.rows == 3)
    for (sign, count) in [("-1", 2), ("3", 3)] {
      let cells = ([scale] + rows).map { row in row.prefix(11).map { $0 == "-1" ? sign : $0 } }
      #expect(try CSVFile.read(text(cells), path: "a.csv").matrix.rows == count)
    }
  }

  /// The same three replicas of four spins as many programs write them.
  @Test(arguments: [
    ("\"\",\"V1\",\"V2\",\"V3\",\"V4\"\n\"1\",1,-1,1,1\n\"2\",-1,-1,1,-1\n\"3\",1,1,1,-1\n", 1),
    (
      "\"a\",\"b\",\"c\",\"d\"\n\"1\",\"-1\",\"1\",\"1\"\n\"-1\",\"-1\",\"1\",\"-1\"\n\"1\",\"1\",\"1\",\"-1\"\n",
      0
    ),
    ("\"1\",\"-1\",\"1\",\"1\"\n\"-1\",\"-1\",\"1\",\"-1\"\n\"1\",\"1\",\"1\",\"-1\"\n", 0),
    ("\"1\",\"2\",\"3\",\"4\"\n1,-1,1,1\n-1,-1,1,-1\n1,1,1,-1\n", 0),
    ("1,-1,1,1,\n-1,-1,1,-1,\n1,1,1,-1,\n", 0), ("a;b;c;d\n1;-1;1;1;\n-1;-1;1;-1;\n1;1;1;-1;\n", 0),
    ("sep=;\n1;-1;1;1\n-1;-1;1;-1\n1;1;1;-1\n", 0),
    ("SEP=,\r\n1,-1,1,1\r\n-1,-1,1,-1\r\n1,1,1,-1\r\n", 0),
    ("+-++\n--+-\n+++-\n", 1), ("1\t-1\t\t1\t1\n-1\t-1\t\t1\t-1\n1\t1\t\t1\t-1\n", 1),
  ])
  func writtenElsewhere(text: String, remarkCount: Int) throws {
    let expected = Matrix(rows: 3, columns: 4, elements: [1, -1, 1, 1, -1, -1, 1, -1, 1, 1, 1, -1])
    let utf16 = Array(text.utf16)
    let encodings: [[UInt8]] = [
      Array(text.utf8), [0xEF, 0xBB, 0xBF] + text.utf8,
      [0xFF, 0xFE] + utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
      [0xFE, 0xFF] + utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
    ]
    for bytes in encodings {
      let table = try CSVFile.read(bytes, path: "a.csv")
      #expect(table.matrix == expected && table.remarks.count == remarkCount)
    }
  }

  /// Truth values and strings of bits, as 1 and 0.
  @Test(arguments: [
    "TRUE,False,true\nfalse,FALSE,True\n", "a,b,c\nTrue,False,True\nFalse,False,True\n",
    "\"\",\"a\",\"b\",\"c\"\n\"1\",TRUE,FALSE,TRUE\n\"2\",FALSE,FALSE,TRUE\n",
  ])
  func truthValues(text: String) throws {
    #expect(
      try read(text).matrix == Matrix(rows: 2, columns: 3, elements: [1, 0, 1, 0, 0, 1]))
    #expect(
      try read("0101\n1000\n").matrix
        == Matrix(rows: 2, columns: 4, elements: [0, 1, 0, 1, 1, 0, 0, 0]))
    // Not strings of equal length, nor of two characters only: numbers.
    #expect(try read("0101\n10\n").matrix.columns == 1)
    #expect(try read("0101\n1002\n").matrix.columns == 1)
  }

  /// Columns and lines that are no sites and no replicas, by their names: left out, or refused.
  @Test(arguments: [
    ("0,1,2,energy\n1,-1,1,-3.5\n-1,-1,1,2\n", 3),
    (",0,1,2,energy,num_occurrences\n0,1,-1,1,-3.5,1\n1,-1,-1,1,2,1\n", 3),
    ("mu,0,1,2\n0,1,-1,1\n1,-1,-1,1\n", 3), ("run,1,2,3\n7,1,-1,1\n9,-1,-1,1\n", 3),
    ("a,b,c,energy\n1,-1,1,-3.5\n-1,-1,1,2\n", 3), ("index,a,b,c\n0,1,-1,1\n1,-1,-1,1\n", 3),
    // Intensities are no spins, and the energy is theirs.
    ("wavelength,energy\n400.5,1.5\n401,2.5\n", 2), ("a,b,time\n0.5,1.5,1\n401,2.5,2\n", 3),
    ("mu,a,b,c\n0,1,-1,1\n1,-1,-1,1\n", 3), ("7 1 0 1\n8 0 1 1\n", 3),
    ("name,a,b\nr1,1.5,2\nr2,3,4\n", 2),
    (",400.0,402.5,405.0\n0,0.5,1,2\n1,0.25,2,1\n", 3),
    ("w,400,402.5,405,407.5\n0,1.5,1,2,1\n7,0.25,2,1,1\n", 4),
    ("name,0,1,2,3\nr1,1,1,-1,1\nr2,-1,1,1,1\n", 4), ("(0,1)\t(1,2)\n1.5\t2\n3\t4\n", 2),
    // Spins with zeros, counts, neurons that are silent or saturated.
    ("a,b,c,d\n1,-1,1,0\n-1,-1,1,1\n", 4), ("a,b,c,d\n1,0,1,3\n0,0,1,2\n", 4),
    ("a,b,c,d\n0,0,0,1.5\n0,0,0,2\n", 4),
    ("a,b,c,d,e,f,g,h,i,j\n1,1,1,1,1,.5,.5,.5,.5,.5\n1,1,1,1,1,.4,.4,.4,.4,.4\n", 10),
    ("a;b;c\nr1;1;-1;1\nr2;-1;-1;1\n", 3),
    (",My spins,,\n1,-1,1,1\n-1,-1,1,1\n", 4),
    ("\"a b\" c d\n1 -1 1\n1 1 1\n", 3),
    ("\"a,b\"\tc\td\n1\t-1\t1\n1\t1\t1\n", 3), ("1.0D+00 -1d0 1\n1 1 1\n", 3),
    ("1 -1 1# first\n# between\n1 1 1 #second\n", 3), ("1\t1\n\n\n\n1\t-1\n", 2),
  ])
  func columnsThatAreRead(text: String, columns: Int) throws {
    let table = try read(text)
    #expect(table.matrix.rows == 2 && table.matrix.columns == columns)
    #expect(table.columns.places.count == columns)
  }

  /// Rows in several blocks are one table, and that is said; comments before and after are nothing to speak of.
  @Test(arguments: [
    ("1 -1\n# slice 2\n1 1\n", 1), ("1 -1\n% slice 2\n1 1\n# slice 3\n1 1\n", 1),
    ("1 -1\n\n\n1 1\n", 1),
    ("# title\n\n\n1 -1\n\n1 1 # end\n\n\n# end\n", 0),
  ])
  func interruptedRows(text: String, remarks: Int) throws {
    let found = try read(text).remarks
    #expect(found.count == remarks && found.allSatisfy { $0.contains("interrupted") })
  }

  /// Spectra whose wavelengths neither only rise nor only fall are none: numbers with a decimal comma, for example.
  @Test(arguments: [
    ("0,3\n0,25\n0,125\n", false), ("1,034\n1,5\n", false), ("400,1\n402,2\n401,3\n", false),
    ("400,1\n402,2\n404,3\n", true), ("404,1\n402,2\n400,3\n", true),
    ("w,energy\n1,3\n2,4\n", true),
  ])
  func wavelengths(text: String, isRead: Bool) throws {
    try withTemporaryFolder { folder in
      for name in ["1.csv", "2.csv"] { try writeFile("\(folder)/\(name)", Array(text.utf8)) }
      let content = try? ArrayFile.content(folder)
      #expect((content != nil) == isRead)
      if let content { #expect(content.coordinates["channel"]?.count == content.array.shape[1]) }
    }
  }

  /// Ranges of columns are those of the header's numbers.
  @Test(arguments: ["0:3", ":", "0,1,2", "0:1,1:"])
  func columnsByNumber(choice: String) throws {
    let bytes = Array(",0,1,2,energy\n7,1,-1,1,-3.5\n8,-1,-1,1,2\n".utf8)
    let table = try CSVFile.read(bytes, path: "a.csv", columns: ColumnChoice(choice))
    #expect(table.matrix == Matrix(rows: 2, columns: 3, elements: [1, -1, 1, -1, -1, 1]))
    #expect(throws: ArchiveError.self) {
      try CSVFile.read(bytes, path: "a.csv", columns: ColumnChoice("0:4"))
    }
  }

  /// What cannot be read says what to change.
  @Test(arguments: [
    ("rep1,1,-1\nrep2,1,1\n", "--columns 1:"), ("n,a,b\nrep1,1,-1\n2,1,1\n", "--columns 1:"),
    ("[[1, -1],\n [1, 1]]\n", ".json"), ("{{1, -1},\n {1, 1}}\n", "brackets"),
    ("replica,site,s\n0,0,1\n0,1,-1\n", "pivot(index=['replica'], columns='site', values='s')"),
    ("a,b\n\"1,5\",2\n", "decimal point"), ("a,b,c,\n1,,2,\n", "a number in every cell"),
    ("a,b,c\n1,2,\n3,4,\n", "a number in every cell"), ("1 -1 1.#IND\n1 1 1\n", "a number"),
    ("1,-1,#N/A\n1,1,1\n", "#N/A"),
    (",1,-1,-1\n,1,1,1\n,-1,1,1\n", "a number in every cell"),
    (",0,1,2\n,1,1,1\n", "a number in every cell"),
    ("1\t\t-1\t1\t1\n-1\t1\t\t1\t-1\n1\t1\t-1\t1\n", "a number in every cell"),
    ("1\t1\t1\n1\t-1\t\t1\n1\t1\t1\n", "a number in every cell"), ("#N/A,-1,1\n1,1,1\n", "#N/A"),
    ("NA,NA,NA\n1,1,1\n", "a number"),
    ("+ - +\n1 1 1\n", "a number"), ("0,5;1,5;2,5\n1;1;1\n", "decimal point"),
    ("1 1#x\n1 1\n", "space before"), ("1#x\n2\n", "space before"),
    (",0,1,2,3\n0,1,-1,1,-1\n,0,1,2,3\n0,1,1,1,1\n", "line 1 again"),
    ("T,a,b,c,d\n2,1,-1,1,-1\n2,1,1,1,-1\n", "--columns 1:5"),
    ("a,b,c,m\n1,-1,1,0.5\n1,-1,1,0.25\n", "--columns 0:3"),
    ("a,b,c,m\n1,0,1,0.5\n1,1,0,0.25\n", "--columns 0:3"),
    ("a,b,c,chain\n1,0,1,0\n1,1,0,1\n", "--columns 0:3"),
    ("replica,a,b,c\n4,1,-1,1\n6,1,1,1\n", "--columns 1:4"),
    (
      "chain,replica,site,spin\n0,0,0,1\n",
      "index=['chain', 'replica'], columns='site', values='spin'"
    ),
    ("# name: a\n# type: matrix\n 1 1\n# name: b\n 1 1\n", "Octave"),
  ])
  func refusalsWithCures(text: String, cure: String) throws {
    let error = #expect(throws: ArchiveError.self) { try read(text) }
    #expect(error?.description.contains(cure) == true)
  }

  @Test(arguments: ["s3", "3", "-1", "2:1", "0:4", "1:1", "s1,0", "0,0:2", "1:x", "class"])
  func badChoices(choice: String) throws {
    let columns = try #require(ColumnChoice(choice))
    #expect(throws: ArchiveError.self) {
      try CSVFile.read(Array("s1,class,s2\n1,cat,2\n".utf8), path: "a.csv", columns: columns)
    }
    #expect(ColumnChoice("a,,b") == nil && ColumnChoice("") == nil)
    #expect(throws: ArchiveError.noColumns(path: "a.npy")) {
      try ArrayFile.content("a.npy", columns: columns)
    }
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
