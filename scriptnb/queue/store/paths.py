"""The paths of the journal and of the files beside it, which only their owner may read.

Knows file systems only: no SQL, no processes.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from pathlib import Path

from scriptnb.errors import JournalError

#: The major schema: a file of another one is another file.
MAJOR = 1
#: The supervisor's log.
LOG = "supervisor.log"
JOURNAL = f"journal-{MAJOR}.sqlite3"
#: File systems that several hosts write to, where WAL's shared memory does not work.
NETWORK = frozenset(
    {
        "9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "fuse.glusterfs", "fuse.s3fs",
        "fuse.sshfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "panfs", "smb3",
        "smbfs", "webdav",
    }
)  # fmt: skip


def folder(path: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder that holds the journal, without making it.

    Parameters
    ----------
    path
        The folder itself; None means ``SCRIPTNB_HOME``, else a folder of this Python environment
        in Jupyter's data folder.

    Examples
    --------
    >>> folder("/somewhere").as_posix()
    '/somewhere'
    """
    chosen = path or os.environ.get("SCRIPTNB_HOME")
    if chosen:
        # What starts here must mean the same folder wherever the supervisor's working folder is.
        return Path(chosen).expanduser().absolute()
    from jupyter_core.paths import jupyter_data_dir

    environment = hashlib.sha256(sys.prefix.encode()).hexdigest()[:12]
    return Path(jupyter_data_dir()).absolute() / "scriptnb" / environment


def make_private(home: Path) -> None:
    """Make the journal's folder, or check that only this user owns and may read it.

    Raises
    ------
    JournalError
        When the folder cannot be made or belongs to another user.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = home.stat()
    except OSError as error:
        raise JournalError(
            f"the queue's folder {home} cannot be made ({error.strerror}); set SCRIPTNB_HOME to a "
            "folder that you can write to"
        ) from None
    _refuse_strangers(home, found)
    if hasattr(os, "getuid") and stat.S_IMODE(found.st_mode) != 0o700:
        home.chmod(0o700)


def make_file(file: Path) -> None:
    """Make an empty file that only its owner can read, or see that it is one.

    Raises
    ------
    JournalError
        When the file cannot be made, is no plain file, or belongs to another user.
    """
    try:
        # A file that is there is never opened: closing it again would drop every lock that this
        # process's SQLite holds on it (POSIX), and another process would then delete the
        # write-ahead log under it. O_EXCL: a link planted under the name leads nowhere.
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise _not_writable(file, error.strerror) from None
    try:
        found = file.lstat()
    except OSError as error:
        raise _not_writable(file, error.strerror) from None
    _refuse_strangers(file, found)
    if not os.access(file, os.R_OK | os.W_OK):
        raise _not_writable(file, "Permission denied")
    if hasattr(os, "getuid") and stat.S_IMODE(found.st_mode) & 0o077:
        file.chmod(0o600)


def _not_writable(file: Path, reason: str | None) -> JournalError:
    return JournalError(
        f"the queue's file {file} cannot be opened for writing ({reason}); make it "
        "writable, or set SCRIPTNB_HOME to a folder that you can write to"
    )


def _refuse_strangers(path: Path, found: os.stat_result) -> None:
    if hasattr(os, "getuid") and found.st_uid != os.getuid():
        raise JournalError(
            f"{path} belongs to another user; set SCRIPTNB_HOME to a folder of your own"
        )
    if not (stat.S_ISDIR(found.st_mode) or stat.S_ISREG(found.st_mode)):
        raise JournalError(f"{path} is no plain file; move it away or set SCRIPTNB_HOME")


def file_system(path: Path, mounts: str | None = None) -> str:
    r"""Return the type of the file system that a path is on; empty where it is unknown.

    Parameters
    ----------
    path
        An absolute path.
    mounts
        The text of ``/proc/mounts``, to be given in tests only.

    Examples
    --------
    >>> table = "/dev/sda1 / ext4 rw 0 0\nserver:/home /home nfs4 rw 0 0"
    >>> file_system(Path("/home/eva/scripts"), table), file_system(Path("/tmp"), table)
    ('nfs4', 'ext4')
    """
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
        except OSError:
            import psutil

            found = psutil.disk_partitions(all=True)
            mounts = "\n".join(f"- {part.mountpoint} {part.fstype}" for part in found)
        path = Path(os.path.realpath(path))
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        inside = path == Path(point) or Path(point) in path.parents
        # Of two mounts on one point the later one is seen.
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind


def on_network(path: Path) -> bool:
    """Return whether a path is on a file system that several hosts may write to."""
    return file_system(path) in NETWORK
