import Documents
import Figures
import NetworkTheory
import RandomNetworks
import Statistics

/// Singular values of the Jacobians of finite networks beside their theory.
struct SampledJacobians: Sendable {
  let records: [NetworkJacobian]
  let meanSquare: Estimate
  let relativeVariance: Estimate
  let largest: Estimate
  /// The fraction that rounding hides: below 10⁻¹⁵ of the largest.
  let zeroWeight: Estimate
  /// The growth of vectors in each layer.
  let layers: [Estimate]
  /// Over all layers.
  let growth: Estimate
  /// The Kolmogorov–Smirnov distance of all values from theory.
  let distance: Double

  init(_ records: [NetworkJacobian], spectrum: JacobianSpectrum) throws {
    self.records = records
    meanSquare = Estimate(meanOf: records.map(\.meanSquare))
    relativeVariance = Estimate(meanOf: records.map(\.relativeVariance))
    largest = Estimate(meanOf: records.map { $0.singularValues[0] })
    zeroWeight = Estimate(
      meanOf: records.map { record in
        let limit = 1e-15 * record.singularValues[0]
        return Double(record.singularValues.count { $0 <= limit })
          / Double(record.singularValues.count)
      })
    layers = records[0].growth.indices.map { layer in
      Estimate(meanOf: records.map { $0.growth[layer] })
    }
    growth = Estimate(
      meanOf: records.map { $0.growth.reduce(0, +) / Double($0.growth.count) })
    distance = try spectrum.distance(of: records.flatMap(\.singularValues))
  }

  /// The values that do not vanish as a histogram of density.
  ///
  /// - Parameter bins: The number of intervals.
  /// - Returns: The edges, one more than there are intervals, and the density between them.
  func histogram(bins: Int = 60) -> (edges: [Double], density: [Double]) {
    let values = records.flatMap(\.singularValues)
    let top = values.max() ?? 0
    guard top > 0 else { return ([], []) }
    var counts = [Double](repeating: 0, count: bins)
    for value in values where value > 1e-15 * top {
      counts[min(bins - 1, Int(value / top * Double(bins)))] += 1
    }
    let width = top / Double(bins)
    return (
      (0...bins).map { Double($0) * width }, counts.map { $0 / (Double(values.count) * width) }
    )
  }

  /// The object for scripts.
  var document: JSONValue {
    let histogram = histogram()
    return [
      "networks": .integer(records.count),
      "mean_square_singular_value": JSONValue(mean: meanSquare),
      "relative_variance": JSONValue(mean: relativeVariance),
      "largest_singular_value": JSONValue(mean: largest),
      "zero_weight": JSONValue(mean: zeroWeight), "chi_1": JSONValue(mean: growth),
      "growth": .array(layers.map { JSONValue(mean: $0) }),
      "kolmogorov_smirnov_distance": .number(distance),
      "histogram": [
        "edges": JSONValue(histogram.edges), "density": JSONValue(histogram.density),
      ],
    ]
  }
}

extension CurvesFigure {
  /// The density of singular values over the histogram of sampled ones.
  init(
    jacobian spectrum: JacobianSpectrum, density: (s: [Double], p: [Double]),
    sampled: SampledJacobians?, system: String
  ) {
    var curves: [Curve] = []
    var tallest = 0.0
    if let histogram = sampled?.histogram(), !histogram.edges.isEmpty {
      curves.append(
        Curve(
          name: "sampled networks", x: histogram.edges, y: histogram.density + [0], style: .steps,
          colour: .grey))
      // Peaks at zero and at values of finite weight may be cut, the rest not.
      let places = spectrum.atoms.map { $0.squaredValue.squareRoot() }
      let edges = zip(histogram.edges, histogram.edges.dropFirst())
      for ((low, high), density) in zip(edges, histogram.density)
      where low > 0 && !places.contains(where: { $0 > low * 0.999 && $0 < high * 1.001 }) {
        tallest = max(tallest, 1.2 * density)
      }
    }
    let rest = zip(density.s, density.p).filter { $0.0 > 0.05 * spectrum.largest }.map(\.1)
    tallest = max(tallest, 1.2 * (rest.sorted().dropLast(rest.count / 50).last ?? 0))
    if !density.s.isEmpty {
      curves.append(
        Curve(
          name: "N → ∞", x: density.s, y: density.p.map { min($0, 1.02 * max(tallest, 1e-300)) },
          colour: .series(0)))
    }
    if !spectrum.atoms.isEmpty {
      curves.append(
        Curve(
          name: "finite weight", x: spectrum.atoms.map { $0.squaredValue.squareRoot() },
          y: spectrum.atoms.map(\.weight), style: .impulses, colour: .series(1)))
    }
    self.init(
      title: "Singular values of the Jacobian", system: system,
      panels: [
        Panel(
          horizontal: Axis("singular value s"),
          vertical: Axis("density p(s)", range: tallest > 0 ? 0...tallest : nil),
          impulseAxis: spectrum.atoms.isEmpty ? nil : Axis("weight", range: 0...1.05),
          curves: curves)
      ])
  }
}
