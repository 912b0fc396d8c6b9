import ArgumentParser
import ReplicaKit

/// `replica report`: one page of HTML that shows what was found, to be read and to be sent.
struct ReportCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "A page of HTML with all that was found.",
    discussion: """
      The page is one file that asks nothing of any network. It begins with the answer in a sentence, how sure it is and \
      what to do next; then come the ordered overlap matrix with its tree, the spectrum with the line that decides, P(q) \
      with its error and the theory, the states with their overlaps, the tests of equilibrium, all temperatures, reasons, \
      and the commands that make it again. Point at anything, or use the arrow keys: what belongs together lights up. \
      All numbers can be saved as CSV. It prints, is light or dark, and says its answer without a script.

      Of a run every temperature can be chosen; the one of --temperature, the lowest without it, is seen first, with all \
      its instances (of more than 64 with 64 whole matrices, the others as small pictures, each chosen by its number). At the \
      other temperatures the matrices of the first instance are kept, with --keep-all those of all. Two files stand side by side, on common axes, with a table of the differences in standard errors. Arrays are read from the same files as by replica classify. The page has names of files and no names \
      of folders.

      EXAMPLES
        replica report sk.zarr -o sk.html
        replica report sk.zarr --temperature 0.4 -o sk.html --force
        replica report planted.npy -o planted.html
        replica report sk.zarr planted.npy --temperature 0.4 -o pair.html
        replica report overlaps.npy --spins 1024 -o q.html  # your overlaps, R × R
        replica report shots.csv --transpose --subtract site-mean -o s.html  # yours
        replica report sk.zarr --watch -o watched.html
        replica report sk.zarr --keep-data -o kept.html
        replica report kept.data -o again.html
      """)

  @Argument(
    help: ArgumentHelp(
      "A run, an array or an overlap matrix; two of them stand side by side.", valueName: "file"))
  var files: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The page to write, .html.", valueName: "file"))
  var output: String

  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: "The stored temperature of a run that is seen first. (default: the lowest)")
  var temperature: Double?

  @Flag(help: "Keep the matrices of all instances at all temperatures; the page grows.")
  var keepAll = false

  @Flag(
    help: """
      Keep the data of the page in a folder beside it, NAME.data (JSON and CSV), of which `replica report` makes the \
      page again without the run.
      """)
  var keepData = false

  @Flag(
    help: """
      Follow a run in progress: the page is written anew whenever instances are complete, until all are, and loads \
      itself anew in the browser meanwhile.
      """)
  var watch = false

  @Flag(help: "Overwrite existing output.")
  var force = false

  @OptionGroup var verdict: VerdictOptions
  @OptionGroup var common: CommonOptions

  var outputFiles: [String?] { [output, keepData ? PageData.folder(of: output) : nil] }

  func validate() throws {
    guard files.count == 1 || files.count == 2 else {
      throw ValidationError("\(files.count) files; a page shows one or two")
    }
    guard files.count == 1 || !keepAll else {
      throw ValidationError("--keep-all applies to the page of one run")
    }
    guard files.count == 1 || !watch else {
      throw ValidationError("--watch follows one run, not two side by side")
    }
    guard output.hasSuffix(".html") || output.hasSuffix(".htm") else {
      throw ValidationError("--output is '\(output)'; expected a name that ends in .html")
    }
  }

  private var filePage: FilePage {
    FilePage(
      files: files, temperature: temperature, verdict,
      options: verdict.analysis(seed: common.seed, withPower: false),
      request: PageRequest(
        version: toolVersion + revision,
        command: CommandLine.reproducingCommand + " -o " + output, keepsAll: keepAll))
  }

  /// The page, written: nothing is said of a page that is not there.
  func outcome(_ session: Session) async throws -> PageReport {
    let report = try await made(session)
    // What was watched is there already.
    try report.page.write(to: output, keepsData: keepData, ifExists: watch ? .replace : ifExists)
    return report
  }

  private func made(_ session: Session) async throws -> PageReport {
    if let data = files.first(where: PageData.isPage) { return try regenerated(data) }
    if watch {
      return try await PageWatch(file: files[0], output: output, force: force).page(filePage)
    }
    if let run = files.first {
      try verdict.requireNoArrayOptions(for: run, among: files)
    }
    return PageReport(try await filePage.page(session), path: output)
  }

  /// The page of a folder of data, for which nothing else can be chosen.
  private func regenerated(_ folder: String) throws -> PageReport {
    guard files.count == 1 else {
      throw Failure(
        .usage, "\(folder) holds the data of a page, which is made again alone, not beside others")
    }
    let others = [
      "--temperature", "-t", "--time", "--spins", "-s", "--replicas", "--keep-all", "--watch",
      "--keep-data", "--independent-sites", "--flips", "--pattern-file", "--labels", "--order",
      "--array", "--columns", "--dimensions", "--select", "--subtract", "--transpose",
    ]
    if let option = others.first(where: CommandLine.isGiven) {
      throw Failure(
        .usage, "\(folder) holds the data of a page that is made already; \(option) changes nothing"
      )
    }
    return PageReport(try PageData.page(at: folder), path: output)
  }
}
