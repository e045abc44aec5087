"""Who lives in the demonstration world. Every organisation, person and place here is invented."""

from __future__ import annotations

from dataclasses import dataclass

from portal.demo.seeding import SeededPerson, SeededTenant

PASSWORD = "demo-only-password"  # noqa: S105 - printed on the screen of every demonstration
PLUGINS = ("incidents", "complaints", "safeguarding", "candour")


@dataclass(frozen=True)
class DemoSite:
    """A site of the invented register: its rating history is newest first, as (published words, months ago)."""

    regulator_id: str
    name: str
    town: str
    postcode: str
    beds: int | None
    service_type: str
    ratings: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class DemoProvider:
    """A provider of the invented register and the organisation that is it."""

    slug: str
    regulator: str
    regulator_id: str
    legal_name: str
    nation: str
    commissioner: str
    sites: tuple[DemoSite, ...]


HOMES, NURSING, HOMECARE, LIVING = (
    "Residential homes",
    "Nursing homes",
    "Homecare agencies",
    "Supported living",
)
GOOD, IMPROVE, OUTSTANDING, INADEQUATE = "Good", "Requires improvement", "Outstanding", "Inadequate"

PROVIDERS = (
    DemoProvider(
        "rosewood", "cqc", "1-900100001", "Rosewood Care Limited", "england", "northshire",
        (
            DemoSite("1-900100011", "Rosewood House", "Northwick", "NS1 4RH", 42, HOMES, ((GOOD, 9), (IMPROVE, 31))),
            DemoSite("1-900100012", "Rosewood Lodge", "Northwick", "NS1 7RL", 28, NURSING, ((IMPROVE, 5), (GOOD, 38))),
            DemoSite("1-900100013", "Rosewood at Home", "Eastborough", "NS3 2RA", None, HOMECARE, ((GOOD, 14),)),
        ),
    ),
    DemoProvider(
        "harbourview", "cqc", "1-900100002", "Harbour View (Northshire) Ltd", "england", "northshire",
        (
            DemoSite("1-900100021", "Harbour View", "Saltby", "NS6 1HV", 56, NURSING, ((INADEQUATE, 2), (IMPROVE, 15))),
            DemoSite("1-900100022", "The Moorings", "Saltby", "NS6 3TM", 18, HOMES, ((GOOD, 22),)),
        ),
    ),
    DemoProvider(
        "oakfield", "cqc", "1-900100003", "Oakfield Homes Group Limited", "england", "northshire",
        (
            DemoSite("1-900100031", "Oakfield Grange", "Eastborough", "NS3 8OG", 64, HOMES, ((OUTSTANDING, 18), (GOOD, 47))),
            DemoSite("1-900100032", "Oakfield Court", "Westerly", "NS5 2OC", 33, NURSING, ((GOOD, 11),)),
            DemoSite("1-900100033", "Oakfield Mews", "Westerly", "NS5 4OM", 12, LIVING, ((GOOD, 27),)),
        ),
    ),
    DemoProvider(
        "brightdays", "cqc", "1-900100004", "Bright Days Homecare CIC", "england", "northshire",
        (DemoSite("1-900100041", "Bright Days Homecare", "Northwick", "NS1 9BD", None, HOMECARE, ((GOOD, 7),)),),
    ),
    DemoProvider(
        "glenview", "care-inspectorate", "SP2019000901", "Glenview Homes Ltd", "scotland", "westmere",
        (
            DemoSite("CS2019000911", "Glenview House", "Invermere", "WM2 1GH", 38, HOMES, (("4 Good", 8), ("3 Adequate", 20))),
            DemoSite("CS2019000912", "Glenview Bothy", "Kilmere", "WM4 5GB", 16, LIVING, (("5 Very good", 13),)),
            DemoSite("CS2019000913", "Glenview Nursing", "Invermere", "WM2 3GN", 48, NURSING, (("3 Adequate", 4), ("4 Good", 29))),
        ),
    ),
    DemoProvider(
        "lochside", "care-inspectorate", "SP2019000902", "Lochside Care (Scotland) Ltd", "scotland", "westmere",
        (
            DemoSite("CS2019000921", "Lochside", "Kilmere", "WM4 2LS", 30, HOMES, (("4 Good", 16),)),
            DemoSite("CS2019000922", "Lochside Outreach", "Strathmere", "WM7 6LO", None, HOMECARE, (("5 Very good", 10),)),
        ),
    ),
)  # fmt: skip

