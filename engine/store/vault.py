"""Secrets at rest: what the database holds of a key cannot be read without the key file beside it."""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

#: Names the variable that holds the key where there is no key file; several, the newest first, are set apart by blanks.
VARIABLE = "CHAMDIEM_KEY"


class VaultError(Exception):
    """A key that is missing, malformed or not the one that something was sealed with."""


class Vault:
    """Seals and opens secrets. The first key seals, all of them open: so a key is changed without a gap."""

    def __init__(self, keys: list[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise VaultError(
                f"khóa bí mật của máy chủ không đúng dạng / malformed server key: {error}"
            ) from None

    def seal(self, secret: str) -> str:
        """A secret as it is stored."""
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        """A stored secret. Raises ``VaultError`` where it was sealed with another key."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise VaultError(
                "khóa bí mật của máy chủ không mở được bí mật đã lưu / the server key does not open what is stored"
            ) from None


def open_vault(path: Path) -> Vault:
    """The vault of the environment's key, else of a key file; one is made, for its owner only, where there is none."""
    if from_environment := os.environ.get(VARIABLE, "").split():
        return Vault(from_environment)
    put_key(path, Fernet.generate_key().decode())
    return Vault(path.read_text(encoding="ascii").split())


def put_key(path: Path, key: str) -> None:
    """Put a key into a key file, for its owner only; a key that is there already stays."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:  # noqa: PTH123
        file.write(key.strip() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)  # whoever comes second takes the first one's key
    except FileExistsError:
        pass
    finally:
        beside.unlink()
