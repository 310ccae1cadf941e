"""`python -m designer.cli`, for child processes that must run with the very same interpreter."""

from designer.cli import main

main(prog_name="returnflow")
