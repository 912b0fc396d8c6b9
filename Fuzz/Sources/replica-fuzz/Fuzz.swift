import Archive
import Documents
import Foundation
import Sampling
import SpinModels

/// A reader of files that may come from strangers.
///
/// Errors are answers; a trap, a bad access, more memory than allowed or more time than a few seconds are findings.
enum Reader: String, CaseIterable {
  case npy, npz, csv, list, market, json, samples, model, tensors, zarr2, zarr3, run, checkpoint
  case netcdf, mat, xlsx, zipped, shard, sparse, text, gzip

  /// Reads bytes, as a file of the name that the format has.
  func read(_ bytes: [UInt8], in folder: String) throws {
    switch self {
    case .npy: _ = try NumPyFile.read(bytes, path: "x.npy")
    case .npz: _ = try NPZFile.read(zipArchive(bytes), path: "x.npz")
    case .csv: _ = try CSVFile.read(bytes, path: "x.csv")
    case .json: _ = try JSONValue(parsing: bytes, allowsNonFinite: true)
    case .list: try couplings(bytes, folder + "/J.txt")
    case .market: try couplings(bytes, folder + "/J.mtx")
    case .model: try couplings(bytes, folder + "/J.json")
    case .sparse: try couplings(zipArchive(bytes), folder + "/J.npz")
    case .text: try array(bytes, folder + "/x.txt")
    case .gzip: try array(bytes, folder + "/x.npy.gz")
    case .samples: try array(bytes, folder + "/x.json")
    case .tensors: try array(bytes, folder + "/x.safetensors")
    case .netcdf: try array(bytes, folder + "/x.nc")
    case .mat: try array(bytes, folder + "/x.mat")
    case .xlsx: try array(zipArchive(bytes), folder + "/x.xlsx")
    case .zipped: try array(zipArchive(bytes), folder + "/x.zarr.zip")
    case .shard:
      try replace(Array(Reader.shardMetadata.utf8), folder + "/shard.zarr/zarr.json")
      try array(bytes, folder + "/shard.zarr/0.0", opening: folder + "/shard.zarr")
    case .zarr2: try store(bytes, ".zarray", folder + "/2.zarr")
    case .zarr3: try store(bytes, "zarr.json", folder + "/3.zarr")
    case .run: try run(bytes, folder)
    case .checkpoint:
      let run = try checkpointRun.get()
      try replace(sealed(bytes, like: run), run.path + "/.checkpoint/instance-0-part-0")
      _ = try run.units.checkpoint([Double].self, unit: 0)
    }
  }

  /// An array of 4 × 10 in one shard of four inner chunks, which are packed.
  private static let shardMetadata = """
    {"zarr_format": 3, "node_type": "array", "shape": [4, 10], "data_type": "int16", "fill_value": 7,
     "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [4, 10]}},
     "chunk_key_encoding": {"name": "v2", "configuration": {"separator": "."}}, "attributes": {},
     "codecs": [{"name": "sharding_indexed", "configuration": {"chunk_shape": [2, 5], "index_location": "end",
      "codecs": [{"name": "bytes"}, {"name": "zstd"}], "index_codecs": [{"name": "bytes"}]}}]}
    """

  private func array(_ bytes: [UInt8], _ path: String) throws {
    try replace(bytes, path)
    try every(path)
  }

  /// The array of a file, or the first few of several.
  private func every(_ path: String) throws {
    do { _ = try ArrayFile.content(path) } catch ArchiveError.severalArrays(_, let names) {
      for name in names.prefix(4) {
        // What a message adds in brackets is not part of the name.
        let words = name.lastIndex(of: "(").map { name[..<$0].dropLast() } ?? name[...]
        _ = try? ArrayFile.content(path, array: String(words))
      }
    }
  }

  private func couplings(_ bytes: [UInt8], _ path: String) throws {
    try replace(bytes, path)
    _ = try CouplingsFile(path)
  }

  /// An array whose metadata are the bytes, with one chunk of 64 bytes beside them.
  private func store(_ bytes: [UInt8], _ name: String, _ path: String) throws {
    let chunks = self == .zarr2 ? ["0.0"] : ["c/0/0"]
    for chunk in chunks where !FileManager.default.fileExists(atPath: path + "/" + chunk) {
      let file = URL(fileURLWithPath: path + "/" + chunk)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data((0..<64).map { UInt8($0) }).write(to: file)
    }
    try array(bytes, path + "/" + name, opening: path)
  }

  private func array(_ bytes: [UInt8], _ file: String, opening path: String) throws {
    try replace(bytes, file)
    try every(path)
  }

  func replace(_ bytes: [UInt8], _ path: String) throws {
    let file = URL(fileURLWithPath: path)
    try? FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }
}

/// The reader that the environment names, and a folder of its own.
private let reader: Reader = {
  let name = ProcessInfo.processInfo.environment["REPLICA_FUZZ"] ?? ""
  guard let reader = Reader(rawValue: name) else {
    print("REPLICA_FUZZ is '\(name)'; expected one of \(Reader.allCases.map(\.rawValue))")
    exit(64)
  }
  return reader
}()

let folder: String = {
  let path = FileManager.default.temporaryDirectory.path + "/replica-fuzz-\(getpid())"
  try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  return path
}()

/// What libFuzzer calls with every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  try? reader.read(Array(UnsafeBufferPointer(start: start, count: count)), in: folder)
  return 0
}
