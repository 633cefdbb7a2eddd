"""The commands: each takes its arguments apart, calls one function of the package and shows what came back.

Everything beyond the argument parser is imported inside the commands, so that `lift --help` stays quick.
"""

# ruff: noqa: PLC0415
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from lift.cli import INVALID_TEST, console

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


class Language(StrEnum):
    """Languages of reports."""

    EN = "en"
    DE = "de"


Study = Annotated[Path, typer.Argument(metavar="STUDY", help="The study file, study.toml.", show_default=False)]
Studies = Annotated[
    list[Path], typer.Argument(metavar="STUDY...", help="The study file, or several of them.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Write the result to stdout as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No remarks and no progress on stderr.")]
Seed = Annotated[int | None, typer.Option(min=0, help="Seed, in place of the study's.", show_default=False)]
Memory = Annotated[str | None, typer.Option(help='Memory for reading the data, such as "1GB".', show_default=False)]
Threads = Annotated[int | None, typer.Option(min=1, help="Threads for reading the data.", show_default=False)]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="The result folder.", show_default=False)]
Formats = Annotated[str, typer.Option(metavar="FORMAT,...", help="Of the report: html, pdf, xlsx, pptx.")]
Speech = Annotated[Language | None, typer.Option(help="Language, in place of the study's.", show_default=False)]


def _version(asked: bool) -> None:
    if asked:
        from lift import __version__

        console.out(f"lift {__version__}")
        raise typer.Exit


@app.callback()
def _lift(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Measure what a campaign sold: test regions against regions without it, from store sales.

    `lift demo` shows it on a sample study. `lift init` writes a study file for your own data.
    """


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to write it.")] = Path(),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a commented study.toml."""
    from lift.study import scaffold

    file = scaffold.write(folder)
    if json:
        _print_json({"study": str(file)})
        return
    console.out(str(file))
    console.say(f"Fill it in, then: lift check {file}", quiet=quiet)


@app.command()
def check(
    study: Study, json: Json = False, quiet: Quiet = False, memory: Memory = None, threads: Threads = None
) -> None:
    """Read the data, print what is in it.

    Every row is validated and every finding printed.
    """
    from lift.study.config import load

    spec = load(study)
    from lift.cli.survey import survey_document, survey_text
    from lift.data import survey

    with console.progress(quiet=quiet) as progress:
        found = survey(spec, memory=memory, threads=threads, progress=progress)
    if json:
        _print_json(survey_document(found))
    else:
        console.out(survey_text(found, spec.language, console.width()))
    if found.problem is not None:
        raise found.problem
    from lift.study import Study as Loaded
    from lift.study.chain import formed

    formed(Loaded(spec))
    if any(finding.verdict == "fail" for finding in found.findings):
        raise typer.Exit(INVALID_TEST)


@app.command()
def match(
    study: Study,
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Replace an earlier design.lock.")] = False,
    language: Speech = None,
    json: Json = False,
    quiet: Quiet = False,
    seed: Seed = None,
    memory: Memory = None,
    threads: Threads = None,
) -> None:
    """Before the campaign: choose test and control.

    Chooses what the study leaves open (control = "match", test = "match") under the rules of [match], says what uplift
    the design will detect and how alike the arms are, and writes design.lock beside the study file, which `lift run`
    checks against.
    """
    from lift.cli import planned, work

    loaded = work.read(study, seed=seed, language=language and language.value)
    with console.progress(quiet=quiet) as progress:
        found, file = planned.fix(loaded, replace=replace, memory=memory, threads=threads, progress=progress)
    if json:
        _print_json(planned.document(found, file))
        return
    console.out(planned.text(found, loaded.spec.language, console.width()))
    console.say(str(file), quiet=quiet)


@app.command()
def calibrate(
    study: Study,
    *,
    campaigns: Annotated[int, typer.Option(min=1, help="How many false campaigns.")] = 60,
    method: Annotated[str, typer.Option(metavar="METHOD,...", help="Methods to try (default: all).")] = "",
    json: Json = False,
    quiet: Quiet = False,
    seed: Seed = None,
    memory: Memory = None,
    threads: Threads = None,
) -> None:
    """Try every method where nothing happened.

    False campaigns on your own panel, in weeks before the campaign and over other units: how often does a method find
    something? Writes calibration.json beside the study file, which `lift run` reads, and a figure of it.
    """
    from lift.cli import trial, work

    loaded = work.read(study, seed=seed, language=None)
    names = tuple(name.strip() for name in method.split(",") if name.strip())
    with console.progress(quiet=quiet) as progress:
        found, files = trial.calibrate(loaded, campaigns, names, memory=memory, threads=threads, progress=progress)
    if json:
        _print_json(found.to_dict())
        return
    console.out(trial.text(found, loaded.spec.language, console.width()))
    console.say("\n".join(str(file) for file in files), quiet=quiet)


@app.command()
def power(
    study: Study,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write a page, HTML.", show_default=False)
    ] = None,
    campaigns: Annotated[int, typer.Option(min=10, help="How many back-tests of the plan.")] = 80,
    plan_only: Annotated[bool, typer.Option("--plan-only", help="No other designs beside the plan.")] = False,
    language: Speech = None,
    json: Json = False,
    quiet: Quiet = False,
    seed: Seed = None,
    memory: Memory = None,
    threads: Threads = None,
) -> None:
    """Find out what a campaign could show.

    Before it starts: the smallest detectable uplift and return by level, and what other lengths, more test units, more
    history or scattered test stores would buy. Nothing from the campaign's first day on is looked at.
    """
    from lift.cli import work
    from lift.cli.power import power_text, write_page
    from lift.study.detection import power as find_out

    loaded = work.read(study, seed=seed, language=language and language.value)
    with console.progress(quiet=quiet) as progress:
        found = find_out(
            loaded, campaigns=campaigns, plan_only=plan_only, memory=memory, threads=threads, progress=progress
        )
    if out is not None:
        write_page(found, out, loaded.spec.language)
    if json:
        _print_json(found.to_dict())
        return
    console.out(power_text(found, loaded.spec.language, console.width()))
    if out is not None:
        console.say(str(out), quiet=quiet)


