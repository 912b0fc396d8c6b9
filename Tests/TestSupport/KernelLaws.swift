public import Sampling
public import SpinModels

/// Whether a kernel leaves the Gibbs measure invariant, exactly, as `replica check --kernels` tests it.
///
/// - Parameters:
///   - kernel: The kernel of an instance.
///   - instance: The instance, of at most 12 spins.
///   - temperatures: Temperatures, ascending.
///   - draws: The number of independent ladders.
/// - Returns: The laws it breaks, in words.
/// - Throws: What enumeration and kernel throw.
public func checkKernel<Kernel: SweepKernel>(
  _ kernel: Kernel, of instance: SpinInstance, temperatures: [Double] = [0.7, 1.1],
  draws: Int = 40_000
) throws -> [String] {
  try KernelInvariance(kernel, of: instance, temperatures: temperatures, draws: draws).findings
    .filter { !$0.isSound }.map {
      "\($0.isExchange ? "an exchange" : "a sweep") changes the Gibbs measure at T = \($0.temperature): "
        + "p = \($0.stateProbability), energy off by \($0.energyScore) standard errors"
    }
}

/// Whether two kernels make the same decisions on the same instance, bit for bit.
///
/// - Parameters:
///   - first: A kernel.
///   - second: Another one, or its plain twin.
///   - temperatures: The temperatures of the ladder.
///   - sweeps: The number of sweeps.
/// - Returns: Where they part, in words; none for twins.
/// - Throws: What the kernels throw.
public func checkTwins<First: SweepKernel, Second: SweepKernel>(
  _ first: First, _ second: Second, temperatures: [Double] = [0.4, 0.9, 2], sweeps: Int = 200
) throws -> [String] {
  let settings = try SamplingSettings(temperatures: temperatures, sweeps: sweeps, draws: 1)
  let streams = LadderStreams(seed: 3, instance: 2, chain: 1)
  var a = TemperatureLadder(first, settings: settings, streams: streams)
  var b = TemperatureLadder(second, settings: settings, streams: streams)
  for sweep in 1...sweeps {
    a.advance()
    b.advance()
    for slot in temperatures.indices
    where a.configuration(slot: slot) != b.configuration(slot: slot) {
      return ["the twins part at sweep \(sweep), temperature \(slot)"]
    }
  }
  try a.verify()
  try b.verify()
  return []
}
