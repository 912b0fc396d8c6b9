import Documents
import SpinModels

/// The model of a stored run.
enum StoredModel {
  /// Restores the model that a run describes, with the arrays that it was given.
  ///
  /// - Parameter store: The store of a run.
  /// - Returns: The model.
  /// - Throws: ``ArchiveError/badMetadata(path:item:expected:found:)`` with what is missing or not allowed.
  static func read(from store: ZarrStore) throws -> any SpinEnsemble {
    guard let description = store.attributes["model"], description["spins"]?.intValue != nil else {
      throw bad(store, "spins", "the number of spins of a run")
    }
    let arrays = GivenArrays { name, sizes in
      let shape = try store.array(name).shape
      guard shape.dropFirst() == sizes[...], shape[0] > 0 else {
        throw ArchiveError.wrongShape(
          path: store.path, expected: "'\(name)' of instances × \(sizes)", found: shape)
      }
      return try store.readNumbers(name, region: [0..<1] + sizes.map { 0..<$0 }, isWhole: true)
    }
    do {
      return try ModelCatalogue.model(describedBy: description, arrays: arrays)
    } catch SpinModelError.unknownModel(_, let available) {
      throw bad(store, "name", available.joined(separator: ", "))
    } catch let error as SpinModelError {
      throw ArchiveError.badMetadata(
        path: store.path, item: "model", expected: "a valid model", found: error.description)
    } catch let error as DecodingError {
      let (place, expected) = error.placeAndExpectation
      throw bad(store, place, expected)
    }
  }

  private static func bad(_ store: ZarrStore, _ item: String, _ expected: String) -> ArchiveError {
    .badMetadata(
      path: store.path, item: "model.\(item)", expected: expected,
      found: store.attributes["model"]?[item]?.compactText ?? "nothing")
  }
}

extension DecodingError {
  /// The key that is missing or of another kind, and what was expected there.
  fileprivate var placeAndExpectation: (String, String) {
    func path(_ context: Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    switch self {
    case .keyNotFound(let key, _): return (key.stringValue, "a value")
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      let expected =
        type == Bool.self ? "true or false" : type == String.self ? "a text" : "a number"
      return (path(context), expected)
    case .dataCorrupted(let context): return (path(context), "a valid value")
    @unknown default: return ("", "a valid value")
    }
  }
}
