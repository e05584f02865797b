"""Access to a register that several persons share: who has which role, where a store knows persons at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from portfolio.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portfolio.store.protocol import Store

# What persons may, each more than the one before: read; change records; know who has a role; give roles.
READER, OFFICER, MANAGER, ADMINISTRATOR = ROLES = ("reader", "officer", "manager", "administrator")

# What is wrong with the code of a classified record that could be come upon by choosing the same.
WAS_CHOSEN = "was chosen, and a classified record has a code that the register gives"


class Grant(NamedTuple):
    """What one person may."""

    user: str
    role: str
    clearance: str  # the highest classification that they see
    programmes: tuple[str, ...] | None = None  # those that an officer may change, or None for all
    given_by: str = ""
    given: str = ""  # when, as `2026-07-01T09:30:00Z`; "" for who owns the register


class Roles(Protocol):
    """What a store offers to say who may do what. Everything raises StoreError where one may not do it."""

    def grant(self, grant: Grant, codes: Mapping[str, str], judged: int | None) -> None:
        """Give a person a role, in place of the one that they had.

        `codes` are regular expressions of the keys that the register gives, by table, whose group is the number.

        Raises:
            UnknownNameError: Nobody is called so.
            RacedError: The register is at another revision than the one that was `judged` fit to be seen in part.
        """

    def revoke(self, user: str) -> None:
        """Take away a person's role; raises UnknownNameError where they have none."""

    def users(self) -> Sequence[Grant]:
        """Return who has a role, the owner first; for who decides nothing, only their own."""

    def codes(self) -> Mapping[str, Sequence[str]]:
        """Return the regular expressions of all keys that the register was ever to give, by table."""

    @property
    def is_shared(self) -> bool:
        """Whether others than the owner have a role."""

    @property
    def sees_all(self) -> bool:
        """Whether nothing of the register is hidden from who asks."""


@runtime_checkable
class Guarded(Protocol):
    """A store that knows persons."""

    @property
    def roles(self) -> Roles:
        """What it offers to say who may do what."""


def offered(store: Store) -> Roles | None:
    """Return what a store offers to say who may do what, or None where it knows no persons."""
    return store.roles if isinstance(store, Guarded) else None


def access(store: Store) -> Roles:
    """Return what a store offers to say who may do what; raises UsageError where it knows no persons."""
    if found := offered(store):
        return found
    raise UsageError(
        f"The register {store.url} is in a file and has no users: who can open the file may do everything. A register "
        "in PostgreSQL has roles; to learn how, run: portfolio help teams"
    )
