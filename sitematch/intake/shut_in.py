"""Shuts a process in, so that the parser of a stranger's file can read that file and do nothing else.

Imports nothing of the package, and is run by the children themselves: ``bound`` before they import a parser, ``lock``
after, when nothing but the file is left to be read. What a kernel does not know is left out; ``lock`` says what holds.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

NEW_USER, NEW_NET = 0x10000000, 0x40000000
"""Linux: a user namespace, which allows an own network namespace, in which there is no network."""
NO_NEW_PRIVILEGES, SECCOMP, FILTER, DUMPABLE = 38, 22, 2, 4
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""Landlock's calls have the same numbers on every machine (Documentation/userspace-api/landlock.rst)."""
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
RULE_BENEATH: Final = 1
FILE_RIGHTS: Final = ((1, 13), (2, 14), (3, 15), (5, 16))
"""How many rights to files each version of Landlock knows, from the version on; all are taken."""
NET_RIGHTS_FROM, SCOPES_FROM = 4, 6
BIND_AND_CONNECT, SOCKETS_AND_SIGNALS = 0b11, 0b11
ALLOW, DENY, NO_SUCH_CALL, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS, 0x80000000
LOAD, IF_EQUAL, IF_AT_LEAST, IF_ANY, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_AT, MACHINE_AT, FLAGS_AT = 0, 4, 16
THREAD: Final = 0x10000
"""``clone`` with this flag makes a thread, without it a process."""
FOREIGN_CALLS: Final = 0x40000000
"""From here on the numbers are those of another way to call the kernel."""
EVERYWHERE: Final = (424, 425, 426, 427, 434, 438)
"""Calls newer than a common numbering: signals by handle, rings of requests, handles of processes."""
X86: Final = (
    *range(41, 50 + 1),  # sockets: made, called, answered
    *(53, 288, 299, 307),  # pairs of sockets, and what accepts or sends several at once
    *(57, 58, 59, 322),  # fork, vfork, execve, execveat
    *(62, 101, 155, 161, 165, 166),  # kill, ptrace, pivot_root, chroot, mount, umount
    *(175, 176, 248, 249, 250, 272, 298, 304, 308),  # modules, keys, namespaces, perf, files by handle
    *(310, 311, 313, 321, 323),  # memory of other processes, modules, bpf, userfaultfd
)
ARM: Final = (
    *range(198, 213),
    *(242, 243, 269),
    *(221, 281),
    *(129, 117, 41, 51, 40, 39),
    *(105, 106, 217, 218, 219, 97, 241, 265, 268),
    *(270, 271, 273, 280, 282),
)
MACHINES: Final[Mapping[str, tuple[int, int, int, Sequence[int]]]] = {
    "x86_64": (0xC000003E, 56, 435, X86),
    "aarch64": (0xC00000B7, 220, 435, ARM),
}
"""By machine: its number for a filter, ``clone``, ``clone3``, and the calls that no parser of a file needs."""


def bound(job: Mapping[str, Any], unneeded: Iterable[str]) -> None:
    """No network, no files written, no further processes; bounds for memory and time; modules that stay out."""
    with suppress(OSError, AttributeError):  # where it is not allowed, other walls stand
        _libc().unshare(NEW_USER | NEW_NET)
    for limit, most in (
        (resource.RLIMIT_AS, job["memory_bytes"]),
        (resource.RLIMIT_CPU, job["cpu_s"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(limit, (most, most))
    for name in unneeded:
        sys.modules[name] = None  # type: ignore[assignment] # not needed to read, and slow to load


def lock(readable: Iterable[str]) -> list[str]:
    """From here on only ``readable`` files (and what lies in such folders) can be opened, and only to read.

    Gives the names of the walls that stand: ``landlock`` (no other file, no connection), ``seccomp`` (no socket of any
    kind, no process).
    """
    walls = []
    with suppress(OSError, AttributeError):
        libc = _libc()
        _call(libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
        libc.prctl(DUMPABLE, 0, 0, 0, 0)
        with suppress(OSError, AttributeError):
            _landlock(libc, readable)
            walls.append("landlock")
        with suppress(OSError, AttributeError):
            _seccomp(libc)
            walls.append("seccomp")
    return walls


def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _call(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def _landlock(libc: Any, readable: Iterable[str]) -> None:
    version = _call(libc.syscall(CREATE_RULESET, None, 0, 1))
    rights = max(count for since, count in FILE_RIGHTS if since <= version)
    words = [(1 << rights) - 1]
    words += [BIND_AND_CONNECT] if version >= NET_RIGHTS_FROM else []
    words += [SOCKETS_AND_SIGNALS] if version >= SCOPES_FROM else []
    asked = struct.pack(f"={len(words)}Q", *words)
    rules = _call(libc.syscall(CREATE_RULESET, asked, len(asked), 0))
    for path in readable:
        if not Path(path).exists():
            continue
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        allowed = READ_FILE | READ_FOLDER if Path(path).is_dir() else READ_FILE
        _call(libc.syscall(ADD_RULE, rules, RULE_BENEATH, struct.pack("=Qi", allowed, place), 0))
        os.close(place)
    _call(libc.syscall(RESTRICT_SELF, rules, 0))
    os.close(rules)


def _seccomp(libc: Any) -> None:
    if platform.machine() not in MACHINES:
        raise OSError(errno.ENOSYS, "calls of this machine are not known")
    machine, clone, clone3, denied = MACHINES[platform.machine()]
    steps = [(LOAD, 0, 0, MACHINE_AT), (IF_EQUAL, 1, 0, machine), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER_AT)]
    steps += [(IF_AT_LEAST, 0, 1, FOREIGN_CALLS), (RETURN, 0, 0, DENY)]
    steps += [(IF_EQUAL, 0, 1, clone3), (RETURN, 0, 0, NO_SUCH_CALL)]
    for number in (*denied, *EVERYWHERE):
        steps += [(IF_EQUAL, 0, 1, number), (RETURN, 0, 0, DENY)]
    steps += [(IF_EQUAL, 1, 0, clone), (RETURN, 0, 0, ALLOW), (LOAD, 0, 0, FLAGS_AT)]
    steps += [(IF_ANY, 0, 1, THREAD), (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, DENY)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    _call(libc.prctl(SECCOMP, FILTER, program, 0, 0))
