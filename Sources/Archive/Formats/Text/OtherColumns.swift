import LinearAlgebra

/// The columns of a table that hold no sites beside those that do.
///
/// Numbers of rows, what the others are drawn over and what dimod and Stan write beside samples are left out; other columns
/// beside spins are refused.
struct OtherColumns {
  /// The columns to leave out.
  private(set) var columns: [Int] = []
  /// What is to be said about them, and about those that are read.
  private(set) var remarks: [String] = []

  private let matrix: Matrix
  private let header: [String]?
  /// The names in small letters.
  private let names: [String]?
  private let places: [Int]
  private let aside: String?
  private let path: String
  /// The columns of spins.
  private let spins: Set<Int>
  /// Whether they are −1 and 1.
  private let areSigns: Bool
  /// Whether they are truth values in words.
  private let areTruths: Bool

  /// What a column is called that counts the rows.
  private static let indexNames: Set<String> = [
    "index", "unnamed: 0", "id", "row", "replica", "sample", "draw", "shot", "level_0",
  ]

  /// What dimod's tables of samples have beside the variables.
  private static let measuredNames: Set<String> = [
    "energy", "num_occurrences", "chain_break_fraction",
  ]

  /// What is no site by its name.
  private static let quantityNames: Set<String> = indexNames.union(measuredNames).union([
    "accepted", "beta", "chain", "count", "epoch", "frame", "instance", "iter", "iteration",
    "log_prob", "logp", "magnetization", "mcs", "occurrences", "run", "seed", "step", "sweep",
    "temp", "temperature", "time", "trial", "valid", "weight", "weights",
  ])

  /// What the names of columns begin with over which the others are drawn; those of one or two letters are whole names.
  private static let scaleNames = [
    "wave", "wl", "lambda", "λ", "freq", "raman", "pixel", "channel", "site",
    "position", "time", "energy", "x_value", "x", "nm",
  ]

  /// Finds the columns to leave out, by their names and numbers.
  ///
  /// - Parameters:
  ///   - matrix: The table without labels of rows.
  ///   - header: The names of its columns; `nil` where they have none.
  ///   - places: Where the columns lie in the file, for the words.
  ///   - truths: The columns of nothing but truth values in words.
  ///   - aside: The name or number of a column that the caller knows.
  ///   - path: The file.
  /// - Throws: ``ArchiveError/badMetadata(path:item:expected:found:)`` for columns beside spins that are no spins, and for
  ///   truth values beside numbers.
  init(
    _ matrix: Matrix, header: [String]?, places: [Int], truths: [Int], aside: String?, path: String
  ) throws {
    self.matrix = matrix
    self.header = header
    names = header?.map { $0.lowercased() }
    self.places = places
    self.aside = aside
    self.path = path
    // Truth values are spins where they are most columns, whatever numbers the others have.
    areTruths = 2 * truths.count > matrix.columns
    let found = areTruths ? (false, truths) : Self.spinColumns(of: matrix)
    (areSigns, spins) = (found.0, Set(found.1))
    if !areTruths { try refuse(truths) }
    takeFirst()
    guard let header, let names else {
      if aside == nil { try refuseOutermost() }
      return
    }
    let rest = header.indices.filter { place in
      !columns.contains(place) && header[place] != aside && "\(places[place])" != aside
    }
    takeMeasured(takeSampler(rest, header, names), header, names)
    // Of a column that is not there the caller knows more to say.
    if let aside, !header.contains(aside), Int(aside) == nil { return }
    try refuseOthers(rest.filter { !columns.contains($0) }, header, names)
  }

  /// The first column where it counts the rows, or only rises or only falls, as wavelengths do.
  private mutating func takeFirst() {
    let counts =
      matrix.columns > 1
      && (0..<matrix.rows).allSatisfy { matrix[$0, 0] == matrix[0, 0] + Double($0) }
    // Beside spins it is an index, whatever it is called.
    let isIndex =
      counts
      && (names.map { Self.indexNames.contains($0[0]) && [0, 1].contains(matrix[0, 0]) } ?? false
        || !spins.contains(0) && matrix.columns > 2 && spins.count == matrix.columns - 1
          && places[0] == 0 && aside == nil)
    let isAxis =
      aside == nil
      && header.map { names in
        // Columns of the same kind of name are drawn over none of them.
        Self.scaleName(of: names[0]).map { scale in
          !names.dropFirst().contains { Self.scaleName(of: $0) == scale }
        } ?? false
      } == true
    let course = Self.scale(matrix, isNamed: isAxis)
    let first =
      (header.map { "the column '\($0[0].shortened)'" } ?? "the first column") + " of \(path)"
    let advice = "is read as numbers; \(adviceWithoutFirst)"
    if isIndex {
      columns.append(0)
      remarks.append("\(first) counts the rows and is left out")
    } else if let course, isAxis {
      columns.append(0)
      remarks.append("\(first) \(course) and is left out; --columns : takes all")
    } else if counts, matrix.columns > 2, matrix.rows > 2, aside == nil {
      remarks.append("\(first) counts the rows and \(advice)")
    } else if let course, aside == nil {
      remarks.append("\(first) \(course) and \(advice)")
    }
  }

