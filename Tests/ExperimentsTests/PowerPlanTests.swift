import Documents
import Experiments
import SpinModels
import Testing

/// Plans for a verdict.
@Suite struct PowerPlanTests {
  private func plan(
    _ model: any SpinEnsemble, _ temperatures: [Double], power: Double, sweeps: Int = 1024
  ) async throws -> PowerPlan {
    try await PowerPlan(
      model, temperatures: temperatures, chains: 4, temperature: nil, power: power,
      pilotInstances: 4, mostSweeps: sweeps, command: "replica sample",
      session: Session(threadCount: 2))
  }

  /// A paramagnet is called so by each instance of the pilot: nothing is planted.
  @Test func paramagnet() async throws {
    let plan = try await plan(SherringtonKirkpatrick(spinCount: 128), [1.6, 2], power: 0.5)
    #expect(plan.curve == nil && plan.largerCurves.isEmpty)
    #expect(plan.instanceCount.map { $0 <= 4 } == true)
    #expect(plan.sweeps.map { $0 >= 512 } == true)
    #expect(plan.plannedCommand?.contains("--instances") == true)
    #expect(plan.document["verdict"] == "paramagnetic")
  }

  /// A small glass: no number of instances, and the words for it; or a pilot that is too short.
  @Test func smallGlass() async throws {
    let plan = try await plan(
      SherringtonKirkpatrick(spinCount: 24), [0.3, 0.5, 0.8, 1.2], power: 0.99, sweeps: 4096)
    if plan.sweeps != nil {
      #expect(plan.instanceCount == nil && plan.plannedCommand == nil)
      #expect(
        plan.sentence.contains("onger sampling will not help at this N")
          || plan.sentence.contains("nothing can be planted"))
    }
    let short = try await self.plan(
      SherringtonKirkpatrick(spinCount: 256), [0.2, 0.25], power: 0.8, sweeps: 256)
    #expect(short.sweeps == nil && short.plannedCommand == nil)
    #expect(short.sentence.contains("no plan"))
  }
}
