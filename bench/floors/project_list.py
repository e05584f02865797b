"""Floor: read the file once through TinyDB's storage and print the projects as a Rich table, from a Typer command."""

import typer
from rich.console import Console
from rich.table import Table
from tinydb.storages import JSONStorage


def main(path: str, columns: str) -> None:
    storage = JSONStorage(path, access_mode="r")
    tables = storage.read() or {}
    names = {o["code"]: o["name"] for o in tables["organisations"].values()}
    programmes = {p["code"]: p["title"] for p in tables["programmes"].values()}
    table = Table(*columns.split(","))
    for project in tables["projects"].values():
        links = project.get("organisations", ())
        row = {**project, "start": project.get("actual_start"), "end": project.get("planned_end")}
        row["programme"] = programmes.get(project.get("programme", ""))
        row["donors"] = ", ".join(names[link["organisation"]] for link in links if link["role"] == "funding")
        row["partners"] = ", ".join(names[link["organisation"]] for link in links if link["role"] != "funding")
        row["countries"] = ", ".join(place["country"] for place in project.get("countries", ()))
        row["regions"] = ", ".join(place["region"] for place in project.get("regions", ()))
        row["pillars"] = ", ".join(pillar["pillar"] for pillar in project.get("pillars", ()))
        table.add_row(*(str(row.get(column) or "–") for column in columns.split(",")))
    Console(width=160, force_terminal=True).print(table)


typer.run(main)
