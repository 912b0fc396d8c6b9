extension SherringtonKirkpatrick {
  /// The identity of normal couplings; none for couplings ±1/√N.
  public var identity: (any EquilibriumIdentity)? {
    distribution == .gaussian
      ? GaussianCouplingIdentity(spinCount: spinCount, field: field, bias: bias) : nil
  }
}
