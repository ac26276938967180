"""The command line of scripts/campaign."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import backups
import damage
import errors
import fuzz
import kill
import races
import records
import signals
import rows
import simulation
from campaign import Campaign

CAMPAIGNS = {
    "kill": kill,
    "errors": errors,
    "signals": signals,
    "damage": damage,
    "rows": rows,
    "backups": backups,
    "records": records,
    "simulation": simulation,
    "races": races,
    "fuzz": fuzz,
}
REPOSITORY = Path(__file__).resolve().parents[2]
TOOLS = ("strace", "zstd", "sha256sum", "prlimit")


def parsed_arguments():
    parser = argparse.ArgumentParser(prog="scripts/campaign", description=__doc__)
    parser.add_argument("name", nargs="?", choices=CAMPAIGNS, metavar="NAME")
    parser.add_argument("--list", action="store_true", help="what there is")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--cases", type=int, metavar="N", help="so many, drawn by the seed")
    parser.add_argument("--only", metavar="CASE", help="one case, whose directory is kept")
    parser.add_argument("--segments", type=int, metavar="N", help="of a case of rows")
    parser.add_argument("--long", action="store_true", help="backups: of every kind")
    parser.add_argument("--times", type=int, metavar="N", help="backups: each at least so often")
    parser.add_argument("--bin", metavar="DIR", help="where wal-push and wal-fetch are")
    arguments = parser.parse_args()
    if not arguments.list and arguments.name is None:
        parser.error("a campaign's NAME, or --list")
    return arguments


def built_executables():
    """The release build of this checkout, made when it is not there."""
    directory = REPOSITORY / ".build" / "release"
    if not all((directory / name).exists() for name in ("wal-push", "wal-fetch", "wal-archive")):
        subprocess.run([REPOSITORY / "scripts" / "install-build"], check=True)
        build = ["swift", "build", "-c", "release", "--package-path", REPOSITORY]
        subprocess.run(build, check=True, stdout=sys.stderr)
    return directory


def main():
    arguments = parsed_arguments()
    if arguments.list:
        for name, module in CAMPAIGNS.items():
            print(f"{name:11} {module.__doc__.splitlines()[0]}")
        return 0
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        sys.exit(f"campaign: not installed: {', '.join(missing)} (scripts/install-build)")
    if arguments.name == "simulation":
        return simulation.run(arguments, REPOSITORY)
    if arguments.name == "fuzz":
        return fuzz.run(arguments, REPOSITORY)
    source = Path(arguments.bin).resolve() if arguments.bin else built_executables()
    # On a disk: /tmp may be in memory, where a sync means nothing.
    scratch = Path(tempfile.mkdtemp(prefix="wal-archive-campaign.", dir="/var/tmp"))
    # Servers run as another user where this one is root.
    scratch.chmod(0o755)
    try:
        return Campaign(CAMPAIGNS[arguments.name], arguments, source, scratch).run()
    finally:
        if arguments.only is None:
            shutil.rmtree(scratch)
        else:
            print(f"kept: {scratch}")


if __name__ == "__main__":
    sys.exit(main())
