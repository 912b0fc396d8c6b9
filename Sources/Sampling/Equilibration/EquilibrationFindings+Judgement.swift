import Documents
import Statistics

extension EquilibrationFindings {
  /// The level of one of the tests over instances: with several there are two, of their sum and of the worst.
  private var level: Double { EquilibrationRule.level / (instanceCount > 1 ? 2 : 1) }

  /// Judges one temperature by itself.
  func judged(_ t: Int) -> TemperatureEquilibration {
    let temperature = settings.temperatures[t]
    var figures = EquilibrationFigures()
    figures.overlapExcess = excess(t)
    if let memory {
      let (states, sign) = (memory.result(.states, t), memory.result(.sign, t))
      figures.allowedExcess = allowed(t)
      figures.memoryProbability = known(combined(states))
      figures.signMemoryProbability = isSpinFlipSymmetric ? known(combined(sign)) : nil
      figures.independentConfigurations = fresh(t)
      figures.energyRHat = rHat(t)
    }
    if let drift {
      figures.energyDrift = drift.energy[t]
      figures.overlapDrift = drift.squareOverlap[t]
      figures.driftProbability = known(drift.probability[t])
    }
    let own = settings.algorithm.checks(data, temperature: t, settings: settings)
    var reasons: [EquilibrationReason] = []
    if memory != nil {
      reasons += memoryReasons(t, figures)
      if let reason = driftReason(t, figures) { reasons.append(reason) }
    } else if settings.algorithm.hasTime {
      reasons.append(fewReason(t))
      if let reason = driftReason(t, figures) { reasons.append(reason) }
    }
    let identity = identityCheck(t)
    if let identity, identity.passed == false {
      reasons.append(
        EquilibrationReason(
          kind: .identity, answer: .no,
          text: "not equilibrated at T = \(short(temperature)): \(identity.detail). More sweeps."))
    }
    reasons += own.filter { $0.kind == .families && $0.passed == false }.map {
      EquilibrationReason(
        kind: .families, answer: .cannotBeTold,
        text: "cannot be told at T = \(short(temperature)): \($0.detail)")
    }
    if !settings.algorithm.samplesGibbsMeasure {
      reasons = [
        EquilibrationReason(
          kind: .cooled, answer: .no,
          text:
            "not equilibrated at T = \(short(temperature)): \(settings.algorithm.name) searches for the "
            + "lowest energy and falls out of equilibrium while it cools. Averages need "
            + "\(ParallelTempering.name).")
      ]
    }
    if reasons.isEmpty { reasons = [passedReason(t, figures)] }
    var checks = decidingChecks(t, figures, reasons)
    // Beside a "no" nobody needs what else is missing.
    let against = reasons.filter { $0.answer == .no }
    if !against.isEmpty { reasons = against }
    if let identity { checks.append(identity) }
    if settings.algorithm.hasTime {
      checks += CustomaryChecks.all(
        data, temperature: t, settings: settings, rHat: figures.energyRHat)
    }
    return TemperatureEquilibration(
      temperature: temperature, reasons: reasons, figures: figures, checks: checks + own)
  }

  /// A probability; `nil` where the score was too small for one to be worked out.
  private func known(_ probability: Double) -> Double? { probability < 1 ? probability : nil }

  /// Both tests over instances as one probability.
  private func combined(_ result: MemoryTest.Result) -> Double {
    instanceCount == 1 ? result.pooled : min(1, 2 * min(result.pooled, result.worst))
  }

  private func allowed(_ t: Int) -> Double {
    max(EquilibrationRule.allowedExcess * room(t), EquilibrationRule.leastAllowed)
  }

  private func matters(_ excess: Double, _ room: Double) -> Bool {
    excess > EquilibrationRule.smallestExcess * room && excess > EquilibrationRule.leastExcess
  }

  // MARK: - Memory

