"""A pytest plugin: runs each test several times in one process, as ``--again N`` says."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--again", type=int, default=1, help="Run each test so many times.")


@pytest.fixture
def round_of_verification(request: pytest.FixtureRequest) -> int:
    """Which of the times this is."""
    number: int = request.param
    return number


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    times = metafunc.config.getoption("--again")
    if times > 1:
        name = round_of_verification.__name__
        metafunc.fixturenames.append(name)
        metafunc.parametrize(name, range(times), indirect=True, ids=[f"round{number}" for number in range(times)])
