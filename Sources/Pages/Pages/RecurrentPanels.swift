import Documents
import Experiments
import NetworkTheory
import Overlaps
import RandomNetworks
import Statistics

/// Recurrent networks: moments and correlations in time, the autocovariance beside theory, all pairs of times.
extension RecurrentSimulation: PagePanels {
  /// The stationary states of infinitely large networks; `nil` where no theory is known.
  private var stationary: RecurrentNetworkTheory? {
    guard networks.eta == 0, !networks.isMap, let map = try? networks.parameters.map() else {
      return nil
    }
    return try? RecurrentNetworkTheory(map)
  }

  /// Δ(τ) from pairs of snapshots of the second half, by their lag.
  ///
  /// The error is the largest of the pairs at that lag: they come from the same networks and are correlated.
  var measuredAutocovariance: [(lag: Double, value: Estimate)] {
    let times = settings.snapshotTimes
    guard let end = times.last else { return [] }
    let late = times.indices.filter { times[$0] >= end / 2 }
    var groups: [(lag: Double, values: [Estimate])] = []
    for t in late {
      for s in late where s <= t {
        let lag = times[t] - times[s]
        let value = statistics.autocovariance[t][s]
        if let k = groups.firstIndex(where: { abs($0.lag - lag) < 1e-6 * max(1, end) }) {
          groups[k].values.append(value)
        } else {
          groups.append((lag, [value]))
        }
      }
    }
    return groups.sorted { $0.lag < $1.lag }.map { group in
      let mean = group.values.reduce(0) { $0 + $1.value } / Double(group.values.count)
      let errors = group.values.compactMap(\.error)
      return (group.lag, Estimate(value: mean, error: errors.max()))
    }
  }

  /// Errors of fewer networks are too uncertain to count in.
  private static let fewestForErrors = 5

  private var finalVariance: Estimate {
    statistics.variance[statistics.variance.count - 1]
  }

  /// How far two quantities are apart, in errors, in words; empty without an error.
  private func distance(_ measured: Estimate, _ theory: Double) -> String {
    guard statistics.networkCount >= Self.fewestForErrors, let error = measured.error, error > 0
    else { return "" }
    let z = (measured.value - theory) / error
    return ", \(Words.fixed(abs(z), 1)) errors \(z < 0 ? "below" : "above") it"
  }

  var subject: [String] {
    [
      "Recurrent networks", networks.title,
      "\(Words.count(statistics.networkCount, "network")) · \(settings.trajectoryCount) trajectories",
    ]
  }

  var hero: Hero {
    let stationary = stationary
    let name = networks.isMap ? "map" : "network"
    let headline: String
    var sentence =
      "At t\u{a0}=\u{a0}\(Words.plain(settings.times[settings.times.count - 1])) the variance of h is \(Words.estimate(finalVariance))"
    switch stationary?.phase {
    case .quiescent: headline = "Quiescent: all trajectories die out."
    case .fixedPoint: headline = "It settles: all trajectories end in one fixed point."
    case .chaotic: headline = "Chaotic: the \(name) fluctuates for ever, and neighbours separate."
    case nil:
      headline =
        networks.isMap
        ? "A map in discrete time: moments follow the recursion of deep networks."
        : "Simulated networks, for which no theory of the stationary state is known here."
    }
    if let stationary {
      let zero = stationary.autocovarianceZero
      sentence +=
        "; theory for N → ∞ has Δ(0) = \(text(zero, digits: 4))\(distance(finalVariance, zero))."
      let rate = stationary.largestLyapunovExponent
      sentence +=
        " Neighbouring trajectories \(rate > 0 ? "separate" : "meet") at the rate \(text(abs(rate), digits: 3))."
    } else {
      sentence += "."
    }
    var facts = [
      Hero.Fact(symbol: "q", value: Words.estimate(finalVariance), meaning: "variance at the end")
    ]
    if let stationary {
      facts.append(
        Hero.Fact(
          symbol: "Δ₀", value: text(stationary.autocovarianceZero, digits: 4),
          meaning: "its limit, by theory"))
      facts.append(
        Hero.Fact(
          symbol: "λ₁", value: Words.minus(text(stationary.largestLyapunovExponent, digits: 3)),
          meaning: "Lyapunov exponent, by theory"))
    }
    if let correlation = statistics.correlation {
      facts.append(
        Hero.Fact(
          symbol: "c", value: Words.estimate(correlation[correlation.count - 1]),
          meaning: "two trajectories at the end"))
    }
    return Hero(
      place: networks.title, headline: headline, sentence: sentence, facts: facts,
      sure: phaseLine(stationary)
        + (amari.map { "<p class=\"note\">\(prose: Words.sentence($0))</p>" } ?? .none),
      steps: steps(stationary))
  }

