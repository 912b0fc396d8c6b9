/// The description of an architecture, from which both its finite network and its theory are made.
///
/// It holds what the infinitely wide network depends on: laws of weights and biases and the activation function.
/// Widths, depths and signals belong to the finite network.
public protocol NetworkModel: Sendable {
  /// The name of the architecture, as on the command line.
  static var name: String { get }
}
