import Experiments
import SpinModels
import Testing

/// Calibrated by leaving out the eigenvalue: the ladders of Hopfield models and of ferromagnets end below T_c.
@Suite struct LadderChoiceTests {
  /// Chosen ladders end above the transition, T_c = 1 (SK), 1 + √α (Hopfield) and J0 (ferromagnet), and not far above.
  @Test func endsAboveTheTransition() throws {
    let cases: [(any SpinEnsemble, Double)] = [
      (try SherringtonKirkpatrick(spinCount: 128), 1),
      (try Hopfield(spinCount: 128, patterns: .random(count: 6)), 1.22),
      (try Hopfield(spinCount: 64, patterns: .random(count: 1)), 1.13),
      (try SherringtonKirkpatrick(spinCount: 128, bias: 3), 3),
    ]
    for (model, transition) in cases {
      let ladder = LadderChoice.temperatures(from: 0.4, for: model.instance(0, seed: 2))
      let top = try #require(ladder.last)
      #expect(ladder.first == 0.4 && top > 1.1 * transition && top < 2 * transition, "\(top)")
    }
    #expect(
      LadderChoice.temperatures(from: 4, for: cases[0].0.instance(0, seed: 2)) == [4])
  }
}
