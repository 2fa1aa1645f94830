# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes an OmegaT project without sentence segmentation, whose output are .po files."""

from collections.abc import Mapping

# Tags and whitespace are kept in segments: they are markup that a translation must preserve.
_FILTERS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<filters xmlns="http://omegat.org/filters" removeTags="false" removeSpacesNonseg="false" preserveSpaces="true" ignoreFileContext="false">
    <filter className="org.omegat.filters2.po.PoFilter" enabled="true">
        <files sourceFilenameMask="*.po" sourceEncoding="UTF-8" targetEncoding="UTF-8" targetFilenamePattern="${filename}"/>
        <option name="disallowBlank" value="false"/>
        <option name="skipHeader" value="true"/>
        <option name="autoFillInPluralStatement" value="false"/>
        <option name="monolingualFormat" value="false"/>
    </filter>
</filters>
"""
_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat>
    <project version="1.0">
        <source_dir>__DEFAULT__</source_dir>
        <target_dir>__DEFAULT__</target_dir>
        <tm_dir>__DEFAULT__</tm_dir>
        <glossary_dir>__DEFAULT__</glossary_dir>
        <glossary_file>__DEFAULT__</glossary_file>
        <dictionary_dir>__DEFAULT__</dictionary_dir>
        <source_lang>{original}</source_lang>
        <target_lang>{language}</target_lang>
        <sentence_seg>false</sentence_seg>
        <support_default_translations>true</support_default_translations>
        <remove_tags>false</remove_tags>
    </project>
</omegat>
"""


def project(
    original: str, language: str, sources: Mapping[str, bytes], memories: Mapping[str, bytes], glossary: bytes
) -> dict[str, bytes]:
    """Return the files of an OmegaT project for a language pair, by path; a path that ends with `/` is an empty folder."""
    described = _PROJECT.format(original=original.upper(), language=language.upper())
    return {
        "omegat.project": described.encode(),
        "omegat/filters.xml": _FILTERS.encode(),
        **{f"source/{name}": data for name, data in sources.items()},
        **{f"tm/{name}": data for name, data in memories.items()},
        # OmegaT would read a .txt in the encoding of the machine.
        "glossary/terminology.utf8": glossary,
        "target/": b"",
        "dictionary/": b"",
    }