  private func memoryReasons(_ t: Int, _ figures: EquilibrationFigures) -> [EquilibrationReason] {
    guard let memory, let excess = figures.overlapExcess, let error = excess.error,
      let allowed = figures.allowedExcess, let fresh = figures.independentConfigurations
    else { return [] }
    let at = "T = \(short(settings.temperatures[t]))"
    let hottest = short(settings.temperatures[settings.temperatures.count - 1])
    guard error > 0 else {
      return [
        EquilibrationReason(
          kind: .constant, answer: .cannotBeTold,
          text:
            "cannot be told at \(at): no overlap between draws ever changed. Hotter temperatures.")
      ]
    }
    let states = memory.result(.states, t)
    let advice =
      "Each ladder stays in its own states. Add temperatures up to where they mix (hottest now: "
      + "\(hottest)), or sweeps."
    var reasons: [EquilibrationReason] = []
    var isSlow = false
    if states.pooled < level {
      if matters(excess.value, room(t)) {
        reasons.append(
          EquilibrationReason(
            kind: .memory, answer: .no,
            text:
              "not equilibrated at \(at): a ladder remembers. q² between draws of one ladder, half a "
              + "run apart, exceeds q² between ladders by \(short(excess.value)) (± \(short(error)) if "
              + "nothing were remembered; \(probability(states.pooled))). \(advice)"))
      } else {
        isSlow = true
      }
    }
    if reasons.isEmpty, states.worst < level {
      let worst = self.excess(t, instance: states.worstInstance)
      if matters(worst, room(t, instance: states.worstInstance)) {
        reasons.append(
          EquilibrationReason(
            kind: .memory, answer: .no,
            text: "not equilibrated at \(at): a ladder remembers, in instance "
              + "\(instanceNames[states.worstInstance]) if not in others. q² between draws of one ladder, half a run apart, "
              + "exceeds q² between ladders by \(short(worst)) there (\(probability(states.worst)) among "
              + "\(instanceCount) instances). \(advice)"))
      } else {
        isSlow = true
      }
    }
    if isSlow, reasons.isEmpty {
      reasons.append(
        EquilibrationReason(
          kind: .slow, answer: .cannotBeTold,
          text:
            "cannot be told at \(at): a memory lasts over a block of time (an eighth of the run) that is "
            + "worth \(short(100 * max(0, excess.value))) % of q² or of the energies. Twice the sweeps."
        ))
    }
    let bound = excess.value + 2 * error
    if bound > allowed {
      reasons.append(
        EquilibrationReason(
          kind: .power, answer: .cannotBeTold,
          text:
            "cannot be told at \(at): an excess of q² within ladders of up to \(short(bound)) cannot be "
            + "excluded (allowed: \(short(allowed))). About \(text(max(1.1, bound / allowed), digits: 2)) "
            + "times the sweeps would decide."))
    }
    if fresh < EquilibrationRule.fewestFresh {
      reasons.append(
        EquilibrationReason(
          kind: .fresh, answer: .cannotBeTold,
          text:
            "cannot be told at \(at): the ladders of an instance hold about \(text(fresh, digits: 2)) "
            + "independent configurations (\(Int(EquilibrationRule.fewestFresh)) are needed): a state that "
            + "fewer than \(percent(figures.visibleShare)) of the starts reach may have been missed. More "
            + "ladders (--chains \(max(16, 2 * settings.chainCount))), hotter temperatures, or more sweeps."
        ))
    }
    if isSpinFlipSymmetric {
      let sign = memory.result(.sign, t)
      if min(sign.pooled, sign.worst) < level {
        reasons.append(
          EquilibrationReason(
            kind: .sign, answer: .cannotBeTold,
            text:
              "cannot be told at \(at): each ladder keeps its overall sign. e, q² and other even "
              + "quantities are not affected by mirror images; m, q and P(q) are."))
      }
    }
    return reasons
  }

  private func fewReason(_ t: Int) -> EquilibrationReason {
    let draws = 2 * BlockMemory.blockCount(ladders: settings.chainCount)
    return EquilibrationReason(
      kind: .few, answer: .cannotBeTold,
      text: "cannot be told at T = \(short(settings.temperatures[t])): needs \(draws) draws of "
        + "\(settings.chainCount) ladders (now \(settings.draws)).")
  }

  // MARK: - Drift

  private func driftReason(_ t: Int, _ figures: EquilibrationFigures) -> EquilibrationReason? {
    guard let drift, drift.probability[t] < EquilibrationRule.driftLevel else { return nil }
    func score(_ estimate: Estimate) -> Double {
      estimate.error.map { $0 > 0 ? abs(estimate.value) / $0 : 0 } ?? 0
    }
    let (energy, overlap) = (drift.energy[t], drift.squareOverlap[t])
    let isEnergy = score(energy) >= score(overlap)
    let worst = isEnergy ? energy : overlap
    let name = isEnergy ? "the energy per spin is" : "q² between ladders is"
    return EquilibrationReason(
      kind: .drift, answer: .no,
      text: "not equilibrated at T = \(short(settings.temperatures[t])): \(name) still "
        + "\(worst.value < 0 ? "falling" : "rising"), by \(short(abs(worst.value))) ± "
        + "\(short(worst.error ?? 0)) from the first to the last twelfth of the time since half of the "
        + "burn-in (\(probability(drift.probability[t]))). Four times the sweeps, or hotter temperatures."
    )
  }

  // MARK: - Others

