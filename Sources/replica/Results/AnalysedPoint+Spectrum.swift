import ReplicaKit

extension AnalysedPoint {
  /// The spectrum of an instance beside the law of its couplings; for paramagnets whose couplings are
  /// known to have one.
  func paramagnetSpectrum(_ k: Int) -> SpectrumComparison? {
    let law = analyses[k].noiseLaw
    guard temperature != nil, law.entries == .unitLength,
      law.population.contains(where: { $0 != law.population[0] })
    else { return nil }
    return SpectrumComparison(eigenvalues: analyses[k].eigenvalues, law: law)
  }
}

extension SpectrumComparison {
  /// The object for scripts.
  var json: JSONValue {
    [
      "predicted_edge": .number(predictedEdge), "largest_eigenvalue": .number(largestEigenvalue),
      "predicted_mean_square": .number(predictedMeanSquare), "mean_square": .number(meanSquare),
      "relative_deviation": .number(relativeDeviation),
    ]
  }

  /// The comparison in one line.
  var text: String {
    "spectrum of a paramagnet with these couplings: edge \(Documents.text(predictedEdge)), largest "
      + "eigenvalue \(Documents.text(largestEigenvalue)); mean square "
      + "\(Documents.text(predictedMeanSquare)), found \(Documents.text(meanSquare))"
  }
}
