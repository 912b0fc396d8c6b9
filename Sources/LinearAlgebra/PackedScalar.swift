import CKernels

/// The numbers for which packed matrices have kernels: `Float` and `Double`.
public protocol PackedScalar: BinaryFloatingPoint, Sendable, BitwiseCopyable {
  /// The number of rows of a panel.
  static var panelRows: Int { get }

  /// Multiplies panels with columns; see ``PackedMatrix/multiply(_:adding:columns:into:at:)``.
  static func multiply(
    rows: Int, inner: Int, columns: Int, panels: UnsafePointer<Self>, start: [Self], x: [Self],
    y: UnsafeMutablePointer<Self>)

  /// Adds multiples of consecutive blocks of numbers; see ``combine(_:of:into:)``.
  static func combine(
    count: Int, factors: [Double], terms: UnsafePointer<Self>, sum: UnsafeMutablePointer<Self>)
}

extension Float: PackedScalar {
  /// 48.
  public static var panelRows: Int { Int(RK_PANEL_FLOATS) }

  /// The kernel of single precision.
  public static func multiply(
    rows: Int, inner: Int, columns: Int, panels: UnsafePointer<Float>, start: [Float], x: [Float],
    y: UnsafeMutablePointer<Float>
  ) {
    rk_panel_product_float(rk_cpu_level(), rows, inner, columns, panels, start, x, y)
  }

  /// The kernel of single precision.
  public static func combine(
    count: Int, factors: [Double], terms: UnsafePointer<Float>, sum: UnsafeMutablePointer<Float>
  ) {
    rk_combine_float(rk_cpu_level(), count, factors.count, factors, terms, sum)
  }
}

extension Double: PackedScalar {
  /// 24.
  public static var panelRows: Int { Int(RK_PANEL_DOUBLES) }

  /// The kernel of double precision.
  public static func multiply(
    rows: Int, inner: Int, columns: Int, panels: UnsafePointer<Double>, start: [Double],
    x: [Double], y: UnsafeMutablePointer<Double>
  ) {
    rk_panel_product_double(rk_cpu_level(), rows, inner, columns, panels, start, x, y)
  }

  /// The kernel of double precision.
  public static func combine(
    count: Int, factors: [Double], terms: UnsafePointer<Double>, sum: UnsafeMutablePointer<Double>
  ) {
    rk_combine_double(rk_cpu_level(), count, factors.count, factors, terms, sum)
  }
}

/// A sum of multiples of consecutive blocks of numbers.
///
/// ```
/// sum_i = Σ_t f_t x_{t n + i},   i < n = sum.count
/// ```
///
/// - Parameters:
///   - factors: The factors f, one for every block that counts; at least one.
///   - terms: The blocks, one after the other, each as long as `sum`.
///   - sum: Where the result goes; it keeps its length.
/// - Complexity: O(n factors).
public func combine<Scalar: PackedScalar>(
  _ factors: [Double], of terms: [Scalar], into sum: inout [Scalar]
) {
  precondition(
    !factors.isEmpty && terms.count >= factors.count * sum.count,
    "\(factors.count) blocks of \(sum.count) among \(terms.count) numbers")
  Scalar.combine(count: sum.count, factors: factors, terms: terms, sum: &sum)
}

/// Replaces the first of consecutive blocks of numbers by a sum of multiples of all.
///
/// - Parameters:
///   - factors: The factors, one for every block that counts; at least one.
///   - terms: The blocks, one after the other; the first becomes the sum.
///   - count: The length of a block.
/// - Complexity: O(count factors).
public func combineInPlace<Scalar: PackedScalar>(
  _ factors: [Double], of terms: inout [Scalar], count: Int
) {
  precondition(
    !factors.isEmpty && terms.count >= factors.count * count,
    "\(factors.count) blocks of \(count) among \(terms.count) numbers")
  terms.withUnsafeMutableBufferPointer { terms in
    guard let first = terms.baseAddress else { return }
    Scalar.combine(count: count, factors: factors, terms: first, sum: first)
  }
}
