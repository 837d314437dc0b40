"""Whose a sum is: account to lab to group, by date and as the registry was known, in SQL."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Table,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import distinct_on

from app.measures.groups import NAMED_THREE, OUTSIDE, Bloc, Bucket, Layer
from app.store.tables import Kind, lab_account, lab_country, rollup
from app.view import Grouping
from collectors.contract import Platform

_ALWAYS: ColumnElement[dt.date] = literal_column("'-infinity'::date", Date)
_FOREVER: ColumnElement[dt.date] = literal_column("'infinity'::date", Date)


def lab_spans(platform: Platform, as_of: dt.date | None) -> CTE:
    """Which lab an account belongs to from `first_day` until before `next_day`; "undisclosed" where the lab hides."""
    lab = func.coalesce(lab_account.c.lab_id, literal(Bucket.UNDISCLOSED.value))
    here = lab_account.c.platform == platform
    return _spans("lab", lab_account, lab_account.c.account, lab, here, as_of)


def country_spans(as_of: dt.date | None) -> CTE:
    """In which country a lab has its headquarters from `first_day` until before `next_day`."""
    return _spans("country", lab_country, lab_country.c.lab_id, lab_country.c.country, true(), as_of)


def _spans(
    name: str,
    table: Table,
    subject: ColumnElement[str],
    value: ColumnElement[str],
    here: ColumnElement[bool],
    as_of: dt.date | None,
) -> CTE:
    """Turn dated lines into spans: subject, value, first_day, next_day.

    A correction holds for all dates and makes void what was recorded before it. Of several lines for one day, the
    last recorded counts.
    """
    recorded_on = func.coalesce(table.c.recorded_on, _ALWAYS)
    known = or_(table.c.recorded_on.is_(None), table.c.recorded_on <= as_of) if as_of else true()
    line = (
        select(
            subject.label("subject"),
            value.label("value"),
            case((table.c.correction, _ALWAYS), else_=func.coalesce(table.c.valid_from, _ALWAYS)).label("first_day"),
            recorded_on.label("recorded_on"),
            func.max(recorded_on).filter(table.c.correction).over(partition_by=subject).label("corrected_on"),
            next(iter(table.primary_key)).label("number"),
        )
        .where(here, known)
        .cte(f"{name}_line")
    )
    valid = (
        select(line.c.subject, line.c.value, line.c.first_day)
        .ext(distinct_on(line.c.subject, line.c.first_day))
        .where(line.c.recorded_on >= func.coalesce(line.c.corrected_on, _ALWAYS))
        .order_by(line.c.subject, line.c.first_day, line.c.recorded_on.desc(), line.c.number.desc())
        .cte(f"{name}_valid")
    )
    next_day = func.lead(valid.c.first_day, 1, _FOREVER).over(partition_by=valid.c.subject, order_by=valid.c.first_day)
    return select(*valid.c, next_day.label("next_day")).cte(f"{name}_span")


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
