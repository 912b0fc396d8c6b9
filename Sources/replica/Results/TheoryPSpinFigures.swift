import ReplicaKit

extension CurvesFigure {
  /// The complexity of an Ising p-spin model against the free energy and the breaking parameter.
  ///
  /// States with a negative replicon, which are there in the one-step ansatz only, are dashed. At T = 0,
  /// where m = 0, the abscissa is m/T.
  ///
  /// - Parameters:
  ///   - points: The states at ascending free energies.
  ///   - p: The number of interacting spins.
  ///   - temperature: The temperature.
  init(complexityOf points: [PSpinTheory.ComplexityPoint], p: Int, temperature: Double) {
    // The pieces between changes of stability; each begins where the one before ends.
    var pieces: [[PSpinTheory.ComplexityPoint]] = []
    for point in points {
      let isStable = point.replicon >= 0
      guard let last = pieces.last?.last else {
        pieces = [[point]]
        continue
      }
      if (last.replicon >= 0) == isStable {
        pieces[pieces.count - 1].append(point)
      } else {
        pieces.append([last, point])
      }
    }
    func curves(_ place: KeyPath<PSpinTheory.ComplexityPoint, Double>) -> [Curve] {
      var named: Set<Bool> = []
      return pieces.map { piece in
        let isStable = piece[piece.count - 1].replicon >= 0
        return Curve(
          name: named.insert(isStable).inserted ? (isStable ? "stable" : "unstable") : "",
          x: piece.map { $0[keyPath: place] }, y: piece.map(\.complexity),
          style: isStable ? .line : .dashed, colour: .series(0))
      }
    }
    let isGroundState = temperature == 0
    self.init(
      title: "Complexity of states", system: "\(p)-spin model, T = \(text(temperature)), one step",
      panels: [
        Panel(
          horizontal: Axis("free energy f of a state"), vertical: Axis("complexity Σ"),
          curves: curves(\.freeEnergyPerSpin)),
        Panel(
          horizontal: Axis(isGroundState ? "m/T" : "m"), vertical: Axis("complexity Σ"),
          curves: curves(isGroundState ? \.scaledBreakingParameter : \.breakingParameter)),
      ])
  }

  /// The complexity of the energy minima of a spherical p-spin model.
  ///
  /// - Parameters:
  ///   - complexity: Σ at each energy.
  ///   - energies: The energies per spin, from the ground state to the threshold.
  ///   - p: The number of interacting spins.
  init(sphericalComplexity complexity: [Double], energies: [Double], p: Int) {
    self.init(
      title: "Complexity of energy minima", system: "spherical \(p)-spin model, T = 0",
      horizontal: Axis("energy e of a minimum"), vertical: Axis("complexity Σ"),
      curves: [Curve(x: energies, y: complexity, colour: .series(0))])
  }
}