  /// What is said of Amari's assumption under the phase.
  private var amari: String? { remarks.last { $0.hasPrefix("Amari") } }

  func isSaid(_ text: String) -> Bool { text == amari }

  private func steps(_ stationary: RecurrentNetworkTheory?) -> [Hero.Step] {
    var steps: [Hero.Step] = []
    if statistics.networkCount < Self.fewestForErrors {
      steps.append(
        Hero.Step(text: "So few networks have no errors to rely on: --networks 8 gives them."))
    }
    if statistics.networkCount >= Self.fewestForErrors,
      let zero = stationary?.autocovarianceZero, let error = finalVariance.error, error > 0,
      abs(finalVariance.value - zero) > 3 * error
    {
      steps.append(
        Hero.Step(
          text:
            "The end is more than three errors from the limit: a longer --time says whether it is on its way, more --neurons whether it is their number."
        ))
    }
    if stationary?.phase == .chaotic {
      steps.append(
        Hero.Step(
          text: "The exponent of these very networks is measured, not only calculated.",
          command: "replica recurrent lyapunov --sigma-w \(Words.exact(networks.parameters.sigmaW))"
        ))
    }
    return steps
  }

  /// Where the network is on the line of σ_w, with the borders of the phases.
  private func phaseLine(_ stationary: RecurrentNetworkTheory?) -> Markup {
    let sigma = networks.parameters.sigmaW
    guard stationary != nil, let border = Self.chaosBorder(networks.parameters, near: sigma) else {
      return .none
    }
    let top = 1.25 * max(sigma, border)
    var plot = Plot(
      x: PlotScale(0...top), y: PlotScale(0...1, ticks: 0), xName: "σ_w", yName: "",
      alternative:
        "σ_w = \(Words.plain(sigma)) on a line; chaos begins at \(text(border, digits: 4)).")
    plot.style = "gauge"
    let x = plot.x.place(border)
    plot.add("<path class=\"thy\" d=\"M\(x) 1000V250\"/>")
    plot.line([(0, 0.4), (top, 0.4)], "data")
    plot.dots([(sigma, 0.4)], "large")
    plot.label(
      "chaos from \(text(border, digits: 3)) on", at: border, 0.95,
      border > 0.6 * top ? "thy before" : "thy beside")
    return
      "<h2 class=\"kicker\">Phase</h2>\(plot.markup)<p class=\"quiet\">Dot: these networks. Red: where chaos begins for N → ∞, all else equal.</p>"
  }

  /// The σ_w from which on the theory has chaos, by halving; `nil` where it has none up to three times as much.
  private static func chaosBorder(
    _ parameters: RecurrentParameters, near sigma: Double
  ) -> Double? {
    func isChaotic(_ sigma: Double) -> Bool {
      guard let map = try? parameters.map(sigmaW: sigma),
        let theory = try? RecurrentNetworkTheory(map)
      else { return false }
      return theory.phase == .chaotic
    }
    var (low, high) = (1e-3 * sigma, sigma)
    while !isChaotic(high) {
      low = high
      high *= 1.5
      if high > 3.5 * sigma { return nil }
    }
    guard !isChaotic(low) else { return nil }
    for _ in 0..<14 {
      let middle = (low + high) / 2
      if isChaotic(middle) { high = middle } else { low = middle }
    }
    return (low + high) / 2
  }