@app.command()
def run(
    studies: Studies,
    *,
    out: Out = None,
    format: Formats = "html",  # noqa: A002
    language: Speech = None,
    json: Json = False,
    quiet: Quiet = False,
    seed: Seed = None,
    memory: Memory = None,
    threads: Threads = None,
) -> None:
    """Measure the campaign, write the report.

    Uplift by SKU, brand and category, after-effect and ROI, each with its interval, into a result folder: by default
    results/NAME beside the study file, where an earlier result is replaced.

    Several studies share one look at the tables that they have in common. Each is written to a folder of its own,
    with --out to DIR/NAME; one that fails does not stop the others, and the exit code is then 1.
    """
    formats = _formats(format)
    from lift.cli import work

    speech = language and language.value
    if len(studies) > 1:
        from lift.cli import several

        made, code = several.measure(
            studies, out, formats, seed=seed, language=speech, quiet=quiet, memory=memory, threads=threads
        )
        if json:
            _print_json([_document(done) for done in made])
        else:
            for done in made:
                _show(done, json=False, quiet=quiet)
        raise typer.Exit(code)
    spec = work.read(studies[0], seed=seed, language=speech)
    done = work.measure(spec, out, formats, quiet=quiet, memory=memory, threads=threads)
    _show(done, json=json, quiet=quiet)
    _end(done.result)


def _list_texts(asked: bool) -> None:
    if asked:
        from lift.report.look.texts import listed

        console.out(listed())
        raise typer.Exit


