# SPDX-License-Identifier: GPL-3.0-or-later
"""A project that knows nothing of us: MyST, a node and a theme of its own, one catalogue per document, Brazilian Portuguese."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from pipeline.__main__ import main
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from tests.books import html_of
from tests.epub.reading import faults as epub_faults
from tests.typeset import verapdf

ROOT = Path(__file__).resolve().parents[1]


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "build" not in path.relative_to(folder).parts and "__pycache__" not in path.parts
    }


@pytest.fixture
def lanterna(tmp_path: Path) -> Path:
    return shutil.copytree(
        ROOT / "adopted", tmp_path / "lanterna", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], int]:
    """The project adopted and built, its files from before, and the exit code."""
    folder = tmp_path_factory.mktemp("adopted") / "lanterna"
    shutil.copytree(ROOT / "adopted", folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = files(folder)
    assert main(["adopt", str(folder)]) == 0
    return folder, before, main(["build", "--project", str(folder)])


def test_two_files_are_written_and_nothing_is_touched(built: tuple[Path, dict[str, bytes], int]) -> None:
    folder, before, _ = built
    after = files(folder)

    assert {name: data for name, data in after.items() if name in before} == before
    assert set(after) - set(before) == {"project.toml", "publication.toml"}


def test_each_language_with_catalogues_is_published_with_its_percentage(
    built: tuple[Path, dict[str, bytes], int],
) -> None:
    folder, _, _ = built
    rows = json.loads((folder / "build/site/editions.json").read_text(encoding="utf-8"))
    rows = rows if isinstance(rows, list) else rows["artefacts"]
    states = {(row["language"], row["format"]): row["state"] for row in rows}

    assert states == {
        ("en", "html"): "complete",
        ("en", "pdf"): "complete",
        ("en", "epub"): "complete",
        ("de", "html"): "partial",
        ("de", "pdf"): "partial",
        ("de", "epub"): "partial",
        ("pt-BR", "html"): "partial",
        ("pt-BR", "pdf"): "partial",
        ("pt-BR", "epub"): "partial",
    }


def test_a_link_to_a_part_of_a_document_that_is_not_in_the_book_says_so(
    built: tuple[Path, dict[str, bytes], int],
) -> None:
    told = (built[0] / "build/warnings.txt").read_text(encoding="utf-8")

    assert "“its heading” links to nothing in the book (aside is not part of the book)" in told


def test_no_version_is_invented_where_conf_has_none(
    built: tuple[Path, dict[str, bytes], int], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, site = built[0], built[0] / "build/site"

    assert "version" not in tomllib.loads((folder / "publication.toml").read_text(encoding="utf-8"))
    for page in ("en/lanterna/usage.html", "en/lanterna.html", "en/lanterna.bib"):
        assert not re.search(r"version\b", (site / page).read_text(encoding="utf-8").lower()), page
    for command in (["release"], ["withdraw", "--publication", "lanterna", "--language", "de", "--reason", "wrong"]):
        assert main([*command, "--project", str(folder)]) == 3
        assert 'write one: version = "1.0"' in capsys.readouterr().err
    assert not (folder / "releases.toml").exists()


def test_pages_keep_the_theme_and_are_translated(built: tuple[Path, dict[str, bytes], int]) -> None:
    page = (built[0] / "build/site/pt-BR/lanterna/usage.html").read_text(encoding="utf-8")

    assert "alabaster.css" in page
    assert 'class="stamp"' in page
    assert "Gire a chave uma vez" in page
    assert "Keep it dry." in page


def test_html_that_a_source_wrote_is_sound_in_book_and_epub(
    built: tuple[Path, dict[str, bytes], int], tmp_path: Path
) -> None:
    """Its headings have the levels of their place, and XHTML has nothing that it does not know."""
    folder = built[0] / "build/site/en/lanterna"

    assert verapdf.broken_rules(folder / "lanterna-en.pdf", "ua1") == []
    assert epub_faults(folder / "lanterna-en.epub", tmp_path / "told") == []
    book = html_of(built[0] / "build/work/en/lanterna/paged")
    assert re.findall(r"<(h\d)[^>]*>(?:A heading|A smaller one)<", book) == ["h3", "h4"]


def test_words_that_sphinx_has_are_sphinx_s(built: tuple[Path, dict[str, bytes], int]) -> None:
    page = (built[0] / "build/site/de/lanterna/usage.html").read_text(encoding="utf-8")

    assert re.findall(r'class="admonition-title">([^<]*)<', page) == ["Bemerkung"]  # ours says Hinweis


def test_toctrees_are_numbered_as_by_sphinx_unless_conf_says_otherwise(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "conf.py").write_text('project = "Two parts"\n', encoding="utf-8")
    parts = "".join(f".. toctree::\n   :numbered:\n\n   {name}\n\n" for name in ("one", "two"))
    (docs / "index.rst").write_text(f"Parts\n=====\n\n{parts}", encoding="utf-8")
    for name in ("one", "two"):
        (docs / f"{name}.rst").write_text(f"{name.title()}\n===\n\nWords.\n", encoding="utf-8")
    assert main(["adopt", str(tmp_path)]) == 0

    for setting, number in (("", "1."), ("continuous_numbers = True\n", "2.")):
        (docs / "conf.py").write_text(f'project = "Two parts"\n{setting}', encoding="utf-8")
        assert main(["build", "--project", str(tmp_path), "--format", "html"]) == 0
        (page,) = tmp_path.glob("build/site/en/*/two.html")
        assert f'<span class="section-number">{number} </span>Two' in page.read_text(encoding="utf-8")


def test_what_a_program_of_conf_says_is_said_once(lanterna: Path) -> None:
    conf = lanterna / "docs/conf.py"
    asked = 'import subprocess\nsubprocess.run(["git", "-C", "/", "describe"])\n'
    conf.write_text(f"{conf.read_text(encoding='utf-8')}\n{asked}", encoding="utf-8")
    assert main(["adopt", str(lanterna), "--languages", "de,pt-BR"]) == 0
    command = [sys.executable, "-m", "pipeline", "build", "--project", str(lanterna), "--format", "html"]

    built = subprocess.run(command, capture_output=True, text=True, check=False)

    assert f"{built.stdout}{built.stderr}".count("fatal: not a git repository") == 1


def test_the_pdf_holds_the_translation_and_the_node(built: tuple[Path, dict[str, bytes], int]) -> None:
    with pikepdf.open(built[0] / "build/site/pt-BR/lanterna/lanterna-pt-BR.pdf") as pdf:
        assert str(pdf.Root.Lang) == "pt-BR"
        assert len(pdf.pages) > 3


def test_a_broken_entry_is_left_out_alone_and_pictures_are_those_of_the_sources(
    lanterna: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistake in a translation is told with its line in the catalogue, also where docutils finds it last."""
    picture = lanterna / "docs/hour.png"
    Image.effect_noise((1200, 900), 60).save(picture)
    usage = lanterna / "docs/usage.rst"
    usage.write_text(
        f"{usage.read_text(encoding='utf-8')}\n.. image:: hour.png\n\nAsk.\n\nRead.\n\nLook.\n", encoding="utf-8"
    )
    catalogue = lanterna / "docs/locale/de/LC_MESSAGES/usage.po"
    entries = 'msgid "Ask."\nmsgstr "Siehe nirgends_."\n\nmsgid "Read."\nmsgstr "Was |fehlt|."\n'
    entries += """\nmsgid "Look."\nmsgstr ":ref:`vue d'ensemble`"\n"""
    before = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(f"{before}\n{entries}", encoding="utf-8")
    assert main(["adopt", str(lanterna), "--languages", "de"]) == 0

    assert main(["build", "--project", str(lanterna), "--format", "html"]) == 3

    assert "docs/locale/de/LC_MESSAGES/contents.po:" in capsys.readouterr().err
    page = (lanterna / "build/site/de/lanterna/usage.html").read_text(encoding="utf-8")
    assert "Drehen Sie den Schlüssel" in page
    assert "Lampe, die die Stunde sagt" in (lanterna / "build/site/de/lanterna/contents.html").read_text("utf-8")
    told = (lanterna / "build/warnings.txt").read_text(encoding="utf-8")
    first = before.count("\n") + 3
    said = ("nothing has the name nirgends", "nothing is defined for |fehlt|", "no label has the name vue d'ensemble")
    for line, words in zip(range(first, first + 9, 3), said, strict=True):
        assert re.search(rf"usage\.po:{line}: .*{re.escape(words)}", told)
    assert (lanterna / "build/site/de/lanterna/_images/hour.png").read_bytes() == picture.read_bytes()


