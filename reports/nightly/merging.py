"""Making one night of the shards that several machines have run."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from reports.nightly import junit
from reports.nightly.night import FILE_NAME, Night, Stage, StageName

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

JUNIT_FOLDER: Final = "junit"
"""Below a night's folder: what pytest left, a file a stage."""
LOGS_FOLDER: Final = "logs"
_MADE_ANEW: Final = {FILE_NAME, junit.NAME, "index.html", "summary.md"}
"""What is made from the rest."""


class MergeError(ValueError):
    """Shards that are not of one night; its text is one sentence."""


def merge(shards: Sequence[Path], target: Path) -> Night:
    """Bring the nights in the folders ``shards`` together in ``target``: what they left, and what is told of them.

    Returns:
        The whole night; its name is that of ``target``. Where a shard is missing, it says so and is unfinished.

    Raises:
        MergeError: a folder holds no night, or they are not of one.
        OSError: something cannot be copied.
    """
    nights = [(folder, _read(folder)) for folder in shards]
    if len({(night.portal, night.scenarios, night.shard.of if night.shard else 1) for _, night in nights}) != 1:
        raise MergeError("These are shards of different nights.")
    nights.sort(key=lambda each: each[1].shard.number if each[1].shard else 1)
    if len({_number(night) for _, night in nights}) != len(nights):
        raise MergeError("The same shard was given twice.")
    for folder, night in nights:
        _collect(folder, target, f"shard-{_number(night)}")
    for name in StageName:
        files = [folder / JUNIT_FOLDER / f"{name}.xml" for folder, _ in nights]
        if written := [file for file in files if file.is_file()]:
            junit.merge(written, target / JUNIT_FOLDER / f"{name}.xml")
    first = nights[0][1]
    whole = first.model_copy(
        update={
            "name": target.name,
            "started_at": min(night.started_at for _, night in nights),
            "whole": all(night.whole for _, night in nights),
            "shard": None,
        }
    )
    return whole.ended(
        _stages([night for _, night in nights]),
        seconds=max(night.seconds for _, night in nights),
        unfinished=_missing([night for _, night in nights]),
    )


def _read(folder: Path) -> Night:
    try:
        return Night.load(folder)
    except (OSError, ValidationError):
        raise MergeError(f"{folder} holds no night: there is no {FILE_NAME} of this version.") from None


def _number(night: Night) -> int:
    return night.shard.number if night.shard else 1


def _missing(nights: Sequence[Night]) -> str:
    """What keeps the night from being whole."""
    for night in nights:
        if night.unfinished:
            return f"Shard {night.shard}: {night.unfinished}"
    of = nights[0].shard.of if nights[0].shard else 1
    gone = sorted(set(range(1, of + 1)) - {_number(night) for night in nights})
    return f"Nothing was left by shard {', '.join(map(str, gone))} of {of}." if gone else ""


def _collect(shard: Path, target: Path, name: str) -> None:
    """Copy what a shard left; its logs into a folder of their own."""
    for each in sorted(shard.iterdir()):
        if each.name in _MADE_ANEW or each.name == JUNIT_FOLDER:
            continue
        place = target / LOGS_FOLDER / name if each.name == LOGS_FOLDER else target / each.name
        if each.is_dir():
            shutil.copytree(each, place, dirs_exist_ok=True)
        else:
            shutil.copyfile(each, place)


def _stages(nights: Sequence[Night]) -> list[Stage]:
    merged: dict[StageName, Stage] = {}
    for night in nights:
        for stage in night.stages:
            if stage.name is StageName.SECRETS and not stage.red:
                continue  # they are looked for once more in the whole
            own = _at_home(stage, f"shard-{_number(night)}")
            known = merged.get(stage.name)
            merged[stage.name] = _together(known, own) if known else own
    return list(merged.values())


def _at_home(stage: Stage, name: str) -> Stage:
    """The stage with its documents where they were copied to."""
    documents = tuple(
        document.model_copy(
            update={
                "path": document.path.replace(f"{LOGS_FOLDER}/", f"{LOGS_FOLDER}/{name}/", 1),
                "label": f"{document.label} ({name.replace('-', ' ')})",
            }
        )
        if document.path.startswith(f"{LOGS_FOLDER}/")
        else document
        for document in stage.documents
    )
    return stage.model_copy(update={"documents": documents})


def _together(one: Stage, other: Stage) -> Stage:
    """A stage of two shards: as long as the longer, broken if either is, done if either is."""
    states = {one.state, other.state}
    return one.model_copy(
        update={
            "state": "broken" if "broken" in states else "done" if "done" in states else "skipped",
            "seconds": max(one.seconds, other.seconds),
            "cases": (*one.cases, *other.cases),
            "documents": tuple(dict.fromkeys((*one.documents, *other.documents))),
            "remarks": tuple(dict.fromkeys((*one.remarks, *other.remarks))),
        }
    )
