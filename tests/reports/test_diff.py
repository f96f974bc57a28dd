from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from reports.comparison.diff import compare, in_short
from reports.comparison.difference import Difference
from reports.files import RecordError
from reports.record import Outcome
from tests.reports.drawn import Play, Screen, Thing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EMAIL = Thing("Adresse", y=150, say="Mettez ici votre adresse.")
SEND = Thing("Envoyer", y=300, say="Puis cliquez ici.")
HELP = Thing("Aide", x=650, y=20, width=90)
NOTE = Thing("Trois essais sont permis.", x=40, y=420, kind="text")
LOGIN = Screen("LoginScreen", "Entrer", (EMAIL, SEND, HELP, NOTE), remark="Rien ne presse.")
SPACE = Screen("SpaceScreen", "Mon espace", (Thing("Partir", say="Quittez ici."),))
CODE = Screen("CodeScreen", "Le code", (Thing("Valider", say="Validez."),))


def _with(screen: Screen, old: Thing, **changes: Any) -> Screen:
    things = tuple(replace(each, **changes) if each is old else each for each in screen.things)
    return replace(screen, things=things)


def _without(screen: Screen, thing: Thing) -> Screen:
    return replace(screen, things=tuple(each for each in screen.things if each is not thing))


@pytest.fixture
def between(tmp_path: Path) -> Callable[..., Difference]:
    """What differs between two plays."""

    def between(old: tuple[Screen, ...], new: tuple[Screen, ...], **settings: float) -> Difference:
        return compare(Play(old).write(tmp_path / "old"), Play(new).write(tmp_path / "new"), **settings)

    return between


def test_two_equal_records_need_no_look(between: Callable[..., Difference]) -> None:
    found = between((LOGIN, SPACE), (LOGIN, SPACE))

    assert not found.needs_a_look
    assert [section.change for section in found.sections] == ["same", "same"]


def test_times_are_no_difference(tmp_path: Path) -> None:
    old = Play((LOGIN,)).write(tmp_path / "old")
    new = Play((LOGIN,)).write(tmp_path / "new")
    content = json.loads((new / "record.json").read_text(encoding="utf-8"))
    content["timing"] |= {"started_at": "2032-01-01T00:00:00Z", "seconds": 99.0}
    (new / "record.json").write_text(json.dumps(content), encoding="utf-8")

    assert not compare(old, new).needs_a_look


def test_another_title_is_told_once(between: Callable[..., Difference]) -> None:
    heading = Thing("Entrer", x=40, y=60, kind="text")
    old = replace(LOGIN, things=(heading, *LOGIN.things))
    new = replace(_with(old, heading, text="Se connecter"), title="Se connecter")

    (section,) = between((old,), (new,)).sections

    assert [(each.where, each.old, each.new) for each in section.words] == [("title", "Entrer", "Se connecter")]


def test_another_caption_is_told(between: Callable[..., Difference]) -> None:
    (section,) = between((LOGIN,), (_with(LOGIN, SEND, say="Cliquez ensuite ici."),)).sections

    assert [(each.where, each.old, each.new) for each in section.words] == [
        ("caption", "Puis cliquez ici.", "Cliquez ensuite ici.")
    ]


def test_a_dropped_remark_is_told(between: Callable[..., Difference]) -> None:
    (section,) = between((LOGIN,), (replace(LOGIN, remark=""),)).sections

    assert [(each.where, each.old, each.new) for each in section.words] == [("caption", "Rien ne presse.", None)]


def test_another_text_on_the_picture_is_told(between: Callable[..., Difference]) -> None:
    (section,) = between((LOGIN,), (_with(LOGIN, NOTE, text="Cinq essais sont permis."),)).sections

    assert [(each.where, each.old, each.new) for each in section.words] == [
        ("text", "Trois essais sont permis.", "Cinq essais sont permis.")
    ]


def test_spaces_are_no_other_words(between: Callable[..., Difference]) -> None:
    (section,) = between((LOGIN,), (_with(LOGIN, NOTE, text="Trois\u00a0essais  sont permis."),)).sections

    assert section.words == ()


def test_a_renamed_control_is_one_change_of_its_name(between: Callable[..., Difference]) -> None:
    (section,) = between((LOGIN,), (_with(LOGIN, HELP, text="Assistance"),)).sections

    assert [(each.where, each.old, each.new) for each in section.words] == [("label", "Aide", "Assistance")]
    assert section.controls == ()


