"""`python -m app.cli` is the command line too: the scheduler starts its jobs in this way."""

from app.cli.main import main

main()
