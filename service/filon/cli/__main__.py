"""`python -m filon.cli`, where the `filon` command is not on the path."""

from filon.cli import main

main()
