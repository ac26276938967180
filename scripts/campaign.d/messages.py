"""What a call may say on standard error: what PostgreSQL's log collects."""

import re

SHAPES = (
    r'{program}: could not (archive|fetch|verify) "{name}": [^\n]+',
    r'{program}: could not verify: [^\n]+',
)
TRAP = "wal-archive: stopped by a defect of the program; please report it\n"
LOADER = re.compile(r"[^\n]*error while loading shared libraries[^\n]*\n")


def findings(outcome, program, name, expects_line):
    """One line in the documented shape, or none at all."""
    lines = outcome.errors.splitlines()
    if not expects_line:
        if lines:
            yield f"not quiet: {outcome}"
        return
    shapes = [shape.format(program=program, name=name) for shape in SHAPES]
    if len(lines) != 1 or not any(re.fullmatch(shape, lines[0]) for shape in shapes):
        yield f"not one line in the documented shape: {outcome}"
