import LinearAlgebra
import Randomness
import RealModule
import SpinModels
import Testing

@Suite struct DisorderTests {
  /// Mean, variance and fourth moment of the couplings, each within 4.5 standard errors.
  @Test(arguments: [0.0, 2.0])
  func gaussianCouplings(bias: Double) throws {
    let n = 400
    let model = try SherringtonKirkpatrick(spinCount: n, bias: bias).instance(3, seed: 11)
    let pairs = Double(n * (n - 1) / 2)
    var moments = [0.0, 0.0, 0.0]
    for i in 0..<n {
      for j in 0..<i {
        let x = (model.couplings[i, j] - bias / Double(n)) * Double(n).squareRoot()
        moments[0] += x / pairs
        moments[1] += x * x / pairs
        moments[2] += x * x * x * x / pairs
        #expect(model.couplings[i, j] == model.couplings[j, i])
      }
    }
    #expect(abs(moments[0]) < 4.5 * (1 / pairs).squareRoot())
    #expect(abs(moments[1] - 1) < 4.5 * (2 / pairs).squareRoot())
    #expect(abs(moments[2] - 3) < 4.5 * (96 / pairs).squareRoot())
    #expect(model.couplings.diagonal.allSatisfy { $0 == 0 })
  }

  @Test func plusMinusOneCouplings() throws {
    let model = try SherringtonKirkpatrick(spinCount: 64, distribution: .plusMinusOne, bias: 3.2)
      .instance(0, seed: 1)
    var ups = 0
    for i in 0..<64 {
      for j in 0..<i {
        let deviation = model.couplings[i, j] - 3.2 / 64
        #expect(abs(abs(deviation) - 0.125) < 1e-15)
        if deviation > 0 { ups += 1 }
      }
    }
    #expect(abs(Double(ups) - 1008) < 4.5 * 504.0.squareRoot())
  }

