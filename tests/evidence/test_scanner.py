"""The scanner finds what nobody has scrubbed, and tells where, not what."""

import gzip
import io
import json
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from reports.secrets.scanner import Leak, LeakError, insist_clean, scan
from tests.evidence.planted import SECRETS, SPELLINGS


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("name", SECRETS)
def test_every_spelling_of_a_secret_is_found(name: str, spelling: str, tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text(f"before {SPELLINGS[spelling](SECRETS[name])} after\n", encoding="utf-8")

    assert {leak.secret_name for leak in scan(tmp_path, SECRETS)} == {name}


def test_a_leak_names_the_file_and_the_way_into_it(tmp_path: Path) -> None:
    mail, packed = EmailMessage(), io.BytesIO()
    mail["Message-ID"] = "<1@x.example>"
    mail.set_content(SECRETS["token"], cte="base64")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mail.eml", mail.as_bytes())
    (tmp_path / "all.gz").write_bytes(gzip.compress(packed.getvalue()))

    leaks = scan(tmp_path, SECRETS)

    assert Leak(tmp_path / "all.gz", "token", "gzip!mail.eml!part 0") in leaks
    assert not any(secret in str(leak) for leak in leaks for secret in SECRETS.values())


def test_a_name_of_a_file_can_be_a_leak(tmp_path: Path) -> None:
    (tmp_path / f"{SECRETS['token']}.txt").touch()

    assert [leak.where for leak in scan(tmp_path, SECRETS)] == ["name"]


def test_numbers_are_no_codes(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"size": 671904, "time": "12.671904", "id": "ab671904"}), "utf-8")
    (tmp_path / "a.txt").write_text("sha 0671904f, 1671904 ms, 671904.25 s", "utf-8")

    assert not scan(tmp_path, SECRETS)


def test_many_secrets_are_found_as_well_as_few(tmp_path: Path) -> None:
    many = {f"secret {number}": f"Aa1!{number:012x}" for number in range(500)}
    (tmp_path / "a.txt").write_text("~" * 70_000 + "Aa1!" + f"{123:012x}", "utf-8")

    assert [leak.secret_name for leak in scan(tmp_path, many)] == ["secret 123"]


def test_a_run_that_leaks_fails_and_says_which_file(tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text(SECRETS["password"], "utf-8")

    with pytest.raises(LeakError, match=r"log\.txt: password") as raised:
        insist_clean(tmp_path, SECRETS)

    assert SECRETS["password"] not in str(raised.value)


def test_a_clean_folder_passes(tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text("nothing to see", "utf-8")

    insist_clean(tmp_path, SECRETS)
