"""Writes `documents.py`, the TypedDicts of stored records, from the models: `python -m portfolio.models.generate`."""

from __future__ import annotations

from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel

from portfolio.models.stored import MODELS
from portfolio.models.types import StoredPart

TARGET = Path(__file__).with_name("documents.py")
_HEAD = '''"""The stored form of each record, as TypedDicts: what reads work on without loading Pydantic."""

# Generated from the models by `python -m portfolio.models.generate`; change the models, not this file.
from __future__ import annotations

from typing import NotRequired, TypedDict
'''


def source() -> str:
    """Return the text of `documents.py` for the models as they are."""
    written: dict[str, str] = {}
    for model in MODELS.values():
        _write(model, written)
    return "\n\n".join([_HEAD, *written.values()])


def _write(model: type[BaseModel], written: dict[str, str]) -> str:
    """Add a model's TypedDict, after those it extends and refers to, and return its name."""
    name = f"{model.__name__}Document"
    if name in written:
        return name
    base = cast("type[BaseModel]", model.__base__)
    extended = "TypedDict" if base is StoredPart else _write(base, written)
    own = {field: known for field, known in model.model_fields.items() if field not in base.model_fields}
    if not own and model not in MODELS.values():
        return extended
    lines = []
    for field_name, field in own.items():
        stored = _stored_type(field.annotation, written)
        always = field.is_required() or not _says_nothing(field.get_default(call_default_factory=True))
        lines.append(f"    {field_name}: {stored if always else f'NotRequired[{stored}]'}")
    summary = (model.__doc__ or "").partition("\n")[0]
    written[name] = "\n".join(
        [f"class {name}({extended}):", f'    """{summary}"""', *([""] if lines else []), *lines, ""]
    )
    return name


def _says_nothing(default: object) -> bool:
    return default is None or default is False or default == []


def _stored_type(annotation: Any, written: dict[str, str]) -> str:  # noqa: ANN401 - any annotation
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _stored_type(arguments[0], written)
    if origin in (Union, UnionType):
        (kept,) = [argument for argument in arguments if argument is not type(None)]
        return _stored_type(kept, written)
    if origin is list:
        return f"list[{_stored_type(arguments[0], written)}]"
    if origin is Literal:
        return "str"
    if issubclass(annotation, BaseModel):
        return _write(annotation, written)
    return annotation.__name__ if annotation in (bool, int) else "str"


if __name__ == "__main__":
    TARGET.write_text(source(), encoding="utf-8")
