import Documents

/// What a run on disk holds, as its attribute `kind` says; a new kind of run is one case more.
public enum RunKind: String, Sendable, CaseIterable {
  /// Configurations of a spin model: ``RunStore``. Runs without the attribute are of this kind.
  case spin
  /// Configurations of real spins on a sphere: ``SphericalRunStore``.
  case sphericalSpin = "spherical spin"
  /// Trajectories of recurrent networks: ``RecurrentRunStore``.
  case recurrentSimulation = "recurrent simulate"
  /// Lyapunov exponents of recurrent networks: ``LyapunovRunStore``.
  case lyapunovExponents = "recurrent lyapunov"

  /// What one block of chunks belongs to: the name of the first dimension of most arrays.
  public var unit: String {
    switch self {
    case .spin, .sphericalSpin: "instance"
    case .recurrentSimulation, .lyapunovExponents: "network"
    }
  }

  /// The kind of a run on disk.
  ///
  /// - Parameter path: The folder.
  /// - Throws: ``ArchiveError`` when there is no store, or it is not a run of this library.
  public init(ofRunAt path: String) throws { self = try UnitStore(at: path).kind }

  /// Describes an array of a run.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - dimensions: The dimensions with their extents. The chunks of an array whose first dimension is
  ///     ``unit`` hold one unit each; any other array is one chunk.
  ///   - longName: What it is, in words.
  ///   - type: The data type.
  ///   - units: Its units.
  ///   - notes: Further attributes.
  /// - Returns: The description.
  func array(
    _ name: String, _ dimensions: [(name: String, extent: Int)], _ longName: String,
    type: ZarrDataType = .float64, units: String = "1", notes: [JSONValue.Member] = []
  ) -> ZarrArray {
    var attributes: JSONValue = ["long_name": .string(longName), "units": .string(units)]
    for note in notes { attributes[note.key] = note.value }
    let shape = dimensions.map(\.extent)
    return ZarrArray(
      name: name, dataType: type, shape: shape,
      chunkShape: dimensions.first?.name == unit
        ? [1] + shape.dropFirst().map { max(1, $0) } : nil,
      dimensionNames: dimensions.map(\.name), attributes: attributes)
  }
}
