"""The style of a document in HTML, on a screen and on paper. All of it stands in the file."""

SCREEN = """\
:root { color-scheme: light; }
body { font: 100%/1.5 "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; color: #1a1a1a; background: #fff;
  max-width: 78rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; line-height: 1.2; margin-bottom: .25rem; }
h2 { font-size: 1.35rem; line-height: 1.3; margin-top: 2.5rem; border-top: 2px solid #1a1a1a; padding-top: .75rem; }
h3 { font-size: 1.1rem; }
p, li, td, th { unicode-bidi: isolate; }
p, dd, td, th { white-space: pre-wrap; }
.subtitle { font-size: 1.1rem; margin-top: 0; }
.draft { position: sticky; top: 0; z-index: 1; margin: 0; padding: .25rem .75rem; border: 2px solid #1a1a1a;
  background: #ffd23f; font-weight: bold; text-transform: uppercase; letter-spacing: .1em; width: max-content; }
.note { font-style: italic; color: #3d3d3d; }
nav ul { columns: 2 20rem; }
a { color: #0b4f8a; }
a:focus-visible, .table:focus-visible { outline: 3px solid #0b4f8a; outline-offset: 2px; }
.ways, .legend ul, .chart ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.legend h2 { font-size: 1rem; margin: 1rem 0 0; border: 0; padding: 0; }
.light { display: inline-block; border: 1px solid #1a1a1a; border-radius: .2rem; padding: 0 .35rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; min-width: 46rem; table-layout: fixed; }
caption { text-align: start; font-weight: bold; padding: .5rem 0; }
th, td { border: 1px solid #6b6b6b; padding: .3rem .45rem; text-align: start; vertical-align: top;
  font-weight: normal; }
thead th { background: #e8ebee; font-weight: bold; }
tbody tr:nth-child(even) { background: #f6f7f8; }
.number { text-align: end; }
td p { margin: .35rem 0 0; font-style: italic; }
td p:first-child { margin: 0; font-style: normal; }
figure { margin: 1rem 0; }
figcaption { font-weight: bold; }
svg text { font-size: 16px; fill: #1a1a1a; }
.chart > svg { width: 100%; height: auto; max-width: 50rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
"""

# {draft}, {legend}, {footer} and {page} are CSS strings.
PAPER = """\
@page { size: A4 landscape; margin: 14mm 12mm 18mm; font-family: Arial, sans-serif;
  @top-right { content: DRAFT; font-weight: bold; }
  @bottom-left { content: FOOTER; font-size: 8pt; }
  @bottom-center { content: LEGEND; font-size: 8pt; }
  @bottom-right { content: PAGE; font-size: 8pt; } }
@media print {
  body { max-width: none; padding: 0; font-size: 8.5pt; line-height: 1.35; }
  h1 { font-size: 16pt; margin: 0; }
  h2 { font-size: 11.5pt; margin: 3mm 0 1.5mm; border-top-width: 1px; padding-top: 1.5mm; }
  p, ul, figure { margin: 1.5mm 0; }
  th, td { padding: .6mm 1.2mm; }
  .chart > svg { max-width: 150mm; }
  nav, .ways, .draft { display: none; }
  .page { break-before: page; }
  h2, h3, caption { break-after: avoid; }
  tr, figure { break-inside: avoid; }
  thead { display: table-header-group; }
  .table { overflow: visible; }
  table { min-width: 0; }
  * { print-color-adjust: exact; }
}
"""


def paper_style(draft: str, footer: str, legend: str, page_of: str) -> str:
    """The style for paper, with what stands on every page."""
    before, _, rest = page_of.partition("{page}")
    between, _, after = rest.partition("{pages}")
    pages = f"{_quoted(before)} counter(page) {_quoted(between)} counter(pages) {_quoted(after)}"
    words = {"DRAFT": _quoted(draft), "FOOTER": _quoted(footer), "LEGEND": _quoted(legend), "PAGE": pages}
    style = PAPER
    for place, text in words.items():
        style = style.replace(f"content: {place};", f"content: {text};")
    return style


def _quoted(text: str) -> str:
    """A CSS string. What would end it, or the style it stands in, is written as an escape, which a space ends."""
    return '"' + "".join(c if c.isalnum() or c in " .,:–·" else f"\\{ord(c):06x} " for c in text) + '"'
