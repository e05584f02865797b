"""Organisations that a file of IATI names, found by their references and names, or added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.changes.records import as_government, next_key
from portfolio.errors import Problem, UnknownNameError
from portfolio.reference import codes, places, states
from portfolio.reference.tsv import rows
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.exchange.iati.activity_reading import Party
    from portfolio.exchange.intake.file_reading import FileReading

_MOST_PROBLEMS = 100
# Identifiers of the OECD DAC begin so; those of others with the country that they are of.
_OF_DAC = "XM-DAC-"


class Parties:
    """The organisations of a register as a file of IATI names them."""

    def __init__(self, reading: FileReading, name: str, *, adds: bool) -> None:
        """Begin with a file of that name; `adds` says that organisations which are not known are added."""
        self._reading, self._name, self._adds = reading, name, adds
        self.problems: list[Problem] = []  # what names no organisation of the register
        self.added: dict[str, str] = {}  # code to name of those that were added
        self._refs: dict[str, str] = {}
        self._states: dict[str, str] = {}
        self._names: dict[str, str] = {}
        # By reference and name.
        self._known: dict[tuple[str, str], str] = {}
        self._roles: dict[str, dict[str, None]] = {}
        self.office = ""  # the code of the office itself, or "" where it is none of the organisations
        for each in reading.transaction.find("organisations"):
            self._index(each)
        if self.office:
            self._refs.setdefault(reading.desk.settings.reporting_org, self.office)
        self._donors = {f"{_OF_DAC}{row[1]}": row[0] for row in rows("dac_donors")}

    def _index(self, organisation: Any) -> None:  # noqa: ANN401 - a stored record
        code = organisation["code"]
        if "reference" in organisation:
            self._refs.setdefault(organisation["reference"], code)
        if state := states.state_of(organisation):
            self._states[state] = code
        if organisation.get("own"):
            self.office = self.office or code

    def code(self, party: Party, role: str) -> str:
        """Return the code of an organisation in a role; "" and a problem where there is none, and none is added."""
        found = self._known.get(party[:2])
        if found is None:
            found = self._known[party[:2]] = self._found(party)
        if found in self._roles:
            self._roles[found][role] = None
        return found

    def _found(self, party: Party) -> str:
        """Return the code of an organisation by its reference, as a donor State, by its name, or of a new one."""
        state = self._donors.get(party.ref) or (states.state_named(party.name) if party.name else "")
        if found := self._refs.get(party.ref) or self._states.get(state) or self._names.get(fold(party.name)):
            return found
        name = places.countries()[state].name if state else party.name or party.ref
        near: Sequence[str] = ()
        names = self._reading.names
        try:
            if not state and (not self._adds or names.knows("organisation", name)):
                return names.organisation(name)
        except UnknownNameError as error:
            near = error.suggestions
        return self._add(party, name, state) if self._adds else self._refused(party, near)

    def _refused(self, party: Party, near: Sequence[str]) -> str:
        if len(self.problems) < _MOST_PROBLEMS:
            said = " ".join(filter(None, (party.name, f"({party.ref})" if party.ref else "")))
            meant = f"; did you mean {' or '.join(near)}?" if near else "."
            # It is the same for all of them.
            remedy = "" if self.problems else " To have such organisations added, say --add-organisations"
            message = f"is no organisation of the register{meant}{remedy}"
            self.problems.append(Problem(self._name, "organisation", said, message))
        return ""

    def _add(self, party: Party, name: str, state: str) -> str:
        reading = self._reading
        document: dict[str, Any] = {"name": name}
        if state:
            document = as_government(document, ())
        else:
            country = party.ref[:2] if party.ref[2:3] == "-" and party.ref[:2] in places.countries() else None
            kind = codes.ORGANISATION_TYPE.word(party.type)
            document |= {field: value for field, value in (("type", kind), ("country", country)) if value}
        if party.ref and party.ref not in self._donors:
            document["reference"] = party.ref
        code = next_key(reading.desk, reading.transaction, "organisations", document)
        reading.transaction.put("organisations", {"code": code, **document})
        self._index({"code": code, **document})
        self._names[fold(party.name or name)] = self._names[fold(name)] = code
        self._roles[code] = {}
        self.added[code] = name
        return code

    def settle(self) -> None:
        """Give those that were added the roles that they have in the file."""
        transaction = self._reading.transaction
        for code, roles in self._roles.items():
            held = transaction.get("organisations", code) or {}
            wanted = [role for role in codes.ROLE.words if role in roles]
            transaction.put("organisations", {**held, **({"roles": wanted} if wanted else {})})
