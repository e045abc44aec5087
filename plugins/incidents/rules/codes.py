"""The reference lists of incidents, each choice with its meaning beside it."""

from __future__ import annotations

from plugins.incidents.rules.facts import (
    BodyType,
    DeathLink,
    EventType,
    LibertyOutcome,
    LibertyRequest,
    PhysicalHarm,
    PsychologicalHarm,
    Setting,
    WhoAffected,
)
from portal.plugin import Code, ReferenceList

TAXONOMY = "NHS England, Learn from Patient Safety Events, taxonomy version 5; the meanings are in our own words"
LOCAL = "Local policy: a default each organisation may change"

EVENT_TYPES = ReferenceList(
    key="incidents:event-types",
    label="What kind of event it was",
    codes=(
        Code(EventType.HARM, "Somebody was harmed", "An incident that hurt somebody, in body or mind.", 4),
        Code(EventType.NEAR_MISS, "A near miss", "It could have hurt somebody, and this time it did not.", 3),
        Code(
            EventType.SERVICE_EVENT,
            "Something about the service",
            "An outage, an outbreak, a manager away, a change to the provider: nobody needs to be hurt.",
            2,
        ),
        Code(
            EventType.RESOURCE_CONCERN,
            "Not enough to do the job well",
            "Too few staff, too little time, missing equipment or money: tell us before it hurts somebody.",
            1,
        ),
        Code(EventType.GOOD_CARE, "Good care", "Something went well, and others can learn from it.", 0),
    ),
    source="NHS England, Learn from Patient Safety Events, event types; the two about the service are ours",
)

CATEGORIES = ReferenceList(
    key="incidents:categories",
    label="What it was about",
    codes=(
        Code("fall", "Fall", "Somebody fell, or was found on the floor."),
        Code("medication", "Medicines", "A medicine missed, wrong, given twice, lost or badly stored."),
        Code("pressure-damage", "Pressure damage", "Skin or tissue damaged by pressure, of any category."),
        Code(
            "choking",
            "Choking or swallowing",
            "Choking, or food and drink that were not safe for the person.",
        ),
        Code("missing", "Missing person", "Somebody could not be found, or did not come back when expected."),
        Code("aggression", "Aggression or violence", "Threats or violence towards anybody, staff included."),
        Code(
            "discrimination",
            "Discrimination or hate",
            "Somebody was treated worse, insulted or attacked for who they are: people using the service, "
            "families, visitors and staff alike.",
        ),
        Code(
            "behaviour",
            "Behaviour and what led to it",
            "A log of what came before, what was done, what helped and how it ended, to learn from later.",
        ),
        Code("self-harm", "Self-harm", "Somebody hurt themselves or tried to."),
        Code(
            "restriction",
            "Restraint or restriction",
            "Holding, medicines, locks or seclusion limited somebody.",
        ),
        Code("abuse", "Abuse or neglect", "Abuse or neglect happened, or somebody says it did."),
        Code("infection", "Infection", "An infection in one person, or an outbreak."),
        Code("equipment", "Equipment", "A hoist, bed, wheelchair or other equipment failed or was misused."),
        Code("premises", "Premises", "Fire, flood, heating, power, water or the state of the building."),
        Code("staffing", "Staffing", "Missed or late visits, too few staff, or not the right skills."),
        Code("money", "Money or belongings", "Money or things lost, stolen or not accounted for."),
        Code("accident-at-work", "Accident at work", "A worker or visitor was hurt because of the work."),
        Code("data", "Personal information", "Personal information lost, changed or seen by the wrong people."),
        Code("death", "Death", "A person using the service died."),
        Code("other", "Something else", "None of these fits."),
    ),
    source=LOCAL,
)

# In the taxonomy 1 is the worst: our rank is 5 less its code for physical, 4 less for psychological harm.
PHYSICAL_HARM = ReferenceList(
    key="incidents:physical-harm",
    label="Physical harm",
    codes=(
        Code(PhysicalHarm.NONE, "No physical harm", "The body was not hurt.", 0),
        Code(
            PhysicalHarm.LOW,
            "Low physical harm",
            "One visit to or from a health professional at most, and simple treatment such as a dressing or "
            "a short course of tablets. Daily life goes on much as before.",
            1,
        ),
        Code(
            PhysicalHarm.MODERATE,
            "Moderate physical harm",
            "More than one visit or more than simple treatment, but under two weeks more in hospital and "
            "under six months of treatment. Or the person could do less for themselves for under six months.",
            2,
        ),
        Code(
            PhysicalHarm.SEVERE,
            "Severe physical harm",
            "Lasting damage, a shorter life, or treatment at once to save life. Or two weeks or more in "
            "hospital, or six months or more of treatment or of needing more help.",
            3,
        ),
        Code(PhysicalHarm.FATAL, "Fatal", "The person died, and the incident may have played a part.", 4),
    ),
    source=TAXONOMY,
)

PSYCHOLOGICAL_HARM = ReferenceList(
    key="incidents:psychological-harm",
    label="Psychological harm",
    codes=(
        Code(PsychologicalHarm.NONE, "No psychological harm", "Nobody was distressed by it.", 0),
        Code(
            PsychologicalHarm.LOW,
            "Low psychological harm",
            "Distress that passes within a few days and needs one visit to or from a professional at most.",
            1,
        ),
        Code(
            PsychologicalHarm.MODERATE,
            "Moderate psychological harm",
            "Distress that disturbs daily life for more than a few days, or needs treatment, but for under six months.",
            2,
        ),
        Code(
            PsychologicalHarm.SEVERE,
            "Severe psychological harm",
            "Distress that disturbs daily life, or needs treatment, for six months or more.",
            3,
        ),
    ),
    source=TAXONOMY,
)

