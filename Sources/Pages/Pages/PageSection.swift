/// A part of a page: its title and how to read it at the side, its content beside that.
struct PageSection {
  /// The name in addresses.
  let name: String
  let title: String
  /// How to read it, in one or two paragraphs.
  let guide: [Markup]
  let content: Markup
  var style = ""

  var markup: Markup {
    let guide = guide.map { paragraph -> Markup in "<p>\(paragraph)</p>" }
    return """
      <section id="\(name)" class="\(style)" aria-labelledby="\(name)-title"><div class="rail">\
      <h2 id="\(name)-title">\(title)</h2>\(guide)</div><div>\(content)</div></section>

      """
  }
}
