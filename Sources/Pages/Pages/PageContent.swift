import Documents

/// All that a page is put together from.
struct PageContent: Sendable {
  /// What can be saved as a table: name and title, and the board that it is of.
  typealias Download = (name: String, title: String, board: Int)

  /// The answer in a sentence.
  var headline: String
  /// What it is about: model, sizes.
  var subject: [String]
  /// The answer with its figures.
  var hero: Markup
  /// What follows.
  var sections: [PageSection]
  var downloads: [Download]
  /// What the script must know.
  var settings: JSONValue
  /// The numbers of figures.
  var data: PackedData
  /// The version of the program.
  var version: String
  /// Whether all figures belong to one matrix.
  var isOneBoard = true
  /// How far a run has come that goes on; `nil` where nothing will change.
  var progress: String?

  /// After how many seconds a page of a run that goes on loads itself anew.
  static let refreshSeconds = 5
}
