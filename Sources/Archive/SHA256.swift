/// The hash SHA-256, by which a reader knows whether a file is the one that was analysed.
///
/// ```swift
/// SHA256.hexadecimal(of: Array("abc".utf8))   // ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad
/// ```
///
/// **Source**: FIPS PUB 180-4, *Secure Hash Standard* (2015).
public struct SHA256: Sendable {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  private var rest: [UInt8] = []
  private var count = 0

  /// Starts a hash of no bytes.
  public init() {}

  /// Takes in more bytes.
  ///
  /// - Parameter bytes: The bytes that follow those taken in before.
  /// - Complexity: O(n).
  public mutating func update(_ bytes: ArraySlice<UInt8>) {
    count += bytes.count
    var place = bytes.startIndex
    if !rest.isEmpty {
      let taken = min(64 - rest.count, bytes.count)
      rest += bytes[place..<place + taken]
      place += taken
      guard rest.count == 64 else { return }
      rest.withUnsafeBufferPointer { Self.mix(&state, $0, at: 0) }
      rest.removeAll(keepingCapacity: true)
    }
    bytes[place...].withUnsafeBufferPointer { buffer in
      var offset = 0
      while offset + 64 <= buffer.count {
        Self.mix(&state, buffer, at: offset)
        offset += 64
      }
      rest += buffer[offset...]
    }
  }

  /// The 32 bytes of the hash of all bytes so far.
  public var value: [UInt8] {
    var last = self
    let bits = UInt64(count) * 8
    let zeros = (119 - count % 64) % 64
    last.update(
      ([0x80] + [UInt8](repeating: 0, count: zeros)
        + (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) })[...])
    return last.state.flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) }
    }
  }

  /// The hash of bytes in 64 hexadecimal digits.
  ///
  /// - Parameter bytes: The bytes.
  /// - Returns: The hash.
  public static func hexadecimal(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes[...])
    return hash.hexadecimal
  }

  /// The hash of all bytes so far in 64 hexadecimal digits.
  public var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: value.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// One block of 64 bytes.
  private static func mix(
    _ state: inout [UInt32], _ bytes: UnsafeBufferPointer<UInt8>, at start: Int
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
      for t in 0..<16 {
        let k = start + 4 * t
        let high = UInt32(bytes[k]) << 24 | UInt32(bytes[k + 1]) << 16
        w[t] = high | UInt32(bytes[k + 2]) << 8 | UInt32(bytes[k + 3])
      }
      for t in 16..<64 {
        let (x, y) = (w[t - 15], w[t - 2])
        let s0 = rotated(x, 7) ^ rotated(x, 18) ^ (x >> 3)
        let s1 = rotated(y, 17) ^ rotated(y, 19) ^ (y >> 10)
        w[t] = w[t - 16] &+ s0 &+ w[t - 7] &+ s1
      }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = (state[4], state[5], state[6], state[7])
      for t in 0..<64 {
        let s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
        let chosen = (e & f) ^ (~e & g)
        let first = h &+ s1 &+ chosen &+ constants[t] &+ w[t]
        let s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
        let majority = (a & b) ^ (a & c) ^ (b & c)
        (h, g, f, e) = (g, f, e, d &+ first)
        (d, c, b, a) = (c, b, a, first &+ s0 &+ majority)
      }
      for (k, word) in [a, b, c, d, e, f, g, h].enumerated() { state[k] &+= word }
    }
  }

  private static func rotated(_ word: UInt32, _ bits: UInt32) -> UInt32 {
    word >> bits | word << (32 - bits)
  }

  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