  private func series(
    _ name: String, _ mark: Int, _ list: [Estimate], _ theory: [Double]
  ) -> SeriesPlot.Series {
    let times = settings.times
    let step = max(1, list.count / 40)
    return SeriesPlot.Series(
      name: name, points: stride(from: 0, to: list.count, by: step).map { (times[$0], list[$0]) },
      theory: zip(times, theory).map { ($0, $1) }, mark: mark)
  }

  var panels: Panels {
    var panels = Panels()
    let stationary = stationary
    let moments = theory.moments
    var plots = [
      SeriesPlot(
        title: "Variance of h over neurons", name: "q", axis: "t",
        series: [series("networks", 0, statistics.variance, moments.map(\.variance))],
        guides: theory.stable.map { SeriesPlot.Guide(value: $0.variance, name: "limit") })
    ]
    if let correlation = statistics.correlation {
      plots.append(
        SeriesPlot(
          title: "Correlation of two trajectories", name: "c", axis: "t",
          series: [series("networks", 0, correlation, theory.correlations)]))
    }
    if moments.isEmpty || moments.contains(where: { abs($0.mean) > 1e-9 }) {
      plots.append(
        SeriesPlot(
          title: "Mean of h over neurons", name: "m", axis: "t",
          series: [series("networks", 0, statistics.mean, moments.map(\.mean))]))
    }
    panels.add(
      "time", "In time",
      guide: [
        "Marks: means over networks with standard errors. Lines: theory for N → ∞ from the same start; dotted, where it ends."
      ], plots)
    let measured = measuredAutocovariance
    let end = measured.last?.lag ?? 0
    if measured.count > 1 {
      let curve = stationary?.chaoticState?.autocovariance
      panels.add(
        "autocovariance", "Δ(τ)",
        guide: [
          "Covariance of h at two times, from all pairs of snapshots of the second half, which is taken as stationary.",
          curve == nil
            ? "There is no chaotic state in theory: Δ is constant in a fixed point."
            : "Line: the stationary chaotic state for N → ∞.",
        ],
        [
          SeriesPlot(
            title: "Autocovariance of h", name: "Δ(τ)", axis: "τ",
            series: [
              SeriesPlot.Series(
                name: "networks", points: measured.map { ($0.lag, $0.value) },
                theory: curve.map { curve in
                  (0...120).map { k in
                    let lag = end * Double(k) / 120
                    return (lag, curve(lag))
                  }
                } ?? [])
            ],
            guides: curve.map {
              $0.infinity > 1e-9 ? [SeriesPlot.Guide(value: $0.infinity, name: "Δ_∞")] : []
            } ?? [])
        ])
    }
    let times = settings.snapshotTimes
    if times.count > 2 {
      panels.add(
        [
          SmallMatrix(
            name: "C(t, t′)",
            caption: "from t = \(Words.plain(times[0])) to \(Words.plain(times[times.count - 1]))",
            values: times.indices.map { t in
              times.indices.map {
                statistics.autocovariance[max(t, $0)][min(t, $0)].value
              }
            }, places: times.map { "t = \(Words.brief($0))" }, hasUnitDiagonal: false)
        ], title: "All pairs of times",
        guide: [
          "Where the colour depends on the distance from the diagonal alone, the state is stationary."
        ])
    }
    return panels
  }

  var origin: [(String, String)] {
    [
      ("Network", networks.title), ("Average", Words.count(statistics.networkCount, "network")),
      (
        "Time",
        "up to \(Words.plain(settings.times[settings.times.count - 1])), \(Words.count(settings.snapshotTimes.count, "snapshot"))"
      ),
    ]
  }

  var subjects: Glossary.Subjects { [.time] }
}
