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

/// HDF5, netCDF and MATLAB files.
enum ScientificFile: ArrayFormat {
  static var endings: [String] { [".h5", ".hdf5", ".nc", ".nc4", ".cdf", ".mat"] }
  static func recognises(_ start: ArraySlice<UInt8>) -> Bool {
    start.starts(with: [0x89, 0x48, 0x44, 0x46]) || start.starts(with: [0x43, 0x44, 0x46])
      || start.starts(with: Array("MATLAB 5".utf8))
  }
  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    let file = FileSystem.split(source.path).name
    let isMatlab = source.name.hasSuffix(".mat")
    let isNetCDF = [".nc", ".nc4", ".cdf"].contains { source.name.hasSuffix($0) }
    throw ArchiveError.needsConversion(
      path: source.path,
      reason: isMatlab ? "a MATLAB file" : isNetCDF ? "a netCDF file" : "an HDF5 file",
      command: isMatlab
        ? "python3 -c \"import scipy.io, numpy; numpy.save('x.npy', scipy.io.loadmat('\(file)')['NAME'])\""
        : isNetCDF
          ? "python3 -c \"import xarray; xarray.open_dataset('\(file)').to_zarr('x.zarr')\""
          : "python3 -c \"import h5py, numpy; numpy.save('x.npy', h5py.File('\(file)')['NAME'][...])\""
    )
  }
}

/// Spreadsheets.
enum SpreadsheetFile: ArrayFormat {
  static var endings: [String] { [".xlsx", ".xls", ".ods"] }
  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    throw ArchiveError.needsConversion(
      path: source.path, reason: "a spreadsheet",
      command: "libreoffice --headless --convert-to csv '\(FileSystem.split(source.path).name)'")
  }
}
