"""A line breaks at a space with an empty element behind it, such as the target of a link."""

from weasyprint import HTML
from weasyprint.formatting_structure import boxes


def lines(html: str, width: int = 60) -> list[str]:
    style = "@page { size: 200px 100px; margin: 0 } body, p { margin: 0; font: 10px/10px serif }"
    (page,) = HTML(string=f'<style>{style}</style><p style="width: {width}px">{html}</p>').render().pages
    return [
        "".join(text.text for text in line.descendants() if isinstance(text, boxes.TextBox)).strip()
        for line in page._page_box.descendants()
        if isinstance(line, boxes.LineBox)
    ]


assert lines("Netzwerk Person") == ["Netzwerk", "Person"]
assert lines('Netzwerk <span id="target"></span>Person') == ["Netzwerk", "Person"]
assert lines('<em>Netzwerk <span id="target"></span></em>Person') == ["Netzwerk", "Person"]
assert lines('Netz<span id="target"></span>werk Person') == ["Netzwerk", "Person"]
assert lines('Netzwerk <span style="white-space: nowrap"><span id="target"></span>Person</span>') == [
    "Netzwerk",
    "Person",
]
# No opportunity without a space.
assert lines('Netzwerk<span id="target"></span>Person') == ["NetzwerkPerson"]
assert lines('<span style="white-space: nowrap">Netzwerk <span id="target"></span>Person</span>') == ["Netzwerk Person"]
