"""Work that takes longer than a page: each job may be killed and started again."""

from django_tasks import task

from ngo2.organisations.services.imports.checking import check_rows
from ngo2.organisations.services.imports.undoing import undo_rows
from ngo2.organisations.services.imports.writing import write_rows
from ngo2.organisations.services.likenesses.finding import find_waiting


@task
def check_import(batch_id: int) -> None:
    check_rows(batch_id)


@task
def write_import(batch_id: int) -> None:
    write_rows(batch_id)
    find_likenesses.enqueue()


@task
def undo_import(batch_id: int) -> None:
    undo_rows(batch_id)


@task
def find_likenesses() -> None:
    find_waiting()
