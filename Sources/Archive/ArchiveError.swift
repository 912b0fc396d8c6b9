public import Documents

/// What can go wrong with files and with what is written in them.
///
/// Lines and columns count from 1 as editors do; bytes and array indices count from 0.
public enum ArchiveError: Error, Equatable {
  /// There is nothing at this path.
  case missing(path: String)
  /// A file is not JSON.
  case notJSON(DocumentsError)
  /// The system refused to open or read this path.
  case unreadable(path: String, reason: String)
  /// Something that must not be overwritten is already at this path.
  case alreadyExists(path: String)
  /// The folder that should hold the new file or store does not exist.
  case parentMissing(path: String, parent: String)
  /// The system refused to write; the disk may be full.
  case cannotWrite(path: String, reason: String)
  /// A folder was to be replaced but is not, or not only, a Zarr store.
  case notReplaceable(path: String, reason: String)
  /// A store was to be continued, but the one on disk differs in this array.
  case conflictingStore(path: String, array: String)
  /// A run was to be continued with settings that are not those it was begun with; `item` is the first that differs.
  case otherRun(path: String, item: String, stored: String, requested: String)
  /// The path leads to something that is not a Zarr version 3 group.
  case notAStore(path: String, reason: String)
  /// The metadata of a store lack something or hold what this library cannot read.
  case badMetadata(path: String, item: String, expected: String, found: String)
  /// The store has no array of this name.
  case noSuchArray(path: String, name: String, available: [String])
  /// The stored array has another data type than the one asked for.
  case wrongDataType(path: String, array: String, stored: String, requested: String)
  /// A file has the wrong length; `position` is where the data begin.
  case wrongLength(path: String, position: Int, expected: Int, found: Int)
  /// The checksum stored with a chunk is not the one of its bytes.
  case wrongChecksum(path: String, stored: UInt32, computed: UInt32)
  /// The bytes at one position of a binary file are not what they should be.
  case malformed(path: String, position: Int, expected: String, found: String)
  /// A number cannot be stored exactly as, or read from, a data type; `index` counts in C order.
  case notRepresentable(path: String, index: Int, value: String, dataType: String)
  /// An array has the wrong shape for its purpose.
  case wrongShape(path: String, expected: String, found: [Int])
  /// A place in a text file is not what it should be.
  case invalidText(path: String, line: Int, column: Int, expected: String, found: String)
  /// A spin of a list of couplings has neither a coupling nor a field.
  case freeSpin(path: String, spin: Int, spinCount: Int)
  /// A list of couplings can be read in two ways.
  case unclearList(path: String, line: Int, reason: String)
  /// An option is given that changes nothing.
  case superfluous(path: String, option: String, reason: String)
  /// A file of a format that is not read, and the command that makes one that is.
  case needsConversion(path: String, reason: String, command: String)
  /// A library that reads a format is not installed.
  case needsPackage(path: String, what: String, package: String)
  /// A pair of spins is given twice in an edge list.
  case repeatedPair(path: String, i: Int, j: Int, firstLine: Int, line: Int)
  /// A file that should hold numbers holds none.
  case noData(path: String, expected: String)
  /// An edge list has too few or too many spins.
  case spinCountOutOfRange(path: String, count: Int, allowed: ClosedRange<Int>)
  /// A file or store holds several arrays and none was chosen.
  case severalArrays(path: String, available: [String])
  /// Beside a matrix of couplings a file holds numbers for each spin, which may be fields.
  case unreadFields(path: String, fields: [String], array: String)
  /// An array was chosen by name in a file that holds one only.
  case onlyOneArray(path: String)
  /// Columns were chosen of a file that is no table of text.
  case noColumns(path: String)
  /// A file is of no format that is read.
  case unknownFormat(path: String, expected: String)
  /// A member of an archive or a chunk of a store is damaged.
  case damagedPart(path: String, part: String, reason: String)
  /// A checkpoint is cut off, damaged, of another run or of another version of the program.
  case unusableCheckpoint(path: String, reason: String)
  /// A file states sizes that do not fit into the memory of this machine.
  case tooLarge(path: String, item: String, found: String)
}

extension ArchiveError {
  /// The three sorts of failure that a caller treats differently.
  public enum Kind: Sendable {
    /// A file is there, but what is in it cannot be used.
    case badData
    /// A file is missing or cannot be read.
    case missingInput
    /// An output cannot be created or written.
    case cannotCreate
  }

  /// The sort of failure.
  public var kind: Kind {
    switch self {
    case .missing, .unreadable: .missingInput
    case .alreadyExists, .parentMissing, .cannotWrite, .notReplaceable, .conflictingStore,
      .otherRun:
      .cannotCreate
    case .notAStore, .badMetadata, .noSuchArray, .wrongDataType, .wrongLength, .wrongChecksum,
      .malformed, .notRepresentable, .wrongShape, .invalidText, .repeatedPair,
      .noData, .notJSON, .spinCountOutOfRange, .severalArrays, .damagedPart, .tooLarge,
      .unusableCheckpoint, .onlyOneArray, .noColumns, .unknownFormat, .freeSpin, .unclearList,
      .superfluous, .unreadFields,
      .needsConversion, .needsPackage:
      .badData
    }
  }
}

