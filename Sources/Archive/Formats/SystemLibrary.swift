#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A library of the system, which is loaded when the first file that needs it is read, and stays.
struct SystemLibrary {
  /// A name that is not in the library.
  struct MissingName: Error {}

  private let handle: UnsafeMutableRawPointer

  /// Loads a library.
  ///
  /// - Parameter names: What its file may be called; the first that is installed is taken. `nil` where none is.
  init?(_ names: String...) {
    guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW) }).first else { return nil }
    self.handle = handle
  }

  /// The address of a function or a variable.
  ///
  /// - Parameter names: What it is called in different versions of the library.
  /// - Returns: The address of the first that there is.
  /// - Throws: ``MissingName``.
  func address(_ names: String...) throws -> UnsafeMutableRawPointer { try address(anyOf: names) }

  /// A function, of the type that the caller knows it to have in C.
  ///
  /// - Parameter names: What it is called in different versions of the library.
  /// - Returns: The function.
  /// - Throws: ``MissingName``.
  func function<Function>(_ names: String...) throws -> Function {
    unsafeBitCast(try address(anyOf: names), to: Function.self)
  }

  private func address(anyOf names: [String]) throws -> UnsafeMutableRawPointer {
    guard let found = names.lazy.compactMap({ dlsym(handle, $0) }).first else {
      throw MissingName()
    }
    return found
  }
}
