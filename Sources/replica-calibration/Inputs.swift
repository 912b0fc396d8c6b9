import ArgumentParser
import Overlaps

/// The inputs of the calibration for tables of features, for a look with other tools.
struct Inputs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inputs", abstract: "Print the inputs of the calibration for tables of features.")

  @Argument(help: "Tables.")
  var files: [String]

  func run() throws {
    print(
      (["file", "family", "law", "truth", "sites"] + CalibrationInputs.names).joined(separator: ",")
    )
    for file in files {
      for item in try Case.read(file) {
        print(
          ([
            "\(file)", item.family, item.law, "\(item.truth)", item.features.knowsSites ? "1" : "0",
          ]
            + CalibrationInputs(item.features).values.map { "\($0)" }).joined(separator: ","))
      }
    }
  }
}
