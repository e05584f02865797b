"""Sheets as other offices keep them come in by one look and one import, and nothing in them is misread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import Office, empty_office
from exchanging import (
    brought,
    changes_of,
    given,
    projects,
    understood,
    workbook,
    written,
)

from portfolio.changes import preview
from portfolio.exchange.intake.faults import FileRefusedError
from portfolio.exchange.intake.map import FileMap, Request, read_map

if TYPE_CHECKING:
    from pathlib import Path


office = empty_office


# The same two gifts for the same two projects, as an office writes them down in each of the six languages.
LANGUAGES = {
    "en": (
        "Project,Donor,Country,Start date,End date,Amount (USD),Status\n",
        ("Japan", "Kenya", "Norway", "Mali"),
        ("Ongoing", "Completed"),
    ),
    "fr": (
        "Projet,Bailleur de fonds,Pays,Date de début,Date de fin,Montant (USD),Statut\n",
        ("Japon", "Kenya", "Norvège", "Mali"),
        ("En cours", "Achevé"),
    ),
    "es": (
        "Proyecto,Donante,País,Fecha de inicio,Fecha de finalización,Monto (USD),Estado\n",
        ("Japón", "Kenya", "Noruega", "Malí"),
        ("En ejecución", "Finalizado"),
    ),
    "ar": (
        "المشروع,الجهة المانحة,البلد,تاريخ البدء,تاريخ الانتهاء,المبلغ (دولار أمريكي),الحالة\n",
        ("اليابان", "كينيا", "النرويج", "مالي"),
        ("قيد التنفيذ", "مكتمل"),
    ),
    "zh": (
        "项目名称,捐助方,国家,开始日期,结束日期,金额（美元）,状态\n",
        ("日本", "肯尼亚", "挪威", "马里"),
        ("执行中", "已完成"),
    ),
    "ru": (
        "Проект,Донор,Страна,Дата начала,Дата окончания,Сумма (долл. США),Статус\n",
        ("Япония", "Кения", "Норвегия", "Мали"),
        ("Осуществляется", "Завершен"),
    ),
}


# The same in other words, other digits and days with the names of months.
OTHERWISE = {
    "en": (
        "Initiative;Source of funds;Host country;Launch date;Date of completion;Amount (US $)",
        ("Japan", "Kenya", "Thursday, 1 February 2024", "31-Dec-25", "500,000.00"),
    ),
    "fr": (
        "Libellé du projet;Pays donateur;Pays d’intervention;Date de lancement;Date d'achèvement;Montant ($ É.-U.)",
        ("Japon", "Kenya", "jeudi 1er févr. 2024", "31 décembre 2025 à 17h00", "500 000,00"),
    ),
    "es": (
        "Denominación del proyecto;País donante;País receptor;Desde;Hasta;Cuantía (USD)",
        ("Japón", "Kenya", "jueves, 1 de febrero de 2024", "31/12/2025", "500.000,00"),
    ),
    "ar": (
        "المبادرة;الدولة المانحة;بلد التنفيذ;بداية المشروع;نهاية المشروع;المبلغ بدولارات الولايات المتحدة",
        ("اليابان", "كينيا", "١ شباط/فبراير ٢٠٢٤", "٣١/١٢/٢٠٢٥", "٥٠٠٬٠٠٠٫٠٠"),
    ),
    "zh": (
        "项目名;捐赠国;受援国;启动时间;完成时间;资助金额（美元）",
        ("日本", "肯尼亚", "２０２４年２月１日", "2025-12-31", "５００，０００．００"),
    ),
    "ru": (
        "Инициатива;Страна-донор;Страна реализации;Начало проекта;Окончание проекта;Объём финансирования, долл. США",
        ("Япония", "Кения", "четверг, 1 февр. 2024 г.", "31 дек. 2025", "500 000,00"),
    ),
}


class TestOneSheetOfProjectDonorAndMoney:
    @pytest.mark.parametrize("language", OTHERWISE)
    def test_is_one_import_in_other_words_too(self, language: str, office: Office, folder: Path) -> None:
        headings, values = OTHERWISE[language]
        path = written(folder, f"\ufeff{headings}\nAlpha;{';'.join(values)}\n")
        brought(office, path)
        found = projects(office)["Alpha"]
        assert [found[name] for name in ("countries", "actual_start", "planned_end")] == [
            *([{"country": "KE"}], "2024-02-01", "2025-12-31")
        ]
        assert given(office) == [("JP", "Alpha", [("commitment", "500000.00", "USD", None)], [("P-001", "500000.00")])]
        assert changes_of(office, path) == []

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_one_import_in_each_of_the_six_languages(self, language: str, office: Office, folder: Path) -> None:
        headings, (japan, kenya, norway, mali), (ongoing, closed) = LANGUAGES[language]
        days = (
            ("2024年2月1日", "2025年12月31日", "2021年3月4日", "2022年6月30日")
            if language == "zh"
            else ("2024-02-01", "2025-12-31", "2021-03-04", "2022-06-30")
            if language == "en"
            else ("01/02/2024", "31/12/2025", "04/03/2021", "30/06/2022")
        )
        path = written(
            folder,
            f"{headings}Alpha,{japan},{kenya},{days[0]},{days[1]},500000,{ongoing}\n"
            f"Beta,{norway},{mali},{days[2]},{days[3]},300000,{closed}\n",
        )
        brought(office, path)
        found = projects(office)
        assert [found["Alpha"][name] for name in ("status", "actual_start", "planned_end")] == [
            *("implementation", "2024-02-01", "2025-12-31")
        ]
        assert [found["Beta"][name] for name in ("status", "actual_start", "actual_end")] == [
            *("closed", "2021-03-04", "2022-06-30")
        ]
        assert [found[title]["countries"] for title in ("Alpha", "Beta")] == [[{"country": "KE"}], [{"country": "ML"}]]
        assert given(office) == [
            ("JP", "Alpha", [("commitment", "500000.00", "USD", None)], [("P-001", "500000.00")]),
            ("NO", "Beta", [("commitment", "300000.00", "USD", None)], [("P-002", "300000.00")]),
        ]
        assert changes_of(office, path) == []

    def test_a_project_of_two_donors_stands_in_two_rows(self, office: Office, folder: Path) -> None:
        path = written(
            folder,
            "Project,Country,Donor,Committed (EUR),Received (EUR),Date received\n"
            "Alpha,Kenya,Japan,100,40,2024-01-02\nAlpha,Kenya,Norway,50,,\nBeta,Mali,Norway,70,70,2024-02-03\n",
        )
        brought(office, path)
        assert [each["organisation"] for each in projects(office)["Alpha"]["organisations"]] == ["JP", "NO"]
        assert given(office) == [
            (
                "JP",
                "Alpha",
                [("commitment", "100.00", "EUR", None), ("receipt", "40.00", "EUR", "2024-01-02")],
                [("P-001", "100.00")],
            ),
            ("NO", "Alpha", [("commitment", "50.00", "EUR", None)], [("P-001", "50.00")]),
            (
                "NO",
                "Beta",
                [("commitment", "70.00", "EUR", None), ("receipt", "70.00", "EUR", "2024-02-03")],
                [("P-002", "70.00")],
            ),
        ]
        assert changes_of(office, path) == []

    def test_headings_again_may_say_more_and_follow_a_title(self, office: Office, folder: Path) -> None:
        path = written(
            folder,
            "Project,Donor,Country,Start date\nAlpha,Japan,Kenya,2024-02-01\nSubtotal,,,\n"
            "Annex 2 (continued),,,\nPROJECT,Donor,Country,Start date (dd/mm)\nBeta,Norway,Mali,2024-03-01\n",
        )
        brought(office, path)
        assert list(projects(office)) == ["Alpha", "Beta"]

    def test_a_title_alone_is_a_project_where_others_are_too(self, office: Office, folder: Path) -> None:
        rows = "Project,Donor,Country\nAlpha,Japan,Kenya\nGamma,,\nDelta,,\nProject,Donor,Country\nBeta,Norway,Mali\n"
        brought(office, written(folder, rows))
        assert list(projects(office)) == ["Alpha", "Gamma", "Delta", "Beta"]

    def test_a_gift_to_a_project_takes_away_none_of_its_donors(self, office: Office, folder: Path) -> None:
        brought(office, written(folder, "Project,Donor\nAlpha,Japan\n"))
        brought(office, written(folder, "Project,Donor,Committed (EUR)\nAlpha,Norway,50\n"))
        assert [each["organisation"] for each in projects(office)["Alpha"]["organisations"]] == ["JP", "NO"]

    def test_one_amount_of_two_donors_is_refused_at_the_amount(self, office: Office, folder: Path) -> None:
        path = written(folder, "Project,Donor,Amount (USD)\nAlpha,Japan; Norway,100\n")
        with office.refuses(FileRefusedError, "column C (Amount (USD))", "give each donor a row of its own"):
            brought(office, path)

    def test_gifts_whose_donor_comes_first_begin_the_projects_that_they_are_for(
        self, office: Office, folder: Path
    ) -> None:
        path = written(folder, "Donor,Project,Amount (USD)\nJapan,Alpha,100\nNorway,Alpha,50\n", "gifts.csv")
        brought(office, path)
        assert list(projects(office)) == ["Alpha"]
        assert [allocations for *_, allocations in given(office)] == [[("P-001", "100.00")], [("P-001", "50.00")]]
        assert changes_of(office, path) == []

    def test_a_project_nearly_called_so_is_asked_for(self, office: Office, folder: Path) -> None:
        office.add("projects", title="Border training Kenya")
        path = written(folder, "Donor,Project,Amount (USD)\nJapan,Border trainng Kenya,100\n", "gifts.csv")
        with office.refuses(FileRefusedError, "Did you mean Border training Kenya"):
            brought(office, path)

    def test_money_beside_a_description_is_not_lost(self, office: Office, folder: Path) -> None:
        path = written(folder, 'Title,Donor,Description,Committed (USD)\nGift A,Japan,"Line 1\nLine 2",100\n')
        brought(office, path)
        assert given(office) == [("JP", "Gift A", [("commitment", "100.00", "USD", None)], [("P-001", "100.00")])]

    def test_a_map_links_money_to_the_project_of_its_row(self, office: Office, folder: Path) -> None:
        path = written(
            folder,
            "Title,Recipient,Commitment date,Committed,Received,Currency\n"
            "School A,Kenya,2009-03-27,250000,100000,EUR\nScholarships,Mali,2006,,,\n",
        )
        (folder / "map.toml").write_text(
            '[sheets."*"]\nkind = "projects"\n[sheets."*".columns]\n"Title" = "title"\n"Recipient" = "country"\n'
            '"Commitment date" = "contributions.date"\n"Committed" = "contributions.committed"\n'
            '"Received" = "contributions.received"\n"Currency" = "contributions.currency"\n'
            '[sheets."*".fixed]\ndonor = "Cyprus"\n'
        )
        brought(office, path, given=read_map(folder / "map.toml"))
        assert given(office) == [
            (
                "CY",
                "School A",
                [("commitment", "250000.00", "EUR", "2009-03-27"), ("receipt", "100000.00", "EUR", None)],
                [("P-001", "250000.00")],
            )
        ]
        file = understood(path, Request(read_map(folder / "map.toml"))).file
        assert file.left_out == [
            "projects, column C (Commitment date): left out where no amount stands beside it, in row 3."
        ]

    def test_the_type_of_donors_beside_what_they_give_to_projects_is_theirs(self, office: Office, folder: Path) -> None:
        path = written(
            folder,
            "Donor,Donor type,Country,Amount,Currency,Project\n"
            "Coast Guard,government,Kenya,100,USD,Patrol\nKenya,government,Kenya,50,USD,Patrol\n",
        )
        brought(office, path, given=FileMap(add_organisations=True))
        assert [office.get("organisations", code)["type"] for code in ("COAST-GUARD", "KE")] == ["government"] * 2
        assert [(donor, moved) for donor, _, moved, _ in given(office)] == [
            ("COAST-GUARD", [("commitment", "100.00", "USD", None)]),
            ("KE", [("commitment", "50.00", "USD", None)]),
        ]


class TestMoney:
    def test_a_date_belongs_to_its_own_amount_and_is_told_where_there_is_none(
        self, office: Office, folder: Path
    ) -> None:
        path = written(
            folder,
            "Donor,Title,Committed (USD),Received (USD),Date,Payment date\n"
            "Japan,Gift A,1000,400,2024-01-01,2024-02-02\nNorway,Gift B,,,2006-05-01,\n",
            "gifts.csv",
        )
        importing = understood(path)
        preview.through(importing.opening)(office.desk._replace(many=True))
        assert importing.notes[-1] == ("gifts, column E (Date): left out where no amount stands beside it, in row 3.")
        assert given(office)[0][2] == [
            ("commitment", "1000.00", "USD", "2024-01-01"),
            ("receipt", "400.00", "USD", "2024-02-02"),
        ]

    def test_transactions_without_a_project_are_of_their_donor(self, office: Office, folder: Path) -> None:
        path = written(
            folder,
            "Donor,Amount,Currency,Type,Date\nJapan,500,USD,receipt,2024-01-01\nJapan,-200,USD,receipt,2024-02-01\n",
        )
        brought(office, path)
        assert given(office) == [
            ("JP", None, [("receipt", "500.00", "USD", "2024-01-01"), ("refund", "200.00", "USD", "2024-02-01")], [])
        ]
        assert changes_of(office, path) == []

    def test_money_spent_on_no_project_is_refused_by_what_is_missing(self, office: Office, folder: Path) -> None:
        path = written(folder, "Donor,Amount,Currency,Type,Date\nJapan,500,USD,expenditure,2024-01-01\n")
        with office.refuses(FileRefusedError, "row 2", "does not say for which project it was spent"):
            brought(office, path)

    def test_the_noise_of_binary_numbers_is_no_digit(self, office: Office, folder: Path) -> None:
        rows = [
            ("Donor", "Title", "Committed (USD)", "Received (USD)"),
            ("Japan", "Gift 1", 41133.770000000004, 0.1 + 0.2),
            ("Norway", "Gift 2", 1234567.2999999998, 5),
        ]
        brought(office, workbook(folder / "gifts.xlsx", rows))
        assert [[amount for _, amount, *_ in movements] for _, _, movements, _ in given(office)] == [
            ["41133.77", "0.30"],
            ["1234567.30", "5.00"],
        ]

    def test_a_real_third_decimal_is_refused_at_its_cell_and_rounded_where_that_is_said(
        self, office: Office, folder: Path
    ) -> None:
        path = workbook(folder / "gifts.xlsx", [("Donor", "Title", "Committed (USD)"), ("Japan", "Gift", 100.125)])
        with office.refuses(FileRefusedError, "row 2, column C (Committed (USD))", "more than the 2 decimals"):
            brought(office, path)
        brought(office, path, given=FileMap(round_amounts=True))
        assert given(office)[0][2] == [("commitment", "100.12", "USD", None)]

    def test_a_value_of_a_map_is_the_exact_text_of_the_cell(self, office: Office, folder: Path) -> None:
        path = written(
            folder,
            'Title,Budget,Currency\nOne,"800,000.00",EUR\nTwo,"-800,000.00",EUR\nThree,"500.00",EUR\nFour,(500.00),EUR\n',
        )
        (folder / "map.toml").write_text(
            '[sheets.projects]\nkind = "projects"\n'
            '[sheets.projects.values."Budget"]\n"-800,000.00" = ""\n"(500.00)" = ""\n'
        )
        brought(office, path, given=read_map(folder / "map.toml"))
        budgets = {
            title: [part["amount"] for part in each.get("budgets", ())] for title, each in projects(office).items()
        }
        assert budgets == {"One": ["800000.00"], "Two": [], "Three": ["500.00"], "Four": []}

    def test_a_sign_of_many_currencies_is_that_of_the_heading_or_column(self, office: Office, folder: Path) -> None:
        text = 'Donor,Title,Grant (USD)\nJapan,Gift,"$1,000.50"\n'
        brought(office, written(folder, text, "one.csv"))
        brought(office, written(folder, 'Donor,Title,Amount,Currency\nJapan,Other,"$2,000.50",CAD\n', "two.csv"))
        assert [movements[0][1:3] for _, _, movements, _ in given(office)] == [("1000.50", "USD"), ("2000.50", "CAD")]
        with office.refuses(FileRefusedError, "does not say whose $ it is"):
            brought(office, written(folder, "Donor,Title,Grant (EUR)\nJapan,Third,$5\n", "three.csv"))

    def test_amounts_of_no_currency_are_in_that_of_the_settings_and_it_is_said(
        self, office: Office, folder: Path
    ) -> None:
        path = written(folder, "Project,Donor,Amount\nAlpha,Japan,100\n")
        importing = understood(path)
        preview.through(importing.opening)(office.desk._replace(many=True))
        assert given(office)[0][2] == [("commitment", "100.00", "USD", None)]
        said = "projects, column C (Amount): taken in USD, the base currency, as nothing in the sheet says one."
        assert said in importing.notes
        with office.refuses(FileRefusedError, "row 2, currency: is needed"):
            brought(office, written(folder, "Donor,Title,Amount,Currency\nJapan,Gift,100,\n", "gifts.csv"))


class TestPeople:
    HEAD = "Project,Activity,Type,Date,Venue,Women,Men,Total participants\n"

    def test_a_total_is_no_third_group(self, office: Office, folder: Path) -> None:
        office.add("projects", title="Border training")
        path = written(
            folder,
            f"{self.HEAD}Border training,One,Workshop,2024-03-12,Nairobi,14,11,25\n"
            "Border training,Two,Training,2024-05-13,Mombasa,10,,22\n"
            "Border training,Three,Training,2024-05-14,Mombasa,,,7\n",
            "events.csv",
        )
        brought(office, path)
        found = [each["participants"] for each in office.store.read().find("activities")]
        assert found == [{"women": 14, "men": 11}, {"women": 10, "unspecified": 12}, {"unspecified": 7}]
        assert changes_of(office, path) == []

    def test_a_total_below_its_parts_is_refused(self, office: Office, folder: Path) -> None:
        office.add("projects", title="Border training")
        path = written(folder, f"{self.HEAD}Border training,One,Workshop,2024-03-12,Nairobi,14,11,24\n", "events.csv")
        with office.refuses(FileRefusedError, "column H (Total participants)", "less than women and men together, 25"):
            brought(office, path)


class TestNames:
    @pytest.mark.parametrize(("donor", "partner"), [("EC", "AU"), ("CA", "PAN")])
    def test_codes_of_countries_are_not_guessed_to_be_donors(
        self, donor: str, partner: str, office: Office, folder: Path
    ) -> None:
        office.add("organisations", name="Australia")
        path = written(folder, f"Title,Donor,Partners\nTraining,{donor},{partner}\n")
        for said in (FileMap(), FileMap(add_organisations=True)):
            with office.refuses(FileRefusedError, f"“{donor}” is the code of", f"“{partner}” is the code of"):
                brought(office, path, given=said)

    def test_short_names_that_the_register_has_are_known(self, office: Office, folder: Path) -> None:
        office.add("organisations", name="European Union", short_name="EU")
        office.add("organisations", name="United Nations", code="UNITED-NATIONS", alias=["UN"])
        brought(office, written(folder, "Title,Donor,Partners\nTraining,EU,UN\n"))
        found = [each["organisation"] for each in projects(office)["Training"]["organisations"]]
        names = {each["code"]: each["name"] for each in office.store.read().find("organisations")}
        assert [names[code] for code in found] == ["European Union", "United Nations"]

    def test_a_body_of_many_states_is_known_in_every_language(self, office: Office, folder: Path) -> None:
        rows = "".join(f"Training {name},{name}\n" for name in ("Union européenne", "欧盟", "European Union", "UE"))
        brought(office, written(folder, f"Title,Donor\n{rows}"), given=FileMap(add_organisations=True))
        (only,) = office.store.read().find("organisations")
        assert only["name"] == "Union européenne"

    def test_forms_of_the_name_of_a_state_are_the_state(self, office: Office, folder: Path) -> None:
        names = ("Japan, Government of", "Government of Japan", "Japan (Government)", "Gouvernement du Japon")
        rows = "".join(f'"{name}",Gift {number},1000\n' for number, name in enumerate(names))
        more = '"Saudi Arabia (Kingdom of), Government of",G,1\n"Korea, Republic of, Government of",H,1\n'
        brought(office, written(folder, f"Donor,Title,Committed (USD)\n{rows}{more}", "gifts.csv"))
        assert [donor for donor, *_ in given(office)] == ["JP", "JP", "JP", "JP", "SA", "KR"]
