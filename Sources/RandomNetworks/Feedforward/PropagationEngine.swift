/// How the signals of a random network are computed.
///
/// Both engines give the same law for the signals of all layers together. Numbers of one seed differ.
public enum PropagationEngine: String, Sendable, Equatable, CaseIterable {
  /// Draws the pre-activations of a layer from their law given the layer before, without weights: O(A² N)
  /// for a layer.
  case exactLaw = "exact-law"

  /// Draws all weights and multiplies: O(N²) random numbers and O(A N²) operations for a layer.
  case weights
}