def test_what_cannot_be_printed_is_told_and_the_rest_is_printed(
    lanterna: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["adopt", str(lanterna), "--languages", "pt-BR"]) == 0
    assert main(["build", "--project", str(lanterna), "--language", "pt-BR"]) == 0

    said = "".join(capsys.readouterr())
    kept = (lanterna / "build/warnings.txt").read_text(encoding="utf-8")
    warnings = [line for line in kept.splitlines() if not line.startswith("  ")]
    for words in (
        "lamp.png",
        "U+13080",
        "unheard-of",
        "no text calls",
        "calls another footnote",
        "“Aside” links",
        "“nowhere” links",
    ):
        assert any(words in warning for warning in warnings), words
    assert len(warnings) == len(set(warnings))
    assert "Traceback" not in said
    book = html_of(lanterna / "build/work/pt-BR/lanterna/paged")
    assert 'href="#usage--usage"' in book
    assert 'href="#awkward--elsewhere"' in book
    assert 'id="awkward--raw-text"' in book
    assert 'id="usage--same"' in book
    assert 'href="#awkward--same"' in book
    assert 'id="usage--old"' in book
    assert "nowhere.html" not in book
    for words in ("duplicate chapters", "not printed", "is marked as", "“” links"):
        assert not any(words in warning for warning in warnings), words
    assert (lanterna / "build/site/pt-BR/lanterna/lanterna-pt-BR.pdf").is_file()


