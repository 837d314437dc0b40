"""Whose a sum is: account to lab to group, by date and as the registry was known, in SQL."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    and_,
    case,
    func,
    literal,
    select,
    true,
)

from app.measures.groups import NAMED_THREE, OUTSIDE, Bloc, Bucket, Layer
from app.store.spans import spans
from app.store.tables import Kind, lab_account, lab_country, rollup
from app.view import Grouping
from collectors.contract import Platform


def lab_spans(platform: Platform, as_of: dt.date | None) -> CTE:
    """Which lab an account belongs to from `first_day` until before `next_day`; "undisclosed" where the lab hides."""
    lab = func.coalesce(lab_account.c.lab_id, literal(Bucket.UNDISCLOSED.value))
    here = lab_account.c.platform == platform
    return spans("lab", lab_account, lab_account.c.account, lab, here, as_of)


def country_spans(as_of: dt.date | None) -> CTE:
    """In which country a lab has its headquarters from `first_day` until before `next_day`."""
    return spans("country", lab_country, lab_country.c.lab_id, lab_country.c.country, true(), as_of)


def account_groups(by: Grouping, platform: Platform, as_of: dt.date | None) -> CTE:
    """Which group an account belongs to from `first_day` until before `next_day`: subject, owner, first_day, next_day.

    A few hundred rows, so that the many sums are joined once, to these.
    """
    lab = lab_spans(platform, as_of)
    if by is Grouping.LAB:
        return select(lab.c.subject, lab.c.value.label("owner"), lab.c.first_day, lab.c.next_day).cte("account_group")
    seat = country_spans(as_of)
    overlap = and_(seat.c.subject == lab.c.value, seat.c.first_day < lab.c.next_day, lab.c.first_day < seat.c.next_day)
    owner = case((lab.c.value == Bucket.UNDISCLOSED, lab.c.value), else_=_group(by, lab.c.value, seat.c.value))
    return (
        select(
            lab.c.subject,
            owner.label("owner"),
            func.greatest(lab.c.first_day, seat.c.first_day).label("first_day"),
            func.least(lab.c.next_day, seat.c.next_day).label("next_day"),
        )
        .select_from(lab.outerjoin(seat, overlap))
        .cte("account_group")
    )


def attributed(
    sums: FromClause,
    day: ColumnElement[dt.date],
    by: Grouping,
    platform: Platform,
    as_of: dt.date | None,
    *,
    account: ColumnElement[str] = rollup.c.account,
    kind: ColumnElement[str] = rollup.c.kind,
) -> tuple[FromClause, ColumnElement[str]]:
    """Join `sums` to the registry; returns the join and the group of each row.

    `account` and `kind` are columns of `sums`, which holds `rollup` unless others are given.

    An exact account wins. Undisclosed OpenRouter accounts are stored by whole permaslug, so that one model can be
    given to a lab from the day on which it is unmasked; before, its author decides.
    """
    groups = account_groups(by, platform, as_of)
    exact = groups.alias("exact")
    source, found = sums.outerjoin(exact, _holds(exact, account, day)), [exact.c.owner]
    nameless = [
        (kind == Kind.OTHER, Bucket.OTHER.value),
        (kind == Kind.UNKNOWN, OUTSIDE),
    ]
    if platform is Platform.OPENROUTER:
        author = groups.alias("author")
        source = source.outerjoin(author, _holds(author, func.split_part(account, "/", 1), day))
        found.append(author.c.owner)
        nameless.append((account.startswith("~"), Bucket.UNDISCLOSED.value))
    return source, func.coalesce(*found, case(*nameless, else_=Bucket.UNATTRIBUTED.value))


def _group(by: Grouping, lab: ColumnElement[str], country: ColumnElement[str]) -> ColumnElement[str]:
    if by is Grouping.BLOC:
        return case((country.in_((Bloc.CN, Bloc.US)), country), else_=Bloc.REST.value)
    if by is Grouping.NAMED3:
        return case(
            (lab.in_(NAMED_THREE), Layer.NAMED3.value),
            (country == Bloc.CN, Layer.OTHER_CHINESE.value),
            else_=Layer.ELSEWHERE.value,
        )
    return country


def _holds(span: FromClause, subject: ColumnElement[str], day: ColumnElement[dt.date]) -> ColumnElement[bool]:
    return and_(span.c.subject == subject, span.c.first_day <= day, day < span.c.next_day)
