"""The environment alone, for a newcomer: one account and one line named `default` that answers any number."""

from collections.abc import Mapping

from waittimes.settings import formats
from waittimes.settings.config import ANY_NUMBER, DEFAULT_TABLE, TWILIO_TASKROUTER_URL, Account, ApiKey, Config, Line
from waittimes.settings.polling import polling
from waittimes.settings.references import References
from waittimes.settings.secret import Secret
from waittimes.settings.settings_reader import ConfigurationError, Section

DEFAULT_NAME = "default"


def config(environ: Mapping[str, str], references: References) -> Config:
    """Return the configuration that the environment describes. Raises ConfigurationError."""
    problems: list[str] = []
    section = Section("environment:", environ, problems, references)
    account = Account(
        name=DEFAULT_NAME,
        sid=section.text("TWILIO_ACCOUNT_SID", formats.ACCOUNT_SID),
        auth_tokens=_auth_tokens(section),
        workspace_sids=(section.text("TWILIO_WORKSPACE_SID", formats.WORKSPACE_SID),),
        api_key=_api_key(section),
    )
    line = Line(
        name=DEFAULT_NAME,
        account=account,
        workspace_sid=account.workspace_sids[0],
        workflow_sid=section.text("WORKFLOW_SID", formats.WORKFLOW_SID),
        task_queue_sid=section.text("TASK_QUEUE_SID", formats.TASK_QUEUE_SID),
        numbers=(ANY_NUMBER,),
    )
    found = Config(
        accounts=(account,),
        lines=(line,),
        table=section.text("TABLE", formats.TABLE, DEFAULT_TABLE),
        public_url=section.url("PUBLIC_URL"),
        taskrouter_url=section.url("TASKROUTER_URL", TWILIO_TASKROUTER_URL),
        polling=polling(section),
    )
    if problems:
        raise ConfigurationError(problems)
    return found


def _auth_tokens(section: Section) -> tuple[Secret, ...]:
    """Return the tokens, several of them separated by commas while one is being rotated."""
    name = "TWILIO_AUTH_TOKEN"
    tokens = section.listed(name)
    if not tokens:
        section.complain(name, f"is missing; set it to {formats.SECRET.description}")
    return tuple(section.secret(name, each) for each in tokens)


def _api_key(section: Section) -> ApiKey | None:
    secrets = section.listed("TWILIO_API_SECRET")
    if section.has("TWILIO_API_KEY") != bool(secrets):
        section.complain("TWILIO_API_KEY", "and TWILIO_API_SECRET belong together; set both or neither")
    if not (section.has("TWILIO_API_KEY") and secrets):
        return None
    return ApiKey(section.text("TWILIO_API_KEY", formats.API_KEY_SID), section.secret("TWILIO_API_SECRET", secrets[0]))
