// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CReplica
import Commands
import Documents

// The functions of replica.h, where they are described.

/// The job behind a handle.
private func job(_ handle: OpaquePointer?) -> Job? {
  handle.map { Unmanaged<Job>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
}

/// Text of a job that is made once.
private func text(
  _ handle: OpaquePointer?, _ name: String, _ make: (Job) -> String?
) -> UnsafePointer<CChar>? {
  guard let job = job(handle), let text = make(job) else { return nil }
  return job.keep(name) { Array(text.utf8) }?.assumingMemoryBound(to: CChar.self)
}

/// Starts a command and returns at once.
@c @implementation
public func replica_start(
  _ words: UnsafePointer<UnsafePointer<CChar>?>!, _ count: Int32,
  _ arrays: UnsafePointer<replica_array>!, _ arrayCount: Int32,
  _ job: UnsafeMutablePointer<OpaquePointer?>!
) -> Int32 {
  guard let job else { return Int32(REPLICA_USAGE) }
  let started: Job
  do {
    started = Job(
      try checkedWords(words, count),
      arrays: try (0..<Int(max(0, arrays == nil ? 0 : arrayCount))).map {
        try MemoryArray(arrays[$0])
      })
  } catch {
    started = Job(refusal: error as? BadCall ?? BadCall("\(error)"))
  }
  job.pointee = OpaquePointer(Unmanaged.passRetained(started).toOpaque())
  return started.code
}

/// The words of a command.
private func checkedWords(_ words: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int32) throws
  -> [String]
{
  guard let words, count >= 0 else { throw BadCall("a command without words") }
  return try (0..<Int(count)).map { k in
    guard let word = words[k] else { throw BadCall("word \(k) of the command is NULL") }
    return String(cString: word)
  }
}

/// Waits until a command has ended.
@c @implementation
public func replica_wait(_ handle: OpaquePointer!, _ seconds: Double) -> Int32 {
  job(handle)?.wait(seconds) == false ? 0 : 1
}

/// Interrupts a command.
@c @implementation
public func replica_cancel(_ handle: OpaquePointer!) { job(handle)?.cancel() }

/// How far the work has come.
@c @implementation
public func replica_progress(
  _ handle: OpaquePointer!, _ label: UnsafeMutablePointer<CChar>!, _ size: Int64
) -> Double {
  let work = job(handle)?.work
  if let label, size > 0 {
    let bytes = (work?.label ?? "").utf8.prefix(Int(size) - 1)
    for (k, byte) in bytes.enumerated() { label[k] = CChar(bitPattern: byte) }
    label[bytes.count] = 0
  }
  return work?.fraction ?? 0
}

/// How a command ended.
@c @implementation
public func replica_code(_ handle: OpaquePointer!) -> Int32 {
  job(handle)?.code ?? Int32(REPLICA_USAGE)
}

/// What went wrong.
@c @implementation
public func replica_message(_ handle: OpaquePointer!) -> UnsafePointer<CChar>! {
  text(handle, "message") { $0.code == Int32(REPLICA_RUNNING) ? nil : $0.message }
}

/// The result as one JSON object.
@c @implementation
public func replica_document(_ handle: OpaquePointer!) -> UnsafePointer<CChar>! {
  text(handle, "document") { $0.document }
}

/// Warnings and hints.
@c @implementation
public func replica_notes(_ handle: OpaquePointer!) -> UnsafePointer<CChar>! {
  text(handle, "notes") { $0.code == Int32(REPLICA_RUNNING) ? nil : $0.notes }
}

/// The result for people.
@c @implementation
public func replica_text(_ handle: OpaquePointer!, _ width: Int32) -> UnsafePointer<CChar>! {
  text(handle, "text \(width)") { $0.text(width: Int(width)) }
}

/// The result for people in parts.
@c @implementation
public func replica_sections(_ handle: OpaquePointer!) -> UnsafePointer<CChar>! {
  text(handle, "sections") { $0.sections }
}

/// Draws the figures of the result.
@c @implementation
public func replica_draw(
  _ handle: OpaquePointer!, _ path: UnsafePointer<CChar>!
) -> UnsafePointer<CChar>! {
  guard let path else { return text(handle, "draw NULL") { _ in "a figure without a path" } }
  let file = String(cString: path)
  return text(handle, "draw \(file)") { $0.draw(file) }
}

/// A file that was written in memory.
@c @implementation
public func replica_file(
  _ handle: OpaquePointer!, _ index: Int32, _ path: UnsafeMutablePointer<UnsafePointer<CChar>?>!,
  _ bytes: UnsafeMutablePointer<UnsafeRawPointer?>!, _ size: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guard let job = job(handle), job.code != Int32(REPLICA_RUNNING), let file = job.file(Int(index))
  else { return 0 }
  path?.pointee = text(handle, "path \(index)") { _ in file.path }
  bytes?.pointee = job.keep("file \(index)") { file.bytes }
  size?.pointee = Int64(file.bytes.count)
  return 1
}

/// Gives a job back.
@c @implementation
public func replica_release(_ handle: OpaquePointer!) {
  guard let handle else { return }
  job(handle)?.cancel()
  Unmanaged<Job>.fromOpaque(UnsafeRawPointer(handle)).release()
}

/// Runs a command to its end.
@c @implementation
public func replica_run(
  _ words: UnsafePointer<UnsafePointer<CChar>?>!, _ count: Int32,
  _ arrays: UnsafePointer<replica_array>!, _ arrayCount: Int32,
  _ callbacks: UnsafePointer<replica_callbacks>!, _ job: UnsafeMutablePointer<OpaquePointer?>!
) -> Int32 {
  let code = replica_start(words, count, arrays, arrayCount, job)
  guard code == Int32(REPLICA_RUNNING), let handle = job.pointee else { return code }
  guard let callbacks = callbacks?.pointee else {
    _ = replica_wait(handle, -1)
    return replica_code(handle)
  }
  var isCancelled = false
  while replica_wait(handle, 0.05) == 0 {
    var label = [CChar](repeating: 0, count: 128)
    let fraction = replica_progress(handle, &label, 128)
    callbacks.progress?(callbacks.context, label, fraction)
    if !isCancelled, let interrupt = callbacks.interrupt, interrupt(callbacks.context) != 0 {
      replica_cancel(handle)
      isCancelled = true
    }
  }
  return replica_code(handle)
}

/// The versions, made once and never freed.
nonisolated(unsafe) private let versions: UnsafePointer<CChar> = {
  let bytes = Array(Versions.document.compactText.utf8CString)
  let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
  buffer.initialize(from: bytes, count: bytes.count)
  return UnsafePointer(buffer)
}()

/// The versions as a JSON object.
@c @implementation
public func replica_version() -> UnsafePointer<CChar>! { versions }

/// The tool itself.
@c @implementation
public func replica_main() { runTool() }
