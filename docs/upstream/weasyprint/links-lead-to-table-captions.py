"""A link to a table leads to its caption, where the table is moved to the next page and the caption is not."""

from weasyprint import HTML

document = HTML(
    string="""
      <style>
        @page { size: 200px 100px; margin: 0 }
        body { margin: 0; font: 10px/10px serif }
        table { border-spacing: 0 }
      </style>
      <div style="height: 80px"></div>
      <table id="table">
        <caption id="caption">Caption</caption>
        <tr><td><div style="height: 60px; break-inside: avoid">First</div></td></tr>
      </table>"""
).render()


def page_of(name: str) -> int:
    return next(number for number, page in enumerate(document.pages) if name in page.anchors)


assert page_of("table") == page_of("caption")
