import RealModule

/// A complex number, as far as Jacobian spectra need one.
///
/// That of swift-numerics would do, but divides with other rounding: recorded spectra would move in their last digits.
struct Complex: Sendable, Equatable {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }

  init(length: Double, argument: Double) {
    self.init(length * Double.cos(argument), length * Double.sin(argument))
  }

  /// ln of the absolute value.
  var logLength: Double { Double.log(Double.hypot(real, imaginary)) }
  var argument: Double { Double.atan2(y: imaginary, x: real) }

  static func + (a: Complex, b: Complex) -> Complex {
    Complex(a.real + b.real, a.imaginary + b.imaginary)
  }
  static func * (a: Complex, b: Complex) -> Complex {
    Complex(
      a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  static func * (a: Double, b: Complex) -> Complex { Complex(a * b.real, a * b.imaginary) }
  static func / (a: Complex, b: Complex) -> Complex {
    // Scaled, because squares of very small or large numbers leave the range of Double.
    let scale = Swift.max(abs(b.real), abs(b.imaginary))
    let (c, d) = (b.real / scale, b.imaginary / scale)
    let norm = scale * (c * c + d * d)
    return Complex(
      (a.real * c + a.imaginary * d) / norm, (a.imaginary * c - a.real * d) / norm)
  }
}
