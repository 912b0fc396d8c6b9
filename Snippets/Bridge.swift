// snippet: the replica-symmetric SK equation is the length map of a tanh network
import ReplicaKit

let temperature = 0.5
let beta = 1 / temperature
let spinGlass = try SpinGlassTheory().replicaSymmetric(temperature: temperature)
let network = try DeepNetworkTheory(sigmaW: beta, sigmaB: 0)

// Q = β²q obeys Q = σ_w² E tanh²(√Q z) with σ_w = β, and 1 − replicon = β² E sech⁴ is χ₁.
let rows: [(spinGlass: String, value: Double, network: String, partner: Double)] = [
  ("β² q", beta * beta * spinGlass.q, "q*", network.qStar),
  ("1 − replicon", 1 - spinGlass.replicon, "χ₁", network.chi1),
  (
    "AT temperature, h = 0", try SpinGlassTheory.almeidaThoulessTemperature(field: 0),
    "1/σ_w where χ₁ = 1, σ_b = 0", 1 / (try CriticalPoint(sigmaB: 0).sigmaW)
  ),
]
for row in rows {
  print("\(row.spinGlass) = \(row.value)    \(row.network) = \(row.partner)")
  precondition(abs(row.value / row.partner - 1) < 1e-12)
}
