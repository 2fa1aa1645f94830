# SPDX-License-Identifier: GPL-3.0-or-later
"""Albanian for the labels that docutils prints, in the form of docutils.languages."""

labels = {
    "author": "Autori",
    "authors": "Autorët",
    "organization": "Organizata",
    "address": "Adresa",
    "contact": "Kontakti",
    "version": "Versioni",
    "revision": "Rishikimi",
    "status": "Gjendja",
    "date": "Data",
    "copyright": "Të drejtat e autorit",
    "dedication": "Kushtim",
    "abstract": "Përmbledhje",
    "attention": "Kujdes!",
    "caution": "Kini kujdes!",
    "danger": "!RREZIK!",
    "error": "Gabim",
    "hint": "Këshillë",
    "important": "E rëndësishme",
    "note": "Shënim",
    "tip": "Këshillë",
    "warning": "Paralajmërim",
    "contents": "Përmbajtja",
}
"""By the name of the node."""

bibliographic_fields = {
    "autori": "author",
    "autorët": "authors",
    "organizata": "organization",
    "adresa": "address",
    "kontakti": "contact",
    "versioni": "version",
    "rishikimi": "revision",
    "gjendja": "status",
    "data": "date",
    "të drejtat e autorit": "copyright",
    "kushtim": "dedication",
    "përmbledhje": "abstract",
}
"""From a field's name in small letters to docutils' own name of it."""

author_separators = [";", ","]
