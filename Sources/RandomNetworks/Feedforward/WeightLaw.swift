/// The law of the weights of a layer.
///
/// Elements have mean 0 and variance σ_w²/N_{l−1} under either law, so that both have the same length and
/// correlation maps for wide layers; they differ in the singular values of the layer.
public enum WeightLaw: String, Sendable, Equatable, CaseIterable {
  /// Independent normal numbers.
  ///
  /// ```
  /// W_ij ~ N(0, σ_w²/N_{l−1})
  /// ```
  case gaussian

  /// A uniformly random (Haar) matrix of orthonormal columns or rows, scaled.
  ///
  /// ```
  /// N_l ≥ N_{l−1}:   W = σ_w √(N_l/N_{l−1}) V,   VᵀV = 1
  /// N_l < N_{l−1}:   W = σ_w V,                   VVᵀ = 1
  /// ```
  ///
  /// Layers that do not narrow keep every length exactly, |W x|²/N_l = σ_w² |x|²/N_{l−1}; layers that narrow
  /// keep it on average.
  case orthogonal
}
