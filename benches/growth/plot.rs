//! Small log-log plots side by side: linear growth shows as a line of slope one.

use std::fmt::Write as _;

/// One measurement.
pub(crate) struct Point {
    /// The length of the text in segments.
    pub(crate) length: f64,
    pub(crate) seconds: f64,
    pub(crate) megabytes: u64,
}

/// The measurements of one program.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) points: Vec<Point>,
}

impl Line {
    pub(crate) fn new(name: &str) -> Line {
        Line {
            name: name.to_owned(),
            points: Vec::new(),
        }
    }
}

/// The plot of one task.
pub(crate) struct Panel {
    pub(crate) title: String,
    pub(crate) lines: Vec<Line>,
}

impl Panel {
    pub(crate) fn new(title: &str, lines: Vec<Line>) -> Panel {
        Panel {
            title: title.to_owned(),
            lines,
        }
    }
}

const PANEL: (f64, f64) = (300.0, 260.0);
const LEFT: f64 = 46.0;
const TOP: f64 = 40.0;
const BETWEEN: f64 = 60.0;
const BOTTOM: f64 = 48.0;
/// The colours of the lines; the marks differ as well, so that the lines can be told apart without
/// colour.
const COLOURS: [&str; 2] = ["#b3261e", "#3b5b8c"];

/// The powers of ten that enclose the values.
fn span(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| {
        (low.min(value.log10()), high.max(value.log10()))
    });
    if low > high {
        return (0.0, 1.0);
    }
    (low.floor(), high.ceil().max(low.floor() + 1.0))
}

/// An SVG of the panels in a row; the scale of seconds is the same for all.
pub(crate) fn svg(panels: &[Panel]) -> String {
    let points = || {
        panels
            .iter()
            .flat_map(|panel| &panel.lines)
            .flat_map(|line| &line.points)
    };
    let times = span(points().map(|point| point.seconds));
    let lengths = span(points().map(|point| point.length));
    let width = LEFT + panels.len() as f64 * (PANEL.0 + BETWEEN);
    let height = TOP + PANEL.1 + BOTTOM;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>Seconds by length of the text</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    for (at, panel) in panels.iter().enumerate() {
        let left = LEFT + at as f64 * (PANEL.0 + BETWEEN);
        draw(&mut svg, panel, left, lengths, times);
    }
    svg + "</svg>\n"
}

fn draw(svg: &mut String, panel: &Panel, left: f64, lengths: (f64, f64), times: (f64, f64)) {
    let x = |length: f64| left + (length.log10() - lengths.0) / (lengths.1 - lengths.0) * PANEL.0;
    let y = |seconds: f64| TOP + (times.1 - seconds.log10()) / (times.1 - times.0) * PANEL.1;
    let _ = writeln!(
        svg,
        "<text x=\"{left}\" y=\"{}\" font-size=\"15\" font-weight=\"bold\">{}</text>",
        TOP - 14.0,
        panel.title
    );
    let (bottom, right) = (TOP + PANEL.1, left + PANEL.0);
    for power in lengths.0 as i32..=lengths.1 as i32 {
        let length = 10_f64.powi(power);
        let at = x(length);
        let _ = writeln!(
            svg,
            "<path d=\"M{at:.1} {TOP}V{bottom}\" stroke=\"#ddd\"/><text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            bottom + 17.0,
            crate::shared::grouped(length as u64)
        );
    }
    for power in times.0 as i32..=times.1 as i32 {
        let seconds = 10_f64.powi(power);
        let at = y(seconds);
        let _ = writeln!(
            svg,
            "<path d=\"M{left} {at:.1}H{right}\" stroke=\"#ddd\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{seconds} s</text>",
            left - 6.0,
            at + 4.0
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"#555\">segments</text>",
        left + PANEL.0 / 2.0,
        bottom + 36.0
    );
    // A line of linear growth from the first point of the first line, for comparison.
    if let Some(first) = panel.lines.first().and_then(|line| line.points.first()) {
        let room = (lengths.1 - first.length.log10()).min(times.1 - first.seconds.log10());
        let by = 10_f64.powf(room);
        let _ = writeln!(
            svg,
            "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"#999\" stroke-dasharray=\"3 4\"/>",
            x(first.length),
            y(first.seconds),
            x(first.length * by),
            y(first.seconds * by)
        );
    }
    for (at, line) in panel.lines.iter().enumerate() {
        let colour = COLOURS[at % COLOURS.len()];
        let mut path = String::new();
        for point in &line.points {
            let (x, y) = (x(point.length), y(point.seconds));
            let _ = write!(
                path,
                "{}{x:.1} {y:.1}",
                if path.is_empty() { "M" } else { "L" }
            );
            let mark = if at == 0 {
                format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{colour}\"/>")
            } else {
                format!(
                    "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"7\" height=\"7\" fill=\"{colour}\"/>",
                    x - 3.5,
                    y - 3.5
                )
            };
            let _ = writeln!(svg, "{mark}");
        }
        if let Some(last) = line.points.last() {
            let _ = writeln!(
                svg,
                "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\"/>"
            );
            // The label is beside the line's last mark, on the side away from the other line.
            let (x, y) = (x(last.length), y(last.seconds));
            let y = if at == 0 { y + 20.0 } else { y - 11.0 };
            let _ = writeln!(
                svg,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\" fill=\"{colour}\">{}</text>",
                line.name
            );
        }
    }
}
