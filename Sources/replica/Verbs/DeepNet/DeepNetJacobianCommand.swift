public import ArgumentParser
public import ReplicaKit

extension JacobianSpectrum.Weights: ExpressibleByArgument {}

/// `replica deepnet jacobian`: singular values of the input–output Jacobian.
struct DeepNetJacobianCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jacobian",
    abstract: "Singular values of the input–output Jacobian, in theory and of sampled networks.",
    discussion: """
      J = D^L W^L … D¹ W¹ with D = diag φ'(h), all layers at the length q*. The density is that of \
      wide networks; 'dynamical_isometry' says whether all singular values stay near 1.

      EXAMPLES
        replica deepnet jacobian --sigma-w 1.05 --sigma-b 0.1 --depth 10 --weights orthogonal
        replica deepnet jacobian --at-criticality --sigma-b 0.05 --depth 10 --figure jacobian.svg
        replica deepnet jacobian --at-criticality --activation relu --depth 4 --sample --width 400
      """)

  @Option(parsing: .unconditional, help: "The standard deviation σ_w of the weights, times √N.")
  var sigmaW: Double?

  @Option(
    parsing: .unconditional, help: "The standard deviation σ_b of the biases. (default: 0)")
  var sigmaB: Double?

  @Flag(help: "Choose σ_w on the critical line, by --sigma-b or --q-star.")
  var atCriticality = false

  @Option(parsing: .unconditional, help: "With --at-criticality: the length q*, which fixes σ_b.")
  var qStar: Double?

  @OptionGroup var phi: ActivationOptions

  @Option(parsing: .unconditional, help: "The number of layers L.")
  var depth = 10

  @Option(help: "The law of the weights.")
  var weights = JacobianSpectrum.Weights.gaussian

  @Option(parsing: .unconditional, help: "About how many points of the density.")
  var points = 400

  @Flag(help: "Sample finite networks too.")
  var sample = false

  @Option(
    parsing: .unconditional, help: "The number of neurons of every layer of sampled networks.")
  var width = 400

  @Option(parsing: .unconditional, help: "The number of sampled networks.")
  var networks = 10

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if atCriticality {
      guard sigmaW == nil else {
        throw ValidationError("--at-criticality chooses σ_w; leave out --sigma-w")
      }
      guard qStar == nil || sigmaB == nil else {
        throw ValidationError("--q-star fixes σ_b; leave out --sigma-b")
      }
    } else {
      guard sigmaW != nil else {
        throw ValidationError("no --sigma-w is given; expected it or --at-criticality")
      }
      guard qStar == nil else {
        throw ValidationError("--q-star needs --at-criticality; otherwise q* follows from σ_w, σ_b")
      }
    }
    if let sigmaW, !(sigmaW > 0 && sigmaW <= 100) {
      throw ValidationError("--sigma-w is \(sigmaW); expected a positive number up to 100")
    }
    if let sigmaB, !(0...100).contains(sigmaB) {
      throw ValidationError("--sigma-b is \(sigmaB); expected 0 to 100")
    }
    if let qStar, !(0...1e4).contains(qStar) {
      throw ValidationError("--q-star is \(qStar); expected 0 to 10000")
    }
    guard (1...10_000).contains(depth) else {
      throw ValidationError("--depth is \(depth); expected 1 to 10000")
    }
    guard (2...100_000).contains(points) else {
      throw ValidationError("--points is \(points); expected 2 to 100000")
    }
    guard (2...20_000).contains(width) else {
      throw ValidationError("--width is \(width); expected 2 to 20000")
    }
    guard (1...Limits.instances).contains(networks) else {
      throw ValidationError("--networks is \(networks); expected 1 to \(Limits.instances)")
    }
  }

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      guard !phi.function.isDiscontinuous else {
        throw NetworkTheoryError.noSlope(activation: phi.activation.rawValue)
      }
      let place = try JacobianPlace(
        sigmaW: sigmaW, sigmaB: sigmaB ?? 0, qStar: qStar, nonlinearity: phi.function)
      let spectrum = try JacobianSpectrum(
        sigmaW: place.sigmaW, q: place.q, depth: depth, weights: weights,
        nonlinearity: phi.function)
      let sampled = sample ? try await self.sampled(place, spectrum) : nil
      let density = try spectrum.densityCurve(count: points)
      if common.json {
        Console.print(try json(place, spectrum, density, sampled))
      } else {
        printTable(place, spectrum, sampled)
      }
      let drawing = CurvesFigure(
        jacobian: spectrum, density: density, sampled: sampled,
        system: "\(phi.title), \(weights.rawValue), L = \(depth), σ_w = \(text(place.sigmaW))")
      for picture in try figure.draw(drawing, common: common) where !common.json {
        print("\nfigure: \(picture)")
      }
    }
  }

  private func title(_ place: JacobianPlace) -> String {
    "\(phi.title), \(weights.rawValue) weights, L = \(depth), σ_w = \(text(place.sigmaW)), "
      + "σ_b = \(text(place.sigmaB)), q* = \(text(place.q))"
  }

  private func sampled(
    _ place: JacobianPlace, _ spectrum: JacobianSpectrum
  ) async throws -> SampledJacobians {
    let size = Double(width)
    try Limits.requireMemory(
      8 * 5 * size * size * Double(min(common.threadCount, networks))
        + 8 * size * Double(networks),
      for: "Jacobians of \(width) neurons on \(common.threadCount) threads",
      change: "take a smaller --width or --threads 1")
    let network = try DeepNetwork(
      sigmaW: place.sigmaW, sigmaB: place.sigmaB, nonlinearity: phi.function,
      weights: weights == .gaussian ? .gaussian : .orthogonal, width: width, depth: depth)
    let seed = common.seed
    let length = place.signalLength
    let records = try await common.concurrently("sampling", count: networks) { index in
      try network.jacobian(squaredLength: length, network: index, seed: seed)
    }
    return try SampledJacobians(records, spectrum: spectrum)
  }

  private func json(
    _ place: JacobianPlace, _ spectrum: JacobianSpectrum, _ density: (s: [Double], p: [Double]),
    _ sampled: SampledJacobians?
  ) throws -> JSONValue {
    var object = spectrum.json
    object["sigma_w"] = .number(place.sigmaW)
    object["sigma_b"] = .number(place.sigmaB)
    object["q_star"] = .number(place.q)
    object["activation"] = .string(phi.activation.rawValue)
    object["gain"] = .number(phi.gain)
    object["density"] = ["s": JSONValue(density.s), "p": JSONValue(density.p)]
    object["error_estimate"] = .number(try spectrum.errorEstimate())
    if var sampled = sampled?.json {
      sampled["width"] = .integer(width)
      object["sampled"] = sampled
    }
    object["seed"] = JSONValue(seed: common.seed)
    return object
  }

  private func printTable(
    _ place: JacobianPlace, _ spectrum: JacobianSpectrum, _ sampled: SampledJacobians?
  ) {
    print(title(place))
    var table = TextTable(
      ["quantity", "theory"] + (sampled == nil ? [] : ["\(networks) networks"]) + ["meaning"])
    func add(_ name: String, _ value: Double, _ estimate: Estimate?, _ meaning: String) {
      table.add(
        [name, text(value, digits: 10)] + (sampled == nil ? [] : [text(estimate)]) + [meaning])
    }
    add("χ", spectrum.chi, sampled?.growth, "mean squared singular value of a layer")
    add("⟨s²⟩", spectrum.meanSquare, sampled?.meanSquare, "mean squared singular value")
    add("var", spectrum.relativeVariance, sampled?.relativeVariance, "relative variance of s²")
    add("s_max", spectrum.largest, sampled?.largest, "largest singular value")
    add("zero", spectrum.zeroWeight, sampled?.zeroWeight, "fraction of vanishing ones")
    for atom in spectrum.atoms where atom.squaredValue > 0 {
      add("atom", atom.weight, nil, "fraction at s = \(text(atom.squaredValue.squareRoot()))")
    }
    print(table.text)
    if let sampled {
      print("Kolmogorov–Smirnov distance of all sampled values: \(text(sampled.distance))")
    }
    print(spectrum.isometrySentence)
  }
}