extension ArchiveError: CustomStringConvertible {
  /// The error in words, with what to change where that is known.
  public var description: String {
    switch self {
    case .notJSON(let error): error.description
    case .missing(let path):
      "\(path): no such file or folder"
    case .unreadable(let path, let reason):
      "\(path): cannot be read (\(reason))"
    case .alreadyExists(let path):
      "\(path): already exists; choose another name or allow it to be replaced"
    case .parentMissing(let path, let parent):
      "\(path): cannot be created because the folder \(parent) does not exist; create it first"
    case .cannotWrite(let path, let reason):
      "\(path): cannot be written (\(reason))"
    case .notReplaceable(let path, let reason):
      "\(path): will not be replaced because \(reason); remove it by hand or choose another name"
    case .conflictingStore(let path, let array):
      "\(path): the store there was made with other settings (array '\(array)' differs); "
        + "choose another name or the settings it was made with"
    case .otherRun(let path, let item, let stored, let requested):
      "\(path): the run there was made with other settings: its \(item) is \(stored.shortened), not "
        + "\(requested.shortened); choose another name or the settings it was made with"
    case .notAStore(let path, let reason):
      "\(path): not a Zarr store (a folder with zarr.json): \(reason)"
    case .badMetadata(let path, let item, let expected, let found):
      "\(path): \(item) should be \(expected), found \(found.shortened)"
    case .noSuchArray(let path, let name, let available):
      "\(path): no array '\(name.shortened)'; there are: \(available.listed)"
    case .wrongDataType(let path, let array, let stored, let requested):
      "\(path): array '\(array)' holds \(stored), not \(requested)"
    default:
      descriptionOfContent
    }
  }

  /// The words for the errors that lie in the content of one file.
  private var descriptionOfContent: String {
    switch self {
    case .wrongLength(let path, let position, let expected, let found):
      "\(path): expected \(expected) bytes of data from byte \(position) on, found \(found); the "
        + (found < expected ? "file is truncated" : "file has bytes after its end")
    case .wrongChecksum(let path, let stored, let computed):
      "\(path): the data are damaged: checksum crc32c should be \(hexadecimal(stored)), is "
        + "\(hexadecimal(computed)); remove this file and compute what was in it again (a run: --resume)"
    case .malformed(let path, let position, let expected, let found):
      "\(path): byte \(position): expected \(expected), found \(found.shortened)"
    case .notRepresentable(let path, let index, let value, let dataType):
      "\(path): element \(index) is \(value), which cannot be kept exactly as \(dataType)"
    case .wrongShape(let path, let expected, let found):
      "\(path): expected \(expected), found an array of shape \(found)"
    case .invalidText(let path, let line, let column, let expected, let found):
      "\(path): line \(line), column \(column): expected \(expected), found '\(found.shortened)'"
    case .freeSpin(let path, let spin, let spinCount):
      "\(path): spin \(spin) of \(spinCount) has neither a coupling nor a field in it: "
        + (spin == 0
          ? "a list that counts from 1 needs --one-based; if spins count from 0 and this one is free, "
          : "a list that counts from 1 needs --one-based; if this spin is free, ")
        + "give --spins \(spinCount) or a line '\(spin) \(spin) 0'"
    case .unclearList(let path, let line, let reason):
      "\(path): line \(line): \(reason)"
    case .superfluous(let path, let option, let reason):
      "\(path): \(option) changes nothing, because \(reason)"
    case .needsConversion(let path, let reason, let command):
      "\(path): not read, because it is \(reason); convert it: \(command)"
    case .needsPackage(let path, let what, let package):
      "\(path): \(what), which needs a library that is not installed: apt-get install \(package)"
    case .repeatedPair(let path, let i, let j, let firstLine, let line):
      "\(path): line \(line): the pair (\(i), \(j)) was already given in line \(firstLine); "
        + "give each pair once, in either order"
    case .noData(let path, let expected):
      "\(path): nothing in it; expected \(expected)"
    case .spinCountOutOfRange(let path, let count, let allowed):
      "\(path): \(count) spins; expected \(allowed.lowerBound) to \(allowed.upperBound)"
    case .severalArrays(let path, let available):
      "\(path): choose one of its arrays by name: " + available.listed
    case .unreadFields(let path, let fields, let array):
      "\(path): beside the couplings '\(array.shortened)' there is a number for each spin in \(fields.listed): give "
        + "--field-array \((fields.first ?? "").shortened) if these are the fields, --array \(array.shortened) if there are none"
    case .onlyOneArray(let path):
      "\(path) holds one array; a name chooses one of a .npz file or a Zarr store"
    case .noColumns(let path):
      "\(path) is no table of text or sheet, of which columns could be chosen"
    case .unknownFormat(let path, let expected):
      "\(path): expected \(expected)"
    case .damagedPart(let path, let part, let reason):
      "\(path): '\(part)' cannot be read: \(reason)"
    case .unusableCheckpoint(let path, let reason):
      "\(path): the checkpoint cannot be used because \(reason); remove the file, and what it stands for "
        + "is computed from its beginning"
    case .tooLarge(let path, let item, let found):
      "\(path): \(item) is \(found); expected an array that fits into the memory of this machine"
    default:
      "unknown error"
    }
  }
}

extension [String] {
  /// The texts, the first of very many.
  fileprivate var listed: String {
    prefix(20).map(\.shortened).joined(separator: ", ")
      + (count > 20 ? " and \(count - 20) more" : "")
  }
}

extension String {
  /// The text, or its beginning: messages do not quote whole files.
  package var shortened: String {
    utf8.count <= 160 || count <= 120 ? self : prefix(120) + " … (\(utf8.count) bytes)"
  }
}

/// Eight hexadecimal digits with the usual prefix.
private func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}
