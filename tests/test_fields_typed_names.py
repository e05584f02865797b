"""Names that were typed with a share or an amount beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import empty_office

from portfolio.errors import UnknownNameError
from portfolio.fields.typed_names import Shared, misplaced, shared

if TYPE_CHECKING:
    from desks import Office

office = empty_office


def remedy(text: str, noun: str) -> str:
    """Return what is said of a name that is unknown for what stands beside it; "" where nothing does."""
    unknown = UnknownNameError("unknown")
    try:
        assert misplaced(text, noun, unknown) is unknown
    except UnknownNameError as error:
        return str(error)
    return ""


class TestShares:
    @pytest.mark.parametrize("text", ["Kenya:60", "Kenya: 60%", "Kenya 60%", "Kenya 60 %", "60% of Kenya"])
    def test_stand_on_either_side(self, text: str) -> None:
        assert shared(text) == Shared("Kenya", "60")

    @pytest.mark.parametrize("text", ["Kenya", "II", "Kenya 60", "Sahel: west", "Group of 77", "60%"])
    def test_are_none_without_a_sign(self, text: str) -> None:
        assert shared(text) == Shared(text)


class TestAmounts:
    @pytest.mark.parametrize(
        ("text", "entered"),
        [
            ("Japan:1.2m USD", "Japan '1.2m USD'"),
            ("Japan 1.2m USD", "Japan '1.2m USD'"),
            ("Japan: EUR 500,000", "Japan 'EUR 500,000'"),
            ("USD 1.2m from Japan", "Japan 'USD 1.2m'"),
            ("€500k Senate of Arcadia", "'Senate of Arcadia' '€500k'"),
            ("Japan:500", "Japan 500"),
        ],
    )
    def test_of_a_donor_are_contributions(self, text: str, entered: str) -> None:
        assert f"portfolio contribution add {entered} --for CODE" in remedy(text, "donor")

    def test_of_others_have_their_commands(self) -> None:
        assert "portfolio contribution allocate ID CODE 500 --from PRG-001" in remedy("PRG-001:500", "programme")
        assert "portfolio expenditure add CODE '9 USD'" in remedy("Guild: 9 USD", "partner")
        assert remedy("P-001 9 USD", "project").endswith("here it stands alone: P-001.")

    def test_alone_are_no_names(self) -> None:
        assert remedy("1.2m USD", "donor").endswith("That is an amount or a share; a name stands here.")

    def test_a_share_has_no_place(self) -> None:
        assert (
            remedy("Japan 60%", "donor")
            == "No donor is called “Japan 60%”. That is a name with “60%” beside it; here it stands alone: Japan."
        )

    @pytest.mark.parametrize("text", ["Japan", "Group of 77", "Fund 2030", "Unit 61398", "UN: Secretariat"])
    def test_are_none_in_names(self, text: str) -> None:
        assert remedy(text, "donor") == ""


class TestDonorsTypedAsOne:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Arcadia, Senegal", "Give each by itself: Arcadia; Senegal."),
            ("Chad and Senegal", "Give each by itself: Chad; Senegal."),
            ("Senegal; Arcadia & Chad", "Give each by itself: Senegal; Arcadia; Chad."),
            ("Arcadia, Lemuria", "If these are several, give each by itself: Arcadia; Lemuria. If it is a new one"),
            ("Lemuria, Avalon", "No organisation is called “Lemuria, Avalon”. If it is a new one, add it first"),
        ],
    )
    def test_are_told_to_stand_by_themselves_be_they_in_the_register_or_states(
        self, office: Office, text: str, said: str
    ) -> None:
        office.add("organisations", name="Arcadia", role="funding")
        with office.refuses(UnknownNameError, said) as refused:
            office.add("projects", title="Alpha", donor=text)
        assert ("add it first" in str(refused.value)) == ("Lemuria" in text)

    def test_a_state_whose_name_is_such_a_list_is_one(self, office: Office) -> None:
        assert office.add("projects", title="Alpha", donor="Bosnia and Herzegovina").key == "P-001"
