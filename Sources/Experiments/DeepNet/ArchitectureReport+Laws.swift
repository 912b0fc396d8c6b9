import Documents
import NetworkModels
package import NetworkTheory
package import RandomNetworks
import Statistics

extension ArchitectureReport {
  /// Adds the laws of growth of a residual network.
  ///
  /// - Parameter law: The laws at great depth.
  package mutating func add(_ law: ResidualAsymptotics) {
    switch law.lengthGrowth {
    case .linear(let rate):
      remark("At great depth q grows by \(text(rate, digits: 8)) per layer.")
      extra["length_rate"] = .number(rate)
    case .exponential(let factor):
      remark("At great depth q grows by the factor \(text(factor, digits: 8)).")
      extra["length_factor"] = .number(factor)
    }
    if let rate = law.gradientRate {
      remark("Squared gradients grow as exp(\(text(rate, digits: 8)) √L).")
    }
    if let exponent = law.correlationExponent {
      remark("c approaches c* as the power −\(text(exponent, digits: 6)) of depth.")
    }
    extra["gradient_rate"] = JSONValue(law.gradientRate)
    extra["correlation_exponent"] = JSONValue(law.correlationExponent)
  }

  /// Adds the mean bias at which χ = 1 in a minimal recurrent network.
  ///
  /// - Parameter critical: The bias; `nil` where there is none.
  package mutating func add(criticalBias critical: Double?) {
    extra["critical_bias"] = JSONValue(critical)
    remark(
      critical.map { "χ = 1 at the mean bias \(text($0, digits: 8))." }
        ?? "χ does not cross 1 at mean biases from −8 to 12.")
  }

  /// Adds the Fourier modes of a convolutional network.
  ///
  /// - Parameter recursion: The network.
  package mutating func addModes(of recursion: ConvolutionalRecursion) {
    let point = point
    let columns: [Column<Int>] = [
      Column("k", "momentum") {
        "\($0)"
      } value: {
        .integer($0)
      },
      Column("λ_k", "eigenvalue_real") { momentum in
        let eigenvalue = recursion.kernelEigenvalue(momentum: momentum)
        let imaginary = eigenvalue.imaginary
        return text(eigenvalue.real, digits: 7)
          + (abs(imaginary) > 1e-12
            ? " \(imaginary > 0 ? "+" : "−") \(text(abs(imaginary), digits: 7)) i" : "")
      } value: {
        .number(recursion.kernelEigenvalue(momentum: $0).real)
      },
      Column(nil, "eigenvalue_imaginary") { recursion.kernelEigenvalue(momentum: $0).imaginary },
      Column("ξ_k", "xi", digits: 7) { recursion.modeScale(momentum: $0, at: point) },
    ]
    let modes = Array(0...(recursion.model.positions / 2))
    extra["modes"] = JSONValue(columns, rows: modes)
    remarks += [
      .text("\nFourier modes of correlations:"), .table(ReportTable(columns, modes)),
    ]
  }

  /// Adds the separation of two communities by layer.
  ///
  /// - Parameter recursion: The theory.
  /// - Throws: ``NetworkTheoryError`` for inputs out of range.
  package mutating func addCommunities(of recursion: CommunityRecursion) throws {
    var separations: [Double] = []
    var state = try recursion.start(q: settings.q0, c: settings.c0)
    for _ in 0...settings.depth {
      separations.append(state.communitySeparation)
      state = recursion.next(state)
    }
    columns.append(Column("m", nil, digits: 7) { [separations] in separations[$0] })
    extra["community_separation"] = JSONValue(separations)
  }

  /// Adds overlaps within and between communities of finite networks.
  ///
  /// - Parameters:
  ///   - network: The network, whose first half of nodes is one community.
  ///   - nodes: The number of its nodes.
  ///   - width: The number of its features.
  ///   - networks: How many are drawn.
  ///   - session: Seed, threads and progress.
  /// - Throws: ``RandomNetworkError``.
  package mutating func simulateCommunities(
    _ network: GraphNetwork, nodes: Int, width: Int, networks: Int, session: Session
  ) async throws {
    let records = try await Self.records(network, networks: networks, session: session)
    let overlaps = records.map { $0.overlaps.map { CommunityOverlaps($0) } }
    func estimates(_ value: (CommunityOverlaps) -> Double) -> [Estimate] {
      (0...settings.depth).map { layer in Estimate(meanOf: overlaps.map { value($0[layer]) }) }
    }
    let measured = [
      MeasuredByLayer("q simulated", "q", estimates(\.own)),
      MeasuredByLayer("c simulated", "c", estimates { $0.own > 0 ? $0.within / $0.own : 0 }),
      MeasuredByLayer(
        "m simulated", "community_separation", estimates(\.communitySeparation)),
      MeasuredByLayer(
        "growth", "growth",
        (0..<settings.depth).map { layer in Estimate(meanOf: records.map { $0.growth[layer] }) }),
    ]
    columns += measured.map(\.column)
    for quantity in measured { extra.merge(quantity.document) }
    extra.merge([
      "width": .integer(width), "networks": .integer(networks), "nodes": .integer(nodes),
    ])
    remark("Simulated: means over \(networks) networks of \(nodes) nodes and \(width) features.")
  }

  private mutating func remark(_ sentence: String) { remarks.append(.text(sentence)) }
}
