/// The functions of libhdf5 that reading needs, as they are in C; the library is loaded when the first file of its
/// format is opened.
struct HDF5Functions {
  /// What the library calls its objects by; negative for none.
  typealias Identifier = Int64
  typealias Text = UnsafePointer<CChar>
  typealias Memory = UnsafeMutableRawPointer
  /// A function of one object that answers with a number, negative for a failure.
  typealias Answer = @convention(c) (Identifier) -> Int32
  /// A function of one object that answers with another one.
  typealias Derived = @convention(c) (Identifier) -> Identifier
  typealias Named = @convention(c) (Identifier, Text, Identifier) -> Identifier
  typealias Visitor =
    @convention(c) (Identifier, Text?, UnsafeRawPointer?, Memory?) -> Int32

  let openFile: @convention(c) (Text, UInt32, Identifier) -> Identifier
  let closeFile: Answer
  let visit: @convention(c) (Identifier, Int32, Int32, Visitor, Memory?) -> Int32
  let openObject: Named
  let kindOfObject: Answer
  /// What is known of an object, which begins with the number of its file and its place in it; not in every version.
  let information: (@convention(c) (Identifier, Memory) -> Int32)?
  let nameOf: @convention(c) (Identifier, UnsafeMutablePointer<CChar>?, Int) -> Int
  let dereference: @convention(c) (Identifier, Identifier, Int32, UnsafeRawPointer?) -> Identifier

  let spaceOfDataset: Derived
  let typeOfDataset: Derived
  let propertiesOfDataset: Derived
  let storedSize: @convention(c) (Identifier) -> UInt64
  let readDataset:
    @convention(c) (Identifier, Identifier, Identifier, Identifier, Identifier, Memory?) -> Int32
  /// Not in every version.
  let chunkCount: (@convention(c) (Identifier, Identifier, UnsafeMutablePointer<UInt64>) -> Int32)?

  let layout: Answer
  let filterCount: Answer
  let filter:
    @convention(c) (
      Identifier, UInt32, UnsafeMutablePointer<UInt32>?, UnsafeMutablePointer<Int>,
      UnsafeMutablePointer<UInt32>?, Int, UnsafeMutablePointer<CChar>?,
      UnsafeMutablePointer<UInt32>?
    ) -> Int32
  let isFilterThere: @convention(c) (Int32) -> Int32
  let chunkExtents: @convention(c) (Identifier, Int32, UnsafeMutablePointer<UInt64>) -> Int32
  let fillValue: @convention(c) (Identifier, Identifier, Memory) -> Int32
  let externalCount: Answer
  let sourceCount: @convention(c) (Identifier, UnsafeMutablePointer<Int>) -> Int32
  let sourceFile: @convention(c) (Identifier, Int, UnsafeMutablePointer<CChar>?, Int) -> Int

  let kindOfSpace: Answer
  let rankOfSpace: Answer
  let extents:
    @convention(c) (Identifier, UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UInt64>?) ->
      Int32

  let classOfType: Answer
  let sizeOfType: @convention(c) (Identifier) -> Int
  let signOfType: Answer
  let baseOfType: Derived
  let memberCount: Answer
  let memberName: @convention(c) (Identifier, UInt32) -> UnsafeMutablePointer<CChar>?
  let memberValue: @convention(c) (Identifier, UInt32, Memory) -> Int32
  let release: @convention(c) (Memory?) -> Int32
  let isVariableText: Answer

  let hasAttribute: @convention(c) (Identifier, Text) -> Int32
  let openAttribute: Named
  let readAttribute: @convention(c) (Identifier, Identifier, Memory?) -> Int32
  let typeOfAttribute: Derived
  let spaceOfAttribute: Derived

  /// How a file is opened: what was opened in it is closed with it.
  let access: Identifier
  let double: Identifier
  /// The types of numbers, the least significant byte first.
  let types: [NumPyDataType: Identifier]