def test_a_renamed_control_that_moved_is_still_the_same(between: Callable[..., Difference]) -> None:
    (section,) = between((LOGIN,), (_with(LOGIN, HELP, text="Assistance", y=120),)).sections

    assert [(each.change, each.name, each.shift) for each in section.controls] == [("moved", "Assistance", (0, 100))]
    assert [each.where for each in section.words] == ["label"]


def test_a_moved_control_is_told_with_its_way(between: Callable[..., Difference]) -> None:
    (section,) = between((LOGIN,), (_with(LOGIN, SEND, x=340, y=290),)).sections

    assert [(each.change, each.role, each.name, each.shift) for each in section.controls] == [
        ("moved", "button", "Envoyer", (40, -10))
    ]


def test_a_pixel_is_no_move(between: Callable[..., Difference]) -> None:
    (section,) = between((LOGIN,), (_with(LOGIN, SEND, x=301),)).sections

    assert section.change == "same"


def test_a_resized_control_has_no_way(between: Callable[..., Difference]) -> None:
    (section,) = between((LOGIN,), (_with(LOGIN, SEND, width=200),)).sections

    assert [(each.change, each.shift) for each in section.controls] == [("moved", None)]


def test_a_missing_control_is_told_once(between: Callable[..., Difference]) -> None:
    (section,) = between((LOGIN,), (_without(LOGIN, HELP),)).sections

    assert [(each.change, each.name) for each in section.controls] == [("missing", "Aide")]
    assert section.words == ()


def test_a_new_control_is_told_once(between: Callable[..., Difference]) -> None:
    (section,) = between((_without(LOGIN, HELP),), (LOGIN,)).sections

    assert [(each.change, each.name) for each in section.controls] == [("new", "Aide")]
    assert section.words == ()


def test_a_control_that_no_step_is_about_any_more_is_not_missing(between: Callable[..., Difference]) -> None:
    (section,) = between((LOGIN,), (_with(LOGIN, SEND, say=""),)).sections

    assert section.controls == ()
    assert [each.old for each in section.words] == ["Puis cliquez ici."]


def test_a_picture_without_other_words_is_a_change(between: Callable[..., Difference]) -> None:
    (section,) = between((LOGIN,), (_with(LOGIN, SEND, ink="#a8231c"),)).sections

    assert (section.change, section.words, section.controls) == ("changed", (), ())
    assert section.picture is not None
    assert section.picture.change == "changed"
    (region,) = section.picture.regions
    assert (round(region.x, -1), round(region.y, -1), round(region.width, -1)) == (300, 300, 300)


def test_the_threshold_is_an_area(between: Callable[..., Difference]) -> None:
    found = between((LOGIN,), (_with(LOGIN, SEND, ink="#a8231c"),), threshold=20_000)

    assert not found.needs_a_look


def test_the_same_screen_at_another_scale_is_the_same(tmp_path: Path) -> None:
    old = Play((LOGIN,), scale=1).write(tmp_path / "old")
    new = Play((LOGIN,), scale=2).write(tmp_path / "new")

    found = compare(old, new)

    assert not found.needs_a_look
    picture = found.sections[0].picture
    assert picture is not None
    assert (picture.old and picture.old.scale, picture.new and picture.new.scale) == (1, 2)


def test_a_longer_page_is_a_change(between: Callable[..., Difference]) -> None:
    (section,) = between((LOGIN,), (replace(LOGIN, height=700),)).sections

    assert section.picture is not None
    assert (section.picture.change, section.picture.area) == ("changed", 80_000)


def test_an_added_section_is_new(between: Callable[..., Difference]) -> None:
    found = between((LOGIN, SPACE), (LOGIN, CODE, SPACE))

    assert [(each.screen, each.change, each.old, each.new) for each in found.sections] == [
        ("LoginScreen", "same", 1, 1),
        ("CodeScreen", "new", None, 2),
        ("SpaceScreen", "same", 2, 3),
    ]


def test_a_removed_section_is_missing_where_it_was(between: Callable[..., Difference]) -> None:
    found = between((LOGIN, CODE, SPACE), (LOGIN, SPACE))

    assert [(each.screen, each.change) for each in found.sections] == [
        ("LoginScreen", "same"),
        ("CodeScreen", "missing"),
        ("SpaceScreen", "same"),
    ]


def test_another_order_is_a_move_and_no_loss(between: Callable[..., Difference]) -> None:
    found = between((LOGIN, CODE, SPACE), (CODE, LOGIN, SPACE))

    assert {each.change for each in found.sections} == {"same"}
    assert [each.screen for each in found.sections if each.moved] in (["LoginScreen"], ["CodeScreen"])
    assert found.needs_a_look


