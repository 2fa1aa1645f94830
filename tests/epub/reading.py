# SPDX-License-Identifier: GPL-3.0-or-later
"""EPUB files as tests read them: by epubcheck, and page by page."""

import json
import posixpath
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

EPUBCHECK = Path("/usr/share/java/epubcheck.jar")
SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""A JVM that lives for one file compiles little, and collects with one thread: half the time."""
NAMES = {
    "x": "http://www.w3.org/1999/xhtml",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "epub": "http://www.idpf.org/2007/ops",
}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TYPE = f"{{{NAMES['epub']}}}type"


def faults(path: Path, told: Path) -> list[str]:
    """All that epubcheck finds, warnings too; `told` is where it may write its report."""
    # The package's own script is the archive itself, which Linux does not run everywhere.
    command = ["java", *SHORT_LIVED, "-jar", str(EPUBCHECK), str(path), "--json", str(told)]
    subprocess.run(command, capture_output=True, check=False)
    found = json.loads(told.read_text(encoding="utf-8"))
    assert found["publication"]["ePubVersion"].startswith("3")
    return [f"{one['severity']} {one['ID']}: {one['message']} {one['locations'][:1]}" for one in found["messages"]]


class Epub:
    """An EPUB, read whole."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.entries = archive.infolist()
            self.files = {one.filename: archive.read(one) for one in self.entries}
        container = etree.fromstring(self.files["META-INF/container.xml"])
        self.package = etree.fromstring(self.files[next(container.iter("{*}rootfile")).get("full-path", "")])
        manifest = self.package.iterfind("opf:manifest/opf:item", NAMES)
        self.manifest = {one.get("id", ""): unquote(one.get("href", "")) for one in manifest}
        spine = self.package.iterfind("opf:spine/opf:itemref", NAMES)
        self.order = [self.manifest[one.get("idref", "")] for one in spine]
        self.pages = {name: etree.fromstring(self.files[name]) for name in self.order}

    def metadata(self, name: str) -> list[str]:
        return [one.text or "" for one in self.package.iterfind(f"opf:metadata/{name}", NAMES)]

    def said(self, name: str) -> list[str]:
        found = self.package.iterfind("opf:metadata/opf:meta", NAMES)
        return [one.text or "" for one in found if one.get("property") == name]

    @property
    def text(self) -> str:
        return " ".join(" ".join(map(str, page.itertext("*"))) for page in self.pages.values())

    def contents(self) -> list[tuple[str, str, str]]:
        """Address, words and language of each line of the contents."""
        page = next(page for page in self.pages.values() if page.find(".//x:nav", NAMES) is not None)
        links = page.iterfind(".//x:nav[1]//x:a", NAMES)
        return [(one.get("href", ""), "".join(map(str, one.itertext())), one.get("lang", "")) for one in links]

    def dead_links(self) -> list[str]:
        places = {name: {one.get("id") for one in page.iter("{*}*")} | {""} for name, page in self.pages.items()}
        dead = []
        for name, page in self.pages.items():
            for link in page.iterfind(".//x:a[@href]", NAMES):
                address, _, fragment = unquote(link.get("href", "")).partition("#")
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), address)) if address else name
                if ":" not in address and fragment not in places.get(target, set()):
                    dead.append(f"{name}: {link.get('href')}")
        return dead
