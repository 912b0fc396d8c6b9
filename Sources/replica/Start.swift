import Commands

/// The tool: a process with one command.
@main
enum Start {
  static func main() { runTool() }
}
