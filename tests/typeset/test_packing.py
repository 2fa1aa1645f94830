# SPDX-License-Identifier: GPL-3.0-or-later
"""Packing: the same PDF, smaller."""

import io

import pikepdf

from pipeline.typeset.packing import pack
from tests.typeset.conftest import Made


def _as_weasyprint_writes_it() -> bytes:
    from weasyprint import HTML

    text = "".join(
        f"<h1>{number}</h1><p>Parole e <a href='https://example.org/{number}'>rinvii</a>." for number in range(200)
    )
    data: bytes = HTML(string=text).write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=b"0")
    return data


def test_every_object_stays_what_it_was() -> None:
    before = _as_weasyprint_writes_it()
    after = pack(before)

    assert len(after) < 0.95 * len(before)
    with pikepdf.open(io.BytesIO(before)) as old, pikepdf.open(io.BytesIO(after)) as new:
        assert new.check_pdf_syntax() == []
        assert len(old.objects) == len(new.objects)
        for one, other in zip(old.objects, new.objects, strict=True):
            if isinstance(one, pikepdf.Stream):
                if one.get("/Type") in (pikepdf.Name.ObjStm, pikepdf.Name.XRef):
                    continue
                assert one.read_bytes() == other.read_bytes()
            else:
                assert one.unparse() == other.unparse()


def test_books_are_packed(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        tables = [
            one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Type") == pikepdf.Name.XRef
        ]

    assert [table.DecodeParms.Predictor for table in tables] == [12]
