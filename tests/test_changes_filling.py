"""Records as forms that people fill in: what stands in them, what is set, and where a problem is shown."""

from __future__ import annotations

from typing import Any

import pytest
from desks import Office, empty_office

from portfolio.changes import filling, form
from portfolio.changes.records import MeanwhileError
from portfolio.fields.declared import RECORDS
from portfolio.models.tables import TABLES
from portfolio.query.names import Names
from portfolio.store.protocol import Intent

office = empty_office


def opened(office: Office, table: str, key: str) -> filling.Opened:
    reader = office.store.read()
    return filling.opened(table, reader.get(table, key) or {}, Names(reader, office.desk.settings))


def filled(office: Office, table: str, key: str, *changes: tuple[str, str]) -> dict[str, Any]:
    """Fill in a form, of which texts are replaced, and return the record since."""
    found = opened(office, table, key)
    filling.fill(office.desk, found, typed(found, *changes))
    return office.get(table, key)


def typed(found: filling.Opened, *changes: tuple[str, str]) -> str:
    text = found.text
    for old, new in changes:
        assert old in text, text
        text = text.replace(old, new, 1)
    return text


def marks(office: Office, table: str, key: str, *changes: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the line of each problem of a form, and the problem."""
    found = opened(office, table, key)
    text = typed(found, *changes)
    with pytest.raises(filling.FormError) as caught:
        filling.fill(office.desk, found, text)
    lines = ["", *text.splitlines()]
    return [(lines[each.line], each.message) for each in caught.value.marks]


@pytest.fixture
def work(office: Office) -> Office:
    office.add("organisations", name="Arcadia", role=["funding"])
    office.add("organisations", name="Ruritania", role=["funding"])
    office.add("programmes", title="Borders")
    office.add("projects", title="Alpha", donor=["Arcadia"], country=["KE:60", "SO:40"], programme="Borders")
    office.add("contributions", donor="Arcadia", title="Gift")
    office.move("C-001", "commitment", "1000000", date="2023")
    office.add("outcomes", project="P-001", title="Better")
    return office


class TestForms:
    def test_have_every_field_that_can_be_set_and_what_it_takes(self, work: Office) -> None:
        text = opened(work, "projects", "P-001").text
        keys = {key for path, _, key in form.lines_of(text) if not path}
        # Translations stand there where there are any.
        settable = {each.key for each in RECORDS["projects"] if each.in_sheets and each.settable != "never"}
        assert keys == {key for key in settable if "." not in key}
        assert "# Pipeline, implementation, finalisation, closed, cancelled or suspended.\nstatus = " in text
        assert '\ncountry = ["Kenya: 60%", "Somalia: 40%"]\n' in text
        assert '\ndonor = ["Arcadia"]\nprogramme' not in text
        assert '\nprogramme = "Borders"\n' in text

    def test_of_every_kind_read_back_as_they_were(self, work: Office) -> None:
        reader = work.store.read()
        for table in TABLES:
            for record in reader.find(table):
                found = opened(work, table, record[TABLES[table].key])
                assert filling.is_unchanged(found, found.text)

    def test_have_translations_where_there_are_any_and_take_others(self, work: Office) -> None:
        work.edit("projects", "P-001", "title.fr=Frontière")
        found = opened(work, "projects", "P-001")
        assert '\n"title.fr" = "Frontière"\n' in found.text
        assert filling.is_unchanged(found, found.text)
        more = ('"title.fr" = "Frontière"', '"title.fr" = ""\n"title.ar" = "حدود"')
        assert filled(work, "projects", "P-001", more)["titles"] == {"ar": "حدود"}

    @pytest.mark.parametrize("note", ['say "yes"', "a\\b", "one\ntwo", 'one\n"two" \\ three', "# not a remark"])
    def test_hold_any_text(self, work: Office, note: str) -> None:
        work.edit("projects", "P-001", f"note={note}")
        found = opened(work, "projects", "P-001")
        assert filling.is_unchanged(found, found.text)
        changed = filled(work, "projects", "P-001", ('phase = ""', 'phase = "Two"'))
        assert (changed["note"], changed["phase"]) == (note, "Two")

    def test_that_are_emptied_or_have_only_remarks_change_nothing(self, work: Office) -> None:
        found = opened(work, "projects", "P-001")
        assert filling.is_unchanged(found, "")
        assert filling.is_unchanged(found, "\n# nothing\n")
        assert not filling.is_unchanged(found, 'title = "Beta"\n')


class TestFilling:
    def test_sets_what_was_typed_as_people_type_it(self, work: Office) -> None:
        changed = filled(
            work,
            "projects",
            "P-001",
            ('status = ""', 'status = "ongoing"'),
            ('actual_start = ""', 'actual_start = "15 July 2018"'),
            ('country = ["Kenya: 60%", "Somalia: 40%"]', 'country = ["Mali", "Chad"]'),
            ('donor = ["Arcadia"]', 'donor = ["Ruritania", "Arcadia"]'),
            ('officer = ""', "officer = 'A. Officer'"),
        )
        assert (changed["status"], changed["actual_start"]) == ("implementation", "2018-07-15")
        assert changed["countries"] == [{"country": "ML"}, {"country": "TD"}]
        assert [each["organisation"] for each in changed["organisations"]] == ["RURITANIA", "ARCADIA"]
        assert changed["officer"] == "A. Officer"

    def test_empties_a_field_whose_text_or_line_is_gone(self, work: Office) -> None:
        changed = filled(
            work, "projects", "P-001", ('donor = ["Arcadia"]', ""), ('programme = "Borders"', 'programme = ""')
        )
        assert "organisations" not in changed
        assert "programme" not in changed

    def test_takes_values_without_quotation_marks(self, work: Office) -> None:
        work.add("activities", title="Talk")
        changed = filled(
            work, "activities", "A-001", ('women = ""', "women = 12"), ('start = ""', "start = 2024-05-01")
        )
        assert (changed["participants"], changed["start"]) == ({"women": 12}, "2024-05-01")

    def test_changes_adds_and_removes_parts(self, work: Office) -> None:
        received = '[[movements]]\nkind = "receipt"\namount = "USD 250k"\ndate = "2024-02"\n\n'
        changed = filled(
            work,
            "contributions",
            "C-001",
            ('amount = "1,000,000.00"', 'amount = "1.2m"'),
            ("# To enter one more", f"{received}# To enter one more"),
        )
        assert [(each["id"], each["amount"]) for each in changed["movements"]] == [
            ("C-001.m1", "1200000.00"),
            ("C-001.m2", "250000.00"),
        ]
        found = opened(work, "contributions", "C-001")
        start = found.text.index('[[movements]]\nid = "C-001.m2"')
        filling.fill(work.desk, found, found.text[:start] + found.text[found.text.index("# To enter one more") :])
        assert [each["id"] for each in work.get("contributions", "C-001")["movements"]] == ["C-001.m1"]
        assert work.get("contributions", "C-001")["removed_parts"] == ["C-001.m2"]

    def test_enters_indicators_with_periods_inside_them(self, work: Office) -> None:
        new = (
            '[[indicators]]\ntitle = "Officers"\n[[indicators.periods]]\nstart = "2023"\nend = "2023"\nactual = "24"\n'
        )
        new += 'disaggregation = ["sex:women=12"]\n\n# To enter one more'
        (indicator,) = filled(work, "outcomes", "O-001", ("# To enter one more", new))["indicators"]
        (period,) = indicator["periods"]
        assert (indicator["id"], period["id"], period["actual"]) == ("O-001.i1", "O-001.i1.p1", "24")
        assert period["disaggregation"] == [{"dimension": "sex", "category": "women", "value": "12"}]
        changed = filled(work, "outcomes", "O-001", ('actual = "24"', 'actual = "25"'))
        assert changed["indicators"][0]["periods"][0]["actual"] == "25"

    def test_sets_sources_and_keeps_those_that_are_as_they_were(self, work: Office) -> None:
        work.edit("projects", "P-001", "source=https://example.org/a", "source_date=2020")
        new = '[[sources]]\ncitation = "p. 5"\n\n# To enter one more'
        text = opened(work, "projects", "P-001").text
        last = text[text.rindex("# To enter one more") :]
        changed = filled(work, "projects", "P-001", (last, last.replace("# To enter one more", new, 1)))
        assert changed["sources"] == [{"url": "https://example.org/a", "as_of": "2020"}, {"citation": "p. 5"}]

    def test_leaves_alone_what_was_not_touched(self, work: Office) -> None:
        before = work.get("projects", "P-001")
        after = filled(work, "projects", "P-001", ('title = "Alpha"', 'title = "Beta"'))
        assert {**before, "title": "Beta", "former_titles": ["Alpha"], "revision": after["revision"]} == after

    def test_somebody_elses_change_is_not_overwritten(self, work: Office) -> None:
        found = opened(work, "projects", "P-001")
        work.edit("projects", "P-001", "status=closed")
        with pytest.raises(MeanwhileError, match="changed meanwhile"):
            filling.fill(work.desk, found, typed(found, ('phase = ""', 'phase = "Two"')))
        assert "phase" not in work.get("projects", "P-001")


class TestProblems:
    def test_all_stand_at_their_lines(self, work: Office) -> None:
        found = marks(
            work,
            "projects",
            "P-001",
            ('status = ""', 'status = "donex"'),
            ('donor = ["Arcadia"]', 'donor = ["Nowhere"]'),
            ('actual_start = ""', 'actual_start = "3/4/2024"'),
        )
        assert [line for line, _ in found] == ['status = "donex"', 'donor = ["Nowhere"]', 'actual_start = "3/4/2024"']
        assert "2024-04-03 or 2024-03-04" in found[2][1]

    @pytest.mark.parametrize(
        ("table", "key", "old", "new", "line"),
        [
            ("projects", "P-001", 'title = "Alpha"', 'title = "Alpha', 'title = "Alpha'),
            ("projects", "P-001", 'title = "Alpha"', "title = Alpha", "title = Alpha"),
            ("projects", "P-001", 'title = "Alpha"', 'titel = "Alpha"', 'titel = "Alpha"'),
            (
                "projects",
                "P-001",
                'country = ["Kenya: 60%"',
                'country = ["Kenya: 70%"',
                'country = ["Kenya: 70%", "Somalia: 40%"]',
            ),
            ("projects", "P-001", 'planned_end = ""', 'planned_end = "1800"', 'planned_end = "1800"'),
            ("contributions", "C-001", 'amount = "1,000,000.00"', 'amount = "500.005"', 'amount = "500.005"'),
            ("contributions", "C-001", 'date = "2023"', 'date = "2099"', 'date = "2099"'),
            ("contributions", "C-001", 'kind = "commitment"', 'kind = "pledge"', 'kind = "pledge"'),
            ("contributions", "C-001", 'id = "C-001.m1"', 'id = "C-001.m9"', 'id = "C-001.m9"'),
        ],
    )
    def test_of_any_kind_lead_to_the_line(
        self, work: Office, table: str, key: str, old: str, new: str, line: str
    ) -> None:
        assert marks(work, table, key, (old, new))[0][0] == line

    def test_between_records_stand_above_all(self, work: Office) -> None:
        work.add("projects", title="Beta")
        (mark,) = marks(work, "projects", "P-002", ('title = "Beta"', 'title = "Alpha"'))
        assert mark[0] == ""
        assert "There is a project of that title already" in mark[1]


class TestBrokenRecords:
    @pytest.mark.parametrize(
        ("broken", "changes"),
        [
            ({"status": "running"}, (('status = "running"', 'status = "closed"'),)),
            ({"countries": "KE"}, (('country = ["\\"KE\\""]', 'country = ["Kenya"]'),)),
            (
                {"countries": [{"name": "Kenya"}]},
                (('country = ["[{\\"name\\": \\"Kenya\\"}]"]', 'country = ["Kenya"]'),),
            ),
            ({"actual_start": "2030"}, (('actual_start = "2030"', 'actual_start = "2020"'),)),
            ({"colour": "red"}, (('colour = "\\"red\\""', ""),)),
        ],
    )
    def test_can_be_opened_and_mended(
        self, work: Office, broken: dict[str, Any], changes: tuple[tuple[str, str], ...]
    ) -> None:
        held = work.get("projects", "P-001")
        with work.store.transaction(Intent("portfolio, as it was")) as transaction:
            transaction.put("projects", {**held, **broken})
        changed = filled(work, "projects", "P-001", *changes)
        assert changed.get("status", "closed") == "closed"
        assert "colour" not in changed