TENANTS = (
    SeededTenant(
        "northshire", "Northshire Council", "commissioner", "england", "E10000099", PLUGINS, keeps_register=True
    ),
    SeededTenant("westmere", "Westmere Council", "commissioner", "scotland", "S12000099", PLUGINS),
    SeededTenant("rosewood", "Rosewood Care", "provider", "england", None, PLUGINS),
    SeededTenant("harbourview", "Harbour View", "provider", "england", None, PLUGINS),
    SeededTenant("oakfield", "Oakfield Homes", "provider", "england", None, PLUGINS),
    SeededTenant("brightdays", "Bright Days Homecare", "provider", "england", None, PLUGINS),
    SeededTenant("glenview", "Glenview Homes", "provider", "scotland", None, PLUGINS),
    SeededTenant("lochside", "Lochside Care", "provider", "scotland", None, PLUGINS),
    SeededTenant("clearvoice", "Clear Voice Advocacy", "advocacy", "england", None, PLUGINS),
    SeededTenant("strathvoice", "Strath Voice", "advocacy", "scotland", None, PLUGINS),
)


def person(email: str, name: str, role: str, *more: tuple[str, str]) -> SeededPerson:
    """Somebody whose address says where they work; `more` are further organisations with a role in each."""
    home = email.split("@")[1].split(".", maxsplit=1)[0]
    return SeededPerson(email, name, {home: (role,), **{slug: (one,) for slug, one in more}})


PEOPLE = (
    person("asha@northshire.example", "Asha Verma", "officer"),
    person("sam@northshire.example", "Sam Okoro", "manager"),
    person("noor@northshire.example", "Noor Aziz", "tenant_admin"),
    SeededPerson("lena@northshire.example", "Lena Fischer", {"northshire": ("safeguarding_lead", "pipot_lead")}),
    person("cora@westmere.example", "Cora Lindqvist", "officer"),
    person("hamish@westmere.example", "Hamish Baird", "manager"),
    person("ben@rosewood.example", "Ben Hargreaves", "manager"),
    person("mia@rosewood.example", "Mia Castellano", "care_worker"),
    person("ade@rosewood.example", "Ade Bankole", "tenant_admin"),
    person("joy@rosewood.example", "Joy Mensah", "care_worker"),
    person("dora@rosewood.example", "Dora Finch", "data_protection_lead"),
    person("piet@rosewood.example", "Piet Vos", "data_protection_lead"),
    person("priya@harbourview.example", "Priya Nair", "manager"),
    person("tom@harbourview.example", "Tom Easton", "care_worker"),
    person("grace@oakfield.example", "Grace Oduya", "manager"),
    person("leo@oakfield.example", "Leo Martin", "care_worker"),
    person("dan@brightdays.example", "Dan Whitlock", "manager"),
    person("gil@glenview.example", "Gil Murray", "manager"),
    person("isla@glenview.example", "Isla Reid", "care_worker"),
    person("morag@lochside.example", "Morag Sinclair", "manager"),
    person("vera@clearvoice.example", "Vera Stone", "manager", ("strathvoice", "officer")),
    person("eilidh@strathvoice.example", "Eilidh Grant", "manager"),
    SeededPerson("hana@oakfield.example", "Hana Weiss", {"oakfield": ("safeguarding_lead", "pipot_lead")}),
    person("rita@rosewood.example", "Rita Solano", "records_manager"),
    person("ola@clearvoice.example", "Ola Fenn", "advocate"),
    SeededPerson("otto@platform.example", "Otto Brandt", {}, is_operator=True),
)

SHOWN = (
    ("asha@northshire.example", "Quality officer, Northshire Council"),
    ("cora@westmere.example", "Quality officer, Westmere Council"),
    ("ben@rosewood.example", "Registered manager, Rosewood Care"),
    ("mia@rosewood.example", "Care worker, Rosewood Care"),
    ("ade@rosewood.example", "Administrator, Rosewood Care"),
    ("rita@rosewood.example", "Records manager, Rosewood Care"),
    ("dora@rosewood.example", "Data protection lead, Rosewood Care"),
    ("hana@oakfield.example", "Safeguarding lead, Oakfield Homes"),
    ("lena@northshire.example", "Safeguarding lead, Northshire Council"),
    ("vera@clearvoice.example", "Advocacy manager, Clear Voice Advocacy"),
    ("ola@clearvoice.example", "Advocate, Clear Voice Advocacy: cases of her own clients"),
    ("otto@platform.example", "Operator of the portal"),
)
