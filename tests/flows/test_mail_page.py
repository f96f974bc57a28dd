import pytest

from flows.capture.mail_page import mail_page
from tests.flows.letter import Letter

READER = "camille.durand@academie.example"


@pytest.mark.parametrize(
    "body",
    [
        "<p>Votre code : 671-482913</p>",
        "<p>671 - 482 913</p>",
        "<p>671-482&nbsp;913</p>",
        "<p>671-<b>482</b><b>913</b></p>",
        "<p>6 7 1 - 4 8 2 9 1 3</p>",
    ],
)
def test_a_code_is_disguised_however_it_is_set(body: str) -> None:
    shown = mail_page(Letter(html=body), READER, secret="482913")

    digits = [digit for digit in shown[shown.index("shadowrootmode") :] if digit.isdigit()]
    assert "".join(digits).startswith("671123456")


def test_the_subject_is_disguised_too() -> None:
    shown = mail_page(Letter(subject="Code 671-482913", text="…"), READER, secret="482913")

    assert "671-123456" in shown
    assert "482913" not in shown


def test_a_printed_address_is_cut_down_but_the_link_stays() -> None:
    link = "https://portail.example/invitation/secret"

    shown = mail_page(Letter(html=f'<a href="{link}">{link}</a>'), READER)

    assert shown.count("secret") == 1
    assert f'href="{link}"' in shown


def test_plain_text_is_shown_as_it_is_typed() -> None:
    shown = mail_page(Letter(text="1 < 2\n& la suite"), READER)

    assert "<pre>1 &lt; 2\n&amp; la suite</pre>" in shown


def test_nothing_is_run_or_loaded_from_outside() -> None:
    assert "default-src 'none'" in mail_page(Letter(text="…"), READER)
