// swift-tools-version: 6.2
import PackageDescription

// Not part of a normal build: swift run -c release --package-path Benchmarks \
//   --scratch-path .build-benchmarks replica-benchmarks
let package = Package(
  name: "replica-benchmarks",
  dependencies: [.package(name: "replica-kit", path: "..")],
  targets: [
    .executableTarget(
      name: "replica-benchmarks",
      dependencies: [.product(name: "ReplicaKit", package: "replica-kit")])
  ],
  swiftLanguageModes: [.v6]
)