@pytest.fixture
def chinese(lanterna: Path) -> Path:
    """The project with catalogues in a folder spelt as its tag, `zh-CN`, adopted: the path of one of them."""
    catalogues = lanterna / "docs/locale/zh-CN/LC_MESSAGES"
    shutil.copytree(lanterna / "docs/locale/pt_BR/LC_MESSAGES", catalogues)
    for path in catalogues.glob("*.po"):
        text = path.read_text(encoding="utf-8").replace("pt_BR", "zh_CN")
        text = re.sub(r'^msgstr "Gire.*', 'msgstr "转动钥匙一次，然后等待灯光亮起来。"', text, flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")
    assert main(["adopt", str(lanterna), "--languages", "zh-CN"]) == 0
    return catalogues / "usage.po"


def test_a_catalogue_in_a_folder_spelt_as_a_tag_is_checked_and_an_edit_rebuilds(
    lanterna: Path, chinese: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build = ["build", "--project", str(lanterna), "--language", "zh-CN", "--format", "html"]
    assert main(build) == 0
    chinese.write_text(chinese.read_text(encoding="utf-8").replace("一次", "两次"), encoding="utf-8")
    assert main(build) == 0
    capsys.readouterr()

    assert "转动钥匙两次" in (lanterna / "build/site/zh-CN/lanterna/usage.html").read_text(encoding="utf-8")
    assert main(["check", "--project", str(lanterna), "--language", "zh-CN"]) == 1
    assert "docs/locale/zh-CN/LC_MESSAGES/usage.po:15: lost-role" in capsys.readouterr().out


@pytest.mark.slow
def test_a_language_that_our_fonts_cannot_write_has_html_alone(
    lanterna: Path, chinese: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in chinese.parent.glob("*.po"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("转动钥匙一次，然后等待灯光亮起来。", "转动钥匙" + "𓂀" * 40), encoding="utf-8")
    main(["build", "--project", str(lanterna), "--language", "zh-CN"])

    assert "转动钥匙" in (lanterna / "build/site/zh-CN/lanterna/usage.html").read_text(encoding="utf-8")
    said = "".join(capsys.readouterr())
    assert "no new PDF is made" in said
    assert not list((lanterna / "build/site/zh-CN").rglob("*.pdf"))


def test_folders_that_are_no_tags_of_languages_are_left_out_and_named(lanterna: Path) -> None:
    for name in ("sr@latin", "xx-none", "zh-CN"):
        shutil.copytree(lanterna / "docs/locale/de", lanterna / "docs/locale" / name)

    assert main(["adopt", str(lanterna)]) == 0

    written = (lanterna / "project.toml").read_text(encoding="utf-8")
    assert [one.tag for one in Project.load(lanterna).languages] == ["en", "de", "pt-BR", "sr-Latn", "zh-CN"]
    assert "# left out, because these are not tags of known languages: xx-none" in written


def test_a_catalogue_in_a_folder_with_a_modifier_is_read(lanterna: Path) -> None:
    shutil.copytree(lanterna / "docs/locale/de", lanterna / "docs/locale/sr@latin")
    for path in (lanterna / "docs/locale/sr@latin").rglob("*.po"):
        path.write_text(
            path.read_text(encoding="utf-8").replace("Language: de", "Language: sr@latin"), encoding="utf-8"
        )
    assert main(["adopt", str(lanterna), "--languages", "sr-Latn"]) == 0

    main(["build", "--project", str(lanterna), "--language", "sr-Latn", "--format", "html"])

    page = (lanterna / "build/site/sr-Latn/lanterna/usage.html").read_text(encoding="utf-8")
    assert "Drehen Sie den Schlüssel" in page


def test_a_language_is_one_whether_its_tag_has_the_likely_script_or_not(lanterna: Path) -> None:
    for name in ("zh_Hans_CN", "sr"):
        shutil.copytree(lanterna / "docs/locale/de", lanterna / "docs/locale" / name)

    assert main(["adopt", str(lanterna), "--languages", "zh-CN,sr-Cyrl"]) == 0

    project = Project.load(lanterna)
    assert [one.tag for one in project.languages] == ["en", "zh-Hans-CN", "sr"]
    for tag in ("zh-CN", "zh_CN", "zh-Hans", "zh_Hans_CN"):
        assert project.language(tag).tag == "zh-Hans-CN"
    assert project.language("sr-Cyrl").tag == "sr"
    for tag in ("zh-TW", "zh-Hant", "sr-Latn", "en-US", "en+sr"):
        with pytest.raises(Problem):
            project.language(tag)


def test_sources_and_catalogues_below_the_configuration_are_found(tmp_path: Path) -> None:
    root = tmp_path / "manual"
    shutil.copytree(ROOT / "adopted/docs", root / "docs", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "docs/source").mkdir()
    for name in ("contents.md", "usage.rst", "awkward.rst", "aside.rst", "locale"):
        (root / "docs" / name).rename(root / "docs/source" / name)
    conf = root / "docs/conf.py"
    conf.write_text(conf.read_text(encoding="utf-8").replace('author = "The Lanterna writers"\n', ""), encoding="utf-8")

    assert main(["adopt", str(root)]) == 0

    project = Project.load(root)
    assert project.publications[0].folder == root / "docs/source"
    assert project.locales == root / "docs/source/locale"
    assert project.publisher == "The Lanterna writers"


def test_an_extension_that_is_not_installed_is_named_with_the_command(
    lanterna: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    conf = lanterna / "docs/conf.py"
    conf.write_text(conf.read_text().replace('"stamp"', '"sphinx_that_is_not_there"'))

    assert main(["adopt", str(lanterna)]) == 3

    said = capsys.readouterr().err
    assert "missing-extension" in said
    assert " sphinx-that-is-not-there" in said


def test_a_configuration_that_does_not_run_is_a_problem(lanterna: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (lanterna / "docs/conf.py").write_text('import importlib\n\nimportlib.import_module("nothing_of_this_name")\n')

    assert main(["adopt", str(lanterna)]) == 3

    said = capsys.readouterr().err
    assert "broken-configuration" in said
    assert "Traceback" not in said


def test_its_catalogues_are_left_to_its_own_tools(
    built: tuple[Path, dict[str, bytes], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["update", "--project", str(built[0])]) == 3

    assert "not-ours" in capsys.readouterr().err


def test_a_second_adoption_says_that_it_is_done(
    built: tuple[Path, dict[str, bytes], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["adopt", str(built[0])]) == 3

    assert "already-there" in capsys.readouterr().err


def test_no_file_of_the_build_is_offered_for_one_that_is_missing(
    lanterna: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = lanterna / "docs"
    page = docs / "usage.rst"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n.. image:: pictures-of-lanterns.png\n", encoding="utf-8")
    picture = docs / "build/site/pictures-of-lantern.png"
    picture.parent.mkdir(parents=True)
    Image.new("L", (9, 9)).save(picture)
    assert main(["adopt", str(docs)]) == 0

    main(["build", "--format", "html", "--language", "en", "--project", str(docs)])

    told = (docs / "build/warnings.txt").read_text(encoding="utf-8")
    assert "pictures-of-lanterns.png" in told
    assert "did you mean" not in told


def test_documents_may_include_files_of_the_checkout_that_the_project_is_in(lanterna: Path) -> None:
    (lanterna.parent / ".git").mkdir()
    (lanterna.parent / "NEWS").write_text("News from above.\n", encoding="utf-8")
    with (lanterna / "docs/usage.rst").open("a", encoding="utf-8") as usage:
        usage.write("\n.. include:: ../../NEWS\n")

    assert main(["adopt", str(lanterna)]) == 0
    assert Project.load(lanterna).outside == (lanterna / "..",)
    main(["build", "--project", str(lanterna), "--language", "en"])

    assert any("News from above." in path.read_text("utf-8") for path in (lanterna / "build/site").rglob("usage.html"))