  private func identityCheck(_ t: Int) -> EquilibrationCheck? {
    guard let discrepancies = identityDiscrepancies?[t] else { return nil }
    guard discrepancies.count >= EquilibrationRule.fewestInstancesForIdentity else {
      return EquilibrationCheck(
        kind: .gaussianIdentity, passed: nil,
        detail: "needs at least \(EquilibrationRule.fewestInstancesForIdentity) instances")
    }
    let test = StudentTest(discrepancies)
    return EquilibrationCheck(
      kind: .gaussianIdentity,
      passed: test.probability >= EquilibrationRule.identityLevel
        / Double(settings.temperatures.count),
      detail:
        "the exact identity of energy and overlaps for Gaussian couplings leaves \(test.text), 0 in "
        + "equilibrium (p = \(short(test.probability)))")
  }

  private func passedReason(_ t: Int, _ figures: EquilibrationFigures) -> EquilibrationReason {
    var parts: [String] = []
    if let excess = figures.overlapExcess {
      parts.append("excess of q² \(short(excess.value)) ± \(short(excess.error ?? 0))")
      parts.append(drift == nil ? "drift not tested (nothing was kept for it)" : "no drift")
    }
    if let fresh = figures.independentConfigurations {
      parts.append(
        "\(text(fresh, digits: 2)) independent configurations: a state of "
          + "\(percent(figures.visibleShare)) weight of the starts would have been seen")
    } else {
      parts.append("populations of many families")
    }
    return EquilibrationReason(
      kind: .passed, answer: .yes,
      text:
        "equilibrated at T = \(short(settings.temperatures[t])): \(parts.joined(separator: ", ")). A state "
        + "that \(settings.start.text.map { "neither random starts nor \($0) reach" } ?? "no start reaches") "
        + "cannot be excluded.")
  }

  /// The tests that decide, with their figures in words.
  private func decidingChecks(
    _ t: Int, _ figures: EquilibrationFigures, _ reasons: [EquilibrationReason]
  ) -> [EquilibrationCheck] {
    func failed(_ kind: EquilibrationReason.Kind) -> Bool { reasons.contains { $0.kind == kind } }
    var checks: [EquilibrationCheck] = []
    if let excess = figures.overlapExcess, let allowed = figures.allowedExcess,
      let fresh = figures.independentConfigurations
    {
      let isConstant = failed(.constant)
      let bound = excess.value + 2 * (excess.error ?? 0)
      checks.append(
        EquilibrationCheck(
          kind: .memory, passed: isConstant ? nil : !failed(.memory) && !failed(.slow),
          detail: "q² within ladders exceeds that between ladders by \(short(excess.value)) ± "
            + "\(short(excess.error ?? 0)) (\(probability(figures.memoryProbability)) for q² and energy at all temperatures)"
        ))
      checks.append(
        EquilibrationCheck(
          kind: .power, passed: isConstant ? nil : !failed(.power),
          detail: "an excess above \(short(bound)) is excluded; \(short(allowed)) is allowed"))
      checks.append(
        EquilibrationCheck(
          kind: .independentConfigurations, passed: isConstant ? nil : !failed(.fresh),
          detail: "\(text(fresh, digits: 2)) per instance; "
            + "\(Int(EquilibrationRule.fewestFresh)) are needed"))
      if isSpinFlipSymmetric {
        checks.append(
          EquilibrationCheck(
            kind: .signMemory, passed: isConstant ? nil : !failed(.sign),
            detail: "\(probability(figures.signMemoryProbability)) for the signed overlap"))
      }
    } else if settings.algorithm.hasTime {
      checks.append(
        EquilibrationCheck(kind: .memory, passed: nil, detail: "too few draws or ladders"))
    }
    guard settings.algorithm.hasTime else { return checks }
    if let energy = figures.energyDrift, let overlap = figures.overlapDrift {
      checks.append(
        EquilibrationCheck(
          kind: .drift, passed: !failed(.drift),
          detail: "since half of the burn-in the energy per spin changed by "
            + "\(short(energy.value)) ± \(short(energy.error ?? 0)), q² by \(short(overlap.value)) ± "
            + "\(short(overlap.error ?? 0)) (\(probability(figures.driftProbability)))"))
    } else {
      checks.append(
        EquilibrationCheck(kind: .drift, passed: nil, detail: "nothing was kept for it"))
    }
    return checks
  }

  /// A p-value of 2000 relabellings.
  private func probability(_ p: Double?) -> String {
    guard let p else { return "not significant" }
    return p < 0.0005 ? "p < 0.0005" : "p = \(short(p))"
  }

  private func percent(_ share: Double?) -> String {
    "\(text(100 * (share ?? 1), digits: 2)) %"
  }
}
