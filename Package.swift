// swift-tools-version: 6.2
import PackageDescription

/// The settings of every Swift target; there are no others.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let realModule: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")

/// A library module and the modules that it may import; the table is in the Architecture article.
func module(_ name: String, imports: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: imports, swiftSettings: settings)
}

/// A test target named after what it tests.
///
/// What is tested is always optimised. Tests that only call it and compare are not, with `computes: false`: the compiler
/// then needs half the time for them. Tests with enumerations and sums of their own are.
func tests(
  _ name: String, imports: [Target.Dependency], exclude: [String] = [], computes: Bool = true
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: imports, exclude: exclude,
    swiftSettings: settings + (computes ? [] : [.unsafeFlags(["-Onone"])]))
}

/// The library modules of layers 1 to 5: all that the umbrella re-exports.
let libraryModules = [
  "Archive", "Documents", "Experiments", "Figures", "LinearAlgebra", "NetworkModels",
  "NetworkTheory",
  "NumericalMethods",
  "Overlaps", "Pages", "Parallelism", "PlantedData", "RandomNetworks", "Randomness",
  "ReplicaTheory", "Reproduction",
  "Sampling", "SpinModels", "Statistics",
]

/// The revision that `replica --version` names; only Scripts/install gives one, so that other builds are not made anew.
let revision: [CSetting] =
  Context.environment["REPLICA_REVISION"].map { [.define("RK_REVISION", to: "\"\($0)\"")] } ?? []

