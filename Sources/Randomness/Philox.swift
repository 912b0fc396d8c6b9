/// The block function of Philox4x32-10.
///
/// **Source**: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, *Parallel random numbers: as easy
/// as 1, 2, 3*, SC'11 (2011).
///
/// - Parameters:
///   - counter: Four words that select the block.
///   - key: Two words that select the bijection.
/// - Returns: Four random words.
@inline(__always)
package func philox4x32(
  counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
) -> (UInt32, UInt32, UInt32, UInt32) {
  var (c0, c1, c2, c3) = counter
  var (k0, k1) = key
  for _ in 0..<10 {
    let p0 = UInt64(0xD251_1F53) &* UInt64(c0)
    let p1 = UInt64(0xCD9E_8D57) &* UInt64(c2)
    (c0, c1, c2, c3) = (
      UInt32(truncatingIfNeeded: p1 >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: p1),
      UInt32(truncatingIfNeeded: p0 >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: p0)
    )
    k0 &+= 0x9E37_79B9
    k1 &+= 0xBB67_AE85
  }
  return (c0, c1, c2, c3)
}
