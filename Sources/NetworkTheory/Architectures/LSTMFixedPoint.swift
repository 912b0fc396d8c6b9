import LinearAlgebra
import NetworkModels
import RealModule

extension LSTMRecursion {
  /// The stationary law of the cell, by iteration, with the growth of perturbations there.
  ///
  /// At the fixed length the operators are made once; the distance of two copies is then iterated, and slopes are
  /// the ratios of the last changes. Where equal copies stay equal and χ ≤ 1, c* = 1 and the slope is χ.
  ///
  /// - Complexity: Up to 400 operators of one copy, one of two, and 4000 cheap steps. Parts that have not
  ///   settled by then are `nil`.
  public func fixedPoint() throws -> RecursionFixedPoint {
    let nothing = RecursionFixedPoint(
      q: nil, separation: nil, chi: nil, lengthSlope: nil, correlationSlope: nil)
    guard let (state, lengthSlope) = stationary() else { return nothing }
    guard let chi = growth(at: state) else { return nothing }
    if model.input.separation == 0, chi <= 1 + criticalTolerance {
      return RecursionFixedPoint(
        q: state.q, separation: 0, chi: chi, lengthSlope: lengthSlope, correlationSlope: chi)
    }
    var now = State(
      q: state.q, distance: 0.5 * state.q, law: state.law, difference: state.difference,
      perturbation: state.perturbation, outputPerturbation: state.outputPerturbation,
      operators: CellOperators(fields(state.q), pairs: true))
    var changes: [Double] = []
    for _ in 0..<1000 {
      let image = moved(now)
      changes.append((image.distance - now.distance) / Swift.max(state.q, 1e-300))
      now = image
      if abs(changes[changes.count - 1]) < 1e-12 { break }
    }
    let settled = abs(changes.last ?? 1) < 1e-9
    return RecursionFixedPoint(
      q: state.q, separation: settled && state.q > 0 ? now.distance / state.q : nil, chi: chi,
      lengthSlope: lengthSlope, correlationSlope: settled ? Self.lastRatio(changes) : nil)
  }

  /// The state at which Q no longer moves, and the ratio of its last changes.
  private func stationary() -> (State, slope: Double?)? {
    let n = CellGrid.count
    var law = [Double](repeating: 0, count: n)
    law[n / 2] = 1
    var state = State(
      q: 0.3, distance: 0, law: law, difference: Matrix(rows: n, columns: n),
      perturbation: [Double](repeating: 0, count: n), outputPerturbation: 1,
      operators: CellOperators(fields(0.3), pairs: false))
    var changes: [Double] = []
    for _ in 0..<400 {
      let image = moved(state)
      changes.append(image.q - state.q)
      let wanted = fields(image.q)
      state = State(
        q: image.q, distance: 0, law: image.law, difference: image.difference,
        perturbation: image.perturbation, outputPerturbation: 1,
        operators: wanted.isClose(to: state.operators.fields)
          ? state.operators : CellOperators(wanted, pairs: false))
      if abs(changes[changes.count - 1]) < 1e-12 { return (state, Self.lastRatio(changes)) }
    }
    return nil
  }

  /// The leading growth of perturbations at a stationary state.
  private func growth(at state: State) -> Double? {
    var now = State(
      q: state.q, distance: 0, law: state.law, difference: state.difference,
      perturbation: state.law, outputPerturbation: 1, operators: state.operators)
    var last = 0.0
    for _ in 0..<4000 {
      let image = moved(now)
      let size = image.outputPerturbation + image.perturbation.reduce(0, +)
      let factor = size / (now.outputPerturbation + now.perturbation.reduce(0, +))
      guard size > 0 else { return 0 }
      if abs(factor - last) < 1e-13 { return factor }
      last = factor
      now = State(
        q: state.q, distance: 0, law: image.law, difference: state.difference,
        perturbation: image.perturbation.map { $0 / size },
        outputPerturbation: image.outputPerturbation / size, operators: state.operators)
    }
    return nil
  }

  /// The ratio of the last two changes that are larger than 1e-8.
  private static func lastRatio(_ changes: [Double]) -> Double? {
    guard let end = changes.lastIndex(where: { abs($0) > 1e-8 }), end > 0 else { return nil }
    return changes[end] / changes[end - 1]
  }
}
