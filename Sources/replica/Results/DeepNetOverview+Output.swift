import ReplicaKit

extension DeepNetOverview {
  /// The object for scripts.
  var json: JSONValue {
    var object: JSONValue = [
      "subject": .string(subject.rawValue), "activation": .string(phi.activation.rawValue),
      "gain": .number(phi.gain), "sigma_b": .number(sigmaB), "width": .integer(width),
      "inputs": JSONValue(starts),
      "networks": .array(networks.map(json)),
    ]
    object["plane"] = [
      "sigma_w": JSONValue(plane.sigmaW), "sigma_b": JSONValue(plane.sigmaB),
      "q_star": rows(plane.values(\.qStar)), "c_star": rows(plane.values(\.cStar)),
      "chi_1": rows(plane.values(\.chi1)),
    ]
    return object
  }

  /// A map as one list per σ_b.
  private func rows(_ values: [Double?]) -> JSONValue {
    let width = plane.sigmaW.count
    return .array(
      (0..<plane.sigmaB.count).map { row in
        .array(values[(row * width)..<((row + 1) * width)].map { JSONValue($0) })
      })
  }

  private func json(_ network: Network) -> JSONValue {
    let symbol = subject == .lengths ? "q" : "c"
    return [
      "sigma_w": .number(network.sigmaW), "q_star": JSONValue(network.theory?.qStar),
      "c_star": JSONValue(network.theory?.cStar), "chi_1": JSONValue(network.theory?.chi1),
      "phase": network.theory.map { .string($0.phase.rawValue) } ?? .null,
      "map": [
        subject == .lengths ? "q" : "c": JSONValue(abscissa), "image": JSONValue(network.map),
      ],
      "\(symbol)_theory": .array(network.predicted.map { JSONValue($0) }),
      "\(symbol)_mean": .array(network.measured.map { JSONValue($0.map(\.mean)) }),
      "\(symbol)_deviation": .array(network.measured.map { JSONValue($0.map(\.deviation)) }),
    ]
  }

  /// Prints the fixed points and the last layer.
  func printTable() {
    let isLengths = subject == .lengths
    let symbol = isLengths ? "q" : "c"
    print("\(phi.title), σ_b = \(text(sigmaB)), N = \(width)")
    var table = TextTable(
      ["σ_w", "phase", "q*", "c*", "χ₁"]
        + starts.map { "\(symbol)\(isLengths ? "¹" : "⁰") = \(text($0))" } + ["theory"])
    for network in networks {
      table.add(
        [
          text(network.sigmaW), network.theory?.phase.rawValue ?? "no q*",
          text(network.theory?.qStar, digits: 8), text(network.theory?.cStar, digits: 8),
          text(network.theory?.chi1, digits: 8),
        ]
          + starts.indices.map { start in
            text(
              network.measured.indices.contains(start) ? network.measured[start].last?.mean : nil)
          } + [text(network.predicted.first?.last)])
    }
    print(table.text)
    print(
      "\(symbol)… = …: the last layer of finite networks that begin there; theory: of the first of them."
    )
  }

  /// The four panels.
  var figure: PanelGridFigure {
    get throws {
      let isLengths = subject == .lengths
      return PanelGridFigure(
        title: isLengths
          ? "Lengths in deep random networks" : "Correlations in deep random networks",
        system: "\(phi.title); A, B: σ_b = \(text(sigmaB)), points N = \(width)",
        panels: [.curves(mapPanel), .curves(trajectoryPanel)]
          + (isLengths
            ? [plane.lengthPanel, try plane.convergencePanel]
            : [plane.correlationPanel, plane.slopePanel]))
    }
  }

  private var mapPanel: CurvesFigure.Panel {
    let isLengths = subject == .lengths
    let end = abscissa[abscissa.count - 1]
    var curves = [
      CurvesFigure.Curve(x: [0, end], y: [0, end], style: .dashed, colour: .grey)
    ]
    for (index, network) in networks.enumerated() where !network.map.isEmpty {
      curves.append(
        CurvesFigure.Curve(
          name: "σ_w = \(text(network.sigmaW))", x: abscissa, y: network.map,
          colour: .series(index)))
      let fixed = isLengths ? network.theory?.qStar : network.theory?.cStar
      if let fixed, fixed <= end {
        curves.append(
          CurvesFigure.Curve(x: [fixed], y: [fixed], style: .points, colour: .series(index)))
      }
    }
    return CurvesFigure.Panel(
      heading: isLengths ? "Length map" : "Correlation map",
      horizontal: .init(isLengths ? "q^{l−1}" : "c^{l−1}", range: 0...end),
      vertical: .init(isLengths ? "q^l" : "c^l"), curves: curves)
  }

  private var trajectoryPanel: CurvesFigure.Panel {
    let isLengths = subject == .lengths
    var curves: [CurvesFigure.Curve] = []
    for (index, network) in networks.enumerated() {
      for (start, predicted) in network.predicted.enumerated() {
        let layers = predicted.indices.map { Double($0 + firstLayer) }
        curves.append(
          CurvesFigure.Curve(
            name: start == 0 ? "σ_w = \(text(network.sigmaW))" : "", x: layers, y: predicted,
            colour: .series(index)))
        curves.append(
          CurvesFigure.Curve(
            x: layers, y: network.measured[start].map(\.mean),
            deviations: network.measured[start].map(\.deviation), style: .points,
            colour: .series(index)))
      }
    }
    return CurvesFigure.Panel(
      heading: isLengths ? "Lengths by layer" : "Correlations by layer",
      horizontal: .init("layer l"), vertical: .init(isLengths ? "q^l" : "c^l"),
      curves: curves.isEmpty ? [CurvesFigure.Curve(x: [], y: [])] : curves)
  }
}
