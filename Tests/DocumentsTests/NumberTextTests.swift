import Documents
import Testing

/// Numbers beside their errors have as many decimals as those.
@Suite struct NumberTextTests {
  @Test(arguments: [
    (58.04, 2.24, "58.0 ± 2.2"), (-0.0263, 0.133, "-0.03 ± 0.13"), (-0.0001, 0.13, "0.00 ± 0.13"),
    (100, 0.0299, "100.000 ± 0.030"), (1234.6, 57, "1235 ± 57"), (1234.6, 570, "1235 ± 570"),
    (3e-5, 2e-6, "0.0000300 ± 0.0000020"), (0.5, 0.095, "0.500 ± 0.095"),
    (0.5, 0.00994, "0.5000 ± 0.0099"), (0.5, 0.00996, "0.500 ± 0.010"),
  ])
  func withError(value: Double, error: Double, text: String) {
    #expect(errorText(value, error) == text)
  }

  /// Without an error, or with one that is none, three digits; nothing traps.
  @Test func withoutError() {
    #expect(errorText(0.12345, nil) == "0.123" && errorText(0.12345, 0) == "0.123")
    #expect(errorText(.nan, 1) == "nan" && errorText(1, .infinity) == "1.0")
    for value in [1e300, -1e300, 1e17, .greatestFiniteMagnitude] {
      for error in [1e-300, 1e-9, 1, 1e8, 1e200] { #expect(!errorText(value, error).isEmpty) }
    }
  }
}
