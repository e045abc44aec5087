"""How much data a run builds and how long each comparison goes on."""

from __future__ import annotations

from dataclasses import dataclass

SITES_PER_PROVIDER = 5


@dataclass(frozen=True)
class TenantSize:
    """One organisation of the bench: its records, and how many of the register's sites it has in view."""

    slug: str
    kind: str
    records: int
    sites: int


@dataclass(frozen=True)
class Sizes:
    """A run. `seconds` is how long one comparison measures, `writers` how many connections write at once.

    `writing_seconds` is how long those write on each side of a round, `jobs` how many jobs a round does, `entries` how
    many entries an exported trail holds, `pages` are the lengths of a short and of a long report, `register_sites` and
    `register_ratings` the rows of a register and of its ratings, `providers` how many a search goes through.
    """

    tenants: tuple[TenantSize, ...]
    seconds: float
    writers: int
    writing_seconds: float
    jobs: int
    entries: int
    pages: tuple[int, int]
    register_sites: int
    register_ratings: int
    providers: int

    @property
    def sites(self) -> int:
        """Sites in the register: as many as the widest view holds."""
        return max(one.sites for one in self.tenants)

    @property
    def writer(self) -> TenantSize:
        """The provider that reports incidents in goal 6, and that nothing is read of afterwards."""
        return self.tenants[0]

    @property
    def page(self) -> TenantSize:
        """The provider whose incident list is the page of goals 1 to 3."""
        return self.tenants[1]

    @property
    def overseer(self) -> TenantSize:
        """The commissioner the writer's link tells."""
        return self.tenants[2]

    @property
    def largest(self) -> TenantSize:
        """The commissioner of the overview."""
        return self.tenants[-1]


FULL = Sizes(
    tenants=(
        TenantSize("ten-records", "provider", 10, 5),
        TenantSize("one-thousand", "provider", 1_000, 10),
        TenantSize("hundred-thousand", "commissioner", 100_000, 300),
        TenantSize("one-million", "commissioner", 1_000_000, 1_200),
    ),
    seconds=12.0,
    writers=100,
    writing_seconds=2.0,
    jobs=400,
    entries=100_000,
    pages=(18, 90),
    register_sites=60_000,
    register_ratings=300_000,
    providers=60_000,
)
QUICK = Sizes(
    tenants=(
        TenantSize("ten-records", "provider", 10, 5),
        TenantSize("one-thousand", "provider", 1_000, 10),
        TenantSize("hundred-thousand", "commissioner", 5_000, 60),
        TenantSize("one-million", "commissioner", 20_000, 200),
    ),
    seconds=1.0,
    writers=20,
    writing_seconds=0.3,
    jobs=40,
    entries=2_000,
    pages=(4, 12),
    register_sites=2_000,
    register_ratings=6_000,
    providers=3_000,
)
