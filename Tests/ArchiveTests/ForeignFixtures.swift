import Archive
import Documents
import Foundation

/// The files that other tools wrote; `make_fixtures.py` beside them made them.
enum Foreign {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("ReferenceData/Foreign").path

  /// ((7 a + 13 i) mod 11) − 5, which the script stores in all of them.
  static let whole: [Double] = (0..<60).map { k in
    let (a, i) = (k / 10, k % 10)
    return Double((7 * a + 13 * i) % 11 - 5)
  }

  /// The numbers as the script changes them for a data type.
  static func values(_ type: NumPyDataType) -> [Double] {
    switch type {
    case .bool: whole.map { $0 > 0 ? 1 : 0 }
    case .uint8, .uint16, .uint32, .uint64: whole.map { $0 + 5 }
    case .float32, .float64: whole.map { $0 / 4 }
    default: whole
    }
  }
}
