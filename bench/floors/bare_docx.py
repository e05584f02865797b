"""Naive script: tables of texts as a Word document, without any look."""

import json
import sys
from pathlib import Path

import docx
import typer  # noqa: F401 - a command would load it
from tinydb import TinyDB  # noqa: F401 - a command would load it

register, tables, target = map(Path, sys.argv[1:])
json.loads(register.read_text(encoding="utf-8"))
document = docx.Document()
for rows in json.loads(tables.read_text(encoding="utf-8")):
    if len(rows) == len(rows[0]) == 1:
        document.add_paragraph(rows[0][0])
        continue
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
document.save(str(target))