/// Where a network stands: given, or on the critical line.
struct JacobianPlace {
  let sigmaW: Double
  let sigmaB: Double
  /// The squared length at which the slopes are taken.
  let q: Double
  /// The squared length of the signals of sampled networks.
  let signalLength: Double

  init(
    sigmaW: Double?, sigmaB: Double, qStar: Double?, nonlinearity: any Nonlinearity
  ) throws {
    if let sigmaW {
      self.sigmaW = sigmaW
      self.sigmaB = sigmaB
      q = try DeepNetworkTheory(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: nonlinearity).qStar
    } else {
      let point =
        if let qStar {
          try CriticalPoint(qStar: qStar, nonlinearity: nonlinearity)
        } else {
          try CriticalPoint(sigmaB: sigmaB, nonlinearity: nonlinearity)
        }
      self.sigmaW = point.sigmaW
      self.sigmaB = point.sigmaB
      q = point.qStar
    }
    let kinkAtZero = nonlinearity.kinks.contains(0)
    let isHomogeneous =
      nonlinearity.value(2) == 2 * nonlinearity.value(1)
      && nonlinearity.value(-2) == 2 * nonlinearity.value(-1)
    signalLength =
      q > 1e-20 || !kinkAtZero ? q : isHomogeneous ? 1 : 1e-12
  }
}
