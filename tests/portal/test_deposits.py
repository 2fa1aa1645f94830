# SPDX-License-Identifier: GPL-3.0-or-later
"""What registries of DOIs are told: by their own schemas as far as these can be had, else by the structure stated in *.rng here."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

import pytest
from lxml import etree

from pipeline.commands.deposit import Prepared, lines_for, prepare
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import EditionState, Format, Review
from pipeline.model.releases import Release, ReleasedFile, Releases, releases_path
from pipeline.model.releases_file import to_toml
from tests.conftest import once
from tests.test_wheel import ROOT, run

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
SLUG = "closing-volume"
DOIS = {"all": "10.5281/zenodo.1", "it": "10.5281/zenodo.2", "de": "10.5281/zenodo.3"}
NAMES = {"d": "http://datacite.org/schema/kernel-4"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def release(tag: str, version: str, title: str) -> Release:
    file = ReleasedFile(Format.PDF, PurePosixPath(tag, SLUG, f"{SLUG}-{tag}.pdf"), title, 9, 3, "0" * 64)
    return Release(
        slug=SLUG,
        version=version,
        tag=tag,
        identifier=f"urn:uuid:00000000-0000-5000-8000-00000000000{len(version) + len(tag)}",
        date=date(2026, 11, 20),
        released=NOW,
        title=title,
        subtitle="A & B",
        description="Ein Band, <kurz>.",
        translated=1,
        messages=1,
        percent=100,
        state=EditionState.COMPLETE,
        review=Review.DRAFT,
        files=(file,),
    )


def released(project: Project, dois: str) -> Project:
    """The project with releases of the volume, an older German one among them, and these DOIs."""
    publication = project.publication(SLUG)
    all_releases = (
        release("de", "0.9", "Alt"),
        release("it", "1.0", "Tratta & diritti"),
        release("de", "1.0", "Handel"),
    )
    releases_path(publication).write_text(to_toml(Releases(publication, all_releases)), encoding="utf-8")
    path = publication.described_in
    path.write_text(re.sub(r"^doi = .*$", dois, path.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
    return replace(Project.load(project.root), site_url=project.site_url, contact=project.contact)


@pytest.fixture
def complete(known: Project) -> Project:
    rows = ", ".join(f'{name} = "{doi}"' for name, doi in DOIS.items())
    return released(known, f"doi = {{ {rows} }}")


def written(project: Project) -> dict[str, bytes]:
    publications = (project.publication(SLUG),)
    return {event.path.name: event.path.read_bytes() for event in prepare(project, publications)}


def valid(name: str, content: bytes) -> bool:
    return etree.RelaxNG(etree.parse(str(HERE / name))).validate(etree.fromstring(content))


def relations(root: etree._Element) -> set[tuple[str, str | None]]:
    found = root.iterfind(".//d:relatedIdentifier", NAMES)
    return {(element.get("relationType", ""), element.text) for element in found}


def test_each_edition_and_all_together_have_a_file_for_each_registry(complete: Project) -> None:
    assert sorted(written(complete)) == sorted(
        f"{name}.{suffix}" for name in DOIS for suffix in ("datacite.xml", "zenodo.json")
    )


@pytest.mark.parametrize("name", DOIS)
def test_datacite_has_what_its_schema_demands(name: str, complete: Project) -> None:
    content = written(complete)[f"{name}.datacite.xml"]
    root = etree.fromstring(content)

    assert valid("datacite.rng", content)
    assert root.findtext("d:identifier", namespaces=NAMES) == DOIS[name]
    title = root.find("d:titles/d:title", NAMES)
    assert title is not None
    assert (title.text, title.get(LANG)) == {"de": ("Handel", "de")}.get(name, ("Tratta & diritti", "it"))


def test_translations_name_the_original_and_all_the_whole(complete: Project) -> None:
    files = written(complete)

    assert {name: relations(etree.fromstring(files[f"{name}.datacite.xml"])) for name in DOIS} == {
        "it": {("IsVersionOf", DOIS["all"]), ("HasTranslation", DOIS["de"])},
        "de": {("IsVersionOf", DOIS["all"]), ("IsTranslationOf", DOIS["it"])},
        "all": {("HasVersion", DOIS["it"]), ("HasVersion", DOIS["de"])},
    }


def test_zenodo_is_asked_for_no_doi_where_there_is_one(complete: Project) -> None:
    metadata = json.loads(written(complete)["de.zenodo.json"])["metadata"]

    assert {name: metadata.get(name) for name in ("doi", "prereserve_doi", "language", "version", "description")} == {
        "doi": DOIS["de"],
        "prereserve_doi": None,
        "language": "deu",
        "version": "1.0",
        "description": "<p>Ein Band, &lt;kurz&gt;.</p>",
    }


def test_without_a_doi_the_files_are_drafts_that_the_schemas_refuse(known: Project) -> None:
    files = written(released(known, ""))

    assert all(".draft." in name for name in files)
    assert b"draft: it has no DOI" in files["it.draft.datacite.xml"]
    assert not valid("datacite.rng", files["it.draft.datacite.xml"])
    assert json.loads(files["it.draft.zenodo.json"])["metadata"]["prereserve_doi"] is True
    assert b"10." not in b"".join(files.values()).replace(b"-5000-", b"")


def test_the_doi_of_all_is_not_that_of_an_edition(known: Project) -> None:
    files = written(released(known, 'doi = "10.5281/zenodo.1"'))

    assert sorted(name for name in files if ".draft." not in name) == [
        "all.datacite.xml",
        "all.zenodo.json",
    ]


def test_a_file_that_is_complete_takes_the_place_of_its_draft(known: Project, complete: Project) -> None:
    written(released(known, ""))

    written(complete)

    assert [path.name for path in complete.build.rglob("*.draft.*")] == []


def test_a_dry_run_writes_nothing_and_names_what_is_missing(project: Project) -> None:
    bare = released(project, "")
    events = [*prepare(bare, bare.publications, dry_run=True)]

    assert all(isinstance(event, Prepared) and event.dry_run for event in events)
    assert not (bare.build / "deposits").exists()
    (line,) = lines_for(next(event for event in events if event.registry == "DataCite"))
    assert "would be written, for DataCite, draft: doi is missing in publication.toml" in line.text


def test_a_doi_that_stands_twice_is_refused(known: Project) -> None:
    with pytest.raises(Problem, match="is used twice"):
        released(known, 'doi = { it = "10.5281/zenodo.1", de = "10.5281/zenodo.1" }')


def test_nothing_released_is_nothing_to_tell(known: Project) -> None:
    with pytest.raises(Problem) as caught:
        written(known)

    assert caught.value.code == "nothing-released"


CHECK = """
import sys, warnings
from pathlib import Path
warnings.simplefilter("ignore")
from commonmeta import Metadata
for path in sorted(Path(sys.argv[1]).glob("*.datacite.xml")):
    read = Metadata(str(path), via="datacite_xml")
    print("datacite", path.name, read.id, read.language)
"""


@pytest.mark.slow
def test_another_reader_takes_them(complete: Project, shared_folder: Path) -> None:
    def make(folder: Path) -> None:
        run(sys.executable, "-m", "uv", "venv", "--quiet", "--python", sys.executable, folder, folder=ROOT)
        install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", folder / "bin/python"]
        run(*install, "commonmeta-py==0.312", folder=ROOT)

    python = once(shared_folder / "commonmeta", make) / "bin/python"
    written(complete)

    done = subprocess.run(
        [python, "-c", CHECK, complete.build / "deposits" / SLUG], capture_output=True, text=True, check=False
    )

    assert done.stdout.splitlines() == [
        f"datacite {name}.datacite.xml https://doi.org/{DOIS[name]} {tag}"
        for name, tag in (("all", None), ("de", "de"), ("it", "it"))
    ], done.stderr
