import Randomness
public import SpinModels

/// How a spin is updated, given all others.
public enum UpdateRule: Sendable, Equatable {
  /// A heat bath: s_i = +1 with probability 1/(1 + exp(−2βh_i)), whatever it was.
  case heatBath
  /// Metropolis' rule, seven times in eight.
  case metropolis
}

/// Metropolis' rule on the storage of another kernel.
///
/// ```
/// s_i → −s_i with probability (7/8) min(1, exp(−2β s_i h_i))
///             where  s_i h_i < (T/2) E_i,   E_i standard exponential
/// ```
///
/// Groups of neighbouring sites are visited in random order, as in a heat bath. Each visit leaves the Gibbs measure
/// invariant, so any order does that does not look at the spins. One visit in eight is no attempt: where every
/// attempt succeeds, as with free spins, sweeps without pauses would turn all spins over and over and never mix.
///
/// **Source**: N. Metropolis, A. W. Rosenbluth, M. N. Rosenbluth, A. H. Teller and E. Teller, *J. Chem. Phys.* 21, 1087
/// (1953).
public struct MetropolisKernel<Base: WholeNumberKernel>: SweepKernel {
  /// The kernel that owns the storage.
  public let base: Base

  /// The number N of spins.
  public var spinCount: Int { base.spinCount }

  /// Takes the storage of a kernel.
  ///
  /// - Parameter base: A kernel of one byte a spin.
  public init(_ base: Base) { self.base = base }

  /// Puts walkers into configurations and sums up their fields.
  public func walkers(in configurations: [[Int8]]) -> Base.Walkers {
    base.walkers(in: configurations)
  }

  /// One sweep of all walkers, in an order of the sites that all of them share.
  public func sweep(
    _ walkers: inout Base.Walkers, temperatures: [Double], index: Int, streams: LadderStreams
  ) {
    base.sweep(&walkers, temperatures: temperatures, index: index, streams: streams) {
      words, spins, deviates in
      ExponentialDeviates.fill(&deviates, from: words)
      // A heat bath makes s_i = +1 where h_i exceeds (T/2) · deviate. A site is visited once a sweep, so its spin
      // is known before: −E for s = −1 and E for s = +1 make of that Metropolis' rule.
      for i in spins.indices where spins[i] < 0 { deviates[i] = -deviates[i] }
    }
  }

  /// Exchanges the labels of walkers.
  public func exchange(
    _ walkers: inout Base.Walkers, temperatures: [Double], index: Int, streams: LadderStreams,
    counts: inout ExchangeCounts
  ) {
    base.exchange(
      &walkers, temperatures: temperatures, index: index, streams: streams, counts: &counts)
  }

  /// Copies walkers.
  public func reproduce(_ walkers: inout Base.Walkers, parents: [Int]) {
    base.reproduce(&walkers, parents: parents)
  }

  /// The total energy of the walker of a slot.
  public func energy(of walkers: Base.Walkers, slot: Int) -> Double {
    base.energy(of: walkers, slot: slot)
  }

  /// The configuration of the walker of a slot.
  public func configuration(of walkers: Base.Walkers, slot: Int) -> [Int8] {
    base.configuration(of: walkers, slot: slot)
  }

  /// Sums up fields and energies anew.
  public func verify(_ walkers: Base.Walkers) throws(SamplingError) { try base.verify(walkers) }
}

extension WholeNumberKernel {
  /// This kernel with Metropolis' rule.
  var withMetropolisRule: any SweepKernel { MetropolisKernel(self) }
}
