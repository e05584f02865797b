"""Backups that only those can read whom they are for, in the format of age (age-encryption.org/v1)."""

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from portfolio.errors import Problem, RefusedError, StoreError, UsageError
from portfolio.optional import needed
from portfolio.store.file import register

_BEGINNING = b"age-encryption.org/v1\n"


def is_sealed(data: bytes) -> bool:
    """Whether bytes are those of an encrypted file."""
    return data.startswith(_BEGINNING)


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """Return data encrypted so that each of the recipients, public keys as `age1…`, can read it, and nobody else.

    Raises:
        RefusedError: Some are no public keys; all of these are listed.
        UsageError: What encrypts is not installed.
    """
    age = _age()
    keys, problems = [], []
    for text in recipients:
        try:
            keys.append(age.x25519.Recipient.from_str(text.strip()))
        except age.RecipientError:
            # Somebody may have mixed up the two halves of a key, and the secret one is not to be printed.
            problems.append(Problem("", "--to", text[:8], "is no public key; one begins with age1"))
    if problems:
        raise RefusedError(problems)
    sealed: bytes = age.encrypt(data, keys)
    return sealed


def unseal(data: bytes, path: Path, keys: Path) -> bytes:
    """Return what was encrypted for one of the secret keys in a file, `AGE-SECRET-KEY-1…`, one a line.

    Raises:
        StoreError: None of the keys opens it, or a file cannot be read.
        UsageError: What decrypts is not installed.
    """
    age = _age()
    try:
        lines = keys.read_text(encoding="utf-8").splitlines()
        identities = [age.x25519.Identity.from_str(line.strip()) for line in lines if line.startswith("AGE-")]
    except (OSError, UnicodeDecodeError, age.IdentityError):
        raise StoreError(f"The file {keys} cannot be read, or holds no secret keys of age.") from None
    try:
        opened: bytes = age.decrypt(data, identities)
    except age.DecryptError:
        raise StoreError(f"The backup {path} is damaged, or not for any of the keys in {keys}.") from None
    return opened


@contextlib.contextmanager
def opened(path: Path, keys: Path | None) -> Iterator[Path]:
    """Give a file that holds what a backup holds: itself, or its decrypted twin for as long as that is needed.

    Raises:
        UsageError: It is encrypted, and no keys are named.
        StoreError: It cannot be read or decrypted.
    """
    data = register.load_bytes(path)
    if not is_sealed(data):
        yield path
        return
    if keys is None:
        raise UsageError(f"The backup {path} is encrypted; name the file of your secret keys with --identity.")
    with tempfile.TemporaryDirectory(prefix="portfolio-") as folder:  # which nobody else may enter
        twin = Path(folder) / path.name
        twin.write_bytes(unseal(data, path, keys))
        yield twin


def _age() -> Any:  # noqa: ANN401 - a module without types
    with needed("pyrage", "An encrypted backup"):
        import pyrage  # noqa: PLC0415 - few need it, and it need not be installed
    return pyrage
