"""Commands that change a register, one after the other, each sequence on a copy of its own."""

from __future__ import annotations

import hashlib
import shlex
from typing import NamedTuple


class Journey(NamedTuple):
    """Commands in their order, on a copy of a register, with files that lie in its folder."""

    name: str
    register: str
    steps: tuple[tuple[str, ...], ...]
    files: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Name the journey, otherwise when any of its steps or files changes."""
        return f"{self.name} {hashlib.sha256(repr((self.steps, self.files)).encode()).hexdigest()[:12]}"

    def title(self, step: int) -> str:
        """Return the name under which a difference is printed."""
        return f"{self.name}, {step + 1}: {shlex.join(self.steps[step])}"


def _steps(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(shlex.split(line)) for line in text.strip().splitlines())


_WORK = """
programme add --title "Border management" --pillar II --owner UNCCT --scope global --status ongoing --country KE \
--alias BM
project add --title "Travel documents" --programme PRG --status ongoing --start 2023-03 --end 2025-06 --country \
KE:60 --country SO:40 --donor Arcadia --partner IOB --scope multi-national --tag priority --officer "A. Officer"
project add --title "[red]Évidence[/] in court" --status closed --pillar I:30 --pillar IV:70 --start 2019 --end \
2021-12 --region Sahel --scope regional --donor Ruritania --ref Arcadia:77 --source https://example.org/x \
--source-date 2020
project add --title "Planned thing" --planned-start 2030 --planned-end 2031-06 --actual-start 2020 \
--classification confidential --note "A note" --description Long --code X-9 --phase "Phase 3" --parent P-1 --kind \
initiative --accountable OFFICE --extending IOB --document D-1 --alias PT
project add --title "Travel documents"
project add --title "Travel documents" --again
project add --title Bad --country Atlantis --status nope --start 2020-13 --pillar IX
project add
project add --title "New donor" --donor Japan --country Jordan
project add --title "New donor" --donor Nowhereland
project budget P-1 "1,000" USD --from 2020 --to 2020 --type original --status committed --note n
project budget P-1 500 EUR
project budget P-1 -5 USD
project edit P-1 --set title="First phase, renamed" --set status=closed --set actual_end=2021-05
project edit "First phase" --clear pillars --set country=UZ --set officer=Jo -f json
project edit P-2 --set country+=KE --set tag+=x --set donor+=Freedonia --set note="Two words"
project edit P-2 --set nope=1
project edit P-2 --clear title
project edit P-2 --set parent=P-2
project edit P-5 --set region-=Sahel --set ref+=Arcadia:9 --clear tags --clear note
project edit P-5.b1 --set amount=5
project edit --country KE --set tag+=kenya --yes
project edit --status nothing --set tag+=kenya --yes
project edit --country KE --set tag+=kenya
project list -f json
project remove P-1
project remove P-4
project remove P-5.b1
project remove P-999
programme edit PRG --set title="Cyber" --set pillar=III
programme budget PRG 100 USD
programme remove PRG
programme remove PRG-001
history list
history show 5
undo --yes
undo 2 --yes
redo --yes
redo --yes
redo --yes
undo --dry-run
undo --revision 4 --yes
check
store verify --deep
export all -f json
"""

_MONEY = """
donor add "Republic of Sylvania" --type government --short-name SYL --alias Sylvania --contact Jo --url \
https://example.org --note n --tag t --reference XM-9
donor add Arcadia
donor add "Arcadian Fund" --parent Arcadia --own --role funding --country KE --code ARF
donor add Jordan
donor edit Arcadia --set name="Great Arcadia" --set alias+=GREAT --clear note
donor edit ARCADIA --set parent=ARF
partner add "Ministry of Quiet" --type government --country SO
partner edit IOB --set name="Border Institute"
contribution add Arcadia --title "Second agreement" --signed 2023-01-15
contribution add Arcadia --title "Third" --signed 2023-01-15 --currency EUR --reference R --recipient UNCCT \
--earmarking softly --earmarked-to Sahel --start 2023 --end 2025 --document D-1 --officer Jo --tag t --note n
contribution commit C-1 "1,000" USD --date 2021-01-15
contribution commit C-1 1000 USD --date 2021-01-15
contribution commit C-1 1000 USD --date 2021-01-15 --again
contribution commit C-1 1000 USD --date 2021-01-15 --reverse
contribution receive C-1 600.50 USD --date 2021-02-01 --ref A/7 --note n --uncertain
contribution receive C-1 600 EUR --date 2021-02-01
contribution receive C-6 50 EUR --date 2021-02-01 --booked "60 USD"
contribution receive C-1 1.001 USD --date 2021-02-01
contribution receive C-1 x USD --date x
contribution pledge C-4 80 KWD --undated
contribution pledge C-4 80 KWD
contribution refund C-1 5 USD --date 2021-03
contribution refund C-1 999999 USD --date 2021-03
contribution allocate C-1 P-3 100 --date 2021-03-02 --note n
contribution allocate C-1 P-3 99999
contribution allocate C-1 P-2 50 --from P-3
contribution allocate C-1 P-2 500 --from P-3
contribution allocate C-1 P-2 10 --reverse
contribution allocate C-1 P-99 10
contribution instalment C-1 100 USD --date 2031-01 --note n
contribution report-due C-1 --date 2031-02 --title Final
contribution report-due C-1 --date 2021-02 --title Old --sent 2021-03
contribution close C-1 --date 2021-12-31
contribution close C-4 --date 2021-12-31
contribution edit C-6.m2 --set amount=80 --clear uncertain
contribution edit C-6 --set earmarking=tightly --set title=Renamed --set currency=USD
contribution edit C-6 --set title=Renamed
contribution remove C-6.a2
contribution remove C-6.m2
contribution remove C-7
contribution list -f json
contribution show C-1
expenditure add P-1 40 USD --date 2021-06-30 --contribution C-1 --kind support --ref V-9 --note n
expenditure add P-1 40 USD --date 2021-06-30 --contribution C-1 --kind support --ref V-9
expenditure add P-1 5 EUR --date 2020-02-03 --contribution C-1 --country KE
expenditure add P-1 5 EUR --date 2030-02-03 --contribution C-1
expenditure add P-5 5 EUR --undated --region Sahel --booked "6 USD"
expenditure add P-1 5 USD --date 2021-06-30 --contribution C-2
expenditure add P-1 40 USD --date 2021-07-30 --reverse
expenditure edit E-1 --set amount=99 --set note=x
expenditure remove E-3
expenditure list -f json
rate add EUR 1.10 --date 2024-05-31 --source "Bank of Arcadia"
rate add EUR 1.11 --date 2024-05-31
rate add KWD 0.3 --date 2024-05-31 --base EUR --note n
rate add XXX 0
rate edit R-1 --set rate=1.3
rate remove R-2
rate import rates.csv
rate list -f json
donor merge ARF Arcadia --yes
donor merge ARC-SEN RURITANIA
donor merge ARC-SEN RURITANIA --yes
donor split ARCADIA --code AGENCY --agency "Agency of Arcadia" --yes
donor remove FREEDONIA
donor remove SYLVANIA
summary donors -f json
history list
undo 3 --yes
redo --yes
check -f json
store verify --deep
"""

_RESULTS = """
outcome add P-1 "Documents are checked at two crossings" --level outcome --date 2024-05 --description d --note n \
--tag t
outcome add P-1 --title "Documents are checked at two crossings"
outcome add P-99 "Nothing"
outcome indicator P-1 O-2 --title "Officers trained" --unit officers --code OFF --measure unit --values cumulative \
--baseline 3 --baseline-date 2018 --baseline-comment few
outcome indicator P-1 O-2 --title Share --measure percentage
outcome record P-1 O-2.i1 24 --period 2023 --target 30 --comment c --disaggregation sex:women=12
outcome record P-1 O-2.i1 25 --period 2023
outcome record P-1 O-2.i1 many --period 2023
outcome record P-1 O-2.i2 1/2 --period 2024-Q1
outcome record P-1 O-2.i2 1/2 --period 2024
outcome record P-5 O-1.i1 5 --period 2021 --disaggregation sex:women=50
outcome edit O-1 --set level=impact --set title="Officers taught" --clear tags
outcome edit O-1.i1 --set unit=people
outcome edit O-1.i1.p1 --set actual=25
outcome remove O-1.i1.p2
outcome record P-5 O-1.i2 1/2 --period 2024 --target 3/4
outcome remove O-1.i2
outcome remove O-3
outcome list -f json
summary outcomes -f json
activity add P-1 --title "Training in Nairobi" --type training --start 2023-05-13 --venue Nairobi --venue-country \
KE --country KE --women 12 --men 15
activity add P-5 --title "Training in Nairobi" --type training --start 2019-02-03
activity add --title "Open day" --type event --start 2024-03-01 --end 2024-02 --unspecified 4
activity add --title "Open day" --type event --start 2024-03-01 --end 2024-03-02 --unspecified 4 --mode virtual \
--region Sahel --partner IOB --donor Arcadia --document D-1 --description d
activity add --title Bad --type nope --women -1
activity edit A-1 --set women=13 --clear men --set partner+=OFFICE
activity edit --programme FULL --set tag+=z --yes
activity remove A-2
activity list -f json
document add --title "Letter of intent" --party Arcadia --date 2023-01-15 --kind letter --category legal \
--reference L/2 --url https://example.org/2
document add --title "Letter of intent"
document add --title Bad --url nope --party Nobody
document edit D-1 --set title="Agreement" --set party+=IOB
document remove D-1
document remove D-2
document list -f json
region show Sahel -f json
country show KE -f json
overview -f json
store backup saved.json
undo --yes
store restore saved.json --yes
store restore 2 --yes
store restore --latest --dry-run
store pack --keep 2
store info
store adopt --dry-run
history list
store verify --deep
export all -o again.json
import again.json --yes
import again.json --dry-run
"""

_SHIPPED = """
init
init fresh
init public --with-public-records
project add --title "Border security" --country KE --donor JP
project add --title "Border security" --country Kenya --donor Japan --start 2031 --region "Lake Chad Basin"
project edit P-002 --set status=closed --set actual_end=2024-12 --set "note=Long note"
project edit --region "Central Asia" --set tag+=asia --yes -f json
project show P-002
contribution add "Saudi Arabia" --signed 2026-01-01
contribution receive C-001 100 USD --date 2020-01-01
contribution allocate C-001 P-003 10 --date 2020-01-01
expenditure add P-002 3 USD --date 2024-01-01
outcome add P-002 "Officers use the tools"
activity add P-002 --title "Course" --type training --start 2024-05 --women 3
donor edit JP --set alias+=Nippon
donor merge QA-SHURA QA --yes
donor list -f json
undo --yes
redo --yes
undo 4 --yes
project list --as-of 3 -f json
history list -f json
history show 3 -f json
history list P-002
history list --on 2030-01-01
check -f json
export all -o book.xlsx
import book.xlsx --dry-run
import book.xlsx --yes
export projects -o projects.csv
import projects.csv --dry-run
export all -o all.json
import all.json --yes
store merge --yes
store verify --deep
store pack
store info -f json
"""

_PROJECTS = """Code,Title,Status,Country,Donor,Start,End,Pillar,Notes
P-1,First phase,closed,Kenya: 50%; Ethiopia: 50%,Arcadia,2019-01-15,2020,II,Changed
,Imported one,ongoing,Somalia,Ruritania,03/2021,,I,"A note, with a comma"
,Imported two,planned,"Mali, Niger",Freedonia; Arcadia,2031,2032,,
"""
_BAD = """Title,Status,Country,Start,Amount
Fine,ongoing,Kenya,2020,5
Wrong,nope,Atlantis,2020-13,x
,ongoing,Kenya,2020,
"""
_GIFTS = """Donor,Currency,Committed,Received,Date,Project
Arcadia,USD,"1,000.00",,2022-01-01,P-1
Ruritania,EUR,250,,2022-02-01,P-3
Sylvania,EUR,250,,2022-02-01,P-3
"""
_RATES = """date,currency,base,rate,source
2024-06-30,EUR,USD,1.08,Bank of Arcadia
2024-07-31,EUR,USD,1.09,Bank of Arcadia
"""
_INTAKE = """
import projects.csv --dry-run
import projects.csv
import projects.csv --yes
import projects.csv --yes
import projects.csv --dry-run -f json
import projects.csv --yes --again
import bad.csv --yes
import bad.csv --yes --errors problems.xlsx
import gifts.csv --yes
import gifts.csv --yes --add-organisations
import gifts.csv --kind contributions --yes --add-organisations --again
import gifts.csv --write-map gifts.toml
import gifts.csv --map gifts.toml --dry-run
import rates.csv --yes
rate import rates.csv
rate import rates.csv
import empty.csv --yes
import notes.txt --yes
import broken.json --yes
project list -f json
contribution list -f json
donor list -f json
export contributions -o contributions.xlsx
import contributions.xlsx --dry-run
import contributions.xlsx --yes
export projects -o projects.xlsx
import projects.xlsx --yes
export activities -o activities.csv
import activities.csv --yes
export outcomes -o outcomes.csv
import outcomes.csv --yes
export organisations -o organisations.csv
import organisations.csv --yes --on-conflict update
export all -o tables/ --dialect excel-fr
import tables --yes
export all -o all.jsonl
import all.jsonl --yes
project edit P-1 --set title="Changed here"
import all.jsonl --dry-run
import all.jsonl --yes --on-conflict skip
import all.jsonl --yes --on-conflict update
undo 2 --yes
history list -f json
store verify --deep
"""
_FILES = (
    ("projects.csv", _PROJECTS),
    ("bad.csv", _BAD),
    ("gifts.csv", _GIFTS),
    ("rates.csv", _RATES),
    ("empty.csv", ""),
    ("notes.txt", "no table\n"),
    ("broken.json", '{"format": "portfolio export"'),
)
JOURNEYS = (
    Journey("work", "worked", _steps(_WORK)),
    Journey("money", "worked", _steps(_MONEY), _FILES),
    Journey("results", "worked", _steps(_RESULTS)),
    Journey("intake", "worked", _steps(_INTAKE), _FILES),
    Journey("shipped", "shipped", _steps(_SHIPPED)),
)
