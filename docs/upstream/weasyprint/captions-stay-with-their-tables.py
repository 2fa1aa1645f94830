"""A caption is on the page on which its table begins."""

from weasyprint import HTML

STYLE = """
  @page { size: 200px 100px; margin: 0 }
  html { font: 10px/10px serif }
  body { margin: 0 }
  table { border-spacing: 0 }
  td { padding: 0 }
  .whole { break-inside: avoid }
"""


def pages(body: str) -> list[str]:
    """The words of each page."""
    document = HTML(string=f'<html lang="en"><title>Title</title><style>{STYLE}</style>{body}').render()
    return [
        " ".join(box.text for box in page._page_box.descendants() if hasattr(box, "text")) for page in document.pages
    ]


def table(classes: str = "", side: str = "top") -> str:
    rows = "".join(f'<tr><td><div style="height: 60px">{word}</div></td></tr>' for word in ("First", "Second"))
    return f'<table class="{classes}"><caption style="caption-side: {side}">Caption</caption>{rows}</table>'


# Where no page can hold the table, and where it begins behind something else.
assert pages(table("whole")) == ["Caption First", "Second"], pages(table("whole"))
assert pages('<div style="height: 30px">Before</div>' + table("whole")) == ["Before", "Caption First", "Second"]
assert pages('<div style="height: 50px">Before</div>' + table()) == ["Before", "Caption First", "Second"]

# As before: a table that fits, and a caption below.
assert pages('<div style="height: 30px">Before</div>' + table()) == ["Before Caption First", "Second"]
assert pages('<div style="height: 50px">Before</div>' + table(side="bottom")) == ["Before", "First", "Second Caption"]
