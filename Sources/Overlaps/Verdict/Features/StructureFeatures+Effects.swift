public import Statistics

/// The effects behind the verdict as numbers that scale with N.
///
/// ```
/// N S,   S the noise-free variance of overlaps that a description leaves unexplained
/// ```
///
/// Bounded as N grows where the description holds, growing as N where it fails in the limit, and as
/// N^{1/3} at the criticality of mean-field models. Errors come from the scatter of the sites, and after
/// pooling from that of all instances.
extension StructureFeatures {
  /// N S_0, left over by "all overlaps vanish": the part of N⟨q²⟩ that is no noise.
  public var orderEffect: Estimate { scaled(.zero) }
  /// N S_rs, left over by one state.
  public var structureEffect: Estimate { scaled(.oneState) }
  /// N S_one, left over by two levels: one overlap inside blocks, one between them, and a term of every
  /// replica.
  public var finerEffect: Estimate { scaled(.blocks) }

  private func scaled(_ model: PairModel) -> Estimate {
    let n = Double(siteCount)
    return Estimate(value: n * split[model].value, error: n * split[model].error)
  }
}
