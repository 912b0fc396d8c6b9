import CKernels

extension Nonlinearity {
  /// Replaces many arguments by the values of the function there, one after the other.
  public func apply(to values: inout [Double]) {
    for k in values.indices { values[k] = value(values[k]) }
  }

  /// Replaces many arguments by the values in double precision, rounded.
  public func apply(toSingle values: inout [Float]) {
    var wide = values.map { Double($0) }
    apply(to: &wide)
    for k in values.indices { values[k] = Float(wide[k]) }
  }
}

extension Tanh {
  /// Replaces many arguments by tanh(g x), by a vectorised kernel of relative error below 1e-15.
  public func apply(to values: inout [Double]) {
    rk_tanh(rk_cpu_level(), gain, &values, values.count)
  }

  /// Replaces many arguments by tanh(g x), by a kernel of single precision, of relative error below 3e-7.
  public func apply(toSingle values: inout [Float]) {
    rk_tanh_float(rk_cpu_level(), Float(gain), &values, values.count)
  }
}

extension WithGain {
  /// Replaces many arguments by φ(g x), as the function itself does it.
  public func apply(to values: inout [Double]) {
    for k in values.indices { values[k] *= gain }
    base.apply(to: &values)
  }
}
