import Documents
public import SpinModels

/// What every model must do; one line in a test holds a new one to it.
///
/// - Parameters:
///   - ensemble: A small model, of at most 20 spins.
///   - seed: The seed of its instances.
/// - Returns: The laws it breaks, in words; none for a sound model.
/// - Throws: What restoring the model throws.
public func checkEnsemble(_ ensemble: some SpinEnsemble, seed: UInt64 = 5) throws -> [String] {
  var broken: [String] = []
  func require(_ holds: Bool, _ law: String) {
    if !holds { broken.append("\(type(of: ensemble).name): \(law)") }
  }
  let first = ensemble.instance(0, seed: seed)
  require(first == ensemble.instance(0, seed: seed), "an instance depends on index and seed alone")
  require(
    (first == ensemble.instance(1, seed: seed)) == ensemble.isGiven
      || ensemble is any PatternEnsemble,
    "instances of different index differ, unless they were given")
  require(first.spinCount == ensemble.spinCount, "instances have the number of spins of the model")
  require(ensemble.memory > 0, "couplings take memory")
  require(ensemble.isOtherSize(of: ensemble), "a model is comparable with itself")
  require(
    ModelCatalogue.names.contains(type(of: ensemble).name), "the model stands in the catalogue")

  // Decoding gives the model back, with given arrays from the first instance.
  let arrays = zip(
    ensemble.storedDisorder, ensemble.storedDisorder(ofInstance: 0, seed: seed)
  ).map { ($0.quantity.name, $0.sizes, $1) }
  for (name, sizes, values) in arrays {
    require(values.count == sizes.reduce(1, *), "\(name) has the size that is said")
  }
  let given = arrays.map { ($0.0, $0.2) }
  let restored = try ModelCatalogue.model(
    describedBy: ensemble.description,
    arrays: GivenArrays { name, _ in given.first { $0.0 == name }?.1 ?? [] })
  require(ensemble.isEqual(to: restored), "a model can be restored from its description")
  let again = try JSONValue(parsing: ensemble.description.compactText)
  require(again == ensemble.description, "a description survives being written and read")
  for (array, values) in zip(
    ensemble.couplingArrays, ensemble.couplingValues(ofInstance: 0, seed: seed))
  {
    require(
      values.count == array.sizes.reduce(1, *), "\(array.quantity.name) has the size that is said")
  }

  // Energies: flips of single spins and of all.
  for code in [0, 1, 5, 0x2a5a5] {
    let spins = (0..<ensemble.spinCount).map { Int8(code >> ($0 % 18) & 1 == 1 ? 1 : -1) }
    let energy = first.energy(of: spins)
    let fields = first.localFields(of: spins)
    let scale = 1e-12 * fields.reduce(1) { $0 + abs($1) }
    for i in spins.indices {
      var other = spins
      other[i] = -other[i]
      let change = first.energy(of: other) - energy
      require(
        abs(change - 2 * Double(spins[i]) * fields[i]) <= scale,
        "flipping spin \(i) costs 2 s h")
    }
    let flipped = first.energy(of: spins.map { -$0 })
    if ensemble.isSpinFlipSymmetric {
      require(abs(flipped - energy) <= scale, "the energy is unchanged when all spins are flipped")
    }
  }
  return broken
}
