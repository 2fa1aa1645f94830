"""A word that fills a line by itself is broken where something behind it does not fit: a full stop, the call of a footnote."""

from weasyprint import HTML
from weasyprint.formatting_structure import boxes


def lines(html: str, style: str) -> list[tuple[str, bool]]:
    """The lines of a paragraph, and whether each is within its width."""
    rules = "@page { size: 300px 100px; margin: 0 } body, p { margin: 0; font: 10px/10px monospace }"
    string = f'<html lang="en"><style>{rules}{style}</style><p style="width: 100px">{html}</p>'
    (page,) = HTML(string=string).render().pages
    found = []
    for line in page._page_box.descendants():
        if isinstance(line, boxes.LineBox):
            texts = [text for text in line.descendants() if isinstance(text, boxes.TextBox)]
            is_within = all(text.position_x + text.width <= 100.5 for text in texts)
            found.append(("".join(text.text for text in texts), is_within))
    return found


ADDRESS = "0123456789abcdef"
WORD = "responsibility"
BREAK = "a { overflow-wrap: anywhere }"

for html, style in (
    (f"<a>{ADDRESS}</a>.", BREAK),
    (f'<a>{ADDRESS}</a><span style="font-size: 20px">1</span>', BREAK),
    (f'{WORD}<span style="font-size: 20px">1</span><span style="font-size: 20px">2</span>', "p { hyphens: auto }"),
):
    result = lines(html, style)
    assert all(is_within for _, is_within in result), result

# What must not be broken is not.
assert len(lines(f"<a>{ADDRESS}</a>.", "")) == 1
assert len(lines(f'<span style="white-space: nowrap"><a>{ADDRESS}</a>.</span>', BREAK)) == 1
