import Documents
import Statistics

/// What all ladders of one disorder instance of spherical spins leave.
public struct SphericalInstanceRecord: Sendable {
  /// The index of the instance.
  public let instance: Int
  /// One record per ladder.
  public let ladders: [SphericalLadderRecord]

  /// The figures from which equilibrium is judged.
  public var equilibrationData: EquilibrationData {
    let temperatures = ladders[0].draws.indices
    let pairs = EquilibrationData.pairs(of: ladders.count)
    func squareOverlaps(_ blocks: (SphericalLadderRecord) -> SphericalTimeBlocks) -> [[[Double]]] {
      temperatures.map { t in
        pairs.map { a, b in
          zip(blocks(ladders[a]).configurations[t], blocks(ladders[b]).configurations[t]).map {
            $0.meanSquareOverlap(with: $1)
          }
        }
      }
    }
    func energies(_ blocks: (SphericalLadderRecord) -> SphericalTimeBlocks) -> [[[Double]]] {
      let all = ladders.map { blocks($0).energyPerSpin }
      return temperatures.map { t in all.map { $0[t] } }
    }
    return EquilibrationData(
      binEnergyPerSpin: energies(\.bins), binSquareOverlap: squareOverlaps(\.bins),
      driftEnergyPerSpin: energies(\.drift), driftSquareOverlap: squareOverlaps(\.drift),
      withinSquareOverlap: temperatures.map { t in
        ladders.map { ladder in
          let draws = ladder.draws[t].thinned
          guard draws.count >= 2 else { return .nan }
          let half = draws.count / 2
          return draws.selecting(0..<half).meanSquareOverlap(
            with: draws.selecting(half..<draws.count))
        }
      },
      betweenSquareOverlap: temperatures.map { t in
        let draws = ladders.map { $0.draws[t].thinned }
        return pairs.map { a, b in draws[a].meanSquareOverlap(with: draws[b]) }
      },
      autocorrelationTimes: temperatures.map { t in
        ladders.map { ladder in
          switch ladder.autocorrelationTimes[t] {
          case .steps(let time): time
          case .seriesTooShort(let time): -time
          case .constant: .nan
          }
        }
      },
      diagnostics: [
        "round_trips": [ladders.map { Double($0.exchanges.roundTrips) }],
        "swap_rate": temperatures.dropLast().map { pair in
          ladders.map { $0.exchanges.rates[pair] }
        },
        ExchangeCounts.lives.name: temperatures.map { t in ladders.map { $0.lives[t] } },
      ])
  }

  /// What the equilibrium of the instance is judged from.
  public var evidence: EquilibrationEvidence {
    let temperatures = ladders[0].draws.indices
    return EquilibrationEvidence(
      spherical: temperatures.map { t in ladders.map { $0.draws[t] } },
      energies: temperatures.map { t in ladders.map { $0.drawEnergyPerSpin[t] } },
      data: equilibrationData)
  }
}

extension SphericalConfigurations {
  /// At most 64 of the configurations, evenly spaced: more pairs would cost time and tell little.
  var thinned: SphericalConfigurations {
    let kept = min(64, count)
    return selecting((0..<kept).map { ($0 * count) / kept })
  }
}
