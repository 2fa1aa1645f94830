"""A file can say that it follows PDF/A and PDF/UA, and describes the schema of the latter, as PDF/A demands."""

from weasyprint import HTML
from weasyprint.pdf import VARIANTS

PAGE = '<html lang="en"><title>Title</title><h1>Heading</h1><p>Text with <a href="https://example.org/">a link</a>.</p>'

for part in (2, 3):
    variant = f"pdf/a-{part}a+ua-1"
    assert variant in VARIANTS
    pdf = HTML(string=PAGE).write_pdf(pdf_variant=variant, uncompressed_pdf=True)
    for claim in (f'pdfaid:part="{part}"', 'pdfaid:conformance="A"', 'pdfuaid:part="1"'):
        assert pdf.count(claim.encode()) == 1, claim
    assert b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>" in pdf
    assert b"/StructTreeRoot" in pdf

assert b"pdfuaid" not in HTML(string=PAGE).write_pdf(pdf_variant="pdf/a-2a", uncompressed_pdf=True)