  /// Loads the library; `nil` where it is not installed.
  init?() {
    guard
      let library = SystemLibrary(
        "libhdf5_serial.so.103", "libhdf5_serial.so.310", "libhdf5.so.103", "libhdf5.so.200",
        "libhdf5.so.310", "libhdf5_serial.so", "libhdf5.so")
    else { return nil }
    // Nothing is written, so nothing has to be done at the end, where the library would complain of what is open.
    // It can be told so once.
    let stay: (@convention(c) () -> Int32)? = try? library.function("H5dont_atexit")
    _ = stay?()
    do {
      let start: @convention(c) () -> Int32 = try library.function("H5open")
      guard start() >= 0 else { return nil }
      let silence: @convention(c) (Identifier, UnsafeRawPointer?, UnsafeRawPointer?) -> Int32 =
        try library.function("H5Eset_auto2")
      // Failures are reported by what the functions return.
      _ = silence(0, nil, nil)
      openFile = try library.function("H5Fopen")
      closeFile = try library.function("H5Fclose")
      visit = try library.function("H5Lvisit1", "H5Lvisit")
      openObject = try library.function("H5Oopen")
      kindOfObject = try library.function("H5Iget_type")
      information = try? library.function("H5Oget_info1", "H5Oget_info")
      nameOf = try library.function("H5Iget_name")
      dereference = try library.function("H5Rdereference2")
      spaceOfDataset = try library.function("H5Dget_space")
      typeOfDataset = try library.function("H5Dget_type")
      propertiesOfDataset = try library.function("H5Dget_create_plist")
      storedSize = try library.function("H5Dget_storage_size")
      readDataset = try library.function("H5Dread")
      chunkCount = try? library.function("H5Dget_num_chunks")
      layout = try library.function("H5Pget_layout")
      filterCount = try library.function("H5Pget_nfilters")
      filter = try library.function("H5Pget_filter2")
      isFilterThere = try library.function("H5Zfilter_avail")
      chunkExtents = try library.function("H5Pget_chunk")
      fillValue = try library.function("H5Pget_fill_value")
      externalCount = try library.function("H5Pget_external_count")
      sourceCount = try library.function("H5Pget_virtual_count")
      sourceFile = try library.function("H5Pget_virtual_filename")
      kindOfSpace = try library.function("H5Sget_simple_extent_type")
      rankOfSpace = try library.function("H5Sget_simple_extent_ndims")
      extents = try library.function("H5Sget_simple_extent_dims")
      classOfType = try library.function("H5Tget_class")
      sizeOfType = try library.function("H5Tget_size")
      signOfType = try library.function("H5Tget_sign")
      baseOfType = try library.function("H5Tget_super")
      memberCount = try library.function("H5Tget_nmembers")
      memberName = try library.function("H5Tget_member_name")
      memberValue = try library.function("H5Tget_member_value")
      release = try library.function("H5free_memory")
      isVariableText = try library.function("H5Tis_variable_str")
      hasAttribute = try library.function("H5Aexists")
      openAttribute = try library.function("H5Aopen")
      readAttribute = try library.function("H5Aread")
      typeOfAttribute = try library.function("H5Aget_type")
      spaceOfAttribute = try library.function("H5Aget_space")
      func constant(_ name: String) throws -> Identifier {
        try library.address(name).load(as: Identifier.self)
      }
      let make: Derived = try library.function("H5Pcreate")
      access = make(try constant("H5P_CLS_FILE_ACCESS_ID_g"))
      let close: @convention(c) (Identifier, Int32) -> Int32 =
        try library.function("H5Pset_fclose_degree")
      guard access >= 0, close(access, 3) >= 0 else { return nil }
      double = try constant("H5T_NATIVE_DOUBLE_g")
      types = try [
        .int8: constant("H5T_STD_I8LE_g"), .int16: constant("H5T_STD_I16LE_g"),
        .int32: constant("H5T_STD_I32LE_g"), .int64: constant("H5T_STD_I64LE_g"),
        .uint8: constant("H5T_STD_U8LE_g"), .uint16: constant("H5T_STD_U16LE_g"),
        .uint32: constant("H5T_STD_U32LE_g"), .uint64: constant("H5T_STD_U64LE_g"),
        .float32: constant("H5T_IEEE_F32LE_g"), .float64: constant("H5T_IEEE_F64LE_g"),
      ]
    } catch {
      return nil
    }
  }
}
