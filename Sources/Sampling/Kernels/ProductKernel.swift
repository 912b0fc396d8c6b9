import CKernels
import LinearAlgebra
public import SpinModels

/// The kernel for couplings of all products of p spins.
///
/// ```
/// a flip of s_i changes h_j by 2 s_i Σ_{A ∌ i, j} J_{i j A} Π_{k ∈ A} s_k,   A of p − 2 spins
/// ```
///
/// It reads the C(N, p − 1) couplings of spin i once, which memory bounds: for p = 3, N = 512 they are 256 KiB
/// where couplings fit into 16 bits, as they do there, and 512 KiB otherwise.
///
/// - Complexity: O(N + C(N, p − 1)) per flip.
public struct ProductKernel: WholeNumberKernel {
  /// The number N of spins.
  public let spinCount: Int
  /// The number p of spins in a product.
  public let productOrder: Int
  /// The energy of one unit.
  public let unit: Double
  /// The external fields in units.
  public let fields: [Int32]
  /// The couplings of every spin with all sets of p − 1 spins, in units.
  private let rows: Rows
  /// The distance of two rows.
  private let stride: Int

  /// Couplings in the narrowest type that holds them.
  private enum Rows: Sendable {
    case narrow(AlignedMemory<Int16>)
    case wide(AlignedMemory<Int32>)
  }

  private let level = rk_cpu_level()

  /// Rounds couplings to whole numbers.
  ///
  /// - Parameters:
  ///   - products: The couplings of the instance.
  ///   - model: The instance.
  /// - Complexity: O(p C(N, p)) in time, N C(N, p − 1) numbers in memory.
  public init(_ products: ProductCouplings, of model: SpinInstance) {
    let unit = WholeNumbers.unit(of: model)
    let largest = products.values.reduce(0) { max($0, abs($1)) }
    let stride =
      (Int(ProductCouplings.count(products.spinCount, products.order - 1)) + 31) / 32 * 32
    let isNarrow = (largest / unit).rounded() <= Double(Int16.max)
    spinCount = products.spinCount
    productOrder = products.order
    self.unit = unit
    self.stride = stride
    fields = model.fields.map { WholeNumbers.rounded($0, unit: unit) }
    rows =
      isNarrow
      ? .narrow(Self.rows(of: products, stride: stride, unit: unit))
      : .wide(Self.rows(of: products, stride: stride, unit: unit))
  }

  /// The couplings of spin i with sets {a < b < …} at i · stride + C(a, 1) + C(b, 2) + ….
  private static func rows<Element: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>(
    of products: ProductCouplings, stride: Int, unit: Double
  ) -> AlignedMemory<Element> {
    let (n, p) = (products.spinCount, products.order)
    let ranks = (0..<p).map { m in (0..<n).map { Int(ProductCouplings.count($0, m + 1)) } }
    return AlignedMemory(count: n * stride) { rows in
      products.forEachProduct { spins, coupling in
        let whole: Int32 = WholeNumbers.rounded(coupling, unit: unit)
        for left in 0..<p {
          var rank = 0
          for m in 0..<left { rank += ranks[m][spins[m]] }
          for m in left + 1..<p { rank += ranks[m - 1][spins[m]] }
          rows[spins[left] * stride + rank] = Element(whole)
        }
      }
    }
  }

  /// The local fields of a configuration, in units.
  public func localFields(of spins: [Int8]) -> [Int32] {
    var sums = [Int32](repeating: 0, count: spinCount)
    switch rows {
    case .narrow(let rows):
      rk_product_fields(level, spinCount, productOrder, 1, stride, rows.first, spins, &sums)
    case .wide(let rows):
      rk_product_fields(level, spinCount, productOrder, 0, stride, rows.first, spins, &sums)
    }
    return zip(sums, fields).map { $0 + $1 }
  }

  /// One heat-bath sweep of one walker.
  public func heatBath(
    _ spins: inout [Int8], _ localFields: inout [Int32], _ energy: inout Int64, order: [UInt32],
    deviates: [Float], scale: Float
  ) {
    switch rows {
    case .narrow(let rows):
      _ = rk_product_heat_bath_sweep(
        level, spinCount, productOrder, 1, stride, rows.first, order, deviates, scale, &spins,
        &localFields, &energy)
    case .wide(let rows):
      _ = rk_product_heat_bath_sweep(
        level, spinCount, productOrder, 0, stride, rows.first, order, deviates, scale, &spins,
        &localFields, &energy)
    }
  }
}
