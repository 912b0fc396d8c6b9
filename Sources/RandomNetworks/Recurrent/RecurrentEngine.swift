import LinearAlgebra
import NumericalMethods

/// The precision in which a recurrent network is simulated.
public enum RecurrentPrecision: String, Sendable, CaseIterable {
  /// 24 bits: half the memory, half the time; enough for averages.
  case single = "float"
  /// 53 bits.
  case double
}

/// A precision with its activation functions.
protocol RecurrentScalar: PackedScalar {
  static func apply(_ nonlinearity: any Nonlinearity, to values: inout [Self])
}

extension Float: RecurrentScalar {
  static func apply(_ nonlinearity: any Nonlinearity, to values: inout [Float]) {
    nonlinearity.apply(toSingle: &values)
  }
}

extension Double: RecurrentScalar {
  static func apply(_ nonlinearity: any Nonlinearity, to values: inout [Double]) {
    nonlinearity.apply(to: &values)
  }
}

/// Trajectories of one network, advanced together.
struct RecurrentEngine<Scalar: RecurrentScalar> {
  private let weights: PackedMatrix<Scalar>
  private let biases: [Scalar]
  private let nonlinearity: any Nonlinearity
  private let tableau: RecurrentTableau
  /// Where the trajectories lie.
  let groups: ColumnGroups
  /// The states h and, one block after the other, F_1, F_2, …, of the stages.
  private var terms: [Scalar]
  private var stage: [Scalar]

  init(
    _ network: RecurrentNetwork, scheme: RecurrentScheme, states: Matrix, network index: Int,
    seed: UInt64
  ) {
    weights = network.packedCouplings(network: index, seed: seed, as: Scalar.self)
    biases = weights.rowValues(network.biases(network: index, seed: seed))
    nonlinearity = network.nonlinearity
    tableau = scheme.tableau
    groups = ColumnGroups(count: states.rows, length: states.columns)
    terms = [Scalar](repeating: 0, count: (tableau.stages.count + 1) * groups.size)
    stage = [Scalar](repeating: 0, count: groups.size)
    for a in 0..<states.rows { groups.store(states.row(a), as: a, in: &terms) }
  }

  /// One step.
  mutating func advance() {
    for (r, factors) in tableau.stages.enumerated() {
      combine(factors, of: terms, into: &stage)
      Scalar.apply(nonlinearity, to: &stage)
      weights.multiply(
        stage, adding: biases, columns: groups.count, into: &terms, at: (r + 1) * groups.size)
    }
    combineInPlace(tableau.result, of: &terms, count: groups.size)
  }

  /// The states h: A × N.
  var states: Matrix {
    Matrix(
      rows: groups.count, columns: groups.length,
      elements: (0..<groups.count).flatMap { groups.column($0, of: terms) })
  }

  /// Replaces the state of one trajectory.
  mutating func setState(_ values: some RandomAccessCollection<Double>, of trajectory: Int) {
    groups.store(values, as: trajectory, in: &terms)
  }
}
