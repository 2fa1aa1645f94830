# SPDX-License-Identifier: GPL-3.0-or-later
"""Scales pictures for pages and EPUBs; neither originals nor camera metadata are published.

Our pages have each picture in several sizes, with width and height, so that text does not shift while it loads. Adopted
projects keep their own files, unless conf.py says `scaled_pictures = True`. The paged builder gets originals: the layout scales
them for screen or press.
"""

import posixpath
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.gettext import I18nBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.context import context_of, makes_own_pages, makes_pages, own_context_of
from pipeline.compose.engine.applications import app_of
from pipeline.compose.mistakes import warn
from pipeline.media import pictures, svg
from pipeline.media.picture_cache import Renditions, drawing, renditions
from pipeline.media.pictures import Purpose
from pipeline.model.problems import Problem
from pipeline.model.remark import framed
from pipeline.system.files import sha256_of

WEB = Purpose(((480, 720), (960, 1440), (1600, 2400)), 80, animated=True)
"""Sizes for pages. The largest is about twice the text width, for high-resolution screens and the enlarged view."""
_ONE_SIZE = replace(WEB, boxes=WEB.boxes[-1:])
"""The single size for pages of adopted projects, whose themes write images themselves."""
BOOK = Purpose(((1200, 1600),), 80)
"""The size for e-readers."""

_MEASURE = 125 / 25.4
"""The text width of a printed page, in inches."""
_MIN_RESOLUTION = 150
"""In dots per inch; fewer look coarse in print."""
_DOTS_PER_INCH = 96
"""The resolution in which a picture without a width is printed, unless it is wider than the text."""
_PER_INCH = {"": 96, "px": 96, "pt": 72, "pc": 6, "in": 1, "cm": 2.54, "mm": 25.4}
_TEXT_WIDTH = 40
"""The text width of a page, in rem."""
_WIDE = "(min-width: 54em)"
_MEDIA = {WEB: "the web", _ONE_SIZE: "the web", BOOK: "the EPUB"}
_encoded_lines: WeakKeyDictionary[Sphinx, list[str]] = WeakKeyDictionary()


def encoded_lines(app: Sphinx) -> tuple[str, ...]:
    """Return a line for each picture that this run has encoded: `figures/photo.jpg: 3.8 MB -> 3 sizes for the web, 212 kB`."""
    return tuple(_encoded_lines.get(app, ()))


def _scales(app: Sphinx) -> bool:
    return own_context_of(app) is not None or bool(app.config.scaled_pictures)