def test_of_a_screen_that_comes_twice_the_right_one_is_missing(between: Callable[..., Difference]) -> None:
    again = replace(SPACE, chapter="Je reviens")

    found = between((SPACE, LOGIN, again), (LOGIN, again))

    assert [(each.chapter, each.change) for each in found.sections] == [
        ("Je me connecte", "missing"),
        ("Je me connecte", "same"),
        ("Je reviens", "same"),
    ]


def test_pictures_are_not_compared_with_a_run_without_any(between: Callable[..., Difference]) -> None:
    found = between((LOGIN,), (replace(LOGIN, pictured=False),))

    assert not found.needs_a_look
    assert found.sections[0].picture is None


def test_a_single_picture_that_is_not_there_any_more_is_a_change(between: Callable[..., Difference]) -> None:
    found = between((LOGIN, SPACE), (LOGIN, replace(SPACE, pictured=False)))

    assert [each.picture.change for each in found.sections if each.picture] == ["same", "missing"]
    assert found.needs_a_look


def test_captions_of_two_languages_are_not_compared(tmp_path: Path) -> None:
    old = Play((LOGIN,)).write(tmp_path / "old")
    spoken = _with(LOGIN, SEND, say="Then click here.")
    new = Play((spoken,), changes={"language": "en", "title": "Sign in"}).write(tmp_path / "new")

    found = compare(old, new)

    assert not found.needs_a_look
    assert found.languages == ("fr", "en")


def test_a_run_that_failed_needs_a_look(tmp_path: Path) -> None:
    old = Play((LOGIN,)).write(tmp_path / "old")
    changes: dict[str, object] = {"outcome": Outcome.DRIFT, "diagnosis": "Le bouton manque."}
    new = Play((LOGIN,), changes=changes).write(tmp_path / "new")

    found = compare(old, new)

    assert [(each.where, each.new) for each in found.words] == [("outcome", "drift – Le bouton manque.")]
    assert found.needs_a_look


def test_the_data_can_be_read_again(between: Callable[..., Difference]) -> None:
    found = between((LOGIN, CODE), (_with(LOGIN, SEND, y=320), SPACE))

    assert Difference.model_validate_json(found.model_dump_json()) == found


def test_in_short_names_every_section_that_differs(between: Callable[..., Difference]) -> None:
    told = "\n".join(in_short(between((LOGIN, CODE, SPACE), (_with(LOGIN, SEND, y=320), SPACE))))

    assert "2 of 3 sections differ" in told
    assert "LoginScreen (Entrer): controls moved: 1, picture changed" in told
    assert "CodeScreen (Le code): missing" in told
    assert "SpaceScreen" not in told


def test_a_folder_without_a_record_is_named(tmp_path: Path) -> None:
    old = Play((LOGIN,)).write(tmp_path / "old")

    with pytest.raises(RecordError, match="nowhere holds no record"):
        compare(old, tmp_path / "nowhere")


def test_a_record_of_another_version_is_named_in_one_line(tmp_path: Path) -> None:
    old, new = (Play((LOGIN,)).write(tmp_path / name) for name in ("old", "new"))
    content = json.loads((new / "record.json").read_text(encoding="utf-8")) | {"version": 99}
    (new / "record.json").write_text(json.dumps(content), encoding="utf-8")

    with pytest.raises(RecordError, match="not a record of version 1: version") as told:
        compare(old, new)

    assert "\n" not in str(told.value)


def test_records_of_two_journeys_are_not_compared(tmp_path: Path) -> None:
    old = Play((LOGIN,)).write(tmp_path / "old")
    new = Play((LOGIN,), changes={"journey": "dispense"}).write(tmp_path / "new")

    with pytest.raises(RecordError, match="two journeys"):
        compare(old, new)


@pytest.mark.parametrize("change", [{"device": "phone"}, {"colour_scheme": "dark"}])
def test_pictures_of_different_kinds_are_not_compared(tmp_path: Path, change: dict[str, object]) -> None:
    old = Play((LOGIN,)).write(tmp_path / "old")
    new = Play((LOGIN,), changes=change).write(tmp_path / "new")

    with pytest.raises(RecordError, match=r"like with like: .* desktop in light colours"):
        compare(old, new)


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "is missing"), (b"no picture", "not a picture"), (b"\x89PNG\r\n\x1a\n", "not a picture")],
)
def test_a_picture_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, told: str) -> None:
    old, new = (Play((LOGIN,)).write(tmp_path / name) for name in ("old", "new"))
    picture = new / "pictures" / "01.png"
    picture.unlink()
    if content is not None:
        picture.write_bytes(content)

    with pytest.raises(RecordError, match=f"01.png .*{told}"):
        compare(old, new)
