"""Writes a column of texts into a layer of a GeoPackage, in a process of its own that can do nothing else.

Run as a script; imports nothing of the package but the walls, by their path. The job comes as JSON on stdin; to stdout
goes a line of JSON, then the database. Nothing that the database would have done by itself is done: its triggers are
taken out before anything is written, and put back behind it.
"""

from __future__ import annotations

import json
import os
import runpy
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

JOURNAL_AT, ROLLBACK_JOURNAL = 18, b"\x01\x01"
"""Where a database says how it keeps its journal (SQLite file format, 1.3.3); in memory there is no write-ahead log."""


def main() -> None:
    """Shuts the process in, writes, answers."""
    job = json.load(sys.stdin)
    walls = runpy.run_path(job["shut_in"])
    walls["bound"](job, ())
    walls["lock"]([str(Path.cwd())])
    try:
        content = marked(Path(job["path"]).read_bytes(), job)
        answer: dict[str, Any] = {"sizes": [len(content)]}
    except Exception:  # SQLite raises whatever a damaged file leads to
        content, answer = b"", {"fault": "damaged"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


def marked(content: bytes, job: dict[str, Any]) -> bytes:
    """The database with the column, emptied before it is written where it was there."""
    content = content[:JOURNAL_AT] + ROLLBACK_JOURNAL + content[JOURNAL_AT + 2 :]
    layer = quoted(job["layer"])
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.deserialize(content)
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("BEGIN")
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {quoted(name)}")
        there = {row[1] for row in database.execute(f"PRAGMA table_info({layer})")}
        column = quoted(job["column"])
        if job["column"] in there:
            database.execute(f"UPDATE {layer} SET {column} = NULL")  # noqa: S608 - quoted
        else:
            database.execute(f"ALTER TABLE {layer} ADD COLUMN {column} TEXT")
        marks = [(text, int(key)) for key, text in job["marks"].items()]
        database.executemany(f"UPDATE {layer} SET {column} = ? WHERE _rowid_ = ?", marks)  # noqa: S608 - quoted
        for _, sql in triggers:
            database.execute(sql)
        database.execute("COMMIT")
        return database.serialize()


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


if __name__ == "__main__":
    os.umask(0o077)
    main()
