"""Values OpenRouter's tokens at the list prices of their day, and keeps the sums beside those of the tokens."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from app.store.judged import JUDGED

# OpenRouter tells no split into prompt and completion tokens: the value is made with this blend, and with either
# price alone, which are its bounds.
PROMPT_PARTS, COMPLETION_PARTS = 3, 1
PRICE_KEEPS_DAYS = 31  # the newest price known on a day counts when it is at most so many days old
PRICE_COMES_LATE_DAYS = 1  # the catalogue is read on the morning after a day, so a first price may be that much newer
LEAST_PRICED = 0.5  # of a day's named tokens; with fewer priced there are no sums for that day
FREE = "free"  # the variant that costs nothing, listed or not

LOW_UNIT, HIGH_UNIT = "list_usd_prompt", "list_usd_completion"  # all tokens at the prompt price, or the completion's

# The listed entry of the row's own variant, or else that of the model without one; of several ids the shortest.
_PRICES = text("""
INSERT INTO openrouter_row_price (version_id, position, price_day, prompt_usd, completion_usd)
SELECT named.version_id, named.position, price.day, price.prompt_usd, price.completion_usd
FROM (
    SELECT version_id, position, permaslug, day,
           split_part(permaslug, ':', 1) AS model, split_part(permaslug, ':', 2) AS variant
    FROM openrouter_row JOIN day_version USING (version_id)
    WHERE version_id = ANY(:versions) AND permaslug IS NOT NULL
) AS named
CROSS JOIN LATERAL (
    SELECT named.day, 0::numeric AS prompt_usd, 0::numeric AS completion_usd WHERE named.variant = :free
    UNION ALL
    (SELECT listed.day, prompt_usd, completion_usd
     FROM openrouter_price AS listed
     CROSS JOIN LATERAL (SELECT split_part(model_id, ':', 2) AS variant) AS own
     WHERE named.variant <> :free AND listed.permaslug IN (named.model, named.permaslug)
       AND listed.day BETWEEN named.day - :keeps AND named.day + :late
       AND own.variant IN (named.variant, '') AND prompt_usd >= 0 AND completion_usd >= 0
     ORDER BY own.variant = named.variant DESC, listed.day > named.day, abs(listed.day - named.day),
              length(model_id), model_id
     LIMIT 1)
) AS price
""")

# Values are millionths of a dollar. Tokens without a known price, and the platform's tail, are valued at the mean of
# the priced ones: the tail in its own bucket, unpriced models as `unknown`, which is outside of every total and
# inside of every band. Accounts, openness and the ten largest are as in the sums of tokens.
_SUMS = text(
    """
WITH blend AS (
    SELECT * FROM (VALUES
        ('list_usd', CAST(:prompt_parts AS numeric) / (:prompt_parts + :completion_parts)),
        ('list_usd_prompt', 1::numeric), ('list_usd_completion', 0::numeric)) AS one (unit, prompt)
), folded AS (
    SELECT row.version_id,
           split_part(permaslug, ':', 1) AS model,
           split_part(permaslug, '/', 1) AS author,
           sum(tokens) AS tokens,
           sum(tokens) FILTER (WHERE price_day IS NOT NULL) AS priced,
           sum(tokens * prompt_usd) * 1000000 AS at_prompt,
           sum(tokens * completion_usd) * 1000000 AS at_completion,
           rank() OVER (PARTITION BY row.version_id ORDER BY sum(tokens) DESC, split_part(permaslug, ':', 1)) AS place
    FROM openrouter_row AS row
    LEFT JOIN openrouter_row_price AS price USING (version_id, position)
    WHERE row.version_id = ANY(:versions) AND permaslug IS NOT NULL
    GROUP BY row.version_id, model, author
), mean AS (
    SELECT version_id, sum(at_prompt) / sum(priced) AS prompt, sum(at_completion) / sum(priced) AS completion
    FROM folded GROUP BY version_id HAVING sum(priced) >= :least * sum(tokens) AND sum(priced) > 0
), :judged, valued AS (
    SELECT version_id, unit, account, open, place, tokens > COALESCE(priced, 0) AS is_partly_unpriced,
           COALESCE(at_prompt, 0) * blend.prompt + COALESCE(at_completion, 0) * (1 - blend.prompt) AS value,
           (tokens - COALESCE(priced, 0)) * (mean.prompt * blend.prompt + mean.completion * (1 - blend.prompt))
               AS unpriced,
           priced
    FROM judged JOIN mean USING (version_id) CROSS JOIN blend
), tail AS (
    SELECT version_id, unit, tokens * (mean.prompt * blend.prompt + mean.completion * (1 - blend.prompt)) AS value
    FROM openrouter_row JOIN mean USING (version_id) CROSS JOIN blend
    WHERE permaslug IS NULL
), counted AS (
    SELECT version_id, unit, population, kind, name, amount
    FROM valued CROSS JOIN LATERAL (VALUES
        ('all', 'account', account, value, priced IS NOT NULL),
        ('all', 'unknown', '', unpriced, is_partly_unpriced),
        ('named', 'account', account, value, priced IS NOT NULL),
        ('named', 'unknown', '', unpriced, is_partly_unpriced),
        ('top10', 'account', account, value, priced IS NOT NULL AND place <= 10),
        ('top10', 'unknown', '', unpriced, is_partly_unpriced AND place <= 10),
        ('open', 'account', account, value, priced IS NOT NULL AND open),
        ('open', 'unknown', '', unpriced, is_partly_unpriced AND COALESCE(open, true)),
        ('open', 'unknown', '', value, priced IS NOT NULL AND open IS NULL)
    ) AS line (population, kind, name, amount, counts) WHERE counts
    UNION ALL SELECT version_id, unit, 'all', 'other', '', value FROM tail
    UNION ALL SELECT version_id, unit, 'open', 'unknown', '', value FROM tail
)
INSERT INTO rollup (version_id, population, unit, kind, account, value, models)
SELECT version_id, population, unit, kind, name, round(sum(amount)), count(*)
FROM counted
GROUP BY version_id, population, unit, kind, name
""".replace(":judged", JUDGED)
)


def roll_up_prices(connection: Connection, versions: Sequence[int]) -> None:
    """Price the rows of these OpenRouter versions and add their sums; those of the units of list price are gone."""
    facts = {"versions": list(versions)}
    connection.execute(text("DELETE FROM openrouter_row_price WHERE version_id = ANY(:versions)"), facts)
    limits = {"keeps": PRICE_KEEPS_DAYS, "late": PRICE_COMES_LATE_DAYS, "free": FREE}
    connection.execute(_PRICES, facts | limits)
    blend = {"prompt_parts": PROMPT_PARTS, "completion_parts": COMPLETION_PARTS, "least": LEAST_PRICED}
    connection.execute(_SUMS, facts | blend)
