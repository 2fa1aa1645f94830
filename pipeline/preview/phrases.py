# SPDX-License-Identifier: GPL-3.0-or-later
"""What the preview says, in the language of the edition: the translator's own."""

from collections.abc import Mapping

from pipeline.model.findings import Severity
from pipeline.preview.snapshot import ParagraphMark
from pipeline.words import Words


def marks(words: Words) -> Mapping[ParagraphMark, tuple[str, str]]:
    """For each mark a sign that needs no colour, and the words that are read aloud."""
    return {
        ParagraphMark.FINDINGS: ("!", words("has findings")),
        ParagraphMark.CONFLICT: ("⇄", words("two translations")),
        ParagraphMark.UNTRANSLATED: ("○", words("not translated")),
        ParagraphMark.CHANGED: ("≈", words("original has changed")),
        ParagraphMark.SUGGESTED: ("?", words("suggestion")),
        ParagraphMark.UNFINISHED: ("…", words("unfinished")),
        ParagraphMark.TRANSLATED: ("✓", words("translated")),
        ParagraphMark.ORIGINAL: ("=", words("needs no translation")),
    }


def severities(words: Words) -> Mapping[Severity, str]:
    return {Severity.ERROR: words("Error"), Severity.WARNING: words("Warning"), Severity.NOTICE: words("Notice")}


def of_scripts(words: Words) -> Mapping[str, str]:
    """What the scripts put on the page."""
    return {
        "details": words("details"),
        "renewed": words("The page has been renewed."),
        "stopped": words("The preview has ended. Start it again, then this page goes on."),
        "troubled": words("There is something to mend."),
        "held": words("The page cannot be renewed."),
        "copied": words("Copied: %s"),
        "changed": words(
            "The original has changed since this was translated; readers get the original until it is checked."
        ),
        "suggested": words(
            "This is the translation of a similar text, as a suggestion; readers get the original until it is checked."
        ),
        "unfinished": words(
            "This is marked as unfinished, or has an error; readers get the original until it is finished."
        ),
        "previous": words("Changes in the original"),
        "similar": words("Differences from the similar original"),
        "untranslated": words("Readers get the original here."),
        "nowhere": words("No catalogue has this message yet: `west-pipeline update` adds it."),
        "noticed": words("has notices"),
        "unseen": words("What is left to do stands on no page: it is under Side by side."),
        "take": words("Take this one"),
        "meanwhile": words("The file meanwhile has other words. If you save, yours are kept beside them."),
        "inFile": words("In the file now"),
        "translation": words("Translation"),
        "unsaved": words("Not saved yet."),
        "use": words("Put it into the field"),
        "signed": words("Read and signed: %s"),
        "draft": words("Draft: nobody has signed this translation."),
        "without": words("There is nothing left to do on this page."),
    }
