import CKernels
import RealModule
import Testing

/// Products of panels and linear combinations against plain sums, and every path against the plainest one.
@Suite struct PanelKernelTests {
  private static let baseline = Int32(RK_BASELINE)
  private static let levels = Array(baseline...rk_cpu_level())

  /// Numbers without a pattern between −1 and 1.
  private static func numbers(_ count: Int, _ seed: Int) -> [Double] {
    (0..<count).map { Double.sin(Double(($0 + 1) * (seed + 3)) * 12.9898) }
  }

  /// Where the columns of a product lie: first element and stride of every column.
  private static func places(columns: Int, length: Int) -> [(Int, Int)] {
    var places: [(Int, Int)] = []
    var (start, left) = (0, columns)
    for width in [8, 4, 2, 1] {
      while left >= width {
        for a in 0..<width { places.append((start * length + a, width)) }
        start += width
        left -= width
        if width < 8 { break }
      }
    }
    return places
  }

  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 23])
  func productsAreThoseOfPlainSums(columns: Int) {
    for (rows, inner) in [(1, 1), (24, 7), (25, 60), (97, 33)] {
      let w = Self.numbers(rows * inner, 1)
      let x = Self.numbers(inner * columns, 2)
      let height = Int(RK_PANEL_DOUBLES)
      let panels = (rows + height - 1) / height
      var packed = [Double](repeating: 0, count: panels * height * inner)
      for i in 0..<rows {
        for k in 0..<inner {
          packed[(i / height * inner + k) * height + i % height] = w[i * inner + k]
        }
      }
      var start = [Double](repeating: 0, count: panels * height)
      for i in 0..<rows { start[i] = Double(i) / 7 }
      var outputs: [[Double]] = []
      for level in Self.levels {
        var y = [Double](repeating: 77, count: rows * columns + 1)
        rk_panel_product_double(level, rows, inner, columns, packed, start, x, &y)
        #expect(y[rows * columns] == 77, "written beyond the end")
        outputs.append(y)
      }
      for other in outputs.dropFirst() { #expect(other == outputs[0]) }
      let from = Self.places(columns: columns, length: inner)
      let to = Self.places(columns: columns, length: rows)
      for a in 0..<columns {
        for i in 0..<rows {
          // The kernel's own order and rounding: the very same bits.
          var sum = start[i]
          for k in 0..<inner {
            sum = sum.addingProduct(w[i * inner + k], x[from[a].0 + k * from[a].1])
          }
          #expect(outputs[0][to[a].0 + i * to[a].1] == sum)
        }
      }
    }
  }

  @Test(arguments: [1, 5, 16, 21]) func singlePrecision(columns: Int) {
    let (rows, inner, height) = (101, 37, Int(RK_PANEL_FLOATS))
    let w = Self.numbers(rows * inner, 4).map { Float($0) }
    let x = Self.numbers(inner * columns, 5).map { Float($0) }
    let panels = (rows + height - 1) / height
    var packed = [Float](repeating: 0, count: panels * height * inner)
    for i in 0..<rows {
      for k in 0..<inner {
        packed[(i / height * inner + k) * height + i % height] = w[i * inner + k]
      }
    }
    let start = [Float](repeating: 0.25, count: panels * height)
    let (from, to) = (
      Self.places(columns: columns, length: inner), Self.places(columns: columns, length: rows)
    )
    for level in Self.levels {
      var y = [Float](repeating: 0, count: rows * columns)
      rk_panel_product_float(level, rows, inner, columns, packed, start, x, &y)
      for a in 0..<columns {
        for i in 0..<rows {
          var sum: Float = 0.25
          for k in 0..<inner {
            sum = sum.addingProduct(w[i * inner + k], x[from[a].0 + k * from[a].1])
          }
          #expect(y[to[a].0 + i * to[a].1] == sum)
        }
      }
    }
  }

  @Test(arguments: [1, 63, 64, 65, 200]) func combinations(count: Int) {
    let factors = [0.3, -1.7, 2.5]
    let terms = Self.numbers(3 * count, 8)
    for level in Self.levels {
      var sum = [Double](repeating: 9, count: count + 1)
      rk_combine_double(level, count, 3, factors, terms, &sum)
      var place = terms
      place.withUnsafeMutableBufferPointer {
        rk_combine_double(level, count, 3, factors, $0.baseAddress, $0.baseAddress)
      }
      let small = terms.map { Float($0) }
      var single = [Float](repeating: 0, count: count)
      rk_combine_float(level, count, 3, factors, small, &single)
      for i in 0..<count {
        let expected =
          factors[0] * terms[i] + factors[1] * terms[count + i] + factors[2] * terms[2 * count + i]
        #expect(sum[i] == expected && place[i] == expected)
        #expect(abs(Double(single[i]) - expected) < 1e-6)
      }
      #expect(sum[count] == 9 && place[count...] == terms[count...])
    }
  }

  @Test func tanhInSinglePrecision() {
    let tiny: [Float] = [0, -0.0, 1e-30, -1e-38, 0.624999, 0.625, 0.6250001, 9, 10, 11, 88, 1e30]
    let special: [Float] = [.infinity, -.infinity, .nan]
    let values = tiny + tiny.map { -$0 } + (0..<40000).map { Float($0 - 20000) / 1700 } + special
    var outputs: [[UInt32]] = []
    for level in Self.levels {
      for gain in [Float(1), 2.5] {
        var result = values
        rk_tanh_float(level, gain, &result, result.count)
        for (x, y) in zip(values, result) {
          guard !x.isNaN else {
            #expect(y.isNaN)
            continue
          }
          let exact = Double.tanh(Double(gain * x))
          #expect(abs(Double(y) - exact) <= 3e-7 * abs(exact))
        }
        outputs.append(result.map(\.bitPattern))
      }
    }
    for k in stride(from: 2, to: outputs.count, by: 2) {
      #expect(outputs[k] == outputs[0] && outputs[k + 1] == outputs[1])
    }
  }

  /// Memory is zero and aligned.
  @Test(arguments: [0, 1, 1000, 3_000_000]) func memory(bytes: Int) throws {
    let memory = try #require(rk_allocate(bytes))
    defer { rk_free(memory) }
    #expect(UInt(bitPattern: memory) % 64 == 0)
    let content = UnsafeRawBufferPointer(start: memory, count: bytes)
    #expect(content.allSatisfy { $0 == 0 })
  }
}
