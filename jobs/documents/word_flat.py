"""Puts Word documents that are one XML file into the parts that Word keeps in a compressed folder.

Word 2003 saves so ("Word 2003 XML", whose elements are nearly those of today), and later ones do ("Flat OPC": the very
parts, one after the other).
"""

from __future__ import annotations

import io
import posixpath
import zipfile

from lxml import etree

from jobs.documents.archives import parse_xml
from jobs.documents.base import DocumentError, ErrorCode, Limits

_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_OLD = b"http://schemas.microsoft.com/office/word/2003/wordml"
_NEW = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_NEW}}}"
_OLD_TITLE = (
    "{urn:schemas-microsoft-com:office:office}DocumentProperties/{urn:schemas-microsoft-com:office:office}Title"
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RENAMED = {"listPr": "numPr", "ilfo": "numId"}


def package_of_xml(data: bytes, limits: Limits) -> bytes:
    """Return a compressed folder with the parts of the Word document that the XML file `data` is.

    Raises:
        DocumentError: as `parse_xml`; damaged when it is no such document.
    """
    root = parse_xml(data.replace(_OLD, _NEW.encode()), limits)
    if root.tag == f"{_PACKAGE}package":
        parts = {name: etree.tostring(content[0]) for name, content in _parts_of_package(root)}
    elif root.tag == f"{_W}wordDocument":
        parts = _parts_of_document(root)
    else:
        raise DocumentError(ErrorCode.DAMAGED)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _parts_of_package(root: etree._Element) -> list[tuple[str, etree._Element]]:
    found = []
    for part in root.iterchildren(f"{_PACKAGE}part"):
        content = part.find(f"{_PACKAGE}xmlData")
        name = posixpath.normpath(part.get(f"{_PACKAGE}name", "").lstrip("/"))
        if content is not None and len(content) and not name.startswith(".."):
            found.append((name, content))
    return found


def _parts_of_document(root: etree._Element) -> dict[str, bytes]:
    """Return the parts that Word of today would keep a document of Word 2003 in."""
    for old, new in _RENAMED.items():
        for element in root.iter(f"{_W}{old}"):
            element.tag = f"{_W}{new}"
    document = etree.Element(f"{_W}document", nsmap={"w": _NEW})
    body = root.find(f"{_W}body")
    if body is None:
        raise DocumentError(ErrorCode.DAMAGED)
    apart = [("styles", root.find(f"{_W}styles"))]
    apart += [("header", element) for element in root.iter(f"{_W}hdr")]
    apart += [("footer", element) for element in root.iter(f"{_W}ftr")]
    relations = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
    title = root.findtext(_OLD_TITLE) or ""
    core = etree.Element("core")
    etree.SubElement(core, "{http://purl.org/dc/elements/1.1/}title").text = title
    parts = {"docProps/core.xml": etree.tostring(core)}
    for number, (kind, element) in enumerate(apart):
        if element is not None:
            name = f"{kind}{number}.xml"
            etree.SubElement(relations, f"{{{_RELATIONS}}}Relationship", Id=name, Type=f"{_KINDS}/{kind}", Target=name)
            parts[f"word/{name}"] = etree.tostring(element, with_tail=False)
    parts["word/_rels/document.xml.rels"] = etree.tostring(relations)
    document.append(body)
    parts["word/document.xml"] = etree.tostring(document)
    return parts
