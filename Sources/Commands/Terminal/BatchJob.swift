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
}
