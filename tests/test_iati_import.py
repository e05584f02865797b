"""Activities of IATI that are brought in: what each says as records, by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import Office, empty_office
from iati_files import JAPAN, START, activity, moved, published, taken
from lxml import etree

from portfolio.errors import RefusedError
from portfolio.exchange.intake.map import FileMap

if TYPE_CHECKING:
    from pathlib import Path

office = empty_office


class TestAnActivity:
    def test_is_a_project_with_its_status_scope_and_dates(self, office: Office, tmp_path: Path) -> None:
        inner = """<description type="1"><narrative>Clean water.</narrative></description><activity-status code="4"/>
            <activity-date type="1" iso-date="2020-01-01"/><activity-date type="2" iso-date="2020-02-03"/>
            <activity-date type="3" iso-date="2021-12-31"/><activity-date type="4" iso-date="2022-01-31"/>
            <activity-scope code="4"/><recipient-country code="KE"/>"""
        taken(office, tmp_path, activity(inner=inner))
        found = office.get("projects", "XX-ARC-1-A")
        assert found["title"] == "Wells"
        assert found["description"] == "Clean water."
        assert (found["status"], found["scope"]) == ("closed", "national")
        assert (found["planned_start"], found["actual_start"]) == ("2020-01-01", "2020-02-03")
        assert (found["planned_end"], found["actual_end"]) == ("2021-12-31", "2022-01-31")
        assert found["countries"] == [{"country": "KE"}]
        assert found["refs"] == [{"owner": "IATI", "reference": "XX-ARC-1-A"}]

    @pytest.mark.parametrize(
        ("identifier", "code"),
        [
            ("XX-ARC-1-A.b_2", "XX-ARC-1-A.b_2"),
            ("XM-DAC-41305-P-007", "P-007"),
            ("XX ARC/1", "XX-ARC-1-e45f3b7b82"),
            ("Ж", "IATI-"),
        ],
    )
    def test_has_a_code_made_of_its_identifier(
        self, identifier: str, code: str, office: Office, tmp_path: Path
    ) -> None:
        taken(office, tmp_path, activity(identifier))
        (found,) = office.store.read().find("projects")
        assert found["code"].startswith(code[:9])
        assert found["refs"][0]["reference"] == identifier

    def test_of_hierarchy_1_with_others_below_it_is_a_programme(self, office: Office, tmp_path: Path) -> None:
        above = activity("XX-ARC-1-P", '<related-activity ref="XX-ARC-1-A" type="2"/>', "All wells", 'hierarchy="1"')
        below = activity("XX-ARC-1-A", '<related-activity ref="XX-ARC-1-P" type="1"/>', attributes='hierarchy="2"')
        phase = activity("XX-ARC-1-B", '<related-activity ref="XX-ARC-1-A" type="1"/>', "More", 'hierarchy="3"')
        taken(office, tmp_path, below, above, phase)
        assert office.get("programmes", "XX-ARC-1-P")["title"] == "All wells"
        assert office.get("projects", "XX-ARC-1-A")["programme"] == "XX-ARC-1-P"
        assert office.get("projects", "XX-ARC-1-B")["parent"] == "XX-ARC-1-A"
        again = etree.fromstring(published(office.store.read()))
        assert [each.get("hierarchy") for each in again] == ["1", "2", "3"]

    def test_that_is_in_two_languages_is_published_in_both(self, office: Office, tmp_path: Path) -> None:
        narratives = '<narrative xml:lang="fr">Puits</narrative><narrative>Wells</narrative>'
        text = activity().replace("<narrative>Wells</narrative>", narratives)
        taken(office, tmp_path, text)
        assert office.get("projects", "XX-ARC-1-A")["title"] == "Wells"
        root = etree.fromstring(published(office.store.read()))
        assert root.xpath("iati-activity/title/narrative/text()") == ["Wells", "Puits"]

    def test_without_an_identifier_is_refused(self, office: Office, tmp_path: Path) -> None:
        with pytest.raises(RefusedError, match="is missing"):
            taken(office, tmp_path, activity(" "))

    def test_that_stands_twice_is_refused(self, office: Office, tmp_path: Path) -> None:
        with pytest.raises(RefusedError, match=r"rule 1\.1\.2"):
            taken(office, tmp_path, activity(), activity())

    def test_says_its_text_once_where_it_was_escaped_twice(self, office: Office, tmp_path: Path) -> None:
        notes = taken(office, tmp_path, activity(title="Wells &amp;amp; pumps"))
        assert office.get("projects", "XX-ARC-1-A")["title"] == "Wells & pumps"
        assert any("escaped twice" in each for each in notes)

    @pytest.mark.parametrize(
        ("inner", "attributes", "name"),
        [
            ('<tag code="1" vocabulary="1"><x:y/></tag>', "", "prefix x"),
            ('<tag code="1" x:vocabulary="1"/>', "", "prefix x"),
            ("", 'x:y="1"', "prefix x"),
            ("", 'xml:x:y="1"', "xml:x:y"),
        ],
    )
    def test_with_a_prefix_that_nothing_declares_is_refused(
        self, inner: str, attributes: str, name: str, office: Office, tmp_path: Path
    ) -> None:
        with pytest.raises(RefusedError, match=name):
            taken(office, tmp_path, activity(inner=START + inner, attributes=attributes))

    def test_keeps_dates_that_cannot_be_and_says_by_which_rule(self, office: Office, tmp_path: Path) -> None:
        dates = '<activity-date type="2" iso-date="2020-02-01"/><activity-date type="4" iso-date="2019-01-01"/>'
        notes = taken(office, tmp_path, activity(inner=dates))
        found = office.get("projects", "XX-ARC-1-A")
        assert "actual_end" not in found
        assert any("11.1.3" in each for each in notes)
        assert b'type="4" iso-date="2019-01-01"' in published(office.store.read())

    def test_cites_documents_of_the_format_that_they_have(self, office: Office, tmp_path: Path) -> None:
        link = """<document-link format="application/pdf" url="https://example.org/a.pdf"><title><narrative>Plan
            </narrative></title><category code="A02"/></document-link>"""
        taken(office, tmp_path, activity(inner=START + link))
        root = etree.fromstring(published(office.store.read()))
        assert [each.get("format") for each in root.iter("document-link")] == ["application/pdf"]


class TestOrganisations:
    PARTS = """<participating-org role="1" type="10" ref="XM-DAC-701"><narrative>Ministry, Japan</narrative>
        </participating-org><participating-org role="4" type="22"><narrative>Arcadian Aid</narrative>
        </participating-org>"""

    def test_are_found_by_reference_and_by_name(self, office: Office, tmp_path: Path) -> None:
        office.add("organisations", name="Arcadian Aid", code="AA")
        office.add("organisations", name="Japan")
        taken(office, tmp_path, activity(inner=self.PARTS), given=FileMap())
        assert office.get("projects", "XX-ARC-1-A")["organisations"] == [
            {"organisation": "JP", "role": "funding"},
            {"organisation": "AA", "role": "implementing"},
        ]

    def test_that_are_not_known_are_refused_with_the_way_out(self, office: Office, tmp_path: Path) -> None:
        with pytest.raises(RefusedError) as refused:
            taken(office, tmp_path, activity(inner=self.PARTS), given=FileMap())
        assert len(refused.value.problems) == 2
        assert "--add-organisations" in str(refused.value)
        assert list(office.store.read().find("projects")) == []

    def test_are_added_with_type_reference_country_and_roles(self, office: Office, tmp_path: Path) -> None:
        part = """<participating-org role="2" type="60" ref="KE-BRB-77"><narrative>Wells for All</narrative>
            </participating-org>"""
        taken(office, tmp_path, activity(inner=self.PARTS + part))
        found = {each["name"]: each for each in office.store.read().find("organisations")}
        assert (found["Japan"]["code"], found["Japan"]["type"], found["Japan"]["roles"]) == (
            *("JP", "government", ["funding"]),
        )
        wells = found["Wells for All"]
        assert (wells["type"], wells["reference"], wells["country"]) == ("foundation", "KE-BRB-77", "KE")


class TestMoney:
    def test_of_a_donor_is_one_contribution_for_the_activity(self, office: Office, tmp_path: Path) -> None:
        money = (
            moved("13", "500.00", date="2021-01-01")
            + moved("11", "300.00", date="2021-02-01")
            + moved("1", "200.00")
            + moved("1", "-50.00", date="2021-06-01")
        )
        taken(office, tmp_path, activity(inner=START + money))
        (found,) = office.store.read().find("contributions")
        assert (found["donor"], found["currency"]) == ("JP", "USD")
        kinds = [(each["kind"], each["amount"], each.get("reversal", False)) for each in found["movements"]]
        assert kinds == [
            ("pledge", "500.00", False),
            ("commitment", "300.00", False),
            ("receipt", "200.00", False),
            ("receipt", "50.00", True),
        ]
        # Received 150 and due 150.
        assert [(each["target"], each["amount"]) for each in found["allocations"]] == [("XX-ARC-1-A", "300.00")]

    def test_in_two_currencies_is_two_contributions(self, office: Office, tmp_path: Path) -> None:
        euros = moved("1", "10.00").replace("<value ", '<value currency="EUR" ')
        taken(office, tmp_path, activity(inner=START + moved("1", "20.00") + euros))
        assert sorted(each["currency"] for each in office.store.read().find("contributions")) == ["EUR", "USD"]

    def test_that_was_spent_is_an_expenditure_in_its_country(self, office: Office, tmp_path: Path) -> None:
        place = '<recipient-country code="KE"/>'
        taken(office, tmp_path, activity(inner=START + moved("4", "70.00", place) + moved("3", "30.00", place)))
        found = office.store.read().find("expenditures")
        assert sorted((each["amount"], each["country"]) for each in found) == [("30.00", "KE"), ("70.00", "KE")]
        assert office.get("projects", "XX-ARC-1-A")["countries"] == [{"country": "KE"}]
        root = etree.fromstring(published(office.store.read()))
        assert sorted(root.xpath("//transaction-type/@code")) == ["3", "4"]
        assert root.xpath("//transaction/recipient-country/@code") == ["KE", "KE"]

    def test_is_published_with_the_words_that_it_came_with_and_not_with_its_note(
        self, office: Office, tmp_path: Path
    ) -> None:
        words = "<description><narrative>Pumps &amp; pipes</narrative></description>"
        taken(office, tmp_path, activity(inner=START + moved("1", "20.00", words + JAPAN) + moved("4", "7.00", words)))
        (given,), (spent,) = (office.store.read().find(table) for table in ("contributions", "expenditures"))
        assert given["movements"][0]["note"] == spent["note"] == "Pumps & pipes"
        office.edit("contributions", given["id"], "title=Agreement 7")
        office.edit("contributions", given["movements"][0]["id"], "note=Ask the embassy")
        office.edit("expenditures", spent["id"], "note=Invoice in dispute")
        root = etree.fromstring(published(office.store.read()))
        assert root.xpath("//transaction/description/narrative/text()") == ["Pumps & pipes"] * 2

    @pytest.mark.parametrize(
        ("entry", "rule"),
        [
            (moved("1", "5.00", date="2030-01-01"), "11.2.1"),
            (moved("1", "5.00", ""), "6.9.1"),
            (moved("2", "5.00"), ""),
            (moved("1", "0"), ""),
            (moved("1", ""), "schema"),
            (moved("1", "-5.00"), ""),
            (moved("4", "-5.00"), ""),
        ],
    )
    def test_that_has_no_figures_is_kept_and_published_again(
        self, entry: str, rule: str, office: Office, tmp_path: Path
    ) -> None:
        notes = taken(office, tmp_path, activity(inner=START + entry))
        reader = office.store.read()
        assert not [*reader.find("contributions"), *reader.find("expenditures")]
        assert any("kept as it is" in each and rule in each for each in notes)
        (kept,) = etree.fromstring(published(reader)).iter("transaction")
        given = etree.fromstring(entry)
        assert kept.findtext("value") == given.findtext("value")
        assert kept.find("transaction-type").get("code") == given.find("transaction-type").get("code")

    def test_that_is_finer_than_its_currency_is_refused_or_rounded(self, office: Office, tmp_path: Path) -> None:
        text = activity(inner=START + moved("1", "5.0051"))
        with pytest.raises(RefusedError, match="--round-amounts"):
            taken(office, tmp_path, text, given=FileMap(add_organisations=True))
        taken(office, tmp_path, text)
        (found,) = office.store.read().find("contributions")
        assert found["movements"][0]["amount"] == "5.01"

    def test_that_a_donor_is_due_to_pay_is_an_instalment(self, office: Office, tmp_path: Path) -> None:
        due = f"""<planned-disbursement><period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/>
            <value value-date="2024-01-01">40.00</value>{JAPAN}</planned-disbursement>"""
        taken(office, tmp_path, activity(inner=START + due + moved("11", "100.00")))
        (found,) = office.store.read().find("contributions")
        assert [(each["amount"], each["date"]) for each in found["instalments"]] == [("40.00", "2024")]

    def test_of_a_budget_is_a_budget(self, office: Office, tmp_path: Path) -> None:
        budget = """<budget type="2" status="2"><period-start iso-date="2020-01-01"/>
            <period-end iso-date="2020-12-31"/><value value-date="2020-01-01">90.00</value></budget>"""
        taken(office, tmp_path, activity(inner=START + budget))
        (found,) = office.get("projects", "XX-ARC-1-A")["budgets"]
        assert (found["amount"], found["type"], found["status"]) == ("90.00", "revised", "committed")


class TestPlaces:
    def test_with_shares_that_make_a_whole_are_shared(self, office: Office, tmp_path: Path) -> None:
        inner = """<recipient-country code="KE" percentage="60.0"/>
            <recipient-region code="298" vocabulary="1" percentage="40"/>"""
        taken(office, tmp_path, activity(inner=START + inner))
        found = office.get("projects", "XX-ARC-1-A")
        assert found["countries"] == [{"country": "KE", "share": "60"}]
        assert found["regions"] == [{"region": "002", "vocabulary": "2", "share": "40"}]

    @pytest.mark.parametrize(
        ("inner", "rule"),
        [
            ('<recipient-country code="KE" percentage="60"/><recipient-country code="UZ" percentage="60"/>', "3.1.2"),
            ('<recipient-country code="KE" percentage="50"/>', "3.1.4"),
            ('<recipient-country code="KE"/><recipient-region code="789" percentage="40"/>', ""),
            ('<recipient-country code="KE" percentage="60"/><recipient-country code="UZ"/>', "3.1.1"),
            (
                '<recipient-country code="KE" percentage="120"/><recipient-country code="UZ" percentage="-20"/>',
                "12.1.1",
            ),
            ('<recipient-country code="ZZ"/>', ""),
        ],
    )
    def test_whose_shares_make_no_whole_are_kept(self, inner: str, rule: str, office: Office, tmp_path: Path) -> None:
        notes = taken(office, tmp_path, activity(inner=START + inner))
        assert all("share" not in each for each in office.get("projects", "XX-ARC-1-A").get("countries", ()))
        assert any("place" in each and rule in each for each in notes)
        root = etree.fromstring(published(office.store.read()))
        places = [(each.get("code"), each.get("percentage")) for each in root[0] if each.tag.startswith("recipient-")]
        given = etree.fromstring(f"<a>{inner}</a>")
        assert places == [(each.get("code"), each.get("percentage")) for each in given]


class TestResults:
    RESULT = """<result type="1"><title><narrative>Wells dug</narrative></title><indicator measure="1">
        <title><narrative>Wells</narrative></title><baseline year="2019" value="3"/>
        <period><period-start iso-date="2020-01-01"/><period-end iso-date="2020-12-31"/><target value="10"/>
        <actual value="8"><comment><narrative>Dry year</narrative></comment></actual>
        <actual value="5"><dimension name="place" value="North"/></actual></period></indicator></result>"""

    def test_are_outcomes_with_indicators_and_periods(self, office: Office, tmp_path: Path) -> None:
        taken(office, tmp_path, activity(inner=START + self.RESULT))
        (found,) = office.store.read().find("outcomes")
        assert (found["project"], found["title"], found["level"]) == ("XX-ARC-1-A", "Wells dug", "output")
        (indicator,) = found["indicators"]
        assert indicator["baseline"] == {"value": "3", "date": "2019"}
        (period,) = indicator["periods"]
        assert (period["target"], period["actual"], period["comment"]) == ("10", "8", "Dry year")
        assert period["disaggregation"] == [{"dimension": "place", "category": "North", "value": "5"}]
        (again,) = etree.fromstring(published(office.store.read())).iter("period")
        whole, north = again.iterchildren("actual")
        assert (whole.get("value"), whole.find("dimension"), north.get("value")) == ("8", None, "5")
        assert dict(north.find("dimension").attrib) == {"name": "place", "value": "North"}

    def test_whose_groups_are_more_than_their_value_keep_them_as_they_are(self, office: Office, tmp_path: Path) -> None:
        taken(office, tmp_path, activity(inner=START + self.RESULT.replace('value="5"', 'value="9"')))
        (found,) = office.store.read().find("outcomes")
        assert "disaggregation" not in found["indicators"][0]["periods"][0]
        (again,) = etree.fromstring(published(office.store.read())).iter("period")
        assert [(each.get("value"), len(each)) for each in again.iterchildren("actual")] == [("8", 1), ("9", 1)]

    def test_keep_the_groups_of_a_baseline(self, office: Office, tmp_path: Path) -> None:
        group = '<baseline year="2019" value="2"><dimension name="sex" value="women"/></baseline>'
        other = group.replace("2019", "2018")
        given = self.RESULT.replace("<period>", f"{group}{other}<period>", 1)
        taken(office, tmp_path, activity(inner=START + given))
        baseline = office.store.read().find("outcomes")[0]["indicators"][0]["baseline"]
        assert baseline["disaggregation"] == [{"dimension": "sex", "category": "women", "value": "2"}]
        root = etree.fromstring(published(office.store.read()))
        assert [(each.get("year"), each.get("value")) for each in root.iter("baseline")] == [
            ("2019", "3"),
            ("2019", "2"),
            ("2018", "2"),
        ]

    def test_whose_values_are_no_numbers_lose_these_by_rule(self, office: Office, tmp_path: Path) -> None:
        notes = taken(office, tmp_path, activity(inner=START + self.RESULT.replace('"10"', '"about ten"')))
        assert any("8.9.2" in each for each in notes)
