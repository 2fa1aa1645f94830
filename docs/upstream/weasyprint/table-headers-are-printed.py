"""The header of a table is printed, with its footnotes, where the first row does not fit below it."""

from weasyprint import HTML

STYLE = """
  @page { size: 200px 100px; margin: 0 }
  html { font: 10px/10px serif }
  body { margin: 0 }
  table { border-spacing: 0 }
  td, th { padding: 0 }
  .note { float: footnote }
"""


def pages(rows: str, header: str = "Head", before: str = "") -> list[str]:
    """The words of each page, which begin with those of the header."""
    note = '<span class="note">Footnote</span>'
    table = f"<table><thead><tr><th>{header}{note}</th></tr></thead>{rows}</table>"
    document = HTML(string=f'<html lang="en"><title>Title</title><style>{STYLE}</style>{before}{table}').render()
    return [
        " ".join(box.text for box in page._page_box.descendants() if hasattr(box, "text")) for page in document.pages
    ]


def row(height: int) -> str:
    return f'<tr><td><div style="height: {height}px">Row</div></td></tr>'


lines = "<tr><td>" + "<br>".join(f"{i:02}" for i in range(12)) + "</td></tr>"

for height in (70, 80, 95):
    (page,) = pages(row(height))
    assert page.startswith("Head 1 Row"), page
    assert page.endswith("Footnote"), page

first, second, *_ = pages(lines, header="<br>".join(["Head"] * 8))
assert first.startswith("Head Head"), first
# A header that is repeated gives way to the rows, as before.
assert second.startswith("0"), second

# As before: what fits below a header, and what does not fit on a page with something else.
assert [page[:4] for page in pages(row(40) * 3)] == ["Head", "Head"]
assert [page[:4] for page in pages(row(40), before='<div style="height: 70px">Text</div>')] == ["Text", "Head"]
