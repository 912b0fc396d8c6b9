import Archive
import Foundation
import Sampling
import SpinModels

// Inputs behind checksums. A changed byte of an archive, a checkpoint or a run is found by its checksum, and what reads
// the content would never see it. So most inputs are contents, and what is around them is made here.

/// A zip archive of stored members, where the bytes are a list of them; other bytes are taken as they are.
///
/// A member begins with a line `%%name`, its content is what stands before the next such line.
func zipArchive(_ bytes: [UInt8]) -> [UInt8] {
  guard bytes.starts(with: Array("%%".utf8)) else { return bytes }
  var (file, directory, count) = ([UInt8](), [UInt8](), 0)
  for part in parts(bytes) {
    let size = littleEndian(UInt32(part.content.count))
    let common: [UInt8] =
      [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0] + littleEndian(crc32(part.content)) + size + size
      + littleEndian(UInt16(truncatingIfNeeded: part.name.count)) + [0, 0]
    directory += [0x50, 0x4B, 1, 2, 20, 3] + common + [0, 0, 0, 0, 0, 0, 0, 0, 0xA4, 0x81]
    directory += littleEndian(UInt32(file.count)) + part.name
    file += [0x50, 0x4B, 3, 4] + common + part.name + part.content
    count += 1
  }
  let members = littleEndian(UInt16(truncatingIfNeeded: count))
  return file + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + members + members
    + littleEndian(UInt32(directory.count)) + littleEndian(UInt32(file.count)) + [0, 0]
}

private func parts(_ bytes: [UInt8]) -> [(name: [UInt8], content: [UInt8])] {
  let newline = UInt8(ascii: "\n")
  let percent = UInt8(ascii: "%")
  // Places of lines that begin with two percent signs.
  let starts = bytes.indices.filter {
    bytes[$0] == percent && $0 + 1 < bytes.count && bytes[$0 + 1] == percent
      && ($0 == 0 || bytes[$0 - 1] == newline)
  }
  return starts.indices.map { index in
    let end = index + 1 < starts.count ? starts[index + 1] - 1 : bytes.count
    let line = bytes[(starts[index] + 2)..<max(end, starts[index] + 2)]
    let nameEnd = line.firstIndex(of: newline) ?? line.endIndex
    return (Array(line[..<nameEnd].prefix(1000)), Array(line[nameEnd...].dropFirst()))
  }
}

private func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}

private let crc32Table: [UInt32] = (0..<256).map { index in
  (0..<8).reduce(UInt32(index)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(UInt32.max) { $0 >> 8 ^ crc32Table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
}

/// A run whose checkpoints are read: made once, since that writes many files, and kept open to be continued.
let checkpointRun = Result {
  try RunStore.create(
    at: folder + "/checkpoint.zarr", model: SherringtonKirkpatrick(spinCount: 16),
    settings: SamplingSettings(
      temperatures: [0.5, 1], chainCount: 2, burnIn: 8, sweeps: 16, draws: 2, seed: 3),
    instanceCount: 1, command: "", version: "", ifExists: .open)
}

/// What checkpoints of the run begin with: the signature and the checksum of what its numbers depend on.
private let checkpointHeader = Result {
  let run = try checkpointRun.get()
  try run.units.saveCheckpoint([0.5, 2], unit: 0)
  let file = URL(fileURLWithPath: run.path + "/.checkpoint/instance-0-part-0")
  return Array(try Data(contentsOf: file).prefix(12))
}

/// A checkpoint whose state the bytes are; bytes that begin as a checkpoint does are taken as they are.
func sealed(_ bytes: [UInt8], like run: RunStore) throws -> [UInt8] {
  guard !bytes.starts(with: Array("RKCHECK1".utf8)) else { return bytes }
  let body = try checkpointHeader.get() + bytes
  return body + littleEndian(CRC32C.checksum(body))
}
