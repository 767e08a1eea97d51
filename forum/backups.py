"""Backups: everything that is ours in one file, and back again, all or nothing.

A ZIP file: `manifest.json`, `tables/{model}.jsonl` with a row a line, and `media/{name}`, whose
names are their SHA-256. It depends on no engine: a move from SQLite to PostgreSQL is a backup and
a restore. Neither direction needs more memory for more rows or files.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import IO, Any

import django
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session as Login
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import Error, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from forum import clock
from forum.publishing import kept_cards, kept_releases
from forum.snapshots import reading

FORMAT = 1
MANIFEST = "manifest.json"
OWNED_APPS = (
    *("forum", "programme", "speakers", "auth", "admin", "otp_totp", "otp_static"),
    "contenttypes",
)
"""Left out are logins (everybody logs in again) and the addresses that tried to (`axes`)."""

BY_NAME = (ContentType, Permission)
"""Migrations make their rows. Keys differ between databases, so others refer to them by name."""

MEDIA_NAME = re.compile(r"([0-9a-f]{64})\.[a-z0-9]{2,5}\Z")
LONGEST_LINE = 400_000_000
LONGEST_MANIFEST = 10_000_000
LONGEST_DOCUMENT = 500_000_000
# Rows of text shrink to a tenth, rows of one history perhaps to a hundredth.
MOST_RATIO = 400
HARMLESS_BYTES = 50_000_000

_BATCH = 200
_CHUNK = 1_000_000


class NotABackup(ValueError):
    """The file is damaged, hostile, or of another version. Nothing was changed."""


class NotRestored(ValueError):
    """The database does not allow it as it is. Nothing was changed."""


@dataclass
class Summary:
    """What a backup holds. `damaged`: names of media that were not what their names say."""

    rows: dict[str, int] = field(default_factory=dict)
    media: int = 0
    media_bytes: int = 0
    damaged: list[str] = field(default_factory=list)


# Backing up


def back_up(stream: IO[bytes]) -> Summary:
    """Write a backup to a stream, which need not be one that can be sought in.

    The rows are those of one instant. Media are read afterwards: what the rows name is there, and
    whatever was erased meanwhile is left out.
    """
    summary = Summary()
    tables = {}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        with reading():
            applied = _applied()
            for model in owned():
                name = model._meta.label
                with archive.open(_member(name), "w", force_zip64=True) as member:
                    count, digest = _write_rows(model, member)
                tables[name] = {"rows": count, "sha256": digest, "fields": _field_names(model)}
                summary.rows[name] = count
        names = hashlib.sha256()
        for name in _stored_names():
            if not _add_media(archive, name, summary):
                continue
            names.update(f"{name}\n".encode())
        manifest = {
            "format": FORMAT,
            "made_at": clock.now().isoformat(),
            "site": settings.SITE_URL,
            "build": settings.BUILD,
            "django": django.get_version(),
            "engine": connection.vendor,
            "migrations": applied,
            "tables": tables,
            "media": {
                "files": summary.media,
                "bytes": summary.media_bytes,
                "names_sha256": names.hexdigest(),
            },
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return summary


def owned() -> list[type[models.Model]]:
    """Return the models whose rows a backup holds."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OWNED_APPS and model._meta.managed and model not in BY_NAME
    ]
    return sorted(found, key=lambda model: model._meta.label)


def _write_rows(model: type[models.Model], member: IO[bytes]) -> tuple[int, str]:
    fields = model._meta.concrete_fields
    write = [_writer(own) for own in fields]
    rows = model._base_manager.order_by("pk").values_list(*(own.attname for own in fields))
    digest = hashlib.sha256()
    count = 0
    # A document of a release can be some megabytes; rows without one are small.
    is_large = any(isinstance(own, models.BinaryField) for own in fields)
    for row in rows.iterator(chunk_size=5 if is_large else 500):
        plain = [one(value) for one, value in zip(write, row, strict=True)]
        line = json.dumps(plain, separators=(",", ":")).encode() + b"\n"
        digest.update(line)
        member.write(line)
        count += 1
    return count, digest.hexdigest()


