"""Declarations of fields: plain data, of which setters, options, sheets, lists, filters and pages are made."""

from typing import Literal, NamedTuple, TypeAlias

from portfolio.fields.kinds import Kind

# The path that leads to the id of what a part belongs to: its record, or the part around it.
OWNER = "@owner"
# The place in lists of what they show only where it is asked for.
ASIDE = 20


class Field(NamedTuple):
    """One field of a record or of a part of one."""

    key: str  # what `edit --set` calls it, and files of other people are mapped to; of a list, one member
    kind: Kind  # what its values are
    help: str = ""  # what its option says, in one line without square brackets; "" where nothing is asked for it
    path: str = ""  # where its value is stored, if not under its key; dots lead inside
    name: str = ""  # what records and lists call it, if not by its path
    label: str = ""  # what stands above it in lists and beside it on pages, if not its name in words
    heading: str = ""  # what stands above it in sheets, if not its path in words
    in_sheets: bool = True  # whether sheets have a column of it
    # Its place in lists: 0 is never left out on a narrow terminal, the higher the sooner; `ASIDE` is shown only where
    # it is asked for; None where lists do not have it.
    listed: int | None = None
    # What its option as a filter of lists says, or "" where it chooses nothing. Of projects' fields every list has it,
    # for the work that its records are of; of others' the lists of their own noun. How a value of a kind chooses is for
    # `portfolio.query.filters` to say.
    filter: str = ""
    option: str = ""  # what `add` calls it, if not by its key
    metavar: str = ""  # what help calls a value, if not as its kind does
    # Whether it is set by `edit`, only when its part is entered, or never, as it identifies or informs.
    settable: Literal["always", "entered", "never"] = "always"
    rare: bool = False  # whether sheets leave it out where no record has it
    hint: str = ""  # what is said of it on its heading in a sheet, if not what is said of its kind

    @property
    def stored(self) -> str:
        """Where its value is stored."""
        return self.path or self.key

    @property
    def called(self) -> str:
        """What records and lists call it: of a value inside a part, its key."""
        return self.name or (self.key if self._is_elsewhere else self.stored)

    @property
    def headed(self) -> str:
        """What stands above its column in a sheet."""
        return self.heading or in_words(self.key if self._is_elsewhere else self.stored)

    @property
    def labelled(self) -> str:
        """What stands above it in lists and beside it on pages."""
        return self.label or self.heading or in_words(self.called)

    @property
    def _is_elsewhere(self) -> bool:
        return "." in self.stored or self.stored == OWNER


Fields: TypeAlias = tuple[Field, ...]


def in_words(key: str) -> str:
    """Return a key as a heading."""
    return key.replace("_", " ").capitalize()


def listed(fields: Fields, **places: int | None) -> Fields:
    """Return fields with the places that they have in the lists of a noun, by their keys."""
    return tuple(field._replace(listed=places[field.key]) if field.key in places else field for field in fields)


def without_option(fields: Fields, *keys: str) -> Fields:
    """Return fields of which some are not asked for when a record is entered."""
    return tuple(field._replace(help="") if field.key in keys else field for field in fields)
