/// Python's pickled objects, PyTorch's among them: opening one runs what is in it, so none is read.
enum PickledFile: ArrayFormat {
  static var endings: [String] { [".pt", ".pth", ".pkl", ".pickle", ".joblib"] }
  static var contents: String? { nil }
  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    let file = FileSystem.split(source.path).name
    let isTorch = source.name.hasSuffix(".pt") || source.name.hasSuffix(".pth")
    let load =
      isTorch
      ? "import torch, numpy; x = torch.load('\(file)', map_location='cpu', weights_only=True); "
        + "numpy.save('x.npy', x.detach().numpy())"
      : "import pickle, numpy; numpy.save('x.npy', numpy.asarray(pickle.load(open('\(file)', 'rb'))))"
    throw ArchiveError.needsConversion(
      path: source.path, reason: "a pickled file, which can run anything when it is opened",
      command: "python3 -c \"\(load)\"")
  }
}

/// Spreadsheets that are not read.
enum OtherSpreadsheetFile: ArrayFormat {
  static var endings: [String] { [".xls", ".xlsb", ".ods"] }
  static var contents: String? { nil }
  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    throw ArchiveError.needsConversion(
      path: source.path, reason: "a spreadsheet other than .xlsx",
      command: "libreoffice --headless --convert-to xlsx '\(FileSystem.split(source.path).name)'")
  }
}

/// Files that programs other than gzip have packed.
enum PackedFile: ArrayFormat {
  private static let programs = [
    ".bz2": "bunzip2", ".xz": "unxz", ".zst": "unzstd", ".lz4": "unlz4",
  ]
  static var endings: [String] { programs.keys.sorted() }
  static var contents: String? { nil }
  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    let file = FileSystem.split(source.path).name
    let program = programs.first { file.lowercased().hasSuffix($0.key) }?.value ?? "unpack"
    throw ArchiveError.needsConversion(
      path: source.path, reason: "packed by another program than gzip",
      command: "\(program) -k '\(file)'")
  }
}
