import Foundation
import ReplicaKit

/// Requests that no machine, or not this one, can fulfil.
enum Limits {
  /// The most spins of a model whose couplings are a dense matrix: 30 GB on every thread.
  static let spins = 50_000
  /// The most disorder instances of a run, and the most networks.
  static let instances = 1_000_000

  /// The files that the tool and the system below it may open at a time, beside the three streams.
  private static let openFiles = 10

  /// Ends a process that may open too few files, with a word: the system's queues of work end it without.
  static func requireOpenFiles() {
    let opened = (0..<openFiles).map { _ in open("/dev/null", O_RDONLY) }.filter { $0 >= 0 }
    for descriptor in opened { close(descriptor) }
    guard opened.count < openFiles else { return }
    Console.note(
      "replica: error: only \(opened.count) more files may be opened, and \(openFiles) are needed; raise the limit "
        + "(ulimit -n)")
    exit(Failure.Code.computation.rawValue)
  }

  /// Ends a process whose threads would have too small a stack, with a word: the system ends it without.
  static func requireStack() {
    let least = 128 << 10
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit) == 0,
      limit.rlim_cur < least
    else { return }
    Console.note(
      "replica: error: the stack may have \(limit.rlim_cur >> 10) KiB, and \(least >> 10) are needed; raise the limit "
        + "(ulimit -s)")
    exit(Failure.Code.computation.rawValue)
  }

  /// Ends a process that was given a word that is no UTF-8, such as the name of a file: another name would be taken for
  /// it.
  static func requireReadableArguments() {
    for place in 0..<Int(CommandLine.argc) {
      guard let word = CommandLine.unsafeArgv[place], String(validatingCString: word) == nil else {
        continue
      }
      Console.note(
        "replica: error: '\(String(cString: word).shortened)' is no UTF-8; names and options are, so rename the file"
      )
      exit(Failure.Code.usage.rawValue)
    }
  }

  /// Ends a process for which another instruction set of the kernels is asked than there is.
  static func requireKnownInstructionSet() {
    let (variable, sets) = ("REPLICA_KIT_CPU", ["baseline", "v3", "v4"])
    guard let word = ProcessInfo.processInfo.environment[variable], !word.isEmpty,
      !sets.contains(word)
    else { return }
    Console.note(
      "replica: error: \(variable) is '\(word.shortened)'; it caps the instruction set of the kernels and is "
        + "\(sets.joined(separator: ", ")) or not set")
    exit(Failure.Code.usage.rawValue)
  }

  /// Refuses what does not fit into the memory of the machine.
  ///
  /// - Parameters:
  ///   - bytes: The memory it takes.
  ///   - what: What takes it.
  ///   - change: What to change.
  /// - Throws: ``Failure`` with the memory it takes and the memory there is.
  static func requireMemory(_ bytes: Double, for what: String, change: String) throws {
    // What can be had: within the limits of the process, and not what others hold.
    let available = 2 * StatedSize.available
    guard bytes <= available else {
      throw Failure(
        .computation,
        "\(what) takes about \(gigabytes(bytes)) of memory and the machine has "
          + "\(gigabytes(available)); \(change)")
    }
  }

  /// Refuses replicas whose overlaps, with their spectrum, do not fit into memory.
  ///
  /// - Parameters:
  ///   - replicas: The number of replicas.
  ///   - file: Where they come from.
  /// - Throws: ``Failure`` with the memory they take.
  static func requireOverlaps(replicas: Int, file: String) throws {
    try requireMemory(
      40 * Double(replicas) * Double(replicas), for: "\(file): \(replicas) × \(replicas) overlaps",
      change: "take fewer replicas")
  }

  /// A number of bytes in words.
  static func gigabytes(_ bytes: Double) -> String { text(bytes / 1e9, digits: 3) + " GB" }

  /// Refuses a model whose couplings are too many, before anything is made.
  ///
  /// - Parameters:
  ///   - spins: The number of spins.
  ///   - copies: How many threads hold couplings at a time.
  /// - Throws: ``Failure`` with the memory they take.
  static func requireCouplings(spins: Int, copies: Int) throws {
    // The couplings themselves and, for sampling, as whole numbers.
    let bytes = 12 * Double(spins) * Double(spins)
    guard spins <= Self.spins else {
      throw Failure(
        .computation,
        "the couplings of \(spins) spins take about \(gigabytes(bytes)) of memory; at most "
          + "\(Self.spins) spins are possible")
    }
    try requireMemory(
      bytes * Double(copies), for: "\(spins) spins on \(copies) thread\(copies == 1 ? "" : "s")",
      change: "take fewer spins\(copies == 1 ? "" : " or --threads 1")")
  }
}

/// Checks of output before long work, so that it is not done in vain.
enum OutputFile {
  /// Refuses a place inside of a run, which holds nothing but its arrays.
  static func requireOutsideOfRuns(_ path: String) throws {
    var folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    while folder.path.count > 1 {
      if UnitStore.isRun(at: folder.path) {
        throw ArchiveError.cannotWrite(
          path: path,
          reason:
            "it would lie inside the run \(folder.lastPathComponent); choose a place beside it")
      }
      folder = folder.deletingLastPathComponent()
    }
  }

  /// Refuses a file that cannot be made because its folder is missing or it is there already.
  static func require(_ path: String?, force: Bool) throws {
    guard let path, !MemoryFiles.has(path) else { return }
    let manager = FileManager.default
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard InputFile.isFolder(folder) else {
      throw ArchiveError.parentMissing(path: path, parent: folder)
    }
    guard !InputFile.isFolder(path) else {
      throw ArchiveError.cannotWrite(path: path, reason: "it is a folder")
    }
    try requireOutsideOfRuns(path)
    guard force || !manager.fileExists(atPath: path) else {
      throw ArchiveError.alreadyExists(path: path)
    }
    try FileSystem.refuseDevice(path)
    // The name while it is written is longer.
    let name = URL(fileURLWithPath: path).lastPathComponent
    guard name.utf8.count <= 200 else {
      throw ArchiveError.cannotWrite(
        path: path.shortened, reason: "its name has more than 200 bytes")
    }
  }
}
