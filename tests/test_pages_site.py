"""A public site: every link leads somewhere, every page is found, every figure is that of its command."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from conftest import RECORDS, Program, shown
from office import JPEG
from sites import Site

from portfolio.formats.site_folder import LIST
from portfolio.formats.site_page import DATA
from portfolio.formats.sitemap import sitemaps
from portfolio.store.pictures import digest_of

if TYPE_CHECKING:
    from pathlib import Path

MONEY = {"pledged": "Pledged", "committed": "Committed", "received": "Received", "spent": "Spent"}
# A page of a table that is longer than a page has room for.
LONG = 60


@pytest.fixture
def made(office: Program, tmp_path: Path) -> Site:
    """The site of the office in two languages."""
    office("report", "site", "-d", "site", "--lang", "en,ar")
    return Site(tmp_path / "site")


@pytest.fixture
def long(office: Program, tmp_path: Path) -> Site:
    """The site of an office with more projects than a page has room for."""
    titles = [f"Study {number},Arcadia" for number in range(LONG)]
    (tmp_path / "more.csv").write_text("\n".join(["title,donor", *titles]))
    office("import", "more.csv", "--yes")
    office("report", "site", "-d", "site")
    return Site(tmp_path / "site")


def written(money: dict[str, str]) -> list[str]:
    """Return how a page writes an amount of the JSON."""
    return [f"{currency} {Decimal(amount):,}" for currency, amount in sorted(money.items())] or ["–"]


def cell(row: dict[str, list[str]], heading: str) -> list[str]:
    """Return the lines of an amount in a row, with the currency that its heading names."""
    for name, lines in row.items():
        if name == heading:
            return lines
        if name.startswith(f"{heading} ("):
            return [line if line == "–" else f"{name[-4:-1]} {line}" for line in lines]
    return ["–"]


def money_of(row: dict[str, Any]) -> dict[str, list[str]]:
    return {MONEY[key]: written(row[key]) for key in MONEY}


class TestLinks:
    def test_every_link_leads_to_a_file(self, made: Site) -> None:
        for name in made.pages:
            for target in made.links(name):
                assert target in made.files, f"{name} leads to {target}"

    def test_every_page_is_found_from_the_first(self, long: Site) -> None:
        waiting, found = ["index.html"], {"index.html"}
        while waiting:
            more = {each for each in long.links(waiting.pop()) if each in long.pages} - found
            waiting += more
            found |= more
        assert found == set(long.pages)

    def test_addresses_are_made_of_codes(self, made: Site) -> None:
        codes = ("projects/P-001", "programmes/PRG-001", "countries/KE", "regions/sahel", "years/2023")
        assert {f"en/{each}.html" for each in codes} <= set(made.pages)

    def test_each_page_names_itself_in_the_other_languages(self, made: Site) -> None:
        for name, page in made.pages.items():
            if name.count("/"):
                found = {each.get("hreflang"): each.get("href") for each in page.iter("link") if each.get("hreflang")}
                assert set(found) == {"en", "ar"}
                assert name.replace("en/", "ar/", 1) in made.pages

    def test_arabic_runs_from_right_to_left(self, made: Site) -> None:
        assert made.pages["ar/projects/P-001.html"].get("dir") == "rtl"

    def test_pages_load_nothing_from_elsewhere_and_run_one_script(self, made: Site) -> None:
        for name, page in made.pages.items():
            assert [each.get("src") for each in page.iter("script")] == (
                [] if name == "index.html" else [f"{'../' * name.count('/')}assets/site.js"]
            )
            assert not list(page.iter("iframe"))


class TestLongLists:
    def test_a_long_list_goes_on_on_the_next_page(self, long: Site) -> None:
        (first,), (second,) = long.tables("en/projects.html"), long.tables("en/projects-2.html")
        assert (len(first), len(second)) == (50, LONG + 4 - 50)
        assert "en/projects-2.html" in set(long.links("en/projects.html"))

    def test_so_does_one_that_is_part_of_a_page(self, long: Site) -> None:
        donor = next(name for name in long.pages if name.startswith("en/donors/ARC"))
        assert f"{donor.removesuffix('.html')}/projects-2.html" in long.pages

    def test_no_page_is_heavy(self, long: Site) -> None:
        assert max(long.files[name].stat().st_size for name in long.pages) < 200_000


class TestFigures:
    def test_of_projects(self, office: Program, made: Site) -> None:
        (table,) = made.tables("en/projects.html")
        rows = {row["Code"][0]: row for row in table}
        for project in shown(office, "project", "list"):
            expected = money_of(project)
            got = {heading: cell(rows[project["code"]], heading) for heading in MONEY.values() if heading != "Pledged"}
            assert got == {heading: expected[heading] for heading in got}

    def test_of_donors(self, office: Program, made: Site) -> None:
        for donor in shown(office, "donor", "list"):
            if not (donor["projects"] or donor["committed"] or donor["pledged"]):
                continue
            page = f"en/donors/{donor['code']}.html"
            figures = shown(office, "donor", "show", donor["code"])["figures"]
            facts = made.facts(page)
            for key in (*MONEY, "outstanding"):
                label = MONEY.get(key, "Outstanding")
                assert facts.get(label, ["–"]) == written(figures[key]), (page, label)

    @pytest.mark.parametrize(
        ("noun", "folder"), [("country", "countries"), ("region", "regions")], ids=["countries", "regions"]
    )
    def test_of_places(self, office: Program, made: Site, noun: str, folder: str) -> None:
        names = [name for name in made.pages if name.startswith(f"en/{folder}/")]
        assert names
        for name in names:
            code = name.removeprefix(f"en/{folder}/").removesuffix(".html")
            found = shown(office, noun, "show", code)
            facts = made.facts(name)
            assert {label: facts.get(label, ["–"]) for label in MONEY.values()} == money_of(found["figures"])
            counted = [each for each in found["projects"] if each["kind"] != "office"]
            assert facts.get("Projects, cumulative", ["0"]) == [str(len(counted))]
            held = [each for each in found["activities"] if each["type"] != "publication"]
            assert facts.get("Activities held", ["0"]) == [str(len(held))]
            people = sum(found["participants"][sex] for sex in ("women", "men", "unspecified"))
            assert facts.get("Participants (attendances)", ["0"]) == [str(people)]

    def test_the_front_draws_by_year_what_was_committed_and_received(self, office: Program, tmp_path: Path) -> None:
        """Of Arcadia 1,000,000 USD of 2023, of which 600,000 came, and 7,000 USD of 2021 that came uncertainly."""
        office("contribution", "add", "Arcadia", "7000", "USD", "--date", "2021-03-01", "--received")
        last = max(each["id"] for each in shown(office, "contribution", "list"))
        office("contribution", "edit", f"{last}.m2", "--set", "uncertain=yes")
        office("report", "site", "-d", "site")
        page = (tmp_path / "site" / "en" / "index.html").read_text(encoding="utf-8")
        assert 0 < page.index("Committed, USD") < page.index("Received, USD") < page.index("~7,000.00")
        assert "~ before an amount" in page

    @pytest.mark.parametrize(
        ("group", "key", "page"),
        [
            ("donors", "donor", "donors"),
            ("programmes", "programme", "programmes"),
            ("countries", "country", "countries"),
            ("years", "year", "years"),
            ("regions", "region", "regions"),
        ],
    )
    def test_of_lists(self, office: Program, made: Site, group: str, key: str, page: str) -> None:
        table = made.tables(f"en/{page}.html")[-1]
        heading = next(iter(table[0]))
        # What marks the office's own groups is for people.
        rows = {row[heading][0].partition(" (")[0].casefold(): row for row in table}
        summary = shown(office, "summary", group)
        assert len(table) == len(summary) + 1
        for expected in summary:
            if not expected.get("residue"):
                row = rows[str(expected[key]).casefold()]
                assert {label: cell(row, label) for label in MONEY.values()} == money_of(expected)
                assert row["Projects"] == [str(expected["projects"])]

    def test_of_years(self, office: Program, made: Site) -> None:
        for row in shown(office, "summary", "years"):
            if not row.get("residue"):
                facts = made.facts(f"en/years/{row['year']}.html")
                assert {label: facts.get(label, ["–"]) for label in MONEY.values()} == money_of(row)
                overview = shown(office, "overview", "--year", str(row["year"]))
                assert facts.get("Projects active in the year", ["0"]) == [str(overview["projects"])]

    def test_of_the_whole(self, office: Program, made: Site) -> None:
        facts, overview = made.facts("en/index.html"), shown(office, "overview")
        assert facts["Projects, cumulative"] == [str(overview["projects"])]
        assert {label: facts.get(label, ["–"]) for label in MONEY.values()} == money_of(overview["figures"])
        assert facts["As of"] == ["1 October 2024"]

    def test_of_files(self, office: Program, made: Site) -> None:
        for name in ("projects", "contributions", "activities"):
            command = {"projects": "project", "contributions": "contribution", "activities": "activity"}[name]
            rows = json.loads(made.files[f"{DATA}/{name}.json"].read_text(encoding="utf-8"))
            for row, listed in zip(rows, shown(office, command, "list"), strict=True):
                assert row == {key: listed[key] for key in row}
                assert not {"officer", "revision", "classification"} & set(row)


class TestAgain:
    def test_an_equal_register_makes_an_equal_site(self, office: Program, made: Site, tmp_path: Path) -> None:
        assert "Wrote 0 of" in office("report", "site", "-d", "site", "--lang", "en,ar").err
        office("report", "site", "-d", "other", "--lang", "en,ar")
        assert Site(tmp_path / "other").bytes() == made.bytes()

    def test_a_language_that_is_no_longer_wanted_goes(self, office: Program, made: Site, tmp_path: Path) -> None:
        assert made.pages
        office("report", "site", "-d", "site")
        assert not (tmp_path / "site/ar").exists()

    def test_a_merged_donor_leads_on(self, office: Program, tmp_path: Path) -> None:
        code = shown(office, "donor", "add", "Kingdom of Ruritania")["code"]
        office("donor", "merge", code, "Ruritania", "--yes")
        office("report", "site", "-d", "site")
        site = Site(tmp_path / "site")
        target = next(name for name in site.pages if name.startswith("en/donors/RUR"))
        assert set(site.links(f"en/donors/{code}.html")) >= {target}


WITHHELD = (
    ("donor", "add", "Shadow Fund", "--classification", "confidential"),
    ("project", "add", "--title", "Quiet channel", "--classification", "confidential", "--country", "MG"),
    ("project", "edit", "P-001", "--set", "officer=B. Other"),
)


class TestWithheld:
    def test_a_withheld_record_leaves_no_trace(self, begun: Program, tmp_path: Path) -> None:
        for line in RECORDS:
            begun(*line)
        begun("report", "site", "-d", "before", "--lang", "en,fr")
        for line in WITHHELD:
            begun(*line)
        ended = begun("report", "site", "-d", "after", "--lang", "en,fr")
        assert "Withheld" in ended.err
        before, after = Site(tmp_path / "before").bytes(), Site(tmp_path / "after").bytes()
        assert before == after

    def test_it_is_on_a_site_of_its_level_which_says_so(self, office: Program, tmp_path: Path) -> None:
        for line in WITHHELD:
            office(*line)
        office("report", "site", "-d", "inside", "--max-classification", "confidential")
        site = Site(tmp_path / "inside")
        assert any("Quiet channel" in site.text(name) for name in site.pages if "/projects/" in name)
        assert "CONFIDENTIAL" in site.text("en/index.html")

    def test_without_amounts_donors_are_named_and_no_amount_is_anywhere(self, office: Program, tmp_path: Path) -> None:
        office("report", "site", "-d", "site", "--co-funding", "names")
        site = Site(tmp_path / "site")
        assert "Arcadia" in site.text("en/projects/P-001.html")
        for name, data in site.bytes().items():
            if not name.startswith("assets/") and not name.endswith(".xlsx"):
                for amount in (b"1,000,000", b"1000000", b"600,000", b"600000", b"500,000", b"45,000", b"80,000"):
                    assert amount not in data, name
        assert not any(name.endswith(".xml") for name in site.files)

    def test_the_list_of_files_names_what_is_there(self, made: Site) -> None:
        named = set(json.loads(made.files[LIST].read_text()))
        assert named == set(made.files) - {LIST}


class TestRefused:
    def test_a_folder_with_other_files(self, office: Program, tmp_path: Path) -> None:
        (tmp_path / "site").mkdir()
        (tmp_path / "site/letter.docx").write_text("mine")
        assert "letter.docx" in office("report", "site", "-d", "site", code=4).err

    def test_the_folder_of_the_register(self, office: Program) -> None:
        assert "portfolio.json" in office("report", "site", "-d", "records", code=4).err

    def test_a_language_that_is_none(self, office: Program) -> None:
        assert "xx" in office("report", "site", "-d", "site", "--lang", "xx", code=5).err


class TestTold:
    def test_narratives_and_translations_stand_on_the_pages_of_what_they_are_of(
        self, office: Program, tmp_path: Path
    ) -> None:
        office("project", "edit", "P-001", "--set", "title.fr=Documents de voyage")
        office("narrative", "add", "P-001", "achievements", "--title", "Two crossings", "--text", "All agreed.")
        office("report", "site", "-d", "site", "--lang", "en,fr")
        site = Site(tmp_path / "site")
        assert "All agreed." in site.text("en/projects/P-001.html")
        assert "Documents de voyage" in site.text("fr/projects/P-001.html")
        assert "Documents de voyage" in site.text("fr/projects.html")
        assert "Documents de voyage" in site.files["fr/find/0.js"].read_text(encoding="utf-8")
        assert "anglais" not in site.text("fr/projects/P-001.html").partition("Two crossings")[0].casefold()
        assert "anglais" in site.text("fr/projects/P-003.html").casefold()


class TestPictures:
    @pytest.fixture
    def pictured(self, office: Program, tmp_path: Path) -> Program:
        """The office with a story whose picture may be shown."""
        pytest.importorskip("PIL", reason="the library that reads pictures is not installed")
        (tmp_path / "a.jpg").write_bytes(JPEG)
        given = ("--text", "All agreed.", "--picture", "a.jpg", "--caption", "The bridge", "--consent", "A form")
        office("narrative", "add", "P-001", "story", *given)
        return office

    def test_a_picture_lies_once_under_its_digest_and_says_what_it_shows(
        self, pictured: Program, tmp_path: Path
    ) -> None:
        pictured("report", "site", "-d", "site", "--lang", "en,fr")
        site = Site(tmp_path / "site")
        digest = shown(pictured, "narrative", "show", "N-001")["picture"]
        (name,) = (each for each in site.files if each.startswith("pictures/"))
        assert name == f"pictures/{digest}.jpg"
        assert digest_of(site.files[name].read_bytes()) == digest
        for language in ("en", "fr"):
            (image,) = site.pages[f"{language}/projects/P-001.html"].iter("img")
            assert image.attrib == {"src": f"../../{name}", "alt": "The bridge", "width": "24", "height": "16"}
        assert "Wrote 0 of" in pictured("report", "site", "-d", "site", "--lang", "en,fr").err

    @pytest.mark.parametrize(
        "kept",
        [
            ("narrative", "edit", "N-001", "--clear", "consent"),
            ("narrative", "edit", "N-001", "--set", "classification=confidential"),
            ("narrative", "edit", "N-001", "--clear", "picture"),
            ("narrative", "remove", "N-001"),
            ("project", "edit", "P-001", "--set", "classification=confidential"),
        ],
    )
    def test_one_that_may_no_longer_be_shown_is_taken_away(
        self, pictured: Program, tmp_path: Path, kept: tuple[str, ...]
    ) -> None:
        pictured("report", "site", "-d", "site")
        pictured(*kept, "--yes")
        pictured("report", "site", "-d", "site")
        assert not (tmp_path / "site/pictures").exists()
        for name, data in Site(tmp_path / "site").bytes().items():
            assert JPEG not in data, name
            assert b"<img" not in data, name

    def test_a_site_of_everything_shows_no_picture_without_consent(self, pictured: Program, tmp_path: Path) -> None:
        pictured("narrative", "edit", "N-001", "--clear", "consent")
        ended = pictured("report", "site", "-d", "site", "--max-classification", "strictly_confidential")
        assert "no consent is recorded: 1 picture" in ended.err
        assert not any(b"The bridge" in data for data in Site(tmp_path / "site").bytes().values())


class TestWhereItStands:
    def test_pages_have_whole_addresses_and_a_sitemap_names_them_all(self, office: Program, tmp_path: Path) -> None:
        office("config", "set", "report.site", "https://example.org/work/")
        office("report", "site", "-d", "site", "--lang", "en,ar")
        site = Site(tmp_path / "site")
        heads = {
            (each.get("rel"), each.get("hreflang"), each.get("href"))
            for each in site.pages["ar/projects/P-001.html"].iter("link")
        }
        at = "https://example.org/work"
        assert heads >= {
            ("canonical", None, f"{at}/ar/projects/P-001.html"),
            ("alternate", "ar", f"{at}/ar/projects/P-001.html"),
            ("alternate", "en", f"{at}/en/projects/P-001.html"),
        }
        named = re.findall("<loc>(.*?)</loc>", site.files["sitemap.xml"].read_text(encoding="utf-8"))
        moved = {"index.html", *(name for name in site.pages if 'http-equiv="refresh"' in site.files[name].read_text())}
        assert sorted(named) == sorted(f"{at}/{name}" for name in set(site.pages) - moved)

    def test_a_sitemap_is_divided_where_it_names_more_than_a_file_may(self) -> None:
        found = dict(sitemaps("https://example.org", [f"{number}.html" for number in range(50_001)]))
        assert [*found] == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"]
        assert found["sitemap.xml"].count("<sitemap>") == 2
        assert found["sitemap-2.xml"].count("<url>") == 1
        assert [*sitemaps("", ["a.html"])] == []


def test_countries_of_a_map_lead_to_their_pages(made: Site) -> None:
    (drawn,) = (
        each
        for each in made.pages["en/index.html"].iter("{http://www.w3.org/2000/svg}svg")
        if each.get("class") == "world"
    )
    links = {each.get("href"): each.get("aria-label") for each in drawn.iter("{http://www.w3.org/2000/svg}a")}
    assert links["countries/KE.html"] == "Kenya: 1"
    assert all(f"en/{where}" in made.files and name for where, name in links.items())
    assert drawn.get("role") == "group"
