extension CurvesPanel {
  /// What a legend must not cover, in fractions of the frame.
  func marks(
    _ horizontal: AxisScale, _ vertical: AxisScale, _ frame: Frame
  ) -> [LegendPlace.Box] {
    var boxes: [LegendPlace.Box] = []
    let impulses = impulseScale
    for curve in panel.curves {
      let scale = isOnImpulseAxis(curve) ? impulses ?? vertical : vertical
      let points = zip(curve.x, curve.y).map { (horizontal.fraction($0), scale.fraction($1)) }
      switch curve.style {
      case .points: boxes += points.map { LegendPlace.Box(from: $0, to: $0) }
      case .impulses: boxes += points.map { LegendPlace.Box(from: ($0.0, 0), to: $0) }
      case .steps:
        for (one, next) in zip(points, points.dropFirst()) {
          boxes.append(LegendPlace.Box(from: one, to: (next.0, one.1)))
          boxes.append(LegendPlace.Box(from: (next.0, one.1), to: next))
        }
      case .line, .dashed:
        for (one, next) in zip(points, points.dropFirst()) {
          boxes += LegendPlace.Box.along(from: one, to: next)
        }
      }
    }
    for label in panel.labels {
      let half = (
        GnuplotText.width(label.text, size: 14) / 2 / frame.width, 10 / frame.height
      )
      let centre = (horizontal.fraction(label.x), vertical.fraction(label.y))
      boxes.append(
        LegendPlace.Box(
          from: (centre.0 - half.0, centre.1 - half.1),
          to: (centre.0 + half.0, centre.1 + half.1)))
    }
    for guide in panel.guides {
      switch guide {
      case .vertical(let x, _):
        let place = horizontal.fraction(x)
        boxes.append(LegendPlace.Box(from: (place, 0), to: (place, 1)))
      case .horizontal(let y, let name):
        let place = vertical.fraction(y)
        boxes.append(LegendPlace.Box(from: (0, place), to: (1, place)))
        if !name.isEmpty {
          let width = GnuplotText.width(name, size: 12) / frame.width
          boxes.append(
            LegendPlace.Box(from: (1 - width, place), to: (1, place + 20 / frame.height)))
        }
      }
    }
    return boxes
  }
}
