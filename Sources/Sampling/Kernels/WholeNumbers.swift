import LinearAlgebra
public import SpinModels

/// Couplings and fields of an instance in whole numbers, and what their rounding costs.
enum WholeNumbers {
  /// The energy of one unit in 32 bits: rounding adds at most N/2 units to a row's sum, hence the room up to
  /// 2³⁰.
  static func unit(of model: SpinInstance) -> Double {
    let largest = model.largestLocalFields.reduce(0, max)
    return largest > 0 ? largest.binade * 0x1p-28 : 1
  }

  /// The energy of one unit in 64 bits, in which the sum of all local fields is below 2⁶⁰.
  static func wideUnit(of model: SpinInstance) -> Double {
    let sum = model.largestLocalFields.reduce(0, +)
    return sum > 0 ? sum.binade * 0x1p-59 : 1
  }

  /// A coupling or field in units.
  static func rounded<Word: FieldWord>(_ value: Double, unit: Double) -> Word {
    Word((value / unit).rounded())
  }

  /// By how much a number changes.
  private static func change(_ value: Double, unit: Double) -> Double {
    (value / unit).rounded() * unit - value
  }

  /// The fraction of the lowest temperature by which the local fields may be off, in quadratic mean.
  ///
  /// It changes no probability of a heat bath by more than 3 · 10⁻⁵.
  static let tolerance = 0x1p-14

  /// The site whose local field is changed most.
  ///
  /// ```
  /// δ_i² = Σ_j (unit n_ij − J_ij)² + (unit n_i − h_i)²
  /// ```
  static func worstRounding(
    of model: SpinInstance, unit: Double
  ) -> (site: Int, size: Double) {
    var worst = (site: 0, size: 0.0)
    for site in 0..<model.spinCount {
      var square = change(model.fields[site], unit: unit)
      square *= square
      forEachCoupling(of: model, site) { _, coupling in
        let change = change(coupling, unit: unit)
        square += change * change
      }
      if square.squareRoot() > worst.size { worst = (site, square.squareRoot()) }
    }
    return worst
  }

  /// What to say of a rounding that is too large: the coupling or field of a site that it changes most, and
  /// the site whose local field makes the unit so large.
  static func refusal(
    of model: SpinInstance, site: Int, unit: Double, coldest: Double
  ) -> SamplingError {
    var what = "the field \(model.fields[site]) on spin \(site) (from 0)"
    var largestChange = abs(change(model.fields[site], unit: unit))
    forEachCoupling(of: model, site) { partner, coupling in
      guard abs(change(coupling, unit: unit)) > largestChange else { return }
      largestChange = abs(change(coupling, unit: unit))
      what = "the coupling \(coupling) of spins \(site) and \(partner) (from 0)"
    }
    if case .products(let products) = model.interactions {
      largestChange = unit / 2
      what = "couplings of products of \(products.order) spins"
    }
    let sizes = model.largestLocalFields
    let largest = sizes.indices.reduce(0) { sizes[$1] > sizes[$0] ? $1 : $0 }
    return .couplingSwallowed(
      what, change: largestChange, largestSite: largest, largest: sizes[largest], coldest: coldest)
  }

  private static func forEachCoupling(
    of model: SpinInstance, _ site: Int, _ visit: (_ partner: Int, _ coupling: Double) -> Void
  ) {
    switch model.interactions {
    case .dense(let couplings):
      for partner in 0..<model.spinCount {
        visit(partner, couplings.elements[site * model.spinCount + partner])
      }
    case .sparse(let bonds):
      for place in bonds.places(of: site) {
        visit(Int(bonds.neighbours[place]), bonds.couplings[place])
      }
    case .products: break
    }
  }
}

extension SpinInstance {
  /// The kernel for the storage of the couplings, in words that are wide enough for a temperature.
  ///
  /// Couplings and fields are rounded to whole multiples of a unit that follows the largest local field. Where
  /// 32 bits would change the local field of any spin by more than 2⁻¹⁴ T, as next to a spin that a huge field
  /// pins, pairs are kept in 64 bits.
  ///
  /// - Parameters:
  ///   - walkers: How many walkers it will hold: few do not fill the words of ``MultispinKernel``.
  ///   - coldest: The lowest temperature T.
  ///   - rule: How spins are updated.
  /// - Returns: The fastest kernel for these couplings and this rule.
  /// - Throws: ``SamplingError/couplingSwallowed(_:change:largestSite:largest:coldest:)`` where 64 bits are too
  ///   few as well.
  /// - Complexity: As its initialiser.
  public func kernel(
    walkers: Int, coldest: Double, rule: UpdateRule = .heatBath
  ) throws(SamplingError) -> any SweepKernel {
    switch rule {
    case .heatBath:
      if isDecimable { return DecimationKernel(self) }
      if walkers >= 3, let kernel = MultispinKernel(self) { return kernel }
      return try wholeNumberKernel(coldest: coldest)
    case .metropolis:
      return try wholeNumberKernel(coldest: coldest).withMetropolisRule
    }
  }

  /// The kernel of one byte a spin.
  private func wholeNumberKernel(
    coldest: Double
  ) throws(SamplingError) -> any WholeNumberKernel {
    let limit = WholeNumbers.tolerance * coldest
    let unit = WholeNumbers.unit(of: self)
    if case .products(let products) = interactions {
      // Couplings of products are many and alike: their own unit is always good enough, that of a field may not.
      let alone = SpinInstance(
        validInteractions: interactions, fields: [Double](repeating: 0, count: spinCount))
      if unit > 2 * WholeNumbers.unit(of: alone), unit / 2 > limit {
        throw WholeNumbers.refusal(of: self, site: 0, unit: unit, coldest: coldest)
      }
      return ProductKernel(products, of: self)
    }
    if WholeNumbers.worstRounding(of: self, unit: unit).size <= limit {
      guard case .dense = interactions else { return SparseKernel(self) }
      return BitRowKernel(self) ?? DenseKernel(self) as any WholeNumberKernel
    }
    let wide = WholeNumbers.wideUnit(of: self)
    let worst = WholeNumbers.worstRounding(of: self, unit: wide)
    guard worst.size <= limit else {
      throw WholeNumbers.refusal(of: self, site: worst.site, unit: wide, coldest: coldest)
    }
    return WideKernel(self)
  }
}
