"""Naive script: tables of texts as a PDF for keeping (PDF/A-2a), without any look."""

import json
import sys
from pathlib import Path

import typer  # noqa: F401 - a command would load it
import typst
from tinydb import TinyDB  # noqa: F401 - a command would load it

_LAYOUT = b"""#set document(title: "Tables")
#for rows in json(bytes(sys.inputs.tables)) {
  if rows.len() == 1 and rows.first().len() == 1 { par(rows.first().first()) }
  else { table(columns: rows.first().len(), ..rows.flatten()) }
}"""

register, tables, target = map(Path, sys.argv[1:])
json.loads(register.read_text(encoding="utf-8"))
told = {"tables": tables.read_text(encoding="utf-8")}
target.write_bytes(typst.compile(_LAYOUT, sys_inputs=told, pdf_standards=["a-2a"]))
