import CLAPACK
import Foundation
import Synchronization

/// The library behind matrix products and eigenvalues.
public enum LinearAlgebraLibrary {
  /// How OpenBLAS was built, such as `OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH`.
  public static var configuration: String {
    String(cString: openblas_get_config()).split(separator: " ").joined(separator: " ")
  }

  /// The version of OpenBLAS, such as `0.3.21`.
  public static var version: String {
    configuration.split(separator: " ").prefix(2).dropFirst().first.map(String.init)
      ?? configuration
  }

  /// The processor whose kernels OpenBLAS runs here, such as `Haswell` or `SkylakeX`.
  public static var kernel: String { String(cString: openblas_get_corename()) }

  /// The version of LAPACK, such as `3.9.0`.
  public static var lapackVersion: String {
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    LAPACKE_ilaver(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }

  private static let whenShort = Mutex<@Sendable (String) -> Never>({ fatalError($0) })

  /// Sets what happens where OpenBLAS would not get its memory: it would ask for it for ever.
  ///
  /// - Parameter end: Ends the process; takes what is wrong, in words. Without it the process traps.
  package static func onLackOfMemory(_ end: @escaping @Sendable (String) -> Never) {
    whenShort.withLock { $0 = end }
  }

  /// The memory that OpenBLAS asks for at its first call, in bytes, and some for what a call needs besides.
  private static let buffer = (128 + 16) << 20

  /// Ends the process where OpenBLAS could not have its memory.
  static func requireMemory() {
    let place = mmap(nil, buffer, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard place == MAP_FAILED else {
      munmap(place, buffer)
      return
    }
    whenShort.withLock { $0 }(
      "matrix products and eigenvalues need \(buffer >> 20) MiB more of address space than this process may have; raise the "
        + "limit (ulimit -v)")
  }
}