SETTINGS = ReferenceList(
    key="incidents:settings",
    label="Kind of service",
    codes=(
        Code(Setting.CARE_HOME, "Care home"),
        Code(Setting.NURSING_HOME, "Care home with nursing"),
        Code(Setting.HOMECARE, "Homecare", "Care in a person's own home."),
        Code(Setting.SUPPORTED_LIVING, "Supported living", "The person has a tenancy, and support with it."),
        Code(Setting.EXTRA_CARE, "Extra care housing"),
        Code(Setting.SHARED_LIVES, "Shared lives", "The person lives with a carer's household."),
        Code(Setting.DAY_SERVICE, "Day service"),
        Code(Setting.MENTAL_HEALTH_UNIT, "Hospital or mental health unit"),
        Code(Setting.OTHER, "Another kind of service"),
    ),
    source=LOCAL,
)

BODY_TYPES = ReferenceList(
    key="incidents:body-types",
    label="Kind of organisation",
    codes=(
        Code(BodyType.ADULT_SOCIAL_CARE, "Adult social care provider", "A company, charity or person."),
        Code(BodyType.NHS_BODY, "NHS body", "An NHS trust or another health service body."),
        Code(BodyType.LOCAL_AUTHORITY, "Local authority", "A council that runs the service itself."),
        Code(BodyType.PRIMARY_MEDICAL, "GP or other primary medical provider"),
    ),
    source="SI 2009/3112 regs 16 and 18, as amended",
)

WHO_AFFECTED = ReferenceList(
    key="incidents:who-affected",
    label="Who was affected",
    codes=(
        Code(WhoAffected.PERSON, "A person using the service"),
        Code(WhoAffected.WORKER, "A worker", "Staff, agency workers and volunteers."),
        Code(WhoAffected.VISITOR, "A visitor or somebody else"),
        Code(WhoAffected.SEVERAL, "A person using the service and somebody else"),
        Code(WhoAffected.NOBODY, "Nobody", "It was about the service, the building or information."),
    ),
    source=LOCAL,
)

DEATH_LINKS = ReferenceList(
    key="incidents:death-links",
    label="Link between the death and the care",
    codes=(
        Code(DeathLink.DURING_CARE, "They died while you were providing the service"),
        Code(DeathLink.MAY_RESULT_FROM_CARE, "The death resulted, or may have resulted, from the service"),
        Code(DeathLink.NOT_KNOWN, "Not known yet"),
        Code(DeathLink.NOT_LINKED, "Neither"),
    ),
    source="SI 2009/3112 reg 16",
)

LIBERTY_REQUESTS = ReferenceList(
    key="incidents:liberty-requests",
    label="What was asked for",
    codes=(
        Code(LibertyRequest.STANDING_AUTHORISATION, "A standing authorisation"),
        Code(LibertyRequest.COURT, "An order of a court"),
        Code(LibertyRequest.NONE, "Nothing"),
    ),
    source="SI 2009/3112 reg 18(2)(c) and (d)",
)

LIBERTY_OUTCOMES = ReferenceList(
    key="incidents:liberty-outcomes",
    label="Outcome",
    codes=(
        Code(LibertyOutcome.GRANTED, "Granted"),
        Code(LibertyOutcome.REFUSED, "Refused"),
        Code(LibertyOutcome.WITHDRAWN, "Withdrawn", "You took it back, or it is no longer needed."),
    ),
    source="SI 2009/3112 reg 18, as amended by SI 2012/921",
)

ACTIONS_TAKEN = ReferenceList(
    key="incidents:actions-taken",
    label="What was done straight away",
    codes=(
        Code("made-safe", "Made the person or the place safe"),
        Code("first-aid", "Gave first aid"),
        Code("advice-111", "Rang the GP, a nurse or NHS 111"),
        Code("ambulance", "Called an ambulance"),
        Code("police", "Called the police"),
        Code("told-manager", "Told the manager or the person on call"),
        Code("told-family", "Told the family or representative"),
        Code("observation", "Checked on the person more often"),
        Code("plan-changed", "Changed the care plan or risk assessment"),
        Code("equipment-removed", "Took equipment out of use"),
        Code("staff-moved", "Moved a member of staff away"),
        Code("nothing", "Nothing was needed"),
    ),
    source=LOCAL,
)

CHANNELS = ReferenceList(
    key="incidents:channels",
    label="How it was sent",
    codes=(
        Code("portal", "The recipient's own online service"),
        Code("email", "Email"),
        Code("phone", "Telephone"),
        Code("post", "Post"),
        Code("in-person", "In person"),
    ),
    source=LOCAL,
)

NOTIFICATION_STATUS = ReferenceList(
    key="incidents:notification-status",
    label="Status of the notification",
    codes=(
        Code("due", "To be sent", "Nobody has sent it yet.", 3),
        Code("submitted", "Sent", "There is proof: a reference or a copy, who sent it and when.", 2),
        Code("acknowledged", "Acknowledged", "The recipient has confirmed it.", 1),
        Code("met-elsewhere", "Met in another way", "The law counts a report already made to another body.", 0),
        Code("not-needed", "Decided not to send", "A named person decided so, and said why.", 0),
        Code("fallen-away", "No longer called for", "The facts changed before it was sent.", 0),
    ),
    source=LOCAL,
)

REFERENCE_LISTS: tuple[ReferenceList, ...] = (
    EVENT_TYPES,
    CATEGORIES,
    PHYSICAL_HARM,
    PSYCHOLOGICAL_HARM,
    SETTINGS,
    BODY_TYPES,
    WHO_AFFECTED,
    DEATH_LINKS,
    LIBERTY_REQUESTS,
    LIBERTY_OUTCOMES,
    ACTIONS_TAKEN,
    CHANNELS,
    NOTIFICATION_STATUS,
)
