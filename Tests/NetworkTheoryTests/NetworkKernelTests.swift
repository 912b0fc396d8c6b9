import LinearAlgebra
import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// Kernels of wide networks against double averages, 80-digit recursions and the map of separations.
///
/// Calibrated by breaking the code: without distances from differences of inputs, near pairs
/// of Hermite series taken as far, series cut at 1e-10, nodes too wide for the polynomials, integrals of kinks
/// off by 0.1 % or on one panel, too few angles in a table, a table that serves lengths beyond its own, and a wrong factor of the sine, tests
/// fail.
@Suite struct NetworkKernelTests {
  /// Inputs of different lengths: generic, obtuse, a multiple of another, close to another.
  static let inputs = Matrix(
    rows: 6, columns: 3,
    elements: [
      1, 0.5, -0.3, -0.9, -0.2, 0.8, 2, 1, -0.6, 0.1, 1.4, 0.2, 1.001, 0.5, -0.3, 0.3, -0.1, 2.2,
    ])

  /// One layer against double averages, which share no code with any of the ways of a kernel but the
  /// direct one.
  @Test(arguments: Activation.allCases)
  func oneLayerAgreesWithQuadrature(activation: Activation) throws {
    for gain in [1, 1.7] {
      let phi = activation.function(gain: gain)
      let kernel = try NetworkKernel(sigmaW: 1.2, sigmaB: 0.3, nonlinearity: phi)
      let first = try kernel.firstLayer(of: Self.inputs)
      let next = try kernel.nextLayer(after: first)
      let (before, after) = (first.covariances, next.covariances)
      let distances = next.squaredDistances
      for a in 0..<6 {
        for b in 0...a {
          let dot = zip(Self.inputs.row(a), Self.inputs.row(b)).reduce(0) { $0 + $1.0 * $1.1 }
          #expect(abs(before[a, b] - (1.44 * dot / 3 + 0.09)) < 1e-14)
          let expected: Double
          if a == b {
            expected = GaussianAverage(variance: before[a, a], for: phi) {
              phi.value($0) * phi.value($0)
            }
          } else {
            let c = before[a, b] / (before[a, a] * before[b, b]).squareRoot()
            expected = GaussianPairAverage(for: phi).product(
              q11: before[a, a], q22: before[b, b], correlation: min(c, 1), phi.value, phi.value)
          }
          let scale = (after[a, a] * after[b, b]).squareRoot()
          #expect(
            abs(after[a, b] - (1.44 * expected + 0.09)) < 1e-12 * scale,
            "\(activation) gain \(gain) pair \(a), \(b)")
          #expect(after[a, b] == after[b, a])
          #expect(
            abs(after[a, a] + after[b, b] - 2 * after[a, b] - distances[a, b]) < 4e-15 * scale)
        }
      }
    }
  }

  /// A kernel and distances at depth 50, computed with 80 digits (30 for tanh).
  struct Reference: Sendable, CustomTestStringConvertible {
    let activation: Activation
    let weightVariance, biasVariance: Double
    /// The lower triangle, row by row.
    let kernel: [Double]
    /// Those of inputs 1 and 2, and of 3 and 4.
    var squaredDistances: [Double] = []
    var testDescription: String { "\(activation) \(weightVariance)" }
  }

  /// `Tests/ReferenceData/NetworkKernel/reference.py`.
  static let references = [
    Reference(
      activation: .erf, weightVariance: 1.5, biasVariance: 0.0625,
      kernel: [
        0.6249691422875425, 0.5327427268661644, 0.6249691422875425, 0.5327427268947594,
        0.6249691422875425, 0.6249691422875425, 0.5315994111628772, 0.5347589925901686,
        0.5347589926062035, 0.6249691422875425, 0.5315994111590099, 0.5347589926171183,
        0.5347589926331533, 0.6249691422875425, 0.6249691422875425,
      ], squaredDistances: [3.708291265324809e-18, 3.872201005450129e-18]),
    Reference(
      activation: .erf, weightVariance: 6.25, biasVariance: 0.0625,
      kernel: [
        4.521907519711318, 0.3016436755741482, 4.521907519711318, 0.30164367557423716,
        4.521883696472001, 4.521907519711318, 0.3016385304386301, 0.30164720203574397,
        0.3016472020357906, 4.521907519711318, 0.3016385304386166, 0.3016472020358258,
        0.3016472020358724, 4.52188301794074, 4.521907519711318,
      ], squaredDistances: [4.764647863455517e-05, 4.900354115562394e-05]),
    Reference(
      activation: .relu, weightVariance: 1.5, biasVariance: 0.0625,
      kernel: [
        0.25000136271148576, 0.2500009782020033, 0.2500008140873811, 0.2500009782020031,
        0.25000081408738084, 0.25000081408738056, 0.25000065247230147, 0.2500004367673728,
        0.2500004367673726, 0.2500002300681729, 0.2500006524723014, 0.2500004367673729,
        0.25000043676737266, 0.2500002300681729, 0.2500002300681729,
      ], squaredDistances: [1.719220071119747e-24, 9.824114693453776e-25]),
    Reference(
      activation: .relu, weightVariance: 2, biasVariance: 0,
      kernel: [
        2.65625, 2.092778312200097, 1.6875, 2.092778311630352, 1.6874999995343387,
        1.6874999990686774, 1.3047188365420543, 1.0402281807334257, 1.0402281804482132, 0.65625,
        1.3047188365414233, 1.0402281807367582, 1.0402281804515459, 0.65625, 0.65625,
      ], squaredDistances: [3.0357660432804172e-18, 1.7347234466499402e-18]),
    Reference(
      activation: .tanh, weightVariance: 1.5, biasVariance: 0.0625,
      kernel: [0.4452244529787362, 0.44263501389887666, 0.4452244529787336]),
  ]

  @Test(arguments: references)
  func fiftyLayersAgreeWithEightyDigits(reference: Reference) throws {
    let step = 0x1p-30
    let rows = [
      [1, -0.5, 0.25, 2], [0.5, 0.75, -1, 1.25],
      [0.5 + step, 0.75 - step, -1 + 2 * step, 1.25 + step], [1, 0.5, step, 0.25],
      [1, 0.5, -step, 0.25],
    ]
    let count = reference.squaredDistances.isEmpty ? 2 : 5
    let layer = try NetworkKernel(
      sigmaW: reference.weightVariance.squareRoot(), sigmaB: reference.biasVariance.squareRoot(),
      nonlinearity: reference.activation.function()
    ).layer(50, of: Matrix(rows: count, columns: 4, elements: Array(rows.prefix(count).joined())))
    #expect(layer.number == 50)
    let kernel = layer.covariances
    for a in 0..<count {
      for b in 0...a {
        let expected = reference.kernel[a * (a + 1) / 2 + b]
        #expect(abs(kernel[a, b] / expected - 1) < 1e-13, "\(a), \(b)")
      }
    }
    guard count == 5 else { return }
    // Unequal lengths leave an error of 1e-16 times their difference of 1e-9, beside distances of 1e-18.
    #expect(abs(layer.squaredDistances[1, 2] / reference.squaredDistances[0] - 1) < 1e-7)
    #expect(abs(layer.squaredDistances[3, 4] / reference.squaredDistances[1] - 1) < 1e-12)
  }

  /// Equal lengths a small angle apart, against the map of ε = 1 − c between equal lengths.
  @Test(arguments: Activation.allCases)
  func smallSeparationsAgreeWithTheirMap(activation: Activation) throws {
    let (step, depth) = (1e-8, 6)
    let kernel = try NetworkKernel(
      sigmaW: 1.3, sigmaB: 0.2, nonlinearity: activation.function())
    let layers = try kernel.layers(
      depth, of: Matrix(rows: 2, columns: 2, elements: [1, step, 1, -step]))
    let map = CorrelationMap(kernel.lengthMap)
    var q = 1.69 * (1 + step * step) / 2 + 0.04
    var separation = 1.69 * step * step / q
    for layer in layers {
      let found = layer.separation(0, 1)
      #expect(abs(found / separation - 1) < 1e-9, "\(activation) layer \(layer.number)")
      #expect(abs(layer.lengths[0] / q - 1) < 1e-12)
      separation = map.separation(after: separation, q: q)
      q = kernel.lengthMap(q)
    }
  }

  /// With many inputs a table stands in for quadrature; and functions of kinks keep to it too.
  @Test(arguments: [Activation.selu, .hardTanh])
  func manyInputsAgreeWithQuadrature(activation: Activation) throws {
    let phi = activation.function()
    let inputs = Matrix(rows: 60, columns: 2) { a, i in
      let angle = 0.37 * Double(a * a)
      return (1 + 0.003 * Double(a)) * (i == 0 ? Double.cos(angle) : Double.sin(angle))
    }
    let kernel = try NetworkKernel(sigmaW: 1.1, sigmaB: 0.4, nonlinearity: phi)
    let second = try kernel.layer(2, of: inputs)
    #expect(kernel.method(for: second) == (activation == .selu ? .table : .kinkPairs))
    let third = try kernel.nextLayer(after: second)
    let (before, after) = (second.covariances, third.covariances)
    var nearest = 1.0
    for a in stride(from: 0, to: 60, by: 3) {
      for b in stride(from: 1, to: 60, by: 7) where a != b {
        let separation = second.separation(a, b)
        nearest = min(nearest, separation)
        let expected = GaussianPairAverage(for: phi).product(
          q11: before[a, a], q22: before[b, b], correlation: 1 - separation, phi.value, phi.value)
        let scale = (after[a, a] * after[b, b]).squareRoot()
        #expect(abs(after[a, b] - 1.21 * expected - 0.16) < 1e-10 * scale, "\(a), \(b)")
      }
    }
    #expect(nearest < 0.01)
  }

  /// Tables, also one that serves several layers, against pairs that are alone and have none.
  @Test(arguments: [(Activation.selu, 80, 4), (.hardTanh, 160, 12)])
  func tablesAgreeWithSinglePairs(activation: Activation, count: Int, depth: Int) throws {
    let inputs = Matrix(rows: count, columns: 2) { a, i in
      let angle = 0.37 * Double(a * a)
      return (1 + 0.0007 * Double(a)) * (i == 0 ? Double.cos(angle) : Double.sin(angle))
    }
    let kernel = try NetworkKernel(
      sigmaW: 1.3, sigmaB: 0.25, nonlinearity: activation.function())
    let all = try kernel.layers(depth, of: inputs)
    for layer in all { #expect(kernel.method(for: layer) == .table) }
    let last = all[depth - 1]
    let (covariances, distances) = (last.covariances, last.squaredDistances)
    for (a, b) in [(0, 79), (3, 4), (17, 60), (2, 51), (40, 41), (77, 5), (30, 66)] {
      let alone = try kernel.layer(
        depth, of: Matrix(rows: 2, columns: 2) { inputs[[a, b][$0], $1] })
      #expect(kernel.method(for: alone) != .table)
      #expect(abs(covariances[a, b] - alone.covariances[0, 1]) < 1e-10 * covariances[a, a])
      let distance = alone.squaredDistances[0, 1]
      #expect(abs(distances[a, b] - distance) < 1e-9 * distance)
    }
  }

  /// A function without a name that has kinks off zero and curves goes by quadrature.
  struct BentSine: Nonlinearity {
    var name: String { "bent sine" }
    var kinks: [Double] { [0.5] }
    var analyticHalfWidth: Double { 6 }
    func value(_ x: Double) -> Double { x < 0.5 ? Double.sin(x) : Double.sin(0.5) }
    func derivative(_ x: Double) -> Double { x < 0.5 ? Double.cos(x) : 0 }
    func secondDerivative(_ x: Double) -> Double { x < 0.5 ? -Double.sin(x) : 0 }
  }

  @Test func otherFunctionsGoByQuadratureAndLongInputsToo() throws {
    let bent = try NetworkKernel(sigmaW: 1, sigmaB: 0.1, nonlinearity: BentSine())
    let layer = try bent.firstLayer(of: Self.inputs)
    #expect(bent.method(for: layer) == .quadrature)
    let pair = Matrix(rows: 2, columns: 1, elements: [1, 0.5])
    #expect(try bent.layer(3, of: pair).covariances.elements.allSatisfy(\.isFinite))
    // tanh of a length of 100 is nearly a sign: 2/π asin c, to corrections of 1/q.
    let long = try NetworkKernel(sigmaW: 100, sigmaB: 0)
    let wide = Matrix(rows: 2, columns: 2, elements: [1, 0, 0.6, 0.8])
    let first = try long.firstLayer(of: wide)
    #expect(long.method(for: first) == .quadrature)
    #expect(
      abs(try long.nextLayer(after: first).covariances[0, 1] / 1e4 - 2 / .pi * Double.asin(0.6))
        < 1e-3)
  }

  @Test func kernelsDoNotDependOnTheOrderOrTheOtherInputs() throws {
    for activation in [Activation.erf, .relu, .tanh, .hardTanh] {
      let kernel = try NetworkKernel(
        sigmaW: 1.5, sigmaB: 0.1, nonlinearity: activation.function())
      let whole = try kernel.layer(8, of: Self.inputs).covariances
      let order = [4, 2, 0, 5]
      let part = try kernel.layer(
        8,
        of: Matrix(rows: 4, columns: 3) { Self.inputs[order[$0], $1] }
      ).covariances
      for a in 0..<4 {
        for b in 0..<4 {
          #expect(abs(part[a, b] - whole[order[a], order[b]]) < 1e-14 * whole[order[a], order[a]])
        }
      }
    }
  }

  @Test func whatHasNoKernelIsRefused() throws {
    let kernel = try NetworkKernel(sigmaW: 1, sigmaB: 0)
    #expect(throws: NetworkTheoryError.vanishingInput(row: 1)) {
      try kernel.layer(3, of: Matrix(rows: 2, columns: 2, elements: [1, 2, 0, 0]))
    }
    #expect(throws: NetworkTheoryError.inputNotFinite(row: 0, column: 1)) {
      try kernel.layer(3, of: Matrix(rows: 2, columns: 2, elements: [1, .nan, 0, 0]))
    }
    #expect(throws: NetworkTheoryError.noInputs(rows: 0, columns: 2)) {
      try kernel.layer(3, of: Matrix(rows: 0, columns: 2))
    }
    #expect(throws: NetworkTheoryError.invalidSigmaW(-1)) {
      try NetworkKernel(sigmaW: -1, sigmaB: 0)
    }
    // ReLU doubles every length in each layer until no number holds it.
    let growing = try NetworkKernel(sigmaW: 2, sigmaB: 0, nonlinearity: Rectifier())
    let one = Matrix(rows: 1, columns: 1, elements: [1])
    #expect(throws: NetworkTheoryError.self) { try growing.layer(600, of: one) }
    #expect(try growing.layer(300, of: one).covariances[0, 0] == 4 * Double.pow(2.0, 299))
    #expect(throws: NetworkTheoryError.self) {
      try NetworkKernel(sigmaW: 0.1, sigmaB: 0).layer(100, of: one)
    }
    let noWeights = try NetworkKernel(sigmaW: 0, sigmaB: 0.5).layer(4, of: Self.inputs)
    #expect(noWeights.covariances.elements.allSatisfy { $0 == 0.25 })
  }
}
