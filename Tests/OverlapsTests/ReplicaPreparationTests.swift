import LinearAlgebra
import Overlaps
import Testing

/// Expected values are NumPy's: d = x − mean; (d dᵀ)/|d||d|, and numpy.corrcoef for the replica mean.
///
/// Calibrated by exchanging the two means: `overlapsAfterSubtraction` fails.
@Suite struct ReplicaPreparationTests {
  static let array = Matrix(
    rows: 4, columns: 5,
    elements: [1, 2, 4, 3, 0, 2, 1, 3, 5, -1, 0, 2.5, 1, 1, 2, 4, 4, -2, 0, 1])

  static let expected: [(ReplicaPreparation.Subtraction, [Double])] = [
    (
      .replicaMean,
      [
        0.7778174593052022, -0.16222142113076252, -0.6063390625908325, -0.516185401208764,
        -0.38587181657064484, 0.08852506597852128,
      ]
    ),
    (
      .siteMean,
      [
        0.6604868471908226, -0.224516096725581, -0.9269745685069699, -0.7044046598934979,
        -0.7364993847068576, 0.11749199112087215,
      ]
    ),
  ]

  @Test func overlapsAfterSubtraction() throws {
    for (subtraction, overlaps) in Self.expected {
      for isTransposed in [false, true] {
        let given = isTransposed ? Self.array.transposed : Self.array
        let preparation = ReplicaPreparation(subtraction: subtraction, isTransposed: isTransposed)
        let prepared = try preparation.applied(to: given)
        let found = try ReplicaSet.vectors(prepared).overlapMatrix().pairOverlaps
        for (a, b) in zip(found, overlaps) { #expect(abs(a - b) < 1e-14) }
      }
    }
    #expect(try ReplicaPreparation().applied(to: Self.array) == Self.array)
  }

  /// The rows of the site mean add up to zero; constants of any size drop out.
  @Test func invariances() throws {
    let sites = try ReplicaPreparation(subtraction: .siteMean).applied(to: Self.array)
    for i in 0..<5 { #expect(abs(sites.column(i).reduce(0, +)) < 1e-14) }
    let raised = Matrix(rows: 4, columns: 5) { Self.array[$0, $1] + Double($0) * 64 }
    let rows = try ReplicaPreparation(subtraction: .replicaMean).applied(to: raised)
    let plain = try ReplicaPreparation(subtraction: .replicaMean).applied(to: Self.array)
    for (a, b) in zip(rows.elements, plain.elements) { #expect(abs(a - b) < 1e-13) }
  }

  @Test func nothingIsLeft() {
    let constant = Matrix(rows: 4, columns: 5) { $0 == 2 ? 0.1 : Self.array[$0, $1] }
    #expect(throws: OverlapError.constantRow(row: 2)) {
      try ReplicaPreparation(subtraction: .replicaMean).applied(to: constant)
    }
    let same = Matrix(rows: 3, columns: 5) { Self.array[3, $1] / (3 + 0 * Double($0)) }
    #expect(throws: OverlapError.nothingBesideTheMean(row: 0)) {
      try ReplicaPreparation(subtraction: .siteMean).applied(to: same)
    }
    var hole = Self.array
    hole[1, 3] = .nan
    for isTransposed in [false, true] {
      #expect(throws: OverlapError.notFinite(row: 1, column: 3)) {
        try ReplicaPreparation(subtraction: .siteMean, isTransposed: isTransposed)
          .applied(to: hole)
      }
    }
  }
}
