public import LinearAlgebra
public import Randomness
import RealModule

/// The transient of a recurrent network with partially symmetric couplings, from several populations of paths.
///
/// Every value is a mean over independent populations, its error the standard error over them. A population of M
/// paths has a bias of order 1/M, because it makes its own noise; it is below the error unless there are many
/// populations of few paths.
public struct SampledTransient: Sendable {
  /// The times, from 0.
  public let times: [Double]
  /// The number of populations.
  public let populations: Int
  /// A quantity at all times: means over the populations, and their standard errors.
  public struct Curve: Sendable, Equatable {
    /// The means.
    public let values: [Double]
    /// The standard errors.
    public let errors: [Double]
  }
  /// A quantity at all pairs of times: means over the populations, and their standard errors.
  public struct Surface: Sendable, Equatable {
    /// The means, row t and column s.
    public let values: Matrix
    /// The standard errors, row t and column s.
    public let errors: Matrix
  }
  /// The means m(t).
  public let mean: Curve
  /// The variances K(t, t).
  public let variance: Curve
  /// The covariances K(t, s).
  public let covariance: Surface
  /// C_φ(t, s).
  public let rateCorrelation: Surface
  /// R(t, s) = E δh(t)/δf(s).
  public let response: Surface
  /// R_φ(t, s) = E δφ(h(t))/δf(s).
  public let rateResponse: Surface

  /// Averages populations of the same network and times.
  ///
  /// - Parameter samples: The populations, at least two, of different streams.
  public init(_ samples: [PathPopulation]) {
    precondition(samples.count >= 2, "\(samples.count) populations; an error needs two")
    let first = samples[0]
    precondition(
      samples.allSatisfy { $0.times == first.times }, "populations of different times")
    times = first.times
    populations = samples.count
    let size = first.times.count
    func curve(_ value: (PathPopulation) -> [Double]) -> Curve {
      let (values, errors) = Self.average(samples.map(value))
      return Curve(values: values, errors: errors)
    }
    func surface(_ value: (PathPopulation) -> Matrix) -> Surface {
      let (values, errors) = Self.average(samples.map { value($0).elements })
      return Surface(
        values: Matrix(rows: size, columns: size, elements: values),
        errors: Matrix(rows: size, columns: size, elements: errors))
    }
    mean = curve { $0.means }
    variance = curve { $0.covariance.diagonal }
    covariance = surface { $0.covariance }
    rateCorrelation = surface { $0.rateCorrelation }
    response = surface { $0.response }
    rateResponse = surface { $0.rateResponse }
  }

  private static func average(_ samples: [[Double]]) -> ([Double], [Double]) {
    let count = Double(samples.count)
    var (values, errors) = ([Double](), [Double]())
    for k in samples[0].indices {
      let mean = samples.reduce(0) { $0 + $1[k] } / count
      let squares = samples.reduce(0) { $0 + ($1[k] - mean) * ($1[k] - mean) }
      values.append(mean)
      errors.append((squares / (count * (count - 1))).squareRoot())
    }
    return (values, errors)
  }

  /// The name of the stream of one population.
  ///
  /// - Parameters:
  ///   - seed: The seed.
  ///   - population: The index of the population, from 0.
  /// - Returns: The name.
  public static func stream(seed: UInt64, population: Int) -> StreamName {
    StreamName(seed: seed, purpose: .fields, instance: population, slot: 0x70_00_00)
  }
}