  /// How the first column is left out: where names are numbers a choice is of names.
  private var adviceWithoutFirst: String {
    guard let header, header.count > 1, Int(header[0]) != nil else {
      return "--columns 1: leaves it out, where a command has it"
    }
    let rises = TableHeader.rises(header.map { $0[...] }, 2)
    return rises
      ? "--columns \(header[1]): leaves it out, where a command has it"
      : "--columns chooses others, where a command has it"
  }

  /// What Stan's sampler measures, whose names end with two lines; returns the rest.
  private mutating func takeSampler(
    _ rest: [Int], _ header: [String], _ names: [String]
  ) -> [Int] {
    let found = rest.filter { names[$0].hasSuffix("__") }
    guard !found.isEmpty, found.count < rest.count else { return rest }
    columns += found
    remarks.append(
      "columns of \(path) whose names end with __ are of the sampler and are left out: "
        + found.prefix(8).map { header[$0].shortened }.joined(separator: ", ")
        + (found.count > 8 ? ", …" : ""))
    return rest.filter { !names[$0].hasSuffix("__") }
  }

  /// What dimod has beside nothing but spins.
  private mutating func takeMeasured(_ rest: [Int], _ header: [String], _ names: [String]) {
    let found = rest.filter { Self.measuredNames.contains(names[$0]) }
    guard !found.isEmpty, found.count < rest.count,
      rest.allSatisfy({ spins.contains($0) || found.contains($0) })
    else { return }
    columns += found
    remarks.append(
      "columns of \(path) that are no variables are left out, and every row is taken once: "
        + found.map { header[$0] }.joined(separator: ", "))
  }

  /// Refuses a few columns that are no spins beside spins, and names quantities beside numbers.
  private mutating func refuseOthers(
    _ kept: [Int], _ header: [String], _ names: [String]
  ) throws {
    let strangers = Set(Self.strangers(among: kept.map { names[$0] }).map { kept[$0] })
    func isQuantity(_ column: Int) -> Bool {
      strangers.contains(column)
        || Self.quantityNames.contains(String(names[column].drop { $0 == "." }))
    }
    let others = kept.filter { column in
      isQuantity(column)
        || !spins.contains(column)
          && (areTruths || Self.isNoSite(column, of: matrix, besideSigns: areSigns))
    }
    let sites = kept.filter { !others.contains($0) }
    let spinCount = sites.count(where: spins.contains)
    func listed(_ columns: [Int]) -> String {
      columns.prefix(5).map { "'\(header[$0].shortened)'" }.joined(separator: ", ")
    }
    if (1...4).contains(others.count), spinCount >= 3, 2 * spinCount >= kept.count {
      throw ArchiveError.badMetadata(
        path: path, item: others.count == 1 ? "a column" : "\(others.count) columns",
        expected:
          "spins as \(spinCount) other columns are; \(Self.ranges(sites.map { places[$0] })), --columns : all",
        found: listed(others))
    }
    let quantities = kept.filter(isQuantity)
    if kept.count > 2, !quantities.isEmpty {
      remarks.append(
        "\(listed(quantities)) of \(path) is read as a site; --columns chooses the columns")
    }
  }

  /// Refuses a first or a last column without a name that is no spin beside nothing but spins, such as temperatures.
  private func refuseOutermost() throws {
    let kept = places.indices.filter { !columns.contains($0) }
    guard kept.count > 3, let first = kept.first, let last = kept.last,
      let other = [first, last].first(where: { !spins.contains($0) }),
      kept.allSatisfy({ $0 == other || spins.contains($0) }),
      Self.isNoSite(other, of: matrix, besideSigns: areSigns)
    else { return }
    let sites = kept.filter { $0 != other }.map { places[$0] }
    throw ArchiveError.badMetadata(
      path: path, item: "column \(places[other]) (from 0)",
      expected:
        "spins as all other columns are; \(Self.ranges(sites)), --columns : all",
      found: matrix.column(other).first { abs($0) != 1 && $0 != 0 }.map { "\($0)" } ?? "others")
  }

