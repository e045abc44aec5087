"""CQC's latest ratings, CSV or workbook: one row for each location, service or population group, and question.

Only rated locations stand in it, so it says nothing about who left.
"""

from __future__ import annotations

from portal.core.nations import Nation
from portal.directory.formats.authorities import usual_region
from portal.directory.formats.identity import location_of, name_of, provider_id_of
from portal.directory.formats.layouts import Format
from portal.directory.formats.place import address_columns, authority_columns
from portal.directory.formats.ratings import OVERALL, rating_code
from portal.directory.formats.refusals import ReportedRowError
from portal.directory.formats.rows import Cells, ProviderFacts, RatingFacts, SiteRow

GROUP = "Service / Population Group"
DOMAIN = "Domain"
RATING = "Latest Rating"
RATED = "Publication Date"
INHERITED = "Inherited Rating (Y/N)"
ADDRESS = ("Location Street Address", "Location Address Line 2", "Location City")
DOMAINS = frozenset({"overall", "safe", "effective", "caring", "responsive", "well-led"})
NONE = "-"
COLUMNS = (
    "Location ID",
    "Location ODS Code",
    "Location Name",
    "Care Home?",
    "Location Type",
    "Location Primary Inspection Category",
    *ADDRESS,
    "Location Post Code",
    "Location Local Authority",
    "Location Region",
    GROUP,
    DOMAIN,
    RATING,
    RATED,
    INHERITED,
    "URL",
    "Provider ID",
    "Provider Name",
    "Brand ID",
    "Brand Name",
)


def in_code(header: str) -> str:
    """The name some copies of the file give a column: `Inherited Rating (Y/N)` as `inherited_rating_y_n`."""
    words = "".join(one if one.isalnum() else " " for one in header.lower()).split()
    return "_".join(words)


def read_provider(cells: Cells) -> ProviderFacts | None:
    identifier = cells.text("Provider ID")
    if identifier is None:
        return None
    brand = cells.text("Brand ID")
    if brand == NONE:
        brand = None
    name = cells.text("Brand Name")
    return ProviderFacts(
        identifier,
        name=cells.exact("Provider Name"),
        group_id=brand,
        group_name=(name if name and name != NONE else brand) if brand else None,
    )


def read_site(cells: Cells) -> SiteRow:
    """One rating with its location. Raises `ReportedRowError` without location, provider, name or question."""
    return SiteRow(
        row_number=cells.row_number,
        regulator_id=location_of(cells.text("Location ID")),
        name=name_of(cells.exact("Location Name")),
        provider=ProviderFacts(provider_id_of(cells.text("Provider ID"))),
        site={
            "ods_code": cells.text("Location ODS Code"),
            "is_care_home": cells.yes_no("Care Home?"),
            "sector": cells.text("Location Type"),
            "inspection_category": cells.text("Location Primary Inspection Category"),
            **address_columns((cells.text(header) for header in ADDRESS), cells.text("Location Post Code")),
            **authority_columns(cells.text("Location Local Authority")),
            "region": usual_region(cells.text("Location Region")),
        },
        ratings=read_ratings(cells),
    )


def read_ratings(cells: Cells) -> tuple[RatingFacts]:
    """The row's one rating."""
    domain = (cells.text(DOMAIN) or "").lower()
    if domain not in DOMAINS:
        raise ReportedRowError(f"“{DOMAIN}” says “{domain}”, which is none of the questions CQC rates.")
    group = cells.text(GROUP) or OVERALL
    words = cells.text(RATING) or ""
    rating = RatingFacts(
        rating=rating_code(words),
        words=words,
        published_on=cells.date(RATED),
        is_inherited=cells.yes_no(INHERITED) or False,
        service_group=OVERALL if group.lower() == OVERALL else group,
        domain=domain,
    )
    return (rating,)


FORMAT = Format(
    key="cqc-latest-ratings",
    label="CQC latest ratings (CSV, ODS or XLSX)",
    regulator="cqc",
    nation=Nation.ENGLAND,
    richness=0,
    identity=("Location ID", "Location Name"),
    required=COLUMNS,
    dates=(RATED,),
    carries=frozenset(
        {
            *("ods_code", "is_care_home", "sector", "inspection_category", "address_lines", "postcode"),
            *("postcode_key", "host_authority", "host_authority_code", "region"),
        }
    ),
    read_site=read_site,
    read_provider=read_provider,
    aliases={header: (in_code(header),) for header in COLUMNS},
    carries_groups=True,
    carries_ratings=True,
    lists_sites=False,
    read_ratings=read_ratings,
    rating_columns=(GROUP, DOMAIN, RATING, RATED, INHERITED),
)
