// snippet: the replica-symmetric SK equation is the length map of a tanh network
import ReplicaKit

let temperature = 0.5
let spinGlass = try SpinGlassTheory().replicaSymmetric(temperature: temperature)
let network = try DeepNetworkTheory(sigmaW: 1 / temperature, sigmaB: 0)

print("β² q      ", spinGlass.q / (temperature * temperature), network.qStar, "q*")
print("1 − replicon", 1 - spinGlass.replicon, network.chi1, "χ₁")

precondition(abs(spinGlass.q / (temperature * temperature) - network.qStar) < 1e-10)
precondition(abs(1 - spinGlass.replicon - network.chi1) < 1e-10)
