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
func tests(of name: String, imports: [Target.Dependency] = [], resources: [Resource]? = nil)
  -> Target
{
  .testTarget(
    name: "\(name)Tests", dependencies: [.target(name: name)] + imports, resources: resources,
    swiftSettings: settings)
}

let package = Package(
  name: "replica-kit",
  products: [
    .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
    .library(name: "NumericalMethods", targets: ["NumericalMethods"]),
    .library(name: "ReplicaTheory", targets: ["ReplicaTheory"]),
    .library(name: "NetworkTheory", targets: ["NetworkTheory"]),
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

    // Layer 1: numbers.
    module("LinearAlgebra", imports: ["CLAPACK", realModule]),

    module("NumericalMethods", imports: [realModule]),

    // Layer 2: theory.
    module("ReplicaTheory", imports: ["NumericalMethods", realModule]),
    module("NetworkTheory", imports: ["NumericalMethods", "LinearAlgebra", realModule]),

    // Tests.
    tests(of: "LinearAlgebra", imports: [realModule]),
    tests(of: "NumericalMethods", imports: [realModule]),
    tests(of: "ReplicaTheory", imports: [realModule]),
    tests(of: "NetworkTheory", imports: ["NumericalMethods", "LinearAlgebra", realModule]),
    .testTarget(
      name: "TheoryMeetsSimulationTests",
      dependencies: ["ReplicaTheory", "NetworkTheory", "NumericalMethods", realModule],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
