"""Causes and datasets."""

from ninja import Schema


class Cause(Schema):
    code: str
    parent: str
    name: str
    zh: str
    en: str
    icnptso: str
    ukcat: str


class Causes(Schema):
    items: list[Cause]


class Column(Schema):
    key: str
    label: str
    meaning: str
    type: str
    unit: str


class Snapshot(Schema):
    month: str
    format: str
    bytes: int
    rows: int
    sha256: str


class Dataset(Schema):
    name: str
    title: str
    description: str
    licence: str
    columns: list[Column]
    snapshots: list[Snapshot]


class Datasets(Schema):
    items: list[Dataset]
