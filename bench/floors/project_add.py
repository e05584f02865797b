"""Plain read-modify-write: add a project to the file, with one fsync and a replace."""

import json
import os
import sys
from pathlib import Path

import pydantic  # noqa: F401 - whoever checks a record loads it
import typer  # noqa: F401 - a command would load it
from tinydb import TinyDB  # noqa: F401 - a command would load it

path = Path(sys.argv[1])
tables = json.loads(path.read_text(encoding="utf-8"))
number = max(map(int, tables["projects"])) + 1
tables["projects"][str(number)] = {"code": f"P-{number:05}", "title": f"Added {number}"}
temporary = path.with_suffix(".new")
with temporary.open("w", encoding="utf-8") as file:
    file.write(json.dumps(tables, ensure_ascii=False))
    file.flush()
    os.fsync(file.fileno())
temporary.replace(path)
