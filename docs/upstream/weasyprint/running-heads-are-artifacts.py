"""Running heads and page numbers are artifacts of pagination: no marked content, and in no structure tree."""

import re

from weasyprint import HTML

PAGE = """
<html lang="en">
  <title>Title</title>
  <style>
    @page {
      @top-center { content: "Running head"; border-bottom: 1px solid }
      @bottom-center { content: counter(page); opacity: 0.5 }
    }
  </style>
  <p>First.</p>
  <p style="break-before: page">Second.</p>
"""
pdf = HTML(string=PAGE).write_pdf(pdf_tags=True, uncompressed_pdf=True)

# One text for each paragraph, and two artifacts on each page.
assert len(re.findall(rb"/MCID", pdf)) == 2, pdf.count(b"/MCID")
pagination = re.findall(rb"/Artifact\s*<<\s*/Type\s*/Pagination\s*>>\s*BDC", pdf)
assert len(pagination) == 4, pagination
assert pdf.count(b"BDC") + pdf.count(b"BMC") == pdf.count(b"EMC")

# Without tags nothing is marked.
assert b"/Artifact" not in HTML(string=PAGE).write_pdf(uncompressed_pdf=True)

# A link in a margin box keeps its place in a tree.
linked = PAGE.replace(
    "<p>First", '<p style="position: running(head)"><a href="https://example.org/">Link</a></p><p>First'
)
linked = linked.replace('content: "Running head"', "content: element(head)")
assert len(re.findall(rb"/MCID", HTML(string=linked).write_pdf(pdf_tags=True, uncompressed_pdf=True))) == 4
