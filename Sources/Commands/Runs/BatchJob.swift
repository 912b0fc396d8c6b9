import Foundation

/// The job of a batch system in which the tool runs, if it does.
enum BatchJob {
  /// Whether a batch system started this process.
  static var isRunning: Bool {
    let environment = ProcessInfo.processInfo.environment
    return ["SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID"].contains { environment[$0] != nil }
  }

  /// The seconds that are left to the job, as far as it is told.
  ///
  /// Slurm tells its end as seconds since 1970 in SLURM_JOB_END_TIME.
  static var secondsLeft: Double? {
    ProcessInfo.processInfo.environment["SLURM_JOB_END_TIME"].flatMap(Double.init).map {
      $0 - Date().timeIntervalSince1970
    }
  }

  /// An element of a job array of Slurm.
  struct ArrayElement {
    /// Its number.
    let index: Int
    /// The lowest and the highest number of the array; `nil` where it is not told.
    let range: ClosedRange<Int>?
    /// The number of elements of the array; `nil` where it is not told.
    let count: Int?
  }

  /// The element of a job array that this process belongs to; `nil` where Slurm tells none.
  static var arrayElement: ArrayElement? {
    func number(_ name: String) -> Int? {
      ProcessInfo.processInfo.environment["SLURM_ARRAY_TASK_" + name].flatMap { Int($0) }
    }
    guard let index = number("ID"), index >= 0 else { return nil }
    var range: ClosedRange<Int>?
    if let lowest = number("MIN"), let highest = number("MAX"), lowest <= highest {
      range = lowest...highest
    }
    return ArrayElement(index: index, range: range, count: number("COUNT"))
  }
}
