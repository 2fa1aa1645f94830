"""The margin above the first box of a page is cut off at an unforced page break, where pages have names, too."""

from weasyprint import HTML


def top_of_heading(style: str) -> float:
    html = f"""
      <style>
        @page {{ size: 200px 100px; margin: 0 }}
        body {{ margin: 0; font: 10px/10px serif }}
        h1 {{ margin: 20px 0; font-size: 10px }}
        {style}
      </style>
      <div style="height: 95px"></div>
      <h1>Heading</h1>"""
    _, page = HTML(string=html).render().pages
    return next(box for box in page._page_box.descendants() if box.element_tag == "h1").border_box_y()


assert top_of_heading("") == 0
assert top_of_heading("body { page: name }") == 0
# A name that changes forces a break, and the margin stays.
assert top_of_heading("h1 { page: other }") == 20
assert top_of_heading("h1 { break-before: page }") == 20
