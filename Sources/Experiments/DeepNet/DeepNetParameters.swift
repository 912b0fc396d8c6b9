import Documents
import NetworkTheory
package import NumericalMethods

/// An activation function by its name, with a gain.
package struct NamedActivation: Sendable {
  /// The name.
  package let activation: Activation
  /// The gain g inside the function, φ(g x).
  package let gain: Double

  /// Chooses a function.
  ///
  /// - Parameters:
  ///   - activation: The name.
  ///   - gain: The gain g inside the function, positive.
  package init(_ activation: Activation, gain: Double) {
    self.activation = activation
    self.gain = gain
  }

  /// The function itself.
  package var function: any Nonlinearity { activation.function(gain: gain) }

  /// The function in words, for titles.
  package var title: String { name + (gain == 1 ? "" : " of gain \(text(gain))") }

  /// The name, for documents.
  var name: String { activation.rawValue }
}

/// The parameters of a deep network of random weights and biases.
package struct DeepNetParameters: Sendable {
  /// The activation function.
  let phi: NamedActivation
  /// The standard deviation of the weights, times √N.
  let sigmaW: Double
  /// The standard deviation of the biases.
  let sigmaB: Double

  /// Gives the parameters of a network.
  ///
  /// - Parameters:
  ///   - phi: The activation function.
  ///   - sigmaW: The standard deviation of the weights, times √N.
  ///   - sigmaB: The standard deviation of the biases.
  package init(_ phi: NamedActivation, sigmaW: Double, sigmaB: Double) {
    self.phi = phi
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
  }

  /// The parameters in words.
  package var title: String { "\(phi.title), σ_w = \(text(sigmaW)), σ_b = \(text(sigmaB))" }

  /// The fixed points of infinitely wide networks.
  func theory() throws -> DeepNetworkTheory {
    try DeepNetworkTheory(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: phi.function)
  }
}
