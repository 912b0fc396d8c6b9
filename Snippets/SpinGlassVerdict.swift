// snippet: from couplings to verdict in ten lines
import ReplicaKit

let settings = try SamplingSettings(temperatures: [0.5, 0.65, 0.8, 1.0, 1.25, 1.6], sweeps: 2000)
let sk = try SherringtonKirkpatrick(spinCount: 128)
let run = try await SamplingRun(sk, settings: settings).recorded(instances: 0..<2, threads: 2)
let result = try RunAnalysis(run).at(temperature: 1.6).classification
print(result.verdict.rawValue, result.reasons)

precondition(result.verdict == .paramagnetic, "SK at T = 1.6 is a paramagnet")
