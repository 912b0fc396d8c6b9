// snippet: from couplings to verdict in ten lines
import ReplicaKit

let ensemble = try SherringtonKirkpatrick(spinCount: 128)
let settings = try SamplingSettings(temperatures: [0.5, 0.65, 0.8, 1.0, 1.25, 1.6], sweeps: 2000)
var analyses: [ReplicaAnalysis] = []
try await SamplingRun(ensemble, settings: settings).sample(instances: [0, 1], threads: 2) { record in
  let draws = record.ladders.map { $0.draws[5] }  // T = 1.6
  let replicas = draws.reduce(into: PackedConfigurations(spinCount: 128)) { $0.append(contentsOf: $1) }
  analyses.append(try ReplicaAnalysis(.configurations(replicas), instance: record.instance))
}
let verdict = try PooledAnalysis(analyses).classification
print(verdict.verdict.rawValue, verdict.reasons, separator: "\n")

precondition(verdict.verdict == .paramagnetic, "SK at T = 1.6 is a paramagnet")
