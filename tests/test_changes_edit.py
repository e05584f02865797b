"""Editing records and their parts: field by field, many at once, whole; and what odd input comes to."""

from __future__ import annotations

import pytest
from desks import Office, empty_office, office_of_alpha, put

from portfolio.changes import budgeting, measurements, records
from portfolio.errors import PortfolioError, RefusedError, UnknownNameError, UsageError

office = empty_office
alpha = office_of_alpha


class TestEditing:
    def test_says_what_changed(self, alpha: Office) -> None:
        change = alpha.edit("projects", "alpha", "status=closed", "tag=x", clear=("note",))
        assert change.said == "Changed project P-001: status, tags."
        assert change.document == alpha.get("projects", "P-001")
        assert change.document["status"] == "closed"

    def test_nothing_changed_is_no_change(self, alpha: Office) -> None:
        before = alpha.contents()
        change = alpha.edit("projects", "P-001", "title=Alpha", "kind=project")
        assert change.said == "Nothing changed in project P-001."
        assert change.document == alpha.get("projects", "P-001")
        assert alpha.contents() == before

    @pytest.mark.parametrize(
        ("sets", "field", "stored"),
        [
            (["tag=a", "tag=b"], "tags", ["a", "b"]),
            (["tag=a", "tag+=b", "tag+=c"], "tags", ["a", "b", "c"]),
            (["tag=a", "tag=b", "tag-=a"], "tags", ["b"]),
            (["tags=a"], "tags", ["a"]),
            (["tag=a", "tag+=a"], "tags", ["a"]),
            (["tag=a", "tag-=nothing like it"], "tags", ["a"]),
            (["tag=Cote\u0301", "tag-=Coté"], "tags", None),
            (["pillar=1", "pillar+=II", "pillar-=Pillar I"], "pillars", [{"pillar": "II"}]),
            (["pillar=II", "pillar+=2"], "pillars", [{"pillar": "II"}]),
            (["country=KE", "country+=KE:100"], "countries", [{"country": "KE", "share": "100"}]),
            (["country=KE", "country+=Somalia", "country-=Kenya"], "countries", [{"country": "SO"}]),
            (
                ["region=Sahel", "region+=Maghreb", "region-=sahel"],
                "regions",
                [{"region": "maghreb", "vocabulary": "99"}],
            ),
            (["ref=UN: 5", "ref+=UN: 6", "ref-=UN:5"], "refs", [{"owner": "UN", "reference": "6"}]),
            (
                ["ref=UN: 5", "ref+=EU: 5"],
                "refs",
                [{"owner": "UN", "reference": "5"}, {"owner": "EU", "reference": "5"}],
            ),
            (["ref=UN: 5", "ref=EU: 5", "ref-=EU: 5"], "refs", [{"owner": "UN", "reference": "5"}]),
            (["country=KE:100", "country+=Kenya"], "countries", [{"country": "KE", "share": "100"}]),
            (["source=https://example.org/a", "source_date=2020", "source-=https://example.org/a"], "sources", None),
            (
                ["source=p. 5", "source+=https://example.org/a", "source-=p. 5"],
                "sources",
                [{"url": "https://example.org/a"}],
            ),
            (
                ["donor=ARC", "donor=RUR"],
                "organisations",
                [{"organisation": "ARC", "role": "funding"}, {"organisation": "RUR", "role": "funding"}],
            ),
            (["Planned Start=2030"], "planned_start", "2030"),
            (["planned-start = 2030 "], "planned_start", "2030"),
            (["note=a=b"], "note", "a=b"),
            (["note= two\nlines "], "note", "two\nlines"),
            (["former_titles=Aleph"], "former_titles", ["Aleph"]),
        ],
    )
    def test_sets_adds_and_takes_out(self, alpha: Office, sets: list[str], field: str, stored: object) -> None:
        assert alpha.edit("projects", "P-001", *sets).document.get(field) == stored

    @pytest.mark.parametrize(
        "order", [["source+=New report", "source_date=2024-05"], ["source_date=2024-05", "source+=New report"]]
    )
    def test_the_date_of_a_source_is_that_of_the_sources_given_with_it(self, alpha: Office, order: list[str]) -> None:
        alpha.edit("projects", "P-001", "source=Old report")
        assert alpha.edit("projects", "P-001", *order).document["sources"] == [
            {"citation": "Old report"},
            {"citation": "New report", "as_of": "2024-05"},
        ]
        with alpha.refuses(RefusedError, "give the source with --source"):
            alpha.edit("projects", "P-001", "source_date=2020")

    def test_the_date_of_a_source_may_come_first_for_a_new_record(self, alpha: Office) -> None:
        change = alpha.add("projects", title="Beta", source_date="2020", source="https://example.org/a")
        assert change.document["sources"] == [{"url": "https://example.org/a", "as_of": "2020"}]

    def test_what_is_added_again_loses_nothing(self, alpha: Office) -> None:
        document = alpha.get("projects", "P-001")
        link = {"organisation": "ARC", "role": "implementing", "note": "Hosts the trainings"}
        of_a_field = {"url": "https://example.org/a", "field": "scope", "value": "global", "as_of": "2020"}
        put(alpha, "projects", {**document, "organisations": [link], "sources": [of_a_field]})
        sets = ("partner+=Arcadia", "source+=https://example.org/a", "source_date=2024")
        changed = alpha.edit("projects", "P-001", *sets).document
        assert changed["organisations"] == [link]
        assert changed["sources"] == [of_a_field, {"url": "https://example.org/a", "as_of": "2024"}]

    def test_one_role_leaves_the_others_alone(self, alpha: Office) -> None:
        alpha.edit("projects", "P-001", "donor=ARC", "partner=ARC", "partner=RUR", "accountable=RUR")
        alpha.edit("projects", "P-001", "partner-=ARC", "donor+=RUR")
        assert alpha.edit("projects", "P-001", clear=("accountable",)).document["organisations"] == [
            {"organisation": "ARC", "role": "funding"},
            {"organisation": "RUR", "role": "funding"},
            {"organisation": "RUR", "role": "implementing"},
        ]

    def test_a_role_given_anew_keeps_what_was_noted_of_those_who_stay(self, alpha: Office) -> None:
        links = [{"organisation": "ARC", "role": "funding", "note": "in kind"}]
        put(alpha, "projects", {**alpha.get("projects", "P-001"), "organisations": links})
        assert alpha.edit("projects", "P-001", "donor=RUR").document["organisations"][0] == {
            "organisation": "RUR",
            "role": "funding",
        }
        put(alpha, "projects", {**alpha.get("projects", "P-001"), "organisations": links})
        alpha.edit("projects", "P-001", "donor=RUR", "donor=ARC")
        assert links[0] in alpha.get("projects", "P-001")["organisations"]

    @pytest.mark.parametrize(
        ("sets", "clears", "error", "words"),
        [
            (["=x"], (), UsageError, ["“=x” does not set a field; write it as FIELD=VALUE."]),
            (["+=x"], (), UsageError, ["FIELD=VALUE"]),
            (["title"], (), UsageError, ["FIELD=VALUE"]),
            ([""], (), UsageError, ["FIELD=VALUE"]),
            (["-=x"], (), UsageError, ["FIELD=VALUE"]),
            (["titel=x"], (), RefusedError, ["titel: is not a field of this project; did you mean title?"]),
            (["code=X"], (), RefusedError, ["code: is given once and cannot be changed"]),
            (["title=x", "title=y"], (), RefusedError, ["title: “x / y” takes one value"]),
            (["title+=x"], (), RefusedError, ["title: “x” has one value; use = to set it"]),
            (["title="], (), RefusedError, ["title: cannot be empty, nor be cleared with --clear"]),
            ([], ("title",), RefusedError, ["project P-001, title: is needed"]),
            ([], ("nonsense",), RefusedError, ["nonsense: is not a field of this project"]),
            ([], ("source_date",), RefusedError, ["give the source with --source"]),
            (["status=odd"], (), RefusedError, ["project P-001, status: “odd” is not a known status"]),
            (["country+=KE:50"], (), RefusedError, ["add up to 50"]),
            (["start=x", "end=y"], (), RefusedError, ["start: “x”", "end: “y”"]),
            (["donor="], (), RefusedError, ["donor: is empty; to take away what stands there: --clear donor"]),
            (["officer=", "end="], (), RefusedError, ["--clear officer", "--clear end"]),
            (["tag+="], (), RefusedError, ["tag: is empty"]),
            (["note=-"], (), RefusedError, ["note: “-” says that there is nothing; to take away", "--clear note"]),
            (["end=None", "tag+=n/a"], (), RefusedError, ["--clear end", "--clear tag"]),
            (["title=-"], (), RefusedError, ["title: “-” cannot be empty"]),
            (["revision=5"], (), RefusedError, ["is not a field of this project"]),
        ],
    )
    def test_refused(
        self,
        alpha: Office,
        sets: list[str],
        clears: tuple[str, ...],
        error: type[PortfolioError],
        words: list[str],
    ) -> None:
        with alpha.refuses(error, *words):
            alpha.edit("projects", "P-001", *sets, clear=clears)

    def test_an_empty_value_of_a_part_is_told_how_it_is_cleared(self, alpha: Office) -> None:
        alpha.add("contributions", donor="ARC", currency="USD")
        alpha.move("C-001", "pledge", "5")
        with alpha.refuses(RefusedError, "C-001.m1, note: is empty; to take away what stands there: --clear note"):
            alpha.edit("contributions", "C-001.m1", "note=")
        with alpha.refuses(RefusedError, "C-001.m1, amount: cannot be empty"):
            alpha.edit("contributions", "C-001.m1", "amount=")

    def test_required_fields_of_other_records(self, alpha: Office) -> None:
        alpha.add("contributions", donor="ARC")
        alpha.add("outcomes", project="P-001", title="T")
        with alpha.refuses(RefusedError, "contribution C-001, donor: is needed"):
            alpha.edit("contributions", "C-001", clear=("donor",))
        with alpha.refuses(RefusedError, "outcome O-001, project: is needed"):
            alpha.edit("outcomes", "O-001", clear=("project",))

    @pytest.mark.parametrize("both", [True, False])
    def test_names_of_a_record_that_is_less_classified_now_are_told(self, alpha: Office, *, both: bool) -> None:
        alpha.edit("projects", "P-001", "classification=confidential", "title=Operation X", "alias+=OX")
        alpha.edit("projects", "P-001", "title=Training")
        sets = ["classification=unclassified", "alias+=Open"]
        change = records.edit_many(alpha.desk, "projects", ["P-001"], sets) if both else None
        (note, *_) = change.notes if change else alpha.edit("projects", "P-001", *sets).notes
        assert note.startswith(
            "Former names and aliases are told with it now: P-001 “Alpha”, P-001 “Operation X”, P-001 “OX”."
        )
        alpha.edit("projects", "P-001", "former_title-=Operation X")
        assert alpha.edit("projects", "P-001", "alias-=OX", "classification=confidential").notes == []

    def test_clearing_what_has_a_default_restores_it(self, alpha: Office) -> None:
        alpha.edit("projects", "P-001", "classification=confidential", "kind=office")
        document = alpha.edit("projects", "P-001", clear=("classification", "kind")).document
        assert (document["classification"], document["kind"]) == ("unclassified", "project")

    @pytest.mark.parametrize(
        ("first", "then", "stored"),
        [
            ("start=2020", "start=2030", {"planned_start": "2030"}),
            ("start=2030", "start=2020", {"planned_start": "2030", "actual_start": "2020"}),
            ("end=2023", "end=2030", {"planned_end": "2030"}),
            ("start=2024", "end=2024", {"actual_start": "2024", "planned_end": "2024"}),
            ("start=2024-06-15", "end=2024-06-15", {"actual_start": "2024-06-15", "actual_end": "2024-06-15"}),
            ("start=2024-06-16", "end=today", None),
            ("end=2023", "planned_end=2030", {"actual_end": "2023", "planned_end": "2030"}),
        ],
    )
    def test_start_and_end_are_actual_if_past(
        self, alpha: Office, first: str, then: str, stored: dict[str, str] | None
    ) -> None:
        alpha.edit("projects", "P-001", first)
        if stored is None:
            with alpha.refuses(RefusedError, "is before the start"):
                alpha.edit("projects", "P-001", then)
            return
        document = alpha.edit("projects", "P-001", then).document
        assert {field: value for field, value in document.items() if field.endswith(("_start", "_end"))} == stored

    def test_clearing_start_clears_both(self, alpha: Office) -> None:
        alpha.edit("projects", "P-001", "planned_start=2019", "actual_start=2020")
        document = alpha.edit("projects", "P-001", clear=("start",)).document
        assert not [field for field in document if field.endswith("start")]

    def test_participants_one_group_at_a_time(self, alpha: Office) -> None:
        alpha.add("activities", title="W", women="5", men="7")
        assert alpha.edit("activities", "A-001", "women=6").document["participants"] == {"women": 6, "men": 7}
        assert alpha.edit("activities", "A-001", clear=("men",)).document["participants"] == {"women": 6}
        assert "participants" not in alpha.edit("activities", "A-001", clear=("women",)).document

    def test_many_at_once_or_none(self, alpha: Office) -> None:
        alpha.add("projects", title="Beta", status="closed")
        change = records.edit_many(alpha.desk, "projects", ["P-001", "P-002"], ["status=completed"])
        assert change.said == "Changed 1 project of 2 chosen."
        assert [each["status"] for each in alpha.store.read().find("projects")] == ["closed", "closed"]
        alpha.edit("projects", "P-002", "planned_start=2020")
        with alpha.refuses(RefusedError, "project P-002, planned_end: “2019” is before the start, 2020"):
            records.edit_many(alpha.desk, "projects", ["P-001", "P-002"], ["planned_end=2019"])

    def test_many_with_a_donor_that_is_new_count_projects_only(self, alpha: Office) -> None:
        change = records.edit_many(alpha.desk, "projects", ["P-001"], ["donor+=Japan"])
        assert change.said == "Changed 1 project of 1 chosen."
        assert change.notes == [
            "Added the Government of Japan (JP) as an organisation.",
            "To take it back: portfolio undo",
        ]


