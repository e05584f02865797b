"""The source of a clone: a register in a file on a shared drive, or behind an address, with the office's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.errors import StoreError, UsageError, refusing
from portfolio.paths import named as path_named
from portfolio.settings import FILE_NAME, STORE_VARIABLE, Settings, load
from portfolio.store import opening
from portfolio.team import memory
from portfolio.text import masked

if TYPE_CHECKING:
    from portfolio.store.protocol import Reader, Store


class SourceRegister(NamedTuple):
    """A register that clones are made of."""

    url: str  # where it is, as a clone remembers it
    store: Store
    settings: Settings  # the office's, under which the source takes changes

    def read(self) -> Reader:
        """Return it as it is for a clone; raises StoreError, which says where its remedy is to be run."""
        try:
            return self.store.read()
        except StoreError as error:
            if "run: portfolio" not in str(error):
                raise
            raise StoreError(f"{error}\nThat is run where the source is kept, and not in a clone of it.") from None


class SettingApart(NamedTuple):
    """A setting of the office that is another one at the source; "" is none."""

    name: str
    there: str
    here: str


# Sections whose settings decide what records mean and reports say, and settings in them that name files.
_OFFICES = ("portfolio", "check", "input", "iati", "report", "regions")
_FILES = ("report.logo", "report.template")


def settings_apart(source: SourceRegister, own: Settings) -> list[SettingApart]:
    """Return the office's settings that are others at the source than in a clone, which are nobody's to bring along."""
    there, here = (
        {name: value for name, value, _ in each.listed() if name.partition(".")[0] in _OFFICES and name not in _FILES}
        for each in (source.settings, own)
    )
    return [
        SettingApart(name, there.get(name, ""), here.get(name, ""))
        for name in {**there, **here}
        if there.get(name, "") != here.get(name, "")
    ]


def source(named: str, own: Settings) -> SourceRegister:
    """Return the register that somebody names: its file, the folder of its settings, or an address.

    Its settings are those of the nearest portfolio.toml; where there is none, the clone's own.

    Raises:
        StoreError: Nothing is there.
        SettingsError: The settings there are wrong.
    """
    if "://" in named:
        with refusing("SOURCE", masked(named)):
            url = opening.checked(named)
        return SourceRegister(url, _opened(url, own), own)
    path = path_named(named).resolve()
    if not path.exists():
        raise StoreError(f"There is nothing at {path}. If the register is on a network drive, connect it first.")
    if path.is_dir() or path.name == FILE_NAME:
        folder = path if path.is_dir() else path.parent
        if not (folder / FILE_NAME).is_file():
            raise StoreError(f"There is no {FILE_NAME} in {folder}; name the register’s file itself.")
        settings = load(folder / FILE_NAME, is_ours=False)
        return SourceRegister(settings.store, _opened(settings.store, settings), settings)
    near = next((each / FILE_NAME for each in (path.parent, path.parent.parent) if (each / FILE_NAME).is_file()), None)
    settings = load(near, is_ours=False) if near else own
    return SourceRegister(str(path), _opened(str(path), settings), settings)


def of_clone(store: Store, settings: Settings, place: str = "") -> SourceRegister:
    """Return the source of a clone, at another place than the clone remembers if one is named; raises as `source`.

    Raises:
        UsageError: The register is no clone.
    """
    try:
        held = memory.of_clone(store, store.read())
    except UsageError as error:
        hint = f"\n{STORE_VARIABLE} names that one, and not {settings.path}." if settings.hides_store else ""
        raise UsageError(f"{error}{hint}") from None
    return source(place or held["url"], settings)


def _opened(url: str, settings: Settings) -> Store:
    return opening.opened(url, settings.lock_timeout, settings.backups, settings.daily, shared=settings.shared)