def check(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of unreadable pictures, and show their alternative text instead."""
    if isinstance(app.builder, I18nBuilder):
        return
    for image in list(doctree.findall(nodes.image)):
        for path in _files(app, image):
            try:
                if path.suffix == ".svg":
                    _cached_drawing(app, path)
                elif _scales(app):
                    _encoded(app, path, _page_purpose(app))
                else:
                    pictures.refuse_broken(path.read_bytes())
            except Problem as problem:
                _show_words(app, image, path, problem)
                break


def _show_words(app: Sphinx, image: nodes.image, path: Path, problem: Problem) -> None:
    """Warn of a picture that cannot be read, and replace it by its alternative text."""
    if problem.code != "broken-drawing":  # reported when its labels were read
        parts = {"name": _name(app, path), "message": problem.message, "cause": problem.cause}
        sentence = framed("%(name)s: %(message)s: %(cause)s", **parts)
        warn(sentence, problem.hint, location=image, category="picture")
    replace_by_words(image)


def replace_by_words(image: nodes.image) -> None:
    """Replace a picture by its alternative text."""
    words = nodes.Text(str(image.get("alt", "")))
    inline = isinstance(image.parent, nodes.TextElement)
    image.replace_self((nodes.inline if inline else nodes.paragraph)("", "", words))


def _page_purpose(app: Sphinx) -> Purpose:
    return WEB if own_context_of(app) is not None else _ONE_SIZE


def _name(app: Sphinx, path: Path) -> str:
    """Return the path of a file relative to the sources, or its name if it is elsewhere."""
    return str(path.relative_to(app.srcdir)) if path.is_relative_to(app.srcdir) else path.name


def show_scaled(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Replace pictures of pages and EPUBs by scaled versions; on our pages, mark them for size attributes and lazy loading.

    In books, note those that have too few dots for paper.
    """
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or (makes_pages(app) and not _scales(app)):
        return
    if builder.name == "paged":
        for image in doctree.findall(nodes.image):
            _note_coarse(app, image, _chosen(builder, image))
        return
    purpose = BOOK if builder.name == "epub3" else _page_purpose(app)
    for turn, image in enumerate(list(doctree.findall(nodes.image))):
        path = _chosen(builder, image)
        if path is not None and path.suffix == ".svg":
            # The copied drawing keeps the name that Sphinx has given the original.
            uri = next(candidate for candidate in image["candidates"].values() if candidate in builder.env.images)
            image["uri"] = str(_cached_drawing(app, path))
            image["candidates"] = {"*": image["uri"]}
            builder.images[image["uri"]] = builder.env.images[_first_alike(app)[uri]][1]
        elif path is not None:
            try:
                _scale(builder, image, path, _encoded(app, path, purpose))
            except Problem as problem:  # only decoding shows that the data of a PNG end early
                _show_words(app, image, path, problem)
                continue
        if makes_own_pages(app):
            image["on-page"] = True
            if turn:
                image["loading"] = "lazy"


def _note_coarse(app: Sphinx, image: nodes.image, path: Path | None) -> None:
    """Add a line for a picture that has too few dots for its printed width."""
    if path is None or path.suffix == ".svg" or own_context_of(app) is None:
        return
    dots, height = pictures.size_of(path.read_bytes())
    natural = dots / _DOTS_PER_INCH * image.get("scale", 100) / 100
    width = min(_printed_width(str(image.get("width", "")), natural), _MEASURE)
    lines = _encoded_lines.setdefault(app, [])
    if dots / width < _MIN_RESOLUTION:
        wanted = f"{round(_MIN_RESOLUTION * _MEASURE)} dots fill the width of a page"
        name, resolution = _name(app, path), round(dots / width)
        line = f"{name}: {dots} × {height}, on paper only {resolution} dots per inch: coarse; {wanted}"
        lines += [line] if line not in lines else []


def _printed_width(value: str, natural: float) -> float:
    """Return the width of a picture in inches, from its width in the source; `natural` if that is missing or in an unknown unit."""
    number = value.rstrip("%abcdefghijklmnopqrstuvwxyz")
    unit = value.removeprefix(number)
    if not number.replace(".", "", 1).isdecimal() or not float(number):
        return natural
    if unit == "%":
        return float(number) / 100 * _MEASURE
    return float(number) / _PER_INCH[unit] if unit in _PER_INCH else natural


_firsts: WeakKeyDictionary[Sphinx, Mapping[str, str]] = WeakKeyDictionary()


def _first_alike(app: Sphinx) -> Mapping[str, str]:
    """Map the path of each picture to the first path with the same content; pages use that one's name.

    Files with the same content are encoded into one, and Sphinx copies a file under one name only.
    """
    if app not in _firsts:
        names = {uri: name for uri, (_, name) in app.env.images.items()}
        files = {uri: path for uri in names if (path := Path(app.srcdir, uri)).is_file()}
        sizes = {uri: path.stat().st_size for uri, path in files.items()}
        number = Counter(sizes.values())  # a file of unique size has no duplicates
        sums = {uri: sha256_of(files[uri]) if number[sizes.get(uri, -1)] > 1 else uri for uri in names}
        first: dict[str, str] = {}
        for uri in sorted(names, key=lambda uri: (names[uri], uri)):
            first.setdefault(sums[uri], uri)
        _firsts[app] = {uri: first[sums[uri]] for uri in names}
    return _firsts[app]


def _files(app: Sphinx, image: nodes.image) -> Iterator[Path]:
    """Yield the files that Sphinx has found for an image: one, or one for each media type (`photo.*`)."""
    candidates: dict[str, str] = image.get("candidates", {})
    for kind, uri in candidates.items():
        path = Path(app.srcdir, uri)
        if kind != "?" and path.suffix != ".svgz" and path.is_file():
            yield path


def _chosen(builder: Builder, image: nodes.image) -> Path | None:
    """Return the file that an HTML builder chooses for an image, or None."""
    candidates: dict[str, str] = image.get("candidates", {})
    kinds = ("*", *builder.supported_image_types)
    uri = next((candidates[kind] for kind in kinds if kind in candidates), None)
    path = Path(builder.srcdir, uri) if uri else None
    return path if path is not None and path in _files(app_of(builder), image) else None


def _cache(app: Sphinx) -> Path:
    context = context_of(app)
    return context.project.pictures if context is not None else Path(app.doctreedir, "pictures")


def _cached_drawing(app: Sphinx, path: Path) -> Path:
    return drawing(_cache(app), path.read_bytes(), BOOK)


def _encoded(app: Sphinx, path: Path, purpose: Purpose) -> Renditions:
    versions = renditions(_cache(app), path.read_bytes(), purpose)
    if versions.is_new:
        size = sum(version.bytes for version in versions.sizes)
        count = f"{len(versions.sizes)} sizes"
        if len(versions.sizes) == 1:
            count = f"{versions.largest.width} × {versions.largest.height}"
        line = f"{_name(app, path)}: {_file_size(path.stat().st_size)} -> {count} for {_MEDIA[purpose]}, {_file_size(size)}"
        _encoded_lines.setdefault(app, []).append(line)
    return versions


def _file_size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"


def _scale(builder: StandaloneHTMLBuilder, image: nodes.image, path: Path, versions: Renditions) -> None:
    """Point an image to its versions, under names that change with their content."""
    if "scale" in image:
        # `scale` refers to the size of the original: convert it to a width.
        scale = image.attributes.pop("scale") / 100
        width, _ = pictures.size_of(path.read_bytes())
        image.setdefault("width", f"{round(width * scale)}px")
    chosen = (versions.largest,) if image.get("full-size") else versions.sizes
    uri = next(uri for uri in image["candidates"].values() if Path(builder.srcdir, uri) == path)
    stem = Path(_first_alike(app_of(builder)).get(uri, uri)).stem
    names = [f"{stem}-{version.width}-{version.digest}{version.path.suffix}" for version in chosen]
    builder.images |= {str(version.path): name for version, name in zip(chosen, names, strict=True)}
    image["uri"] = str(versions.largest.path)
    image["candidates"] = {"*": image["uri"]}
    image["renditions"] = [(name, version.width) for version, name in zip(chosen, names, strict=True)]
    image["size"] = (versions.largest.width, versions.largest.height)


def open_image(translator: HTML5Translator, node: nodes.Element) -> None:
    """Write an image as Sphinx does; on our pages with width, height, `srcset` and `sizes`."""
    attributes = _attributes(translator, node) if node.get("on-page") else {}
    HTML5Translator.visit_image(translator, node)  # type: ignore[arg-type]  # it is an image
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    translator.body[-1] = translator.body[-1].replace("<img", f"<img{written}", 1)


def _attributes(translator: HTML5Translator, node: nodes.Element) -> dict[str, str]:
    """Return additional attributes for the tag of an image; widths in pixels move here from its style."""
    size: tuple[int, int] | None = node.get("size")
    file = Path(translator.builder.srcdir, str(node["uri"]))
    if not size and file.suffix == ".svg" and file.is_file():
        # Its own size, or if it has none, the maximum width of a page in its proportions.
        size = svg.size(file.read_bytes(), WEB.boxes[-1][0])
    if size is None:
        return {}
    width, height = _pixels(node, "width"), _pixels(node, "height")
    if width or height:
        width = width or round(size[0] * height / size[1])
        size = (width, height or round(size[1] * width / size[0]))
        node.attributes.pop("width", None)
        node.attributes.pop("height", None)
    attributes = {"width": str(size[0]), "height": str(size[1])}
    sources: Sequence[tuple[str, int]] = node.get("renditions", ())
    if len(sources) > 1:
        folder = translator.builder.imgpath
        attributes["srcset"] = ", ".join(f"{posixpath.join(folder, quote(name))} {wide}w" for name, wide in sources)
        # Give the width on the page, since browsers choose a file before they load style sheets.
        share = str(node.get("width", "100%"))
        percent = float(share[:-1]) if share.endswith("%") else 100
        of_page = f"{_WIDE} {_TEXT_WIDTH * percent / 100:g}rem, {percent:g}vw"
        attributes["sizes"] = f"{width}px" if width else of_page
    return attributes


def _pixels(node: nodes.Element, name: str) -> int:
    """Return a width or height in pixels; 0 if it is missing or in another unit."""
    value = str(node.get(name, "")).removesuffix("px")
    return round(float(value)) if value.replace(".", "", 1).isdecimal() else 0


def setup(app: Sphinx) -> ExtensionMetadata:
    context = context_of(app)
    if context is None or not context.publication.adopted:  # the theme of an adopted project may write images itself
        app.add_node(nodes.image, override=True, html=(open_image, HTML5Translator.depart_image))
    app.add_config_value("scaled_pictures", False, "html", bool)
    # After Sphinx has collected images (500).
    app.connect("doctree-read", check, priority=600)
    # After figures get their enlarged picture (890), and before Sphinx gathers the files to copy.
    app.connect("doctree-resolved", show_scaled, priority=895)
    version = zlib.crc32(Path(pictures.__file__).read_bytes())
    return {"version": "1", "env_version": version, "parallel_read_safe": True, "parallel_write_safe": True}
