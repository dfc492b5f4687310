"""The command line: a thin rim. Exit codes: 0 fine, 1 errors in a set or in facts, 2 bad usage."""

import sys

import click

from cli import administration, demo, diff, fmt, moving, people, record, scores, sending, serving, sets, test


def _version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the version and leave; a tree that was never installed has none."""
    if not asked or context.resilient_parsing:
        return
    from importlib import metadata

    try:
        click.echo(f"chamdiem {metadata.version('chamdiem')}")
    except metadata.PackageNotFoundError:
        click.echo("chamdiem (chưa cài đặt)")
    context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="In số phiên bản."
)
def main() -> None:
    """ChấmĐiểm: chấm điểm chỉ số cải cách hành chính theo bộ tiêu chí viết bằng lời của quyết định."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Vietnamese text on any terminal and in any pipe
            stream.reconfigure(encoding="utf-8")


for _command in (
    sets.check,
    sets.schema,
    fmt.fmt,
    scores.score,
    scores.explain,
    demo.demo,
    test.test,
    diff.diff,
    serving.serve,
    serving.deliver,
    sending.send,
    record.replay,
    record.verify,
    moving.import_,
    moving.backup,
    moving.restore,
    administration.office,
    people.user,
):
    main.add_command(_command)
