// snippet: Bayesian regression by an infinitely wide network, and what depth does to its kernel
import ReplicaKit

// Four points of a curve, as (cos t, sin t) so that all inputs are equally long.
func circle(_ angles: [Double]) -> Matrix {
  Matrix(
    rows: angles.count, columns: 2, elements: angles.flatMap { [Double.cos($0), Double.sin($0)] })
}
let inputs = circle([0, 1, 2, 3])
let targets = Matrix(rows: 4, columns: 1, elements: [0.1, 0.9, 0.8, 0.2])

// χ₁ > 1: close inputs separate with depth, so that deep kernels forget what their inputs share.
let kernel = try NetworkKernel(sigmaW: 2.5, sigmaB: 0.3)
var uncertainty: [Double] = []
for depth in [2, 5, 20] {
  let (process, prediction) = try kernel.regression(
    inputs: inputs, targets: targets, testInputs: circle([1.5]), depth: depth,
    noiseVariance: 1e-4)
  let deviation = prediction.variance[0].squareRoot()
  print(
    "depth \(depth): f(1.5) = \(prediction.mean[0, 0]) ± \(deviation), "
      + "ln p(y) = \(process.logMarginalLikelihood)")
  uncertainty.append(deviation)
}
precondition(uncertainty == uncertainty.sorted())

// The correlation of every pair of different inputs goes to c*, over layers of the scale ξ_c = 5.1.
let theory = try DeepNetworkTheory(sigmaW: 2.5, sigmaB: 0.3)
let deep = try kernel.layer(150, of: inputs)
precondition(abs(deep.separation(0, 1) - theory.fixedSeparation) < 1e-9)
