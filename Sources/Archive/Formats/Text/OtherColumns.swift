import LinearAlgebra

/// The columns of a table that hold no sites beside those that do.
///
/// Numbers of rows and what dimod writes beside samples are left out; other columns beside spins are refused.
enum OtherColumns {
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

  /// What the names of columns begin with over which the others are drawn, each letter for itself a name of its own.
  private static let scaleNames = [
    "wavelength", "wavenumber", "lambda", "λ", "freq", "raman", "pixel", "channel", "site",
    "position",
    "time", "energy", "x_value", "x", "nm",
  ]

  /// The columns to leave out, by their names and numbers.
  ///
  /// - Parameters:
  ///   - matrix: The table without labels of rows.
  ///   - header: The names of its columns; `nil` where they have none.
  ///   - places: Where the columns lie in the file, for the words.
  ///   - truths: The columns of nothing but truth values in words.
  ///   - aside: The name or number of a column that the caller knows.
  ///   - path: The file.
  /// - Returns: The columns, and what is to be said about them.
  /// - Throws: ``ArchiveError/badMetadata(path:item:expected:found:)`` for columns beside spins that are no spins.
  static func found(
    _ matrix: Matrix, header: [String]?, places: [Int], truths: [Int], aside: String?, path: String
  ) throws -> (columns: [Int], remarks: [String]) {
    // Truth values are spins where they are most columns, whatever numbers the others have.
    let areTruths = 2 * truths.count > matrix.columns
    if !areTruths { try refuse(truths, besideNumbersOf: places, header: header, path: path) }
    let counts =
      matrix.columns > 1
      && (0..<matrix.rows).allSatisfy { matrix[$0, 0] == matrix[0, 0] + Double($0) }
    let (areSigns, spinColumns) = areTruths ? (false, truths) : spinColumns(of: matrix)
    let spins = Set(spinColumns)
    var columns: [Int] = []
    var remarks: [String] = []
    let names = header?.map { $0.lowercased() }
    // Beside spins it is an index, whatever it is called.
    let isIndex =
      counts
      && (names.map { indexNames.contains($0[0]) && [0, 1].contains(matrix[0, 0]) } ?? false
        || !spins.contains(0) && matrix.columns > 2 && spins.count == matrix.columns - 1
          && places[0] == 0 && aside == nil)
    let first = header.map { "column '\($0[0].shortened)'" } ?? "first column"
    let isAxis = aside == nil && names.map { isScale($0[0]) } == true
    let course = scale(matrix, isNamed: isAxis)
    let advice = "is read as numbers; leave it out with --columns 1:"
    if isIndex {
      columns.append(0)
      remarks.append("the \(first) of \(path) counts the rows and is left out")
    } else if let course, isAxis {
      columns.append(0)
      remarks.append("the \(first) of \(path) \(course) and is left out; --columns : takes all")
    } else if counts, matrix.columns > 2, matrix.rows > 2, aside == nil {
      remarks.append("the \(first) of \(path) counts the rows and \(advice)")
    } else if let course, aside == nil {
      remarks.append("the \(first) of \(path) \(course) and \(advice)")
    }
    guard let header, let names else { return (columns, remarks) }
    var rest = header.indices.filter { place in
      !columns.contains(place) && header[place] != aside && "\(places[place])" != aside
    }
    // Stan writes so what its sampler measures.
    let sampler = rest.filter { names[$0].hasSuffix("__") }
    if !sampler.isEmpty, sampler.count < rest.count {
      columns += sampler
      rest = rest.filter { !sampler.contains($0) }
      remarks.append(
        "columns of \(path) whose names end with __ are of the sampler and are left out: "
          + sampler.prefix(8).map { header[$0].shortened }.joined(separator: ", "))
    }
    let measured = rest.filter { measuredNames.contains(names[$0]) }
    if !measured.isEmpty, measured.count < rest.count,
      rest.allSatisfy({ spins.contains($0) || measured.contains($0) })
    {
      columns += measured
      remarks.append(
        "columns of \(path) that are no variables are left out, and every row is taken once: "
          + measured.map { header[$0] }.joined(separator: ", "))
    }
    // Of a column that is not there the caller knows more to say.
    if let aside, !header.contains(aside), Int(aside) == nil { return (columns, remarks) }
    let kept = rest.filter { !columns.contains($0) }
    let strangers = strangers(among: kept.map { names[$0] }).map { kept[$0] }
    func isQuantity(_ column: Int) -> Bool {
      quantityNames.contains(String(names[column].drop { $0 == "." })) || strangers.contains(column)
    }
    let others = kept.filter { column in
      isQuantity(column) || areTruths && !spins.contains(column)
        || !spins.contains(column) && isNoSite(column, of: matrix, besideSigns: areSigns)
    }
    let sites = kept.filter { !others.contains($0) }
    let spinCount = sites.count(where: spins.contains)
    if (1...4).contains(others.count), spinCount >= 3, 2 * spinCount >= kept.count {
      let words = others.prefix(5).map { "'\(header[$0].shortened)'" }.joined(separator: ", ")
      throw ArchiveError.badMetadata(
        path: path, item: others.count == 1 ? "a column" : "\(others.count) columns",
        expected:
          "spins as \(spinCount) other columns are; \(ranges(sites.map { places[$0] })), --columns : all",
        found: words)
    }
    let quantities = kept.filter(isQuantity)
    if kept.count > 2, !quantities.isEmpty {
      let words = quantities.prefix(5).map { "'\(header[$0].shortened)'" }.joined(separator: ", ")
      remarks.append("\(words) of \(path) is read as a site; --columns chooses the columns")
    }
    return (columns, remarks)
  }

  /// Refuses columns of nothing but truth values in words beside columns of numbers.
  private static func refuse(
    _ truths: [Int], besideNumbersOf places: [Int], header: [String]?, path: String
  ) throws {
    guard !truths.isEmpty else { return }
    let numbers = places.indices.filter { !truths.contains($0) }.map { places[$0] }
    throw ArchiveError.badMetadata(
      path: path, item: truths.count == 1 ? "a column" : "\(truths.count) columns",
      expected: "numbers as in the other columns; \(ranges(numbers)), --columns : all",
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

  private static func isScale(_ name: String) -> Bool {
    // Numbers are in units only, as in Raman shift (1/cm).
    guard !name.prefix(while: { !"([".contains($0) }).contains(where: \.isNumber) else {
      return false
    }
    let word = name.prefix { $0.isLetter || $0 == "_" }
    return scaleNames.contains { scale in
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