class TestWholeRecords:
    def test_are_put_in_place(self, alpha: Office) -> None:
        held = alpha.get("projects", "P-001")
        change = alpha.replace("projects", "P-001", {**held, "note": "n"})
        assert change.said == "Changed project P-001 “Alpha”."
        assert change.document == alpha.get("projects", "P-001")
        held = alpha.get("projects", "P-001")
        assert alpha.replace("projects", "P-001", held).said == "Nothing changed in project P-001."

    def test_refused(self, alpha: Office) -> None:
        held = alpha.get("projects", "P-001")
        with alpha.refuses(RefusedError, "code: “P-9” is given once and cannot be changed"):
            alpha.replace("projects", "P-001", {**held, "code": "P-9"})
        with alpha.refuses(UnknownNameError, "There is no project P-9."):
            alpha.replace("projects", "P-9", {"code": "P-9", "title": "New"})
        with alpha.refuses(RefusedError, "title: is needed"):
            alpha.replace("projects", "P-001", {"code": "P-001", "revision": held["revision"]})
        with alpha.refuses(RefusedError, "former_titles: “Aleph” is not a list"):
            alpha.replace("projects", "P-001", {**held, "title": "B", "former_titles": "Aleph"})


class TestParts:
    @pytest.fixture
    def parts(self, alpha: Office) -> Office:
        alpha.add("contributions", donor="ARC")
        alpha.move("C-001", "pledge", "5")
        alpha.move("C-001", "commitment", "5")
        budgeting.budget(alpha.desk, "P-001", "100", "USD", {})
        alpha.add("outcomes", project="P-001", title="T")
        measurements.indicator(alpha.desk, "P-001", "O-001", {"title": ["officers"]})
        measurements.record(alpha.desk, "P-001", "officers", "5", {"period": ["2023"]})
        return alpha

    @pytest.mark.parametrize(
        ("table", "part", "sets", "said"),
        [
            ("contributions", "C-001.m1", "amount=6", "Changed contribution C-001.m1: amount."),
            ("contributions", "c-001.M1", "date=2023", "Changed contribution C-001.m1: date."),
            ("contributions", " C-001.m2 ", "note=n", "Changed contribution C-001.m2: note."),
            ("projects", "P-001.b1", "amount=7", "Changed project P-001.b1: amount."),
            ("outcomes", "O-001.i1", "title=people", "Changed outcome O-001.i1: title."),
            ("outcomes", "O-001.I1.P1", "actual=7", "Changed outcome O-001.i1.p1: actual."),
        ],
    )
    def test_are_edited_by_their_ids(self, parts: Office, table: str, part: str, sets: str, said: str) -> None:
        assert parts.edit(table, part, sets).said == said

    @pytest.mark.parametrize(
        ("table", "part", "said"),
        [
            ("contributions", "C-001.m2", "Removed C-001.m2 from contribution C-001."),
            ("projects", "p-001.b1", "Removed P-001.b1 from project P-001."),
            ("outcomes", "O-001.i1.p1", "Removed O-001.i1.p1 from outcome O-001."),
            ("outcomes", "O-001.i1", "Removed O-001.i1 from outcome O-001."),
        ],
    )
    def test_are_removed_by_their_ids(self, parts: Office, table: str, part: str, said: str) -> None:
        assert parts.remove(table, part).said == said
        with parts.refuses(UnknownNameError, "There is no", "show lists the ids"):
            parts.remove(table, part)

    @pytest.mark.parametrize(
        ("part", "sets", "words"),
        [
            ("C-001.m1", "amount=", ["amount: cannot be empty"]),
            ("C-001.m1", "amount=0", ["C-001.m1 amount: “0” is not above zero"]),
            ("C-001.m1", "amount=-5", ["amount: “-5” is negative"]),
            ("C-001.m1", "amount=1.0051", ["C-001.m1 amount", "more than the 2 decimals"]),
            ("C-001.m1", "kind=receipt", ["kind: is not a field of this contribution"]),
            ("C-001.m1", "id=C-001.m9", ["id: is given once and cannot be changed"]),
            ("C-001.m1", "target=P-001", ["movements C-001.m1 target", "is not a field of this record"]),
            ("C-001.m1", "booked=5", ["booked: “5” is not an amount and its currency"]),
        ],
    )
    def test_refused(self, parts: Office, part: str, sets: str, words: list[str]) -> None:
        with parts.refuses(RefusedError, *words):
            parts.edit("contributions", part, sets)

    def test_a_needed_field_stays(self, parts: Office) -> None:
        with parts.refuses(RefusedError, "movements C-001.m1 amount: is needed"):
            parts.edit("contributions", "C-001.m1", clear=("amount",))

    def test_editing_a_part_of_a_work_leaves_its_titles_alone(self, parts: Office) -> None:
        assert "former_titles" not in parts.edit("projects", "P-001.b1", "note=n").document

    def test_a_new_part_has_the_next_id(self, parts: Office) -> None:
        parts.move("C-001", "receipt", "1")
        parts.remove("contributions", "C-001.m2")
        parts.move("C-001", "receipt", "2")
        ids = [entry["id"] for entry in parts.get("contributions", "C-001")["movements"]]
        assert ids == ["C-001.m1", "C-001.m3", "C-001.m4"]


class TestNamesWithDots:
    @pytest.fixture
    def dotted(self, office: Office) -> Office:
        office.add("projects", title="Plain", code="P")
        office.add("projects", title="Dotted", code="P.1")
        office.add("projects", title="Like a part", code="P.b1")
        office.add("organisations", name="Sao Tome and Principe")
        office.add("organisations", name="St. Ruritania", code="RUR")
        return office

    def test_are_names_all_the_same(self, dotted: Office) -> None:
        assert dotted.edit("projects", "P.1", "status=closed").key == "P.1"
        assert dotted.edit("projects", "p.1", "status=pipeline").key == "P.1"
        assert dotted.edit("organisations", "St. Ruritania", "contact=x").key == "RUR"
        assert dotted.remove("organisations", "St. Ruritania").key == "RUR"

    def test_have_parts_of_their_own(self, dotted: Office) -> None:
        for code in ("P", "P.1", "P.b1"):
            budgeting.budget(dotted.desk, code, "100", "USD", {})
        assert dotted.edit("projects", "P.1.b1", "note=n").key == "P.1"
        assert dotted.remove("projects", "P.b1.b1").key == "P.b1"
        assert dotted.edit("projects", "P.b1", "status=closed").said == "Changed project P.b1: status."
