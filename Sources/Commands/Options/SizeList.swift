import ArgumentParser

/// One size of a model, or several of a scan.
struct SizeList: ExpressibleByArgument {
  let values: [Int]

  init(values: [Int]) { self.values = values }

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
    let values = words.compactMap { Int($0) }
    guard !values.isEmpty, values.count == words.count else { return nil }
    self.values = values
  }

  /// The only size; `nil` where there are several.
  var single: Int? { values.count == 1 ? values[0] : nil }

  /// The sizes as they were given.
  var text: String { values.map(String.init).joined(separator: ",") }
}

extension ModelParameters {
  /// Lists of sizes with the names of their options, where more than one size was given.
  var sizeLists: [(option: String, list: SizeList, place: WritableKeyPath<Self, SizeList?>)] {
    [
      ("--spins", spinCounts, \Self.spinCounts), ("--length", lengths, \Self.lengths),
      ("--generations", generationCounts, \Self.generationCounts),
    ].compactMap { option, list, place in
      list.flatMap { $0.values.count > 1 ? (option, $0, place) : nil }
    }
  }

  /// The same options once for every size.
  ///
  /// - Returns: One set of options per size of the only list.
  /// - Throws: `ValidationError` for none or several lists of sizes, or a size that stands twice.
  func sizes() throws -> [ModelParameters] {
    let lists = sizeLists
    guard lists.count == 1 else {
      throw ValidationError(
        lists.isEmpty
          ? "expected several sizes: --spins N1,N2,N3 (or --length L1,L2,L3, --generations g1,g2,g3)"
          : "\(lists.map(\.option).joined(separator: " and ")) have several values; expected one list of sizes"
      )
    }
    let (option, list, place) = lists[0]
    guard Set(list.values).count == list.values.count else {
      throw ValidationError("\(option) \(list.text) has a size twice")
    }
    return list.values.map { value in
      var one = self
      one[keyPath: place] = SizeList(values: [value])
      return one
    }
  }
}