def _writer(own: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """Return what makes a value of a field plain: of JSON's own types."""
    related = own.related_model
    if related in BY_NAME:
        names = _names_of(related)
        return lambda value: None if value is None else names[value]
    if isinstance(own, models.JSONField):
        # Some have an encoder of their own, for values that are no plain JSON.
        encoder = own.encoder
        return lambda value: json.loads(json.dumps(own.get_prep_value(value), cls=encoder))
    if isinstance(own, models.BinaryField):
        return lambda value: None if value is None else bytes(value).hex()
    return lambda value: _plain(own.get_prep_value(value))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _names_of(model: type[models.Model]) -> dict[Any, list[str]]:
    rows: Any = model._base_manager.all()
    if model is Permission:
        rows = rows.select_related("content_type")
    return {row.pk: [*row.natural_key()] for row in rows}


def _stored_names() -> list[str]:
    """Return the names of stored files, in order. Cards and the like can be made again."""
    try:
        names = default_storage.listdir("")[1]
    except FileNotFoundError:
        return []
    return sorted(name for name in names if MEDIA_NAME.match(name))


def _add_media(archive: zipfile.ZipFile, name: str, summary: Summary) -> bool:
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        return False
    with file:
        if _digest_of(file) != name.partition(".")[0]:
            summary.damaged.append(name)
            return False
        file.seek(0)
        info = zipfile.ZipInfo(f"media/{name}")
        info.external_attr = 0o600 << 16
        # Pictures and archives are compressed already; and what is not, cannot be a bomb.
        info.compress_type = zipfile.ZIP_STORED
        with archive.open(info, "w", force_zip64=True) as member:
            for part in iter(lambda: file.read(_CHUNK), b""):
                member.write(part)
                summary.media_bytes += len(part)
    summary.media += 1
    return True


def _digest_of(file: Any) -> str:
    digest = hashlib.sha256()
    for part in iter(lambda: file.read(_CHUNK), b""):
        digest.update(part)
    return digest.hexdigest()


# Reading


class Backup:
    """A backup file, of which nothing is believed before `verify()` has looked at all of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Open a file that can be sought in.

        Raises:
            NotABackup: if it is no ZIP file, or without a manifest.
        """
        self.size = stream.seek(0, 2)
        try:
            self.archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise NotABackup(f"This is no whole ZIP file: {error}") from error
        self.manifest = self._manifest()

    def _manifest(self) -> dict[str, Any]:
        try:
            info = self.archive.getinfo(MANIFEST)
        except KeyError as error:
            raise NotABackup(f"There is no {MANIFEST} in it: it is no backup of ours.") from error
        if info.file_size > LONGEST_MANIFEST:
            raise NotABackup(f"{MANIFEST} is larger than {LONGEST_MANIFEST} bytes.")
        try:
            with self.archive.open(info) as member:
                manifest = json.loads(member.read(LONGEST_MANIFEST))
            if manifest["format"] != FORMAT:
                raise NotABackup(
                    f"It is of format {manifest['format']!r}, this code reads {FORMAT}."
                )
            tables = {str(name): dict(table) for name, table in manifest["tables"].items()}
            applied = {str(app): {*names} for app, names in manifest["migrations"].items()}
            return {
                "build": str(manifest["build"]),
                "tables": tables,
                "migrations": applied,
                "media": dict(manifest["media"]),
            }
        except NotABackup:
            raise
        except _DAMAGE as error:
            raise NotABackup(f"{MANIFEST} cannot be read: {error}") from error

    @cached_property
    def media(self) -> list[zipfile.ZipInfo]:
        return sorted(
            (info for info in self.archive.infolist() if info.filename.startswith("media/")),
            key=lambda info: info.filename,
        )

    def verify(self) -> Summary:
        """Look at every byte and every row.

        Raises:
            NotABackup: if anything is damaged, missing, unknown, or of other migrations.
        """
        self._verify_migrations()
        self._verify_members()
        summary = Summary()
        for model in owned():
            summary.rows[model._meta.label] = sum(1 for _row in self.rows(model))
        names = hashlib.sha256()
        for info in self.media:
            name = info.filename.removeprefix("media/")
            names.update(f"{name}\n".encode())
            try:
                with self.archive.open(info) as member:
                    digest = _digest_of(member)
            except _DAMAGE as error:
                raise NotABackup(f"{info.filename} is damaged: {error}") from error
            if digest != name.partition(".")[0]:
                raise NotABackup(f"{info.filename} is damaged: its content is not what it was.")
            summary.media += 1
            summary.media_bytes += info.file_size
        told = self.manifest["media"]
        if (told.get("files"), told.get("names_sha256")) != (summary.media, names.hexdigest()):
            raise NotABackup(
                f"It holds {summary.media} media files, not the {told.get('files')} it names."
            )
        return summary

    def _verify_migrations(self) -> None:
        here, there = _applied(), self.manifest["migrations"]
        if MigrationExecutor(connection).migration_plan(_leaves()):
            raise NotABackup("This database is not up to date. First: manage.py migrate")
        newer = sorted(
            f"{app}.{name}" for app in there for name in there[app] - {*here.get(app, ())}
        )
        older = sorted(
            f"{app}.{name}" for app in here for name in {*here[app]} - there.get(app, set())
        )
        build = self.manifest["build"]
        if newer:
            raise NotABackup(
                f"It was made by newer code, build {build}: this code does not know the migration "
                f"{newer[0]}. Restore it with that code."
            )
        if older:
            raise NotABackup(
                f"It was made by older code, build {build}, before the migration {older[0]}. "
                "Restore it with that code into an empty database, then bring that up to date: "
                "manage.py migrate"
            )

    def _verify_members(self) -> None:
        infos = self.archive.infolist()
        names = [info.filename for info in infos]
        if len({*names}) != len(names):
            raise NotABackup("It holds two files of one name.")
        tables = {_member(model._meta.label): model for model in owned()}
        expected = {*tables, MANIFEST}
        for info in infos:
            is_media = info.filename.startswith("media/")
            if is_media and not MEDIA_NAME.match(info.filename.removeprefix("media/")):
                raise NotABackup(f"{info.filename!r} is not the name of a media file.")
            if not is_media and info.filename not in expected:
                raise NotABackup(f"It holds {info.filename!r}, which is unknown here.")
            allowed = (
                (zipfile.ZIP_STORED,)
                if is_media
                else (
                    zipfile.ZIP_STORED,
                    zipfile.ZIP_DEFLATED,
                )
            )
            if info.compress_type not in allowed or info.flag_bits & 1:
                raise NotABackup(f"{info.filename} is packed in a way that backups are not.")
            if info.file_size > max(HARMLESS_BYTES, MOST_RATIO * info.compress_size):
                raise NotABackup(f"{info.filename} would unpack to {info.file_size} bytes.")
        if sum(info.compress_size for info in infos) > self.size:
            raise NotABackup("Its files lie on top of each other.")
        missing = sorted(expected - {*names})
        if missing:
            raise NotABackup(f"{missing[0]} is missing.")
        told = self.manifest["tables"]
        for model in owned():
            table = told.get(model._meta.label)
            if table is None or table.get("fields") != _field_names(model):
                raise NotABackup(
                    f"The table {model._meta.label} has other columns there than here."
                )

    def rows(self, model: type[models.Model]) -> Iterator[list[Any]]:
        """Give the values of each row, as the database of now takes them.

        Raises:
            NotABackup: at a row that cannot be, or at the end, if it is not what it was.
        """
        name = model._meta.label
        table = self.manifest["tables"][name]
        fields = model._meta.concrete_fields
        read = [_reader(own) for own in fields]
        digest = hashlib.sha256()
        count = 0
        try:
            with self.archive.open(_member(name)) as member:
                while line := member.readline(LONGEST_LINE):
                    count += 1
                    digest.update(line)
                    plain = json.loads(line)
                    if not isinstance(plain, list) or len(plain) != len(fields):
                        raise ValueError(f"expected {len(fields)} values")
                    row = [one(value) for one, value in zip(read, plain, strict=True)]
                    _check(model, row)
                    yield row
        except (*_DAMAGE, ValidationError) as error:
            raise NotABackup(f"{name}, row {count}: {error}") from error
        if (count, digest.hexdigest()) != (table.get("rows"), table.get("sha256")):
            raise NotABackup(f"{name} is damaged: its rows are not what they were.")


_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RecursionError),
    *(ValueError, KeyError, TypeError, AttributeError),
)


