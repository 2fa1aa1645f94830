"""A footnote with a policy stays on the page of its call, where the next paragraph has room for fewer lines than `orphans` asks for."""

from weasyprint import HTML
from weasyprint.formatting_structure import boxes


def pages(policy: str) -> list[str]:
    """The words of each page."""
    html = f"""
      <style>
        @page {{ size: 200px 100px; margin: 0 }}
        body, p {{ margin: 0; font: 10px/10px serif; orphans: 2; widows: 2 }}
        span {{ float: footnote; footnote-policy: {policy} }}
      </style>
      <p>Called.<span>Footnote.</span></p>
      <div style="height: 45px"></div>
      <p>One.<br>Two.<br>Three.<br>Four.</p>"""
    return [
        " ".join(box.text for box in page._page_box.descendants() if isinstance(box, boxes.TextBox))
        for page in HTML(string=html).render().pages
    ]


for policy in ("line", "block"):
    first, second = pages(policy)
    assert "Footnote." in first, first
    assert "Footnote." not in second, second

# Without a policy it gives room to the paragraph.
assert "One." in pages("auto")[0]
