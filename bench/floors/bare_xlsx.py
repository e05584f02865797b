"""Naive script: tables of texts as a workbook, a sheet each, without any look."""

import json
import sys
from pathlib import Path

import typer  # noqa: F401 - a command would load it
import xlsxwriter
from tinydb import TinyDB  # noqa: F401 - a command would load it

register, tables, target = map(Path, sys.argv[1:])
json.loads(register.read_text(encoding="utf-8"))
with xlsxwriter.Workbook(str(target)) as book:
    for rows in json.loads(tables.read_text(encoding="utf-8")):
        sheet = book.add_worksheet()
        for number, texts in enumerate(rows):
            for place, text in enumerate(texts):
                sheet.write_string(number, place, text)
