import Documents

/// How often neighbouring temperatures exchanged, and how often walkers crossed the whole ladder.
public struct ExchangeCounts: Sendable, Equatable, Codable {
  /// How many of the draws of a ladder at a temperature came down from the hottest one on their own.
  static let lives = Quantity(
    "lives", ["instance", "temperature", "chain"],
    "walkers among the draws, counted anew after every visit to the hottest temperature")

  private var proposed: [Int]
  private var accepted: [Int]
  /// Per walker: +1 after the hottest temperature, −1 after the coldest, 0 before either.
  private var direction: [Int]
  /// Per walker: when it was last at the hottest temperature, in rounds of exchanges; before, a number below 0 of
  /// its own.
  private var births: [Int]
  private var rounds = 0
  /// Per temperature: the birth of the walker there.
  private(set) var lives: [Int]
  /// Journeys from the hottest to the coldest temperature and back, over all walkers.
  public private(set) var roundTrips = 0

  /// Begins to count.
  ///
  /// - Parameter slots: The number of temperatures.
  public init(slots: Int) {
    proposed = [Int](repeating: 0, count: max(0, slots - 1))
    accepted = proposed
    direction = [Int](repeating: 0, count: slots)
    births = (0..<slots).map { -1 - $0 }
    lives = births
  }

  /// Counts a proposal.
  ///
  /// - Parameters:
  ///   - pair: The lower of the two temperatures.
  ///   - isAccepted: Whether they exchanged.
  public mutating func record(pair: Int, accepted isAccepted: Bool) {
    proposed[pair] += 1
    if isAccepted { accepted[pair] += 1 }
  }

  /// Notes which walkers are at the ends; a return to the hottest end completes a round trip.
  ///
  /// - Parameter walkerAt: The walker at every temperature, lowest first.
  public mutating func visit(_ walkerAt: [Int]) {
    guard let coldest = walkerAt.first, let hottest = walkerAt.last else { return }
    if direction[coldest] == 1 { direction[coldest] = -1 }
    if direction[hottest] == -1 { roundTrips += 1 }
    direction[hottest] = 1
    rounds += 1
    births[hottest] = rounds
    for (slot, walker) in walkerAt.enumerated() { lives[slot] = births[walker] }
  }

  /// Forgets what was counted, but not where walkers have been.
  public mutating func forgetCounts() {
    for k in proposed.indices {
      proposed[k] = 0
      accepted[k] = 0
    }
    roundTrips = 0
  }

  /// The accepted fraction of the exchanges of each neighbouring pair.
  public var rates: [Double] {
    zip(accepted, proposed).map { $1 > 0 ? Double($0) / Double($1) : 0 }
  }
}
