"""What goes on over pages is one structure element: a paragraph, a link in it, a list, a table."""

import re

from weasyprint import HTML

STYLE = "@page { size: 200px 60px; margin: 10px } html { font: 10px/10px serif } body, p, ul { margin: 0 } p { orphans: 1; widows: 1 } table { border-spacing: 0 } td, th { padding: 0 }"


def elements(html: str) -> tuple[int, dict[str, int]]:
    """The number of pages, and how often there is each structure element."""
    page = f'<html lang="en"><title>Title</title><style>{STYLE}</style>{html}'
    document = HTML(string=page).render(pdf_variant="pdf/ua-1")
    pdf = document.write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=True)
    found = re.findall(rb"/Type\s*/StructElem\s*/S\s*/(\w+)", pdf)
    return len(document.pages), {
        name: found.count(name.encode()) for name in ("P", "Link", "L", "LI", "Table", "TR", "THead", "TFoot")
    }


lines = "<br>".join("line" for _ in range(12))
pages, found = elements(f"<p>{lines}</p><p>Last.</p>")
assert pages == 4, pages
assert found["P"] == 2, found

pages, found = elements(f'<p>Before <a href="https://example.org/">{lines}</a></p>')
assert (pages, found["P"]) == (3, 1), found

pages, found = elements("<ul>" + "<li>Item<br>with two lines</li>" * 5 + "</ul>")
assert pages == 3, pages
assert (found["L"], found["LI"]) == (1, 5), found

pages, found = elements("<table>" + "<tr><td>Cell</td></tr>" * 8 + "</table>")
assert pages > 1
assert (found["Table"], found["TR"]) == (1, 8), found

# A table has one header and one footer at most: repeated ones are artifacts.
HEAD = "<thead><tr><th>Head</th></tr></thead>"
FOOT = "<tfoot><tr><td>Foot</td></tr></tfoot>"
pages, found = elements("<table>" + HEAD + FOOT + "<tr><td>Cell</td></tr>" * 8 + "</table>")
assert pages > 1
assert (found["Table"], found["THead"], found["TFoot"], found["TR"]) == (1, 1, 1, 10), found

# With a link, whose annotation needs a place in the tree, a header is on each page, and each has a table.
pages, found = elements(
    "<table>"
    + HEAD.replace("Head", '<a href="https://example.org/">Head</a>')
    + "<tr><td>Cell</td></tr>" * 8
    + "</table>"
)
assert pages > 1
assert found["Table"] == found["THead"] == pages, found
