"""The regulator's words for services, activities and people served: of its two sets, the longer."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from portal.directory.keys import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable

REGULATED_ACTIVITIES = (
    "Accommodation for persons who require nursing or personal care",
    "Accommodation for persons who require treatment for substance misuse",
    "Assessment or medical treatment for persons detained under the Mental Health Act 1983",
    "Diagnostic and screening procedures",
    "Family planning",
    "Management of supply of blood and blood derived products",
    "Maternity and midwifery services",
    "Nursing care",
    "Personal care",
    "Services in slimming clinics",
    "Surgical procedures",
    "Termination of pregnancies",
    "Transport services, triage and medical advice provided remotely",
    "Treatment of disease, disorder or injury",
)
SERVICE_TYPES = (
    "Acute services with overnight beds",
    "Acute services without overnight beds / listed acute services with or without overnight beds",
    "Ambulance service",
    "Blood and Transplant service",
    "Care home service with nursing",
    "Care home service without nursing",
    "Community based services for people who misuse substances",
    "Community based services for people with a learning disability",
    "Community based services for people with mental health needs",
    "Community health care services - Independent Midwives",
    "Community health care services - Nurses Agency only",
    "Community healthcare service",
    "Dental service",
    "Diagnostic and/or screening service",
    "Diagnostic and/or screening service - single handed sessional providers",
    "Doctors consultation service",
    "Doctors treatment service",
    "Domiciliary care service",
    "Extra Care housing services",
    "Hospice services",
    "Hospice services at home",
    ("Hospital services for people with mental health needs, learning disabilities and problems with substance misuse"),
    "Hyperbaric Chamber",
    "Long term conditions services",
    "Mobile doctors service",
    "Prison Healthcare Services",
    "Rehabilitation services",
    "Remote clinical advice service",
    "Residential substance misuse treatment and/or rehabilitation service",
    "Shared Lives",
    "Specialist college service",
    "Supported living service",
    "Urgent care services",
)
SERVICE_USER_BANDS = (
    "Children 0-18 years",
    "Dementia",
    "Learning disabilities or autistic spectrum disorder",
    "Mental Health",
    "Older People",
    "People detained under the Mental Health Act",
    "People who misuse drugs and alcohol",
    "People with an eating disorder",
    "Physical Disability",
    "Sensory Impairment",
    "Whole Population",
    "Younger Adults",
)
# The directory's short words. “Doctors/GPs” and “Clinic” stand for several services and stay as published.
_SHORT_SERVICE_TYPES = {
    "Ambulances": "Ambulance service",
    "Community services - Healthcare": "Community healthcare service",
    "Community services - Learning disabilities": ("Community based services for people with a learning disability"),
    "Community services - Mental Health": "Community based services for people with mental health needs",
    "Community services - Substance abuse": "Community based services for people who misuse substances",
    "Dentist": "Dental service",
    "Diagnosis/screening": "Diagnostic and/or screening service",
    "Home hospice care": "Hospice services at home",
    "Homecare agencies": "Domiciliary care service",
    "Hospice": "Hospice services",
    "Mobile doctors": "Mobile doctors service",
    "Nursing homes": "Care home service with nursing",
    "Phone/online advice": "Remote clinical advice service",
    "Rehabilitation (illness/injury)": "Rehabilitation services",
    "Residential homes": "Care home service without nursing",
    "Shared lives": "Shared Lives",
    "Supported housing": "Extra Care housing services",
    "Supported living": "Supported living service",
}
_SPECIALISMS = {
    "Caring for adults over 65 yrs": "Older People",
    "Caring for adults under 65 yrs": "Younger Adults",
    "Caring for children": "Children 0-18 years",
    "Caring for people whose rights are restricted under the Mental Health Act": (
        "People detained under the Mental Health Act"
    ),
    "Dementia": "Dementia",
    "Eating disorders": "People with an eating disorder",
    "Learning disabilities": "Learning disabilities or autistic spectrum disorder",
    "Mental health conditions": "Mental Health",
    "Physical disabilities": "Physical Disability",
    "Sensory impairment": "Sensory Impairment",
    "Sensory impairments": "Sensory Impairment",
    "Services for everyone": "Whole Population",
    "Substance misuse problems": "People who misuse drugs and alcohol",
}
_LONG_SERVICE_TYPE = {name_key(short): long for short, long in _SHORT_SERVICE_TYPES.items()}
_BAND = {name_key(short): long for short, long in _SPECIALISMS.items()}


def service_types(words: Iterable[str]) -> list[str]:
    """Each word in its long form, in alphabetical order, once; words we have not met stay as published."""
    return sorted({_service_type(word) for word in words})


def specialisms(words: Iterable[str]) -> list[str]:
    """The same for the people a service is for."""
    return sorted({_specialism(word) for word in words})


@functools.lru_cache(maxsize=512)
def _service_type(word: str) -> str:
    return _LONG_SERVICE_TYPE.get(name_key(word), word)


@functools.lru_cache(maxsize=512)
def _specialism(word: str) -> str:
    return _BAND.get(name_key(word), word)


def listed_words(cell: str | None, known: Iterable[str]) -> list[str]:
    """The words of a list parted by commas, in its order, once; a `known` word keeps the comma it has itself."""
    rest, found = cell or "", []
    for word in known:
        if "," in word and word in rest:
            found.append(word)
            rest = rest.replace(word, "")
    found += [part.strip() for part in rest.split(",") if part.strip()]
    return list(dict.fromkeys(found))