def _reader(own: models.Field[Any, Any]) -> Callable[[Any], Any]:
    related = own.related_model
    if related in BY_NAME:
        keys = {tuple(name): pk for pk, name in _names_of(related).items()}
        label = related._meta.label

        def key_of(name: Any) -> Any:
            if name is not None and tuple(name) not in keys:
                raise ValueError(f"there is no {label} {name} here")
            return None if name is None else keys[tuple(name)]

        return key_of
    if isinstance(own, models.BinaryField):
        return lambda value: None if value is None else bytes.fromhex(value)
    if isinstance(own, models.JSONField):
        return own.to_python
    return lambda value: None if value is None else own.to_python(value)


def _check(model: type[models.Model], row: list[Any]) -> None:
    """Look at what no column checks: a release's document is what its hash says."""
    if model._meta.label != "forum.Release":
        return
    values = dict(zip(_field_names(model), row, strict=True))
    unpacking = zlib.decompressobj()
    digest = hashlib.sha256()
    packed, size = values["document_compressed"], 0
    while packed and not unpacking.eof:
        part = unpacking.decompress(packed, _CHUNK)
        size += len(part)
        if size > LONGEST_DOCUMENT:
            raise ValueError(f"its document unpacks to more than {LONGEST_DOCUMENT} bytes")
        digest.update(part)
        packed = unpacking.unconsumed_tail
    if digest.hexdigest() != values["sha256"]:
        raise ValueError("its document is damaged")


