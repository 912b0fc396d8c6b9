/// An algorithm in which neighbouring temperatures exchange.
public protocol TemperingAlgorithm: SamplingAlgorithm {}

extension TemperingAlgorithm {
  /// Neighbouring temperatures exchange.
  public var exchanges: Bool { true }

  /// Needs two temperatures.
  public func check(_ settings: SamplingSettings) throws(SamplingError) {
    guard settings.temperatures.count >= 2 else { throw .algorithmNeedsTemperatures(Self.name, 2) }
  }

  /// Swap rates and round trips, where they are needed.
  public func checks(
    _ instances: [EquilibrationData], temperature: Int, settings: SamplingSettings
  ) -> [EquilibrationCheck] {
    ExchangeChecks.all(instances, temperature: temperature)
  }
}

/// Tempering that also moves clusters of spins: on lattices and graphs, where there are some.
public protocol ClusterAlgorithm: TemperingAlgorithm {
  /// What a move would be where all spins are coupled, in words.
  static var moveWithAllCouplings: String { get }

  /// Starts a ladder; see ``SamplingAlgorithm/ladder(_:settings:streams:)``.
  ///
  /// - Parameters:
  ///   - kernel: A kernel that knows the neighbours of a spin.
  ///   - settings: Temperatures and lengths.
  ///   - streams: The random numbers.
  /// - Returns: The ladder before its first sweep.
  func clusterLadder<Kernel: ClusterKernel>(
    _ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams
  ) -> any SamplingLadder
}

extension ClusterAlgorithm {
  /// Those of all pairs are refused.
  public var takesAllCouplings: Bool { false }

  /// Needs a lattice or a graph.
  public func check(_ kernel: any SweepKernel) throws(SamplingError) {
    guard kernel is any ClusterKernel else {
      throw .unsuitableCouplings(
        algorithm: Self.name,
        reason:
          "cluster moves need couplings of few pairs, as on lattices and graphs; where all spins are coupled "
          + Self.moveWithAllCouplings)
    }
  }

  /// Starts every temperature from random configurations.
  public func ladder<Kernel: SweepKernel>(
    _ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams
  ) -> any SamplingLadder {
    guard let kernel = kernel as? any ClusterKernel else {
      preconditionFailure("cluster moves with a kernel that knows no neighbours")
    }
    return clusterLadder(kernel, settings: settings, streams: streams)
  }
}