  /// The couplings are those of the model without fields; the fields are normal, each moment within 4.5
  /// standard errors, and independent of the couplings' stream.
  @Test func randomFields() throws {
    let n = 20_000
    let small = try RandomFieldSpinGlass(spinCount: 30, fieldDeviation: 0.7)
    #expect(
      small.instance(4, seed: 9).couplings
        == (try SherringtonKirkpatrick(spinCount: 30)).instance(4, seed: 9).couplings)
    #expect(small.instance(4, seed: 9) != small.instance(5, seed: 9))
    #expect(!small.isSpinFlipSymmetric)
    #expect(try RandomFieldSpinGlass(spinCount: 30, fieldDeviation: 0).isSpinFlipSymmetric)
    let fields = (0..<(n / 400)).flatMap { index in
      (try? RandomFieldSpinGlass(spinCount: 400, fieldDeviation: 0.7))?
        .instance(index, seed: 3).fields ?? []
    }
    #expect(fields.count == n)
    let mean = fields.reduce(0, +) / Double(n)
    let variance = fields.reduce(0) { $0 + $1 * $1 } / Double(n)
    #expect(abs(mean) < 4.5 * 0.7 / Double(n).squareRoot())
    #expect(abs(variance / 0.49 - 1) < 4.5 * (2 / Double(n)).squareRoot())
    #expect(throws: SpinModelError.self) {
      try RandomFieldSpinGlass(spinCount: 30, fieldDeviation: -0.1)
    }
  }

  @Test func instancesDependOnSeedAndIndexOnly() throws {
    let ensemble = try SherringtonKirkpatrick(spinCount: 20)
    #expect(ensemble.instance(2, seed: 5) == ensemble.instance(2, seed: 5))
    #expect(ensemble.instance(2, seed: 5) != ensemble.instance(3, seed: 5))
    #expect(ensemble.instance(2, seed: 5) != ensemble.instance(2, seed: 6))
  }

  /// A stored pattern is a fixed point at low load, and its energy follows from Hebb's rule.
  @Test func hopfieldPatterns() throws {
    let ensemble = try Hopfield(spinCount: 200, patterns: .random(count: 3))
    let patterns = ensemble.patterns(ofInstance: 1, seed: 9)
    let model = ensemble.instance(1, seed: 9)
    for p in 0..<3 {
      let spins = patterns.row(p).map { Int8($0) }
      let fields = model.localFields(of: spins)
      #expect(zip(spins, fields).allSatisfy { Double($0.0) * $0.1 > 0 })
      // H = −(1/2N) Σ_μ (ξ^μ·s)² + P/2.
      var energy = 1.5
      for mu in 0..<3 {
        let overlap = zip(patterns.row(mu), spins).reduce(0) { $0 + $1.0 * Double($1.1) }
        energy -= overlap * overlap / 400
      }
      #expect(abs(model.energy(of: spins) - energy) < 1e-10)
    }
    let same = try Hopfield(spinCount: 200, patterns: .given(patterns)).instance(0, seed: 0)
    #expect(same.couplings == model.couplings)
  }

  @Test func badModelsAreRefused() {
    #expect(throws: SpinModelError.tooFewSpins(1)) { try SherringtonKirkpatrick(spinCount: 1) }
    #expect(throws: SpinModelError.tooFewSpins(0)) {
      try Hopfield(spinCount: 0, patterns: .random(count: 1))
    }
    #expect(throws: SpinModelError.noPatterns) {
      try Hopfield(spinCount: 5, patterns: .random(count: 0))
    }
    #expect(throws: SpinModelError.patternNotSpin(pattern: 0, site: 1, value: 0)) {
      try Hopfield(
        spinCount: 2, patterns: .given(Matrix(rows: 1, columns: 2, elements: [1, 0])))
    }
    #expect(throws: SpinModelError.self) { try SherringtonKirkpatrick(spinCount: 5, field: .nan) }
    var couplings = Matrix(rows: 3, columns: 3)
    couplings[0, 1] = 1
    #expect(throws: SpinModelError.notSymmetric(row: 1, column: 0, difference: 1)) {
      try SpinInstance(couplings: couplings)
    }
    couplings[1, 0] = 1
    couplings[2, 2] = 3
    #expect(throws: SpinModelError.selfCoupling(site: 2, value: 3)) {
      try SpinInstance(couplings: couplings)
    }
    couplings[2, 2] = .nan
    #expect(throws: SpinModelError.couplingNotFinite(row: 2, column: 2)) {
      try SpinInstance(couplings: couplings)
    }
    #expect(throws: SpinModelError.notSquare(rows: 2, columns: 3)) {
      try SpinInstance(couplings: Matrix(rows: 2, columns: 3))
    }
  }
}

@Suite struct PackedConfigurationsTests {
  @Test(arguments: [1, 7, 8, 63, 64, 65, 200])
  func roundTrips(spinCount: Int) {
    var stream = RandomStream(StreamName(seed: 1, purpose: .initialState))
    let rows = (0..<5).map { _ in (0..<spinCount).map { _ in Int8(stream.sign()) } }
    var packed = PackedConfigurations(spinCount: spinCount)
    for row in rows { packed.append(row) }
    #expect(packed.count == 5)
    for (k, row) in rows.enumerated() { #expect(packed[k] == row) }
    #expect(PackedConfigurations(bytes: packed.bytes, spinCount: spinCount) == packed)
    #expect(packed.bytes.count == 5 * ((spinCount + 7) / 8))
    #expect(packed.selecting([3, 0])[1] == rows[0])
    let matrix = packed.unpacked()
    #expect(matrix.elements == rows.flatMap { $0.map(Double.init) })
  }

  /// The file's bit order: spin 0 is bit 0 of byte 0, a set bit is +1.
  @Test func bitOrder() {
    var packed = PackedConfigurations(spinCount: 10)
    packed.append([1, -1, -1, -1, -1, -1, -1, 1, -1, 1])
    #expect(packed.bytes == [0b1000_0001, 0b0000_0010])
  }
}
