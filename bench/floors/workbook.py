"""The cells of a CSV file, text as text and days as days, written with XlsxWriter in constant-memory mode."""

import csv
import datetime as dt
import re
import sys
from pathlib import Path

import xlsxwriter

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

book = xlsxwriter.Workbook(sys.argv[2], {"constant_memory": True})
sheet = book.add_worksheet()
day, text = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "@", "text_wrap": True})
with Path(sys.argv[1]).open(encoding="utf-8-sig", newline="") as file:
    for number, row in enumerate(csv.reader(file)):
        for place, cell in enumerate(row):
            if _DAY.fullmatch(cell):
                sheet.write_datetime(number, place, dt.datetime.fromisoformat(cell), day)
            elif cell:
                sheet.write_string(number, place, cell, text)
book.close()
