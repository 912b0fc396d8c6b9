// swift-tools-version: 6.2
import PackageDescription

// Not part of a normal build; Scripts/fuzz builds and runs it. The program's entry is that of libFuzzer.
let package = Package(
  name: "replica-fuzz",
  dependencies: [.package(name: "replica-kit", path: "..")],
  targets: [
    .executableTarget(
      name: "replica-fuzz",
      dependencies: [.product(name: "ReplicaArchive", package: "replica-kit")],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])])
  ],
  swiftLanguageModes: [.v6]
)
