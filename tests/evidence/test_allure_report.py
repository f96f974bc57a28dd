"""The Allure report: one page that opens from disk and asks nobody for anything."""

import json
import shutil
from pathlib import Path

import pytest
from allure_commons import model2
from allure_commons.model2 import Status
from playwright.sync_api import BrowserContext, expect

from fixtures.allure_results import by_chapter, categories, chapters_in, executor, readable
from reports import allure

PAGE = """<!DOCTYPE html>
<html dir="ltr" lang="en">
<head>
    <title>Essais</title>
    <script async src="https://counter.example/gtag/js?id=G-1"></script>
    <script>
        function gtag(){dataLayer.push(arguments);}
        gtag('config', 'G-1');
    </script>
    <script src="data:text/javascript,document.title%20=%20%22ran%22"></script>
</head>
<body>
    <img src="https://pictures.example/a.png" alt="">
    <img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="">
    <script>fetch("https://else.example/").catch(() => document.body.append("asked nobody"))</script>
</body>
</html>
"""


def test_the_page_asks_no_outside_host(context: BrowserContext, tmp_path: Path) -> None:
    file, page = tmp_path / "index.html", context.new_page()
    asked: list[str] = []
    refused: list[tuple[str, str | None]] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("requestfailed", lambda request: refused.append((request.url, request.failure)))
    file.write_text(allure.kept_to_itself(PAGE), "utf-8")

    page.goto(file.as_uri())

    expect(page.get_by_text("asked nobody")).to_be_visible()
    expect(page).to_have_title("ran")
    # The browser tells of it, and refuses it before anybody is asked.
    assert refused == [("https://pictures.example/a.png", "csp")]
    assert {url for url in asked if not url.startswith(("file:", "data:"))} == {"https://pictures.example/a.png"}


def test_who_counts_readers_is_gone_and_the_page_is_french() -> None:
    kept = allure.kept_to_itself(PAGE)

    assert "gtag" not in kept
    assert "counter.example" not in kept
    assert '<html dir="ltr" lang="fr">' in kept


def test_without_node_one_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "1-result.json").write_text("{}", "utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))

    status = allure.main([str(tmp_path), "--out", str(tmp_path / "index.html")])

    assert status == 2
    assert "apt-get install nodejs npm" in capsys.readouterr().err
    assert not (tmp_path / "index.html").exists()


def test_an_old_node_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "1-result.json").write_text("{}", "utf-8")
    for name in ("node", "npx"):
        (tmp_path / name).write_text("#!/bin/sh\necho v18.20.0\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert allure.main([str(tmp_path)]) == 2
    assert "v18.20.0 is too old" in capsys.readouterr().err


def test_without_results_one_is_told_how_to_get_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert allure.main([str(tmp_path)]) == 1
    assert "--alluredir" in capsys.readouterr().err


def test_a_run_that_was_cut_short_in_the_history_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results, history, told = tmp_path / "1-result.json", tmp_path / "history.jsonl", tmp_path / "page.html"
    results.write_text("{}", "utf-8")
    history.write_text('{"uuid": "1"}\n{"uuid": "2", "na', "utf-8")
    # In Allure's place, a program that tells the history that it was given.
    (tmp_path / "node").write_text("#!/bin/sh\necho v20.0.0\n", "utf-8")
    (tmp_path / "npx").write_text(f'#!/bin/sh\ncat "{history}" >&2\nexit 1\n', "utf-8")
    for name in ("node", "npx"):
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    with pytest.raises(allure.ReportError, match=r"Allure failed: {\"uuid\": \"1\"}$"):
        allure.build(tmp_path, told, history=history)


@pytest.mark.skipif(not shutil.which("npx"), reason="Node.js is not there")
def test_the_real_report_shows_chapters_steps_and_categories(context: BrowserContext, tmp_path: Path) -> None:
    results, history = tmp_path / "results", tmp_path / "history.jsonl"
    results.mkdir()
    step = {"name": "Je me connecte", "status": "failed", "steps": [{"name": "Puis cliquez ici.", "status": "failed"}]}
    result = {
        "uuid": "1",
        "historyId": "1",
        "name": "A journey",
        "fullName": "a#journey",
        "status": "failed",
        "start": 1,
        "stop": 2,
        "statusDetails": {"message": "portal: le portail ne répond pas."},
        "labels": [
            {"name": "epic", "value": "Me connecter à mon espace"},
            {"name": "feature", "value": "Je me connecte"},
        ],
        "steps": [step],
    }
    (results / "1-result.json").write_text(json.dumps(result), "utf-8")
    (results / "categories.json").write_text(json.dumps(categories()), "utf-8")
    (results / "environment.properties").write_text("Portail = démonstration\n", "utf-8")
    try:
        made = allure.build(results, tmp_path / "index.html", history=history)
    except allure.ReportError as error:
        pytest.skip(f"Allure cannot be fetched here: {error}")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()

    page.goto(made.as_uri())

    expect(page).to_have_title("Parcours : essais")
    expect(page.get_by_text("Me connecter à mon espace")).to_be_visible()
    expect(page.get_by_text("démonstration")).to_be_visible()
    page.get_by_text("A journey").click()
    expect(page.get_by_text("Le portail se comporte mal")).to_be_visible()
    expect(page.get_by_text("Puis cliquez ici.")).to_be_visible()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert history.read_text("utf-8").count("\n") == 1


def test_steps_are_grouped_by_chapter_and_what_interrupts_stays_inside() -> None:
    banner = model2.TestStepResult(
        name="Je refuse les cookies facultatifs : Cliquez ici.", status=Status.PASSED, start=2, stop=3
    )
    steps = [
        model2.TestStepResult(name="Je me connecte : Un.", status=Status.PASSED, start=1, stop=4, steps=[banner]),
        model2.TestStepResult(
            name="Je me connecte : Deux.",
            status=Status.BROKEN,
            statusDetails=model2.StatusDetails(message="flows.robot._ElsewhereError"),
            start=4,
            stop=5,
        ),
        model2.TestStepResult(name="Autre chose : rien.", status=Status.PASSED, start=5, stop=6),
    ]

    chapter, other = by_chapter(steps)

    assert (chapter.name, chapter.status, chapter.start, chapter.stop) == ("Je me connecte", Status.PASSED, 1, 5)
    assert [step.name for step in chapter.steps] == ["Un.", "Deux."]
    assert chapter.steps[0].steps[0].name == "Je refuse les cookies facultatifs"
    assert other.name == "Autre chose : rien."
    assert chapters_in([chapter, other]) == ["Je me connecte", "Je refuse les cookies facultatifs"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("test_a_code_is_refused", "A code is refused"),
        ("test_a_journey[chromium-adhesion]", "A journey (adhesion)"),
        ("test_a_journey[chromium]", "A journey"),
    ],
)
def test_names_of_tests_read_like_sentences(name: str, sentence: str) -> None:
    assert readable(name) == sentence


def test_the_executor_is_told_as_github_and_gitlab_tell_it() -> None:
    github = executor({"GITHUB_RUN_ID": "7", "GITHUB_RUN_NUMBER": "3", "GITHUB_REPOSITORY": "us/parcours"})
    gitlab = executor({"GITLAB_CI": "true", "CI_PIPELINE_IID": "5", "CI_JOB_URL": "https://ci.example/9"})

    assert (github["buildOrder"], github["buildUrl"]) == (3, "https://github.com/us/parcours/actions/runs/7")
    assert (gitlab["buildOrder"], gitlab["buildUrl"]) == (5, "https://ci.example/9")
    assert executor({}) == {}
