"""Stand-ins for an antivirus: small real programs that get a file on standard input and answer as clamdscan does."""

from pathlib import Path

# Finds what contains this word; never the test virus itself, which would have the tests' own files taken away.
VIRUS = b"a-virus-of-the-tests"
FINDS_IT = f"if grep -q -a -e {VIRUS.decode()} -e EICAR-STANDARD; then exit 1; fi"
SUSPECTS_ALL = "cat > /dev/null; exit 1"
FINDS_NOTHING = "cat > /dev/null"
BREAKS = "cat > /dev/null; exit 2"
READS_NOTHING_AND_BREAKS = "exit 127"
DIES = "kill -9 $$"
# It has started something that outlives it and holds on to what it was given.
HANGS = "sleep 3600 & sleep 3600"


def write_scanner(folder: Path, script: str) -> str:
    """A program in the folder that does this; returns the command line to name in FILON_SCAN."""
    program = folder / "anti virus"  # people have spaces in names of folders
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return f"'{program}' --no-summary -"
