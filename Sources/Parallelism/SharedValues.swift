import Synchronization

/// Values that several threads need and only the first of them computes: couplings, spectra, by their index.
///
/// Threads that ask for the same value wait for it; those that ask for another one do not.
public final class SharedValues<Value: Sendable>: Sendable {
  /// One value, known or being computed.
  private final class Place: Sendable {
    let value = Mutex<Value?>(nil)
  }

  private struct Entry {
    let place: Place
    var requests: Int
  }

  private let entries = Mutex<[Int: Entry]>([:])
  private let requests: Int?

  /// Begins without values.
  ///
  /// - Parameter requests: After how many requests a value is forgotten; `nil` for never.
  public init(forgottenAfter requests: Int? = nil) {
    self.requests = requests
  }

  /// The value of an index.
  ///
  /// - Parameters:
  ///   - index: The index.
  ///   - make: Computes the value; called once unless it throws or the value was forgotten.
  /// - Returns: The value.
  /// - Throws: What `make` throws.
  public func value(_ index: Int, make: () throws -> Value) rethrows -> Value {
    let place = entries.withLock { entries in
      var entry = entries[index] ?? Entry(place: Place(), requests: 0)
      entry.requests += 1
      entries[index] = entry.requests == requests ? nil : entry
      return entry.place
    }
    return try place.value.withLock { value in
      if let value { return value }
      let made = try make()
      value = made
      return made
    }
  }
}
