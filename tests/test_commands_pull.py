"""`portfolio pull`: values that both sides changed are decided by an option, or by whoever asks to be asked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program


@pytest.fixture
def parted(begun: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A clone whose project has another status than that of its source."""
    begun("project", "add", "Posts", "--status", "planned")
    begun("clone", os.environ.get("PORTFOLIO_STORE", "."), "laptop")
    begun("project", "edit", "P-001", "--set", "status=closed")
    monkeypatch.chdir(tmp_path / "laptop")
    monkeypatch.delenv("PORTFOLIO_STORE", raising=False)
    begun("project", "edit", "P-001", "--set", "status=suspended")
    return begun


@pytest.mark.parametrize(("option", "status"), [("--ours", "suspended"), ("--theirs", "closed")])
def test_an_option_decides(parted: Program, option: str, status: str) -> None:
    parted("pull", option)
    assert status in parted("project", "list", "-f", "csv").out


def test_what_is_given_up_is_told_without_the_reason_of_an_earlier_push(parted: Program) -> None:
    assert "To decide" in parted("push", code=4).err
    ended = parted("pull", "--theirs")
    told = " ".join((ended.out + ended.err).split())
    assert "is not pushed any more, as the source has it so." in told
    assert "To decide" not in told


def test_nobody_decides_where_nothing_is_said(parted: Program) -> None:
    ended = parted("pull", code=4)
    assert "suspended" in ended.out
    assert "closed" in ended.out
    assert "portfolio pull --ours" in ended.err
    assert "suspended" in parted("project", "list", "-f", "csv").out


def test_nobody_is_asked_without_a_terminal(parted: Program) -> None:
    assert "nobody to ask; say --ours or --theirs" in parted("pull", "--ask", code=2).err


def test_two_ways_at_once_are_refused(parted: Program) -> None:
    assert "one of --ours, --theirs and --ask" in parted("pull", "--ours", "--ask", code=2).err


@pytest.mark.parametrize(("option", "currency"), [("--ours", "EUR"), ("--theirs", "USD")])
def test_money_keeps_the_currency_in_which_it_was_given(
    begun: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str, currency: str
) -> None:
    begun("donor", "add", "Dreamland")
    begun("contribution", "add", "Dreamland", "--title", "Gift", "--set", "currency=EUR")
    begun("clone", os.environ.get("PORTFOLIO_STORE", "."), "laptop")
    begun("contribution", "edit", "C-001", "--set", "currency=USD")
    monkeypatch.chdir(tmp_path / "laptop")
    monkeypatch.delenv("PORTFOLIO_STORE", raising=False)
    begun("contribution", "commit", "C-001", "100", "EUR", "--date", "2024-01-02")
    assert "EUR; C-001.m1a amount 100.00" in begun("pull", code=4).out
    begun("pull", option)
    begun("push")
    shown = begun("contribution", "show", "C-001").out
    assert currency in shown
    assert ("100.00" in shown) == (currency == "EUR")
