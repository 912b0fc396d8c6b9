import Archive
import Documents
import Foundation
import Testing

/// `replica deepnet jacobian`: promised keys, numbers of the library, refusals.
@Suite struct JacobianTests {
  private func object(_ arguments: String) throws -> JSONValue {
    let outcome = try Tool.run("deepnet jacobian \(arguments) --json", in: "/")
    try #require(outcome.code == 0, "\(arguments): \(outcome.errors)")
    return try outcome.object()
  }

  @Test func promisedKeys() throws {
    for arguments in [
      "--sigma-w 1.3 --sigma-b 0.3", "--at-criticality --sigma-b 0.2 --weights orthogonal",
      "--at-criticality --q-star 0.5 --activation silu --depth 3",
      "--at-criticality --activation relu --weights orthogonal --depth 3",
      "--at-criticality --activation linear --weights orthogonal --depth 3",
    ] {
      let object = try object(arguments)
      for key in [
        "mean_square_singular_value", "relative_variance", "largest_singular_value", "density",
        "zero_weight", "dynamical_isometry", "atoms", "bands", "chi_1", "q_star", "sigma_w",
        "sigma_b", "error_estimate", "seed",
      ] {
        #expect(object[key] != nil, "\(arguments): no key \(key)")
      }
      #expect(object["density"]?["s"] != nil && object["density"]?["p"] != nil)
      #expect(object["dynamical_isometry"]?["holds"] != nil)
      let error = try #require(object["error_estimate"]?.doubleValue)
      #expect(error < 1e-8)
      #expect(object["sampled"] == nil)
    }
  }

  @Test func numbers() throws {
    let linear = try object("--sigma-w 1 --sigma-b 0 --activation linear --depth 2")
    let largest = try #require(linear["largest_singular_value"]?.doubleValue)
    #expect(abs(largest * largest - 6.75) < 1e-12)
    let relu = try object("--at-criticality --activation relu --depth 2 --weights orthogonal")
    #expect(abs(try #require(relu["sigma_w"]?.doubleValue) - 2.0.squareRoot()) < 1e-12)
    #expect(relu["zero_weight"]?.doubleValue == 0.5)
    #expect(abs(try #require(relu["relative_variance"]?.doubleValue) - 2) < 1e-12)
    let chi = try #require(
      try object("--sigma-w 2.5 --sigma-b 0.3 --depth 2")["chi_1"]?.doubleValue)
    #expect(abs(chi - 1.5852247650) < 1e-9)
  }

  /// Most singular values of so deep a network are smaller than any number.
  @Test func manyLayers() throws {
    let object = try object("--sigma-w 1.3 --sigma-b 0.3 --depth 300 --points 20")
    let density = try #require(object["density"])
    let places = try #require(density["s"]?.arrayValue).map { try #require($0.doubleValue) }
    #expect(places.count >= 10 && places.allSatisfy { $0 > 0 })
    #expect(density["p"]?.arrayValue?.count == places.count)
    let mean = try #require(object["mean_square_singular_value"]?.doubleValue)
    let chi = try #require(object["chi_1"]?.doubleValue)
    #expect(abs(mean / pow(chi, 300) - 1) < 1e-9)
  }

  @Test func samples() throws {
    let arguments =
      "--at-criticality --sigma-b 0.3 --depth 2 --sample --width 40 --networks 4 --weights orthogonal"
    let one = try object(arguments + " --threads 1")
    #expect(try object(arguments + " --threads 2") == one)
    let sampled = try #require(one["sampled"])
    for key in [
      "mean_square_singular_value", "relative_variance", "largest_singular_value", "chi_1",
      "growth", "kolmogorov_smirnov_distance", "histogram", "networks", "width",
    ] {
      #expect(sampled[key] != nil, "no key \(key)")
    }
    #expect(sampled["growth"]?.arrayValue?.count == 2)
    let distance = try #require(sampled["kolmogorov_smirnov_distance"]?.doubleValue)
    #expect(distance < 0.1)
  }

  @Test func figure() throws {
    try withFolder { folder in
      let outcome = try Tool.run(
        "deepnet jacobian --at-criticality --activation hard-tanh --sigma-b 0.2 --depth 2 --sample "
          + "--width 30 --networks 2 --weights orthogonal --figure f.svg -q", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("sometric") && outcome.output.contains("atom"))
      #expect(try contents(of: folder).keys.contains("f.gp"))
    }
  }

  @Test(arguments: [
    ("--sigma-w 1 --activation sign", 1, "slope"),
    ("--sigma-w 1.5 --activation relu", 1, "grow without bound"),
    ("--at-criticality --activation sign", 1, "slope"),
    ("", 64, "--sigma-w"), ("--sigma-w -1", 64, "positive"), ("--sigma-w 0", 64, "positive"),
    ("--sigma-w 1 --sigma-b -1", 64, "--sigma-b"), ("--sigma-w 1 --depth 0", 64, "--depth"),
    ("--sigma-w 1 --at-criticality", 64, "--sigma-w"), ("--sigma-w 1 --q-star 1", 64, "--q-star"),
    ("--at-criticality --q-star 1 --sigma-b 1", 64, "--sigma-b"),
    ("--sigma-w 1 --width 0 --sample", 64, "--width"),
    ("--sigma-w 1 --activation cosine", 64, "tanh"),
    ("--sigma-w 1 --weights uniform", 64, "orthogonal"),
    ("--sigma-w 0.1 --sigma-b 1 --depth 10000", 1, "range of numbers"),
  ])
  func refusals(arguments: String, code: Int32, says: String) throws {
    let outcome = try Tool.run("deepnet jacobian \(arguments)", in: "/")
    #expect(outcome.code == code, "\(arguments): \(outcome.errors)")
    #expect(outcome.errors.contains(says), "\(arguments): \(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }
}
