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
    .library(name: "Figures", targets: ["Figures"]),
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

    // Layer 3: what a user sees.
    module("Figures", imports: ["LinearAlgebra"]),

    // Tests.
    tests(of: "LinearAlgebra", imports: [realModule]),
    tests(of: "Figures", imports: ["LinearAlgebra"]),
  ],
  swiftLanguageModes: [.v6]
)
