"""Files to upload, made anew for each test."""

from __future__ import annotations

from pathlib import Path

import docx
from pypdf import PdfWriter

ANALYST_TITLE = "Senior Data Analyst"
CLERK_TITLE = "Accounts Payable Clerk"

CLERK = """\
Accounts Payable Clerk

Department: Finance
Classification: CR-05
Reference: FIN-0042

Duties
Processes invoices in accounts payable and keeps the accounting records in order.
Prepares monthly tables in Microsoft Excel for the budgeting team.

Essential qualifications
Experience with Microsoft Excel.
Experience in accounting.

Asset qualifications
Experience with auditing.
A valid driver's license.
"""


def write_analyst(folder: Path) -> Path:
    """Write a Word file with a table and headings, and return its path."""
    document = docx.Document()
    document.add_heading(ANALYST_TITLE, level=1)
    table = document.add_table(rows=0, cols=2)
    for name, value in (("Department", "Statistics"), ("Classification", "EC-05"), ("Reference", "ST-0007")):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, value
    document.add_heading("Duties", level=2)
    document.add_paragraph("Builds data pipelines in Python and queries in SQL.", style="List Bullet")
    document.add_paragraph("Draws dashboards in Power BI for the data analysis team.", style="List Bullet")
    document.add_heading("Essential qualifications", level=2)
    document.add_paragraph("Experience with Python.", style="List Bullet")
    document.add_paragraph("Experience with SQL and statistics.", style="List Bullet")
    document.add_paragraph("Experience with Microsoft Excel.", style="List Bullet")
    document.add_heading("Asset qualifications", level=2)
    document.add_paragraph("Experience with project management.", style="List Bullet")
    path = folder / "senior-data-analyst.docx"
    document.save(str(path))
    return path


def write_clerk(folder: Path) -> Path:
    """Write a plain text file and return its path."""
    path = folder / "accounts-payable-clerk.txt"
    path.write_text(CLERK, encoding="utf-8")
    return path


def write_pdf_without_text(folder: Path) -> Path:
    """Write a PDF file with an empty page and return its path."""
    writer = PdfWriter()
    writer.add_blank_page(width=612, height=792)
    path = folder / "scan.pdf"
    with path.open("wb") as file:
        writer.write(file)
    return path


def write_bytes(folder: Path, name: str, content: bytes) -> Path:
    """Write a file of any content and return its path."""
    path = folder / name
    path.write_bytes(content)
    return path
