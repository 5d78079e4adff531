"""Settings of failure events: where messages of senders arrive, and how long they are kept."""

from pydantic import Field

from faultbook.settings.group import Group


class EventSettings(Group):
    """Where messages of senders arrive, and how long they are kept."""

    events: str = Field(".events", description="Folder or volume that receivers and pollers write messages to.")
    senders_file: str = Field("", description="YAML file of your own senders, /webhook/NAME; empty: none.")
    poll_file: str = Field("", description="YAML file of what is polled; empty: nothing.")
    log_sources_file: str = Field("", description="YAML file of logs that are polled into `landing`; empty: none.")
    rules_folder: str = Field("", description="Folder of the rules that open incidents; empty: none.")
    incidents_file: str = Field("", description="YAML file of when incidents end and return; empty: the defaults.")
    deliver_again: str = Field(
        "", description="Ids of refused intents, with commas, that deliver tries again; all: every one; empty: none."
    )
    calendars_file: str = Field(
        "", description="YAML file of calendars: time intervals, holidays, business hours; empty: none."
    )
    decisions: bool = Field(
        True,
        description="serve only: people may decide about incidents in the console and by the API (true or false); in a "
        "workspace only as the user of the app.",
    )
    raw_events_retention_days: int = Field(
        90, ge=1, le=36_500, description="Days that messages are kept as they came; what was extracted stays."
    )
