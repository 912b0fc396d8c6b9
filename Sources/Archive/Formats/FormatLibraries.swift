import CCompression

/// The libraries of the system that files of others are read with.
public enum FormatLibraries {
  /// A library as it is found on this machine.
  public struct Finding: Sendable {
    /// The name of the library.
    public let name: String
    /// Its version, or another word for its being there; `nil` where it is not installed.
    public let version: String?
    /// What it reads.
    public let purpose: String
    /// The Debian package that holds it.
    public let package: String
  }

  /// Those that the program is linked to, then those that are loaded when a file needs them.
  public static var findings: [Finding] {
    [
      Finding(
        name: "zlib", version: String(cString: zlibVersion()),
        purpose: ".npz, gzip and zlib chunks",
        package: "zlib1g"),
      Finding(
        name: "zstd", version: String(cString: ZSTD_versionString()), purpose: "Zarr chunks",
        package: "libzstd1"),
      Finding(
        name: "blosc", version: String(cString: blosc_get_version_string()),
        purpose: "Zarr chunks", package: "libblosc1"),
      Finding(
        name: "libhdf5", version: HDF5Library() == nil ? nil : "found",
        purpose: "HDF5, netCDF 4 and MATLAB 7.3 files", package: HDF5Library.package),
      Finding(
        name: "libexpat", version: XMLReader() == nil ? nil : "found", purpose: ".xlsx files",
        package: XMLReader.package),
    ]
  }
}
