import ReplicaTheory
import Testing

/// Solutions of Parisi's equation without steps, found elsewhere.
///
/// `Tests/ReferenceData/Parisi/reference.py` takes x(q) as a polynomial, the equation by differences in the
/// field and the Runge–Kutta method in q, and E (∂ψ)² = q by collocation; `values.json` is what it printed.
/// Tolerances are what a finer lattice and a longer polynomial changed there.
///
/// Calibrated by breaking the code: with the gradient by γ off by 1e-6, or with the levels of γ in a field
/// misplaced, it fails.
@Suite struct ParisiReferenceTests {
  struct Reference: Sendable {
    let temperature: Double
    let field: Double
    let f: (Double, Double)
    let e: (Double, Double)
    let m: (Double, Double)
    let qEA: (Double, Double)
    let qMin: (Double, Double)
    let xM: (Double, Double)
    let meanQ: (Double, Double)
  }

  static let references = [
    Reference(
      temperature: 0.5, field: 0,
      f: (-0.791177574835, 2e-9),
      e: (-0.711461405008, 3e-7),
      m: (0, 0),
      qEA: (0.638161226965, 4e-7),
      qMin: (0, 0),
      xM: (0.481336520586, 9e-4),
      meanQ: (0.500000012091, 2e-7)),
    Reference(
      temperature: 0.3, field: 0,
      f: (-0.769515199823, 2e-8),
      e: (-0.750791336121, 2e-5),
      m: (0, 0),
      qEA: (0.860598380174, 2e-5),
      qMin: (0, 0),
      xM: (0.524526294017, 8e-3),
      meanQ: (0.700000866826, 5e-6)),
    Reference(
      temperature: 0.8, field: 0,
      f: (-0.86511450592, 2e-9),
      e: (-0.597449746612, 2e-8),
      m: (0, 0),
      qEA: (0.23342263583, 2e-8),
      qMin: (0, 0),
      xM: (0.288690393964, 3e-6),
      meanQ: (0.199999990516, 1e-7)),
    Reference(
      temperature: 0.4, field: 0.3,
      f: (-0.820154002675, 3e-10),
      e: (-0.777373184821, 9e-8),
      m: (0.271607279465, 4e-9),
      qEA: (0.759190245712, 9e-8),
      qMin: (0.446772315524, 4e-8),
      xM: (0.510329951459, 7e-4),
      meanQ: (0.652379695486, 5e-8)),
    Reference(
      temperature: 0.7, field: 0.15,
      f: (-0.845507987873, 2e-9),
      e: (-0.652424633399, 3e-8),
      m: (0.143220074275, 4e-9),
      qEA: (0.367755014941, 3e-8),
      qMin: (0.280302620028, 2e-7),
      xM: (0.375554751144, 2e-5),
      meanQ: (0.339303926046, 5e-8)),
  ]

  /// The numbers of ladders of 8 and of 20 steps, with their own error estimates.
  @Test(arguments: references, [8, 20])
  func continuous(_ reference: Reference, steps: Int) throws {
    let s = try SpinGlassTheory(field: reference.field).continuous(
      temperature: reference.temperature, tolerance: steps == 8 ? 1e-30 : 1e-11,
      largestStepCount: steps)
    #expect(s.kind == .full)
    for (found, expected) in [
      (s.freeEnergyPerSpin, reference.f), (s.energyPerSpin, reference.e),
      (s.magnetization, reference.m), (s.edwardsAndersonParameter, reference.qEA),
      (s.smallestOverlap, reference.qMin), (s.plateauStart, reference.xM),
      (s.meanOverlap, reference.meanQ),
    ] {
      #expect(abs(found.value - expected.0) <= found.errorEstimate + expected.1)
    }
  }
}
