# SPDX-License-Identifier: GPL-3.0-or-later
"""A drawing as it is published: with the glyphs of our fonts that it needs, and without the metadata of editor programs.

A page shows a drawing as a picture, which sees neither the fonts of the page nor, on most machines, ours.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator

from lxml import etree

from pipeline.media import fonts
from pipeline.media.pictures import Purpose, encoded
from pipeline.media.svg import is_of_editors, parse
from pipeline.system.cache import cached
from pipeline.system.environment import code_of, environment

_SVG = "{http://www.w3.org/2000/svg}"
_WEIGHT = re.compile(r"""font-weight\s*[:=]\s*["']?\s*(\w+)""")
_NAMED = {"normal": 400, "bold": 700}
_EMBEDDED = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,(.*)", re.DOTALL)
_KINDS = {".jpg": "image/jpeg", ".png": "image/png"}
_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_REFERENCE = re.compile(r"#([^\s\"')]+)")
_FEATURES = ("kern", "locl", "lnum", "tnum")


def published(data: bytes, purpose: Purpose) -> bytes:
    """Return the drawing with fonts, and with pictures in it encoded for a purpose.

    The same drawing gives the same bytes. Raises Problem `broken-drawing`, `broken-picture`.
    """
    root = parse(data)
    _forget_editors(root)
    _name_as_xml(root)
    for image in root.iter(f"{_SVG}image"):
        for key, value in image.attrib.items():
            if etree.QName(key).localname == "href" and (match := _EMBEDDED.match(str(value))):
                encoding = encoded(b64decode(match[1]), purpose)[-1]
                image.set(key, f"data:{_KINDS[encoding.suffix]};base64,{b64encode(encoding.data).decode()}")
    if rules := "".join(_rules(root)):
        style = etree.Element(f"{_SVG}style")
        style.text = rules
        root.insert(0, style)
    return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)


def _forget_editors(root: etree._Element) -> None:
    for element in [*root.iter("*")]:
        name = etree.QName(element)
        parent = element.getparent()
        if parent is not None and (name.localname == "metadata" or is_of_editors(name.namespace)):
            parent.remove(element)
            continue
        for key in [str(key) for key in element.attrib if is_of_editors(etree.QName(key).namespace)]:
            del element.attrib[key]
    etree.cleanup_namespaces(root)


def _name_as_xml(root: etree._Element) -> None:
    """Give elements other identifiers whose own are none in XML, which an EPUB must have, and let references follow."""
    taken = {element.get("id", "") for element in root.iter("*")}
    others = {}
    for name in sorted(taken):
        if name and not _XML_NAME.fullmatch(name):
            named = re.sub(r"[^\w.-]", "-", name)
            named = named if _XML_NAME.fullmatch(named) else f"n-{named}"
            while named in taken:
                named += "-"
            taken.add(named)
            others[name] = named
    for element in root.iter("*") if others else ():
        for key, value in element.attrib.items():
            if str(key) == "id":
                element.set(key, others.get(str(value), str(value)))
            elif "#" in str(value):
                element.set(key, _REFERENCE.sub(lambda match: f"#{others.get(match[1], match[1])}", str(value)))


def _rules(root: etree._Element) -> Iterator[str]:
    """Yield a rule for each font that a drawing names, in each weight that it uses, with the characters of all its labels."""
    source = etree.tostring(root, encoding="unicode")
    names = ["400", *_WEIGHT.findall(source)]
    weights = {_NAMED.get(name) or int(name) for name in names if name in _NAMED or name.isdecimal()}
    styles = ("normal", "italic") if re.search(r"font-style\s*[:=]\s*[\"']?\s*italic", source) else ("normal",)
    characters = frozenset("".join("".join(map(str, text.itertext())) for text in root.iter(f"{_SVG}text")))
    for family in (name for name in fonts.FAMILIES if name in source):
        for style in styles:
            for weight in sorted(weights) if characters else ():
                data = b64encode(_font(family, style, weight, characters)).decode()
                yield (
                    f'@font-face{{font-family:"{family}";font-style:{style};font-weight:{weight};'
                    f'src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'
                )


def _font(family: str, style: str, weight: int, characters: frozenset[str]) -> bytes:
    codes = sorted(map(ord, characters))
    parts = ("font of drawings", family, style, weight, codes, environment(), code_of(__file__, fonts.__file__))
    source, limits = fonts.path_of(family, style), {"wght": weight, "opsz": 14}
    return cached(parts, lambda: fonts.woff2(fonts.cut(source, codes, _FEATURES, limits, hinting=False)))
