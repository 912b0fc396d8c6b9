/// Words that a page uses, explained in a sentence each.
struct Glossary {
  /// The subjects that a page touches.
  struct Subjects: OptionSet {
    let rawValue: Int
    static let run = Subjects(rawValue: 1)
    static let broken = Subjects(rawValue: 2)
    static let patterns = Subjects(rawValue: 4)
    static let layers = Subjects(rawValue: 8)
    static let differences = Subjects(rawValue: 16)
    static let theory = Subjects(rawValue: 32)
    static let sizes = Subjects(rawValue: 64)
    static let time = Subjects(rawValue: 128)
  }

  let subjects: Subjects

  /// The words of pages that show no matrix of one system; `nil` for the others.
  private var own: [(Markup, String)]? {
    let error = (
      "0.49(7)" as Markup,
      "0.49 with a standard error of 0.07: the digits in brackets belong to the last digits."
    )
    if subjects.contains(.theory) {
      return [
        (
          "q(x)",
          "The overlap below which two replicas are with probability x. Constant: replica-symmetric."
        ),
        ("P(q)", "The distribution of the overlap of two replicas, dx/dq: smooth parts and peaks."),
        ("q<sub>EA</sub>", "The largest overlap: that of two replicas in one state."),
        (
          "replicon",
          "Stability of the solution; below zero replica symmetry, or the step, is unstable."
        ),
        (
          "m, x<sub>M</sub>",
          "Where q(x) reaches its plateau: 1 − x is the weight of the peak at q_EA."
        ),
        (
          "AT line",
          "Where the replica-symmetric solution becomes unstable (de Almeida and Thouless)."
        ),
      ]
    }
    if subjects.contains(.sizes) {
      return [
        (
          "Binder ratio g",
          "0 where overlaps are Gaussian, 1 where |q| is fixed. Curves of different sizes cross near a transition."
        ),
        (
          "ξ<sub>L</sub>/L",
          "Correlation length by the length of the lattice; curves of different sizes cross at a transition."
        ),
        (
          "stays broken, heals",
          "The two readings of an indicator: a positive limit for N → ∞, or a power law to zero."
        ),
        (
          "p",
          "Probability of data so far on the other side if the reading is true; excluded below 0.01."
        ),
        (
          "instance", "One draw of the random couplings. Errors are standard errors over instances."
        ), error,
      ]
    }
    if subjects.contains(.time) {
      return [
        (
          "Δ(τ)",
          "Covariance of the fields h at two times τ apart, averaged over neurons, in the stationary state."
        ),
        (
          "q(t), c<sub>ab</sub>(t)",
          "Variance of h over neurons; correlation of two trajectories of one network."
        ),
        (
          "λ₁",
          "Largest Lyapunov exponent: neighbouring trajectories separate (above 0) or meet (below 0) at this rate."
        ),
        (
          "Amari's assumption",
          "That the h of different neurons are normal and independent; tested in every snapshot."
        ),
        (
          "C(t, t′)",
          "The same covariance at all pairs of times; where it depends on t − t′ only, the state is stationary."
        ),
        error,
      ]
    }
    return nil
  }

  private var entries: [(Markup, String)] {
    if let own { return own }
    var entries: [(Markup, String)] = [
      (
        "overlap q<sub>ab</sub>",
        "How much two replicas agree: 1 = equal, 0 = no more than chance, −1 = opposite."
      ),
      (
        "replica",
        subjects.contains(.run)
          ? "One independent sample of the same system: the same couplings, other random numbers."
          : "One row of the data: a sample, an input, a spectrum."
      ),
      (
        "noise line",
        "The largest eigenvalue that replicas without anything more in common would show, at the 1 % level. What lies above is shared order."
      ),
      (
        "P(q)",
        "Distribution of the overlaps of pairs. One peak: one state. A peak and a plateau: many."
      ),
      (
        "0.49(7)",
        "0.49 with a standard error of 0.07: the digits in brackets belong to the last digits."
      ),
    ]
    if subjects.contains(.layers) {
      entries += [
        (
          "χ₁",
          "Growth of a small difference between two inputs per layer. Below 1: ordered. Above 1: chaotic."
        ),
        (
          "q*, c*",
          "The squared length and the correlation that every input, and every pair, ends at in wide networks."
        ),
      ]
    }
    if subjects.contains(.patterns) {
      entries.append(
        ("retrieval", "A state that agrees with one stored pattern; mixtures agree with several."))
    }
    if subjects.contains(.differences) {
      entries.append(
        ("z", "A difference in units of its standard error; beyond 3 it is marked by ▲."))
    }
    if subjects.contains(.run) {
      entries.append(
        (
          "instance",
          "One draw of the random couplings. Spread between instances is physics, not noise, in a glass."
        ))
    }
    if subjects.contains(.broken) {
      entries += [
        (
          "pure state",
          "A group of replicas that differ from one another no more than fluctuations inside one valley allow."
        ),
        (
          "q<sub>αα</sub>, q<sub>αβ</sub>",
          "Overlap of the mean configurations of a state with itself, and of two states, without the bias of a = b."
        ),
        (
          "replica-symmetry breaking",
          "Replicas of one system fall into several states. One step: two overlaps only. Hierarchical: states within states."
        ),
        (
          "tree, ultrametric",
          "Of any three states two pairs are equally far and the third is no farther."
        ),
        ("m", "Probability that two replicas are in different states."),
      ]
    }
    if subjects.contains(.run) {
      entries.append(
        (
          "parallel tempering",
          "Copies at many temperatures exchange places, so that cold ones do not get stuck."
        ))
    }
    return entries
  }

  var markup: Markup {
    let list = entries.prefix(12).map { entry -> Markup in
      "<div><dt>\(entry.0)</dt><dd>\(prose: entry.1)</dd></div>"
    }
    return "<dl class=\"words\">\(Array(list))</dl>"
  }
}
