import Documents
import Experiments
import Foundation
import NetworkTheory
import NumericalMethods
import Pages
import ReplicaTheory
import Statistics
import Testing

/// Panels of results that are no single matrix: drawn by the page itself, with the numbers of the result.
@Suite struct PanelTests {
  @Test func crossingOfStraightLines() throws {
    func line(_ slope: Double, error: Double) -> [(temperature: Double, value: Estimate)] {
      [0.5, 0.8, 1.1, 1.4].map { t in
        (t, Estimate(value: 0.5 - slope * (t - 1), error: error))
      }
    }
    let crossing = try #require(
      CurveCrossing(of: line(0.5, error: 0.01), with: line(1, error: 0.01)))
    #expect(abs(crossing.temperature.value - 1) < 1e-12)
    #expect(abs(crossing.value - 0.5) < 1e-12)
    // d has the slope 1/2 and at T = 1, a third of the way from 1.1 to 0.8, the error √2 · 0.01 · √(1/9 + 4/9).
    let expected = 0.01 * 2.0.squareRoot() * (5.0 / 9).squareRoot() / 0.5
    let error = try #require(crossing.temperature.error)
    #expect(abs(error - expected) < 1e-12)
    // Temperatures of the larger one may be others.
    let other = [0.45, 0.95, 1.05, 1.5].map { t in
      (temperature: t, value: Estimate(value: 0.5 - (t - 1), error: 0.01))
    }
    let shifted = try #require(CurveCrossing(of: line(0.5, error: 0.01), with: other))
    #expect(abs(shifted.temperature.value - 1) < 1e-12)
  }

  @Test func noCrossingIsSeen() {
    func curve(_ values: [Double], _ error: Double) -> [(temperature: Double, value: Estimate)] {
      values.enumerated().map { (0.5 + 0.2 * Double($0), Estimate(value: $1, error: error)) }
    }
    let small = curve([0.8, 0.6, 0.4, 0.2], 0.02)
    // Always above; above at high temperatures; and a crossing within the errors.
    #expect(CurveCrossing(of: small, with: curve([0.9, 0.7, 0.5, 0.3], 0.02)) == nil)
    #expect(CurveCrossing(of: small, with: curve([0.7, 0.5, 0.5, 0.4], 0.02)) == nil)
    #expect(CurveCrossing(of: small, with: curve([0.81, 0.61, 0.39, 0.19], 0.02)) == nil)
    let exact = curve([0.8, 0.6, 0.4, 0.2], 0.001)
    #expect(CurveCrossing(of: exact, with: curve([0.81, 0.61, 0.39, 0.19], 0.001)) != nil)
  }

  @Test func theory() async throws {
    let solutions = try await SpinGlassSolutions(
      SpinGlassTheory(), name: "SK", ansatz: .parisi(largestStepCount: 8),
      temperatures: [0.6, 0.9, 1.2], session: Session())
    #expect(ReportPage.draws(solutions))
    let html = ReportPage.of(
      solutions, subject: ["Theory"], request: PageRequest(version: "1", command: "replica")
    ).html
    #expect(html.contains("<h1>Replica symmetry is broken up to T = 0.9, and not from"))
    for text in ["Overlap function", "Peaks of P(q)", "Free energy f", "q_EA", "class=\"line k0\""]
    {
      #expect(html.contains(text), "\(text)")
    }
    #expect(!html.contains("class=\"picture\""))
    // Errors stand in brackets behind their numbers, and in columns of their own in the table that can be saved.
    let table = try #require(html.firstMatch(of: /<table class="values">.*?<\/table>/)).0
    #expect(table.contains("q<sub>EA</sub>") && table.contains("x<sub>M</sub>"))
    #expect(!table.contains("±"))
    let cold = solutions.solutions[0]
    let energy = try #require(table.firstMatch(of: /<td>−0\.([0-9]+)\(([0-9]+)\)<\/td>/))
    #expect("0.\(energy.1)" == text(-cold.energy, decimals: energy.1.count))
    #expect(!table.contains("<td>−\(text(-cold.energy, digits: 11))</td>"))
    // The error of f is below the last of its eleven digits: all of them are right.
    #expect(cold.errorEstimate < 1e-11)
    #expect(table.contains("<td>−\(text(-cold.freeEnergy, digits: 11))</td>"))
    #expect(html.contains("\"± f\""))
    // The peak at q_EA has the weight 1 − x_M: a place that can be pointed at says so.
    let peak = try #require(solutions.solutions[0].distribution.peaks.last)
    #expect(html.contains("weight = \(text(peak.weight, digits: 3))"))
  }

  @Test func comparison() async throws {
    let theory = try DeepNetworkTheory(
      sigmaW: 2, sigmaB: 0, nonlinearity: Activation.tanh.function())
    let comparison = try await Comparison(
      activation: .tanh, gain: 1,
      networks: ComparedNetworks(
        theory: theory, neurons: 60, replicas: 12, networks: 2, steps: 6, duration: 4, length: 1,
        correlation: 0.6),
      spinGlass: ComparedSpinGlass(
        sigmaW: 2, sigmaB: 0, gain: 1, spins: 16, instances: 2, chains: 4, sweeps: 128,
        replicas: 12), session: Session(threadCount: 2))
    let html = ReportPage.of(
      comparison, subject: ["Side by side"], request: PageRequest(version: "1", command: "replica")
    ).html
    let script = try #require(html.range(of: "<script"))
    let fixed = html[..<script.lowerBound]
    for system in comparison.systems {
      #expect(
        fixed.contains(
          ">\(system.kind.name.prefix(1).uppercased() + system.kind.name.dropFirst())</figcaption>")
      )
    }
    #expect(fixed.contains("One equation") && fixed.contains("Spectra of the overlaps"))
    #expect(fixed.contains("Mean overlap of the spin glass"))
    // The equation is shown once, and can be saved.
    #expect(fixed.split(separator: "1 − replicon</th>").count == 2)
    #expect(html.contains("\"relative difference\""))
    // What each one does is said once.
    for system in comparison.systems {
      let end = String(system.statement.suffix(30)).replacing("'", with: "&#39;")
        .replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      #expect(fixed.split(separator: end, omittingEmptySubsequences: false).count == 2, "\(end)")
    }
    // Four matrices of 12 rows as pictures, and their numbers for the script.
    #expect(fixed.split(separator: "data-mini=").count == 5)
    #expect(html.contains("\"x3\":[0,") && html.contains(",144]"))
  }
}
