extension String {
  /// The word as a POSIX shell needs it: in quotation marks where it holds more than letters, digits and `-_./:,=+@%`.
  package var quotedForShell: String {
    let isPlain = unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || "-_./:,=+@%".unicodeScalars.contains(scalar)
    }
    if !isEmpty, isPlain { return self }
    return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
