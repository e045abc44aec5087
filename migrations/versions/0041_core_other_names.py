"""Core: sites are found by the other names they are known by."""

from __future__ import annotations

from alembic import op

revision = "0041_core_other_names"
down_revision = "0040_safeguarding_hear_decisions"
branch_labels = None
depends_on = None

# As `portal.core.folding.name_key`: accents off, what stands inside words taken out, other signs to spaces. No name is
# so long as the cut; a hostile one must not stop a load.
CREATE_WORDS = r"""
CREATE FUNCTION directory.site_words(name_key text, also_known_as text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN array_to_tsvector(string_to_array(btrim(
    rtrim("left"(name_key, 400)) || CASE WHEN also_known_as IS NULL THEN '' ELSE ' ' || btrim("left"(btrim(
        regexp_replace(replace(translate(
            regexp_replace(normalize(lower(also_known_as), NFKD), U&'[\0300-\036F]', '', 'g'),
            U&'''\2019\2018`\00B4.', ''), '&', ' and '), '[^[:alnum:]]+', ' ', 'g')), 400)) END), ' '))
"""


def upgrade() -> None:
    op.execute(CREATE_WORDS)
    op.execute("GRANT EXECUTE ON FUNCTION directory.site_words(text, text) TO portal_app, portal_job, portal_importer")
    _index("directory.site_words(name_key, also_known_as)")


def downgrade() -> None:
    _index("array_to_tsvector(string_to_array(rtrim(\"left\"(name_key, 400)), ' '))")
    op.execute("DROP FUNCTION directory.site_words(text, text)")


def _index(words: str) -> None:
    op.execute("DROP INDEX directory.ix_site_words")
    op.execute(f"CREATE INDEX ix_site_words ON directory.site USING gin (({words}))")
