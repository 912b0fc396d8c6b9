// swift-tools-version: 6.2
import PackageDescription

/// The settings of every Swift target; there are no others.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let realModule: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")

/// A library module and the modules that it may import; the table is in `Architecture.md`.
func module(_ name: String, imports: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: imports, swiftSettings: settings)
}

/// The tests of one module.
func tests(
  of name: String, imports: [Target.Dependency] = [], exclude: [String] = [],
  resources: [Resource]? = nil
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.target(name: name)] + imports, exclude: exclude,
    resources: resources, swiftSettings: settings)
}

let package = Package(
  name: "replica-kit",
  products: [
    .library(name: "Archive", targets: ["Archive"]),
    .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"),
  ],
  targets: [
    // Layer 0: C.
    .systemLibrary(
      name: "CLAPACK", providers: [.apt(["liblapacke-dev", "libopenblas-dev"])]),

    .target(name: "CKernels"),

    // Layer 1: numbers.
    module("Randomness", imports: ["CKernels", realModule]),
    module("Parallelism", imports: []),
    module("Statistics", imports: [realModule]),
    module("LinearAlgebra", imports: ["CLAPACK", realModule]),

    // Layer 2: physics.
    module("SpinModels", imports: ["Randomness", "LinearAlgebra", realModule]),
    module(
      "Sampling",
      imports: [
        "SpinModels", "LinearAlgebra", "Randomness", "Statistics", "Parallelism", "CKernels",
        realModule,
      ]),
    module(
      "Overlaps",
      imports: ["SpinModels", "LinearAlgebra", "Statistics", "Randomness", "CKernels", realModule]),

    // Layer 3: files.
    module("Archive", imports: ["SpinModels", "Sampling", "LinearAlgebra", realModule]),

    // Tests.
    tests(of: "Archive", imports: ["SpinModels", "Sampling", "LinearAlgebra"], exclude: ["Python"]),
    tests(of: "CKernels", imports: [realModule]),
    tests(of: "LinearAlgebra", imports: [realModule]),
    tests(
      of: "Overlaps",
      imports: ["SpinModels", "Sampling", "LinearAlgebra", "Randomness", "Statistics", realModule]),
    tests(of: "Randomness", imports: ["CKernels", realModule]),
    tests(
      of: "Sampling",
      imports: ["SpinModels", "LinearAlgebra", "Parallelism", "Statistics", realModule]),
    tests(of: "SpinModels", imports: ["LinearAlgebra", "Randomness", realModule]),
    tests(of: "Statistics", imports: [realModule]),
  ],
  swiftLanguageModes: [.v6]
)
