import Archive
import Documents
import Foundation
import Testing

/// `replica theory tap`: keys, magnetisations in a file, sampled states of a run.
///
/// Calibrated by leaving the sampled states out of the starts, by writing the states in another order, and
/// by renaming a key.
@Suite struct TAPToolTests {
  @Test func statesOfAModel() throws {
    try withFolder { folder in
      let outcome = try Tool.run(
        "theory tap hopfield --spins 120 --patterns 3 -t 0.3 --starts 4 -o states.npy --json",
        in: folder)
      try #require(outcome.code == 0, "\(outcome.errors)")
      let object = try outcome.object()
      for key in [
        "model", "temperature", "instance", "starts", "state_overlaps", "spurious", "unsolved",
        "theory", "seed", "output",
      ] { #expect(object[key] != nil, "no key \(key)") }
      #expect(object["starts"]?.intValue == 7)
      let states = try #require(object["states"]?.arrayValue)
      // Three patterns, all retrieved at this load and temperature.
      let retrieved = Set(
        states.compactMap { state -> Int? in
          guard let overlap = state["pattern"]?["overlap"]?.doubleValue, abs(overlap) > 0.9 else {
            return nil
          }
          return state["pattern"]?["index"]?.intValue
        })
      #expect(retrieved == [0, 1, 2])
      let weights = states.compactMap { $0["weight"]?.doubleValue }
      #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
      let free = states.compactMap { $0["free_energy_per_spin"]?.doubleValue }
      #expect(free == free.sorted())
      let array = try NumPyFile.read(folder + "/states.npy")
      try #require(array.shape == [states.count, 120])
      for (row, state) in states.enumerated() {
        let m = array.values[(120 * row)..<(120 * (row + 1))]
        let q = m.reduce(0) { $0 + $1 * $1 } / 120
        let own = try #require(state["self_overlap"]?.doubleValue)
        #expect(abs(q - own) < 1e-12)
      }
      #expect(
        try Tool.run(
          "theory tap hopfield --spins 120 --patterns 3 -t 0.3 --starts 4 -o states.npy --json",
          in: folder
        ).code == 73)
    }
  }

  @Test func sampledStates() throws {
    try withFolder { folder in
      let sample = try Tool.run(
        "sample sk --spins 100 --field 0.6 --temperatures 0.9,1.2 --sweeps 4000 -o sk.zarr -q",
        in: folder)
      try #require(sample.code == 0, "\(sample.errors)")
      let object = try Tool.run("theory tap sk.zarr -t 0.9 --json", in: folder).object()
      let sampled = try #require(object["sampled_states"]?.arrayValue)
      // However the small sample is divided: above the AT line all of it leads to the one solution.
      #expect(!sampled.isEmpty && sampled.allSatisfy { $0["solved"]?.boolValue == true })
      #expect(sampled.allSatisfy { $0["state"]?.intValue == 0 })
      let overlaps = sampled.compactMap { $0["normalized_overlap"]?.doubleValue }
      #expect(overlaps.count == sampled.count && overlaps[0] > 0.8 && overlaps[0] < 1.05)
      #expect(object["starts"]?.intValue == sampled.count)
      #expect(object["states"]?.arrayValue?.count == 1)
      let threads = try Tool.run("theory tap sk.zarr -t 0.9 --json --threads 1", in: folder)
      #expect(try threads.object() == object)
      #expect(try Tool.run("theory tap sk.zarr -t 0.95", in: folder).code == 64)
      #expect(try Tool.run("theory tap sk.zarr -t 0.9 --instance 5", in: folder).code == 64)
      #expect(try Tool.run("theory tap sk.zarr -t 0.9 --spins 9", in: folder).code == 64)
    }
  }
}
