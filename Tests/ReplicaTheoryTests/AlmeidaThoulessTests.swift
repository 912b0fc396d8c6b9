import RealModule
import ReplicaTheory
import Testing

/// Points of the line against solutions of its two equations with forty digits, found elsewhere by
/// Newton's method and the trapezoidal rule.
///
/// Calibrated by breaking the code: with 16/5 in the place of 17/5 in the expansion of h², or 13/2 in that of
/// 15/2 in the one of q, tests here fail.
@Suite struct AlmeidaThoulessTests {
  /// Field, temperature, overlap.
  static let points: [(Double, Double, Double)] = [
    (1e-12, 0.9999999909143970, 9.0856030191928172e-9),
    (1e-8, 0.9999957828426018, 4.2171751826347637e-6),
    (1e-6, 0.9999091467225640, 9.0861531004227642e-5),
    (1e-5, 0.9995783430087179, 4.2183471101086645e-4),
    (1e-4, 0.9980438492761228, 1.9599698004378374e-3),
    (3e-4, 0.9959339520381702, 4.0825141514375966e-3),
    (1e-3, 0.9909424749270251, 9.1388366952867607e-3),
    (1e-2, 0.9584661693770515, 4.3193138281199686e-2),
    (0.1, 0.8188498541101657, 0.20917153447709853),
    (0.2, 0.7250446411993881, 0.33393824827833992),
    (0.5, 0.5351049431153835, 0.59512584862928307),
    (1, 0.3211805708946366, 0.84491156838468618),
    (2, 0.07133606304767518, 0.99233726474312176),
    (4, 1.7844025084189227e-4, 0.99999995223860962),
    (8, 6.736361444715856e-15, 1),
  ]

  @Test(arguments: points)
  func line(field: Double, temperature: Double, overlap: Double) throws {
    let point = try SpinGlassTheory.almeidaThoulessPoint(field: -field)
    #expect(point.field == -field)
    #expect(abs(point.temperature - temperature) <= 3 * point.errorEstimate)
    #expect(point.errorEstimate < 2e-13 * temperature)
    #expect(abs(point.overlap - overlap) < 2e-13)

    let inverse = try SpinGlassTheory.almeidaThoulessPoint(temperature: temperature)
    #expect(inverse.temperature == temperature)
    // The temperature above is itself rounded to 2⁻⁵³.
    let slope =
      abs(try SpinGlassTheory.almeidaThoulessField(temperature: temperature * 0.999) - field)
      / (temperature * 0.001)
    #expect(abs(inverse.field - field) <= 3 * inverse.errorEstimate + slope * 0x1p-53 * temperature)
    #expect(abs(inverse.overlap - overlap) < 2e-13)
  }

  /// The expansion at weak fields and the equations themselves agree where one gives way to the other.
  @Test func noJump() throws {
    let below = try SpinGlassTheory.almeidaThoulessPoint(temperature: 0.9970001)
    let above = try SpinGlassTheory.almeidaThoulessPoint(temperature: 0.9969999)
    let slope = (above.field - below.field) / 2e-7
    // dh/dτ = √3 τ^(1/2) (1 + (5/6) τ + …) from h² = (4/3) τ³ (1 + τ + …).
    let tau = 3e-3
    #expect(abs(slope / (Double.sqrt(3 * tau) * (1 + 5 * tau / 6)) - 1) < 1e-4)
  }

  @Test func ends() throws {
    #expect(try SpinGlassTheory.almeidaThoulessPoint(field: 0).overlap == 0)
    #expect(try SpinGlassTheory.almeidaThoulessPoint(temperature: 1).field == 0)
    #expect(try SpinGlassTheory.almeidaThoulessPoint(field: 1e-300).temperature == 1)
    #expect(try SpinGlassTheory.almeidaThoulessPoint(field: 1e300).temperature == 0)
  }
}
