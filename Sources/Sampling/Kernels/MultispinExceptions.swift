import CKernels
import LinearAlgebra
import Randomness
import RealModule

/// Where the exceptions of a temperature are: the law of the jumps from one to the next, and of their levels.
///
/// All probabilities are thresholds for 64 random bits.
struct ExceptionTable: Sendable {
  /// The longest jump that takes one random number; longer ones begin anew, since a jump has no memory.
  static let reach = 1024

  /// Whether there are any.
  let isEmpty: Bool
  /// The probability that a site has one.
  private let density: Double
  /// The inverse of the decay of a jump's survival; 0 where logarithms of random numbers are not used for the lengths of
  /// jumps: they are slower where jumps are short, and not good enough where exceptions are next to none.
  private let scale: Double
  /// Entry j: a jump is at least j sites long.
  private let survival: AlignedMemory<UInt64>
  /// Per first ten bits of the random number: twice the least length that it can mean, plus 1 where it can mean more.
  private let guide: AlignedMemory<UInt16>
  /// Entry k: an exception reaches level k + 2.
  private let deeper: AlignedMemory<UInt64>

  /// Makes the table of probabilities that fall from level to level.
  init(_ probabilities: [Double]) {
    let p = probabilities[0]
    let decay = Double.log(onePlus: -p)
    let survival = (0...Self.reach).map { Self.threshold(Double.exp(Double($0) * decay)) }
    isEmpty = p < 0x1p-64
    density = p
    scale = p > 1e-9 && p < 0.03 ? 1 / decay : 0
    self.survival = AlignedMemory(survival)
    var length = Self.reach - 1
    guide = AlignedMemory(
      (0..<1024).map { first in
        let lowest = UInt64(first) << 54
        while length > 0, survival[length] <= lowest | (1 << 54 - 1) { length -= 1 }
        let isUnique = length + 1 == Self.reach || survival[length + 1] <= lowest
        return UInt16(2 * length + (isUnique ? 0 : 1))
      })
    deeper = AlignedMemory(probabilities.dropFirst().map { Self.threshold(p > 0 ? $0 / p : 0) })
  }

  private static func threshold(_ probability: Double) -> UInt64 {
    probability >= 1 ? .max : UInt64(probability * 0x1p64)
  }

  /// The exceptions of a walker with this table, but for its bit.
  ///
  /// - Parameter name: The name of its stream.
  /// - Returns: What the processor's kernel takes, as long as this table lives.
  func law(_ name: StreamName) -> rk_exception_law {
    name.withCounter { key, middle, third, fourth in
      rk_exception_law(
        bit: 0, key: (key[0], key[1]), middle: middle, third: third, fourth: fourth,
        density: density, scale: scale, survival: survival.first, guide: guide.first,
        deeper: deeper.first)
    }
  }
}

/// What the processor's kernel takes of every slot of a ladder, but for the bit of its walker.
final class SlotExceptions: @unchecked Sendable {
  let temperatures: [Double]
  let firstName: StreamName
  /// Slot after slot; nothing but 0 where there are no exceptions.
  let laws: [rk_exception_law]
  /// They own what the laws point at.
  private let tables: [ExceptionTable]

  init(temperatures: [Double], tables: [ExceptionTable], streams: LadderStreams) {
    self.temperatures = temperatures
    self.tables = tables
    firstName = streams.name(.updates)
    laws = tables.enumerated().map { slot, table in
      table.isEmpty ? rk_exception_law() : table.law(streams.name(.updates, slot: slot))
    }
  }
}
