# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of four languages, from which books are thrown together: small ones, ordinary ones, very long ones, and rare signs."""

import random
from collections.abc import Mapping

from pipeline.languages import profile_of

_ORDINARY = {
    "it": "persona strada accoglienza città perché colloquio rete segnalazione libertà dell’unità affittuario specie"
    " sportello più aiuto legge denuncia ufficio efficacia aiutarla com’è coefficiente traffico «protezione» fiducia",
    "en": "person street shelter office first flight women’s talk network affidavit law residence permit officials rights"
    " support café naïve worker efficient interview trust “protection” help city co-operation waffle",
    "de": "Straße Unterkunft Gespräch Recht Behörde Größe Auflage Schutz Person Hilfe öffentlich Aufenthalt „Vertrauen“"
    " Beratung Übergriff schließlich Stofffetzen Gesetz Anzeige Netz Öffnung GROẞE auffinden Äußerung Haft",
    "sq": "gjë rrugë çështje përkrahje mbështetje ndërmjetësim njësi viktimë ligji gjuha strehë bashkëpunim “mbrojtje”"
    " shërbim qytet fëmijë vëlla çmim ndihmë zyrë besim gjyq xhami rregull dhëndër thirrje",
}
_LONG = {
    "it": "precipitevolissimevolmente psiconeuroendocrinoimmunologia sovramagnificentissimamente elettroencefalografista",
    "en": "counterrevolutionaries internationalisation electroencephalographically antidisestablishmentarianism",
    "de": "Aufenthaltsgenehmigungsverlängerungsverfahren Menschenrechtsorganisationen Donaudampfschifffahrtsgesellschaft"
    " Arbeitsunfähigkeitsbescheinigung Rechtsschutzversicherungsgesellschaften",
    "sq": "çmilitarizueshmërisë shpërndërrueshmërisë papërgjegjshmërisë ndërkombëtarizimit mosmarrëveshjeve",
}
_CODE = (
    "count",
    "read(path)",
    "else:",
    "lines[0]",
    "=",
    "None",
    "->",
    "{}",
    "#",
    "https://",
    "+=",
    "1",
    "main()",
    "“„",
    "ë",
    "ß",
)
_RARE = (
    "§\u00a0104a",
    "1.055",
    "25\u00a0%",
    "½",
    "€\u202f30",
    "10\u00a0–\u00a012",
    "Łódź",
    "Şebnem",
    "Ștefan",
    "Œuvre",
    "ŵŷ",
    "Þórður",
    "caffe\u0301",  # an accent of its own: what a keyboard of macOS types
    "Zu\u0308rich",
    "e\u0308shte\u0308",
    "Auf\u00adent\u00adhalt",
    "1<2>0",  # what HTML would take for a tag; with a letter it is a slip of the author, which stops an edition
    "R&D",
    "“‘’”",
    "https://www.example.org/a/very/long/path/that-goes-on/and_on?with=questions&more=2004",
    "chi.scrive@example.org",
    "CO₂",
    "m²",
    "…",
    "Αθήνα",
    "Θεσσαλονίκη",
    "Москва",
    "Україна",
    "Ђорђевић",
    "Њујорк",
    "→",
)


def words(language: str, number: int, count: int, *, narrow: bool = False, rare: bool = True) -> str:
    """Return `count` words of a language, the same for the same number. `narrow`: only such as a narrow column holds."""
    chance = random.Random(f"{language} {number}")
    return " ".join(_word(language, chance, narrow=narrow, rare=rare) for _ in range(count))


def code(number: int, count: int) -> str:
    """Return `count` words of no language."""
    return " ".join(random.Random(number).choices(_CODE, k=count))


def address(number: int) -> str:
    """A link, of any length up to that of those that no line holds."""
    chance = random.Random(number)
    parts = (chance.choice(_PATH) for _ in range(chance.choice((0, 1, 3, 8, 20))))
    asked = f"?id={number * 7919}&q={number:x}" if chance.random() < 0.5 else ""
    return f"https://www.example.org/{'/'.join(parts)}{asked}"


_PATH = (
    "a",
    "de",
    "2004",
    "prostitution-in-oesterreich",
    "dokument%20XXVII",
    "fnameorig_1461186.html",
    "ref=12",
    "~rossi",
)


def _word(language: str, chance: random.Random, *, narrow: bool, rare: bool) -> str:
    kind = chance.random()
    if kind < 0.35:
        return chance.choice(_SMALL[language])
    if narrow:
        return chance.choice([word for word in _ORDINARY_WORDS[language] if len(word) < 9])
    if rare and kind > 0.97:
        return chance.choice(_RARE)
    return chance.choice(_LONG_WORDS[language] if kind > 0.92 else _ORDINARY_WORDS[language])


def _split(texts: Mapping[str, str]) -> dict[str, list[str]]:
    return {language: text.split() for language, text in texts.items()}


_SMALL, _ORDINARY_WORDS, _LONG_WORDS = (
    {tag: list(profile_of(tag).small_words or ()) for tag in _ORDINARY},
    _split(_ORDINARY),
    _split(_LONG),
)
LANGUAGES = tuple(_SMALL)
