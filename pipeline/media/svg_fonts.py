# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepares drawings for publication: embeds subsets of our fonts, and removes the metadata of drawing programs.

A page shows a drawing as a picture, which cannot use the fonts of the page.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator

from lxml import etree

from pipeline.media import SVG, fonts
from pipeline.media.pictures import Purpose, encoded
from pipeline.media.svg import WEIGHTS, is_editor_namespace, parse
from pipeline.system.cache import cached
from pipeline.system.environment import code_of, environment

_WEIGHT = re.compile(r"""font-weight\s*[:=]\s*["']?\s*(\w+)""")
_EMBEDDED = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,(.*)", re.DOTALL)
_KINDS = {".jpg": "image/jpeg", ".png": "image/png"}
_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_REFERENCE = re.compile(r"#([^\s\"')]+)")
_FEATURES = ("kern", "locl", "lnum", "tnum")


def prepare_for_publication(data: bytes, purpose: Purpose) -> bytes:
    """Return the drawing with embedded fonts, and with its pictures encoded for a purpose.

    The same drawing gives the same bytes. Raises Problem `broken-drawing`, `broken-picture`.
    """
    root = parse(data)
    _remove_editor_data(root)
    _make_ids_valid(root)
    for image in root.iter(f"{SVG}image"):
        for key, value in image.attrib.items():
            if etree.QName(key).localname == "href" and (match := _EMBEDDED.match(str(value))):
                encoding = encoded(b64decode(match[1]), purpose)[-1]
                image.set(key, f"data:{_KINDS[encoding.suffix]};base64,{b64encode(encoding.data).decode()}")
    if rules := "".join(_rules(root)):
        style = etree.Element(f"{SVG}style")
        style.text = rules
        root.insert(0, style)
    return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)


def _remove_editor_data(root: etree._Element) -> None:
    for element in [*root.iter("*")]:
        name = etree.QName(element)
        parent = element.getparent()
        if parent is not None and (name.localname == "metadata" or is_editor_namespace(name.namespace)):
            parent.remove(element)
            continue
        for key in [str(key) for key in element.attrib if is_editor_namespace(etree.QName(key).namespace)]:
            del element.attrib[key]
    etree.cleanup_namespaces(root)


def _make_ids_valid(root: etree._Element) -> None:
    """Rename identifiers that are not valid XML names, which EPUB requires, and references to them."""
    used_ids = {element.get("id", "") for element in root.iter("*")}
    new_names = {}
    for name in sorted(used_ids):
        if name and not _XML_NAME.fullmatch(name):
            new_name = re.sub(r"[^\w.-]", "-", name)
            new_name = new_name if _XML_NAME.fullmatch(new_name) else f"n-{new_name}"
            while new_name in used_ids:
                new_name += "-"
            used_ids.add(new_name)
            new_names[name] = new_name
    for element in root.iter("*") if new_names else ():
        for key, value in element.attrib.items():
            if str(key) == "id":
                element.set(key, new_names.get(str(value), str(value)))
            elif "#" in str(value):
                element.set(key, _REFERENCE.sub(lambda match: f"#{new_names.get(match[1], match[1])}", str(value)))


def _rules(root: etree._Element) -> Iterator[str]:
    """Yield a @font-face rule for each of our fonts in a drawing, in each weight used, with the characters of all labels."""
    source = etree.tostring(root, encoding="unicode")
    names = ["400", *_WEIGHT.findall(source)]
    weights = {WEIGHTS.get(name) or int(name) for name in names if name in WEIGHTS or name.isdecimal()}
    styles = ("normal", "italic") if re.search(r"font-style\s*[:=]\s*[\"']?\s*italic", source) else ("normal",)
    characters = frozenset("".join("".join(map(str, text.itertext())) for text in root.iter(f"{SVG}text")))
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
    return cached(parts, lambda: fonts.woff2(fonts.subset(source, codes, _FEATURES, limits, hinting=False)))