# Restoring


def restore(backup: Backup, *, replace: bool = False) -> Summary:
    """Verify a backup and make its rows those of the database, in one transaction.

    Media come first: those that are here already stay as they are. Whoever was logged in is not
    any more. Servers that run serve what was restored within a second or two.

    Args:
        replace: whether what the database holds may go. Otherwise it must be empty.

    Raises:
        NotABackup: if the file is not sound.
        NotRestored: if the database is not empty, or does not take the rows.
    """
    summary = backup.verify()
    if not replace:
        _refuse_unless_empty()
    for info in backup.media:
        _restore_media(backup, info)
    try:
        with transaction.atomic():
            _lock()
            if not replace:
                _refuse_unless_empty()
            with connection.cursor() as cursor:
                for table in (Login._meta.db_table, *(own._meta.db_table for own in owned())):
                    cursor.execute(f"DELETE FROM {_quoted(table)}")
                for model in owned():
                    _insert(cursor, model, backup.rows(model))
                connection.check_constraints()
                for statement in connection.ops.sequence_reset_sql(no_style(), owned()):
                    cursor.execute(statement)
            # They are made again. What cannot be removed is logged, and all is restored.
            transaction.on_commit(kept_cards.forget, robust=True)
            transaction.on_commit(kept_releases.forget, robust=True)
    except NotABackup:
        raise
    # psycopg2 refuses some values, such as letters that PostgreSQL cannot hold, by itself.
    except (Error, ValueError) as error:
        raise NotRestored(f"The database does not take it: {error}") from error
    return summary


def _refuse_unless_empty() -> None:
    found = {
        model._meta.label: count for model in owned() if (count := model._base_manager.count())
    }
    if found:
        told = ", ".join(f"{count} of {label}" for label, count in found.items())
        raise NotRestored(f"The database is not empty: {told}. --replace replaces everything.")


def _lock() -> None:
    """Let nobody else write until the transaction ends. Reading goes on."""
    # SQLite's transactions begin with the one lock there is.
    if connection.vendor == "postgresql":
        tables = ", ".join(_quoted(model._meta.db_table) for model in owned())
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


def _insert(cursor: Any, model: type[models.Model], rows: Iterator[list[Any]]) -> None:
    fields = model._meta.concrete_fields
    columns = ", ".join(_quoted(str(own.column)) for own in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({places})"
    # Straight into the table: no row writes history, or takes the time of now.
    size = 5 if any(isinstance(own, models.BinaryField) for own in fields) else _BATCH
    while batch := [
        [own.get_db_prep_save(value, connection) for own, value in zip(fields, row, strict=True)]
        for row in islice(rows, size)
    ]:
        cursor.executemany(statement, batch)


def _restore_media(backup: Backup, info: zipfile.ZipInfo) -> None:
    name = info.filename.removeprefix("media/")
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            is_sound = _digest_of(file) == name.partition(".")[0]
        if is_sound:
            return
        default_storage.delete(name)
    with backup.archive.open(info) as member:
        default_storage.save(name, File(member))


def _applied() -> Mapping[str, list[str]]:
    """Return the names of the migrations that were applied, by app."""
    applied: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        if app in OWNED_APPS:
            applied.setdefault(app, []).append(name)
    return applied


def _leaves() -> Any:
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


def _member(label: str) -> str:
    return f"tables/{label}.jsonl"


def _field_names(model: type[models.Model]) -> list[str]:
    return [own.attname for own in model._meta.concrete_fields]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
