import Documents
import Testing

/// Words of commands that can be copied into a shell.
@Suite struct ShellWordTests {
  @Test(arguments: [
    ("sk.zarr", "sk.zarr"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("", "''"), ("'", "''\\'''"),
    ("$x;`y`", "'$x;`y`'"), ("q=0.5:1:9,é", "q=0.5:1:9,é"), ("a&<b>", "'a&<b>'"),
  ])
  func quoted(word: String, quoted: String) {
    #expect(word.quotedForShell == quoted)
  }
}
