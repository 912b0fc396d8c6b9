/// What several sizes say of broken replica symmetry.
public enum ScanAnswer: String, Sendable, CaseIterable {
  /// It stays broken as N grows.
  case staysBroken = "stays-broken"
  /// It is not broken, or heals.
  case heals
  /// These sizes do not tell.
  case undecided
}

extension ScanAnswer {
  /// The answer in words.
  public var words: String {
    switch self {
    case .staysBroken: "stays broken"
    case .heals: "heals"
    case .undecided: "undecided"
    }
  }

  /// The same answer for one indicator: it has a limit, or goes to zero.
  public var ofIndicator: String {
    switch self {
    case .staysBroken: "limit"
    case .heals: "zero"
    case .undecided: "undecided"
    }
  }
}
