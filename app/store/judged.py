"""What the sums of tokens and those of prices judge alike: each model's account, and whether its weights are open."""

from __future__ import annotations

from app.store.openness import openness_sql

# Two terms of a WITH clause over `folded`, which has version_id, model (without its variant) and author.
# Undisclosed accounts keep the whole permaslug so that a later unmasking can name it.
JUDGED = f"""openness AS (
    {openness_sql("folded")}
), judged AS (
    SELECT folded.*,
           CASE WHEN author LIKE '~%' OR EXISTS (
                    SELECT FROM lab_account
                    WHERE platform = 'openrouter' AND lab_id IS NULL AND account = author
                ) THEN folded.model ELSE author END AS account,
           openness.open
    FROM folded
    JOIN day_version USING (version_id)
    JOIN openness ON openness.model = folded.model AND first_day <= day AND day < next_day
)"""  # noqa: S608