let package = Package(
  name: "replica-kit",
  products: [
    .library(name: "ReplicaKit", targets: ["ReplicaKit"]),
    // Files and runs without theory, figures and verdicts; the fuzzers are built on it.
    .library(
      name: "ReplicaArchive",
      targets: ["Archive", "Documents", "Sampling", "SpinModels"]),
    .executable(name: "replica", targets: ["replica"]),
    .library(name: "ReplicaC", type: .dynamic, targets: ["ReplicaC"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.0"),
  ],
  targets: [
    // Layer 0: C.
    .systemLibrary(
      name: "CLAPACK", providers: [.apt(["liblapacke-dev", "libopenblas-dev"])]),
    .systemLibrary(
      name: "CCompression", providers: [.apt(["zlib1g-dev", "libzstd-dev", "libblosc-dev"])]),
    .target(name: "CKernels"),
    .target(name: "CRevision", cSettings: revision),

    // Layer 1: documents and numbers.
    module("Documents", imports: []),
    module("Randomness", imports: ["CKernels", realModule]),
    module("Parallelism", imports: []),
    module("Statistics", imports: ["CKernels", realModule]),
    module("LinearAlgebra", imports: ["CLAPACK", "CKernels", realModule]),
    module("NumericalMethods", imports: ["CKernels", realModule]),

    // Layer 2: physics.
    module(
      "SpinModels", imports: ["CKernels", "Documents", "Randomness", "LinearAlgebra", realModule]),
    module(
      "PlantedData", imports: ["SpinModels", "Randomness", "LinearAlgebra", realModule]),
    module(
      "Sampling",
      imports: [
        "SpinModels", "Documents", "LinearAlgebra", "Randomness", "Statistics", "Parallelism",
        "CKernels", realModule,
      ]),
    module(
      "Overlaps",
      imports: [
        "SpinModels", "PlantedData", "Documents", "LinearAlgebra", "Statistics", "Randomness",
        "CKernels", realModule,
      ]),
    module("NetworkModels", imports: ["NumericalMethods"]),
    module(
      "RandomNetworks",
      imports: [
        "NetworkModels",
        "Randomness", "LinearAlgebra", "NumericalMethods", "Statistics", "Parallelism", realModule,
      ]),
    module(
      "ReplicaTheory", imports: ["Documents", "NumericalMethods", "LinearAlgebra", realModule]),
    module(
      "NetworkTheory",
      imports: [
        "NetworkModels", "NumericalMethods", "LinearAlgebra", "Randomness", "CKernels", realModule,
      ]),

    // Layer 3: files and figures.
    module(
      "Archive",
      imports: [
        "Documents", "CCompression", "SpinModels", "Sampling", "RandomNetworks", "Statistics",
        "Randomness", "LinearAlgebra",
      ]),
    module("Figures", imports: ["Documents", "LinearAlgebra", "Overlaps"]),

    // Layer 4: what a verb computes.
    module(
      "Experiments",
      imports: (libraryModules.filter { !["Experiments", "Pages", "Reproduction"].contains($0) })
        .map {
          .target(name: $0)
        } + [
          realModule
        ]),

    // Layer 5: pages. Their script and style are compiled in, so that a moved program has them.
    .target(
      name: "Pages",
      dependencies: [
        "Experiments", "Archive", "Documents", "Figures", "LinearAlgebra",
        "NetworkTheory", "Overlaps", "RandomNetworks", "ReplicaTheory", "Sampling", "SpinModels",
        "Statistics", "CCompression", realModule,
      ],
      resources: [.embedInCode("Resources/page.css"), .embedInCode("Resources/page.js")],
      swiftSettings: settings),

    // Layer 5 too: published figures, a recipe each.
    module(
      "Reproduction",
      imports: [
        "Experiments", "Documents", "Figures", "LinearAlgebra", "NetworkTheory", "Overlaps",
        "PlantedData", "RandomNetworks", "ReplicaTheory", "Sampling", "SpinModels", "Statistics",
        realModule,
      ]),

    // Layer 6: the umbrella. Layer 7: the verbs. Layer 8: the tool, and the interface for programs in C and Python.
    module("ReplicaKit", imports: libraryModules.map { .target(name: $0) }),
    module(
      "Commands",
      imports: [
        "ReplicaKit", "CRevision",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "replica", dependencies: ["Commands"], swiftSettings: settings),
    .systemLibrary(name: "CReplica"),
    module("ReplicaC", imports: ["CReplica", "Commands", "Archive", "Documents", "SpinModels"]),

    // The study behind the verdict's probabilities; no product.
    .executableTarget(
      name: "replica-calibration",
      dependencies: [
        "Documents", "LinearAlgebra", "Overlaps", "Parallelism", "PlantedData",
        "Randomness", "Sampling", "SpinModels", "Statistics", realModule,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),

    // Tests.
    .target(
      name: "TestSupport",
      dependencies: [
        "SpinModels", "Sampling", "Documents", "LinearAlgebra", "Randomness", "Statistics",
        realModule,
      ], path: "Tests/TestSupport", swiftSettings: settings),
    tests(
      "Archive",
      imports: [
        "Archive", "Documents", "SpinModels", "Sampling", "RandomNetworks", "LinearAlgebra",
      ],
      exclude: ["Python"], computes: false),
    // They run the tool that is built beside them; without an import both are compiled at once.
    tests(
      "CommandLine",
      imports: [
        "Archive", "Documents", "LinearAlgebra", "PlantedData", "Randomness", "SpinModels",
      ],
      computes: false),
    tests("Documents", imports: ["Documents"], computes: false),
    tests("CKernels", imports: ["CKernels", realModule]),
    tests(
      "Experiments",
      imports: ["Experiments", "Archive", "Documents", "Overlaps", "Sampling", "SpinModels"],
      computes: false),
    tests("Figures", imports: ["Figures", "LinearAlgebra", "Overlaps"], computes: false),
    tests("LinearAlgebra", imports: ["LinearAlgebra", realModule]),
    tests(
      "NetworkTheory",
      imports: [
        "NetworkModels", "NetworkTheory", "NumericalMethods", "LinearAlgebra", "Statistics",
        realModule,
      ]),
    tests("NumericalMethods", imports: ["NumericalMethods", realModule]),
    tests(
      "Overlaps",
      imports: [
        "Overlaps", "SpinModels", "PlantedData", "Sampling", "LinearAlgebra", "Randomness",
        "Statistics", realModule,
      ]),
    tests(
      "Pages",
      imports: [
        "Pages", "Archive", "CCompression", "Documents", "Experiments", "LinearAlgebra",
        "NetworkTheory", "NumericalMethods", "Overlaps", "PlantedData", "ReplicaTheory", "Sampling",
        "Statistics",
      ], computes: false),
    tests("PlantedData", imports: ["PlantedData", "SpinModels", "LinearAlgebra", "Randomness"]),
    tests("Randomness", imports: ["Randomness", "CKernels", realModule]),
    tests(
      "RandomNetworks",
      imports: [
        "NetworkModels", "RandomNetworks", "NumericalMethods", "LinearAlgebra", "Statistics",
        "Overlaps", realModule,
      ]),
    tests("ReplicaTheory", imports: ["ReplicaTheory", "LinearAlgebra", realModule]),
    tests(
      "Sampling",
      imports: [
        "Sampling", "SpinModels", "LinearAlgebra", "Parallelism", "Randomness", "Statistics",
        "TestSupport", realModule,
      ]),
    tests(
      "Reproduction",
      imports: [
        "Reproduction", "Experiments", "LinearAlgebra", "NetworkTheory", "NumericalMethods",
        "RandomNetworks", "Sampling", "Statistics", realModule,
      ]),
    tests(
      "SpinModels",
      imports: ["SpinModels", "LinearAlgebra", "Randomness", "Statistics", realModule]),
    tests("Statistics", imports: ["Statistics", realModule]),
    tests(
      "TheoryMeetsSimulation",
      imports: [
        "ReplicaTheory", "NetworkModels", "NetworkTheory", "RandomNetworks", "NumericalMethods",
        "LinearAlgebra",
        "Overlaps", "Randomness", "Sampling", "SpinModels", "Statistics", realModule,
      ]),
  ],
  swiftLanguageModes: [.v6]
)
