//! Draws the results as bars.

use crate::Measured;

/// Where bars begin, and how long the longest is.
const LEFT: f64 = 190.0;
const LONGEST: f64 = 480.0;

/// The height of a bar with the gap below it.
const BAR: f64 = 17.0;

/// Readable on light and on dark.
const HEAD: &str = r##"<style>
  text { font: 12px system-ui, sans-serif; fill: #57606a }
  .corpus { font-weight: bold }
  .bar { fill: #8c959f } .ours { fill: #1a7f37 }
  @media (prefers-color-scheme: dark) { text { fill: #b1bac4 } .bar { fill: #6e7681 } .ours { fill: #3fb950 } }
</style>
"##;

/// An SVG with a group of bars for each corpus.
pub(crate) fn draw(results: &[Measured]) -> String {
    let most = results.iter().map(|result| result.speed).fold(1.0, f64::max);
    let (mut y, mut bars) = (0.0, String::new());
    for group in results.chunk_by(|a, b| a.corpus == b.corpus) {
        y += BAR;
        bars += &format!("<text class=\"corpus\" x=\"0\" y=\"{:.0}\">{}</text>\n", y + 11.0, group[0].corpus);
        for result in group {
            let width = LONGEST * result.speed / most;
            let class = if result.name == "scrubline" { "bar ours" } else { "bar" };
            bars += &format!("<text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"end\">{}</text>\n", LEFT - 8.0, y + 11.0, result.name);
            bars += &format!("<rect class=\"{class}\" x=\"{LEFT:.0}\" y=\"{y:.0}\" width=\"{width:.1}\" height=\"13\"/>\n");
            bars += &format!("<text x=\"{:.0}\" y=\"{:.0}\">{:.0} MB/s</text>\n", LEFT + width + 6.0, y + 11.0, result.speed);
            y += BAR;
        }
    }
    let (width, height) = (LEFT + LONGEST + 90.0, y + 4.0);
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\">\n{HEAD}{bars}</svg>\n")
}