  /// Refuses columns of nothing but truth values in words beside columns of numbers.
  private func refuse(_ truths: [Int]) throws {
    guard !truths.isEmpty else { return }
    let numbers = places.indices.filter { !truths.contains($0) }.map { places[$0] }
    throw ArchiveError.badMetadata(
      path: path, item: truths.count == 1 ? "a column" : "\(truths.count) columns",
      expected: "numbers as in the other columns; \(Self.ranges(numbers)), --columns : all",
      found: truths.prefix(5)
        .map { "'\(header?[$0].shortened ?? "\(places[$0])")' with truth values" }
        .joined(separator: ", "))
  }

  /// What the first column does where the others are drawn over it, in words; `nil` where they are not.
  ///
  /// It only rises or only falls: by its name in three rows or more, otherwise in twelve where no other column does.
  private static func scale(_ matrix: Matrix, isNamed: Bool) -> String? {
    guard matrix.columns > 2, matrix.rows >= (isNamed ? 3 : 12) else { return nil }
    func rises(_ column: Int, _ sign: Double) -> Bool {
      (1..<matrix.rows).allSatisfy { sign * (matrix[$0, column] - matrix[$0 - 1, column]) > 0 }
    }
    guard let sign = [1.0, -1].first(where: { rises(0, $0) }),
      isNamed || !(1..<matrix.columns).contains(where: { rises($0, 1) || rises($0, -1) })
    else { return nil }
    return sign > 0 ? "only rises" : "only falls"
  }

  /// What others are drawn over by a name; `nil` for a name of something else.
  ///
  /// T is none, but t is.
  private static func scaleName(of written: String) -> String? {
    if written == "t" { return written }
    let name = written.lowercased()
    // Numbers are in units only, as in Raman shift (1/cm).
    guard !name.prefix(while: { !"([".contains($0) }).contains(where: \.isNumber) else {
      return nil
    }
    let word = name.prefix { $0.isLetter || $0 == "_" }
    return scaleNames.first { scale in
      scale.count <= 2 ? word == scale : word.hasPrefix(scale)
    }
  }

  /// The names without a number among those that are a word and numbers, as `T` beside `s0`, `s1`, ….
  ///
  /// - Returns: Their places; none where more than four have none, or fewer than three are of one word.
  private static func strangers(among names: [String]) -> [Int] {
    let stems = names.map { name in
      name.contains(where: \.isNumber) ? String(name.prefix { !$0.isNumber }) : nil
    }
    let plain = stems.indices.filter { stems[$0] == nil }
    let largest = Dictionary(grouping: stems.compactMap(\.self), by: \.self).values.map(\.count)
      .max()
    guard (1...4).contains(plain.count), let largest, largest >= 3, 2 * largest >= names.count
    else { return [] }
    return plain
  }

  /// Whether the numbers of a column are no sites beside columns of spins.
  ///
  /// They are not beyond ±1 beside −1 and 1, and not if they are broken in the first or last column alone. Broken numbers
  /// between are neurons that are not saturated, whole ones beside 0 and 1 are counts.
  private static func isNoSite(_ column: Int, of matrix: Matrix, besideSigns: Bool) -> Bool {
    let last = matrix.columns - 1
    let isOutside =
      (column == 0 || column == last)
      && (0..<matrix.rows).allSatisfy { row in
        (1..<max(1, last)).allSatisfy { matrix[row, $0] == matrix[row, $0].rounded() }
      }
    return matrix.column(column).contains { value in
      let isBroken = value != value.rounded()
      return besideSigns
        ? abs(value) > 1 || isOutside && isBroken
        : value < 0 || isBroken && (isOutside || abs(value) > 1)
    }
  }

  /// The columns of nothing but −1 and 1, or of 0 and 1, whichever are more.
  private static func spinColumns(of matrix: Matrix) -> (areSigns: Bool, columns: [Int]) {
    func columns(_ low: Double) -> [Int] {
      (0..<matrix.columns).filter { column in
        (0..<matrix.rows).allSatisfy { matrix[$0, column] == low || matrix[$0, column] == 1 }
      }
    }
    let (signs, bits) = (columns(-1), columns(0))
    if signs.count >= bits.count { return (true, signs) }
    // Columns of zeros alone are those of neurons that are silent.
    let hasOnes = bits.contains { column in
      (0..<matrix.rows).contains { matrix[$0, column] == 1 }
    }
    return (false, hasOnes ? bits : [])
  }

  /// What takes the columns of numbers: `--columns 1:5,7:8 takes these`; no list where it is long.
  private static func ranges(_ places: [Int]) -> String {
    var parts: [Range<Int>] = []
    for place in places {
      if let last = parts.last, last.upperBound == place {
        parts[parts.count - 1] = last.lowerBound..<place + 1
      } else {
        parts.append(place..<place + 1)
      }
    }
    guard parts.count <= 10 else { return "--columns chooses some" }
    let list = parts.map { "\($0.lowerBound):\($0.upperBound)" }.joined(separator: ",")
    return "--columns \(list) takes these"
  }
}
