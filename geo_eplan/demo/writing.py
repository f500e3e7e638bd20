"""The records of the chosen provinces in batches, written by a process of its own while the database takes them in."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from geo_eplan.demo.annex import missing_on_the_day
from geo_eplan.demo.life_cycle import write_province
from geo_eplan.demo.recipe import provinces
from geo_eplan.demo.registry import ProvinceRegistry, registry_of
from geo_eplan.demo.sheets import Sheets

PROJECTS_IN_A_BATCH = 8000

Batch = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written: provinces by code, the numbers to begin with, and the ids of those who record."""

    provinces: tuple[str, ...]
    first_authority_id: int
    first_ids: dict[str, int]
    people: dict[str, str]


def draw(order: Order) -> list[ProvinceRegistry]:
    """The registries of the provinces, with the authorities numbered as they are in the database."""
    chosen = [province for province in provinces() if province.code in order.provinces]
    registries = [registry_of(province) for province in chosen]
    number = order.first_authority_id
    for registry in registries:
        for each in (*registry.authorities, *registry.dissolved):
            each.id = number
            number += 1
    return registries


def batches(order: Order, registries: list[ProvinceRegistry]) -> Iterator[Batch]:
    """Lines for COPY by table, some provinces at a time."""
    sheets = Sheets(order.first_ids)
    for registry in registries:
        write_province(registry.authorities, missing_on_the_day(registry.authorities), sheets, order.people)
        if len(sheets.lines["project"]) > PROJECTS_IN_A_BATCH:
            yield sheets.take()
    if sheets.lines["project"]:
        yield sheets.take()


@contextmanager
def another_process(order: Order) -> Iterator[tuple[list[ProvinceRegistry], Iterator[Batch]]]:
    """The registries and the batches, drawn and written by a second process while this one goes on.

    Raises RuntimeError when that process fails; it is ended with the block.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    writer = context.Process(target=_write, args=(order, sender), daemon=True)
    writer.start()
    sender.close()
    try:
        yield receiver.recv(), iter(receiver.recv, None)
    except EOFError:
        raise RuntimeError("The process that writes the records has ended before its time") from None
    finally:
        receiver.close()
        writer.terminate()
        writer.join()


def _write(order: Order, sender: Connection) -> None:
    registries = draw(order)
    sender.send(registries)
    for batch in batches(order, registries):
        sender.send(batch)
    sender.send(None)


@contextmanager
def this_process(order: Order) -> Iterator[tuple[list[ProvinceRegistry], Iterator[Batch]]]:
    """The same without a second process, for a few provinces."""
    registries = draw(order)
    yield registries, batches(order, registries)