@app.command()
def report(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="A result folder.", show_default=False)],
    *,
    format: Formats = "html",  # noqa: A002
    template: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A .pptx whose master, fonts and colours slides use.", show_default=False),
    ] = None,
    theme: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The agency's look, theme.toml.", show_default=False)
    ] = None,
    texts: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Texts of your own, texts.toml.", show_default=False)
    ] = None,
    list_texts: Annotated[  # noqa: ARG001 - its callback does it
        bool, typer.Option("--list-texts", callback=_list_texts, is_eager=True, help="Print the texts, as a file.")
    ] = False,
    pseudonyms: Annotated[
        bool | None,
        typer.Option("--pseudonyms/--names", help="Regions, stores, creators by number.", show_default=False),
    ] = None,
    pseudonyms_for: Annotated[
        str, typer.Option(metavar="KIND,...", help="For regions, stores, creators, skus, brands.", show_default=False)
    ] = "",
    pseudonym_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write whom they stand for, CSV.", show_default=False)
    ] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="DIR", help="An earlier result: what changed?", show_default=False)
    ] = None,
    language: Speech = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Render reports from a result folder.

    In the agency's look and words, with pseudonyms, beside an earlier result of the same study: none of it changes a
    number. Without these options, as [report] of the study says.
    """
    formats = _formats(format)
    if template is not None and "pptx" not in formats:
        raise typer.BadParameter("a template is for slides: add --format pptx", param_hint="--template")
    from lift.cli.render import render
    from lift.cli.setting import Asked

    asked = Asked(theme, texts, pseudonyms, pseudonyms_for)
    files = render(
        result, formats, language and language.value, template, asked=asked, earlier=against, key=pseudonym_key
    )
    if json:
        _print_json({"reports": [str(file) for file in files]})
        return
    console.out("\n".join(str(file) for file in files))
    if "html" in formats:
        console.say("Open the HTML report in a browser.", quiet=quiet)


@app.command()
def portfolio(
    results: Annotated[
        list[Path], typer.Argument(metavar="RESULT...", help="Result folders, two or more.", show_default=False)
    ],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write a report there.", show_default=False)
    ] = None,
    format: Annotated[str, typer.Option(metavar="FORMAT,...", help="Of the report: html, pdf, xlsx.")] = "html",  # noqa: A002
    confidence: Annotated[
        float | None, typer.Option(help="Of all intervals; default: that of the studies.", show_default=False)
    ] = None,
    language: Speech = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put many studies together.

    Mean uplift, where a further campaign is to be expected, median ROI, how far studies lie apart and what that goes
    with, each study against the others and against published norms. Reads result folders and nothing else.
    """
    from lift.cli import portfolio as many
    from lift.report.portfolio_report import PORTFOLIO_FORMATS
    from lift.synthesis import portfolio as put_together

    kinds = _formats(format, PORTFOLIO_FORMATS)
    if out is not None:
        many.refuse(out)
    found = put_together(results, confidence)
    speech = language.value if language else found.language
    files = [] if out is None else many.write(found, out, kinds, "de" if speech == "de" else "en")
    if json:
        _print_json({**found.to_dict(), "reports": [str(file) for file in files]})
        return
    console.out(many.portfolio_text(found, "de" if speech == "de" else "en", console.width()))
    console.say("\n".join(str(file) for file in files) or "--out DIR writes a report.", quiet=quiet)


@app.command()
def explain(
    word: Annotated[str, typer.Argument(metavar="WORD", help="A term, column, key, check or method.")],
    language: Speech = None,
    json: Json = False,
) -> None:
    """Explain a term: meaning, formula, source."""
    from lift.cli.meaning import meaning

    text = meaning(word, language.value if language else "en")
    if json:
        _print_json({"word": word, "text": text})
    else:
        console.out(text)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where the sample study goes.")] = Path("demo"),
    *,
    out: Out = None,
    language: Speech = None,
    json: Json = False,
    quiet: Quiet = False,
    seed: Seed = None,
    memory: Memory = None,
    threads: Threads = None,
) -> None:
    """Run the sample study.

    Its data is made up, so its true effect is known: the truth is printed beside each measured row.
    """
    from lift.cli import truth, work

    file = truth.sample_study(folder, language.value if language else None)
    spec = work.read(file, seed=seed, language=language and language.value)
    done = work.measure(spec, out, ["html"], quiet=quiet, memory=memory, threads=threads)
    rows = truth.beside(done.result.document["effects"], file.parent / truth.TRUTH)
    if json:
        _print_json({"folder": str(done.folder), "reports": [str(file) for file in done.reports], "truth": rows})
    else:
        _show(done, json=False, quiet=True)
        console.out(truth.text(rows, console.width()))
        _where(done, quiet=quiet)
    _end(done.result)


def _formats(names: str, known: Iterable[str] | None = None) -> list[str]:
    from lift.report import FORMATS

    has = tuple(known or FORMATS)
    asked = [name.strip().lower() for name in names.split(",") if name.strip()]
    strange = [name for name in asked if name not in has]
    if strange or not asked:
        message = f"{', '.join(strange) or 'nothing'} is not a format of this version; it has {', '.join(has)}"
        raise typer.BadParameter(message, param_hint="--format")
    return list(dict.fromkeys(asked))


def _show(done: Any, *, json: bool, quiet: bool) -> None:
    if json:
        _print_json(_document(done))
        return
    from lift.report.terminal import summary

    console.out(summary(done.result, console.width(), color=console.color()))
    _where(done, quiet=quiet)


def _document(done: Any) -> dict[str, Any]:
    return {"folder": str(done.folder), "reports": [str(file) for file in done.reports], **done.result.document}


def _where(done: Any, *, quiet: bool) -> None:
    if not quiet:
        lines = [f"Result: {done.folder}", *(f"Report: {file}" for file in done.reports)]
        console.out(console.clean("\n".join(lines)))


def _end(result: Any) -> None:
    if result.verdict == "invalid":
        raise typer.Exit(INVALID_TEST)


def _print_json(value: Any) -> None:
    from lift.store.values import to_json

    console.out(to_json(value).decode("utf-8"))
