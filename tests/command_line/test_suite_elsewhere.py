"""The regression suite on another portal than the bundled one."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.applicants import invent_applicant
from fixtures.ground import person_of
from mock_portal import BundledPortal, Challenge

ROOT = Path(__file__).parents[2]


@pytest.mark.browser
def test_only_what_is_safe_elsewhere_runs_on_a_given_portal(serve: Callable[..., BundledPortal]) -> None:
    portal, applicant = serve(challenge=Challenge.NEVER), invent_applicant()
    password = applicant.password.get_secret_value()
    portal.open_mailbox(applicant.email, password)
    portal.register(person_of(applicant), password)
    given = {"PARCOURS_APPLICANT__EMAIL": applicant.email, "PARCOURS_APPLICANT__PASSWORD": password}

    told = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--url", portal.url, "tests/regression"],
        cwd=ROOT,
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert "2 passed" in told.stdout, told.stdout
    posted = {visit.path for visit in portal.visits(applicant.email) if visit.method == "POST"}
    assert posted <= {"/connexion", "/cookies"}
