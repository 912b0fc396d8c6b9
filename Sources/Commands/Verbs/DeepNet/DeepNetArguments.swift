public import ArgumentParser
public import ReplicaKit

extension PropagationEngine: ExpressibleByArgument {}
extension WeightLaw: ExpressibleByArgument {}
extension ResidualVariant: ExpressibleByArgument {}
