"""Speaks to the two platforms; knows no database, no lab and no setting that is not handed to it."""
