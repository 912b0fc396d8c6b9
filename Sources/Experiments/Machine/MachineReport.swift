import Archive
public import Documents
import Figures
import LinearAlgebra
import Randomness
import Sampling

/// What this machine has of what the tool can use, and what to install for the rest.
public struct MachineReport: Reportable {
  /// One thing that is looked for.
  struct Item: Sendable {
    /// What it is.
    let name: String
    /// What is there; `nil` where it is missing.
    let found: String?
    /// What it is for.
    let purpose: String
    /// The Debian package that brings it; `nil` for what is no package.
    let package: String?
  }

  let items: [Item]

  /// Looks at this machine.
  ///
  /// - Parameters:
  ///   - version: The version of the tool.
  ///   - threads: The number of processors.
  ///   - memory: The memory of the machine, in bytes.
  public init(version: String, threads: Int, memory: Double) {
    let gnuplot = Gnuplot()
    items =
      [
        Item(name: "replica", found: version, purpose: "the tool", package: nil),
        Item(
          name: "processor",
          found:
            "\(KernelInvariance.instructionSet), \(threads) thread\(threads == 1 ? "" : "s")",
          purpose: "instruction set of the kernels (REPLICA_KIT_CPU caps it)", package: nil),
        Item(
          name: "memory", found: text(memory / 1e9, digits: 3) + " GB", purpose: "of the machine",
          package: nil),
        Item(
          name: "OpenBLAS",
          found: "\(LinearAlgebraLibrary.version), kernel \(LinearAlgebraLibrary.kernel)",
          purpose: "matrix products", package: "libopenblas0"),
        Item(
          name: "LAPACKE", found: LinearAlgebraLibrary.lapackVersion, purpose: "eigenvalues",
          package: "liblapacke"),
      ]
      + FormatLibraries.findings.map {
        Item(name: $0.name, found: $0.version, purpose: $0.purpose, package: $0.package)
      } + [
        Item(
          name: "gnuplot", found: gnuplot.executable, purpose: "figures", package: "gnuplot-nox")
      ]
  }

  /// The Debian packages of what is missing.
  public var missingPackages: [String] {
    items.filter { $0.found == nil }.compactMap(\.package)
  }

  private static let columns: [Column<Item>] = [
    Column("name", "name", text: { $0.name }, value: { .string($0.name) }),
    Column(
      "here", "found", text: { $0.found ?? "missing" },
      value: { $0.found.map { .string($0) } ?? .null }),
    Column("for", "purpose", text: { $0.purpose }, value: { .string($0.purpose) }),
    Column(key: "package") { $0.package.map { .string($0) } ?? .null },
  ]

  /// Everything that was looked for, and what to install.
  public var document: JSONValue {
    [
      "items": JSONValue(Self.columns, rows: items), "missing_packages": JSONValue(missingPackages),
      "stream_format": .integer(StreamName.formatVersion),
      "store_format": .integer(UnitStore.formatVersion),
    ]
  }

  /// A line for each thing, and what to install.
  public var sections: [ReportSection] {
    let missing = missingPackages
    return [
      .table(ReportTable(Self.columns, items)),
      .text(
        missing.isEmpty
          ? "\nNothing is missing."
          : "\nTo install what is missing: apt-get install \(missing.joined(separator: " "))"),
    ]
  }
}
