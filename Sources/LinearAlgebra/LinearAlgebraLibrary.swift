import CLAPACK

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
}
