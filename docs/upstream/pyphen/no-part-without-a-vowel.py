"""No part of an Albanian word without a vowel is left on a line: `vendos-sh`, `dh-je`."""

import pyphen

VOWELS = set("aeëiouy")
WORDS = ["ajrossh", "vendossh", "kujdessh", "ndryssh", "lapssh", "shtth", "ashtth", "bishtth", "dhje", "ndje", "vgje"]
dictionary = pyphen.Pyphen(lang="sq_AL")

for word in WORDS:
    for start, end in dictionary.iterate(word):
        assert VOWELS & set(start), (start, end)
        assert VOWELS & set(end), (start, end)

assert dictionary.inserted("vendos") == "ve-n-dos"  # it may be divided before or behind n
assert dictionary.inserted("shkollë") == "shko-llë"
