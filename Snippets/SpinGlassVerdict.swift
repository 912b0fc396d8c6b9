// snippet: from couplings to verdict in ten lines
import ReplicaKit

let settings = try SamplingSettings(temperatures: [0.5, 0.65, 0.8, 1.0, 1.25, 1.6], sweeps: 2000)
let run = SamplingRun(try SherringtonKirkpatrick(spinCount: 128), settings: settings)
var analyses: [ReplicaAnalysis] = []
try await run.sample(instances: [0, 1], threads: 2) { instance in
  let replicas = instance.configurations(temperatureIndex: 5)  // T = 1.6
  analyses.append(try ReplicaAnalysis(.configurations(replicas), instance: instance.instance))
}
let result = try PooledAnalysis(analyses).classification
print(result.verdict.rawValue, result.reasons)

precondition(result.verdict == .paramagnetic, "SK at T = 1.6 is a paramagnet")
