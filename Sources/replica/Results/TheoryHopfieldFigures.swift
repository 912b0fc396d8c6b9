import ReplicaKit

extension CurvesFigure {
  /// The phase diagram of the Hopfield model in the plane of load and temperature.
  ///
  /// - Parameter rows: The transitions at ascending loads.
  /// - Throws: What the searches for the lines throw.
  init(hopfieldPhaseDiagram rows: [HopfieldTransitions]) throws {
    let largest = Double.maximum(rows.map(\.load).max() ?? 0, 1e-6)
    let smallest = rows.map(\.load).min() ?? 0
    // At given T the lines are functions; at given load they are not, for they are reentrant.
    let temperatures = (0...100).map { Double($0) / 100 }
    let below = temperatures.dropLast()
    let spinodal = try below.map { try HopfieldTheory.spinodal(temperature: $0).load }
    let firstOrder = try below.map { try HopfieldTheory.firstOrder(temperature: $0).load }
    let breaking = rows.filter { $0.retrievalAlmeidaThoulessTemperature != nil }
    let loads = temperatures.map { smallest + (largest - smallest) * $0 * $0 }
    let curves: [Curve] = [
      Curve(name: "T_g", x: loads, y: loads.map { 1 + $0.squareRoot() }),
      Curve(name: "T_M", x: spinodal + [0], y: temperatures),
      Curve(name: "T_c", x: firstOrder + [0], y: temperatures),
      Curve(
        name: "T_R", x: breaking.map(\.load),
        y: breaking.compactMap(\.retrievalAlmeidaThoulessTemperature), style: .dashed),
    ].filter { $0.x.contains { (smallest...largest).contains($0) } }
    let phases = [
      ("paramagnet", 0.4 * largest, 1.12 + (0.4 * largest).squareRoot()),
      ("spin glass", 0.7 * largest, 0.85), ("retrieval", 0.023, 0.25),
      ("metastable", 0.085, 0.2),
    ].filter { $0.1 > smallest && $0.1 < largest }
    self.init(
      title: "Phases of the Hopfield model", system: "replica-symmetric",
      horizontal: Axis("load α", range: smallest < largest ? smallest...largest : nil),
      vertical: Axis("T", range: 0...(1.3 + largest.squareRoot())), curves: curves,
      labels: phases.map { Label($0.0, x: $0.1, y: $0.2) })
  }

  /// Overlaps and thermodynamics of a scan over temperatures.
  ///
  /// - Parameters:
  ///   - rows: Solutions at ascending temperatures.
  ///   - transitions: The transitions at their load.
  init(hopfieldScan rows: [HopfieldSolution], transitions: HopfieldTransitions) {
    // A curve ends where another phase begins.
    var pieces: [[HopfieldSolution]] = []
    for row in rows {
      if pieces.last?.last?.phase == row.phase {
        pieces[pieces.count - 1].append(row)
      } else {
        pieces.append([row])
      }
    }
    func curves(_ quantities: [(String, KeyPath<HopfieldSolution, Double>)]) -> [Curve] {
      quantities.enumerated().flatMap { index, quantity in
        pieces.enumerated().map { place, piece in
          Curve(
            name: place == 0 ? quantity.0 : "", x: piece.map(\.temperature),
            y: piece.map { $0[keyPath: quantity.1] }, style: piece.count > 1 ? .line : .points,
            colour: .series(index))
        }
      }
    }
    let named: [(String, Double?)] = [
      ("T_g", transitions.spinGlassTemperature), ("T_M", transitions.retrievalSpinodalTemperature),
      ("T_c", transitions.retrievalTemperature),
    ]
    let (first, last) = (rows.first?.temperature ?? 0, rows.last?.temperature ?? 0)
    let guides = named.compactMap { name, place -> Guide? in
      guard let place, place > first, place < last else { return nil }
      return .vertical(at: place, name: name)
    }
    self.init(
      title: "Hopfield model", system: "load α = \(text(transitions.load)), replica-symmetric",
      panels: [
        Panel(
          horizontal: Axis("T"), vertical: Axis("m, q"),
          curves: curves([("m", \.retrievalOverlap), ("q", \.q)]), guides: guides),
        Panel(
          horizontal: Axis("T"), vertical: Axis("f, e, s"),
          curves: curves([
            ("f", \.freeEnergyPerSpin), ("e", \.energyPerSpin), ("s", \.entropyPerSpin),
          ]), guides: guides),
      ])
  }
}
